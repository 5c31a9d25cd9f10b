import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAtMost } from '../src/directory.js';

test('a file that grows is not read without end', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'json'));
  t.after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'file');
  writeFileSync(path, 'x'.repeat(3 * 1024 * 1024));
  for (const [limit, want] of [[1, 1], [1024 * 1024 + 1, 1024 * 1024 + 1], [8 * 1024 * 1024, 3 * 1024 * 1024]]) {
    assert.equal((await readAtMost(path, limit)).length, want);
  }
});
