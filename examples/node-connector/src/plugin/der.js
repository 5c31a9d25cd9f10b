// The few forms of DER (ITU-T X.690) that a certificate needs. Node.js reads certificates and cannot make them.

/** @param {number} tag @param {Buffer[]} parts */
function element(tag, ...parts) {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(n) {
  if (n < 0x80) {
    return Buffer.from([n]);
  }
  const digits = Buffer.from(n.toString(16).padStart(n > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
}

export const sequence = (...parts) => element(0x30, ...parts);
export const set = (...parts) => element(0x31, ...parts);
export const octets = (content) => element(0x04, content);
export const bits = (content, unused = 0) => element(0x03, Buffer.from([unused]), content);
export const yes = () => element(0x01, Buffer.from([0xff]));
export const utf8 = (text) => element(0x0c, Buffer.from(text));

/** A positive whole number. A leading zero keeps the highest bit from being a sign. */
export const integer = (bytes) => element(0x02, bytes[0] & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);

/** A field that is told by its number: [n], with other elements in it, or with bare content. */
export const tagged = (n, ...parts) => element(0xa0 | n, ...parts);
export const taggedContent = (n, content) => element(0x80 | n, content);

/** An object identifier, given as in 2.5.4.3. */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(n) {
  const digits = [n & 0x7f];
  for (let rest = n >> 7; rest > 0; rest >>= 7) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
}

/** A time in UTC with seconds. */
export function time(date) {
  return element(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}
