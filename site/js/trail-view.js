// Everything read so far, from the start passage to the newest segment.

import { reportOf } from './report.js';
import { reveal } from './reveal.js';
import { differs, part, point, stamp } from './template.js';

/** @import {ReadingPage, TakesShown, TrailEntry} from '../types.js' */

/**
 * Sections are keyed by story path and filled once: text that has been read is not touched again. The newest stands in a
 * leaf of its own with the ways on, which is never less than a screen, so that nothing below it moves when its text comes.
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 * @param {() => void} shown called when a text that comes sentence by sentence is all there
 */
export function drawTrail(view, page, shown) {
  const before = new Map(
    [...view.querySelectorAll('.segment')].map(section => [section.getAttribute('data-path'), section]),
  );
  const sections = page.trail.map(entry => {
    const section = /** @type {HTMLElement} */ (before.get(entry.path) ?? stamp('segment'));
    before.delete(entry.path);
    const newest = entry.path === page.path;
    section.dataset.path = entry.path;
    section.toggleAttribute('data-newest', newest);
    drawSegment(section, entry, page, newest, shown);
    return section;
  });
  for (const section of before.values()) section.remove();
  place(part(view, '.now'), sections.slice(-1));
  place(part(view, '.trail'), sections.slice(0, -1));
}

/**
 * @param {HTMLElement} room
 * @param {HTMLElement[]} sections
 */
function place(room, sections) {
  sections.forEach((section, at) => {
    if (room.children[at] !== section) room.insertBefore(section, room.children[at] ?? null);
  });
}

/**
 * @param {HTMLElement} section
 * @param {TrailEntry} entry
 * @param {ReadingPage} page
 * @param {boolean} newest
 * @param {() => void} shown
 */
function drawSegment(section, entry, page, newest, shown) {
  const waiting = newest ? page.waiting : null;
  if (!differs(section, [entry, waiting, newest, page.report])) return;
  const text = part(section, '.text');
  // Only the newest text is news to a screen reader; the trail of an opened link is not.
  text.setAttribute('aria-live', newest ? 'polite' : 'off');
  section.toggleAttribute('data-dreamed', entry.dreamed);
  section.toggleAttribute('data-first', entry.heading === '');
  part(section, '.taken').textContent = entry.heading === '' ? 'The beginning' : entry.heading;
  part(section, '.taken').classList.toggle('unseen', entry.heading === '');
  part(section, '.missing').hidden = !entry.missing || newest;
  drawWaiting(part(section, '.waiting'), waiting, entry.dreamed);
  drawText(text, entry.paragraphs, newest && page.reveal, shown);
  const foot = part(section, '.foot');
  foot.hidden = entry.note === null && entry.takes === null;
  drawNote(part(section, '.note'), entry, page.report);
  drawTakes(part(section, '.takes'), entry.takes, entry.heading);
}

/**
 * @param {HTMLElement} status
 * @param {string | null} waiting
 * @param {boolean} dreamed
 */
function drawWaiting(status, waiting, dreamed) {
  status.hidden = waiting === null;
  status.toggleAttribute('data-dream', dreamed);
  part(status, '.waiting-words').textContent = waiting;
}

/**
 * @param {HTMLElement} text
 * @param {string[]} paragraphs
 * @param {boolean} slowly
 * @param {() => void} shown
 */
function drawText(text, paragraphs, slowly, shown) {
  const empty = text.childElementCount === 0;
  if (!differs(text, paragraphs)) return;
  text.replaceChildren(...paragraphs.map(paragraph));
  if (slowly && empty && paragraphs.length > 0) reveal(text, shown);
}

/**
 * @param {HTMLElement} place
 * @param {TrailEntry} entry
 * @param {string} address
 */
function drawNote(place, { note, path }, address) {
  place.hidden = note === null;
  part(place, 'summary').textContent = note?.summary ?? '';
  part(place, '.note-detail').textContent = note?.detail ?? '';
  const { href, link } = reportOf(address, new URL(`#/${path}`, document.URL).href);
  point(place, 'a.report', href);
  part(place, '.quote').hidden = href !== null;
  part(place, '.quoted').textContent = '';
  part(place, '.quote').dataset.link = link;
}

/**
 * @param {HTMLElement} place
 * @param {TakesShown | null} takes
 * @param {string} heading
 */
function drawTakes(place, takes, heading) {
  place.hidden = takes === null;
  if (!takes) return;
  place.setAttribute('aria-label', `Takes of “${heading}”`);
  part(place, '.take-shown').textContent = `Take ${takes.current + 1} of ${takes.of}`;
  point(place, '.take-previous', takes.previous);
  point(place, '.take-next', takes.next);
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}
