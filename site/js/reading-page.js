// A page of a story, as the reading view draws it. Pure.

import { isHere } from './here.js';
import { isRead, lastBelow } from './kept.js';
import { namingOf, slotsOf } from './names.js';
import { noteOf } from './note.js';
import { buildStoryPath, isSecret, takeOf, trailOf, withTake } from './story-path.js';
import { paragraphs, readable } from './text.js';

/** @import {Branch, Choice, ReadingPage, Slot, State, Story, StoryPath, TakesShown, TrailEntry} from '../types.js' */

const NAME = 'Feverdream';

/**
 * @param {State} state
 * @param {StoryPath} path
 * @returns {ReadingPage}
 */
export function readingPage(state, path) {
  const own = buildStoryPath(path);
  const story = state.stories?.find(({ id }) => id === path.story);
  // Names are woven into the text, so no text is shown before the names are known, or known not to come.
  const named = state.stories !== null || state.problems.stories !== undefined;
  const branch = named ? state.branches[own] : undefined;
  const slots = slotsOf(state.kept, story);
  const title = story ? readable(story.title, slots) : spelledOut(path.story);
  const trail = trailOf(path)
    .map((_, depth) => trailEntry(state, { ...path, steps: path.steps.slice(0, depth) }, named, story, slots))
    .filter(entry => branch || entry.path === own || entry.read);
  const heading = trail[trail.length - 1].heading;
  const problem = state.problems[own] ?? null;
  return {
    kind: 'reading',
    path: own,
    title,
    author: story?.author ?? '',
    documentTitle: [heading, title, NAME].filter(part => part !== '').join(' · '),
    dream: path.dream,
    dreams: story?.dreams ?? null,
    trail,
    waiting: branch || problem ? null : waitingWords(state, path),
    problem,
    ways: branch ? branch.choices.map(choice => way(state, own, choice, slots)) : [],
    freeText: state.freeText && (branch?.choices.length ?? 0) > 0,
    secret: isSecret(path),
    ending: branch?.ending ?? 'none',
    endingsFound: branch && branch.ending !== 'none' ? endingsFound(state, path) : 0,
    reveal: state.fresh.includes(own) && state.kept.wishes.pace === 'sentences',
    naming: branch ? namingOf(state, story, path.steps.length === 0) : null,
    report: state.report,
    nameable: (story?.slots.length ?? 0) > 0,
    map: `#/map/${own}`,
    endings: `#/endings/${path.story}`,
    nights: `#/nights/${path.story}`,
    startOver: href({ ...path, steps: [] }),
    anotherDream: anotherDream(branch, path, story),
    stepBack: path.steps.length > 0 ? href({ ...path, steps: path.steps.slice(0, -1) }) : null,
  };
}

/**
 * @param {State} state
 * @param {StoryPath} path
 * @param {boolean} named
 * @param {Story | undefined} story
 * @param {Slot[]} slots
 * @returns {TrailEntry}
 */
function trailEntry(state, path, named, story, slots) {
  const own = buildStoryPath(path);
  const branch = named ? state.branches[own] : undefined;
  const offered = offer(state, path);
  return {
    path: own,
    heading: readable(branch?.choice ?? offered?.label ?? state.typed[own]?.text ?? '', slots),
    read: branch !== undefined,
    dreamed: branch ? branch.origin === 'dreamed' : offered?.dream === true || state.typed[own] !== undefined,
    paragraphs: branch ? paragraphs(branch.text, slots) : [],
    note: branch ? noteOf(branch, isSecret(path), isHere(own)) : null,
    takes: takesShown(state, branch, path, story),
    missing: state.problems[own] !== undefined,
  };
}

/**
 * The choice on the parent's page that leads here, where that page is known.
 * @param {State} state
 * @param {StoryPath} path
 */
function offer({ branches }, path) {
  if (path.steps.length === 0) return undefined;
  const parent = branches[buildStoryPath({ ...path, steps: path.steps.slice(0, -1) })];
  return parent?.choices.find(({ id }) => id === path.steps[path.steps.length - 1].id);
}

/**
 * @param {State} state
 * @param {StoryPath} path
 */
function waitingWords(state, path) {
  if ((state.asked[buildStoryPath(path)]?.polls ?? 0) > 0) return 'Somebody else is dreaming this very page. It comes.';
  const dreamed = offer(state, path)?.dream || isSecret(path);
  return dreamed ? 'Behind this door something is being dreamed…' : 'Turning the page…';
}

/**
 * A person's passage is always there; behind a door into the dream somebody has been, or nobody yet.
 * @param {State} state
 * @param {string} own
 * @param {Choice} choice
 * @param {Slot[]} slots
 */
function way({ lit, kept, branches, charted }, own, { label, path, dream }, slots) {
  const [story, number] = path.split('/');
  const read = branches[path] !== undefined || kept.read[`${story}/${number}`]?.some(page => page.path === path);
  const told = charted[own]?.choices.find(choice => choice.path === path)?.open ?? null;
  const open = read || lit.includes(path) || told;
  return { href: `#/${path}`, label: readable(label, slots), dream: dream === true, open: dream ? open : null };
}

/**
 * A take that was read leads to where the reader was last in it.
 * @param {State} state
 * @param {Branch | undefined} branch
 * @param {StoryPath} path
 * @param {Story | undefined} story
 * @returns {TakesShown | null}
 */
function takesShown({ kept }, branch, path, story) {
  const current = takeOf(path);
  const of = Math.max(story?.takes ?? 1, current + 1);
  const newest = path.steps.at(-1);
  // What a player typed is told once.
  if (branch?.origin !== 'dreamed' || !newest || newest.id.startsWith('_') || of === 1) return null;
  const take = (/** @type {number} */ number) => `#/${lastBelow(kept, withTake(path, number))}`;
  return {
    current,
    of,
    previous: current > 0 ? take(current - 1) : null,
    next: current + 1 < of ? take(current + 1) : null,
  };
}

/**
 * How many endings of its story the reader has found with this one.
 * @param {State} state
 * @param {StoryPath} path
 */
function endingsFound({ kept }, path) {
  const found = Object.entries(kept.read)
    .filter(([dream]) => dream.startsWith(`${path.story}/`))
    .flatMap(([, pages]) => pages.filter(({ ending }) => ending !== 'none'));
  return isRead(kept, path) ? found.length : found.length + 1;
}

/**
 * Authored steps stand in every dream; dreamed ones only in their own, so there the next dream begins at its start.
 * @param {Branch | undefined} branch
 * @param {StoryPath} path
 * @param {Story | undefined} story
 */
function anotherDream(branch, path, story) {
  if (!story || story.dreams < 2) return null;
  const steps = branch?.origin === 'authored' ? path.steps : [];
  return href({ story: path.story, dream: (path.dream % story.dreams) + 1, steps });
}

/** @param {StoryPath} path */
function href(path) {
  return `#/${buildStoryPath(path)}`;
}

/**
 * A story's slug is its title until the real one has come.
 * @param {string} slug
 */
function spelledOut(slug) {
  const words = slug.replaceAll('-', ' ');
  return words[0].toUpperCase() + words.slice(1);
}
