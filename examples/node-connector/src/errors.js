import { status } from '@grpc/grpc-js';

/** The kinds of errors of the contract that this connector uses, with the gRPC codes that stand for them. */
export const CODES = {
  INTERNAL_ERROR: status.INTERNAL,
  NOT_FOUND: status.NOT_FOUND,
  INVALID_REQUEST: status.INVALID_ARGUMENT,
  INVALID_ATTRIBUTE_VALUE: status.INVALID_ARGUMENT,
  INVALID_CONFIGURATION: status.INVALID_ARGUMENT,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  PRECONDITION_FAILED: status.FAILED_PRECONDITION,
  UNSUPPORTED: status.UNIMPLEMENTED,
  CURSOR_EXPIRED: status.OUT_OF_RANGE,
  TOO_LARGE: status.RESOURCE_EXHAUSTED,
  CONNECTION_FAILED: status.UNAVAILABLE,
  TIMEOUT: status.DEADLINE_EXCEEDED,
  CANCELLED: status.CANCELLED,
};

/** An error of the contract. Everything in it may be shown to a person. */
export class ConnectorError extends Error {
  /**
   * @param {keyof CODES} reason
   * @param {string} message
   * @param {{objectClass?: string, uid?: string, attribute?: string, faults?: {field: string, message: string}[],
   *   correlationId?: string}} [about]
   */
  constructor(reason, message, about = {}) {
    super(message);
    this.reason = reason;
    this.about = about;
  }
}

/** Collects what is wrong with a request, so that all of it is reported at once. */
export class Faults {
  list = [];

  /** Whether a fault is more than a bad value; it decides the kind of the error. */
  #structural = false;

  /** Adds a fault of the request itself. */
  request(field, message) {
    this.#structural = true;
    this.list.push({ field, message });
  }

  /** Adds a fault of a value. */
  value(field, message) {
    this.list.push({ field, message });
  }

  /** Throws the faults as one error, if there are any. */
  check(objectClass, uid = '') {
    this.#throw(this.#structural ? 'INVALID_REQUEST' : 'INVALID_ATTRIBUTE_VALUE', { objectClass, uid });
  }

  /** Throws the faults as one error of a configuration, if there are any. */
  checkConfiguration() {
    this.#throw('INVALID_CONFIGURATION', {});
  }

  #throw(reason, about) {
    if (this.list.length > 0) {
      const attribute = this.list.length === 1 ? this.list[0].field : '';
      throw new ConnectorError(reason, '', { ...about, attribute, faults: this.list });
    }
  }
}
