import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultIn, place } from '../src/json.js';

test('the place of a fault', () => {
  const faults = {
    '': 0, '{': 1, '{"a": 1,}': 8, '[1, 2,]': 6, '{"a" 1}': 5, '{a: 1}': 1, '[1 2]': 3, '{"a": 1} x': 9, '{"a\n": 1}': 3, '["\\x"]': 3,
    '["\\u12g4"]': 6, '["a': 3, '[tru]': 1, '[-]': 1, '[01]': 2, '[}': 1, '{"a":]': 5, '{]': 1, '"\\': 2,
  };
  for (const [text, at] of Object.entries(faults)) {
    assert.equal(faultIn(text), at, text);
  }
  assert.deepEqual(place('{\n  "a": 1,\n}', 12), { line: 3, column: 1 });
  assert.deepEqual(place('{a', 1), { line: 1, column: 2 });
});

test('what has a fault is what JSON.parse refuses', () => {
  const whole = JSON.stringify({ 'a"\\': [1, -2.5e-7, true, false, null, {}, [], { b: '\u0001é' }], c: { d: 'x' } }, null, 1);
  const parses = (text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  for (let i = 0; i <= whole.length; i++) {
    const texts = [whole.slice(0, i), whole.slice(0, i) + whole.slice(i + 1)];
    for (const c of '{}[]",:\\0-e.tn ') {
      texts.push(whole.slice(0, i) + c + whole.slice(i), whole.slice(0, i) + c + whole.slice(i + 1));
    }
    for (const text of texts) {
      assert.equal(faultIn(text) < 0, parses(text), text);
    }
  }
  assert.equal(faultIn('['.repeat(1e6)), 1e6);
});
