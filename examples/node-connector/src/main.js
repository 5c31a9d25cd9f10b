import { INFO } from './info.js';
import { manifest } from './manifest.js';
import { COOKIE_KEY, COOKIE_VALUE } from './plugin/handshake.js';

const USAGE = `A connector plugin. A host starts it without arguments.

Usage:
  igahost --plugin iga-connector-json info   use it through a host
  iga-connector-json --version               print name, version and contract version
  iga-connector-json --manifest              print what it is and how it is configured, as JSON
  iga-connector-json --help                  print this text
`;

/**
 * The program: serves a host, or answers a person.
 * @param {string[]} args the arguments of the command line
 */
export async function main(args) {
  const [first] = args;
  if (args.length > 1) {
    misused('too many arguments');
  } else if (first === undefined) {
    await serve();
  } else if (first === '--version') {
    process.stdout.write(`${INFO.name} ${INFO.version} (contract ${INFO.contract_version})\n`);
  } else if (first === '--manifest') {
    process.stdout.write(`${JSON.stringify(manifest(INFO), null, 2)}\n`);
  } else if (first === '--help' || first === '-h') {
    process.stdout.write(USAGE);
  } else {
    misused(`unknown argument ${JSON.stringify(first)}`);
  }
}

function misused(what) {
  process.stderr.write(`iga-connector-json: ${what}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function serve() {
  if (process.env[COOKIE_KEY] !== COOKIE_VALUE) {
    process.stderr.write('This is a connector plugin. A host starts it; by itself it does nothing.\n'
      + 'To see what it can do:\n\n  igahost --plugin iga-connector-json info\n  iga-connector-json --help\n');
    process.exitCode = 1;
    return;
  }
  // Only now, so that --version and the hint do not wait for gRPC to load.
  const { servePlugin } = await import('./plugin/serve.js');
  await servePlugin();
}
