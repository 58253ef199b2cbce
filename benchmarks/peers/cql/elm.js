'use strict';
// The few nodes of ELM that our rules need.

const literal = (value) => ({ type: 'Literal', valueType: `{urn:hl7-org:elm-types:r1}${typeof value === 'number' ? 'Integer' : typeof value === 'boolean' ? 'Boolean' : 'String'}`, value: `${value}` });
const unary = (type) => (operand) => ({ type, operand });
const binary = (type) => (one, other) => ({ type, operand: [one, other] });
const nullValue = { type: 'Null' };
const list = (values) => ({ type: 'List', element: values.map((v) => (typeof v === 'object' ? v : literal(v))) });
const property = (scope, path) => ({ type: 'Property', scope, path });
const reference = (name) => ({ type: 'ExpressionRef', name });
const parameter = (name) => ({ type: 'ParameterRef', name });
const retrieve = (template) => ({ type: 'Retrieve', dataType: '{urn:needlepoint:case}Record', templateId: template });
const exists = unary('Exists');
const not = unary('Not');
const isNull = unary('IsNull');
const flatten = unary('Flatten');
const equal = binary('Equal');
const isIn = binary('In');
const less = binary('Less');
const greater = binary('Greater');
const intersect = binary('Intersect');
const except = binary('Except');
const union = binary('Union');
const and = (...all) => all.filter(Boolean).reduce(binary('And'));
const or = (...all) => all.filter(Boolean).reduce(binary('Or'));
const when = (condition, then, otherwise) => ({ type: 'If', condition, then, else: otherwise });
const coalesce = (...operand) => ({ type: 'Coalesce', operand });
const count = (source) => ({ type: 'Count', source });
const first = (source) => ({ type: 'First', source });
const lower = unary('Lower');
const contains = (text, word) => greater({ type: 'PositionOf', pattern: literal(word), string: text }, literal(-1));
const tuple = (values) => ({ type: 'Tuple', element: Object.entries(values).map(([name, value]) => ({ name, value })) });

// Every query keeps duplicates: looking for them costs, and none of our rules minds them.
function query(alias, expression, where, value) {
  const made = { type: 'Query', source: [{ alias, expression }], relationship: [] };
  if (where) made.where = where;
  made.return = { distinct: false, expression: value || { type: 'AliasRef', name: alias } };
  return made;
}

const quantity = (value, unit) => ({ type: 'Quantity', value, unit });
const dayOf = (day) => ({ type: 'DateTimeComponentFrom', precision: 'Day', operand: day });

// CQL moves a missing day to the last of the month; here it is the 1st of the next.
function shifted(day, span, type) {
  const byMonth = { type, operand: [day, quantity(span.months, 'months')] };
  const moved = when(less(dayOf(byMonth), dayOf(day)), { type: 'Add', operand: [byMonth, quantity(1, 'days')] }, byMonth);
  const whole = span.months ? moved : day;
  return span.days ? { type, operand: [whole, quantity(span.days, 'days')] } : whole;
}
const after = (day, span) => shifted(day, span, 'Add');
const before = (day, span) => shifted(day, span, 'Subtract');

function library(expressions) {
  return {
    library: {
      identifier: { id: 'Needlepoint', version: '1' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
      parameters: { def: [{ name: 'On', accessLevel: 'Public', parameterTypeSpecifier: { type: 'NamedTypeSpecifier', name: '{urn:hl7-org:elm-types:r1}Date' } }] },
      statements: { def: Object.entries(expressions).map(([name, expression]) => ({ name, context: 'Patient', accessLevel: 'Public', expression })) },
    },
  };
}

module.exports = {
  after, and, before, coalesce, contains, count, equal, except, exists, first, flatten, greater, intersect, isIn, isNull,
  less, library, list, literal, lower, not, nullValue, or, parameter, property, query, reference, retrieve, tuple, union, when,
};
