import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The largest directory file that a configuration may allow, in MiB: parsing it stops everything else for a second or two. */
const MAX_FILE_MIB = 128;

/**
 * What the connector says of itself, in the form of GetInfoResponse. A property may have a `check`: a function of its value
 * that returns what is wrong with it, or nothing. It stays on this side.
 */
export const INFO = {
  name: 'json',
  display_name: 'JSON directory',
  description: 'Users and groups in one JSON file, read only.',
  vendor: 'igaplugin',
  version,
  licence: 'Apache-2.0',
  contract_version: '1.0',
  properties: [
    {
      name: 'directory_file',
      aliases: [],
      display_name: 'Directory file',
      description: 'Path of the JSON file with the users and groups. It is read again when it has changed.',
      type: 'TYPE_STRING',
      multi_valued: false,
      required: true,
      allowed_values: [],
      check: (path) => (path.includes('\0') ? 'must not contain a zero character' : ''),
    },
    {
      name: 'max_file_mib',
      aliases: [],
      display_name: 'Largest file',
      description: 'The file is refused when it is larger than this, in MiB.',
      type: 'TYPE_INT',
      multi_valued: false,
      required: false,
      default_value: { name: 'max_file_mib', int_value: '64' },
      allowed_values: [],
      minimum: 1,
      maximum: MAX_FILE_MIB,
    },
  ],
  constraints: [],
  operations: ['OPERATION_GET', 'OPERATION_SEARCH'],
  features: [],
};
