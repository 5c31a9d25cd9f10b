import { compareKeys, foldedName, keyOf } from './values.js';

/** The operators of text and order, by the names of the contract. */
const HOLDS = {
  CONTAINS: (have, want) => have.includes(want),
  STARTS_WITH: (have, want) => have.startsWith(want),
  ENDS_WITH: (have, want) => have.endsWith(want),
  GREATER: (have, want) => compareKeys(have, want) > 0,
  GREATER_OR_EQUAL: (have, want) => compareKeys(have, want) >= 0,
  LESS: (have, want) => compareKeys(have, want) < 0,
  LESS_OR_EQUAL: (have, want) => compareKeys(have, want) <= 0,
};

/**
 * Makes a resolved filter a function that tells whether a row satisfies it. What the literals need is done here, once.
 * @param {object} filter as resolveFilter returns it
 * @returns {(row: import('./entries.js').Row) => boolean}
 */
export function matcher(filter) {
  switch (filter.node) {
    case 'and': {
      const all = filter.filters.map(matcher);
      return (row) => all.every((matches) => matches(row));
    }
    case 'or': {
      const any = filter.filters.map(matcher);
      return (row) => any.some((matches) => matches(row));
    }
    case 'not': {
      const matches = matcher(filter.filter);
      return (row) => !matches(row);
    }
    case 'present':
      return (row) => valuesOf(row, filter.info).length > 0;
    case 'in':
      return anyOf(filter.info, filter.values);
    case 'contains_all':
      return allOf(filter.info, filter.values);
    default:
      return comparison(filter);
  }
}

const valuesOf = (row, info) => row.values.get(info.name) ?? [];

function comparison({ info, operator, value }) {
  const equal = anyOf(info, [value]);
  if (operator === 'EQUAL') {
    return equal;
  }
  if (operator === 'NOT_EQUAL') {
    // "ne" is exactly the negation of "eq", so it holds where there is no value.
    return (row) => !equal(row);
  }
  const holds = HOLDS[operator];
  const want = keyOf(value, info.case_exact);
  return (row) => valuesOf(row, info).some((have) => holds(keyOf(have, info.case_exact), want));
}

/** Whether any value of the attribute is among the literals. */
function anyOf(info, literals) {
  const { keys, names } = wanted(info, literals);
  return (row) => valuesOf(row, info).some((have) =>
    keys.has(keyOf(have, info.case_exact)) || (names.size > 0 && names.has(foldedName(have))));
}

/** Whether all literals are among the values of the attribute. */
function allOf(info, literals) {
  const { keys, names } = wanted(info, literals);
  return (row) => {
    const foundKeys = new Set();
    const foundNames = new Set();
    for (const have of valuesOf(row, info)) {
      note(foundKeys, keys, keyOf(have, info.case_exact));
      if (names.size > 0) {
        note(foundNames, names, foldedName(have));
      }
    }
    return foundKeys.size === keys.size && foundNames.size === names.size;
  };
}

function note(found, wantedOnes, key) {
  if (wantedOnes.has(key)) {
    found.add(key);
  }
}

/** What the literals are looked up by: their keys, or their names where they are references by name alone. */
function wanted(info, literals) {
  const byName = (v) => v.type === 'REFERENCE' && !v.value.uid;
  return {
    keys: new Set(literals.filter((v) => !byName(v)).map((v) => keyOf(v, info.case_exact))),
    names: new Set(literals.filter(byName).map(foldedName)),
  };
}
