import { setImmediate } from 'node:timers/promises';

/**
 * Lets other calls, and the news that this one was cancelled, have their turn: JavaScript does one thing at a time.
 * @param {AbortSignal} signal
 * @throws what the signal was aborted with
 */
export async function pause(signal) {
  await setImmediate();
  signal.throwIfAborted();
}
