// Wiring: the address in, events through the pure core, pages out.

import { askBranch, askMap, askStories } from './api.js';
import { listenAside } from './aside.js';
import { mapOf } from './charts.js';
import { fetchFont, wearFont } from './font.js';
import { drawId } from './free-text.js';
import { idHere, isHere, isOn, wayHere } from './here.js';
import { deleted, named, remember } from './kept.js';
import { listenToKeys } from './keys.js';
import { drawList } from './list-view.js';
import { slotsOf } from './names.js';
import { pageOf } from './page.js';
import { againMs } from './problem.js';
import { drawLost } from './problem-view.js';
import { drawRoom, isRoom, leaveRooms, prepareReading } from './rooms.js';
import { firstState, isNeeded, step, visitOf, wants } from './state.js';
import { keep, keepTyped, load, loadTyped, watch } from './store.js';
import { isSecret, parseStoryPath } from './story-path.js';
import { unwoven } from './text.js';

/** @import {Acts, Event, Kept, Problem} from '../types.js' */

const BEAT_MS = 400;

let state = { ...firstState, kept: load(), typed: loadTyped() };
let remembered = '';
/** The page whose doors were looked at last, until it is turned. */
let lookedFrom = '';
let looking = new AbortController();

/** @param {Event} event */
function happened(event) {
  const typed = state.typed;
  state = step(state, event);
  const missing = wants(state);
  for (const what of missing) state = step(state, { type: 'asked', what });
  if (state.typed !== typed) keepTyped(state.typed);
  // Drawn before it is remembered: a page that was just found is still news while it is drawn.
  draw();
  rememberVisit();
  for (const what of missing) void ask(what);
}

function draw() {
  if (isRoom(state.route)) return void drawRoom(state, acts, happened);
  leaveRooms();
  const page = pageOf(state);
  document.title = page.documentTitle;
  if (page.kind === 'list') drawList(page, acts.retry);
  else drawLost(page);
}

/** Writes down where the reader is, once for each page and whenever more of its trail is known. */
function rememberVisit() {
  const visit = visitOf(state, Date.now());
  if (!visit) return;
  const key = JSON.stringify([visit.night, visit.path, visit.pages.length]);
  if (key === remembered) return;
  remembered = key;
  if (history.state?.night !== visit.night) history.replaceState({ night: visit.night }, '');
  change(kept => remember(kept, visit));
}

/** @param {(kept: Kept) => Kept} how */
function change(how) {
  happened({ type: 'kept', kept: keep(how, state.kept) });
}

/** @param {string} what */
async function ask(what) {
  for (;;) {
    happened(await answerTo(what));
    const pending = state.asked[what];
    if (!pending) return;
    await new Promise(resume => setTimeout(resume, pending.waitMs));
    if (!isNeeded(state, what)) return happened({ type: 'left', what });
  }
}

/** @param {string} what */
async function answerTo(what) {
  if (what === 'stories') return askStories();
  if (what.startsWith(mapOf(''))) return askMap(what.slice(mapOf('').length));
  if (isHere(what)) return askDevice(what);
  const event = await askBranch(what, state.typed[what]);
  if (event.type === 'failed') refusedWith(what, event.problem);
  return event;
}

/** @param {string} path of a page that this device dreams */
async function askDevice(path) {
  const { askHere } = await import('./here/dream.js');
  return askHere(path, state.typed[path]?.text, state.stories ?? []);
}

/**
 * Where the budget is spent, or too much is asked, nobody is asked for more than what is read; and that again when its
 * rest is over, if the reader is still there.
 * @param {string} what
 * @param {Problem} problem
 */
function refusedWith(what, problem) {
  if (problem.restSeconds === 0) return;
  happened({ type: 'rests', until: Date.now() + problem.restSeconds * 1000 });
  const ms = againMs(problem);
  if (ms === null) return;
  const { signal } = looking;
  setTimeout(() => {
    if (!signal.aborted && state.problems[what]) acts.retry();
  }, ms);
}

