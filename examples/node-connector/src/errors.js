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

/** So many faults are told; more would help nobody. */
const MAX_FAULTS = 50;

/** Collects what is wrong with a request, so that all of it is reported at once. */
export class Faults {
  /** The first faults. */
  list = [];

  /** How many faults there are. */
  #count = 0;

  /** Whether a fault is more than a bad value; it decides the kind of the error. */
  #structural = false;

  /** Whether there are more faults than are told: looking for others would only cost time. */
  get full() {
    return this.#count > MAX_FAULTS;
  }

  /** Adds a fault of the request itself. */
  request(field, message) {
    this.#structural = true;
    this.value(field, message);
  }

  /** Adds a fault of a value. */
  value(field, message) {
    this.#count++;
    if (this.list.length < MAX_FAULTS) {
      this.list.push({ field, message });
    }
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
    if (this.#count === 0) {
      return;
    }
    const faults = this.list.slice(0, this.full ? MAX_FAULTS - 1 : MAX_FAULTS);
    if (this.full) {
      faults.push({ field: '', message: `and at least ${this.#count - faults.length} more faults` });
    }
    const attribute = faults.length === 1 ? faults[0].field : '';
    throw new ConnectorError(reason, '', { ...about, attribute, faults });
  }
}
