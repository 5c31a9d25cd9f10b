import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clip, compareText, fold } from '../src/text.js';

test('folding agrees with the simple case folding of regular expressions', () => {
  const wrong = [];
  for (let code = 1; code < 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) {
      continue;
    }
    const letter = String.fromCodePoint(code);
    const folded = fold(letter);
    if ([...folded].length !== 1 || (folded !== letter && !new RegExp(`^\\u{${code.toString(16)}}$`, 'iu').test(folded))) {
      wrong.push(code.toString(16));
    }
  }
  assert.deepEqual(wrong, []);
});

test('all forms of a letter fold to one', () => {
  for (const forms of ['kK\u212a', 'sSſ', 'σςΣ', 'µμΜ', 'ßẞ', 'åÅ\u212b', 'äÄ']) {
    assert.equal(new Set([...forms].map(fold)).size, 1, forms);
  }
  assert.notEqual(fold('ı'), fold('i'));
  assert.notEqual(fold('İ'), fold('i'));
});

test('texts are ordered as their UTF-8', () => {
  const texts = ['', 'a', 'ab', 'b', 'é', '\uffee', '😀', '😀a', 'Z'];
  for (const a of texts) {
    for (const b of texts) {
      assert.equal(Math.sign(compareText(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)), `${a} ${b}`);
    }
  }
});

test('texts of errors are short, and can be sent', () => {
  assert.equal(clip('abc', 3), 'abc');
  assert.equal(clip('abcd', 3), 'ab…');
  assert.equal(clip('a😀b', 3), 'a\ufffd…');
  assert.equal(clip('half \udc00', 10), 'half \ufffd');
});
