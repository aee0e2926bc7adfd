// Makes a page of what the model writes: drafts, the gate, the author's own lines where the drafts fail, the ways on
// (BranchAuthor in function/).

import { longestCopiedRun, madeUp } from './filters.js';
import { allows, judge } from './gate.js';
import { promptWindow } from './prompt.js';
import { randomFrom } from './sampler.js';
import { cut } from './sentences.js';
import { listedIn } from './words.js';
import { writeChoices, writeSegment } from './writer.js';

/** @import {Slot} from '../../types.js' */
/** @import {Recipe} from '../../types.keep.js' */
/** @import {Turn} from './prompt.js' */
/** @import {Tools} from './writer.js' */
/** @import {BloomFilter} from './filters.js' */

const ATTEMPTS = 5;

/**
 * @typedef {object} Task
 * @property {number} depth of the page to write
 * @property {Recipe} recipe
 * @property {Slot[]} slots
 * @property {Turn[]} turns what was read, oldest first, with its slots
 * @property {string} choice
 * @property {string[]} siblings
 * @property {Uint32Array} seed of four
 *
 * @typedef {Tools & {context: number, copied: BloomFilter, lexicon: BloomFilter}} Loaded
 *
 * @typedef {object} Written
 * @property {string} text
 * @property {string[]} labels none where the story ends
 * @property {'none' | 'dreamed' | 'depth'} ending
 * @property {boolean} fallback
 * @property {number} tokens of the draft that was kept
 * @property {number} promptTokens
 * @property {number} attempts
 * @property {string} finishReason
 */

/**
 * @param {Loaded} loaded
 * @param {Task} task
 * @param {(tokens: number) => void} [progress]
 * @returns {Promise<Written>}
 */
export async function writePage(loaded, task, progress = () => {}) {
  const { recipe, slots, choice } = task;
  const random = randomFrom(task.seed);
  const window = promptWindow(loaded.tokenizer, loaded.context);
  const mustClose = task.depth >= recipe.greatestDepth;
  const prompt = {
    premise: withStandIns(recipe.premise, slots),
    turns: task.turns.map(({ choice: taken, text }) => ({
      choice: withStandIns(taken, slots),
      text: withStandIns(text, slots),
    })),
    choice: withStandIns(choice, slots),
    close: mustClose,
  };
  const read = [prompt.premise, prompt.choice, ...prompt.turns.flatMap(turn => [turn.text, turn.choice])].join('\n');
  const before = window.beforeSegment(prompt, recipe.tokens);
  const parent = task.turns[task.turns.length - 1].text;
  const tries = [];
  /** @param {string} draft */
  const scores = draft => ({
    copied: longestCopiedRun(loaded.copied, draft),
    madeUp: madeUp(loaded.lexicon, draft, read),
  });
  /** @param {string} draft */
  const isClean = draft => {
    const { copied, madeUp } = scores(draft);
    return copied === 0 && madeUp.length === 0;
  };
  do {
    const draft = await writeSegment(loaded, before, window.writable(recipe.tokens), isClean, random);
    progress(draft.tokens);
    const text = withSlots(cut(draft.text), slots);
    const verdict = judge({
      text,
      ...scores(draft.text),
      parent,
      siblings: task.siblings,
      forbidden: [...recipe.forbid, ...listedIn(recipe.words, text)],
    });
    tries.push({ ...draft, text, verdict });
  } while (tries[tries.length - 1].verdict.faults.length > 0 && tries.length < ATTEMPTS);
  const [best] = tries
    .filter(({ verdict }) => verdict.isBearable)
    .sort(
      (one, other) =>
        one.verdict.faults.length - other.verdict.faults.length || one.verdict.madeUpWords - other.verdict.madeUpWords,
    );
  const kept = best ?? { ...tries[tries.length - 1], text: fallback(task, mustClose, random), finish: 'FALLBACK' };
  const isOver = kept.finish === 'END_OF_TEXT' && task.depth >= recipe.leastDepth;
  const ending = mustClose ? 'depth' : isOver ? 'dreamed' : 'none';
  const labels = ending === 'none' ? await waysOn(loaded, task, prompt, kept.text, random) : [];
  return {
    text: kept.text,
    labels,
    ending,
    fallback: best === undefined,
    tokens: kept.tokens,
    promptTokens: before.length,
    attempts: tries.length,
    finishReason: kept.finish,
  };
}

/**
 * One of the author's own lines, and not one that the reader has just read.
 * @param {Task} task
 * @param {boolean} mustClose
 * @param {() => number} random
 */
function fallback({ recipe, turns, siblings }, mustClose, random) {
  const all = mustClose ? recipe.fallbackEndings : recipe.fallbacks;
  const fresh = all.filter(line => !turns.some(({ text }) => text === line) && !siblings.includes(line));
  const lines = fresh.length > 0 ? fresh : all;
  return lines[Math.floor(random() * lines.length)];
}

/**
 * @param {Loaded} loaded
 * @param {Task} task
 * @param {import('./prompt.js').Prompt} prompt
 * @param {string} text
 * @param {() => number} random
 */
async function waysOn(loaded, { recipe, slots, choice }, prompt, text, random) {
  const taken = new Set([choice.toLowerCase()]);
  const segment = withStandIns(text, slots);
  const read = [segment, prompt.premise, prompt.choice, ...prompt.turns.flatMap(turn => [turn.text, turn.choice])];
  /** @param {string} label */
  const usable = label => {
    const stored = withSlots(label, slots);
    const forbidden = [...recipe.forbid, ...listedIn(recipe.words, stored)];
    const isKnown = madeUp(loaded.lexicon, label, read.join('\n')).length === 0;
    return isKnown && allows(stored, forbidden) && !taken.has(stored.toLowerCase());
  };
  const window = promptWindow(loaded.tokenizer, loaded.context);
  const before = window.beforeChoices(prompt, segment);
  const labels = (await writeChoices(loaded, before, usable, recipe.choices, random)).map(label =>
    withSlots(label, slots),
  );
  for (const label of labels) taken.add(label.toLowerCase());
  const own = recipe.fallbackChoices;
  const first = Math.floor(random() * own.length);
  // One way on is no choice, so the author's own labels make up two.
  for (let at = 0; at < own.length && labels.length < Math.min(2, recipe.choices); at++) {
    const label = own[(first + at) % own.length];
    if (!taken.has(label.toLowerCase())) labels.push(label);
  }
  return labels;
}

/**
 * As the model reads it.
 * @param {string} text
 * @param {Slot[]} slots with the author's stand-ins, never a player's names
 */
export function withStandIns(text, slots) {
  return slots.reduce((read, slot) => read.replaceAll(`{${slot.name}}`, slot.default), text);
}

/**
 * As it is kept.
 * @param {string} text
 * @param {Slot[]} slots
 */
export function withSlots(text, slots) {
  return slots.reduce((kept, slot) => {
    const standIn = slot.default.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return kept.replace(new RegExp(`(?<!\\p{L})${standIn}(?!\\p{L})`, 'gu'), () => `{${slot.name}}`);
  }, text);
}
