// GPT-2's byte-level byte-pair encoding, from tokenizer.json in Hugging Face's layout. What looks like a special token in a
// text is text. Goldens hold it to the reference (function/src/test/resources/golden/tokenizer).

const PIECES =
  /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * @typedef {object} Tokenizer
 * @property {Uint8Array[]} tokens the bytes of each id; those of special tokens are empty
 * @property {(text: string) => number[]} encode
 * @property {(ids: number[]) => string} decode halves of characters at either end become U+FFFD
 */

/**
 * @param {any} file
 * @returns {Tokenizer}
 */
export function readTokenizer(file) {
  const { vocab, merges } = file.model;
  const alphabet = byteAlphabet();
  /** @type {Map<string, number>} */
  const ids = new Map(Object.entries(vocab));
  const tokens = tokenBytes(file, ids, alphabet);
  const byteIds = alphabet.map(character => needed(ids, character));
  const size = tokens.length;
  /** @type {Map<number, {rank: number, merged: number}>} */
  const pairs = new Map();
  merges.forEach((/** @type {string | string[]} */ merge, /** @type {number} */ rank) => {
    const [left, right] = typeof merge === 'string' ? merge.split(' ') : merge;
    const key = needed(ids, left) * size + needed(ids, right);
    if (!pairs.has(key)) pairs.set(key, { rank, merged: needed(ids, left + right) });
  });
  const isNfc = file.normalizer?.type === 'NFC';
  const encoder = new TextEncoder();
  /** @param {string} text */
  const encode = text => {
    /** @type {number[]} */
    const encoded = [];
    for (const [piece] of (isNfc ? text.normalize('NFC') : text).matchAll(PIECES)) {
      for (const id of merged(
        Array.from(encoder.encode(piece), byte => byteIds[byte]),
        pairs,
        size,
      ))
        encoded.push(id);
    }
    return encoded;
  };
  return { tokens, encode, decode: some => new TextDecoder().decode(joined(some.map(id => tokens[id]))) };
}

/**
 * Merges the pair of the lowest rank, the leftmost first, until none is left.
 * @param {number[]} piece
 * @param {Map<number, {rank: number, merged: number}>} pairs
 * @param {number} size
 */
function merged(piece, pairs, size) {
  while (piece.length > 1) {
    let best = null;
    let place = -1;
    for (let at = 0; at + 1 < piece.length; at++) {
      const pair = pairs.get(piece[at] * size + piece[at + 1]);
      if (pair && (best === null || pair.rank < best.rank)) {
        best = pair;
        place = at;
      }
    }
    if (best === null) return piece;
    // Every place of this pair has the same rank, so all are merged in one go.
    const left = piece[place];
    const right = piece[place + 1];
    let to = place;
    for (let at = place; at < piece.length; at++) {
      const isPair = piece[at] === left && piece[at + 1] === right;
      piece[to++] = isPair ? best.merged : piece[at];
      if (isPair) at++;
    }
    piece.length = to;
  }
  return piece;
}

/**
 * @param {any} file
 * @param {Map<string, number>} ids
 * @param {string[]} alphabet
 */
function tokenBytes(file, ids, alphabet) {
  const bytes = new Map(alphabet.map((character, byte) => [character, byte]));
  const added = (file.added_tokens ?? []).map((/** @type {{id: number}} */ { id }) => id);
  const tokens = Array.from({ length: Math.max(...ids.values(), ...added) + 1 }, () => new Uint8Array());
  for (const [token, id] of ids) {
    const spelled = Array.from(token, character => bytes.get(character));
    if (spelled.every(byte => byte !== undefined)) tokens[id] = Uint8Array.from(spelled);
  }
  for (const id of added) tokens[id] = new Uint8Array();
  return tokens;
}

/**
 * @param {Map<string, number>} ids
 * @param {string} token
 */
function needed(ids, token) {
  const id = ids.get(token);
  if (id === undefined) throw new Error(`tokenizer.json: the token "${token}" is missing; it is not of GPT-2's kind`);
  return id;
}

/** GPT-2 writes each byte as a visible character: printable ones as themselves, the others from U+0100 on. */
function byteAlphabet() {
  let shifted = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isVisible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isVisible ? byte : shifted++);
  });
}

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
