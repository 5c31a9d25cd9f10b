import { removeSocket, removeSocketFolder } from './socket.js';

/** How long the calls that are running may take to end. A host kills the process two seconds after it has asked it to stop. */
const DRAIN_MS = 1000;

/** How long a process that was sent a signal waits for the news that its host is gone: both may come of the host's death. */
const GONE_MS = 500;

/** When the process is killed that should have ended by itself. */
const HARD_END_MS = 3500;

/** Brings the process to its end: once, whoever asks for it first. */
export class Ending {
  #began = false;
  #hostGone;
  #noteGone;

  /**
   * @param {import('@grpc/grpc-js').Server} server
   * @param {import('../service.js').Service} service
   * @param {string} socket
   * @param {import('./log.js').Log} log
   */
  constructor(server, service, socket, log) {
    Object.assign(this, { server, service, socket, log });
    this.#hostGone = new Promise((resolve) => {
      this.#noteGone = resolve;
    });
  }

  /** The host has asked for the end. */
  asked() {
    this.#begin('the host has asked for it', () => {});
  }

  /** A signal has asked for the end. */
  signalled(name) {
    this.#begin(`signal: ${name}`, async () => {
      if (await Promise.race([this.#hostGone, delay(GONE_MS)])) {
        removeSocketFolder();
      }
    });
  }

  /** The host is gone. */
  abandoned(how) {
    this.#noteGone(true);
    this.#begin(`the host is gone: ${how}`, removeSocketFolder);
  }

  async #begin(why, cleanUp) {
    if (this.#began) {
      return;
    }
    this.#began = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), HARD_END_MS);
    this.log.info('stopping', { cause: why });
    this.service.closeAll();
    await Promise.race([new Promise((resolve) => this.server.tryShutdown(resolve)), delay(DRAIN_MS)]);
    this.server.forceShutdown();
    removeSocket(this.socket);
    await cleanUp();
    process.exit(0);
  }
}

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms, false));
