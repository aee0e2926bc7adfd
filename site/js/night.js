// A night as lists show it. Pure.

import { dreamOf } from './kept.js';
import { slotsOf } from './names.js';
import { parseStoryPath } from './story-path.js';
import { readable } from './text.js';

/** @import {Night, NightShown, State} from '../types.js' */

/**
 * @param {State} state
 * @param {Night} night
 * @returns {NightShown}
 */
export function nightShown({ kept, stories }, { id, name, path, at }) {
  const parsed = parseStoryPath(path) ?? { story: '', dream: 0, steps: [] };
  const slots = slotsOf(
    kept,
    stories?.find(story => story.id === parsed.story),
  );
  const last = (kept.read[dreamOf(parsed)] ?? []).find(page => page.path === path);
  const steps = parsed.steps.length === 1 ? 'one step' : `${parsed.steps.length} steps`;
  return {
    id,
    href: `#/${path}`,
    name,
    title: name || readable(last?.label ?? '', slots) || 'A night without a name',
    about: [`dream ${parsed.dream}`, steps, dayOf(at), ...(last && last.ending !== 'none' ? ['ended'] : [])].join(
      ' · ',
    ),
  };
}

/** @param {number} at */
function dayOf(at) {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
}
