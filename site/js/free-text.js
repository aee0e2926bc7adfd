// A way on that the player types: the form for it, and the id that makes its link unguessable.

import { part } from './template.js';

const LONGEST = 200;
const RANDOM_BYTES = 16;

/** `_` and 128 random bits in 22 base64url characters. */
export function drawId() {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `_${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/**
 * The server counts code points after normalising; spaces at the ends and in between do not count as text.
 * @param {string} typed
 * @returns {string | null} null where there is nothing, or too much, to say
 */
export function sayable(typed) {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  const length = Array.from(text).length;
  return length > 0 && length <= LONGEST ? text : null;
}

/**
 * @param {HTMLElement} form
 * @param {(text: string) => void} say
 */
export function listen(form, say) {
  const field = /** @type {HTMLInputElement} */ (part(form, '.say-field'));
  form.addEventListener('submit', event => {
    event.preventDefault();
    const text = sayable(field.value);
    field.setCustomValidity(text ? '' : `Write 1 to ${LONGEST} characters.`);
    if (!text) return void field.reportValidity();
    field.value = '';
    say(text);
  });
  field.addEventListener('input', () => field.setCustomValidity(''));
}
