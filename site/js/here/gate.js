// Judges a segment before it is kept, by the rules that the game has (Gate in function/); its goldens hold both.

import { areWhole } from './sentences.js';
import { holds, loops, overlap, repetition, withoutPossessives, wordsOf } from './words.js';

export const GATE_VERSION = 2;

const LEAK = /endoftext|\(the last page\)|:\/\/|[<>[\]|*_#]|(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]/giu;
const LABEL = /^(?:\p{Lu}|\{)[\p{L}\p{N} ,'’{}-]*[\p{L}\p{N}}]$/u;
const SLOT = /\{[a-z]+\}/g;
// A segment with one of these is never kept, even if no attempt did better.
const FATAL = ['SHORT', 'UNFINISHED', 'LEAK', 'FORBIDDEN', 'COPIED', 'LOOP'];

/**
 * @param {object} draft
 * @param {string} draft.text
 * @param {number} draft.copied longest run of words copied from the training text
 * @param {string[]} draft.madeUp words that nobody knows
 * @param {string} draft.parent the text that it follows
 * @param {string[]} draft.siblings other texts that follow the same
 * @param {string[]} draft.forbidden words in lower case
 */
export function judge({ text, copied, madeUp, parent, siblings, forbidden }) {
  const words = wordsOf(text);
  const ofAWord = loops(words, 1, 1);
  const ofMore = loops(words, 2, 8);
  const madeUpWords = withoutPossessives(words).filter(word => madeUp.includes(word)).length;
  /** @type {[string, boolean][]} */
  const found = [
    ['SHORT', words.length < 8],
    ['UNFINISHED', !areWhole(text)],
    ['LEAK', leaks(text) > 0],
    ['FORBIDDEN', countForbidden(text, forbidden) > 0],
    ['COPIED', copied > 8],
    ['LOOP', ofAWord > 3 || ofMore > 2],
    ['MADE_UP', madeUpWords > 0],
    ['REPETITION', repetition(words, 3) > 0.15],
    ['PARENT', overlap(words, wordsOf(parent), 4) > 0.25],
    ['SIBLING', Math.max(0, ...siblings.map(sibling => overlap(words, wordsOf(sibling), 4))) > 0.5],
  ];
  const faults = found.filter(([, isThere]) => isThere).map(([fault]) => fault);
  return { faults, madeUpWords, isBearable: !faults.some(fault => FATAL.includes(fault)) };
}

/**
 * Whether a label may be offered as a way on.
 * @param {string} label
 * @param {string[]} forbidden
 */
export function allows(label, forbidden) {
  const words = label.split(' ').length;
  return LABEL.test(label) && words >= 2 && words <= 10 && leaks(label) === 0 && countForbidden(label, forbidden) === 0;
}

/** @param {string} text */
function leaks(text) {
  return text.match(LEAK)?.length ?? 0;
}

/**
 * @param {string} text
 * @param {string[]} forbidden
 */
function countForbidden(text, forbidden) {
  const words = withoutPossessives(wordsOf(text.replace(SLOT, ' ')));
  return forbidden.filter(entry => holds(words, withoutPossessives(wordsOf(entry)))).length;
}
