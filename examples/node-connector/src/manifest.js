import { decodeValues } from './values.js';

/**
 * What --manifest prints: the connector's own description as a host's catalogue reads it. Parts that are empty are left out.
 * @param {object} info a GetInfoResponse
 */
export function manifest(info) {
  return dropEmpty({
    name: info.name,
    display_name: info.display_name,
    description: info.description,
    vendor: info.vendor,
    version: info.version,
    licence: info.licence,
    contract_version: info.contract_version,
    operations: info.operations.map((o) => word(o, 'OPERATION_')),
    features: info.features,
    config: { properties: info.properties.map(property) },
  });
}

function property(p) {
  return dropEmpty({
    name: p.name,
    aliases: p.aliases,
    display_name: p.display_name,
    description: p.description,
    type: word(p.type, 'TYPE_'),
    multi_valued: p.multi_valued,
    required: p.required,
    default: p.default_value && decodeValues(p.default_value).values.map(plain),
    minimum: p.minimum,
    maximum: p.maximum,
  });
}

/** The name of an enum's value in lower case without its prefix. */
const word = (name, prefix) => name.slice(prefix.length).toLowerCase();

/** A value as JSON has it. */
const plain = (v) => (typeof v.value === 'bigint' ? Number(v.value) : v.value);

function dropEmpty(object) {
  return Object.fromEntries(Object.entries(object).filter(([, v]) =>
    v !== undefined && v !== '' && v !== false && !(Array.isArray(v) && v.length === 0)));
}
