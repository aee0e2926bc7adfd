// The nights of one story, and the endings found in them, as their rooms show them. Pure.

import { slotsOf } from './names.js';
import { nightShown } from './night.js';
import { buildStoryPath, parseStoryPath } from './story-path.js';
import { readable } from './text.js';

/** @import {EndingsPage, NightsPage, ReadPage, State, Story} from '../types.js' */

const BY = {
  none: '',
  authored: 'as its author wrote it',
  dreamed: 'the machine closed it',
  depth: 'the floor of the dream',
};

/**
 * @param {State} state
 * @param {string} id of the story
 * @returns {NightsPage}
 */
export function nightsPage(state, id) {
  const story = state.stories?.find(one => one.id === id);
  const title = titleOf(story, id);
  const gone = state.deleted?.path.startsWith(`${id}/`) ? state.deleted : null;
  return {
    documentTitle: `Nights · ${title} · Feverdream`,
    title,
    nights: state.kept.nights.filter(({ path }) => path.startsWith(`${id}/`)).map(night => nightShown(state, night)),
    deleted: gone && nightShown(state, gone).title,
    begin: beginning(state, story),
    endings: `#/endings/${id}`,
  };
}

/**
 * The last that was found comes first.
 * @param {State} state
 * @param {string} id of the story
 * @returns {EndingsPage}
 */
export function endingsPage(state, id) {
  const story = state.stories?.find(one => one.id === id);
  const title = titleOf(story, id);
  const slots = slotsOf(state.kept, story);
  const found = Object.entries(state.kept.read)
    .filter(([dream]) => dream.startsWith(`${id}/`))
    .flatMap(([, pages]) => pages.filter(({ ending }) => ending !== 'none'))
    .toReversed();
  return {
    documentTitle: `Endings · ${title} · Feverdream`,
    title,
    endings: found.map((/** @type {ReadPage} */ { path, label, line, ending }) => {
      const parsed = parseStoryPath(path);
      return {
        href: `#/${path}`,
        label: readable(label, slots),
        line: readable(line, slots),
        by: `${BY[ending]} · dream ${parsed?.dream}, ${parsed?.steps.length} steps in`,
        kind: ending,
      };
    }),
    begin: beginning(state, story),
    nights: `#/nights/${id}`,
  };
}

/**
 * @param {Story | undefined} story
 * @param {string} id
 */
function titleOf(story, id) {
  return story ? readable(story.title, story.slots) : id;
}

/**
 * @param {State} state
 * @param {Story | undefined} story
 */
function beginning({ lot }, story) {
  if (!story) return null;
  return `#/${buildStoryPath({ story: story.id, dream: 1 + Math.floor(lot * story.dreams), steps: [] })}`;
}
