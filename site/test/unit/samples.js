import * as shelf from '../../js/page.js';
import { readingPage } from '../../js/reading-page.js';
import { firstState, pathInView, step } from '../../js/state.js';
import { parseStoryPath } from '../../js/story-path.js';

/** @import {Branch, Event, Page, State, Story} from '../../types.js' */

/**
 * @param {Partial<Story>} [change]
 * @returns {Story}
 */
export function story(change) {
  const slots = [{ name: 'sister', label: 'What is your sister called?', default: 'Ottilie' }];
  return { id: 'spider', title: 'Spider', author: 'A. Author', blurb: '', dreams: 16, takes: 3, slots, ...change };
}

/**
 * @param {string} path
 * @param {Partial<Branch>} [change]
 * @returns {Branch}
 */
export function branch(path, change) {
  const { story, dream, steps } = parseStoryPath(path) ?? { story: '', dream: 0, steps: [] };
  return {
    path,
    story,
    dream,
    depth: steps.length,
    origin: 'authored',
    choice: steps.length === 0 ? null : `Way ${steps[steps.length - 1].id}`,
    text: `Text of ${path}.`,
    choices: [],
    ending: 'none',
    provenance: null,
    ...change,
  };
}

/** @param {Event[]} events */
export function after(...events) {
  return events.reduce(step, /** @type {State} */ (firstState));
}

/**
 * @param {string} hash
 * @param {{chosen?: boolean, lot?: number}} [how]
 * @returns {Event}
 */
export function routed(hash, { chosen = false, lot = 0 } = {}) {
  return { type: 'routed', hash, chosen, lot };
}

/**
 * @param {string} path
 * @param {Partial<Branch>} [change]
 * @returns {Event}
 */
export function came(path, change) {
  return { type: 'came', path, branch: branch(path, change) };
}

/**
 * @param {State} state
 * @returns {Page}
 */
export function pageOf(state) {
  const path = pathInView(state);
  return path ? readingPage(state, path) : shelf.pageOf(state);
}
