'use strict';
// The shared rules as expressions: one per clause (what it does, until when and where), one per rule ("not known").
const {
  after, and, before, coalesce, contains, count, equal, except, exists, first, flatten, greater, intersect, isIn, isNull,
  less, list, literal, lower, not, nullValue, or, parameter, property, query, reference, retrieve, tuple, union, when,
} = require('./elm');
const { ordered } = require('../shared/order');

const ON = parameter('On');
const PLANNED = reference('Planned');
const NOTHING = list([]);
const PATIENT = (alias, where, value) => query(alias, retrieve('Patient'), where, value);
const fact = (rule) => retrieve(`Fact/${rule.id}`);
const saidOn = (alias) => coalesce(property(alias, 'asOf'), ON);

function isDenial(alias, rule) {
  const by = coalesce(property(alias, 'by'), literal('practitioner'));
  const zones = property(alias, 'zones');
  const isFresh = rule.validDays == null ? null
    : or(isNull(property(alias, 'asOf')), not(less(after(property(alias, 'asOf'), { months: 0, days: rule.validDays }), ON)));
  const isPlanned = exists(query('C', retrieve('Concern'), isIn(property('C', 'indication'), list(rule.doctorBefore))));
  return and(
    equal(property(alias, 'answer'), literal('no')),
    isFresh,
    rule.exam ? isIn(by, list(['practitioner', 'doctor'])) : null,
    or(isNull(zones), not(exists(except(PLANNED, zones)))),
    rule.doctorBefore.length ? or(equal(by, literal('doctor')), not(isPlanned)) : null,
  );
}

function spread(zones, rule) {
  return rule.spread.reduce((widened, one) => when(exists(intersect(zones, list(one.origin))), union(widened, list(one.reaches)), widened), zones);
}

const affirmedDetail = (rule) => first(query('Y', fact(rule), equal(property('Y', 'answer'), literal('yes')), property('Y', 'detail')));

// Each source gives { from, where, instance }: the records, which of them count, and what they are.
function answers(rule) {
  const zones = property('A', 'zones');
  return {
    origin: 'answer', alias: 'A', from: [fact(rule)], where: equal(property('A', 'answer'), literal('yes')),
    zones: rule.spread.length ? spread(zones, rule) : zones, hasZones: true,
    isPartial: equal(property('A', 'by'), literal('record')), detail: property('A', 'detail'), last: saidOn('A'),
  };
}

function medicines(rule, trigger) {
  const isStopped = property('M', 'isStopped');
  const until = property('M', 'until');
  const from = trigger.medicines.map((g) => retrieve(`Medicine/${g}`));
  const isCounted = trigger.stoppedCounts ? null : not(isStopped);
  const undenied = trigger.asks ? not(exists(query('D', fact(rule), isDenial('D', rule)))) : null;
  const open = [trigger.undatedAsks ? and(isStopped, isNull(until)) : null, trigger.asks ? not(affirmed(rule)) : null].filter(Boolean);
  return {
    origin: 'medicine', alias: 'M', from, where: joined(isCounted, undenied, areEnough(trigger, from, isCounted)),
    detail: detailOf(rule, trigger), isStopped,
    first: property('M', 'since'), last: when(isStopped, trigger.undatedAsks ? until : coalesce(until, ON), ON),
    isOpen: open.length ? or(...open) : null,
  };
}

const joined = (...all) => (all.filter(Boolean).length ? and(...all) : null);
const affirmed = (rule) => exists(query('Y', fact(rule), equal(property('Y', 'answer'), literal('yes'))));

// Several ingredients of a group together; one that is named twice counts once.
function areEnough(trigger, from, isCounted) {
  if (trigger.atLeast < 2) return null;
  const named = from.map((one) => query('M', one, isCounted, property('M', 'ingredient')));
  return greater(count({ type: 'Distinct', operand: flatten(list(named)) }), literal(trigger.atLeast - 1));
}

function events(rule, trigger) {
  const detail = lower(coalesce(property('E', 'detail'), literal('')));
  const last = coalesce(property('E', 'until'), when(isNull(property('E', 'since')), ON, nullValue));
  const seen = query('D', fact(rule), and(isDenial('D', rule), greater(saidOn('D'), last)));
  const zones = property('E', 'zones');
  const wanted = trigger.eventDetails.length ? or(...trigger.eventDetails.map((word) => contains(detail, word))) : null;
  const unwanted = trigger.notEventDetails.length ? not(isIn(detail, list(trigger.notEventDetails))) : null;
  const unseen = rule.isPassing ? not(exists(seen)) : null;
  return {
    origin: 'event', alias: 'E', from: trigger.events.map((kind) => retrieve(`Event/${kind}`)),
    where: wanted || unwanted || unseen ? and(wanted, unwanted, unseen) : null,
    zones: rule.spread.length ? spread(zones, rule) : zones, hasZones: true, detail: detailOf(rule, trigger),
    first: property('E', 'since'), last,
  };
}

