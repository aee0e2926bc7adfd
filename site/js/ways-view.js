// The ways on: a door each, with its number, and a light where somebody has been behind it.

import { differs, part, stamp } from './template.js';

/** @import {ReadingPage, Way} from '../types.js' */

const LIGHT = { true: 'open', false: 'dark', null: '' };
const SPOKEN = {
  true: ' (somebody has dreamed this)',
  false: ' (nobody has dreamed this yet)',
  null: ' (into the dream)',
};

/**
 * @param {HTMLElement} place
 * @param {ReadingPage} page
 */
export function drawWays(place, { ways }) {
  place.hidden = ways.length === 0;
  const list = part(place, 'ol');
  if (
    differs(
      place,
      ways.map(({ href, label }) => [href, label]),
    )
  )
    list.replaceChildren(...ways.map(door));
  // Lights come later than the doors, and must not take the focus from them.
  ways.forEach((way, at) => {
    light(/** @type {HTMLElement} */ (list.children[at]), way);
  });
}

/**
 * @param {Way} way
 * @param {number} at
 */
function door({ href, label, dream }, at) {
  const item = stamp('way');
  const link = part(item, '.way');
  link.setAttribute('href', href);
  link.toggleAttribute('data-dream', dream);
  part(item, '.key').textContent = at < 9 ? String(at + 1) : '';
  part(item, '.label').textContent = label;
  part(item, '.door').hidden = !dream;
  return item;
}

/**
 * @param {HTMLElement} item
 * @param {Way} way
 */
function light(item, { dream, open }) {
  const key = /** @type {keyof typeof LIGHT} */ (String(open));
  part(item, '.way').dataset.open = key;
  part(item, '.door-word').textContent = LIGHT[key];
  part(item, '.door-spoken').textContent = dream ? SPOKEN[key] : '';
}
