// Everything read so far, from the start passage to the newest segment.

import { differs, part, stamp } from './template.js';

/** @import {ReadingPage, TrailEntry} from '../types.js' */

/**
 * Sections are keyed by story path and filled once: text that has been read is not touched again.
 * @param {HTMLElement} trail
 * @param {ReadingPage} page
 */
export function drawTrail(trail, page) {
  const before = new Map([...trail.children].map(section => [section.getAttribute('data-path'), section]));
  const sections = page.trail.map(entry => {
    const section = /** @type {HTMLElement} */ (before.get(entry.path) ?? stamp('segment'));
    const newest = entry.path === page.path;
    section.dataset.path = entry.path;
    section.toggleAttribute('data-newest', newest);
    drawSegment(section, entry, newest ? page.waiting : null, newest);
    return section;
  });
  for (const section of before.values()) if (!sections.includes(/** @type {HTMLElement} */ (section))) section.remove();
  sections.forEach((section, at) => {
    if (trail.children[at] !== section) trail.insertBefore(section, trail.children[at] ?? null);
  });
}

/**
 * @param {HTMLElement} section
 * @param {TrailEntry} entry
 * @param {string | null} waiting
 * @param {boolean} newest
 */
function drawSegment(section, entry, waiting, newest) {
  if (!differs(section, [entry, waiting, newest])) return;
  const text = part(section, '.text');
  // Only the newest text is news to a screen reader; the trail of an opened link is not.
  text.setAttribute('aria-live', newest ? 'polite' : 'off');
  section.toggleAttribute('data-dreamed', entry.dreamed);
  part(section, '.taken').textContent = entry.heading === '' ? 'The beginning' : entry.heading;
  part(section, '.taken').classList.toggle('unseen', entry.heading === '');
  part(section, '.missing').hidden = !entry.missing || newest;
  const status = part(section, '.waiting');
  status.hidden = waiting === null;
  part(status, '.waiting-words').textContent = waiting;
  if (differs(text, entry.paragraphs)) text.replaceChildren(...entry.paragraphs.map(paragraph));
  const note = part(section, '.note');
  note.hidden = entry.note === null;
  part(note, 'summary').textContent = entry.note?.summary ?? '';
  part(note, '.note-detail').textContent = entry.note?.detail ?? '';
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}
