import { Metadata } from '@grpc/grpc-js';
import { CODES } from './errors.js';
import { messageType } from './protos.js';
import { clip } from './text.js';

const DOMAIN = 'iga.connector';

// Errors travel in HTTP/2 headers, where a text without bound would break the connection. In characters, which have at most
// three bytes.
const MAX_MESSAGE = 2048;
const MAX_FIELD = 256;

/**
 * An error as a message ErrorDetail, for where it is part of an answer.
 * @param {import('./errors.js').ConnectorError} error
 */
export function errorDetail({ reason, message, about: { objectClass = '', uid = '', attribute = '', faults = [] } }) {
  return {
    reason,
    message: clip(message, MAX_MESSAGE),
    object_class: clip(objectClass, MAX_FIELD),
    uid: clip(uid, MAX_FIELD),
    attribute: clip(attribute, MAX_FIELD),
    faults: bounded(faults),
  };
}

/**
 * The gRPC status of an error of the contract: code and message stand for themselves, and the details say all that the error
 * knows in the common forms of google.rpc.
 * @param {import('./errors.js').ConnectorError} error
 */
export function toStatus(error) {
  const { objectClass, uid, attribute, correlationId, faults = [] } = error.about;
  const code = CODES[error.reason];
  const message = clip(error.message, MAX_MESSAGE);
  const details = [pack('google.rpc.ErrorInfo', {
    reason: error.reason,
    domain: DOMAIN,
    metadata: present({ class: objectClass, uid, attribute, correlation_id: correlationId }),
  })];
  if (faults.length > 0) {
    details.push(pack('google.rpc.BadRequest', {
      field_violations: bounded(faults).map(({ field, message: description }) => ({ field, description })),
    }));
  }
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', messageType('google.rpc.Status').serialize({ code, message, details }));
  return { code, details: message, metadata };
}

function pack(name, message) {
  return { type_url: `type.googleapis.com/${name}`, value: messageType(name).serialize(message) };
}

function present(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v).map(([k, v]) => [k, clip(v, MAX_FIELD)]));
}

/** The faults, of which there are never many, with texts of a bounded length. */
function bounded(faults) {
  return faults.map(({ field, message }) => ({ field: clip(field, MAX_FIELD), message: clip(message, MAX_FIELD) }));
}
