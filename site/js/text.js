// From stored text to what is read: paragraphs, the player's names, and print's quotation marks.

/** @import {Slot} from '../types.js' */

/**
 * @param {string} text paragraphs separated by a blank line
 * @param {Slot[]} slots
 */
export function paragraphs(text, slots) {
  return text
    .split(/\n\s*\n/)
    .map(paragraph => readable(paragraph.trim(), slots))
    .filter(paragraph => paragraph !== '');
}

/**
 * @param {string} text
 * @param {Slot[]} slots
 */
export function readable(text, slots) {
  return printed(withSlots(text, slots));
}

/**
 * `{name}` becomes the slot's default; braces that name no slot are the author's own and stay.
 * @param {string} text
 * @param {Slot[]} slots
 */
function withSlots(text, slots) {
  return text.replace(/\{([^{}\s]+)\}/g, (braces, name) => slots.find(slot => slot.name === name)?.default ?? braces);
}

/**
 * What goes to the server holds no name that a reader chose: each becomes its slot again, however it is written.
 * @param {string} text
 * @param {Slot[]} slots with the reader's own names
 */
export function unwoven(text, slots) {
  const named = slots.filter(slot => slot.default !== '');
  if (named.length === 0) return text;
  // The longest first: one name may begin another.
  const longest = [...named].sort((one, other) => other.default.length - one.default.length);
  const names = longest.map(slot => `(${pattern(slot.default)})`).join('|');
  const whole = new RegExp(`(?<![\\p{L}\\p{N}{])(?:${names})(?![\\p{L}\\p{N}}])`, 'giu');
  return text.normalize('NFC').replace(whole, (found, ...groups) => {
    const at = groups.findIndex(group => group !== undefined);
    return longest[at] ? `{${longest[at].name}}` : found;
  });
}

/** @param {string} name */
function pattern(name) {
  return name
    .normalize('NFC')
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/['’‘]/g, "['’‘]")
    .replace(/\s+/g, '\\s+');
}

/**
 * A paragraph in the pieces that it is revealed in; together they are the paragraph.
 * @param {string} paragraph
 * @returns {string[]}
 */
export function sentences(paragraph) {
  if (!('Segmenter' in Intl)) return paragraph.match(/.+?(?:[.!?…]+[”’)]*\s+|$)/gs) ?? [paragraph];
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(paragraph), ({ segment }) => segment);
}

/**
 * The sentence that a text ends in, for a list of endings.
 * @param {string} text as it is stored
 */
export function lastSentence(text) {
  const line =
    sentences(
      text
        .trim()
        .split(/\n\s*\n/)
        .at(-1) ?? '',
    )
      .at(-1)
      ?.trim() ?? '';
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/**
 * The model and many authors write typewriter quotes. A quote opens after nothing, a space, a bracket or a dash.
 * @param {string} text
 */
function printed(text) {
  return text
    .replace(/(^|[\s([—–“‘-])"/g, '$1“')
    .replace(/"/g, '”')
    .replace(/(^|[\s([—–“-])'(?=\S)/g, '$1‘')
    .replace(/'/g, '’')
    .replace(/‘(?=(?:tis|twas|twere|em|til)\b)/gi, '’')
    .replace(/\.\.\./g, '…');
}
