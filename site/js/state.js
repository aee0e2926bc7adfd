// The pure core: what is known, and what each event makes of it. Knows neither network nor document.

import { charted, mapOf, mapsOf } from './charts.js';
import { isRead, nightOf, nothingKept } from './kept.js';
import { stillDreaming } from './problem.js';
import { buildStoryPath, parseStoryPath, trailOf } from './story-path.js';
import { lastSentence } from './text.js';

/** @import {Branch, Event, ReadPage, Route, State, StoryPath} from '../types.js' */

const PATIENCE_MS = 120_000;
const SLOWEST_POLL_MS = 8_000;

/** @type {State} */
export const firstState = {
  route: { kind: 'list' },
  lot: 0,
  stories: null,
  freeText: false,
  typed: {},
  storyErrors: [],
  branches: {},
  asked: {},
  problems: {},
  kept: nothingKept,
  night: '',
  deleted: null,
  naming: false,
  fresh: [],
  maps: [],
  charted: {},
  unfolded: [],
  lit: [],
  ahead: false,
  inBrowser: true,
  report: '',
  restUntil: 0,
};

/**
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function step(state, event) {
  switch (event.type) {
    case 'routed':
      return routed(state, event);
    case 'asked':
      return { ...state, asked: { ...state.asked, [event.what]: { polls: 0, waitedMs: 0, waitMs: 0 } } };
    case 'left':
      return { ...state, asked: without(state.asked, [event.what]) };
    case 'storiesCame':
      return {
        ...answered(state, 'stories'),
        stories: event.stories,
        storyErrors: event.storyErrors ?? [],
        freeText: event.freeText === true,
        report: event.report ?? '',
        ahead: event.ahead === true,
        inBrowser: event.inBrowser !== false,
      };
    case 'typed':
      return typed(state, event);
    case 'came':
      return came(state, event);
    case 'dreaming':
      return dreaming(state, event.path, event.retryAfterMs);
    case 'failed': {
      const next = answered(state, event.what);
      return { ...next, problems: { ...next.problems, [event.what]: event.problem } };
    }
    case 'kept':
      return { ...state, kept: event.kept };
    case 'nightDeleted':
      return { ...state, deleted: event.night };
    case 'naming':
      return { ...state, naming: event.open };
    case 'lit':
      return { ...state, lit: [...new Set([...state.lit, ...event.paths])] };
    case 'charted':
      return { ...answered(state, mapOf(event.path)), ...charted(state, event) };
    case 'unfolded':
      return { ...state, unfolded: [...state.unfolded, event.path] };
    case 'rests':
      return { ...state, restUntil: event.until };
    case 'retried':
      return { ...state, problems: without(state.problems, needed(state)) };
  }
}

/**
 * What the page in view lacks and nobody is fetching: 'stories' and story paths. The page's own branch comes first and
 * alone: only when it is there are its ancestors stored for certain, so that asking for them writes nothing new.
 * @param {State} state
 * @returns {string[]}
 */
export function wants(state) {
  return needed(state).filter(what => !known(state, what) && !state.asked[what] && !state.problems[what]);
}

/**
 * Whether the page in view still waits for this.
 * @param {State} state
 * @param {string} what
 */
export function isNeeded(state, what) {
  return needed(state).includes(what);
}

/**
 * The story path in view.
 * @param {State} state
 * @returns {StoryPath | null}
 */
export function pathInView({ route }) {
  return route.kind === 'reading' ? parseStoryPath(route.path) : null;
}

/**
 * What is to be remembered of the page in view, once its text is there.
 * @param {State} state
 * @param {number} now
 * @returns {{path: string, night: string, pages: ReadPage[], now: number} | null}
 */
export function visitOf(state, now) {
  const path = pathInView(state);
  const own = path && buildStoryPath(path);
  if (!path || !own || !state.branches[own]) return null;
  const pages = trailOf(path).flatMap(at => (state.branches[at] ? [readPage(at, state.branches[at])] : []));
  return { path: own, night: state.night, pages, now };
}

/**
 * @param {string} path
 * @param {Branch} branch
 * @returns {ReadPage}
 */
function readPage(path, { choice, origin, ending, text }) {
  const line = ending === 'none' ? '' : lastSentence(text);
  return { path, label: choice ?? '', dreamed: origin === 'dreamed', ending, line };
}

