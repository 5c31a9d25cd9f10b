import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';

/** The longest path of a socket on macOS; Linux allows four bytes more. */
const MAX_PATH_BYTES = 103;

/** The names of the folders that hosts of this project make for sockets begin so. */
const HOST_FOLDER = 'igaplugin-';

const folder = () => process.env.PLUGIN_UNIX_SOCKET_DIR || tmpdir();

/** The path of a new socket, in the folder that the host names. */
export function newSocketPath() {
  const path = join(folder(), `plugin${randomBytes(6).toString('hex')}`);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new Error(`the path of the socket ${path} is longer than ${MAX_PATH_BYTES} bytes; set PLUGIN_UNIX_SOCKET_DIR or TMPDIR to a shorter one`);
  }
  return path;
}

/** Removes the socket, if it is still there. */
export function removeSocket(path) {
  rmSync(path, { force: true });
}

/**
 * Removes the folder of the socket when its host, which would do this, has died. It must be the private folder of one of this
 * project's hosts; with anything but sockets and the empty folder of go-plugin in it, it stays.
 */
export function removeSocketFolder() {
  const dir = folder();
  try {
    const state = lstatSync(dir);
    const mine = isAbsolute(dir) && basename(dir).startsWith(HOST_FOLDER) && state.isDirectory()
      && (state.mode & 0o7777) === 0o700 && state.uid === process.getuid();
    if (!mine) {
      return;
    }
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.isSocket()) {
        rmSync(join(dir, entry.name));
      } else if (entry.isDirectory()) {
        rmdirSync(join(dir, entry.name));
      }
    }
    rmdirSync(dir);
  } catch {
    // Another has removed it, or it is not empty: either is as it should be.
  }
}
