// The keyboard: any key or press shows a text that is still coming; numbers are doors, left and right are takes.

import { finish } from './reveal.js';

const TAKES = { ArrowLeft: '.take-previous', ArrowRight: '.take-next' };
const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'];

export function listenToKeys() {
  document.addEventListener('keydown', pressed);
  document.addEventListener('pointerdown', () => void finish());
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || MODIFIERS.includes(event.key)) return;
  // A key that hurries the text does nothing else, but the reader may leave it with Tab.
  if (finish()) return void (event.key !== 'Tab' && event.preventDefault());
  if (event.repeat || isElsewhere(event.target)) return;
  const link = /^[1-9]$/.test(event.key) ? door(Number(event.key)) : take(event);
  if (!(link instanceof HTMLElement)) return;
  event.preventDefault();
  link.click();
}

/** @param {EventTarget | null} target that has a use for keys of its own */
function isElsewhere(target) {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [role="tree"]') !== null;
}

/** @param {number} number */
function door(number) {
  return document.querySelectorAll('.way')[number - 1];
}

/**
 * The takes of the segment that has the focus, else of the newest.
 * @param {KeyboardEvent} event
 */
function take({ key, target }) {
  const selector = TAKES[/** @type {keyof typeof TAKES} */ (key)];
  if (!selector) return null;
  const focused = target instanceof Element ? target.closest('.segment') : null;
  return (
    (focused ?? document.querySelector('.segment[data-newest]'))?.querySelector(`${selector}:not([hidden])`) ?? null
  );
}
