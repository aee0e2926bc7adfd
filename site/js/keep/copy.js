// A copy of what was read: pages that lead to each other, with nothing in them that needs this site. Pure.

import { buildStoryPath, parseStoryPath } from '../story-path.js';
import { paragraphs, readable } from '../text.js';

/** @import {Branch, Slot} from '../../types.js' */
/** @import {Copy, CopiedPage, CopiedWay, Recipe, Taken} from '../../types.keep.js' */

/**
 * @param {Taken} taken its branches hold the page that it begins with; what that does not lead to is left out
 * @returns {Copy}
 */
export function copyOf({ story, dream, link, branches, names }) {
  const slots = wovenSlots(story, names);
  const { pages, ways } = reachable(branches);
  const place = new Map(pages.map((branch, at) => [branch.path, at]));
  return {
    title: readable(story.title, slots),
    author: story.author,
    dream,
    link,
    slots: names === null ? story.slots : [],
    pages: pages.map((branch, at) => page(branch, ways[at], place, slots)),
  };
}

/**
 * The author's lines with the same names woven in as into the copy.
 * @param {Recipe} recipe
 * @param {Pick<Taken, 'story' | 'names'>} taken
 * @returns {Recipe}
 */
export function recipeOf(recipe, { story, names }) {
  const slots = wovenSlots(story, names);
  /** @param {string[]} lines */
  const woven = lines => lines.map(line => readable(line, slots));
  return {
    ...recipe,
    premise: readable(recipe.premise, slots),
    fallbacks: woven(recipe.fallbacks),
    fallbackEndings: woven(recipe.fallbackEndings),
    fallbackChoices: woven(recipe.fallbackChoices),
  };
}

/**
 * @param {Taken['story']} story
 * @param {Taken['names']} names
 * @returns {Slot[]} none where the slots stay as they are
 */
function wovenSlots({ slots }, names) {
  return names === null ? [] : slots.map(slot => ({ ...slot, default: names[slot.name] || slot.default }));
}

/**
 * @typedef {object} Exit
 * @property {string} label
 * @property {string} to a story path
 * @property {boolean} dream
 */

/**
 * From the shallowest page on, in the order in which one comes to them.
 * @param {Branch[]} branches
 */
function reachable(branches) {
  const known = new Map(branches.map(branch => [branch.path, branch]));
  const first = [...known.values()].sort((a, b) => a.depth - b.depth)[0];
  const pages = [first];
  /** @type {Exit[][]} */
  const ways = [];
  const met = new Set([first.path]);
  for (let at = 0; at < pages.length; at++) {
    ways.push(exits(pages[at], known));
    for (const { to } of ways[at]) {
      const next = known.get(to);
      if (next && !met.has(to)) {
        met.add(to);
        pages.push(next);
      }
    }
  }
  return { pages, ways };
}

/**
 * What a page offers, in every take that is known, and what a player typed there.
 * @param {Branch} branch
 * @param {Map<string, Branch>} known
 * @returns {Exit[]}
 */
function exits(branch, known) {
  const children = [...known.values()].filter(({ path }) => parentOf(path) === branch.path);
  /** @param {string} id */
  const takesOf = id =>
    children
      .map(({ path }) => ({ path, step: lastStep(path) }))
      .filter(({ step }) => step?.id === id)
      .sort((a, b) => ((a.step?.take ?? '') < (b.step?.take ?? '') ? -1 : 1));
  const offered = branch.choices.flatMap(({ id, label, path, dream }) => {
    const takes = takesOf(id);
    if (takes.length === 0) return [{ label, to: path, dream: dream === true }];
    return takes.map(({ path: to, step }, at) => ({
      label: at === 0 ? label : `${label} (take ${'abcde'.indexOf(step?.take ?? 'a') + 1})`,
      to,
      dream: dream === true,
    }));
  });
  const typed = children
    .filter(({ path }) => lastStep(path)?.id.startsWith('_'))
    .map(({ path, choice }) => ({ label: choice ?? '', to: path, dream: true }));
  return [...offered, ...typed];
}

/** @param {string} path */
function lastStep(path) {
  return parseStoryPath(path)?.steps.at(-1);
}

/** @param {string} text */
function parentOf(text) {
  const path = parseStoryPath(text);
  if (!path || path.steps.length === 0) return null;
  return buildStoryPath({ ...path, steps: path.steps.slice(0, -1) });
}

/**
 * @param {Branch} branch
 * @param {Exit[]} ways
 * @param {Map<string, number>} place
 * @param {Slot[]} slots
 * @returns {CopiedPage}
 */
function page(branch, ways, place, slots) {
  return {
    heading: readable(branch.choice ?? '', slots),
    paragraphs: paragraphs(branch.text, slots),
    dreamed: branch.origin === 'dreamed',
    ending: branch.ending,
    ways: ways.map(
      /** @returns {CopiedWay} */ ({ label, to, dream }) => ({
        label: readable(label, slots),
        to: place.get(to) ?? null,
        dream,
      }),
    ),
  };
}
