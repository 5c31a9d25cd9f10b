import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INFO } from '../src/info.js';
import { resolveConfig } from '../src/properties.js';
import { thrown, wire } from './fixture.js';

const resolve = (config) => resolveConfig(INFO, wire('ConnectRequest', { config }).config);

test('defaults are filled in, names are free in case and underscores', () => {
  assert.deepEqual(resolve([{ name: 'DirectoryFile', string_value: '/x' }]), { directory_file: '/x', max_file_mib: 64n });
  assert.deepEqual(resolve([
    { name: 'directory_file', list: { values: [{ string_value: '/x' }] } }, { name: 'max_file_mib', list: { values: [] } },
  ]), { directory_file: '/x', max_file_mib: 64n });
});

const cases = {
  'missing': [[], ['directory_file: required and missing']],
  'empty': [[{ name: 'directory_file', string_value: '' }], ['directory_file: must not be empty']],
  'blank': [[{ name: 'directory_file', string_value: ' ' }], ['directory_file: must not be empty']],
  'wrong type': [[{ name: 'directory_file', int_value: 1 }], ['directory_file: must be of type string, not int']],
  'zero character': [[{ name: 'directory_file', string_value: 'a\0b' }], ['directory_file: must not contain a zero character']],
  'all together': [
    [{ name: 'max_file_mib', int_value: 0 }, { name: 'nope', bool_value: true }, { name: 'max_file_mib', int_value: 1 }],
    ['nope: unknown property', 'max_file_mib: given twice, as max_file_mib and as max_file_mib',
      'directory_file: required and missing', 'max_file_mib: must be at least 1']],
  'too large': [[{ name: 'directory_file', string_value: 'x' }, { name: 'max_file_mib', int_value: 129 }],
    ['max_file_mib: must be at most 128']],
  'unavailable': [[{ name: 'directory_file', unavailable: {} }], ['directory_file: has no value']],
  'two values': [[{ name: 'directory_file', list: { values: [{ string_value: 'a' }, { string_value: 'b' }] } }],
    ['directory_file: takes one value, not 2']],
};
for (const [name, [config, want]] of Object.entries(cases)) {
  test(`refused: ${name}`, async () => {
    const error = await thrown(() => resolve(config));
    assert.equal(error.reason, 'INVALID_CONFIGURATION');
    assert.deepEqual(error.about.faults.map((f) => `${f.field}: ${f.message}`), want);
  });
}