/** @param {State} state */
function needed(state) {
  if (state.route.kind === 'map') return ['stories', ...mapsOf(state, state.route.path)];
  const path = pathInView(state);
  if (!path) return ['stories'];
  const own = buildStoryPath(path);
  return state.branches[own] ? ['stories', ...trailOf(path)] : ['stories', own];
}

/**
 * @param {State} state
 * @param {string} what
 */
function known(state, what) {
  if (what === 'stories') return state.stories !== null;
  return what.startsWith(mapOf('')) ? state.maps.includes(what) : state.branches[what] !== undefined;
}

/**
 * A way chosen again after it failed is another try; going back to it is not.
 * @param {State} state
 * @param {Extract<Event, {type: 'routed'}>} event
 * @returns {State}
 */
function routed(state, { hash, lot, chosen, night = null, newNight = '' }) {
  const route = routeOf(hash);
  const next = {
    ...state,
    route,
    lot,
    naming: false,
    fresh: [],
    ...(route.kind === 'map' ? { maps: [], unfolded: [] } : {}),
  };
  const path = pathInView(next);
  if (!path) return { ...next, night: '' };
  const found = { ...next, night: nightOf(state.kept, path, { night, newNight, chosen }) };
  return chosen ? { ...found, problems: without(state.problems, [buildStoryPath(path)]) } : found;
}

/**
 * A story path wins over a room of the same name: its link was there first.
 * @param {string} hash
 * @returns {Route}
 */
function routeOf(hash) {
  const text = hash.replace(/^#?\/?/, '');
  if (text === '') return { kind: 'list' };
  if (parseStoryPath(text)) return { kind: 'reading', path: text };
  const slash = text.indexOf('/');
  const [room, rest] = [text.slice(0, slash), text.slice(slash + 1)];
  if (room === 'map' && parseStoryPath(rest)) return { kind: 'map', path: rest };
  if ((room === 'nights' || room === 'endings') && parseStoryPath(`${rest}/1`)) return { kind: room, story: rest };
  return { kind: 'lost', hash };
}

/**
 * @param {State} state
 * @param {Extract<Event, {type: 'came'}>} event
 * @returns {State}
 */
function came(state, { path, branch, fresh }) {
  const parsed = parseStoryPath(path);
  const news = fresh === true && parsed !== null && !isRead(state.kept, parsed);
  return {
    ...answered(state, path),
    branches: { ...state.branches, [path]: branch },
    typed: without(state.typed, [path]),
    fresh: news ? [...state.fresh, path] : state.fresh,
  };
}

/**
 * What a player typed belongs to the page it leads to, which is asked for with it until it has come.
 * @param {State} state
 * @param {{from: string, id: string, text: string}} event
 * @returns {State}
 */
function typed(state, { from, id, text }) {
  const path = parseStoryPath(from);
  if (!path) return state;
  const to = buildStoryPath({ ...path, steps: [...path.steps, { id, take: 'a' }] });
  return { ...state, typed: { ...state.typed, [to]: { id, text } } };
}

/**
 * Somebody else is having this dream written. Each poll rests half as long again, within reason.
 * @param {State} state
 * @param {string} path
 * @param {number} retryAfterMs
 */
function dreaming(state, path, retryAfterMs) {
  const before = state.asked[path] ?? { polls: 0, waitedMs: 0, waitMs: 0 };
  const slower = Math.min(SLOWEST_POLL_MS, Math.max(250, retryAfterMs) * 1.5 ** before.polls);
  const waitMs = Math.max(retryAfterMs, slower);
  const asked = { polls: before.polls + 1, waitedMs: before.waitedMs + waitMs, waitMs };
  if (asked.waitedMs > PATIENCE_MS) {
    return step(state, { type: 'failed', what: path, problem: stillDreaming(PATIENCE_MS / 1000) });
  }
  return { ...state, asked: { ...state.asked, [path]: asked } };
}

/**
 * @param {State} state
 * @param {string} what
 */
function answered(state, what) {
  return { ...state, asked: without(state.asked, [what]), problems: without(state.problems, [what]) };
}

/**
 * @template T
 * @param {Record<string, T>} record
 * @param {string[]} keys
 */
function without(record, keys) {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
