// What few readers use is fetched when they do; and what was read is kept for when there is no network.

import { isHere, isOn } from './here.js';

/** @import {State} from '../types.js' */

const HINT = 'Yours alone: what follows is known only to who has its link, and kept for 30 days.';
const HINT_HERE = 'Yours alone: this device dreams what follows, and keeps it here.';

/** @param {() => State} current */
export function listenAside(current) {
  document.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-aside]') : null;
    if (button instanceof HTMLElement) void open(button.dataset.aside ?? '', current());
  });
  // Not before the page is there: keeping it must not slow its first reading.
  if (document.readyState === 'complete') void keepReading(current);
  else addEventListener('load', () => void keepReading(current), { once: true });
}

/**
 * @param {string} what
 * @param {State} state
 */
async function open(what, state) {
  if (what === 'keep') {
    const { openKeep } = await import('./keep/panel.js');
    await openKeep(state);
  } else if (what === 'here') {
    const { openHere } = await import('./here/panel.js');
    await openHere(state, () => drawAside(state));
  }
}

/**
 * Pages of this device look like no others.
 * @param {State} state
 */
export function drawAside({ route, inBrowser }) {
  const view = document.querySelector('.reading');
  if (!(view instanceof HTMLElement) || route.kind !== 'reading') return;
  for (const segment of view.querySelectorAll('.segment')) {
    if (segment instanceof HTMLElement) segment.toggleAttribute('data-here', isHere(segment.dataset.path ?? ''));
  }
  view.toggleAttribute('data-here', isHere(route.path));
  const button = view.querySelector('[data-aside="here"]');
  if (button instanceof HTMLElement) {
    button.textContent = isOn() ? 'Dreaming on this device' : 'Dream on this device';
    button.hidden = !inBrowser && !isOn();
  }
  const hint = view.querySelector('#say-hint');
  if (hint) hint.textContent = isOn() || isHere(route.path) ? HINT_HERE : HINT;
}

/**
 * Browsers keep nothing for pages without https, but for the own machine's; and a reader may have forbidden it.
 * @param {() => State} current
 */
async function keepReading(current) {
  if (!('serviceWorker' in navigator)) return;
  const isFirst = navigator.serviceWorker.controller === null;
  try {
    await navigator.serviceWorker.register('service-worker.js');
  } catch {
    return;
  }
  if (!isFirst) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => void readAgain(current()), { once: true });
}

/**
 * What was read before the worker was there passes by it now. Most of it comes from the browser's own store.
 * @param {State} state
 */
async function readAgain({ branches, stories }) {
  const paths = Object.keys(branches).filter(path => !path.includes('_'));
  const urls = [...(stories ? ['/api/stories'] : []), ...paths.map(path => `/api/stories/${path}`)];
  for (const url of urls) await fetch(url).catch(() => null);
}