function allergies(rule, trigger) {
  return { origin: 'allergy', alias: 'L', from: trigger.allergies.map((g) => retrieve(`Allergy/${g}`)), detail: detailOf(rule, trigger), last: ON };
}

function plans(rule, trigger) {
  const here = flatten(query('C', retrieve('Concern'), isIn(property('C', 'indication'), list(trigger.indications)), property('C', 'zones')));
  const zones = trigger.zones.length ? intersect(PLANNED, list(trigger.zones)) : here;
  return { origin: 'plan', alias: 'P', from: [retrieve('Patient')], where: exists(zones), zones, hasZones: true, detail: detailOf(rule, trigger), last: nullValue };
}

function phototypes(rule, trigger) {
  const isNamed = isIn(property('P', 'phototype'), list(trigger.phototypes));
  return { origin: 'patient', alias: 'P', from: [retrieve('Patient')], where: isNamed, detail: detailOf(rule, trigger), last: nullValue };
}

function otherRules(rule, trigger) {
  const isMet = or(...trigger.rules.map((name) => reference(`${name} met`)));
  return { origin: 'rule', alias: 'P', from: [retrieve('Patient')], where: isMet, detail: detailOf(rule, trigger), last: nullValue };
}

const detailOf = (rule, trigger) => (trigger.detail ? literal(trigger.detail) : rule.clauses.some((c) => c.details.length) ? affirmedDetail(rule) : null);

function calculated(rule, label, set) {
  const known = { origin: 'patient', alias: 'P', from: [retrieve('Patient')], last: nullValue };
  const birth = property('P', 'birthDate');
  if (rule.computed === 'below-minimum-age') {
    const birthday = Object.entries(set.countries).reduce(
      (otherwise, [name, one]) => (one.minimumAge === 18 ? otherwise : when(equal(property('P', 'country'), literal(name)), after(birth, { months: 12 * one.minimumAge, days: 0 }), otherwise)),
      after(birth, { months: 12 * 18, days: 0 }),
    );
    return { ...known, where: less(ON, birthday), fixedUntil: birthday };
  }
  if (!label) return null;
  if (rule.computed === 'below-label-age') {
    const birthday = after(birth, { months: 12 * label.minimumAge, days: 0 });
    return label.minimumAge ? { ...known, where: less(ON, birthday), fixedUntil: birthday } : null;
  }
  const labelled = Object.keys(label.phototypes);
  if (!labelled.length) return null;
  const indication = property('C', 'indication');
  if (rule.computed === 'phototype-outside-label') {
    const outside = limited(label).map((name) => and(equal(indication, literal(name)), not(isIn(property('P', 'phototype'), list(label.phototypes[name])))));
    if (!outside.length) return null;
    return { ...known, where: and(not(isNull(property('P', 'phototype'))), exists(query('C', retrieve('Concern'), or(...outside)))) };
  }
  if (rule.computed === 'indication-outside-label') {
    return { ...known, where: exists(query('C', retrieve('Concern'), not(isIn(indication, list(labelled))))) };
  }
  const anywhere = Object.keys(label.indicationsByZone);
  const covered = labelled.reduce(
    (otherwise, name) => when(equal(indication, literal(name)), list(anywhere.filter((zone) => label.indicationsByZone[zone].includes(name))), otherwise),
    list(anywhere),
  );
  const outside = flatten(query('C', retrieve('Concern'), null, except(property('C', 'zones'), covered)));
  return { ...known, where: exists(outside), zones: outside, hasZones: true };
}

const limited = (label) => Object.keys(label.phototypes).filter((name) => label.phototypes[name].length < 6);

function sourcesOf(rule, label, set) {
  const found = [answers(rule)];
  for (const trigger of rule.triggers) {
    if (trigger.medicines.length) found.push(medicines(rule, trigger));
    if (trigger.events.length) found.push(events(rule, trigger));
    if (trigger.allergies.length) found.push(allergies(rule, trigger));
    if (trigger.indications.length || trigger.zones.length) found.push(plans(rule, trigger));
    if (trigger.phototypes.length) found.push(phototypes(rule, trigger));
    if (trigger.rules.length) found.push(otherRules(rule, trigger));
  }
  const one = rule.computed ? calculated(rule, label, set) : null;
  return one ? [...found, one] : found;
}

