// What the model has read: sets that take a stranger for a member now and then, and never miss one (BloomFilter, CopyFilter
// and Lexicon in function/).

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const LEAST_COPIED = 9;
const WORD = /[a-z0-9']+/g;

/**
 * @typedef {object} FilterForm as the manifest describes it
 * @property {number} words
 * @property {number} hashes
 * @property {number} bits
 */

/**
 * @param {FilterForm} form
 * @param {Uint8Array} bytes
 */
export function bloomFilter({ words, hashes, bits }, bytes) {
  if (bytes.length !== Math.ceil(bits / 8)) throw new Error(`a filter of ${bits} bits has ${bytes.length} bytes`);
  const encoder = new TextEncoder();
  /** @param {string} member */
  const contains = member => {
    let hash = FNV_OFFSET;
    for (const byte of encoder.encode(member)) hash = fnv1a(hash, byte);
    const step = fnv1a(hash, 0) | 1n;
    for (let k = 0n; k < hashes; k++) {
      const bit = Number(BigInt.asUintN(64, hash + k * step) % BigInt(bits));
      if ((bytes[bit >> 3] & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  };
  return { words, contains };
}

/** @typedef {ReturnType<typeof bloomFilter>} BloomFilter */

/**
 * @param {bigint} hash
 * @param {number} byte
 */
function fnv1a(hash, byte) {
  return BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
}

/** @param {string} text */
function plainWords(text) {
  return text.toLowerCase().replaceAll('’', "'").match(WORD) ?? [];
}

/**
 * Words in the longest run that was copied; 0 where none has nine or more.
 * @param {BloomFilter} runs
 * @param {string} text
 */
export function longestCopiedRun(runs, text) {
  const words = plainWords(text);
  let longest = 0;
  let current = 0;
  for (let start = 0; start + runs.words <= words.length; start++) {
    const isCopied = runs.contains(words.slice(start, start + runs.words).join(' '));
    current = !isCopied ? 0 : current === 0 ? runs.words : current + 1;
    longest = Math.max(longest, current);
  }
  return longest < LEAST_COPIED ? 0 : longest;
}

/**
 * Words of a text that the model made up: neither read in training nor in what it continues.
 * @param {BloomFilter} known
 * @param {string} text
 * @param {string} continued
 */
export function madeUp(known, text, continued) {
  const given = new Set(lexiconWords(continued));
  return lexiconWords(text).filter(word => !given.has(word) && !known.contains(word));
}

/** @param {string} text */
function lexiconWords(text) {
  return plainWords(text)
    .map(word => word.replace(/^'+|'+$/g, ''))
    .map(word => (word.endsWith("'s") ? word.slice(0, -2) : word))
    .filter(word => word !== '' && !/[0-9]/.test(word));
}
