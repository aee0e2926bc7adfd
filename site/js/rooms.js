// Rooms that few pages need: their code and style come when they are first entered.

import { unreachable } from './problem.js';
import { drawLost } from './reading-view.js';

/** @import {Acts, Event, Route, State} from '../types.js' */

/** @typedef {{drawRoom: (state: State, acts: Acts, happened: (event: Event) => void) => void}} Room */

/** @type {Record<string, {style: string, open: () => Promise<Room>}>} */
const ROOMS = {
  map: { style: 'map.css', open: () => import('./map-view.js') },
  nights: { style: 'nights.css', open: () => import('./nights-view.js') },
  endings: { style: 'nights.css', open: () => import('./endings-view.js') },
};

/** @type {Record<string, Room>} */
const open = {};
/** @type {State | null} */
let newest = null;

/** @param {Route} route */
export function isRoom({ kind }) {
  return kind in ROOMS;
}

/**
 * @param {State} state
 * @param {Acts} acts
 * @param {(event: Event) => void} happened
 */
export async function drawRoom(state, acts, happened) {
  newest = state;
  const { kind } = state.route;
  try {
    if (!open[kind]) {
      const [room] = await Promise.all([ROOMS[kind].open(), dressed(ROOMS[kind].style)]);
      open[kind] = room;
    }
  } catch {
    if (newest.route === state.route) {
      drawLost({ kind: 'lost', documentTitle: document.title, problem: { ...unreachable(), status: 400 } });
    }
    return;
  }
  // The reader may have gone on while it came.
  if (newest.route === state.route) open[kind].drawRoom(newest, acts, happened);
}

/** @param {string} href of a style sheet */
export function dressed(href) {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`${href} did not come`));
    });
  });
  document.head.append(link);
  return loaded;
}
