// What the shelf shows for a state, and what a torn link leads to. Still pure: plain values, which views turn into elements.

import { nightShown } from './night.js';
import { tornLink } from './problem.js';
import { buildStoryPath } from './story-path.js';
import { readable } from './text.js';

/** @import {LostPage, ListPage, ShelfStory, State, Story} from '../types.js' */

export const NAME = 'Feverdream';
const NIGHTS_ON_SHELF = 2;

/**
 * @param {State} state whose route is no room of its own
 * @returns {ListPage | LostPage}
 */
export function pageOf(state) {
  return state.route.kind === 'lost' ? lostPage(state.route.hash) : listPage(state);
}

/**
 * @param {string} hash
 * @returns {LostPage}
 */
function lostPage(hash) {
  return { kind: 'lost', documentTitle: `A torn link · ${NAME}`, problem: tornLink(hash) };
}

/**
 * @param {State} state
 * @returns {ListPage}
 */
function listPage(state) {
  return {
    kind: 'list',
    documentTitle: NAME,
    stories: state.stories?.map(story => shelfStory(state, story)) ?? null,
    storyErrors: state.storyErrors,
    problem: state.problems.stories ?? null,
  };
}

/**
 * @param {State} state
 * @param {Story} story
 * @returns {ShelfStory}
 */
function shelfStory(state, story) {
  const { kept, lot } = state;
  const nights = kept.nights.filter(({ path }) => path.startsWith(`${story.id}/`));
  const endingsFound = Object.entries(kept.read)
    .filter(([dream]) => dream.startsWith(`${story.id}/`))
    .reduce((sum, [, pages]) => sum + pages.filter(({ ending }) => ending !== 'none').length, 0);
  return {
    id: story.id,
    title: readable(story.title, story.slots),
    author: story.author,
    blurb: readable(story.blurb, story.slots),
    dreams: story.dreams,
    href: `#/${buildStoryPath({ story: story.id, dream: 1 + Math.floor(lot * story.dreams), steps: [] })}`,
    nights: nights.slice(0, NIGHTS_ON_SHELF).map(night => nightShown(state, night)),
    allNights: nights.length > 0 ? `#/nights/${story.id}` : null,
    endings: endingsFound > 0 ? `#/endings/${story.id}` : null,
    endingsFound,
  };
}
