/**
 * Where a text stops being JSON. JSON.parse tells it in some versions of Node.js only, and quotes the text.
 * @param {string} text
 * @returns {number} the index of the first character that is wrong, the length when the end comes too early, -1 when
 *   nothing is wrong
 */
export function faultIn(text) {
  const open = []; // the brackets that wait for their end
  let want = 'value';
  for (let at = afterSpace(text, 0); ; at = afterSpace(text, at)) {
    const c = text[at];
    if (want === 'end' || c === undefined) {
      return want === 'end' && c === undefined ? -1 : at;
    }
    const closes = c === open.at(-1) && want !== 'value' && want !== 'key' && want !== ':';
    if (closes) {
      open.pop();
      want = open.length > 0 ? ',' : 'end';
      at++;
    } else if (want === ':' || want === ',') {
      if (c !== want) {
        return at;
      }
      want = c === ',' && open.at(-1) === '}' ? 'key' : 'value';
      at++;
    } else if (want === 'key' || want === 'key or }') {
      const end = c === '"' ? afterString(text, at) : -1 - at;
      if (end < 0) {
        return -1 - end;
      }
      at = end;
      want = ':';
    } else if (c === '{' || c === '[') {
      open.push(c === '{' ? '}' : ']');
      want = c === '{' ? 'key or }' : 'value or ]';
      at++;
    } else {
      const end = c === '"' ? afterString(text, at) : afterWord(text, at);
      if (end < 0) {
        return -1 - end;
      }
      at = end;
      want = open.length > 0 ? ',' : 'end';
    }
  }
}

/**
 * Line and column of an index, counted from 1.
 * @param {string} text
 * @param {number} index
 */
export function place(text, index) {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < index; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: index - start + 1 };
}

function afterSpace(text, at) {
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') {
    at++;
  }
  return at;
}

/** The index behind a string; -1 minus the index of what is wrong in it. */
function afterString(text, at) {
  for (at++; text[at] !== '"'; at++) {
    if (text[at] === undefined || text[at] < ' ') {
      return -1 - at;
    }
    if (text[at] !== '\\') {
      continue;
    }
    at++;
    if (text[at] === 'u') {
      for (let i = 0; i < 4; i++) {
        at++;
        if (!/^[0-9a-fA-F]$/.test(text[at] ?? '')) {
          return -1 - at;
        }
      }
    } else if (!'"\\/bfnrt'.includes(text[at] ?? ' ')) {
      return -1 - at;
    }
  }
  return at + 1;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The index behind a number, true, false or null; -1 minus the index where none begins. */
function afterWord(text, at) {
  for (const word of ['true', 'false', 'null']) {
    if (text.startsWith(word, at)) {
      return at + word.length;
    }
  }
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : -1 - at;
}
