// New text comes sentence by sentence, at about the pace of a voice. It is all laid out from the start, so nothing moves,
// and screen readers have it at once.

import { sentences } from './text.js';

const MS_PER_CHARACTER = 24;
const SHORTEST_MS = 420;
const LONGEST_MS = 2600;

/** @type {{text: HTMLElement, rest: HTMLElement[], timer: ReturnType<typeof setTimeout> | undefined, done: () => void} | null} */
let running = null;

/** @param {HTMLElement} place that is still shown */
export function isRevealing(place) {
  return running !== null && place.contains(running.text);
}

/**
 * @param {HTMLElement} text its paragraphs
 * @param {() => void} done
 */
export function reveal(text, done) {
  finish();
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const pieces = [...text.querySelectorAll('p')].flatMap(split);
  text.toggleAttribute('data-revealing', true);
  running = { text, rest: pieces, timer: undefined, done };
  next();
}

/** Shows what is left at once. */
export function finish() {
  if (!running) return false;
  const { text, timer, done } = running;
  clearTimeout(timer);
  running = null;
  text.removeAttribute('data-revealing');
  done();
  return true;
}

function next() {
  if (!running) return;
  const piece = running.rest.shift();
  if (!piece || !running.text.isConnected) return void finish();
  piece.dataset.shown = '';
  const ms = Math.max(SHORTEST_MS, (piece.textContent ?? '').length * MS_PER_CHARACTER);
  running.timer = setTimeout(next, Math.min(LONGEST_MS, ms));
}

/** @param {HTMLElement} paragraph */
function split(paragraph) {
  const pieces = sentences(paragraph.textContent ?? '').map(text => {
    const piece = document.createElement('span');
    piece.className = 'sentence';
    piece.textContent = text;
    return piece;
  });
  paragraph.replaceChildren(...pieces);
  return pieces;
}
