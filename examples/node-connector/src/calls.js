import { randomBytes } from 'node:crypto';
import { ConnectorError } from './errors.js';
import { serviceDefinition } from './protos.js';
import { toStatus } from './status.js';
import { MalformedError } from './values.js';

/** Bounds one message in either direction. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * Puts a service onto a gRPC server. Around every method it reads the request and writes the answer, which it bounds, it tells
 * the method when the call is cancelled, and it turns whatever is thrown into a status of the contract.
 * @param {import('@grpc/grpc-js').Server} server
 * @param {string} name full name of the service
 * @param {Record<string, Function>} service one method for each call: (request, call) => answer
 * @param {import('./plugin/log.js').Log} log
 */
export function addService(server, name, service, log) {
  const definition = {};
  const implementation = {};
  for (const [method, d] of Object.entries(serviceDefinition(name))) {
    // The messages are read and written here and not by grpc-js, whose errors would not be of the contract.
    const asIs = (bytes) => bytes;
    definition[method] = { ...d, requestDeserialize: asIs, responseSerialize: asIs };
    const answer = (call, bytes) => answerCall(call, bytes, (request, c) => service[method](request, c), d, log);
    if (d.requestStream) {
      implementation[method] = (stream) => {
        let begun = false;
        const begin = (bytes) => {
          if (!begun) {
            begun = true;
            finishStream(stream, answer(stream, bytes));
          }
        };
        stream.once('data', begin);
        stream.once('end', () => begin(undefined));
      };
    } else if (d.responseStream) {
      implementation[method] = (stream) => finishStream(stream, answer(stream, stream.request));
    } else {
      implementation[method] = (unary, callback) => answer(unary, unary.request)
        .then((bytes) => callback(null, bytes), (error) => callback(error));
    }
  }
  server.addService(definition, implementation);
}

function finishStream(stream, answered) {
  answered.then(() => stream.end(), (error) => stream.emit('error', error));
}

/** Answers one call; what it throws is a status. */
async function answerCall(grpcCall, bytes, handle, definition, log) {
  const start = process.hrtime.bigint();
  const call = new Call(grpcCall, definition);
  let outcome = 'OK';
  try {
    const answer = await call.bound(handle(read(definition, bytes), call));
    return definition.responseStream ? undefined : write(definition, answer);
  } catch (error) {
    const known = catalogued(error, definition, log);
    outcome = known.reason;
    throw toStatus(known);
  } finally {
    const micros = (process.hrtime.bigint() - start) / 1000n;
    log.debug('call', { method: definition.path.split("/").pop(), duration: `${micros}µs`, outcome });
  }
}

/** A call while it is answered. */
class Call {
  /** Aborted, with the error that the call ends with, when the host cancels it or its connection is closed. */
  controller = new AbortController();
  #grpcCall;
  #definition;

  constructor(grpcCall, definition) {
    this.#grpcCall = grpcCall;
    this.#definition = definition;
    grpcCall.on('cancelled', () => this.controller.abort(new ConnectorError('CANCELLED', 'the caller cancelled')));
  }

  get signal() {
    return this.controller.signal;
  }

  /** The outcome of some work, or the error of the call when that ends first: a file may be on a disk that does not answer. */
  bound(work) {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const ended = () => reject(signal.reason);
      signal.addEventListener('abort', ended, { once: true });
      Promise.resolve(work).then(resolve, reject).finally(() => signal.removeEventListener('abort', ended));
    });
  }

  /** Sends a message of a stream. It is done when gRPC has taken it, which waits for a host that does not read. */
  send(message) {
    this.signal.throwIfAborted();
    return this.bound(new Promise((resolve, reject) => {
      this.#grpcCall.write(write(this.#definition, message), (error) => {
        if (error) {
          reject(new ConnectorError('CONNECTION_FAILED', `the host does not take the answer: ${error.message}`));
        } else {
          resolve();
        }
      });
    }));
  }
}

function read(definition, bytes) {
  if (bytes === undefined) {
    throw new MalformedError('the stream was closed without a message');
  }
  try {
    return definition.requestDeserialize(bytes);
  } catch (error) {
    throw new MalformedError(error.message);
  }
}

function write(definition, answer) {
  const bytes = definition.responseSerialize(answer);
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw new ConnectorError('TOO_LARGE', `the answer is ${bytes.length} bytes; the limit is ${MAX_MESSAGE_BYTES} bytes`);
  }
  return bytes;
}

/** The error as one of the contract. One that is a defect is logged, and told by an id that finds it there. */
function catalogued(error, definition, log) {
  if (error instanceof ConnectorError) {
    return error;
  }
  if (error instanceof MalformedError) {
    return new ConnectorError('INVALID_REQUEST', `the request is malformed: ${error.message}`);
  }
  const correlationId = randomBytes(8).toString('hex');
  log.error('defect in a call', { method: definition.path, correlation_id: correlationId, stack: error?.stack ?? String(error) });
  return new ConnectorError('INTERNAL_ERROR', 'the connector failed; its log has the stack', { correlationId });
}
