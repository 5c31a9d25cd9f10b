import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Faults } from '../src/errors.js';
import { resolveFilter } from '../src/filter.js';
import { matcher } from '../src/match.js';
import { findClass } from '../src/names.js';
import { SCHEMA } from '../src/schema.js';
import { thrown, userRows, wire } from './fixture.js';

const USER = findClass(SCHEMA, 'User');
const at = (seconds) => ({ time_value: { seconds: String(seconds), nanos: 0 } });
const is = (attribute, operator, value) => ({ comparison: { attribute, operator: `COMPARISON_OPERATOR_${operator}`, value } });
const text = (string_value) => ({ string_value });
const int = (n) => ({ int_value: String(n) });

function resolve(filter) {
  const faults = new Faults();
  return { filter: resolveFilter(wire('Filter', filter), USER, faults), faults: faults.list.map((f) => `${f.field}: ${f.message}`) };
}

async function found(filter) {
  const resolved = resolve(filter);
  assert.deepEqual(resolved.faults, []);
  return (await userRows()).filter(matcher(resolved.filter)).map((row) => row.uid).join(' ');
}

const cases = {
  'eq without regard to case': [is('userName', 'EQUAL', text('ADA')), 'u1'],
  'eq folds letters beyond ASCII': [is('USERNAME', 'EQUAL', text('ÇELIK')), 'u3'],
  'eq on the uid regards case': [is('__UID__', 'EQUAL', text('U1')), ''],
  'the name of ConnId': [is('__NAME__', 'EQUAL', text('bob')), 'u2'],
  'ne is the negation of eq, also without a value': [is('email', 'NOT_EQUAL', text('ada@example.org')), 'u2 u3 u4'],
  'eq without a value': [is('email', 'EQUAL', text('')), ''],
  'an alias': [is('__enable__', 'EQUAL', { bool_value: false }), 'u2'],
  'co': [is('email', 'CONTAINS', text('@EXAMPLE')), 'u1'],
  'sw': [is('userName', 'STARTS_WITH', text('A')), 'u1'],
  'ew': [is('userName', 'ENDS_WITH', text('A')), 'u1 u4'],
  'gt on a number': [is('logins', 'GREATER', int(7)), 'u1'],
  'ge on a number': [is('logins', 'GREATER_OR_EQUAL', int(7)), 'u1 u3'],
  'lt on a number with a fraction': [is('logins', 'LESS', { float_value: 7 }), 'u2'],
  'beyond 53 bits': [is('logins', 'LESS_OR_EQUAL', int('9223372036854775807')), 'u1 u2 u3'],
  'gt on text': [is('userName', 'GREATER', text('BOB')), 'u3 u4'],
  'gt on a time': [is('joined', 'GREATER', at(1704164644)), 'u1'],
  'eq on a time in text': [is('joined', 'EQUAL', text('2024-01-02T04:04:05.500+01:00')), 'u1'],
  'le on a time': [is('joined', 'LESS_OR_EQUAL', text('2023-07-01T04:00:00Z')), 'u2'],
  'any value of several is enough': [is('tags', 'EQUAL', text('Engine')), 'u1'],
  'ne of several': [is('tags', 'NOT_EQUAL', text('Engine')), 'u2 u3 u4'],
  'a reference by uid': [is('manager', 'EQUAL', text('u1')), 'u2'],
  'a reference by name': [is('manager', 'EQUAL', text('name:BOB')), 'u3'],
  'a reference in full': [is('groups', 'EQUAL', { reference_value: { object_class: 'group', uid: 'g1' } }), 'u1 u2'],
  'and': [{ and: { filters: [is('logins', 'GREATER', int(-1)), is('active', 'EQUAL', { bool_value: true })] } }, 'u1'],
  'or': [{ or: { filters: [is('uid', 'EQUAL', text('u4')), is('uid', 'EQUAL', text('u1'))] } }, 'u1 u4'],
  'not': [{ not: is('logins', 'GREATER', int(1)) }, 'u2 u4'],
  'in': [{ in: { attribute: 'userName', values: [text('DORA'), text('ada'), text('x')] } }, 'u1 u4'],
  'in, by uid and by name': [{ in: { attribute: 'manager', values: [text('u9'), text('u1'), text('name:BOB')] } }, 'u2 u3'],
  'in numbers': [{ in: { attribute: 'logins', values: [int(7), { float_value: 42 }] } }, 'u1 u3'],
  'contains all, one twice': [{ contains_all: { attribute: 'tags', values: [text('maths'), text('maths')] } }, 'u1'],
  'contains all, by uid and by name': [{ contains_all: { attribute: 'groups', values: [text('g1'), text('name:STAFF')] } }, 'u1 u2'],
  'contains all, one missing': [{ contains_all: { attribute: 'groups', values: [text('g1'), text('name:empty')] } }, ''],
  'contains all': [{ contains_all: { attribute: 'tags', values: [text('maths'), text('Engine')] } }, 'u1'],
  'present': [{ present: 'tags' }, 'u1 u3'],
  'present in what follows': [{ present: 'groups' }, 'u1 u2'],
};
for (const [name, [filter, want]] of Object.entries(cases)) {
  test(name, async () => assert.equal(await found(filter), want));
}

