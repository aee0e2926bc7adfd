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
