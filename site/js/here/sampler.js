// Draws the next token from logits, as the game does (Sampler in function/).

// A page may say again what was read, but no run of so many times the tokens that it may not say twice itself.
const PROMPT_RUNS = 3;

/**
 * @typedef {object} Sampling
 * @property {number} temperature 0 takes the likeliest token
 * @property {number} topK
 * @property {number} topP
 * @property {number} repetitionPenalty
 * @property {number} penaltyWindow
 * @property {number} noRepeatNgram
 * @property {number} bestOf drafts of a page, of which the likeliest is kept
 */

/**
 * @param {string} line as a page's provenance has it: `temperature=0.65,top_k=40,…`
 * @returns {Sampling}
 */
export function readSampling(line) {
  const values = Object.fromEntries(line.split(',').map(part => part.split('=')));
  /** @param {string} key */
  const number = key => {
    const value = Number(values[key]);
    if (values[key] === undefined || !Number.isFinite(value)) throw new Error(`sampling has no ${key}: ${line}`);
    return value;
  };
  return {
    temperature: number('temperature'),
    topK: number('top_k'),
    topP: number('top_p'),
    repetitionPenalty: number('repetition_penalty'),
    penaltyWindow: number('penalty_window'),
    noRepeatNgram: number('no_repeat_ngram'),
    bestOf: number('best_of'),
  };
}

/**
 * Numbers in [0, 1), the same for the same seed (sfc32).
 * @param {Uint32Array} seed of four
 */
export function randomFrom(seed) {
  let [a, b, c, d] = seed;
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  };
  // Its first numbers tell too much of the seed.
  for (let round = 0; round < 15; round++) next();
  return next;
}

/**
 * @param {Float32Array} logits one for each token; changed in place
 * @param {number[]} history everything before the token to be drawn: a prompt and what was written behind it
 * @param {number} begun tokens of the prompt
 * @param {Sampling} sampling
 * @param {() => number} random
 */
export function sample(logits, history, begun, sampling, random) {
  penalizeRecent(logits, history, begun, sampling);
  banRepeatedRuns(logits, history, begun, sampling.noRepeatNgram);
  banRepeatedRuns(logits, history, 0, PROMPT_RUNS * sampling.noRepeatNgram);
  const candidates = likeliest(logits, sampling.temperature === 0 ? 1 : sampling.topK);
  if (candidates.length === 0) throw new Error('no token can be drawn: every logit is banned or not a number');
  if (sampling.temperature === 0) return candidates[0];
  const best = logits[candidates[0]];
  const weights = candidates.map(id => Math.exp((logits[id] - best) / sampling.temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let nucleus = 0;
  let kept = 0;
  while (kept < weights.length && (kept === 0 || nucleus < sampling.topP * total)) nucleus += weights[kept++];
  let point = random() * nucleus;
  let drawn = 0;
  while (drawn < kept - 1 && point >= weights[drawn]) point -= weights[drawn++];
  return candidates[drawn];
}

/**
 * Natural logarithm of the probability that the model gives a token.
 * @param {Float32Array} logits as the model gave them
 * @param {number} id
 */
export function logProbability(logits, id) {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((all, logit) => all + Math.exp(logit - highest), 0);
  return logits[id] - highest - Math.log(sum);
}

/**
 * @param {Float32Array} logits
 * @param {number[]} history
 * @param {number} begun
 * @param {Sampling} sampling
 */
function penalizeRecent(logits, history, begun, { repetitionPenalty, penaltyWindow }) {
  if (repetitionPenalty === 1) return;
  for (const id of new Set(history.slice(Math.max(begun, history.length - penaltyWindow)))) {
    logits[id] = logits[id] > 0 ? logits[id] / repetitionPenalty : logits[id] * repetitionPenalty;
  }
}

/**
 * Bans what would end a run of so many tokens that is there already, from a place on.
 * @param {Float32Array} logits
 * @param {number[]} history
 * @param {number} from
 * @param {number} length
 */
function banRepeatedRuns(logits, history, from, length) {
  const shared = length - 1;
  if (shared < 1) return;
  const end = history.length - shared;
  for (let start = from; start < end; start++) {
    let matching = 0;
    while (matching < shared && history[start + matching] === history[end + matching]) matching++;
    if (matching === shared) logits[history[start + shared]] = Number.NEGATIVE_INFINITY;
  }
}

/**
 * The likeliest first; equal ones by id. Of fifty thousand tokens only those are put in order that may be drawn.
 * @param {Float32Array} logits
 * @param {number} count 0 is all
 */
function likeliest(logits, count) {
  /** @param {number} left @param {number} right */
  const order = (left, right) => logits[right] - logits[left] || left - right;
  const wanted = count === 0 ? logits.length : count;
  /** @type {number[]} */
  let ids = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    // A later one that is only as likely comes behind all that are there.
    if (!(logits[id] > least)) continue;
    ids.push(id);
    if (ids.length >= 2 * wanted) {
      ids = ids.sort(order).slice(0, wanted);
      least = logits[ids[wanted - 1]];
    }
  }
  return ids.sort(order).slice(0, wanted);
}
