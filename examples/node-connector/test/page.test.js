import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUsers } from '../src/entries.js';
import { selectPage } from '../src/page.js';
import { resolveSearch } from '../src/requests.js';
import { SCHEMA } from '../src/schema.js';
import { thrown, userRows, wire } from './fixture.js';

const SIGNAL = new AbortController().signal;
const query = (request) => resolveSearch(SCHEMA, wire('SearchRequest', { object_class: 'user', ...request }));

async function page(request, rows) {
  const { rows: found, cookie, remaining } = await selectPage(rows ?? await userRows(), query(request), SIGNAL);
  return { uids: found.map((r) => r.uid).join(' '), cookie, remaining };
}

test('everything in one page', async () => {
  assert.deepEqual(await page({}), { uids: 'u1 u2 u3 u4', cookie: '', remaining: 0 });
  assert.deepEqual(await page({ page_size: 4 }), { uids: 'u1 u2 u3 u4', cookie: '', remaining: 0 });
});

test('pages by cookie have every row once', async () => {
  for (const size of [1, 2, 3, 5]) {
    const seen = [];
    let cookie = '';
    do {
      const next = await page({ page_size: size, cookie });
      seen.push(next.uids);
      ({ cookie } = next);
    } while (cookie);
    assert.equal(seen.join(' '), 'u1 u2 u3 u4', `page size ${size}`);
  }
});

test('rows that come and go before the cookie make no difference', async () => {
  const rows = await userRows();
  const { cookie } = await page({ page_size: 2 }, rows);
  assert.equal((await page({ page_size: 2, cookie }, rows.slice(1))).uids, 'u3 u4');
  const error = await thrown(() => page({ page_size: 2, cookie }, rows.filter((r) => r.uid !== 'u2')));
  assert.equal(error.reason, 'CURSOR_EXPIRED');
});

test('pages by offset', async () => {
  assert.deepEqual(await page({ page_size: 2, offset: 4 }), { uids: 'u4', cookie: '', remaining: 0 });
  assert.deepEqual(await page({ page_size: 2, offset: 9 }), { uids: '', cookie: '', remaining: 0 });
});

test('rows without a value come last in either direction, and sorted pages have no cookie', async () => {
  assert.equal((await page({ sort: [{ attribute: 'logins' }] })).uids, 'u2 u3 u1 u4');
  assert.deepEqual(await page({ sort: [{ attribute: 'logins', descending: true }], page_size: 3 }),
    { uids: 'u1 u3 u2', cookie: '', remaining: 1 });
  assert.equal((await page({ sort: [{ attribute: 'active' }, { attribute: 'userName', descending: true }] })).uids, 'u2 u1 u3 u4');
  assert.equal((await page({ sort: [{ attribute: 'tags' }] })).uids, 'u1 u3 u2 u4');
  assert.equal((await page({ sort: [{ attribute: 'manager' }] })).uids, 'u2 u3 u1 u4');
});

test('a cookie is bound to its query', async () => {
  const { cookie } = await page({ page_size: 2 });
  for (const other of [{ filter: { present: 'tags' } }, { attributes: ['email'] }, { object_class: 'Group' }]) {
    const error = await thrown(() => page({ page_size: 2, cookie, ...other }));
    assert.equal(error.reason, 'INVALID_REQUEST', JSON.stringify(other));
  }
  for (const bad of ['nonsense', 'MS4', '\u0000', Buffer.from('2.00.u1').toString('base64url')]) {
    assert.equal((await thrown(() => page({ page_size: 2, cookie: bad }))).reason, 'INVALID_REQUEST', bad);
  }
});

test('all faults of a query together', async () => {
  const error = await thrown(() => query({
    page_size: -1, offset: 2, cookie: 'x', sort: [{ attribute: 'nope' }, { attribute: 'uid' }], attributes: ['tags', 'TAGS', 'no'],
    options: [{ name: 'fast', bool_value: true }], explain: 7,
  }));
  assert.equal(error.reason, 'INVALID_REQUEST');
  assert.deepEqual(error.about.faults.map((f) => f.field), ['tags', 'no', 'nope', 'fast', 'page size', 'offset', 'sort', 'explain']);
});

test('sorting a long list agrees with the language, and keeps the order of equals', async () => {
  const users = Array.from({ length: 1000 }, (_, i) => ({ uid: `u${i}`, userName: `n${i}`, logins: (i * 7919) % 37, active: i % 3 === 0 }));
  const { rows } = await readUsers(users);
  const byLogins = (a, b) => b.logins - a.logins || Number(a.active) - Number(b.active);
  assert.equal((await page({ sort: [{ attribute: 'logins', descending: true }, { attribute: 'active' }, { attribute: 'logins' }] }, rows)).uids,
    [...users].sort(byLogins).map((u) => u.uid).join(' '));
});

test('a cookie holds for a filter of text without regard to case', async () => {
  const filter = { comparison: { attribute: 'userName', operator: 'COMPARISON_OPERATOR_CONTAINS', value: { string_value: 'A' } } };
  const { cookie } = await page({ page_size: 1, filter });
  assert.deepEqual(await page({ page_size: 1, filter, cookie }), { uids: 'u4', cookie: '', remaining: 0 });
});

test('a cancelled search stops', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stop'));
  const error = await thrown(async () => selectPage(await userRows(), query({}), controller.signal));
  assert.equal(error.message, 'stop');
});
