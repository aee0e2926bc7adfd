// What is put before the model, as the game puts it (PromptFormat and PromptWindow in function/): premise, the newest whole
// turns, the choice just taken.

/** @import {Tokenizer} from './tokenizer.js' */

export const PROMPT_VERSION = 1;
export const MOST_CHOICE_TOKENS = 24;
export const MOST_CHOICE_WORDS = 10;
const CLOSING_CUE = ' (the last page)';
const CHOICE_LINE_TOKENS = 48;
const SPACES = /[\p{White_Space}\p{Z}\p{Cc}]+/gu;
const LINES = /(?:\r\n|[\n\v\f\r\x85\u2028\u2029])+/;
const SENTENCE_START = /(?<=[.!?]["')]?)\s+/g;
const LABEL = /^[\p{L}"'][^<>|*_#=~\\[\]{}\uFFFD]+$/u;
const SENTENCE_END = /[.!?;]["')]*\s/;

/**
 * @typedef {object} Turn
 * @property {string} choice empty for the first passage
 * @property {string} text
 *
 * @typedef {object} Prompt
 * @property {string} premise
 * @property {Turn[]} turns oldest first
 * @property {string} choice
 * @property {boolean} close whether the segment has to end the story
 */

/**
 * The marks that the training text has, and no others.
 * @param {string} text
 */
export function plain(text) {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replaceAll('--', '\u2014')
    .replaceAll('\u2026', '...')
    .normalize('NFC')
    .replace(SPACES, ' ')
    .trim();
}

/** @param {string} text */
export function segment(text) {
  return text
    .split(LINES)
    .map(line => plain(line).replace(/^(?:>\s*)+/, ''))
    .filter(paragraph => paragraph !== '')
    .join('\n');
}

/**
 * What the model wrote as readers get it.
 * @param {string} written
 */
export function readable(written) {
  return written
    .split(LINES)
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('\n\n');
}

/**
 * @param {string} label
 * @param {boolean} close
 */
function choiceLine(label, close) {
  return `\n> ${plain(label).replace(/(?:\s*\.)+$/, '')}${choiceEnd(close)}`;
}

/** @param {boolean} close */
function choiceEnd(close) {
  return `${close ? CLOSING_CUE : ''}\n`;
}

/**
 * A line of choice as a label; null where it makes none.
 * @param {string} written
 */
export function labelOf(written) {
  let label = plain(written);
  if (label.endsWith(CLOSING_CUE)) label = label.slice(0, -CLOSING_CUE.length).trim();
  label = label.replace(/(?:\s*[.,;:])+$/, '');
  const usable =
    LABEL.test(label) &&
    !SENTENCE_END.test(label) &&
    (label.match(/"/g)?.length ?? 0) % 2 === 0 &&
    label.split(' ').length <= MOST_CHOICE_WORDS;
  return usable ? label : null;
}

/**
 * @param {Tokenizer} tokenizer
 * @param {number} context most tokens that the model holds
 */
export function promptWindow(tokenizer, context) {
  const { encode, decode } = tokenizer;

  /** @param {number} tokenLimit */
  const writable = tokenLimit => Math.max(1, Math.min(tokenLimit, Math.floor(context / 2) - MOST_CHOICE_TOKENS));

  /** @param {number} tokenLimit */
  const budget = tokenLimit => Math.min(Math.floor((context * 3) / 4), context - tokenLimit - MOST_CHOICE_TOKENS);

  /**
   * The oldest turns are dropped in blocks, by a rule that looks at the turns alone.
   * @param {string} premise
   * @param {Turn[]} turns
   * @param {number} most
   */
  function window(premise, turns, most) {
    const ids = encode(plain(premise)).slice(0, Math.floor((most - CHOICE_LINE_TOKENS) / 4));
    const room = most - CHOICE_LINE_TOKENS - ids.length;
    const texts = turns.map(({ text }) => newest(segment(text), Math.floor(room / 2) - CHOICE_LINE_TOKENS));
    const encoded = turns.map(({ choice }, at) => turn(choice, texts[at]));
    let first = 0;
    let sum = 0;
    encoded.forEach((tokens, at) => {
      sum += tokens.length;
      if (sum > room) while (first < at && sum > Math.floor(room / 2)) sum -= encoded[first++].length;
    });
    for (let at = first; at < encoded.length; at++) {
      // The first turn in the window stands without the choice that led to it.
      const opening = ids.length > 0 ? `\n\n${texts[at]}` : texts[at];
      ids.push(...(at > first ? encoded[at] : encode(opening)));
    }
    return ids;
  }

  /**
   * @param {string} choice
   * @param {string} text
   */
  function turn(choice, text) {
    return [...encode(choiceLine(choice, false).trimEnd()).slice(0, CHOICE_LINE_TOKENS), ...encode(`\n${text}`)];
  }

  /**
   * As many of the last sentences as fit.
   * @param {string} text
   * @param {number} tokens
   */
  function newest(text, tokens) {
    const ids = encode(text);
    if (ids.length <= tokens) return text;
    const starts = Array.from(text.matchAll(SENTENCE_START), match => match.index + match[0].length);
    let kept = text.length;
    let sum = 0;
    for (const start of starts.reverse()) {
      // With the space before it, so that the sum is that of the whole.
      sum += encode(text.slice(start - 1, kept - (kept < text.length ? 1 : 0))).length;
      if (sum > tokens) break;
      kept = start;
    }
    if (kept < text.length) return text.slice(kept);
    const tail = decode(ids.slice(ids.length - tokens));
    return segment(tail.slice(tail.indexOf(' ') + 1));
  }

  return {
    writable,

    /**
     * Ends with the line of the choice just taken.
     * @param {Prompt} prompt
     * @param {number} tokenLimit
     */
    beforeSegment({ premise, turns, choice, close }, tokenLimit) {
      const end = encode(choiceEnd(close));
      const line = encode(choiceLine(choice, close));
      const ids = window(premise, turns, budget(writable(tokenLimit)));
      if (line.length <= CHOICE_LINE_TOKENS) return [...ids, ...line];
      // Whatever a player typed, the line ends, and says so where the story has to.
      return [...ids, ...line.slice(0, CHOICE_LINE_TOKENS - end.length), ...end];
    },

    /**
     * @param {Prompt} prompt
     * @param {string} text the segment that followed it
     */
    beforeChoices({ premise, turns, choice }, text) {
      return [...window(premise, [...turns, { choice, text }], budget(0)), ...encode('\n>')];
    },
  };
}
