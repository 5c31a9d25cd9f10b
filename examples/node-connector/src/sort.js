import { compareKeys, keyOf } from './values.js';

/** So many rows are sorted at once; longer lists are merged from them, with pauses. */
const RUN = 32;

/**
 * Sorts rows by several attributes; rows that are equal in them keep their order. Rows without a value come last, whatever the
 * direction; of several values the smallest counts.
 * @param {import('./entries.js').Row[]} rows
 * @param {{info: object, descending: boolean}[]} order
 * @param {import('./pace.js').Pace} pace
 * @returns {Promise<import('./entries.js').Row[]>}
 */
export async function sortRows(rows, order, pace) {
  const keyed = [];
  for (const row of rows) {
    if (pace.isDue()) {
      await pace.rest();
    }
    keyed.push({ row, keys: order.map(({ info }) => smallestKey(row, info)) });
  }
  const directions = order.map(({ descending }) => (descending ? -1 : 1));
  const sorted = await mergeSort(keyed, (a, b) => compareLists(a.keys, b.keys, directions), pace);
  return sorted.map(({ row }) => row);
}

/** Sorts a list in runs, and merges these by twos until there is one. */
async function mergeSort(list, compare, pace) {
  let from = [];
  for (let start = 0; start < list.length; start += RUN) {
    if (pace.isDue()) {
      await pace.rest();
    }
    from.push(...list.slice(start, start + RUN).sort(compare));
  }
  let to = new Array(list.length);
  for (let width = RUN; width < list.length; width *= 2) {
    for (let start = 0; start < list.length; start += 2 * width) {
      await merge(from, to, [start, Math.min(start + width, list.length), Math.min(start + 2 * width, list.length)], compare, pace);
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Merges two neighbours, which begin at start and middle. */
async function merge(from, to, [start, middle, end], compare, pace) {
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    if (pace.isDue()) {
      await pace.rest();
    }
    const takeLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
    to[i] = takeLeft ? from[left++] : from[right++];
  }
}

function compareLists(a, b, directions) {
  for (let i = 0; i < directions.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) {
      if (x !== y) {
        return y === undefined ? -1 : 1;
      }
      continue;
    }
    const order = compareKeys(x, y);
    if (order !== 0) {
      return directions[i] * order;
    }
  }
  return 0;
}

function smallestKey(row, info) {
  let smallest;
  for (const value of row.values.get(info.name) ?? []) {
    const key = keyOf(value, info.case_exact);
    if (smallest === undefined || compareKeys(key, smallest) < 0) {
      smallest = key;
    }
  }
  return smallest;
}
