// What maps have told of a dream, and which of them are still to be asked for. Pure.

import { leadsTo } from './kept.js';
import { parseStoryPath, trailOf } from './story-path.js';

/** @import {Event, State} from '../types.js' */

const MAP_DEPTH = 3;

/**
 * What is asked for as the map of a page; no story path has a colon.
 * @param {string} path
 */
export function mapOf(path) {
  return `map:${path}`;
}

/**
 * The beginning, and every third step on the way to the page: a map is three steps deep. What grew from a player's own
 * words is on no map.
 * @param {State} state
 * @param {string} path
 */
export function mapsOf({ unfolded }, path) {
  const parsed = parseStoryPath(path);
  if (!parsed) return [];
  const secret = parsed.steps.findIndex(({ id }) => id.startsWith('_'));
  const trail = trailOf(parsed).slice(0, secret < 0 ? undefined : secret + 1);
  const below = unfolded.filter(other => leadsTo(trail[0], other));
  return [...trail.filter((_, depth) => depth % MAP_DEPTH === 0), ...below].map(mapOf);
}

/**
 * A node at a map's lower edge is told anew, and more fully, by its own map.
 * @param {State} state
 * @param {Extract<Event, {type: 'charted'}>} event
 * @returns {Pick<State, 'maps' | 'charted'>}
 */
export function charted(state, { path, nodes }) {
  const what = mapOf(path);
  const fresh = nodes.map(node => {
    const before = state.charted[node.path];
    const fuller = before && !before.truncated && node.truncated;
    return [node.path, fuller ? before : node];
  });
  return {
    maps: state.maps.includes(what) ? state.maps : [...state.maps, what],
    charted: { ...state.charted, ...Object.fromEntries(fresh) },
  };
}
