import { checkSize } from './batches.js';
import { Directory } from './directory.js';
import { ConnectorError } from './errors.js';
import { INFO } from './info.js';
import { selectPage } from './page.js';
import { operationClass, resolveGet, resolveSearch } from './requests.js';
import { SCHEMA } from './schema.js';
import { errorDetail } from './status.js';
import { fold } from './text.js';
import { encodeValues } from './values.js';

/** One configuration with its calls. Connections share nothing. */
export class Connection {
  #directory;
  #calls = new Set();

  /** @param {Record<string, any>} config as resolveConfig returns it */
  constructor(config) {
    this.#directory = new Directory(config.directory_file, Number(config.max_file_mib));
  }

  /**
   * Ties a call to the connection: it ends with it.
   * @param {AbortController} call
   * @returns {() => void} to be called at the end of the call
   */
  join(call) {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  close() {
    for (const call of this.#calls) {
      call.abort(new ConnectorError('PRECONDITION_FAILED', 'the connection was closed'));
    }
  }

  /** @returns {object} a Schema */
  schema() {
    return SCHEMA;
  }

  /** @returns {Promise<object>} a TestResponse */
  async test() {
    const found = await this.#directory.check();
    return {
      target: this.#directory.path,
      classes: found.map(({ objectClass, error }) => ({
        object_class: objectClass,
        problems: error ? [{ error: errorDetail(error), operations: [], missing: [] }] : [],
      })),
    };
  }

  /** @returns {Promise<object>} an Object */
  async get(request) {
    const { objectClass, uid, name, attributes } = resolveGet(SCHEMA, request);
    const { byUid, byName } = await this.#directory.table(objectClass.name);
    const row = uid ? byUid.get(uid) : byName.get(fold(name));
    if (!row) {
      throw new ConnectorError('NOT_FOUND', `no ${objectClass.name} ${JSON.stringify(uid || name)}`,
        { objectClass: objectClass.name, uid });
    }
    const object = encodeRow(row, attributes);
    checkSize(object);
    return object;
  }

  /**
   * The page that a query asks for.
   * @returns {Promise<{attributeSet: string, objects: Iterable<object>, cookie: string, remaining: number}>}
   */
  async search(request, signal) {
    const query = resolveSearch(SCHEMA, request);
    if (query.explain === 'EXPLAIN_MODE_ONLY') {
      throw new ConnectorError('UNSUPPORTED', `connector ${INFO.name} cannot tell how it reads the rows`);
    }
    const page = await selectPage((await this.#directory.table(query.objectClass.name)).rows, query, signal);
    return {
      attributeSet: request.attributes.length === 0 ? 'default' : '',
      objects: encodeRows(page.rows, query.attributes),
      cookie: page.cookie,
      remaining: page.remaining,
    };
  }

  /** Refuses an operation that no class has, after the class was found. */
  refuse(className, operation) {
    operationClass(SCHEMA, className, operation);
  }
}

/** Encodes rows one by one, as they are sent. */
function* encodeRows(rows, attributes) {
  for (const row of rows) {
    yield encodeRow(row, attributes);
  }
}

/** A row as a message Object with some of its attributes. One that the row does not have is left out. */
function encodeRow(row, attributes) {
  const present = attributes.filter((name) => row.values.has(name));
  return {
    object_class: row.objectClass,
    uid: row.uid,
    name: row.name,
    attributes: present.map((name) => encodeValues(name, row.values.get(name))),
  };
}
