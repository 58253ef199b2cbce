'use strict';
// What of a raw case bears on a rule, as custom operators ask it. `set` is the exported content.
const { addDays, addMonths, after, before } = require('../shared/calendar');
const { medicineGroups, ingredientOf, allergyGroups } = require('../shared/names');

const EXAMINERS = ['practitioner', 'doctor'];
const plannedOf = (given) => [...new Set(given.concerns.flatMap((c) => c.zones))];
const answerOf = (given, rule) => {
  const raw = given.facts[rule.id];
  return typeof raw === 'string' ? { answer: raw } : raw;
};

function spreadZones(zones, rule) {
  if (!zones) return null;
  const reached = rule.spread.filter((s) => zones.some((z) => s.origin.includes(z))).flatMap((s) => s.reaches);
  return [...zones, ...reached];
}

function isExpired(answer, rule, on) {
  return Boolean(answer.as_of) && rule.validDays != null && addDays(answer.as_of, rule.validDays) < on;
}

function isDenied(given, rule, on) {
  const answer = answerOf(given, rule);
  if (!answer || answer.answer !== 'no' || isExpired(answer, rule, on)) return false;
  if (answer.zones && !plannedOf(given).every((zone) => answer.zones.includes(zone))) return false;
  const by = answer.by || 'practitioner';
  if (rule.exam && !EXAMINERS.includes(by)) return false;
  return by === 'doctor' || !given.concerns.some((c) => rule.doctorBefore.includes(c.indication));
}

function affirmed(given, rule, on) {
  const answer = answerOf(given, rule);
  if (!answer || answer.answer !== 'yes') return [];
  return [{
    origin: 'answer', zones: spreadZones(answer.zones, rule), isComplete: answer.by !== 'record',
    detail: answer.detail || null, use: null, first: null, last: answer.as_of || on, isCertain: true,
  }];
}

// Several ingredients of a group together; one that is named twice counts once.
function areEnough(given, trigger, set) {
  if (trigger.atLeast < 2) return true;
  const counted = (given.medicines || []).filter((one) => (trigger.stoppedCounts || one.status !== 'stopped')
    && (medicineGroups(one, set) || []).some((g) => trigger.medicines.includes(g)));
  return new Set(counted.map((one) => ingredientOf(one, set))).size >= trigger.atLeast;
}

function taken(given, rule, on, set) {
  const found = [];
  for (const trigger of rule.triggers) {
    if (!trigger.medicines.length || !areEnough(given, trigger, set)) continue;
    if (trigger.asks && isDenied(given, rule, on)) continue;
    const isSaid = !trigger.asks || affirmed(given, rule, on).length > 0;
    for (const one of given.medicines || []) {
      const groups = medicineGroups(one, set) || [];
      const isStopped = one.status === 'stopped';
      if (!groups.some((g) => trigger.medicines.includes(g)) || (isStopped && !trigger.stoppedCounts)) continue;
      const asksDate = isStopped && !one.until && trigger.undatedAsks;
      found.push({
        origin: 'medicine', zones: null, isComplete: true, detail: trigger.detail,
        use: isStopped ? 'stopped' : 'current', first: one.from || null,
        last: isStopped && one.until ? one.until : asksDate ? null : on, isCertain: isSaid && !asksDate,
      });
    }
  }
  return found;
}

function fits(event, trigger) {
  const detail = (event.detail || '').toLowerCase();
  if (!trigger.events.includes(event.kind) || trigger.notEventDetails.includes(detail)) return false;
  return !trigger.eventDetails.length || trigger.eventDetails.some((word) => detail.includes(word));
}

function happened(given, rule, on) {
  const found = [];
  const isSettled = rule.isPassing && isDenied(given, rule, on);
  const seen = isSettled ? answerOf(given, rule).as_of || on : null;
  for (const trigger of rule.triggers) {
    for (const one of trigger.events.length ? given.events || [] : []) {
      if (!fits(one, trigger)) continue;
      const first = one.on || one.from || null;
      const last = one.on || one.until || (first ? null : on);
      if (isSettled && last && seen > last) continue;
      found.push({
        origin: 'event', zones: spreadZones(one.zones, rule), isComplete: true, detail: trigger.detail,
        use: 'current', first, last, isCertain: true,
      });
    }
  }
  return found;
}

