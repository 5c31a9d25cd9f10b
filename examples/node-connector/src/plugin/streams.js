import { fstatSync, writeSync } from 'node:fs';

/**
 * Takes standard output away from everybody: the host reads one line from it, and any other text there would break the start.
 * What is printed from here on goes to standard error.
 * @returns {(line: string) => void} writes to the real standard output
 */
export function takeStdout() {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  // A host that reads no log any more is no reason to end.
  process.stderr.on('error', () => {});
  return (line) => writeSync(1, line);
}

/**
 * Waits for the end of the host. The lifeline is a pipe that the host alone can write to, so that reading from it ends with the
 * host, however that ended. Where a host gives none, the end of the parent process tells the same.
 * @param {(how: string) => void} gone
 */
export function watchHost(gone) {
  const lifeline = process.env.IGA_LIFELINE === 'stdin' && isPipe(0);
  delete process.env.IGA_LIFELINE; // It is not that of child processes.
  if (lifeline) {
    process.stdin.on('error', () => gone('the lifeline has ended'));
    process.stdin.on('close', () => gone('the lifeline has ended'));
    process.stdin.resume();
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      gone('the parent process has ended');
    }
  }, 1000).unref();
}

/** Whether a file descriptor is a pipe. Shells give /dev/null, which ends at once, to what they start in the background. */
function isPipe(fd) {
  try {
    const state = fstatSync(fd);
    return state.isFIFO() || state.isSocket();
  } catch {
    return false; // It is closed.
  }
}
