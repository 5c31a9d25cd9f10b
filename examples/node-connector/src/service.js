import { randomBytes } from 'node:crypto';
import { sendRows } from './batches.js';
import { Connection } from './connection.js';
import { ConnectorError } from './errors.js';
import { INFO } from './info.js';
import { resolveConfig } from './properties.js';

/** The answers to the calls of ConnectorService: one method for each, named as it. */
export class Service {
  #connections = new Map();

  GetInfo() {
    return INFO;
  }

  ValidateConfig({ config }) {
    resolveConfig(INFO, config);
    return {};
  }

  Connect({ config }) {
    const connection = new Connection(resolveConfig(INFO, config));
    // Nobody can guess an id: those who share the process do not share their connections.
    const id = randomBytes(16).toString('hex');
    this.#connections.set(id, connection);
    return { connection_id: id };
  }

  Close({ connection_id: id }) {
    this.#connections.get(id)?.close();
    this.#connections.delete(id);
    return {};
  }

  GetSchema(request) {
    return { schema: this.#connection(request).schema() };
  }

  Test(request, call) {
    return this.#within(request, call, (connection) => connection.test());
  }

  Get(request, call) {
    return this.#within(request, call, async (connection) => ({ object: await connection.get(request) }));
  }

  Search(request, call) {
    return this.#within(request, call, async (connection) => {
      const { attributeSet, objects, cookie, remaining } = await connection.search(request, call.signal);
      await call.send({ started: { attribute_set: attributeSet } });
      const count = await sendRows(objects, call);
      await call.send({ trailer: { cookie, remaining: String(remaining), count: String(count) } });
    });
  }

  Create(request) {
    this.#connection(request).refuse(request.object_class, 'OPERATION_CREATE');
  }

  Update(request) {
    this.#connection(request).refuse(request.object_class, 'OPERATION_UPDATE');
  }

  Delete(request) {
    this.#connection(request).refuse(request.object_class, 'OPERATION_DELETE');
  }

  Sync({ start }) {
    if (!start) {
      throw new ConnectorError('INVALID_REQUEST', 'the request is malformed: a sync begins with its start');
    }
    this.#connection(start).refuse(start.object_class, 'OPERATION_SYNC');
  }

  /** Closes every connection: the process ends. */
  closeAll() {
    for (const id of this.#connections.keys()) {
      this.Close({ connection_id: id });
    }
  }

  #connection({ connection_id: id }) {
    const connection = this.#connections.get(id);
    if (!connection) {
      throw new ConnectorError('PRECONDITION_FAILED',
        'there is no such connection; it was closed or belongs to another process');
    }
    return connection;
  }

  /** Runs a call within the life of its connection. */
  async #within(request, call, work) {
    const connection = this.#connection(request);
    const leave = connection.join(call.controller);
    try {
      return await work(connection);
    } finally {
      leave();
    }
  }
}
