import { ConnectorError } from './errors.js';
import { findClass } from './names.js';
import { Pace } from './pace.js';
import { SCHEMA } from './schema.js';
import { fold, isSendable } from './text.js';
import { isSendableTime, parseTime } from './values.js';

/**
 * An object of the directory: its identifiers and its values by attribute, where it has any.
 * @typedef {{objectClass: string, uid: string, name: string, values: Map<string, import('./values.js').Value[]>}} Row
 *
 * The rows of a class, and what keeps them from being read.
 * @typedef {{rows: Row[], byUid: Map<string, Row>, byName: Map<string, Row>, error?: ConnectorError}} Table
 */

const MAX_FAULTS = 20;

/** Attributes that no entry has: they follow from other entries. */
const COMPUTED = { User: ['groups'], Group: [] };

/**
 * Reads the list of users.
 * @param {object[]} entries
 * @param {string} path of the file, for errors
 * @returns {Promise<Table>}
 */
export async function readUsers(entries, path) {
  const reader = new Reader('User', 'users', path);
  const table = await reader.read(entries);
  for (const row of table.rows) {
    await reader.link(row, 'manager', table);
    row.values.set('groups', []);
  }
  return reader.finish();
}

/**
 * Reads the list of groups, and tells the users of their groups.
 * @param {object[]} entries
 * @param {Table} users
 * @param {string} path of the file, for errors
 * @returns {Promise<Table>}
 */
export async function readGroups(entries, users, path) {
  const reader = new Reader('Group', 'groups', path);
  const table = await reader.read(entries);
  for (const row of table.rows) {
    for (const { value } of await reader.link(row, 'members', users)) {
      users.byUid.get(value.uid)?.values.get('groups').push(reference(row));
    }
  }
  return reader.finish();
}

/** Reads the entries of one class. */
class Reader {
  #faults = [];
  #count = 0;
  #pace = new Pace();

  constructor(objectClass, list, path) {
    this.objectClass = findClass(SCHEMA, objectClass);
    this.list = list;
    this.path = path;
    this.attributes = new Map(this.objectClass.attributes
      .filter((a) => !COMPUTED[objectClass].includes(a.name)).map((a) => [a.name, a]));
    this.table = { rows: [], byUid: new Map(), byName: new Map() };
  }

  async read(entries) {
    for (const [i, entry] of entries.entries()) {
      if (this.#pace.isDue()) {
        await this.#pace.rest();
      }
      this.#entry(`${this.list}[${i}]`, entry);
    }
    return this.table;
  }

  #entry(at, entry) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      this.#fault(at, 'must be an object');
      return;
    }
    const values = new Map();
    for (const [name, value] of Object.entries(entry)) {
      const info = this.attributes.get(name);
      if (!info) {
        this.#fault(`${at}.${name}`, 'is not known');
      } else if (value !== null) {
        values.set(name, this.#values(`${at}.${name}`, info, value));
      }
    }
    this.#add(at, values);
  }

  #values(at, info, value) {
    if (Array.isArray(value) !== info.multi_valued) {
      this.#fault(at, info.multi_valued ? 'must be a list' : 'must be one value');
      return [];
    }
    const type = info.type.replace('TYPE_', '');
    const values = [];
    for (const item of info.multi_valued ? value : [value]) {
      const read = readers[type](item, info);
      if (read === undefined) {
        this.#fault(at, `must be ${wanted[type]}`);
      } else {
        values.push({ type, value: read });
      }
    }
    return values;
  }

  #add(at, values) {
    const { uid_attribute: uidAttribute, name_attribute: nameAttribute, name: objectClass } = this.objectClass;
    const uid = values.get(uidAttribute)?.[0]?.value;
    const name = values.get(nameAttribute)?.[0]?.value;
    for (const [attribute, value] of [[uidAttribute, uid], [nameAttribute, name]]) {
      if (!value) {
        this.#fault(`${at}.${attribute}`, 'is missing');
      }
    }
    if (!uid || !name) {
      return;
    }
    if (this.table.byUid.has(uid)) {
      this.#fault(`${at}.${uidAttribute}`, 'is taken by an entry before');
    }
    const folded = fold(name);
    if (this.table.byName.has(folded)) {
      this.#fault(`${at}.${nameAttribute}`, 'is taken by an entry before');
    }
    const row = { objectClass, uid, name, values, at };
    this.table.rows.push(row);
    this.table.byUid.set(uid, row);
    this.table.byName.set(folded, row);
  }

  /** Completes the references of an attribute with the names of what they refer to. */
  async link(row, attribute, target) {
    const values = row.values.get(attribute) ?? [];
    for (const { value } of values) {
      if (this.#pace.isDue()) {
        await this.#pace.rest();
      }
      value.name = target.byUid.get(value.uid)?.name ?? '';
      if (!value.name) {
        this.#fault(`${row.at}.${attribute}`, `refers to ${JSON.stringify(value.uid)}, which is not there`);
      }
    }
    return values;
  }

  #fault(field, message) {
    this.#count++;
    if (this.#faults.length < MAX_FAULTS) {
      this.#faults.push({ field, message });
    }
  }

  finish() {
    if (this.#count > this.#faults.length) {
      this.#faults.push({ field: '', message: `and ${this.#count - this.#faults.length} more faults` });
    }
    if (this.#count > 0) {
      this.table.error = new ConnectorError('PRECONDITION_FAILED', `the ${this.list} of the directory file ${this.path} are not as they should be`,
        { objectClass: this.objectClass.name, faults: this.#faults });
    }
    return this.table;
  }
}

const readers = {
  STRING: (x) => (typeof x === 'string' && isSendable(x) ? x : undefined),
  BOOL: (x) => (typeof x === 'boolean' ? x : undefined),
  INT: (x) => (Number.isSafeInteger(x) ? BigInt(x) : undefined),
  TIME: (x) => (typeof x === 'string' ? readTime(x) : undefined),
  REFERENCE: (x, info) => (typeof x === 'string' && x ? { objectClass: info.reference_class, uid: x, name: '' } : undefined),
};

const wanted = {
  STRING: 'text in Unicode',
  BOOL: 'true or false',
  INT: 'a whole number of at most 53 bits',
  TIME: 'a time in the form of RFC 3339, in the years 1 to 9999 of UTC',
  REFERENCE: 'a uid',
};

function readTime(text) {
  const at = parseTime(text);
  return at !== undefined && isSendableTime(at) ? at : undefined;
}

/** A reference to a row. */
function reference({ objectClass, uid, name }) {
  return { type: 'REFERENCE', value: { objectClass, uid, name } };
}
