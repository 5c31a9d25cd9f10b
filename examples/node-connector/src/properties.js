import { Faults } from './errors.js';
import { findProperty } from './names.js';
import { decodeValues } from './values.js';

/**
 * Checks a configuration as a user wrote it against the declared properties, and returns the values by canonical name, defaults
 * filled in.
 * @param {object} info a GetInfoResponse
 * @param {object[]} config messages of type Attribute
 * @returns {Record<string, any>}
 * @throws {import('./errors.js').ConnectorError} INVALID_CONFIGURATION with all faults
 */
export function resolveConfig(info, config) {
  const faults = new Faults();
  const resolved = resolveProperties(info.properties, config, faults, 'property');
  faults.checkConfiguration();
  return resolved;
}

/**
 * Checks values against properties.
 * @param {string} what the word for a property in messages
 */
export function resolveProperties(properties, raw, faults, what) {
  const given = new Map();
  for (const attribute of raw.map(decodeValues)) {
    if (faults.full) {
      break;
    }
    const property = findProperty(properties, attribute.name);
    if (!property) {
      faults.request(attribute.name, `unknown ${what}`);
    } else if (given.has(property)) {
      faults.request(property.name, `given twice, as ${given.get(property).name} and as ${attribute.name}`);
    } else {
      given.set(property, attribute);
    }
  }
  const out = {};
  for (const property of properties) {
    out[property.name] = resolveProperty(property, given.get(property), faults);
  }
  return out;
}

function resolveProperty(property, attribute, faults) {
  if (attribute?.unavailable) {
    faults.value(property.name, 'has no value');
    return undefined;
  }
  if (!attribute || attribute.values.length === 0) {
    if (property.default_value) {
      return decodeValues(property.default_value).values[0].value;
    }
    if (property.required) {
      faults.request(property.name, 'required and missing');
    }
    return undefined;
  }
  const [value] = attribute.values;
  const problem = attribute.values.length > 1
    ? `takes one value, not ${attribute.values.length}`
    : valueProblem(property, value);
  if (problem) {
    faults.value(property.name, problem);
  }
  return value.value;
}

/** What is wrong with a value, or nothing. */
function valueProblem(property, { type, value }) {
  const want = property.type.replace('TYPE_', '');
  if (type !== want) {
    return `must be of type ${want.toLowerCase()}, not ${type.toLowerCase()}`;
  }
  if (property.required && type === 'STRING' && value.trim() === '') {
    return 'must not be empty';
  }
  const size = type === 'STRING' ? [...value].length : Number(value);
  const unit = type === 'STRING' ? ' characters' : '';
  if (property.minimum !== undefined && size < property.minimum) {
    return `must be at least ${property.minimum}${unit}`;
  }
  if (property.maximum !== undefined && size > property.maximum) {
    return `must be at most ${property.maximum}${unit}`;
  }
  return property.check?.(value) ?? '';
}
