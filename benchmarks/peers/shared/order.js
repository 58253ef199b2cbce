'use strict';
// Which rules a rule leans on: those that fire it, that its clauses act together with, and whose follow-up it is.
const leansOn = (rule) => [
  ...rule.triggers.flatMap((t) => t.rules), ...rule.clauses.map((c) => c.withRule), rule.follows,
].filter(Boolean);

// How many rules stand one on another below it.
function depth(rule, rules) {
  const below = leansOn(rule).map((name) => depth(rules.get(name), rules));
  return below.length ? 1 + Math.max(...below) : 0;
}

// The rules with what each leans on before it, and the depth of each.
function ordered(set) {
  const rules = new Map(set.rules.map((rule) => [rule.id, rule]));
  const depths = new Map(set.rules.map((rule) => [rule, depth(rule, rules)]));
  return { rules, depths, sorted: [...set.rules].sort((one, other) => depths.get(one) - depths.get(other)) };
}

module.exports = { ordered };
