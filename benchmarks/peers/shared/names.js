'use strict';
// What a medicine or an allergy of a case acts as; null where nobody knows the name.

const words = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []).join(' ');

function medicineGroups(medicine, tables) {
  const named = tables.medicines[words(medicine.name)];
  if (!named) return null;
  const known = named.actsAs;
  const route = medicine.route;
  const fits = route
    ? known.filter((one) => !one.routes.length || one.routes.includes(route))
    : known.filter((one) => one.assumed || !one.routes.length);
  const acting = route || fits.length ? fits : known;
  return acting.map((one) => one.group).filter((group) => group !== 'none');
}

const ingredientOf = (medicine, tables) => tables.medicines[words(medicine.name)].ingredient;

function allergyGroups(text, tables) {
  const group = tables.allergens[words(text)];
  return group === undefined ? null : group === 'none' ? [] : [group];
}

module.exports = { medicineGroups, ingredientOf, allergyGroups };