/**
 * The text is all there, and the reader reads: time to see which doors are open, and to have the others dreamed.
 * @param {string} path
 */
async function shown(path) {
  if (path === lookedFrom) return;
  lookedFrom = path;
  const parsed = parseStoryPath(path);
  if (!parsed || isSecret(parsed) || !state.branches[path]?.choices.some(({ dream }) => dream)) return;
  const { signal } = looking;
  // Who only passes through asks for nothing.
  await new Promise(resolve => setTimeout(resolve, BEAT_MS));
  if (signal.aborted) return;
  const [event, ahead] = await Promise.all([askMap(path), import('./ahead.js').catch(() => null)]);
  if (signal.aborted) return;
  if (event.type === 'charted') happened(event);
  // Behind its doors this device will dream by itself.
  if (!isOn()) void ahead?.lookAhead(state, path, happened, signal);
}

/** @type {Acts} */
const acts = {
  change,
  retry: () => happened({ type: 'retried' }),
  shown: path => void shown(path),
  say(from, text) {
    const story = state.stories?.find(one => from.startsWith(`${one.id}/`));
    const words = unwoven(text, slotsOf(state.kept, story));
    const id = isOn() || isHere(from) ? idHere(from, words) : drawId();
    happened({ type: 'typed', from, id, text: words });
    const steps = from.split('/').length > 2 ? `${from}.${id}` : `${from}/${id}`;
    go(`#/${steps}`, state.night);
  },
  openNaming: open => happened({ type: 'naming', open }),
  name(story, answers) {
    change(kept => named(kept, story, answers));
    happened({ type: 'naming', open: false });
  },
  deleteNight(id) {
    const night = state.kept.nights.find(one => one.id === id);
    if (!night) return;
    happened({ type: 'nightDeleted', night });
    change(kept => deleted(kept, id));
  },
  forgetDeleted: () => happened({ type: 'nightDeleted', night: null }),
};

/**
 * @param {string} hash
 * @param {string | null} night that it belongs to; null for one of its own
 */
function go(hash, night) {
  if (hash !== location.hash) history.pushState({ night }, '', hash);
  wearFont();
  routed(true, night);
}

/**
 * @param {boolean} chosen
 * @param {string | null} night
 */
function routed(chosen, night = history.state?.night ?? null) {
  lookedFrom = '';
  looking.abort();
  looking = new AbortController();
  happened({ type: 'routed', hash: location.hash, lot: Math.random(), chosen, night, newNight: drawId() });
}

/**
 * Links within the site. Taken here rather than by the browser, so that the state has changed before another event comes.
 * @param {MouseEvent} event
 */
function clicked(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const hash = link?.getAttribute('href') ?? '';
  if (!link || !hash.startsWith('#')) return;
  event.preventDefault();
  // The page has turned under the pointer: the second half of a double click is meant for what was there before.
  if (event.detail > 1) return;
  if (!hash.startsWith('#/')) {
    document.getElementById(hash.slice(1))?.focus();
    return;
  }
  const here = wayHere(link, state.branches);
  if (here) return acts.say(here.from, here.label);
  const { night } = link.dataset;
  go(hash, night === 'new' ? null : (night ?? (state.night || null)));
}

/** @param {MouseEvent} event */
async function lampClicked({ target }) {
  if (!(target instanceof Element) || !target.closest('.lamp')) return;
  const { openLamp } = await import('./lamp-view.js');
  openLamp(state.kept.wishes, wishes => change(kept => ({ ...kept, wishes })));
}

history.scrollRestoration = 'manual';
addEventListener('popstate', () => routed(false));
addEventListener('online', acts.retry);
document.addEventListener('click', clicked);
document.addEventListener('click', lampClicked);
for (const sign of ['pointerover', 'focusin']) {
  document.addEventListener(sign, ({ target }) => {
    if (target instanceof Element && target.closest('.story')) prepareReading();
  });
}
listenToKeys();
listenAside(() => state);
fetchFont(() => state.stories === null);
watch(kept => happened({ type: 'kept', kept }));
routed(false);
