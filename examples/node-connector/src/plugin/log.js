const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'off'];

/** Writes log records to standard error, one JSON object a line, in the form of hclog, which hosts understand. */
export class Log {
  #from;
  #write;

  /**
   * @param {string} [level] of IGA_LOG_LEVEL
   * @param {(line: string) => void} [write]
   */
  constructor(level = 'info', write = (line) => process.stderr.write(line)) {
    const known = LEVELS.indexOf(level.toLowerCase());
    this.#from = known < 0 ? LEVELS.indexOf('info') : known;
    this.#write = write;
  }

  debug(message, fields) {
    this.#log('debug', message, fields);
  }

  info(message, fields) {
    this.#log('info', message, fields);
  }

  warn(message, fields) {
    this.#log('warn', message, fields);
  }

  error(message, fields) {
    this.#log('error', message, fields);
  }

  #log(level, message, fields) {
    if (LEVELS.indexOf(level) < this.#from) {
      return;
    }
    this.#write(`${JSON.stringify({
      '@level': level, '@message': message, '@module': 'json', '@timestamp': new Date().toISOString(), ...fields,
    })}\n`);
  }
}
