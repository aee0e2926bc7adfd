// Cuts what a model wrote at its last whole sentence, as the game does (Sentences in function/).

const END = /[.!?…]+["')\]”’]*(?=\s|$)/g;
const ABBREVIATION =
  /(?:^|[\s"'“‘([—])(?:Mr|Mrs|Ms|Messrs|Dr|St|Mt|No|Lt|Sgt|Col|Gen|Prof|Capt|Rev|[A-HJ-Z]|[ap]\.m|e\.g|i\.e)\.$/;
// What Java calls white space: trim() takes more away, and a space that does not break is none.
const SPACE = '[\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]+';
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, 'g');
const MIDST = /^(?:[,;:.?!)\]…-]|[\s"'“‘(—]*\p{Ll})/u;

/**
 * The text up to its last sentence end, a quotation left open by the cut closed; empty where no sentence ends in it.
 * @param {string} text
 */
export function cut(text) {
  const tidy = text
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ *(?:\r\n|[\n\v\f\r\x85\u2028\u2029]) */g, '\n')
    .replace(/\n{2,}/g, '\n\n')
    .replace(EDGES, '');
  return closed(tidy.slice(0, lastEnd(tidy)));
}

/**
 * Whether a text begins as a sentence and ends as one.
 * @param {string} text
 */
export function areWhole(text) {
  return text !== '' && lastEnd(text) === text.length && !MIDST.test(text);
}

/** @param {string} text */
function lastEnd(text) {
  let end = 0;
  for (const found of text.matchAll(END)) {
    const to = found.index + found[0].length;
    if (!ABBREVIATION.test(text.slice(0, to))) end = to;
  }
  return end;
}

/** @param {string} text */
function closed(text) {
  const paragraph = text.slice(text.lastIndexOf('\n') + 1);
  const straight = (paragraph.match(/"/g)?.length ?? 0) % 2 === 1;
  if (straight && !paragraph.endsWith('"')) return `${text}"`;
  return paragraph.lastIndexOf('“') > paragraph.lastIndexOf('”') ? `${text}”` : text;
}
