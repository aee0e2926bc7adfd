// "Keep a copy": what of the story, in which form, with whose names.

import { panel } from '../panels.js';
import { buildStoryPath, parseStoryPath } from '../story-path.js';
import { part } from '../template.js';
import { copyOf, recipeOf } from './copy.js';
import { gatherNight, gatherTree, json } from './gather.js';
import { htmlOf } from './html.js';
import { plainOf } from './plain.js';
import { tweeOf } from './twee.js';

/** @import {Branch, State, StoryPath} from '../../types.js' */
/** @import {Recipe, Taken} from '../../types.keep.js' */

const FORMS = {
  html: { ending: 'html', type: 'text/html' },
  text: { ending: 'txt', type: 'text/plain' },
  twee: { ending: 'twee', type: 'text/plain' },
};

/** @param {State} state */
export async function openKeep(state) {
  const path = state.route.kind === 'reading' ? parseStoryPath(state.route.path) : null;
  const story = state.stories?.find(({ id }) => id === path?.story);
  if (!path || !story) return;
  const dialog = await panel('keep');
  part(dialog, '.keep-names').hidden = story.slots.length === 0;
  const form = /** @type {HTMLFormElement} */ (part(dialog, 'form'));
  const said = part(dialog, '.keep-said');
  form.addEventListener('submit', event => {
    event.preventDefault();
    const chosen = new FormData(form);
    const link = `${location.origin}/#/${buildStoryPath(path)}`;
    /** @param {Branch[]} branches */
    const taken = branches =>
      /** @type {Taken} */ ({
        story,
        dream: path.dream,
        link,
        branches,
        names: chosen.get('names') === 'slots' ? null : (state.kept.names[story.id] ?? {}),
      });
    void save(path, state, chosen, taken, said).catch(reason => {
      said.textContent = `The copy could not be made: ${reason instanceof Error ? reason.message : reason}`;
    });
  });
  dialog.showModal();
}

/**
 * @param {StoryPath} path
 * @param {State} state
 * @param {FormData} chosen
 * @param {(branches: Branch[]) => Taken} take
 * @param {HTMLElement} said
 */
async function save(path, state, chosen, take, said) {
  said.textContent = 'Gathering pages…';
  const isTree = chosen.get('scope') === 'tree';
  const branches = isTree
    ? await gatherTree(path, state.branches, pages => {
        said.textContent = `Gathering pages: ${pages}…`;
      })
    : await gatherNight(path, state.branches);
  if (branches.length === 0) {
    said.textContent = 'None of its pages can be reached from here. You may be offline.';
    return;
  }
  const form = chosen.get('form') === 'twee' ? 'twee' : chosen.get('form') === 'text' ? 'text' : 'html';
  const { ending, type } = FORMS[form];
  const name = `${path.story}-dream-${path.dream}-${isTree ? 'tree' : 'night'}.${ending}`;
  download(name, new Blob([await written(form, take(branches))], { type: `${type};charset=utf-8` }));
  said.textContent = `${name}: ${branches.length === 1 ? 'one page' : `${branches.length} pages`}.`;
}

/**
 * @param {keyof typeof FORMS} form
 * @param {Taken} taken
 */
async function written(form, taken) {
  const copy = copyOf(taken);
  if (form === 'text') return plainOf(copy);
  if (form === 'html') return htmlOf(copy, { code: await file('player.js'), style: await file('player.css') });
  const recipe = /** @type {Recipe | null} */ (await json(`/api/recipe/${taken.story.id}`));
  return tweeOf(copy, recipe && recipeOf(recipe, taken), drawIfid());
}

/** @param {string} name of a file beside this one */
async function file(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name} answers ${response.status}`);
  return response.text();
}

/** A random UUID in capitals, as Twine wants it; browsers draw one by themselves on https alone. */
function drawIfid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase();
}

/**
 * @param {string} name
 * @param {Blob} blob
 */
function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