function reactedTo(given, rule, on, set) {
  return rule.triggers.flatMap((trigger) => (given.allergies || [])
    .filter((text) => (allergyGroups(text, set) || []).some((g) => trigger.allergies.includes(g)))
    .map(() => ({ origin: 'allergy', zones: null, isComplete: true, detail: trigger.detail, use: null, first: null, last: on, isCertain: true })));
}

function planned(given, rule) {
  return rule.triggers.flatMap((trigger) => {
    const zones = plannedOf(given).filter((zone) => trigger.zones.includes(zone)
      || given.concerns.some((c) => c.zones.includes(zone) && trigger.indications.includes(c.indication)));
    return zones.length ? [{ origin: 'plan', zones, isComplete: true, detail: trigger.detail, use: null, first: null, last: null, isCertain: true }] : [];
  });
}

function ofPhototype(given, rule) {
  return rule.triggers.filter((t) => t.phototypes.includes(given.patient.phototype)).flatMap((t) => calculatedFrom('patient', { detail: t.detail }));
}

// What has been found of other rules without a device.
const isMet = (given, name) => given.outcomes.some((o) => o.isCertain && o.layer === 'generic' && o.rule.id === name);
const isOpen = (given, name) => given.unknown.some((one) => one.rule.id === name && one.layer === 'generic')
  || given.outcomes.some((o) => !o.isCertain && o.layer === 'generic' && o.rule.id === name);

function fromRules(given, rule) {
  return rule.triggers.flatMap((t) => t.rules.filter((name) => isMet(given, name)).flatMap(() => calculatedFrom('rule', { detail: t.detail })));
}

// Whether something that fires a rule is certain, wherever it is.
function isFired(given, rule, on, set) {
  return Object.values(SOURCES).some((source) => source(given, rule, on, set, 'generic').some((i) => i.isCertain));
}

const calculatedFrom = (origin, more) => [{ origin, zones: null, isComplete: true, detail: null, use: null, first: null, last: null, isCertain: true, ...more }];

function younger(given, years, on) {
  const birth = given.patient.birth_date;
  if (!birth) return [];
  const birthday = addMonths(birth, 12 * years);
  return on < birthday ? calculatedFrom('patient', { fixedUntil: birthday }) : [];
}

const CALCULATIONS = {
  'below-minimum-age': (given, label, on, set) => {
    const country = set.countries[given.patient.country];
    return younger(given, country ? country.minimumAge : 18, on);
  },
  'below-label-age': (given, label, on) => (label && label.minimumAge ? younger(given, label.minimumAge, on) : []),
  'phototype-outside-label': (given, label) => {
    const type = given.patient.phototype;
    const isOutside = label && type && given.concerns.some((c) => label.phototypes[c.indication] && !label.phototypes[c.indication].includes(type));
    return isOutside ? calculatedFrom('patient') : [];
  },
  'indication-outside-label': (given, label) => {
    const isOutside = label && Object.keys(label.phototypes).length && given.concerns.some((c) => !label.phototypes[c.indication]);
    return isOutside ? calculatedFrom('plan') : [];
  },
  'zone-outside-label': (given, label) => {
    if (!label || !Object.keys(label.phototypes).length) return [];
    const outside = given.concerns.flatMap((c) => c.zones.filter((zone) => {
      const covered = label.indicationsByZone[zone];
      return !(covered && (covered.includes(c.indication) || !label.phototypes[c.indication]));
    }));
    return outside.length ? calculatedFrom('plan', { zones: outside }) : [];
  },
};

function calculated(given, rule, on, set, layer) {
  const label = set.devices[layer] || null;
  return rule.computed ? CALCULATIONS[rule.computed](given, label, on, set) : [];
}

