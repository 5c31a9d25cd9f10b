import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ConnectorError } from './errors.js';
import { readGroups, readUsers } from './entries.js';
import { faultIn, place } from './json.js';

const MIB = 1024 * 1024;

/** The two lists of the file. */
const LISTS = ['users', 'groups'];

/** How many names besides them are told. */
const MAX_UNKNOWN = 20;

/** The directory file of one connection. It is read when it is first needed, and again when it has changed. */
export class Directory {
  #path;
  #maxMiB;
  #seen = '';
  #content;

  constructor(path, maxMiB) {
    this.#path = path;
    this.#maxMiB = maxMiB;
  }

  get path() {
    return this.#path;
  }

  /**
   * The rows of a class, by uid and by name as well.
   * @param {string} objectClass
   * @returns {Promise<import('./entries.js').Table>}
   * @throws {ConnectorError} CONNECTION_FAILED or PERMISSION_DENIED when the file cannot be read, TOO_LARGE,
   *   PRECONDITION_FAILED when it is not as it should be
   */
  async table(objectClass) {
    const table = (await this.#read())[objectClass];
    if (table.error) {
      throw table.error;
    }
    return table;
  }

  /** What is wrong with each class, where something is. */
  async check() {
    const content = await this.#read();
    return Object.entries(content).map(([objectClass, { error }]) => ({ objectClass, error }));
  }

  async #read() {
    const state = await accessible(this.#path, () => stat(this.#path, { bigint: true }));
    if (!state.isFile()) {
      throw new ConnectorError('CONNECTION_FAILED', `the directory file ${this.#path} is not a regular file`);
    }
    this.#bound(state.size);
    const now = [state.dev, state.ino, state.size, state.mtimeNs, state.ctimeNs].join();
    if (now !== this.#seen) {
      // Calls that come meanwhile wait for the same reading.
      this.#content = this.#load();
      this.#seen = now;
      this.#content.catch(() => {
        this.#seen = '';
      });
    }
    return this.#content;
  }

  #bound(size) {
    if (size > this.#maxMiB * MIB) {
      throw new ConnectorError('TOO_LARGE',
        `the directory file ${this.#path} is ${size} bytes or more; max_file_mib allows ${this.#maxMiB} MiB`);
    }
  }

  async #load() {
    const bytes = await accessible(this.#path, () => readAtMost(this.#path, this.#maxMiB * MIB + 1));
    this.#bound(bytes.length); // It may have grown.
    const lists = parse(this.#path, bytes);
    const users = await readUsers(lists.users, this.#path);
    const groups = await readGroups(lists.groups, users, this.#path);
    return { User: users, Group: groups };
  }
}

/**
 * The beginning of a file.
 * @param {string} path
 * @param {number} limit in bytes, above zero
 */
export async function readAtMost(path, limit) {
  const parts = [];
  for await (const part of createReadStream(path, { end: limit - 1, highWaterMark: MIB })) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Runs an access to the file; what the system says becomes an error of the contract. */
async function accessible(path, access) {
  try {
    return await access();
  } catch (error) {
    const denied = error.code === 'EACCES' || error.code === 'EPERM';
    throw new ConnectorError(denied ? 'PERMISSION_DENIED' : 'CONNECTION_FAILED',
      `the directory file ${path} cannot be read: ${reasons[error.code] ?? error.code ?? 'unknown error'}`);
  }
}

const reasons = { ENOENT: 'there is no such file', EACCES: 'permission denied', ENOTDIR: 'its path leads through a file' };

/** The content of a file, which must be an object with the lists and nothing else. */
function parse(path, bytes) {
  const content = parseJson(path, bytes);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConnectorError('PRECONDITION_FAILED', `the directory file ${path} must be an object with the lists "users" and "groups"`);
  }
  const faults = [];
  for (const list of LISTS) {
    if (!Array.isArray(content[list])) {
      faults.push({ field: list, message: Object.hasOwn(content, list) ? 'must be a list' : 'is missing; it must be a list, which may be empty' });
    }
  }
  for (const name of Object.keys(content).filter((key) => !LISTS.includes(key)).slice(0, MAX_UNKNOWN)) {
    faults.push({ field: name, message: 'is not known' });
  }
  if (faults.length > 0) {
    throw new ConnectorError('PRECONDITION_FAILED', `the directory file ${path} is not as it should be`, { faults });
  }
  return content;
}

function parseJson(path, bytes) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConnectorError('PRECONDITION_FAILED', `the directory file ${path} is not text in UTF-8`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the file.
    const at = faultIn(text);
    const { line, column } = place(text, at);
    throw new ConnectorError('PRECONDITION_FAILED',
      `the directory file ${path} is not JSON: ${at < text.length ? 'it goes wrong' : 'it ends too early'} at line ${line}, column ${column}`);
  }
}
