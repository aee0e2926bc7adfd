// What the page shows for a state. Still pure: plain values, which the views turn into elements.

import { noteOf } from './note.js';
import { tornLink } from './problem.js';
import { pathInView } from './state.js';
import { buildStoryPath, isSecret, takeOf, trailOf, withTake } from './story-path.js';
import { paragraphs, readable } from './text.js';

/** @import {Branch, LostPage, ListPage, Page, ReadingPage, State, Story, StoryPath, TakesShown, TrailEntry} from '../types.js' */

const NAME = 'Feverdream';

/**
 * @param {State} state
 * @returns {Page}
 */
export function pageOf(state) {
  const path = pathInView(state);
  if (path) return readingPage(state, path);
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
function listPage({ stories, storyErrors, problems, lot }) {
  return {
    kind: 'list',
    documentTitle: NAME,
    stories:
      stories?.map(story => ({
        ...story,
        title: readable(story.title, story.slots),
        blurb: readable(story.blurb, story.slots),
        href: href({ story: story.id, dream: 1 + Math.floor(lot * story.dreams), steps: [] }),
      })) ?? null,
    storyErrors,
    problem: problems.stories ?? null,
  };
}

/**
 * @param {State} state
 * @param {StoryPath} path
 * @returns {ReadingPage}
 */
function readingPage(state, path) {
  const own = buildStoryPath(path);
  const story = state.stories?.find(({ id }) => id === path.story);
  // Names are woven into the text, so no text is shown before the names are known, or known not to come.
  const named = state.stories !== null || state.problems.stories !== undefined;
  const branch = named ? state.branches[own] : undefined;
  const title = story ? readable(story.title, story.slots) : spelledOut(path.story);
  const trail = trailOf(path)
    .map((_, depth) => trailEntry(state, { ...path, steps: path.steps.slice(0, depth) }, named, story))
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
    ways: branch ? branch.choices.map(({ label, path: to, dream }) => way(label, to, dream, story)) : [],
    freeText: state.freeText && (branch?.choices.length ?? 0) > 0,
    secret: isSecret(path),
    takes: takesShown(branch, path, story),
    ending: branch?.ending ?? 'none',
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
 * @returns {TrailEntry}
 */
function trailEntry(state, path, named, story) {
  const own = buildStoryPath(path);
  const slots = story?.slots ?? [];
  const branch = named ? state.branches[own] : undefined;
  const offered = offer(state, path);
  return {
    path: own,
    heading: readable(branch?.choice ?? offered?.label ?? state.typed[own]?.text ?? '', slots),
    read: branch !== undefined,
    dreamed: branch ? branch.origin === 'dreamed' : offered?.dream === true || state.typed[own] !== undefined,
    paragraphs: branch ? paragraphs(branch.text, slots) : [],
    note: branch ? noteOf(branch, isSecret(path)) : null,
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
 * @param {string} label
 * @param {string} to
 * @param {boolean | undefined} dream
 * @param {Story | undefined} story
 */
function way(label, to, dream, story) {
  return { href: `#/${to}`, label: readable(label, story?.slots ?? []), dream: dream === true };
}

/**
 * @param {Branch | undefined} branch
 * @param {StoryPath} path
 * @param {Story | undefined} story
 * @returns {TakesShown | null}
 */
function takesShown(branch, path, story) {
  const current = takeOf(path);
  const of = Math.max(story?.takes ?? 1, current + 1);
  const newest = path.steps.at(-1);
  // What a player typed is told once.
  if (branch?.origin !== 'dreamed' || !newest || newest.id.startsWith('_') || of === 1) return null;
  return {
    current,
    of,
    previous: current > 0 ? href(withTake(path, current - 1)) : null,
    next: current + 1 < of ? href(withTake(path, current + 1)) : null,
  };
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