// What a clause does with the records of a source.
function allowedZones(clause) {
  const treats = (indications) => exists(query('C', retrieve('Concern'), and(isIn({ type: 'AliasRef', name: 'Z' }, property('C', 'zones')), isIn(property('C', 'indication'), list(indications)))));
  const treatsElse = (indications) => exists(query('C', retrieve('Concern'), and(isIn({ type: 'AliasRef', name: 'Z' }, property('C', 'zones')), not(isIn(property('C', 'indication'), list(indications))))));
  let zones = clause.plannedZones.length ? intersect(PLANNED, list(clause.plannedZones)) : PLANNED;
  if (clause.exceptZones.length) zones = except(zones, list(clause.exceptZones));
  const limits = [
    clause.indications.length ? treats(clause.indications) : null,
    clause.exceptIndications.length ? treatsElse(clause.exceptIndications) : null,
  ].filter(Boolean);
  return limits.length ? query('Z', zones, and(...limits)) : zones;
}

function saysDetail(clause, source) {
  if (!clause.details.length) return null;
  if (!source.detail) return clause.onlyWhenSaid ? literal(false) : null;
  const isNamed = isIn(source.detail, list(clause.details));
  return clause.onlyWhenSaid ? isNamed : or(isNull(source.detail), isNamed);
}

function isUsed(clause, source) {
  if (!clause.use || source.origin === 'answer') return null;
  if (source.origin === 'medicine') return clause.use === 'stopped' ? source.isStopped : not(source.isStopped);
  return clause.use === 'stopped' && source.origin === 'event' ? literal(false) : null;
}

function isHeld(clause, source) {
  if (source.fixedUntil) return null;
  const begun = clause.before && source.first ? or(isNull(source.first), not(less(ON, before(source.first, clause.before)))) : null;
  const lasts = clause.hold ? or(isNull(source.last), less(ON, after(source.last, clause.hold))) : null;
  return begun || lasts ? and(begun, lasts) : null;
}

function isUnrecorded(clause, source, sources) {
  if (!clause.unlessRecorded || source.origin !== 'answer') return null;
  const recorded = sources.filter((s) => s.origin === 'event' || s.origin === 'medicine').map((s) => {
    const acts = clause.unlessRecorded === 'ever' ? [] : [saysDetail(clause, s), isHeld(clause, s)];
    const covers = s.hasZones ? or(isNull(s.zones), and(not(isNull(source.zones)), not(exists(except(source.zones, s.zones))))) : null;
    const all = [s.where, ...acts, covers].filter(Boolean);
    return s.from.map((from) => not(exists(query(s.alias, from, all.length ? and(...all) : null))));
  });
  return recorded.flat().length ? and(...recorded.flat()) : null;
}

function outcome(clause, source) {
  const allowed = allowedZones(clause);
  const until = source.fixedUntil || (clause.hold ? after(source.last, clause.hold) : nullValue);
  const isAlone = clause.withRule ? not(reference(`${clause.withRule} met`)) : null;
  const isOpen = source.isOpen && isAlone ? or(source.isOpen, isAlone) : source.isOpen || isAlone || literal(false);
  const goesOn = source.isStopped ? not(source.isStopped) : literal(false);
  if (clause.where === 'anywhere') {
    const zones = allowed === PLANNED ? NOTHING : when(equal(count(allowed), count(PLANNED)), NOTHING, allowed);
    return tuple({ until, zones, isOpen, goesOn });
  }
  const named = source.hasZones ? when(isNull(source.zones), allowed, intersect(allowed, source.zones)) : allowed;
  const rest = source.isPartial ? when(and(source.isPartial, not(isNull(source.zones))), except(allowed, source.zones), NOTHING) : NOTHING;
  return tuple({ until, zones: named, rest, isOpen, goesOn });
}

function clauseExpression(rule, clause, label, set) {
  const sources = sourcesOf(rule, label, set);
  const partner = clause.withRule ? or(reference(`${clause.withRule} met`), reference(`${clause.withRule} open`)) : null;
  const place = clause.where === 'anywhere' && allowedZones(clause) !== PLANNED ? exists(allowedZones(clause)) : null;
  const queries = sources.flatMap((source) => {
    const all = [source.where, saysDetail(clause, source), isUsed(clause, source), isHeld(clause, source), isUnrecorded(clause, source, sources), place, partner].filter(Boolean);
    return source.from.map((from) => query(source.alias, from, all.length ? and(...all) : null, outcome(clause, source)));
  });
  return queries.length === 1 ? queries[0] : flatten(list(queries));
}

