import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import * as der from './der.js';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_ALT_NAME = '2.5.29.17';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** The name under which go-plugin's hosts look for a plugin, whatever its address. */
const HOST_NAME = 'localhost';

/** digitalSignature and keyCertSign: bits 0 and 5. */
const USAGE = Buffer.from([0b1000_0100]);
const USAGE_UNUSED_BITS = 2;

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/**
 * Makes a certificate for this process alone. It signs itself: the host gets it over the pipe of its own child and trusts it
 * and no other. The key never leaves the memory.
 * @returns {{certificate: Buffer, pem: string, key: string}} the certificate as DER and PEM, and its key as PEM
 */
export function makeCertificate(now = Date.now()) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der.sequence(der.oid(ECDSA_WITH_SHA256));
  const name = der.sequence(der.set(der.sequence(der.oid(COMMON_NAME), der.utf8(HOST_NAME))));
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))), // Version 3 is written as 2.
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der.sequence(der.time(new Date(now - HOUR)), der.time(new Date(now + 10 * YEAR))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(
      critical(BASIC_CONSTRAINTS, der.sequence(der.yes())),
      critical(KEY_USAGE, der.bits(USAGE, USAGE_UNUSED_BITS)),
      extension(EXTENDED_KEY_USAGE, der.sequence(der.oid(SERVER_AUTH))),
      extension(SUBJECT_ALT_NAME, der.sequence(der.taggedContent(2, Buffer.from(HOST_NAME)))),
    )),
  );
  const certificate = der.sequence(body, algorithm, der.bits(sign('sha256', body, privateKey)));
  return { certificate, pem: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

const extension = (id, content) => der.sequence(der.oid(id), der.octets(content));
const critical = (id, content) => der.sequence(der.oid(id), der.yes(), der.octets(content));

function pem(certificate) {
  const lines = certificate.toString('base64').match(/.{1,64}/g).join('\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
