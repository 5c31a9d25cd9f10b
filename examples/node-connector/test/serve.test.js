import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, credentials, status } from '@grpc/grpc-js';
import { COOKIE_KEY, COOKIE_VALUE } from '../src/plugin/handshake.js';
import { messageType } from '../src/protos.js';

const LAUNCHER = fileURLToPath(new URL('../iga-connector-json', import.meta.url));

/** The connector as a process without TLS, with a client that sends and gets bytes. */
async function start(t) {
  const dir = mkdtempSync(join(tmpdir(), 'json'));
  const child = spawn(LAUNCHER, {
    env: { ...process.env, [COOKIE_KEY]: COOKIE_VALUE, PLUGIN_UNIX_SOCKET_DIR: dir, IGA_LOG_LEVEL: 'trace', PLUGIN_CLIENT_CERT: '' },
  });
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.on('data', (bytes) => {
    printed += bytes;
  });
  child.stderr.resume();
  while (!printed.includes('\n')) {
    await once(child.stdout, 'data');
  }
  const socket = printed.split('|')[3];
  const client = new Client(`unix:${socket}`, credentials.createInsecure());
  t.after(() => {
    client.close();
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    child, ended, socket, printed: () => printed, call: (method, bytes) => call(client, method, bytes),
    config: () => connect(client), sync: () => emptySync(client),
  };
}

/** Makes a call, and returns the bytes of its answer or the status that it failed with. */
function call(client, method, bytes) {
  return new Promise((resolve) => {
    client.makeUnaryRequest(method, (b) => b, (b) => b, bytes, (error, answer) => resolve(error ?? answer));
  });
}

/** Begins a sync and closes it at once; returns the status that it ends with. */
async function emptySync(client) {
  const stream = client.makeBidiStreamRequest('/iga.connector.v1.ConnectorService/Sync', (b) => b, (b) => b, { deadline: Date.now() + 10_000 });
  stream.resume();
  stream.end();
  const [error] = await once(stream, 'error');
  return error;
}

async function connect(client) {
  const config = [{ name: 'directory_file', string_value: '/nowhere' }];
  const answer = await call(client, '/iga.connector.v1.ConnectorService/Connect', encode('ConnectRequest', { config }));
  return messageType('iga.connector.v1.ConnectResponse').deserialize(answer).connection_id;
}

const encode = (name, message) => messageType(`iga.connector.v1.${name}`).serialize(message);

/** The reason in the details of a status, as a host reads it. */
function reasonOf(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const { details } = messageType('google.rpc.Status').deserialize(bytes);
  return messageType('google.rpc.ErrorInfo').deserialize(details[0].value).reason;
}

/** A filter in itself, many times over: field 3 is that of a search, and `not` of a filter. */
function nested(levels) {
  let bytes = Buffer.alloc(0);
  for (let i = 0; i < levels; i++) {
    const length = [];
    for (let n = bytes.length; ; n >>= 7) {
      if (n < 0x80) {
        length.push(n);
        break;
      }
      length.push((n & 0x7f) | 0x80);
    }
    bytes = Buffer.concat([Buffer.from([0x1a, ...length]), bytes]);
  }
  return bytes;
}

test('senseless requests are refused, and harm nobody', async (t) => {
  const { call: send, config } = await start(t);
  const service = '/iga.connector.v1.ConnectorService';
  const id = await config();
  const refused = {
    'no message': [`${service}/Get`, Buffer.from([0xff, 0xff]), 'INVALID_REQUEST'],
    'no such connection': [`${service}/Get`, encode('GetRequest', { connection_id: 'x' }), 'PRECONDITION_FAILED'],
    'no key': [`${service}/Get`, encode('GetRequest', { connection_id: id, object_class: 'User' }), 'INVALID_REQUEST'],
    'nested without end': [`${service}/Search`, Buffer.concat([
      encode('SearchRequest', { connection_id: id, object_class: 'User' }), nested(5000),
    ]), 'INVALID_REQUEST'],
    'a value without a case': [`${service}/ValidateConfig`,
      encode('ValidateConfigRequest', { config: [{ name: 'x', list: { values: [{}] } }] }), 'INVALID_REQUEST'],
    'no start of a sync': [`${service}/Sync`, encode('SyncRequest', { token_chunk: Buffer.from('x') }), 'INVALID_REQUEST'],
    'an operation that is not offered': [`${service}/Create`,
      encode('CreateRequest', { connection_id: id, object_class: 'User' }), 'UNSUPPORTED'],
  };
  for (const [name, [method, bytes, reason]] of Object.entries(refused)) {
    const error = await send(method, bytes);
    assert.ok(error.metadata, `${name}: ${error}`);
    assert.equal(reasonOf(error), reason, name);
  }
  assert.equal((await send(`${service}/Nothing`, Buffer.alloc(0))).code, status.UNIMPLEMENTED);
  assert.equal((await send('/plugin.GRPCBroker/StartStream', Buffer.alloc(0))).code, status.UNIMPLEMENTED);
  assert.deepEqual(await send('/grpc.health.v1.Health/Check', Buffer.from('\n\x06plugin')), Buffer.from([0x08, 1]));
});

test('a sync that is closed without a message is answered', async (t) => {
  const { sync } = await start(t);
  const error = await sync();
  assert.equal(error.code, status.INVALID_ARGUMENT);
  assert.equal(reasonOf(error), 'INVALID_REQUEST');
});

test('a host that reads no log is served, and the end is in order', async (t) => {
  const { child, call: send, ended, socket, printed } = await start(t);
  child.stderr.destroy();
  for (let i = 0; i < 50; i++) {
    assert.ok(Buffer.isBuffer(await send('/iga.connector.v1.ConnectorService/GetInfo', Buffer.alloc(0))));
  }
  assert.ok(Buffer.isBuffer(await send('/plugin.GRPCController/Shutdown', Buffer.alloc(0))));
  assert.deepEqual(await ended, [0, null]);
  assert.ok(!existsSync(socket), 'the socket is left');
  assert.match(printed(), /^1\|1\|unix\|[^|\n]+\|grpc\|\n$/);
});
