import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { makeCertificate } from '../src/plugin/certificate.js';
import { integer, oid } from '../src/plugin/der.js';
import { handshakeLine } from '../src/plugin/handshake.js';
import { newSocketPath } from '../src/plugin/socket.js';

test('the handshake line', () => {
  assert.equal(handshakeLine('/run/x', Buffer.from([0xff, 0xfe])), '1|1|unix|/run/x|grpc|//4\n');
  assert.equal(handshakeLine('/run/x'), '1|1|unix|/run/x|grpc|\n');
});

test('the certificate is what a host verifies', () => {
  const { certificate, pem, key } = makeCertificate();
  const read = new X509Certificate(certificate);
  assert.equal(read.subject, 'CN=localhost');
  assert.equal(read.checkHost('localhost'), 'localhost');
  assert.ok(read.verify(read.publicKey), 'signed by itself');
  assert.ok(read.checkPrivateKey(createPrivateKey(key)));
  assert.ok(read.ca);
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  assert.ok(new Date(read.validFrom) < new Date() && new Date(read.validTo) > new Date());
  assert.equal(new X509Certificate(pem).serialNumber, read.serialNumber);
  assert.notEqual(new X509Certificate(makeCertificate().certificate).serialNumber, read.serialNumber);
});

test('DER', () => {
  assert.equal(oid('1.2.840.10045.4.3.2').toString('hex'), '06082a8648ce3d040302');
  assert.equal(integer(Buffer.from([0x80])).toString('hex'), '02020080');
});

test('a path that no socket can have is refused', (t) => {
  const before = process.env.PLUGIN_UNIX_SOCKET_DIR;
  t.after(() => {
    if (before === undefined) {
      delete process.env.PLUGIN_UNIX_SOCKET_DIR;
    } else {
      process.env.PLUGIN_UNIX_SOCKET_DIR = before;
    }
  });
  process.env.PLUGIN_UNIX_SOCKET_DIR = `/${'x'.repeat(100)}`;
  assert.throws(newSocketPath, /longer than 103 bytes/);
});
