// Texts as rows of lower-case words, to compare them by; and the words that nobody is told (Words and WordList in function/).

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/** @param {string} text */
export function wordsOf(text) {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word.replaceAll('’', "'"));
}

/**
 * With each possessive as its noun.
 * @param {string[]} words
 */
export function withoutPossessives(words) {
  return words.map(word => (word.endsWith("'s") ? word.slice(0, -2) : word));
}

/**
 * Its runs of n words, each once.
 * @param {string[]} words
 * @param {number} n
 */
function grams(words, n) {
  return new Set(words.slice(0, Math.max(0, words.length - n + 1)).map((_, at) => words.slice(at, at + n).join(' ')));
}

/**
 * Share of these runs of n words that the other text has too, 0 to 1.
 * @param {string[]} words
 * @param {string[]} others
 * @param {number} n
 */
export function overlap(words, others, n) {
  const mine = grams(words, n);
  if (mine.size === 0) return 0;
  const theirs = grams(others, n);
  return [...mine].filter(gram => theirs.has(gram)).length / mine.size;
}

/**
 * Share of runs of n words that stood there before, 0 to 1.
 * @param {string[]} words
 * @param {number} n
 */
export function repetition(words, n) {
  const runs = Math.max(0, words.length - n + 1);
  return runs === 0 ? 0 : 1 - grams(words, n).size / runs;
}

/**
 * How often the most repeated run of words stands in a row; 1 where nothing follows itself at once.
 * @param {string[]} words
 * @param {number} shortest
 * @param {number} longest
 */
export function loops(words, shortest, longest) {
  let most = 1;
  for (let n = shortest; n <= longest; n++) {
    for (let start = 0; start + n <= words.length; start++) {
      let times = 1;
      for (let next = start + n; next + n <= words.length && same(words, start, next, n); next += n) times++;
      most = Math.max(most, times);
    }
  }
  return most;
}

/**
 * @param {string[]} words
 * @param {number} one
 * @param {number} other
 * @param {number} n
 */
function same(words, one, other, n) {
  for (let at = 0; at < n; at++) if (words[one + at] !== words[other + at]) return false;
  return true;
}

/**
 * Whether some words stand in a row in others.
 * @param {string[]} words
 * @param {string[]} run
 */
export function holds(words, run) {
  if (run.length === 0) return false;
  return words.some((_, at) => run.every((word, i) => words[at + i] === word));
}

// Digits and foreign letters that are read as Latin ones, and what they are read as.
const DISGUISE = '013457@$!аеорсухікмтнιοα';
const READ_AS = 'oieastasiaeopcyxikmthioa';

/**
 * What stands in a text and is on the list or the plural of it, without accents and disguise.
 * @param {string[]} list
 * @param {string} text
 */
export function listedIn(list, text) {
  const entries = new Set(list);
  const longest = Math.max(0, ...list.map(entry => entry.split(' ').length));
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/['’]s\b/g, '')
    .replace(/(?<=[\p{L}\p{N}])!+(?![\p{L}\p{N}])/gu, ' ');
  const undisguised = Array.from(plain, mark => READ_AS[DISGUISE.indexOf(mark)] ?? mark).join('');
  /** @type {Set<string>} */
  const found = new Set();
  for (const read of [plain, undisguised]) {
    const words = read.match(/[\p{L}\p{N}]+/gu) ?? [];
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(from + longest, words.length); to++) {
        const run = words.slice(from, to).join(' ');
        if (entries.has(run) || (run.endsWith('s') && entries.has(run.slice(0, -1)))) found.add(run);
      }
    }
  }
  return [...found];
}
