import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Directory, readAtMost } from '../src/directory.js';
import { thrown } from './fixture.js';

test('what is wrong with the file is told with its path and place', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'json'));
  t.after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'directory.json');
  const said = {
    '{\n  "users": [],\n  "groups": [secret]\n}': 'is not JSON: it goes wrong at line 3, column 14',
    '{\r\n"users": [],\r\n}': 'is not JSON: it goes wrong at line 3, column 1',
    '{"users": [': 'is not JSON: it ends too early at line 1, column 12',
    '': 'is not JSON: it ends too early at line 1, column 1',
    '[]': 'must be an object with the lists "users" and "groups"',
  };
  for (const [content, text] of Object.entries(said)) {
    writeFileSync(path, content);
    const error = await thrown(() => new Directory(path, 1).table('User'));
    assert.equal(error.reason, 'PRECONDITION_FAILED');
    assert.equal(error.message, `the directory file ${path} ${text}`);
  }
  writeFileSync(path, Buffer.from('{"users": ["\xff"]}', 'latin1'));
  assert.equal((await thrown(() => new Directory(path, 1).table('User'))).message, `the directory file ${path} is not text in UTF-8`);
  writeFileSync(path, ' '.repeat(2 << 20));
  assert.match((await thrown(() => new Directory(path, 1).table('User'))).message, /^the directory file \/.*directory.json is 2097152 bytes or more/);
});

test('the lists are there, and nothing else', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'json'));
  t.after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'directory.json');
  const said = {
    '{"users": []}': ['groups: is missing; it must be a list, which may be empty'],
    '{"groups": {}}': ['users: is missing; it must be a list, which may be empty', 'groups: must be a list'],
    '{"users": [], "groups": [], "Users": [], "version": 1}': ['Users: is not known', 'version: is not known'],
  };
  for (const [content, faults] of Object.entries(said)) {
    writeFileSync(path, content);
    const error = await thrown(() => new Directory(path, 1).table('User'));
    assert.equal(error.reason, 'PRECONDITION_FAILED');
    assert.equal(error.message, `the directory file ${path} is not as it should be`);
    assert.deepEqual(error.about.faults.map((f) => `${f.field}: ${f.message}`), faults);
  }
});

test('a file that grows is not read without end', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'json'));
  t.after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'file');
  writeFileSync(path, 'x'.repeat(3 * 1024 * 1024));
  for (const [limit, want] of [[1, 1], [1024 * 1024 + 1, 1024 * 1024 + 1], [8 * 1024 * 1024, 3 * 1024 * 1024]]) {
    assert.equal((await readAtMost(path, limit)).length, want);
  }
});