const faulty = {
  'an unknown attribute': [is('nope', 'EQUAL', text('')), ['nope: unknown attribute of User']],
  'a name that JavaScript knows': [{ present: '__proto__' }, ['__proto__: unknown attribute of User']],
  'two faults together': [{ and: { filters: [is('x', 'EQUAL', text('')), is('logins', 'EQUAL', text('1'))] } },
    ['x: unknown attribute of User', 'logins: must be of type int, not string']],
  'no order': [is('active', 'GREATER', { bool_value: true }), ['active: operator gt cannot be used on an attribute of type bool']],
  'no part of a number': [is('logins', 'CONTAINS', int(1)), ['logins: operator co cannot be used on an attribute of type int']],
  'no fraction': [is('logins', 'EQUAL', { float_value: 1.5 }), ['logins: must be a whole number of 64 bits']],
  'no time': [is('joined', 'EQUAL', text('2024-02-31T00:00:00Z')),
    ['joined: "2024-02-31T00:00:00Z" is not an RFC 3339 time such as 2026-01-31T08:00:00Z']],
  'another class': [is('manager', 'EQUAL', { reference_value: { object_class: 'Group', uid: 'g1' } }),
    ['manager: must refer to an object of class User, not Group']],
  'no operator': [is('uid', 'UNSPECIFIED', text('x')), ['uid: unknown operator COMPARISON_OPERATOR_UNSPECIFIED']],
  'no value': [is('uid', 'EQUAL', undefined), ['uid: the value is missing']],
  'no values': [{ in: { attribute: 'uid', values: [] } }, ['uid: "in" has no values']],
  'no conditions': [{ and: { filters: [] } }, ['filter: "and" has no conditions']],
  'no node': [{ not: {} }, ['filter: a node is missing']],
};
for (const [name, [filter, want]] of Object.entries(faulty)) {
  test(`refused: ${name}`, () => assert.deepEqual(resolve(filter).faults, want));
}

test('so many faults are no work', async () => {
  const filters = Array.from({ length: 100_000 }, (_, i) => ({ present: `x${i}` }));
  const faults = new Faults();
  const filter = wire('Filter', { or: { filters } });
  const start = performance.now();
  resolveFilter(filter, USER, faults);
  assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
  const error = await thrown(() => faults.check('User'));
  assert.equal(error.about.faults.length, 50);
  assert.deepEqual(error.about.faults[48], { field: 'x48', message: 'unknown attribute of User' });
  assert.deepEqual(error.about.faults[49], { field: '', message: 'and at least 2 more faults' });
});

test('a fault that occurs again is told once', () => {
  const filters = new Array(60).fill({ present: 'x' });
  assert.deepEqual(resolve({ or: { filters } }).faults, ['x: unknown attribute of User']);
});

test('64 levels and not one more', () => {
  const nested = (levels) => (levels === 1 ? { present: 'uid' } : { and: { filters: [nested(levels - 1)] } });
  assert.deepEqual(resolve(nested(64)).faults, []);
  assert.deepEqual(resolve(nested(65)).faults, ['filter: nested deeper than 64 levels']);
});
