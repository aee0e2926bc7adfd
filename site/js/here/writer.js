// Writes a segment, then the ways on, with a model that says what token comes next (SegmentGenerator and ChoiceGenerator in
// function/).

import { labelOf, MOST_CHOICE_TOKENS, MOST_CHOICE_WORDS, readable } from './prompt.js';
import { logProbability, sample } from './sampler.js';
import { joined } from './tokenizer.js';

/** @import {Tokenizer} from './tokenizer.js' */
/** @import {Sampling} from './sampler.js' */

/**
 * @typedef {object} Model
 * @property {number} vocabulary
 * @property {(ids: number[]) => Promise<Float32Array>} prefill makes it hold these tokens; what it expects next
 * @property {(id: number) => Promise<Float32Array>} decodeStep
 * @property {(rows: number) => (ids: number[]) => Promise<Float32Array[]>} fork rows that begin with what it holds
 *
 * @typedef {object} Tools
 * @property {Model} model
 * @property {Tokenizer} tokenizer
 * @property {Sampling} sampling
 * @property {number[]} endOfText one token of its own, or several that spell it
 * @property {boolean} endsStory whether it ends a story, and not only a segment
 */

const ROWS = 4;
const ROUNDS = 3;

/**
 * Drafts side by side, a token each in one step; of those that are clean, or else of all, the one that the model itself
 * finds likeliest is kept.
 * @param {Tools} tools
 * @param {number[]} prompt
 * @param {number} tokenLimit
 * @param {(text: string) => boolean} isClean
 * @param {() => number} random
 */
export async function writeSegment(tools, prompt, tokenLimit, isClean, random) {
  const { model, tokenizer, sampling } = tools;
  const first = beginnings(tokenizer, beginsText);
  const expected = await model.prefill(prompt);
  const drafts = Array.from({ length: sampling.bestOf }, () => drafting(tools, prompt, tokenLimit));
  for (const draft of drafts) draft.take(expected, random, first);
  const decode = drafts.length > 1 ? model.fork(drafts.length) : alone(model);
  while (drafts.some(({ ended }) => ended() === null)) {
    const logits = await decode(drafts.map(({ last }) => last()));
    drafts.forEach((draft, at) => {
      // An ended one is decoded along with the others and not looked at.
      if (draft.ended() === null) draft.take(logits[at], random, null);
    });
  }
  const ended = drafts.map(draft => /** @type {NonNullable<ReturnType<typeof draft.ended>>} */ (draft.ended()));
  const likeliestFirst = ended.sort((one, other) => other.likelihood - one.likelihood);
  const { likelihood, ...segment } = likeliestFirst.find(({ text }) => isClean(text)) ?? likeliestFirst[0];
  return segment;
}

/**
 * What is not forked is held, and its ways on are read on from there.
 * @param {Model} model
 * @returns {(ids: number[]) => Promise<Float32Array[]>}
 */
function alone(model) {
  return async ([id]) => [await model.decodeStep(id)];
}

/**
 * A segment that is being written.
 * @param {Tools} tools
 * @param {number[]} prompt
 * @param {number} tokenLimit
 */
function drafting(tools, prompt, tokenLimit) {
  const history = [...prompt];
  const line = writing(tools);
  /** @type {{text: string, finish: string, tokens: number, likelihood: number} | null} */
  let ended = null;
  let likelihood = 0;
  /** @param {string} text @param {string} finish @param {number} tokens */
  const end = (text, finish, tokens) => {
    ended = { text: readable(text), finish, tokens, likelihood: likelihood / tokens };
  };
  return {
    ended: () => ended,
    last: () => history[history.length - 1],
    /**
     * @param {Float32Array} logits
     * @param {() => number} random
     * @param {Set<number> | null} allowed
     */
    take(logits, random, allowed) {
      const scores = logits.slice();
      if (allowed) banOthers(scores, allowed);
      const id = sample(scores, history, prompt.length, tools.sampling, random);
      history.push(id);
      likelihood += logProbability(logits, id);
      const tokens = history.length - prompt.length;
      if (line.take(id)) return end(line.text(), endName(tools), tokens);
      const choice = choiceStart(line.text());
      if (choice >= 0) end(line.text().slice(0, choice), 'NEXT_CHOICE', tokens);
      else if (tokens === tokenLimit) end(line.unfinished(), 'TOKEN_LIMIT', tokens);
    },
  };
}

/**
 * @param {Tools} tools
 * @param {number[]} prompt ends with the `>` of a line of choice
 * @param {(label: string) => boolean} usable
 * @param {number} count
 * @param {() => number} random
 * @returns {Promise<string[]>} at most count labels, each different
 */
