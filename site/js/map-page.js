// The map of a dream as a tree: what is known to be explored, what the reader has read, and where they are. Pure.

import { mapOf } from './charts.js';
import { dreamOf, leadsTo } from './kept.js';
import { slotsOf } from './names.js';
import { buildStoryPath, isSecret, parseStoryPath, takeOf } from './story-path.js';
import { readable } from './text.js';

/** @import {Branch, MapNode, MapPage, MapStar, ReadPage, Slot, State, StoryPath} from '../types.js' */

/**
 * @typedef {object} Known what all that knows a page says of it
 * @property {string} path
 * @property {string} label
 * @property {boolean} dreamed
 * @property {Branch['ending']} ending
 * @property {boolean} yours
 * @property {boolean} dark a door that nobody has opened
 * @property {boolean} truncated
 */

/**
 * @typedef {object} Folds what the reader has folded and unfolded; the rest is as far from theirs as a map can bear
 * @property {ReadonlySet<string>} shut
 * @property {ReadonlySet<string>} open
 * @property {boolean} all whether everything is unfolded
 */

/**
 * @param {State} state with a map in view
 * @param {Folds} folds
 * @returns {MapPage}
 */
export function mapPage(state, folds) {
  const here = state.route.kind === 'map' ? state.route.path : '';
  const path = /** @type {StoryPath} */ (parseStoryPath(here));
  const story = state.stories?.find(({ id }) => id === path.story);
  const root = dreamOf(path);
  const known = knownPages(state, root, here);
  const children = childrenOf(known, state.charted);
  const slots = slotsOf(state.kept, story);
  /** @type {MapStar[]} */
  const stars = [];
  let rows = 0;
  /**
   * @param {Known} page
   * @param {number} depth
   * @param {number} at among its siblings, from 1
   * @param {number} of
   * @param {boolean} near whether it follows a page of the reader's
   * @returns {MapStar}
   */
  const place = (page, depth, at, of, near) => {
    const below = children.get(page.path) ?? [];
    const waits = page.truncated && below.length === 0;
    const mine = page.yours || leadsTo(page.path, here);
    const far = !folds.all && !mine && !near && !folds.open.has(page.path);
    const shut = waits || folds.shut.has(page.path) || (far && below.length > 0);
    const star = starOf(page, slots, { depth, at, of, here, opens: below.length > 0 || waits, shut });
    star.asking = state.asked[mapOf(page.path)] !== undefined;
    stars.push(star);
    const placed = shut ? [] : below.map((child, index) => place(child, depth + 1, index + 1, below.length, mine));
    star.row = placed.length > 0 ? (placed[0].row + placed[placed.length - 1].row) / 2 : rows++;
    return star;
  };
  const first = known.get(root);
  if (first) place(first, 0, 1, 1, true);
  return {
    documentTitle: `Map of dream ${path.dream} · ${story ? readable(story.title, slots) : path.story} · Feverdream`,
    title: story ? readable(story.title, slots) : path.story,
    dream: path.dream,
    here,
    stars,
    yours: [...known.values()].filter(({ yours }) => yours).length,
    others: [...known.values()].filter(({ yours, dark }) => !yours && !dark).length,
    problem: stars.length > 1 ? null : (state.problems[mapOf(root)] ?? null),
    waiting: state.asked[mapOf(root)] !== undefined && stars.length < 2,
    back: `#/${here}`,
  };
}

/**
 * @param {State} state
 * @param {string} root
 * @param {string} here
 */
function knownPages({ charted, kept, branches }, root, here) {
  /** @type {Map<string, Known>} */
  const known = new Map();
  const add = (/** @type {Known} */ page) => known.set(page.path, { ...known.get(page.path), ...page });
  add({ path: root, label: '', dreamed: false, ending: 'none', yours: false, dark: false, truncated: false });
  for (const node of Object.values(charted)) {
    if (!leadsTo(root, node.path)) continue;
    const { path, choice, origin, ending, truncated } = node;
    add({ path, label: choice ?? '', dreamed: origin === 'dreamed', ending, yours: false, dark: false, truncated });
    if (leadsTo(path, here)) for (const door of darkDoors(node)) if (!known.has(door.path)) add(door);
  }
  for (const page of kept.read[root] ?? []) {
    const truncated = charted[page.path]?.truncated ?? false;
    add({ ...readOf(page), yours: true, dark: false, truncated });
  }
  const own = branches[here];
  if (own && !known.get(here)?.yours) {
    const { choice, origin, ending } = own;
    add({
      path: here,
      label: choice ?? '',
      dreamed: origin === 'dreamed',
      ending,
      yours: true,
      dark: false,
      truncated: false,
    });
  }
  return known;
}

