import assert from 'node:assert/strict';
import test from 'node:test';
import { mayAsk } from '../../js/ahead.js';
import { remember } from '../../js/kept.js';
import { mapPage } from '../../js/map-page.js';
import { step, wants } from '../../js/state.js';
import { after, came, routed, story } from './samples.js';

/** @import {Event, MapNode, State} from '../../types.js' */

/** @type {Event} */
const stories = { type: 'storiesCame', stories: [story()], ahead: true };
const none = { shut: new Set(), open: new Set(), all: false };

/**
 * @param {string} path
 * @param {Record<string, boolean | null>} doors by id
 * @param {Partial<MapNode>} [change]
 * @returns {MapNode}
 */
function node(path, doors, change) {
  const start = path.split('/').length === 2;
  const choices = Object.entries(doors).map(([id, open]) => {
    return { id, label: `To ${id} with {sister}`, path: `${path}${start ? '/' : '.'}${id}`, open, dream: true };
  });
  return {
    path,
    parent: null,
    choice: `Way ${path}`,
    origin: 'dreamed',
    ending: 'none',
    choices,
    truncated: false,
    ...change,
  };
}

/**
 * @param {string} here
 * @param {MapNode[]} nodes
 */
function map(here, ...nodes) {
  return after(stories, routed(`#/map/${here}`), { type: 'charted', path: 'spider/7', nodes });
}

const nodes = [
  node('spider/7', { open: true, bed: true, dark: false }),
  node('spider/7/bed', { 1: true, 2: null }),
  node('spider/7/bed.1', {}, { ending: 'dreamed' }),
  node('spider/7/open', { 1: true }),
  node('spider/7/open~b', {}),
  node('spider/7/open.1', { 1: true }),
  node('spider/7/open.1.1', { 1: null }, { truncated: true }),
];

/** @param {State} state */
const shown = (state, folds = none) => mapPage(state, folds).stars.map(({ path }) => path);

test('the tree is in the order of its doors, takes beside each other, dark doors on the way here', () => {
  assert.deepEqual(shown(map('spider/7', ...nodes), { ...none, all: true }), [
    'spider/7',
    'spider/7/open',
    'spider/7/open.1',
    'spider/7/open.1.1',
    'spider/7/open~b',
    'spider/7/bed',
    'spider/7/bed.1',
    'spider/7/dark',
  ]);
});

test('what is far from the reader’s own is folded until they unfold it', () => {
  const state = map('spider/7', ...nodes);
  assert.ok(!shown(state).includes('spider/7/open.1.1'));
  assert.ok(shown(state).includes('spider/7/open.1'));
  assert.ok(shown(state, { ...none, open: new Set(['spider/7/open.1']) }).includes('spider/7/open.1.1'));
  assert.deepEqual(shown(state, { ...none, shut: new Set(['spider/7']) }), ['spider/7']);
});

test('levels, places and sizes are those that a screen reader is told', () => {
  const { stars } = mapPage(map('spider/7', ...nodes), none);
  assert.deepEqual(
    stars.filter(({ depth }) => depth === 1).map(({ path, at, of }) => [path, at, of]),
    [
      ['spider/7/open', 1, 4],
      ['spider/7/open~b', 2, 4],
      ['spider/7/bed', 3, 4],
      ['spider/7/dark', 4, 4],
    ],
  );
  const rows = stars.filter(({ opens, shut }) => !opens || shut).map(({ row }) => row);
  assert.deepEqual(
    rows,
    rows.map((_, index) => index),
    'no two leaves on one line',
  );
});

test('yours is bright, others’ is not, and both are said', () => {
  const pages = [
    { path: 'spider/7/bed', label: 'Look', dreamed: true, ending: /** @type {const} */ ('none'), line: '' },
  ];
  const state = map('spider/7/bed', ...nodes);
  const kept = remember(state.kept, { path: 'spider/7/bed', night: 'a', pages, now: 0 });
  const { stars, yours } = mapPage({ ...state, kept }, none);
  const bed = stars.find(({ path }) => path === 'spider/7/bed');
  assert.deepEqual([bed?.yours, bed?.here, bed?.about], [true, true, 'You are here. A machine wrote it.']);
  const end = stars.find(({ path }) => path === 'spider/7/bed.1');
  assert.deepEqual([end?.yours, end?.ending], [false, 'dreamed']);
  assert.match(end?.about ?? '', /Others.*ending/);
  assert.equal(stars.find(({ path }) => path === 'spider/7/dark')?.label, 'To dark with Ottilie');
  assert.equal(yours, 1);
});

test('without any map, one’s own pages are still on it', () => {
  const page = came('spider/7/open', { origin: 'dreamed', choice: 'Open' });
  const state = after(stories, page, routed('#/map/spider/7/open'));
  assert.deepEqual(shown(state), ['spider/7', 'spider/7/open']);
});

test('a map asks for every third step of the way, none of it beyond typed words, and for what is unfolded', () => {
  const asked = (/** @type {State} */ state) => wants(state).filter(what => what !== 'stories');
  assert.deepEqual(asked(after(routed('#/map/spider/7/a.1.2.3.4.5.6'))), [
    'map:spider/7',
    'map:spider/7/a.1.2',
    'map:spider/7/a.1.2.3.4.5',
  ]);
  assert.deepEqual(asked(after(routed('#/map/spider/7/_AAAAAAAAAAAAAAAAAAAAA-.1.2.3'))), ['map:spider/7']);
  const state = step(map('spider/7', ...nodes), { type: 'unfolded', path: 'spider/7/open.1.1' });
  assert.deepEqual(asked(state), ['map:spider/7/open.1.1']);
});

test('a node at one map’s edge does not undo what its own map told', () => {
  const own = node('spider/7/open', { 1: true });
  const state = step(map('spider/7', own), {
    type: 'charted',
    path: 'spider/7',
    nodes: [node('spider/7/open', { 1: null }, { truncated: true })],
  });
  assert.equal(state.charted['spider/7/open'].truncated, false);
});

test('ahead is asked for where doors are dark, and never while it should not be', () => {
  const doors = [{ id: 'bed', label: 'Bed', path: 'spider/7/bed', dream: true }];
  const state = after(stories, routed('#/spider/7'), came('spider/7', { choices: doors }));
  assert.equal(mayAsk(state, 'spider/7', 1000), true);
  assert.equal(mayAsk({ ...state, ahead: false }, 'spider/7', 1000), false, 'the server does not');
  assert.equal(mayAsk({ ...state, restUntil: 2000 }, 'spider/7', 1000), false, 'the budget is spent');
  assert.equal(mayAsk({ ...state, restUntil: 500 }, 'spider/7', 1000), true);
  const kept = { ...state.kept, wishes: { ...state.kept.wishes, ahead: false } };
  assert.equal(mayAsk({ ...state, kept }, 'spider/7', 1000), false, 'the reader does not want it');
  const lit = { charted: { 'spider/7': node('spider/7', { bed: true }) } };
  assert.equal(mayAsk({ ...state, ...lit }, 'spider/7', 1000), false, 'all doors are open');
  assert.equal(mayAsk(state, 'spider/7/_AAAAAAAAAAAAAAAAAAAAA-', 1000), false, 'typed words are private');
});