// Whether a rule is met without a device, and whether it may yet be.
function standing(rule, hasUnknown) {
  const generic = rule.clauses.map((clause, place) => ({ clause, name: `${rule.id} ${place}` })).filter(({ clause }) => clause.layer === 'generic');
  const isPlaced = (clause) => (clause.where === 'anywhere' ? null : exists(property('O', 'zones')));
  const met = generic.map(({ clause, name }) => exists(query('O', reference(name), joined(not(property('O', 'isOpen')), isPlaced(clause)))));
  const possible = generic.map(({ clause, name }) => {
    const isLeft = clause.where === 'anywhere' ? null : exists(property('O', 'rest'));
    const isOpen = joined(property('O', 'isOpen'), isPlaced(clause));
    return exists(query('O', reference(name), isLeft ? or(isOpen, isLeft) : isOpen));
  });
  const unknown = hasUnknown ? [reference(`${rule.id} unknown generic`)] : [];
  return { [`${rule.id} met`]: or(...met), [`${rule.id} open`]: or(...possible, ...unknown) };
}

// Whether something that fires a rule is certain, wherever it is.
function isFired(rule, set) {
  return or(...sourcesOf(rule, null, set).flatMap((source) => {
    const where = joined(source.where, source.isOpen ? not(source.isOpen) : null);
    return source.from.map((from) => exists(query(source.alias, from, where)));
  }));
}

function lacksInput(rule, label) {
  if (rule.triggers.some((t) => t.phototypes.length)) return exists(PATIENT('P', isNull(property('P', 'phototype'))));
  const lacksBirth = exists(PATIENT('P', isNull(property('P', 'birthDate'))));
  if (rule.computed === 'below-minimum-age') return lacksBirth;
  if (rule.computed === 'below-label-age') return label && label.minimumAge ? lacksBirth : null;
  if (rule.computed !== 'phototype-outside-label' || !label || !limited(label).length) return null;
  const isLimited = exists(query('C', retrieve('Concern'), isIn(property('C', 'indication'), list(limited(label)))));
  return and(exists(PATIENT('P', isNull(property('P', 'phototype')))), isLimited);
}

function applies(rule, layer, set) {
  if (rule.follows) return isFired(set.rules.find((one) => one.id === rule.follows), set);
  if (rule.askedIf === 'can-be-pregnant') {
    const can = coalesce(property('P', 'canBePregnant'), when(equal(property('P', 'sex'), literal('male')), literal('no'), literal('unknown')));
    return exists(PATIENT('P', not(equal(can, literal('no')))));
  }
  if (rule.askedIf === null) return null;
  if (layer === 'generic') return literal(false);
  const asking = Object.keys(set.countries).filter((name) => set.countries[name].mayAsk);
  return exists(PATIENT('P', isIn(property('P', 'country'), list(asking))));
}

function unknownExpression(rule, layer, label, set) {
  const missing = lacksInput(rule, label);
  const lists = (names) => names.filter((n) => ['medicines', 'events', 'allergies'].includes(n)).map((n) => not(exists(retrieve(`Known/${n}`))));
  const settling = lists(rule.settledBy);
  const unsettled = rule.settledBy.length ? (settling.length ? or(...settling) : literal(false)) : null;
  const needed = lists(rule.neededLists);
  if (!rule.isAsked && !needed.length) return missing;
  const answered = exists(query('A', fact(rule), or(equal(property('A', 'answer'), literal('yes')), isDenial('A', rule))));
  const open = and(not(answered), rule.isAsked ? applies(rule, layer, set) : or(...needed), unsettled);
  return missing ? or(missing, open) : open;
}

// A rule that only labels know is unknown label by label; any other, once.
const layersOf = (rule) => (rule.isLabelOnly ? [...new Set(rule.clauses.map((c) => c.layer))] : ['generic']);

function expressionsOf(set) {
  const zones = query('C', retrieve('Concern'), null, property('C', 'zones'));
  const expressions = { Planned: { type: 'Distinct', operand: flatten(zones) } };
  const about = [];
  const define = (name, expression, more) => {
    expressions[name] = expression;
    about.push({ name, ...more });
  };
  // What a rule leans on stands before it, so that it is evaluated once and remembered.
  const { sorted } = ordered(set);
  const partners = new Set(set.rules.flatMap((rule) => [...rule.triggers.flatMap((t) => t.rules), ...rule.clauses.map((c) => c.withRule)]));
  for (const rule of sorted) {
    rule.clauses.forEach((clause, place) => {
      define(`${rule.id} ${place}`, clauseExpression(rule, clause, set.devices[clause.layer], set), { rule, clause });
    });
    for (const layer of layersOf(rule)) {
      const unknown = unknownExpression(rule, layer, set.devices[layer], set);
      if (unknown) define(`${rule.id} unknown ${layer}`, unknown, { rule, layer });
    }
    if (partners.has(rule.id)) Object.assign(expressions, standing(rule, `${rule.id} unknown generic` in expressions));
  }
  return { expressions, about };
}

module.exports = { expressionsOf };
