import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadSync } from '@grpc/proto-loader';
import protobuf from 'protobufjs';

// A filter of 64 levels is twice as many messages in each other, more than protobuf.js reads by default.
protobuf.util.recursionLimit = 160;
protobuf.Reader.recursionLimit = 160;

const place = (path) => fileURLToPath(new URL(path, import.meta.url));

// The contract lies beside the other definitions once the connector is installed, and at the top of the source tree before.
const includeDirs = [place('../proto'), place('../../../proto')];
const contract = 'iga/connector/v1/service.proto';
if (!includeDirs.some((dir) => existsSync(`${dir}/${contract}`))) {
  throw new Error(`${contract} is in none of ${includeDirs.join(', ')}`);
}

const definitions = loadSync([contract, 'go_plugin.proto', 'health.proto', 'status.proto'], {
  includeDirs,
  keepCase: true, // Fields have the names of the proto files.
  longs: String, // 64 bits do not fit into a JavaScript number.
  enums: String,
  defaults: true, // A field that is not set has its default, and need not be looked for.
  oneofs: true, // The name of a oneof holds the name of the field that is set.
});

/**
 * The methods of a service by name, as grpc-js wants them.
 * @param {string} name full name, such as iga.connector.v1.ConnectorService
 */
export function serviceDefinition(name) {
  return definitions[name];
}

/**
 * Reading and writing of one message type.
 * @param {string} name full name, such as google.rpc.Status
 * @returns {{serialize(message: object): Buffer, deserialize(bytes: Buffer): object}}
 */
export function messageType(name) {
  return definitions[name];
}
