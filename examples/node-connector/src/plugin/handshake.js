/** The environment variable by which a host tells a plugin that it, and not a person, has started it. It is no secret. */
export const COOKIE_KEY = 'IGA_CONNECTOR_PLUGIN';
export const COOKIE_VALUE = 'd0b4a4a2-3c1f-4f0e-9a57-6f1c2e8b7d35';

/** The version of go-plugin's own protocol. */
const CORE_VERSION = 1;

/** The version of the contract between host and connector: its major part. */
const PROTOCOL_VERSION = 1;

/**
 * The line by which a plugin tells its host on standard output how to reach it: all that it ever writes there.
 * @param {string} socket path of the socket
 * @param {Buffer} [certificate] the plugin's certificate in DER, when the two speak TLS
 */
export function handshakeLine(socket, certificate) {
  // Base64 without padding: the host reads it with Go's RawStdEncoding.
  const encoded = certificate ? certificate.toString('base64').replace(/=+$/, '') : '';
  return `${CORE_VERSION}|${PROTOCOL_VERSION}|unix|${socket}|grpc|${encoded}\n`;
}
