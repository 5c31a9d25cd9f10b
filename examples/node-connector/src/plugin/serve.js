import { chmodSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { addService, MAX_MESSAGE_BYTES } from '../calls.js';
import { ConnectorError } from '../errors.js';
import { Service } from '../service.js';
import { makeCertificate } from './certificate.js';
import { Ending } from './ending.js';
import { handshakeLine } from './handshake.js';
import { Log } from './log.js';
import { newSocketPath } from './socket.js';
import { takeStdout, watchHost } from './streams.js';

/** Serves the connector to the host that has started this process, until it is told to end or the host is gone. */
export async function servePlugin() {
  const announce = takeStdout();
  const log = new Log(process.env.IGA_LOG_LEVEL);
  process.on('uncaughtException', (error) => {
    log.error('the connector failed', { stack: error?.stack ?? String(error) });
    process.exit(1);
  });
  // A terminal sends it to the host as well, and the host decides.
  process.on('SIGINT', () => {});
  const identity = process.env.PLUGIN_CLIENT_CERT ? makeCertificate() : undefined;
  const socket = newSocketPath();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  const service = new Service();
  const ending = new Ending(server, service, socket, log);
  addService(server, 'iga.connector.v1.ConnectorService', service, log);
  addService(server, 'grpc.health.v1.Health', { Check: health }, log);
  addService(server, 'plugin.GRPCController', { Shutdown: () => shutdown(ending) }, log);
  await listen(server, socket, identity);
  for (const name of ['SIGTERM', 'SIGHUP']) {
    process.on(name, () => ending.signalled(name));
  }
  watchHost((how) => ending.abandoned(how));
  announce(handshakeLine(socket, identity?.certificate));
}

/** Listens on the socket, which no other user may use, to the holder of the host's certificate alone. */
async function listen(server, socket, identity) {
  const credentials = identity
    ? ServerCredentials.createSsl(Buffer.from(process.env.PLUGIN_CLIENT_CERT),
      [{ cert_chain: Buffer.from(identity.pem), private_key: Buffer.from(identity.key) }], true)
    : ServerCredentials.createInsecure();
  const mask = process.umask(0o177);
  try {
    await new Promise((resolve, reject) => {
      server.bindAsync(`unix:${socket}`, credentials, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(socket, 0o600);
}

/** go-plugin asks for the health of a service named "plugin". */
function health({ service }) {
  if (service !== '' && service !== 'plugin') {
    throw new ConnectorError('NOT_FOUND', `no service ${service}`);
  }
  return { status: 'SERVING' };
}

/** How long the answer to the call that ends the process has to go out; gRPC does not tell when it has. */
const ANSWER_MS = 50;

/** The host has asked for the end. */
function shutdown(ending) {
  setTimeout(() => ending.asked(), ANSWER_MS);
  return {};
}
