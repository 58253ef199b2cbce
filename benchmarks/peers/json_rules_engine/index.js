'use strict';
// The shared rules as rules of json-rules-engine: one per clause, and one per rule for "not known".
// As its documentation advises: one engine built once and reused, a constant fact instead of functions of facts,
// and a priority that lets the cheapest condition end an `all` early.
const { Engine, Rule } = require('json-rules-engine');
const { run } = require('../shared/batch');
const { medicineGroups, allergyGroups } = require('../shared/names');
const { ordered } = require('../shared/order');
const { answerOf, decisionOf } = require('../shared/verdict');
const { SOURCES, isDenied, isFired, lacksInput, outcomesOf, plannedOf } = require('./readings');

const LISTS = { medicines: 1, events: 1, allergies: 1 };
const asked = (operator, value, priority) => ({ fact: 'case', operator, value, ...(priority ? { priority } : {}) });

function sourcesOf(rule) {
  const named = (key) => rule.triggers.some((t) => t[key].length);
  return [
    'affirmed',
    ...(named('medicines') ? ['taken'] : []),
    ...(named('events') ? ['happened'] : []),
    ...(named('allergies') ? ['reactedTo'] : []),
    ...(named('indications') || named('zones') ? ['planned'] : []),
    ...(rule.computed ? ['calculated'] : []),
    ...(named('phototypes') ? ['ofPhototype'] : []),
    ...(named('rules') ? ['fromRules'] : []),
  ];
}

function clauseRule(rule, clause, set, priority) {
  const sources = sourcesOf(rule);
  return new Rule({
    priority,
    conditions: { any: sources.map((source) => asked(source, { rule, clause })) },
    event: { type: 'finding' },
    onSuccess: async (event, almanac) => {
      const given = await almanac.factValue('case');
      for (const s of sources) {
        given.outcomes.push(...outcomesOf(SOURCES[s](given, rule, given.on, set, clause.layer), clause, rule, given, given.on, set));
      }
    },
  });
}

function unknownRule(rule, layer, priority) {
  const value = { rule, layer };
  const missing = rule.computed || rule.triggers.some((t) => t.phototypes.length) ? [asked('lacksInput', value)] : [];
  const open = [asked('isUndenied', value, 10), asked('isUnsettled', value), asked('isNotAffirmed', value), asked(rule.isAsked ? 'applies' : 'lacksList', value)];
  return new Rule({
    priority,
    conditions: { any: [...missing, { all: open }] },
    event: { type: 'unknown' },
    onSuccess: async (event, almanac) => { (await almanac.factValue('case')).unknown.push(value); },
  });
}

function applies(given, rule, set, layer) {
  if (rule.follows) return isFired(given, set.rules.find((one) => one.id === rule.follows), given.on, set);
  if (rule.askedIf === 'can-be-pregnant') {
    const can = given.patient.can_be_pregnant || (given.patient.sex === 'male' ? 'no' : 'unknown');
    return can !== 'no';
  }
  if (rule.askedIf === null) return true;
  const country = set.countries[given.patient.country];
  return layer !== 'generic' && Boolean(country && country.mayAsk);
}

function engineOf(set) {
  const engine = new Engine();
  for (const [name, source] of Object.entries(SOURCES)) {
    engine.addOperator(name, (given, { rule, clause }) => outcomesOf(source(given, rule, given.on, set, clause.layer), clause, rule, given, given.on, set).length > 0);
  }
  engine.addOperator('isUndenied', (given, { rule }) => !isDenied(given, rule, given.on));
  engine.addOperator('isUnsettled', (given, { rule }) => !rule.settledBy.length || rule.settledBy.some((l) => l in LISTS && !given[l]));
  engine.addOperator('isNotAffirmed', (given, { rule }) => !SOURCES.affirmed(given, rule, given.on).length);
  engine.addOperator('lacksList', (given, { rule }) => rule.neededLists.some((l) => !given[l]));
  engine.addOperator('lacksInput', (given, { rule, layer }) => lacksInput(given, rule, set, layer));
  engine.addOperator('applies', (given, { rule, layer }) => applies(given, rule, set, layer));
  // What a rule leans on has a higher priority: it is done before the rule begins.
  const { depths } = ordered(set);
  const deepest = Math.max(...depths.values());
  for (const rule of set.rules) {
    const priority = 1 + deepest - depths.get(rule);
    for (const clause of rule.clauses) engine.addRule(clauseRule(rule, clause, set, priority));
    for (const layer of layersOf(rule)) engine.addRule(unknownRule(rule, layer, priority));
  }
  return engine;
}

// A rule that only labels know is unknown label by label; any other, once.
const layersOf = (rule) => (rule.isLabelOnly ? [...new Set(rule.clauses.map((c) => c.layer))] : ['generic']);

function isStrange(given, set) {
  return (given.medicines || []).some((m) => medicineGroups(m, set) === null)
    || (given.allergies || []).some((a) => allergyGroups(a, set) === null);
}

function decider(set) {
  const engine = engineOf(set);
  const readOn = async (document, on) => {
    const given = { facts: {}, ...document, on, outcomes: [], unknown: [] };
    await engine.run({ case: given });
    return { outcomes: given.outcomes, unknown: given.unknown, planned: plannedOf(given), isStrange: isStrange(given, set), device: document.device };
  };
  return async (document) => {
    const read = await readOn(document, set.on);
    const answer = answerOf(read, set);
    for (const change of answer.would_change) change.to = decisionOf(await readOn(document, change.on), set);
    return answer;
  };
}

run(decider);
