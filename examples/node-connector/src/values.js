import { compareText, fold } from './text.js';

/**
 * A value in this program: its type as the contract calls it, without TYPE_, and its content. Whole numbers are BigInt, times
 * nanoseconds since 1970 as BigInt, references objects of objectClass, uid and name. A value keeps its text, or the name of a
 * reference, without regard to case once that was asked for.
 * @typedef {{type: string, value: any, folded?: string}} Value
 */

const BILLION = 1_000_000_000n;

/** The years 1 to 9999, in seconds since 1970. */
const MIN_SECONDS = -62135596800n;
const MAX_SECONDS = 253402300799n;

/** Says that a message does not hold what the contract asks for. */
export class MalformedError extends Error {}

const readers = {
  string_value: (x) => ({ type: 'STRING', value: x }),
  int_value: (x) => ({ type: 'INT', value: BigInt(x) }),
  float_value: (x) => ({ type: 'FLOAT', value: x }),
  bool_value: (x) => ({ type: 'BOOL', value: x }),
  bytes_value: (x) => ({ type: 'BYTES', value: x }),
  time_value: (x) => ({ type: 'TIME', value: readTime(x) }),
  secret_value: (x) => ({ type: 'SECRET', value: x }),
  reference_value: (x) => ({ type: 'REFERENCE', value: { objectClass: x.object_class, uid: x.uid, name: x.name } }),
  object_value: (x) => ({ type: 'OBJECT', value: x }),
};

const writers = {
  STRING: (x) => ({ string_value: x }),
  INT: (x) => ({ int_value: x.toString() }),
  BOOL: (x) => ({ bool_value: x }),
  TIME: (x) => ({ time_value: writeTime(x) }),
  REFERENCE: (x) => ({ reference_value: { object_class: x.objectClass, uid: x.uid, name: x.name } }),
};

/**
 * Reads a message Value, or the scalar of a message Attribute.
 * @returns {Value}
 */
export function decodeValue(message) {
  const read = readers[message?.value];
  if (!read) {
    throw new MalformedError('a value without a type');
  }
  return read(message[message.value]);
}

/**
 * Reads the values of a message Attribute.
 * @returns {{name: string, values: Value[], unavailable: boolean}}
 */
export function decodeValues(attribute) {
  if (!attribute.name) {
    throw new MalformedError('an attribute without a name');
  }
  // oneofs are named by the loader when a message is read; a message written by hand names its one case only.
  const kind = attribute.value ?? Object.keys(attribute).find((key) => key !== 'name');
  const unavailable = kind === 'unavailable';
  let values = [];
  if (kind === 'list') {
    values = attribute.list.values.map(decodeValue);
  } else if (!unavailable) {
    values = [decodeValue({ ...attribute, value: kind })];
  }
  return { name: attribute.name, values, unavailable };
}

/**
 * Writes the values of an attribute as a message Attribute.
 * @param {string} name
 * @param {Value[]} values
 */
export function encodeValues(name, values) {
  const written = values.map((v) => writers[v.type](v.value));
  return written.length === 1 ? { name, ...written[0] } : { name, list: { values: written } };
}

function readTime({ seconds, nanos }) {
  const s = BigInt(seconds);
  if (s < MIN_SECONDS || s > MAX_SECONDS || nanos < 0 || nanos >= BILLION) {
    throw new MalformedError('a time outside of the years 1 to 9999');
  }
  return s * BILLION + BigInt(nanos);
}

function writeTime(at) {
  const nanos = ((at % BILLION) + BILLION) % BILLION;
  return { seconds: ((at - nanos) / BILLION).toString(), nanos: Number(nanos) };
}

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Reads a time in the form of RFC 3339. It takes what Go's time.Parse takes: a fraction may follow a comma, and is cut after
 * nine digits.
 * @returns {bigint|undefined} nanoseconds since 1970; the year in UTC may be one beyond those that isSendableTime tells
 */
export function parseTime(text) {
  const [, date, hour, minute, second, fraction = '', sign = '+', zoneHour = '00', zoneMinute = '00'] = RFC3339.exec(text.trim()) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // JavaScript takes the 31st of February for the 2nd or 3rd of March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) {
    return undefined;
  }
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 24 || zoneMinute > 60) {
    return undefined;
  }
  const zone = Number(`${sign}1`) * (zoneHour * 3600 + zoneMinute * 60);
  const seconds = midnight / 1000 + hour * 3600 + minute * 60 + Number(second) - zone;
  return BigInt(seconds) * BILLION + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** Whether a time can be sent: the contract knows the years 1 to 9999 in UTC. */
export function isSendableTime(at) {
  return at >= MIN_SECONDS * BILLION && at < (MAX_SECONDS + 1n) * BILLION;
}

/**
 * What stands for a value when it is compared with others of its type: text without regard to case, unless case counts, and of
 * a reference the uid.
 * @param {Value} value
 * @param {boolean} caseExact
 */
export function keyOf(value, caseExact) {
  switch (value.type) {
    case 'STRING':
      return caseExact ? value.value : (value.folded ??= fold(value.value));
    case 'REFERENCE':
      return value.value.uid;
    default:
      return value.value;
  }
}

/** Orders two keys of one type: below, at or above zero. */
export function compareKeys(x, y) {
  if (x === y) {
    return 0;
  }
  if (typeof x === 'string') {
    return compareText(x, y);
  }
  return x < y ? -1 : 1;
}

/** The name in a reference, without regard to case. */
export function foldedName(reference) {
  return (reference.folded ??= fold(reference.value.name));
}
