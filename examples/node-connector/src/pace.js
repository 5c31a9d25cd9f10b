import { setImmediate } from 'node:timers/promises';

/** How long a call may work before others have their turn, in milliseconds. */
const TURN_MS = 10;

/**
 * Keeps long work from holding up everything else: JavaScript does one thing at a time, and a host takes a connector for hanging
 * that does not answer its health checks. It goes by the clock, because rows differ in what they cost. The loop of the work is
 *
 *     if (pace.isDue()) {
 *       await pace.rest();
 *     }
 */
export class Pace {
  #signal;
  #since = performance.now();

  /** @param {AbortSignal} [signal] that of the call, when the work is done for one call alone */
  constructor(signal) {
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Whether it is the turn of others. */
  isDue() {
    return performance.now() - this.#since >= TURN_MS;
  }

  /**
   * Lets other calls, and the news that this one was cancelled or is out of time, have their turn.
   * @throws what the signal was aborted with
   */
  async rest() {
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