export async function writeChoices(tools, prompt, usable, count, random) {
  const { model, tokenizer, sampling } = tools;
  const open = beginnings(tokenizer, beginsLabel);
  /** @type {string[]} */
  const labels = [];
  for (let round = 0; round < ROUNDS && labels.length < count && open.size > 0; round++) {
    const expected = await model.prefill(prompt);
    const rows = Array.from({ length: Math.min(ROWS, open.size) }, () => {
      const logits = Float32Array.from(expected);
      banOthers(logits, open);
      const first = sample(logits, prompt, prompt.length, sampling, random);
      open.delete(first);
      const line = writing(tools);
      return { history: [...prompt, first], line, ended: line.take(first) };
    });
    const decode = model.fork(rows.length);
    for (let tokens = 1; tokens < MOST_CHOICE_TOKENS && rows.some(row => !row.ended); tokens++) {
      const logits = await decode(rows.map(({ history }) => history[history.length - 1]));
      rows.forEach((row, at) => {
        // An ended row is decoded along with the others and not looked at.
        if (row.ended) return;
        const id = sample(logits[at], row.history, prompt.length, sampling, random);
        row.history.push(id);
        row.ended = row.line.take(id) || isLineOver(row.line.text());
      });
    }
    for (const { line, ended } of rows) {
      const label = ended ? labelOf(line.text().split('\n')[0]) : null;
      const isNew = !labels.some(other => other.toLowerCase() === label?.toLowerCase());
      if (label !== null && labels.length < count && isNew && usable(label)) labels.push(label);
    }
  }
  return labels;
}

/**
 * What is being written, as bytes: a token may end in the middle of a character.
 * @param {Tools} tools
 */
function writing({ tokenizer, endOfText }) {
  /** @type {Uint8Array[]} */
  const parts = [];
  const spelling = endOfText.length > 1 ? tokenizer.decode(endOfText) : null;
  /** @type {string | null} */
  let cutText = null;
  // An unfinished last character stays behind.
  const text = () => cutText ?? new TextDecoder('utf-8', { ignoreBOM: true }).decode(joined(parts), { stream: true });
  return {
    text,
    /** @param {number} id whether it ends the text; then that is cut before end-of-text */
    take(id) {
      if (spelling === null && endOfText[0] === id) return true;
      parts.push(tokenizer.tokens[id]);
      const at = spelling === null ? -1 : text().indexOf(spelling);
      if (at >= 0) cutText = text().slice(0, at);
      return at >= 0;
    },
    /** Without what may be the beginning of a spelled end-of-text. */
    unfinished() {
      const all = text();
      for (let shared = Math.min((spelling?.length ?? 0) - 1, all.length); shared > 0; shared--) {
        if (spelling?.startsWith(all.slice(all.length - shared))) return all.slice(0, all.length - shared);
      }
      return all;
    },
  };
}

/** @param {Tools} tools */
function endName({ endsStory }) {
  return endsStory ? 'END_OF_TEXT' : 'NEXT_CHOICE';
}

/**
 * Where the line begins that begins with `>`; -1 where none does.
 * @param {string} text
 */
function choiceStart(text) {
  return text.search(/^ *>/m);
}

/** @param {string} text */
function isLineOver(text) {
  return text.includes('\n') || (text.match(/ /g)?.length ?? 0) > MOST_CHOICE_WORDS;
}

/** @type {WeakMap<Tokenizer, Map<Function, number[]>>} */
const known = new WeakMap();

/**
 * @param {Tokenizer} tokenizer
 * @param {(text: string) => boolean} begins
 * @returns {Set<number>} the caller's own
 */
function beginnings(tokenizer, begins) {
  const sets = known.get(tokenizer) ?? new Map();
  known.set(tokenizer, sets);
  const ids = sets.get(begins) ?? tokenizer.tokens.flatMap((_, id) => (begins(tokenizer.decode([id])) ? [id] : []));
  sets.set(begins, ids);
  return new Set(ids);
}

// A segment that ends before its first word, or begins amid a sentence, would only be asked for again.
const TEXT = /^(?:(?!\p{Ll})[\p{L}\p{Nd}]|["'\u2014(])/u;
/** @param {string} token */
function beginsText(token) {
  return TEXT.test(token.trim());
}

// "> Open the door": a space and the beginning of a word, in a capital if it has any.
/** @param {string} token */
function beginsLabel(token) {
  return /^ (?!\p{Ll})\p{L}/u.test(token);
}

/**
 * @param {Float32Array} logits
 * @param {Set<number>} allowed
 */
function banOthers(logits, allowed) {
  for (let id = 0; id < logits.length; id++) if (!allowed.has(id)) logits[id] = Number.NEGATIVE_INFINITY;
}
