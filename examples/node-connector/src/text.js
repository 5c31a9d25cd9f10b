const ASCII = /^[\x00-\x7f]*$/;

/** Folds to itself, although its upper case is that of another letter. */
const DOTLESS_I = 'ı';

/**
 * A text that is the same for all texts that differ in case only. It is Unicode's simple case folding, which works letter by
 * letter: unlike toLowerCase, it treats all forms of a letter alike and never makes two letters of one.
 * @param {string} text
 */
export function fold(text) {
  if (ASCII.test(text)) {
    return text.toLowerCase();
  }
  let out = '';
  for (const letter of text) {
    let folded = foldedLetters.get(letter);
    if (folded === undefined) {
      folded = letter === DOTLESS_I ? letter : oneLetter(oneLetter(letter, 'toUpperCase'), 'toLowerCase');
      foldedLetters.set(letter, folded);
    }
    out += folded;
  }
  return out;
}

/** The letters that have occurred: to change the case of one takes long, and most occur again. */
const foldedLetters = new Map();

/** A letter in another case, or as it is when that has several letters. */
function oneLetter(letter, change) {
  const changed = letter[change]();
  return [...changed].length === 1 ? changed : letter;
}

const HALF_PAIRS = /\p{Surrogate}/gu;

/** Whether a text can be sent: JSON may hold halves of pairs, which UTF-8 cannot. */
export function isSendable(text) {
  return text.search(HALF_PAIRS) < 0;
}

/** A text that is short enough for an error, and can be sent whatever it quotes. */
export function clip(text, limit) {
  const short = text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
  return short.replace(HALF_PAIRS, '\ufffd');
}

/** Orders two texts by code points, as UTF-8 does; JavaScript's own < goes by UTF-16. */
export function compareText(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      return rank(x) - rank(y);
    }
  }
  return a.length - b.length;
}

/** Half of a pair stands for a code point above all that need no pair. */
const rank = (unit) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
