// Wiring: the address in, events through the pure core, pages out.

import { askBranch, askStories } from './api.js';
import { drawAside, listenAside } from './aside.js';
import { drawId } from './free-text.js';
import { idHere, isHere, isOn, wayHere } from './here.js';
import { drawList } from './list-view.js';
import { pageOf } from './page.js';
import { drawLost, drawReading } from './reading-view.js';
import { firstState, isNeeded, step, wants } from './state.js';

/** @import {Event, Page} from '../types.js' */

let state = firstState;

/** @param {Event} event */
function happened(event) {
  state = step(state, event);
  const missing = wants(state);
  for (const what of missing) state = step(state, { type: 'asked', what });
  draw(pageOf(state));
  for (const what of missing) void ask(what);
}

/** @param {Page} page */
function draw(page) {
  document.title = page.documentTitle;
  if (page.kind === 'list') drawList(page, retry);
  else if (page.kind === 'lost') drawLost(page);
  else drawReading(page, retry, say);
  drawAside(state);
}

/** @param {string} what */
async function ask(what) {
  for (;;) {
    happened(what === 'stories' ? await askStories() : await askPage(what));
    const pending = state.asked[what];
    if (!pending) return;
    await new Promise(resume => setTimeout(resume, pending.waitMs));
    if (!isNeeded(state, what)) return happened({ type: 'left', what });
  }
}

/** @param {string} path */
async function askPage(path) {
  if (!isHere(path)) return askBranch(path, state.typed[path]);
  const { askHere } = await import('./here/dream.js');
  return askHere(path, state.typed[path]?.text, state.stories ?? []);
}

function retry() {
  happened({ type: 'retried' });
}

/**
 * @param {string} from the story path of the page in view
 * @param {string} text
 */
function say(from, text) {
  const id = isOn() || isHere(from) ? idHere(from, text) : drawId();
  happened({ type: 'typed', from, id, text });
  const steps = from.split('/').length > 2 ? `${from}.${id}` : `${from}/${id}`;
  history.pushState(null, '', `#/${steps}`);
  routed(true);
}

/** @param {boolean} chosen */
function routed(chosen) {
  happened({ type: 'routed', hash: location.hash, lot: Math.random(), chosen });
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
  if (here) return say(here.from, here.label);
  if (hash !== location.hash) history.pushState(null, '', hash);
  routed(true);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !/^[1-9]$/.test(event.key)) return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  const link = document.querySelectorAll('.way')[Number(event.key) - 1];
  if (!(link instanceof HTMLElement)) return;
  event.preventDefault();
  link.click();
}

history.scrollRestoration = 'manual';
addEventListener('popstate', () => routed(false));
addEventListener('online', retry);
document.addEventListener('click', clicked);
document.addEventListener('keydown', pressed);
listenAside(() => state);
routed(false);
