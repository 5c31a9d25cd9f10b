import { Metadata } from '@grpc/grpc-js';
import { CODES } from './errors.js';
import { messageType } from './protos.js';

const DOMAIN = 'iga.connector';

// Errors travel in HTTP/2 headers, where a text without bound would break the connection. In characters, which have at most
// three bytes.
const MAX_MESSAGE = 2048;
const MAX_FIELD = 256;
const MAX_FAULTS = 50;

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
      field_violations: bounded(faults).map((f) => ({ field: clip(f.field, MAX_FIELD), description: clip(f.message, MAX_FIELD) })),
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

/** The faults, those beyond a bound counted in the last one. */
function bounded(faults) {
  if (faults.length <= MAX_FAULTS) {
    return faults;
  }
  const shown = faults.slice(0, MAX_FAULTS - 1);
  return [...shown, { field: '', message: `and ${faults.length - shown.length} more faults` }];
}

function clip(text, limit) {
  return text.length <= limit ? text : `${[...text.slice(0, limit - 1)].slice(0, -1).join('')}…`;
}
