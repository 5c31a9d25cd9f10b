import { findAttribute } from './names.js';
import { fold } from './text.js';
import { decodeValue, parseTime } from './values.js';

/** How many levels of nodes a filter may have. `in` and `contains_all` count as two. */
const MAX_DEPTH = 64;

/** The operators by the names of the contract, with the keyword of SCIM for messages and the types that they suit. */
const ORDERED = ['STRING', 'INT', 'FLOAT', 'TIME'];
const COMPARABLE = [...ORDERED, 'BOOL', 'BYTES', 'REFERENCE'];
const OPERATORS = {
  EQUAL: { word: 'eq', types: COMPARABLE },
  NOT_EQUAL: { word: 'ne', types: COMPARABLE },
  CONTAINS: { word: 'co', types: ['STRING'] },
  STARTS_WITH: { word: 'sw', types: ['STRING'] },
  ENDS_WITH: { word: 'ew', types: ['STRING'] },
  GREATER: { word: 'gt', types: ORDERED },
  GREATER_OR_EQUAL: { word: 'ge', types: ORDERED },
  LESS: { word: 'lt', types: ORDERED },
  LESS_OR_EQUAL: { word: 'le', types: ORDERED },
};

/**
 * Checks a message Filter against a class and returns it with canonical names and values of the declared types. What is wrong
 * goes to faults; the result is of use only when there are none.
 * @param {object} filter
 * @param {object} objectClass
 * @param {import('./errors.js').Faults} faults
 */
export function resolveFilter(filter, objectClass, faults) {
  return new Resolver(objectClass, faults).node(filter, 1);
}

class Resolver {
  #told = new Set();

  constructor(objectClass, faults) {
    this.objectClass = objectClass;
    this.faults = faults;
  }

  node(filter, depth) {
    if (this.faults.full) {
      return undefined;
    }
    if (depth > MAX_DEPTH) {
      return this.fault('filter', `nested deeper than ${MAX_DEPTH} levels`);
    }
    switch (filter?.node) {
      case 'and':
      case 'or':
        return this.list(filter.node, filter[filter.node].filters, depth);
      case 'not':
        return { node: 'not', filter: this.node(filter.not, depth + 1) };
      case 'comparison':
        return this.comparison(filter.comparison);
      case 'in':
      case 'contains_all':
        return this.values(filter.node, filter[filter.node], depth);
      case 'present':
        return { node: 'present', info: this.attribute(filter.present) };
      default:
        return this.fault('filter', 'a node is missing');
    }
  }

  list(node, filters, depth) {
    if (filters.length === 0) {
      this.fault('filter', `"${node}" has no conditions`);
    }
    return { node, filters: filters.map((f) => this.node(f, depth + 1)) };
  }

  comparison({ attribute, operator, value }) {
    const info = this.attribute(attribute);
    const name = String(operator).replace('COMPARISON_OPERATOR_', '');
    const known = OPERATORS[name];
    if (!known) {
      return this.fault(attribute, `unknown operator ${operator}`);
    }
    if (!info) {
      return undefined;
    }
    if (!this.suits(known.types, info)) {
      return this.fault(info.name, `operator ${known.word} cannot be used on an attribute of type ${typeName(info.type)}`);
    }
    return { node: 'comparison', info, operator: name, value: this.convert(value, info) };
  }

  values(node, { attribute, values }, depth) {
    const info = this.attribute(attribute);
    if (depth + 1 > MAX_DEPTH) {
      this.fault('filter', `nested deeper than ${MAX_DEPTH} levels`);
    }
    if (values.length === 0) {
      this.fault(attribute, `"${node}" has no values`);
    }
    if (!info) {
      return undefined;
    }
    if (!this.suits(COMPARABLE, info)) {
      return this.fault(info.name, `"${node}" cannot be used on an attribute of type ${typeName(info.type)}`);
    }
    return { node, info, values: values.map((v) => this.convert(v, info)) };
  }

  attribute(name) {
    const info = findAttribute(this.objectClass, name);
    if (!info) {
      this.fault(name, `unknown attribute of ${this.objectClass.name}`);
    }
    return info;
  }

  suits(types, info) {
    return types.includes(info.type.replace('TYPE_', ''));
  }

  convert(message, info) {
    if (!message?.value) {
      return this.fault(info.name, 'the value is missing');
    }
    const { value, problem } = convertLiteral(decodeValue(message), info);
    return problem ? this.fault(info.name, problem) : value;
  }

  /** Adds a fault once; its own result is nothing, in place of a node or a value. */
  fault(field, message) {
    const fault = JSON.stringify([field, message]);
    if (!this.faults.full && !this.#told.has(fault)) {
      this.#told.add(fault);
      this.faults.request(field, message);
    }
    return undefined;
  }
}

/** A literal as a value of the attribute's type, or what is wrong with it. */
function convertLiteral(value, info) {
  const want = info.type.replace('TYPE_', '');
  if (want === 'REFERENCE' && value.type === 'STRING') {
    return convertReference(readReference(value.value), info);
  }
  if (want === 'TIME' && value.type === 'STRING') {
    const time = parseTime(value.value);
    return time === undefined
      ? { problem: `${JSON.stringify(value.value)} is not an RFC 3339 time such as 2026-01-31T08:00:00Z` }
      : { value: { type: want, value: time } };
  }
  if (want === 'INT' && value.type === 'FLOAT') {
    const whole = Number.isInteger(value.value) && Math.abs(value.value) < 2 ** 63;
    return whole ? { value: { type: want, value: BigInt(value.value) } } : { problem: 'must be a whole number of 64 bits' };
  }
  if (value.type !== want) {
    return { problem: `must be of type ${typeName(want)}, not ${typeName(value.type)}` };
  }
  return want === 'REFERENCE' ? convertReference(value.value, info) : { value };
}

/** A reference in text is a uid, or name:NAME. */
function readReference(text) {
  return text.startsWith('name:') ? { objectClass: '', uid: '', name: text.slice(5) } : { objectClass: '', uid: text, name: '' };
}

function convertReference({ objectClass, uid, name }, info) {
  if (!uid && !name) {
    return { problem: 'must be the uid of an object, or its name as name:NAME' };
  }
  if (objectClass && fold(objectClass) !== fold(info.reference_class)) {
    return { problem: `must refer to an object of class ${info.reference_class}, not ${objectClass}` };
  }
  return { value: { type: 'REFERENCE', value: { objectClass: info.reference_class, uid, name } } };
}

/** A type as schemas print it. */
const typeName = (type) => type.replace('TYPE_', '').toLowerCase();