function lacksInput(given, rule, set, layer) {
  const label = set.devices[layer] || null;
  const { birth_date: birth, phototype } = given.patient;
  if (rule.triggers.some((t) => t.phototypes.length)) return !phototype;
  if (rule.computed === 'below-minimum-age') return !birth;
  if (rule.computed === 'below-label-age') return Boolean(label && label.minimumAge && !birth);
  if (rule.computed !== 'phototype-outside-label' || !label || phototype) return false;
  return given.concerns.some((c) => label.phototypes[c.indication] && label.phototypes[c.indication].length < 6);
}

function withDetails(instances, given, rule) {
  const answer = answerOf(given, rule);
  const said = answer && answer.answer === 'yes' ? answer.detail : null;
  return said ? instances.map((i) => (i.detail == null && i.origin !== 'answer' ? { ...i, detail: said } : i)) : instances;
}

// What a clause does with an instance.
function allowedZones(clause, given) {
  return plannedOf(given).filter((zone) => {
    if ((clause.plannedZones.length && !clause.plannedZones.includes(zone)) || clause.exceptZones.includes(zone)) return false;
    const treated = given.concerns.filter((c) => c.zones.includes(zone)).map((c) => c.indication);
    if (clause.indications.length && !treated.some((t) => clause.indications.includes(t))) return false;
    return !(clause.exceptIndications.length && treated.length && treated.every((t) => clause.exceptIndications.includes(t)));
  });
}

function placesOf(clause, instance, given) {
  const allowed = allowedZones(clause, given);
  if (clause.where === 'anywhere') {
    if (!allowed.length) return [];
    return [{ zones: allowed.length === plannedOf(given).length ? [] : allowed, isHere: true }];
  }
  const named = instance.zones ? allowed.filter((zone) => instance.zones.includes(zone)) : allowed;
  const rest = instance.isComplete ? [] : allowed.filter((zone) => !named.includes(zone));
  return [...(named.length ? [{ zones: named, isHere: true }] : []), ...(rest.length ? [{ zones: rest, isHere: false }] : [])];
}

function holding(clause, instance, on) {
  if (instance.fixedUntil) return { until: instance.fixedUntil };
  if (clause.before && instance.first && on < before(instance.first, clause.before)) return null;
  if (!clause.hold || instance.last == null) return { until: null };
  const until = after(instance.last, clause.hold);
  return on < until ? { until } : null;
}

const saysDetail = (clause, instance) => !clause.details.length
  || (instance.detail == null ? !clause.onlyWhenSaid : clause.details.includes(instance.detail));

function isDatedByRecord(clause, instance, given, rule, on, set) {
  if (!clause.unlessRecorded || instance.origin !== 'answer') return false;
  const all = withDetails([...happened(given, rule, on), ...taken(given, rule, on, set)], given, rule);
  const recorded = clause.unlessRecorded === 'ever' ? all : all.filter((i) => saysDetail(clause, i) && holding(clause, i, on));
  return recorded.some((i) => !i.zones || (instance.zones && instance.zones.every((z) => i.zones.includes(z))));
}

function outcomesOf(instances, clause, rule, given, on, set) {
  const isTogether = !clause.withRule || isMet(given, clause.withRule);
  if (!isTogether && !isOpen(given, clause.withRule)) return [];
  return withDetails(instances, given, rule).flatMap((instance) => {
    if (!saysDetail(clause, instance) || (clause.use && instance.use && clause.use !== instance.use)) return [];
    const held = holding(clause, instance, on);
    if (!held || isDatedByRecord(clause, instance, given, rule, on, set)) return [];
    const goesOn = instance.origin === 'medicine' && instance.use === 'current';
    return placesOf(clause, instance, given).map(({ zones, isHere }) => ({
      rule, clause, layer: clause.layer, effect: clause.effect, until: held.until, zones, goesOn, isCertain: isHere && isTogether && instance.isCertain,
    }));
  });
}

const SOURCES = { affirmed, taken, happened, reactedTo, planned, calculated, ofPhototype, fromRules };
module.exports = { SOURCES, isDenied, isFired, lacksInput, outcomesOf, plannedOf };
