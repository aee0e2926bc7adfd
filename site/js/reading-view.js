// A page of a story: the trail to it, what it says, and the ways on.

import { listen } from './free-text.js';
import { drawProblem } from './problem-view.js';
import { differs, part, point, stamp, viewOf } from './template.js';
import { drawTrail } from './trail-view.js';

/** @import {LostPage, ReadingPage} from '../types.js' */

const ENDINGS = {
  none: ['', ''],
  authored: ['The end', 'as its author wrote it'],
  dreamed: ['Here the dream ends', 'the machine closed it by itself'],
  depth: ['The dream goes no deeper', 'every dream has a floor'],
};

let pathInView = '';

/**
 * @param {ReadingPage} page
 * @param {() => void} retry
 * @param {(from: string, text: string) => void} say
 */
export function drawReading(page, retry, say) {
  const { view, fresh } = viewOf('reading');
  if (fresh) listen(part(view, '.say'), text => say(pathInView, text));
  if (fresh) part(view, '.copy').addEventListener('click', () => void copyLink(view));
  const turned = fresh || pathInView !== page.path;
  pathInView = page.path;
  const before = topOfNewest(view);
  drawParts(view, page, retry);
  if (turned) turnTo(view, page);
  else if (page.stepBack !== null) holdStill(topOfNewest(view) - before);
}

/**
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 * @param {() => void} retry
 */
function drawParts(view, page, retry) {
  part(view, '.story-title').textContent = page.title;
  part(view, '.story-author').textContent = page.author === '' ? '' : `by ${page.author}`;
  drawTrail(part(view, '.trail'), page);
  drawProblem(part(view, '.outcome'), page.problem, retry);
  point(view, '.step-back', page.problem ? page.stepBack : null);
  drawEnding(part(view, '.ending'), page.ending);
  drawWays(part(view, '.ways'), page);
  drawFreeText(view, page);
  drawTakes(part(view, '.takes'), page);
  drawTools(view, page);
  announce(view, page);
}

/** @param {LostPage} page */
export function drawLost(page) {
  const { view } = viewOf('lost');
  pathInView = '';
  drawProblem(part(view, '.outcome'), page.problem, () => {});
}

/**
 * @param {HTMLElement} place
 * @param {ReadingPage['ending']} ending
 */
function drawEnding(place, ending) {
  place.hidden = ending === 'none';
  place.dataset.ending = ending;
  part(place, '.ending-title').textContent = ENDINGS[ending][0];
  part(place, '.ending-by').textContent = ENDINGS[ending][1];
}

/**
 * @param {HTMLElement} place
 * @param {ReadingPage} page
 */
function drawWays(place, { ways }) {
  place.hidden = ways.length === 0;
  if (!differs(place, ways)) return;
  const items = ways.map(({ href, label, dream }, at) => {
    const item = stamp('way');
    const link = part(item, '.way');
    link.setAttribute('href', href);
    link.toggleAttribute('data-dream', dream);
    part(item, '.key').textContent = at < 9 ? String(at + 1) : '';
    part(item, '.label').textContent = label;
    part(item, '.door').hidden = !dream;
    return item;
  });
  part(place, 'ol').replaceChildren(...items);
}

/**
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 */
function drawFreeText(view, { freeText, secret, path }) {
  part(view, '.secret').hidden = !secret;
  const form = part(view, '.say');
  form.hidden = !freeText;
  if (differs(form, path)) /** @type {HTMLFormElement} */ (form).reset();
}

/**
 * @param {HTMLElement} place
 * @param {ReadingPage} page
 */
function drawTakes(place, { takes }) {
  place.hidden = takes === null;
  if (!takes) return;
  part(place, '.take-shown').textContent = `Take ${takes.current + 1} of ${takes.of}`;
  point(place, '.take-previous', takes.previous);
  point(place, '.take-next', takes.next);
}

/**
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 */
function drawTools(view, page) {
  part(view, '.dream-number').textContent = page.dreams
    ? `Dream ${page.dream} of ${page.dreams}`
    : `Dream ${page.dream}`;
  point(view, '.another-dream', page.anotherDream);
  point(view, '.start-over', page.startOver);
  const said = part(view, '.copied');
  if (differs(said, page.path)) said.textContent = '';
  part(view, '.link-field').hidden = true;
}

/**
 * The text announces itself; this adds what a glance would tell.
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 */
function announce(view, { path, ways, ending, waiting, problem }) {
  const place = part(view, '.announcer');
  const ready = !waiting && !problem;
  if (!differs(place, [path, ready])) return;
  const count = ways.length === 1 ? 'One way on.' : `${ways.length} ways on; press 1 to ${Math.min(9, ways.length)}.`;
  place.textContent = ready ? (ways.length > 0 ? count : ENDINGS[ending][0]) : '';
}

/**
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 */
function turnTo(view, page) {
  const newest = part(view, '.segment[data-newest]');
  part(newest, '.taken').focus({ preventScroll: true });
  if (page.trail.length === 1 && page.stepBack === null) return scrollTo(0, 0);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  newest.scrollIntoView({ block: 'start', behavior: still ? 'instant' : 'smooth' });
}

/** @param {HTMLElement} view */
function topOfNewest(view) {
  return view.querySelector('.segment[data-newest]')?.getBoundingClientRect().top ?? 0;
}

/**
 * When the trail of an opened link comes in above the text, the text stays where the eye is.
 * @param {number} shift in CSS pixels
 */
function holdStill(shift) {
  // Even a scroll by nothing would cut short the smooth one that is under way.
  if (shift !== 0) scrollBy({ top: shift, behavior: 'instant' });
}

/** @param {HTMLElement} view */
async function copyLink(view) {
  const said = part(view, '.copied');
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = 'Copied.';
  } catch {
    // Without https, or without leave, browsers keep the clipboard shut.
    const field = /** @type {HTMLInputElement} */ (part(view, '.link-field'));
    field.value = location.href;
    field.hidden = false;
    field.select();
    said.textContent = 'Copy it from here:';
  }
}
