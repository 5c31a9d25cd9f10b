import { ConnectorError } from './errors.js';
import { messageType } from './protos.js';

const MAX_OBJECTS = 64;
const MAX_BYTES = 1024 * 1024;
const MAX_OBJECT_BYTES = 8 * 1024 * 1024;

/** The first row goes out at once, then 4, 16 and 64 together: whoever shows rows shows the first soon. */
const GROWTH = 4;

/**
 * Sends objects in batches. Each is on its way before the next is made, so a host that reads slowly slows this down.
 * @param {Iterable<object>} objects messages of type Object
 * @param {{send(message: object): Promise<void>}} call
 * @returns {Promise<number>} how many were sent
 */
export async function sendRows(objects, call) {
  let batch = [];
  let bytes = 0;
  let target = 1;
  let count = 0;
  const flush = async () => {
    if (batch.length > 0) {
      await call.send({ rows: { objects: batch } });
    }
    batch = [];
    bytes = 0;
  };
  for (const object of objects) {
    let size;
    try {
      size = checkSize(object);
    } catch (error) {
      await flush();
      throw error;
    }
    if (bytes + size > MAX_BYTES) {
      await flush();
    }
    batch.push(object);
    bytes += size;
    count++;
    if (batch.length >= target) {
      await flush();
      target = Math.min(target * GROWTH, MAX_OBJECTS);
    }
  }
  await flush();
  return count;
}

/**
 * The size of an object on the wire, about.
 * @throws {ConnectorError} TOO_LARGE when that is more than an object may have
 */
export function checkSize(object) {
  const size = sizeOf(object);
  if (size > MAX_OBJECT_BYTES) {
    throw new ConnectorError('TOO_LARGE', `the object is ${size} bytes; the limit is ${MAX_OBJECT_BYTES} bytes`,
      { objectClass: object.object_class, uid: object.uid });
  }
  return size;
}

/** The size of an object on the wire: a bound that costs little, and the exact size where it matters. */
function sizeOf(object) {
  const bound = boundOf(object);
  return bound > MAX_BYTES ? messageType('iga.connector.v1.Object').serialize(object).length : bound;
}

function boundOf(message) {
  let bound = 16;
  for (const value of Object.values(message)) {
    if (typeof value === 'string') {
      bound += 4 + 3 * value.length;
    } else {
      bound += typeof value === 'object' && value !== null ? boundOf(value) : 12;
    }
  }
  return bound;
}