/** @param {ReadPage} page */
function readOf({ path, label, dreamed, ending }) {
  return { path, label, dreamed, ending };
}

/**
 * @param {MapNode} node
 * @returns {Known[]}
 */
function darkDoors({ choices }) {
  return choices
    .filter(({ open, dream }) => dream && open === false)
    .map(({ path, label }) => ({
      path,
      label,
      dreamed: true,
      ending: 'none',
      yours: false,
      dark: true,
      truncated: false,
    }));
}

/**
 * Branches in the order of their doors, each with its takes; what a player typed comes last.
 * @param {Map<string, Known>} known
 * @param {Record<string, MapNode>} charted
 */
function childrenOf(known, charted) {
  /** @type {Map<string, Known[]>} */
  const children = new Map();
  for (const page of known.values()) {
    const parent = parentOf(page.path);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), page]);
  }
  for (const [parent, pages] of children) {
    const doors = charted[parent]?.choices.map(({ id }) => id) ?? [];
    const rank = (/** @type {Known} */ { path }) => {
      const step = parseStoryPath(path)?.steps.at(-1);
      const door = doors.indexOf(step?.id ?? '');
      return [door < 0 ? doors.length : door, step?.id ?? '', step?.take ?? ''];
    };
    children.set(
      parent,
      pages.sort((one, other) => compare(rank(one), rank(other))),
    );
  }
  return children;
}

/**
 * @param {(string | number)[]} one
 * @param {(string | number)[]} other
 */
function compare(one, other) {
  const at = one.findIndex((value, index) => value !== other[index]);
  if (at < 0) return 0;
  return one[at] < other[at] ? -1 : 1;
}

/** @param {string} path */
function parentOf(path) {
  const parsed = parseStoryPath(path);
  if (!parsed || parsed.steps.length === 0) return null;
  return buildStoryPath({ ...parsed, steps: parsed.steps.slice(0, -1) });
}

/**
 * @param {Known} page
 * @param {Slot[]} slots
 * @param {{depth: number, at: number, of: number, here: string, opens: boolean, shut: boolean}} place
 * @returns {MapStar}
 */
function starOf({ path, label, dreamed, ending, yours, dark }, slots, { depth, at, of, here, opens, shut }) {
  const parsed = /** @type {StoryPath} */ (parseStoryPath(path));
  const take = takeOf(parsed);
  const name = label === '' ? (depth === 0 ? 'The beginning' : 'A page') : readable(label, slots);
  return {
    path,
    parent: parentOf(path),
    label: take > 0 ? `${name} (take ${take + 1})` : name,
    about: aboutOf({ here: path === here, yours, dark, dreamed, ending, secret: isSecret(parsed) }),
    href: `#/${path}`,
    depth,
    row: 0,
    at,
    of,
    here: path === here,
    trail: leadsTo(path, here),
    yours,
    dark,
    dreamed,
    ending,
    opens,
    shut,
    asking: false,
  };
}

/** @param {{here: boolean, yours: boolean, dark: boolean, dreamed: boolean, ending: string, secret: boolean}} star */
function aboutOf({ here, yours, dark, dreamed, ending, secret }) {
  if (dark) return 'Nobody has been behind this door yet.';
  const who = here ? 'You are here.' : yours ? 'You have been here.' : 'Others have been here.';
  const by = dreamed ? ' A machine wrote it.' : ' Its author wrote it.';
  return `${who}${by}${ending === 'none' ? '' : ' It is an ending.'}${secret ? ' It grew from your own words; only its link leads there.' : ''}`;
}
