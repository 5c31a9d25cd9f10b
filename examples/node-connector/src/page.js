import { createHash } from 'node:crypto';
import { ConnectorError } from './errors.js';
import { matcher } from './match.js';
import { Pace } from './pace.js';
import { sortRows } from './sort.js';

/** More rows than this are not sorted: all of them would have to be held, and the host asked for one page. */
const MAX_SORTED = 100_000;

/**
 * Answers a query from all rows of a class: filters, sorts and cuts the page.
 * @param {object[]} rows in an order that stays the same from call to call
 * @param {object} query as resolveSearch returns it
 * @param {AbortSignal} signal
 * @returns {Promise<{rows: object[], cookie: string, remaining: number}>}
 */
export async function selectPage(rows, query, signal) {
  const pace = new Pace(signal);
  let found = await filtered(rows, query.filter, pace);
  if (query.sort.length > 0) {
    if (found.length > MAX_SORTED) {
      throw new ConnectorError('INVALID_REQUEST',
        `${found.length} rows are too many to sort; the limit is ${MAX_SORTED}: narrow the filter`);
    }
    found = await sortRows(found, query.sort, pace);
  }
  if (query.pageSize === 0) {
    return { rows: found, cookie: '', remaining: 0 };
  }
  const start = Math.min(query.cookie ? indexAfter(found, query) : Math.max(query.offset - 1, 0), found.length);
  const end = Math.min(start + query.pageSize, found.length);
  const remaining = found.length - end;
  // The rows of a sorted search go on by offset: their order may be another one by then.
  const cookie = remaining > 0 && query.sort.length === 0 ? writeCookie(query, found[end - 1].uid) : '';
  return { rows: found.slice(start, end), cookie, remaining };
}

async function filtered(rows, filter, pace) {
  if (!filter) {
    return rows;
  }
  const matches = matcher(filter);
  const found = [];
  for (const row of rows) {
    if (pace.isDue()) {
      await pace.rest();
    }
    if (matches(row)) {
      found.push(row);
    }
  }
  return found;
}

/** A cookie names the last row of its page, so that rows before it may come and go. It is bound to its query. */
function writeCookie(query, uid) {
  return Buffer.from(`1.${fingerprint(query)}.${uid}`).toString('base64url');
}

function indexAfter(rows, query) {
  const [, print, uid] = /^1\.([0-9a-f]+)\.(.+)$/s.exec(Buffer.from(query.cookie, 'base64url').toString()) ?? [];
  if (!uid) {
    throw new ConnectorError('INVALID_REQUEST', 'the cookie is not one of this connector; search again without it');
  }
  if (print !== fingerprint(query)) {
    throw new ConnectorError('INVALID_REQUEST', 'the cookie belongs to another query; search again without it');
  }
  const last = rows.findIndex((row) => row.uid === uid);
  if (last < 0) {
    throw new ConnectorError('CURSOR_EXPIRED', 'the row after which the search continues has gone; search again');
  }
  return last + 1;
}

function fingerprint({ objectClass, filter, attributes }) {
  const plain = (key, value) => {
    if (key === 'info') {
      return value.name;
    }
    if (key === 'folded') {
      return undefined; // It is only kept by the literal, and follows from it.
    }
    return typeof value === 'bigint' ? value.toString() : value;
  };
  const text = JSON.stringify([objectClass.name, filter, attributes], plain);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
