'use strict';
// The shared rules as ELM run by cql-execution: one library and one executor, built once and reused;
// cases go through in groups as one patient source; retrieves are answered from an index; no local ids are kept.
const cql = require('cql-execution');
const { runInGroups } = require('../shared/batch');
const { medicineGroups, ingredientOf, allergyGroups } = require('../shared/names');
const { answerOf, decisionOf } = require('../shared/verdict');
const { library } = require('./elm');
const { expressionsOf } = require('./expressions');

const NONE = [];
const dateOf = (text) => (text ? new cql.Date(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))) : null);

// A case as a patient with records, found by what they are about.
class Case {
  constructor(given, number, set) {
    this.id = String(number);
    this.given = given;
    this.records = new Map();
    this.isStrange = false;
    this.index(given, set);
  }

  add(template, record) {
    const found = this.records.get(template);
    if (found) found.push(record);
    else this.records.set(template, [record]);
  }

  index(given, set) {
    const { patient } = given;
    this.add('Patient', {
      birthDate: dateOf(patient.birth_date), sex: patient.sex || null, canBePregnant: patient.can_be_pregnant || null,
      phototype: patient.phototype || null, country: patient.country || null,
    });
    for (const one of given.concerns) this.add('Concern', { indication: one.indication, zones: one.zones });
    for (const [rule, raw] of Object.entries(given.facts || {})) {
      const said = typeof raw === 'string' ? { answer: raw } : raw;
      this.add(`Fact/${rule}`, { answer: said.answer, zones: said.zones || null, detail: said.detail || null, by: said.by || null, asOf: dateOf(said.as_of) });
    }
    for (const name of ['medicines', 'events', 'allergies']) if (given[name]) this.add(`Known/${name}`, { name });
    for (const one of given.medicines || NONE) this.indexMedicine(one, set);
    for (const one of given.events || NONE) {
      this.add(`Event/${one.kind}`, { detail: one.detail || null, zones: one.zones || null, since: dateOf(one.on || one.from), until: dateOf(one.on || one.until) });
    }
    for (const one of given.allergies || NONE) this.indexAllergy(one, set);
  }

  indexMedicine(one, set) {
    const groups = medicineGroups(one, set);
    if (groups === null) this.isStrange = true;
    const ingredient = groups === null ? null : ingredientOf(one, set);
    const record = { ingredient, isStopped: one.status === 'stopped', since: dateOf(one.from), until: dateOf(one.until) };
    for (const group of groups || NONE) this.add(`Medicine/${group}`, record);
  }

  indexAllergy(one, set) {
    const groups = allergyGroups(one, set);
    if (groups === null) this.isStrange = true;
    for (const group of groups || NONE) this.add(`Allergy/${group}`, { text: one });
  }

  getId() { return this.id; }

  findRecords(template) { return this.records.get(template) || NONE; }
}

class Cases {
  constructor(cases) { this.cases = cases; this.place = 0; }

  currentPatient() { return this.cases[this.place]; }

  nextPatient() { this.place += 1; return this.cases[this.place]; }
}

function outcomesOf(found, { rule, clause }) {
  const outcomes = [];
  for (const { until, zones, rest, isOpen, goesOn } of found) {
    const one = { rule, clause, layer: clause.layer, effect: clause.effect, until: until ? until.toString() : null, goesOn };
    if (zones.length || clause.where === 'anywhere') outcomes.push({ ...one, zones, isCertain: !isOpen });
    if (rest && rest.length) outcomes.push({ ...one, zones: rest, isCertain: false });
  }
  return outcomes;
}

function readingOf(one, results, about) {
  const outcomes = [];
  const unknown = [];
  for (const known of about) {
    const result = results[known.name];
    if (known.clause && result.length) outcomes.push(...outcomesOf(result, known));
    if (!known.clause && result === true) unknown.push(known);
  }
  return { outcomes, unknown, planned: results.Planned, isStrange: one.isStrange, device: one.given.device };
}

function decider(set) {
  const { expressions, about } = expressionsOf(set);
  const executor = new cql.Executor(new cql.Library(library(expressions)), new cql.CodeService({}));
  const readOn = async (cases, on) => {
    const { patientResults } = await executor.withParameters({ On: dateOf(on) }).exec(new Cases(cases));
    return cases.map((one) => readingOf(one, patientResults[one.id], about));
  };
  return async (documents) => {
    const cases = documents.map((given, place) => new Case(given, place, set));
    const answers = (await readOn(cases, set.on)).map((read) => answerOf(read, set));
    await addChanges(cases, answers, readOn, set);
    return answers;
  };
}

// All cases of a group that change on the same day are read together.
async function addChanges(cases, answers, readOn, set) {
  const changing = new Map();
  answers.forEach((answer, place) => {
    for (const { on } of answer.would_change) changing.set(on, (changing.get(on) || new Set()).add(cases[place]));
  });
  for (const [on, some] of changing) {
    const read = await readOn([...some], on);
    [...some].forEach((one, place) => {
      const to = decisionOf(read[place], set);
      for (const change of answers[one.id].would_change) if (change.on === on) change.to = to;
    });
  }
}

runInGroups(decider);
