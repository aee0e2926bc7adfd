// Rooms beside the shelf: their code and style come when they are first entered, or early.js saw in the address that one
// will be.

import { unreachable } from './problem.js';
import { drawLost } from './problem-view.js';

/** @import {Acts, Event, Route, State} from '../types.js' */

/** @typedef {{drawRoom: (state: State, acts: Acts, happened: (event: Event) => void) => void}} Room */

/** @type {Record<string, {styles: string[], open: () => Promise<Room>}>} */
const ROOMS = {
  reading: { styles: ['reading.css', 'doors.css'], open: () => import('./reading-view.js') },
  map: { styles: ['map.css'], open: () => import('./map-view.js') },
  nights: { styles: ['nights.css'], open: () => import('./nights-view.js') },
  endings: { styles: ['nights.css'], open: () => import('./endings-view.js') },
};

/** @type {Record<string, Room>} */
const open = {};
/** @type {State | null} */
let newest = null;

/** @param {Route} route */
export function isRoom({ kind }) {
  return kind in ROOMS;
}

/** The shelf was gone to while a room's code was still on its way. */
export function leaveRooms() {
  newest = null;
}

/** Who looks at a story will want to read. */
export function prepareReading() {
  for (const style of ROOMS.reading.styles) dressed(style).catch(() => {});
  ROOMS.reading.open().catch(() => {});
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
      const [room] = await Promise.all([ROOMS[kind].open(), ...ROOMS[kind].styles.map(dressed)]);
      open[kind] = room;
    }
  } catch {
    if (newest?.route === state.route) {
      drawLost({ kind: 'lost', documentTitle: document.title, problem: { ...unreachable(), status: 400 } });
    }
    return;
  }
  // The reader may have gone on while it came.
  if (newest?.route === state.route) open[kind].drawRoom(newest, acts, happened);
}

/** @param {string} href of a style sheet */
export function dressed(href) {
  /** @type {HTMLLinkElement | null} */
  const there = document.querySelector(`link[rel="stylesheet"][href="${href}"]`);
  if (there?.sheet) return Promise.resolve();
  const link = there ?? document.createElement('link');
  link.rel = 'stylesheet';
  if (!there) link.href = href;
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`${href} did not come`));
    });
  });
  if (!there) document.head.append(link);
  return loaded;
}
