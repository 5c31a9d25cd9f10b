import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGroups, readUsers } from '../src/entries.js';
import { encodeValues, parseTime } from '../src/values.js';

const FILE = '/srv/directory.json';

const faultsOf = (table) => table.error?.about.faults.map((f) => `${f.field}: ${f.message}`) ?? [];

test('every fault of the file is told with its place', async () => {
  const users = await readUsers([
    { uid: 'u1', userName: 'ada', active: 'yes', logins: 1.5, joined: 'yesterday', tags: 'x', manager: 'u9', phone: 1 },
    { uid: 'u1', userName: 'ADA', tags: [1] },
    { uid: '', userName: 'x' },
    7,
    { uid: 'u5', userName: 'half \ud800' },
  ], FILE);
  assert.deepEqual(faultsOf(users), [
    'users[0].active: must be true or false',
    'users[0].logins: must be a whole number of at most 53 bits',
    'users[0].joined: must be a time in the form of RFC 3339, in the years 1 to 9999 of UTC',
    'users[0].tags: must be a list',
    'users[0].phone: is not known',
    'users[1].tags: must be text in Unicode',
    'users[1].uid: is taken by an entry before',
    'users[1].userName: is taken by an entry before',
    'users[2].uid: is missing',
    'users[3]: must be an object',
    'users[4].userName: must be text in Unicode',
    'users[4].userName: is missing',
    'users[0].manager: refers to "u9", which is not there',
  ]);
  assert.equal(users.error.reason, 'PRECONDITION_FAILED');
  assert.equal(users.error.message, 'the users of the directory file /srv/directory.json are not as they should be');
});

test('faults of the groups leave the users alone', async () => {
  const users = await readUsers([{ uid: 'u1', userName: 'ada' }], FILE);
  const groups = await readGroups([{ uid: 'g1', displayName: 'Staff', members: ['u1', 'u2'] }], users, FILE);
  assert.deepEqual(faultsOf(groups), ['groups[0].members: refers to "u2", which is not there']);
  assert.deepEqual(faultsOf(users), []);
});

test('many faults are counted', async () => {
  const users = await readUsers(new Array(100).fill(null), FILE);
  assert.equal(users.error.about.faults.length, 21);
  assert.equal(users.error.about.faults[20].message, 'and 80 more faults');
});

test('times keep their nanoseconds, before 1970 too', () => {
  const wire = (text) => encodeValues('t', [{ type: 'TIME', value: parseTime(text) }]).time_value;
  assert.deepEqual(wire('2024-01-02T03:04:05.123456789Z'), { seconds: '1704164645', nanos: 123456789 });
  assert.deepEqual(wire('1969-12-31T23:59:59.25Z'), { seconds: '-1', nanos: 250000000 });
});

// As Go's time.Parse has them.
const times = {
  '2024-01-01T08:00:00.1234567891Z': 1704096000123456789n,
  '2024-01-01T08:00:00,5Z': 1704096000500000000n,
  '2024-01-01T08:00:00+24:00': 1704009600000000000n,
  '2024-02-29T23:59:59-01:30': 1709256599000000000n,
  '2024-01-01T24:00:00Z': undefined,
  '2024-01-01T08:60:00Z': undefined,
  '2024-01-01T08:00:60Z': undefined,
  '2024-01-01T08:00:00.Z': undefined,
  '2024-01-01T08:00:00+25:00': undefined,
  '2023-02-29T00:00:00Z': undefined,
  '2024-13-02T00:00:00Z': undefined,
  '2024-01-02': undefined,
  '': undefined,
};
for (const [text, want] of Object.entries(times)) {
  test(`the time ${text}`, () => assert.equal(parseTime(text), want));
}

test('a time that cannot be sent is a fault of the file', async () => {
  const users = await readUsers([
    '0000-06-01T00:00:00Z', '0001-01-01T00:00:00+01:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59-01:00',
  ].map((joined, i) => ({ uid: `u${i}`, userName: `name${i}`, joined })));
  assert.deepEqual(faultsOf(users).map((f) => f.split(':')[0]), ['users[0].joined', 'users[1].joined', 'users[4].joined']);
});
