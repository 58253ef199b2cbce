'use strict';
// Outcomes of rules become the answer that is compared. An outcome is
// { rule, clause, layer, effect, until, zones, goesOn, isCertain }; no zones is the whole person.
// What is unknown is { rule, layer }.

const GENERIC = 'generic';
const lasts = (outcome) => (outcome.until == null ? '9999' : outcome.until);

function isHarder(one, other, softness) {
  const difference = softness[one.effect] - softness[other.effect];
  if (difference) return difference < 0;
  if (lasts(one) !== lasts(other)) return lasts(one) > lasts(other);
  if (one.clause.isApproved !== other.clause.isApproved) return one.clause.isApproved;
  return one.goesOn && !other.goesOn;
}

function hardestOf(outcomes, softness) {
  return outcomes.reduce((best, one) => (best && !isHarder(one, best, softness) ? best : one), null);
}

// The hardest for the person, and the hardest for the zones where something harder stands.
function collated(outcomes, planned, softness) {
  const person = hardestOf(outcomes.filter((o) => !o.zones.length), softness);
  const found = person ? [{ ...person, isMet: true }] : [];
  const joined = new Map();
  for (const zone of planned) {
    const here = hardestOf(outcomes.filter((o) => o.zones.includes(zone)), softness);
    if (!here || (person && !isHarder(here, person, softness))) continue;
    const known = joined.get(here);
    if (known) known.zones.push(zone);
    else joined.set(here, { ...here, zones: [zone], isMet: true });
  }
  return [...found, ...joined.values()];
}

function covers(met, possible, softness) {
  const isWide = !met.zones.length || (possible.zones.length && possible.zones.every((z) => met.zones.includes(z)));
  return isWide && softness[met.effect] <= softness[possible.effect];
}

function groupedBy(all, key) {
  const groups = new Map();
  for (const one of all) {
    const name = key(one);
    if (groups.has(name)) groups.get(name).push(one);
    else groups.set(name, [one]);
  }
  return groups;
}

// Nobody has answered it; it stays open unless what is recorded already acts in every planned zone.
function isOpen(one, met, planned) {
  const reached = new Set(met.filter((o) => o.layer === one.layer).flatMap((o) => (o.zones.length ? o.zones : planned)));
  return planned.some((zone) => !reached.has(zone));
}

function openZones(outcomes, isUnknown, planned, softness) {
  const met = outcomes.filter((o) => o.isCertain);
  if (isUnknown) {
    const reached = new Set(met.flatMap((o) => o.zones));
    return reached.size ? planned.filter((zone) => !reached.has(zone)) : [];
  }
  const harder = outcomes.filter((o) => !o.isCertain && !met.some((m) => covers(m, o, softness)));
  if (!harder.length) return null;
  if (harder.some((o) => !o.zones.length)) return [];
  return planned.filter((zone) => harder.some((o) => o.zones.includes(zone)));
}

function findingsOf(outcomes, unknown, planned, softness) {
  const findings = [];
  const byRule = groupedBy(outcomes, (o) => o.rule);
  const open = unknown.filter((one) => isOpen(one, (byRule.get(one.rule) || []).filter((o) => o.isCertain), planned));
  const isUnknown = new Set(open.map((one) => one.rule));
  for (const rule of new Set([...byRule.keys(), ...isUnknown])) {
    const ofRule = byRule.get(rule) || [];
    for (const ofLayer of groupedBy(ofRule.filter((o) => o.isCertain), (o) => o.layer).values()) {
      findings.push(...collated(ofLayer, planned, softness));
    }
    const zones = openZones(ofRule, isUnknown.has(rule), planned, softness);
    if (zones) findings.push({ rule, zones, isMet: false, layer: rule.isLabelOnly ? 'label' : GENERIC });
  }
  return findings;
}

function hardest(findings, isStrange, softness) {
  const weights = findings.map((f) => (f.isMet ? f.effect : 'needs_information'));
  if (isStrange) weights.push('needs_information');
  return weights.reduce((best, one) => (softness[one] < softness[best] ? one : best), 'proceed');
}

function verdictOf(findings, isStrange, softness) {
  const deferring = findings.filter((f) => f.isMet && f.effect === 'defer');
  const isDated = deferring.length && deferring.every((f) => f.until != null);
  return {
    decision: hardest(findings, isStrange, softness),
    defer_until: isDated ? deferring.map((f) => f.until).sort().at(-1) : null,
  };
}

function chosen(read, set) {
  const isHere = (o) => o.layer === GENERIC || o.layer === read.device;
  return findingsOf(read.outcomes.filter(isHere), read.unknown.filter(isHere), read.planned, set.softness);
}

function deviceVerdicts(findings, read, set) {
  const shared = findings.filter((f) => f.layer === GENERIC);
  const verdicts = {};
  for (const device of Object.keys(set.devices)) {
    const isHere = (o) => o.layer === device;
    const label = findingsOf(read.outcomes.filter(isHere), read.unknown.filter(isHere), read.planned, set.softness);
    verdicts[device] = verdictOf([...shared, ...label], read.isStrange, set.softness);
  }
  return verdicts;
}

function changesOf(findings) {
  const ending = findings.filter((f) => f.isMet && f.until != null && !f.goesOn).map((f) => `${f.until} ${f.rule.id}`);
  return [...new Set(ending)].sort().map((one) => ({ rule: one.slice(11), on: one.slice(0, 10) }));
}

const decisionOf = (read, set) => hardest(chosen(read, set), read.isStrange, set.softness);

function answerOf(read, set) {
  const findings = chosen(read, set);
  const met = findings.filter((f) => f.isMet).map((f) => `${f.rule.id} ${f.layer} ${f.effect}`);
  const inZone = (zone) => findings.filter((f) => !f.zones.length || f.zones.includes(zone));
  return {
    ...verdictOf(findings, read.isStrange, set.softness),
    candidacy: hardest(findings.filter((f) => f.rule.actsOn !== 'day'), read.isStrange, set.softness),
    met: [...new Set(met)].sort(),
    zones: read.planned.map((zone) => ({ zone, ...verdictOf(inZone(zone), read.isStrange, set.softness) })),
    devices: deviceVerdicts(findings, read, set),
    would_change: changesOf(findings),
  };
}

module.exports = { answerOf, decisionOf };
