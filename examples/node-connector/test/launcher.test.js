import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../iga-connector-json', import.meta.url));

test('without Node.js in PATH the launcher says what every host can do', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'path'));
  t.after(() => rmSync(dir, { recursive: true }));
  symlinkSync(execFileSync('sh', ['-c', 'command -v dirname'], { encoding: 'utf8' }).trim(), join(dir, 'dirname'));
  const without = spawnSync(LAUNCHER, ['--version'], { env: { PATH: dir }, encoding: 'utf8' });
  assert.equal(without.status, 1);
  assert.match(without.stderr, /put its folder into the PATH of the host\n$/);
  assert.doesNotMatch(without.stderr, /NODE/);
  const named = spawnSync(LAUNCHER, ['--version'], { env: { PATH: dir, NODE: process.execPath }, encoding: 'utf8' });
  assert.equal(named.status, 0, named.stderr);
});
