// A page of a story: the trail to it, what it says, and the ways on.

import { drawAside } from './aside.js';
import { copied } from './copy.js';
import { listen } from './free-text.js';
import { drawNaming, listenToNames } from './naming-view.js';
import { drawProblem } from './problem-view.js';
import { readingPage } from './reading-page.js';
import { isRevealing } from './reveal.js';
import { pathInView as pathOf } from './state.js';
import { differs, part, point, viewOf } from './template.js';
import { drawTrail } from './trail-view.js';
import { drawWays } from './ways-view.js';

/** @import {Acts, ReadingPage, State, StoryPath} from '../types.js' */

const ENDINGS = {
  none: ['', ''],
  authored: ['The end', 'as its author wrote it'],
  dreamed: ['Here the dream ends', 'the machine closed it by itself'],
  depth: ['The dream goes no deeper', 'every dream has a floor'],
};

let pathInView = '';

/**
 * @param {State} state
 * @param {Acts} acts
 */
export function drawRoom(state, acts) {
  const page = readingPage(state, /** @type {StoryPath} */ (pathOf(state)));
  document.title = page.documentTitle;
  const { view, fresh } = viewOf('reading');
  if (fresh) listenTo(view, acts);
  const turned = fresh || pathInView !== page.path;
  pathInView = page.path;
  const before = topOfNewest(view);
  drawParts(view, page, acts);
  drawAside(state);
  if (turned) turnTo(view, page);
  else if (page.stepBack !== null) holdStill(topOfNewest(view) - before);
  settle(view, page, acts);
}

/**
 * @param {HTMLElement} view
 * @param {Acts} acts
 */
function listenTo(view, acts) {
  listen(part(view, '.say'), text => acts.say(pathInView, text));
  listenToNames(part(view, '.naming'), acts);
  part(view, '.copy').addEventListener('click', () => void copyLink(view));
  part(view, '.rename').addEventListener('click', () => {
    acts.openNaming(true);
    part(view, '.naming').scrollIntoView({ block: 'center' });
    part(view, '.question-field').focus({ preventScroll: true });
  });
  view.addEventListener('click', event => {
    const quote = event.target instanceof Element ? event.target.closest('.quote') : null;
    if (quote instanceof HTMLElement) void quoteLink(quote);
  });
}

/**
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 * @param {Acts} acts
 */
function drawParts(view, page, acts) {
  view.toggleAttribute('data-waiting', page.waiting !== null);
  part(view, '.story-title').textContent = page.title;
  part(view, '.story-author').textContent = page.author === '' ? '' : `by ${page.author}`;
  drawNaming(part(view, '.naming'), page);
  drawTrail(view, page, () => settle(view, page, acts));
  drawProblem(part(view, '.outcome'), page.problem, acts.retry);
  point(view, '.step-back', page.problem ? page.stepBack : null);
  drawEnding(part(view, '.ending'), page);
  drawWays(part(view, '.ways'), page);
  drawFreeText(view, page);
  drawTools(view, page);
  announce(view, page);
}

/**
 * The ways on wait for the last sentence.
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 * @param {Acts} acts
 */
function settle(view, page, acts) {
  const revealing = isRevealing(view);
  view.toggleAttribute('data-revealing', revealing);
  if (!revealing && !page.waiting && !page.problem && pathInView === page.path) acts.shown(page.path);
}

/**
 * @param {HTMLElement} place
 * @param {ReadingPage} page
 */
function drawEnding(place, { ending, endingsFound, endings }) {
  place.hidden = ending === 'none';
  place.dataset.ending = ending;
  part(place, '.ending-title').textContent = ENDINGS[ending][0];
  part(place, '.ending-by').textContent = ENDINGS[ending][1];
  part(place, '.endings-link').textContent =
    endingsFound === 1 ? 'The first ending that you have found' : `${endingsFound} endings that you have found`;
  point(place, '.endings-link', endings);
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
 * @param {HTMLElement} view
 * @param {ReadingPage} page
 */
function drawTools(view, page) {
  // Not there while the text is waited for: what is not there cannot be pushed aside by it.
  part(view, '.tools').hidden = page.waiting !== null;
  part(view, '.dream-number').textContent = page.dreams
    ? `Dream ${page.dream} of ${page.dreams}`
    : `Dream ${page.dream}`;
  point(view, '.another-dream', page.anotherDream);
  point(view, '.start-over', page.startOver);
  point(view, '.to-map', page.map);
  point(view, '.to-nights', page.nights);
  part(view, '.rename').hidden = !page.nameable;
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
  if (await copied(location.href)) {
    said.textContent = 'Copied.';
    return;
  }
  const field = /** @type {HTMLInputElement} */ (part(view, '.link-field'));
  field.value = location.href;
  field.hidden = false;
  field.select();
  said.textContent = 'Copy it from here:';
}

/** @param {HTMLElement} quote the button under a text that nobody has an address for */
async function quoteLink(quote) {
  const link = quote.dataset.link ?? '';
  const done = await copied(link);
  part(/** @type {HTMLElement} */ (quote.parentElement), '.quoted').textContent =
    `${done ? 'Its link is copied.' : `Its link is ${link}.`} Send it to whoever runs this page, and say what is wrong.`;
}
