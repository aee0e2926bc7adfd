import assert from 'node:assert/strict';
import test from 'node:test';
import { drawId, sayable } from '../../js/free-text.js';
import { parseStoryPath } from '../../js/story-path.js';
import { after, branch, came, pageOf, routed, story } from './samples.js';

/** @import {ReadingPage, Event} from '../../types.js' */

const ID = '_AAAAAAAAAAAAAAAAAAAAA-';
/** @type {Event} */
const stories = { type: 'storiesCame', stories: [story()], freeText: true };
const offered = came('spider/7', { choices: [{ id: 'open', label: 'Open', path: 'spider/7/open', dream: true }] });

/** @param {Event[]} events */
function page(...events) {
  return /** @type {ReadingPage} */ (pageOf(after(...events)));
}

test('ids are steps of a story path, and no two are alike', () => {
  const ids = new Set(Array.from({ length: 1000 }, drawId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.ok(parseStoryPath(`spider/7/${id}`), id);
});

test('1 to 200 characters can be said, counted as a reader counts them', () => {
  assert.equal(sayable('  blow \n out\tthe candle '), 'blow out the candle');
  assert.equal(sayable(' \n '), null);
  assert.equal(sayable('\u{1f56f}'.repeat(200)), '\u{1f56f}'.repeat(200));
  assert.equal(sayable('a'.repeat(201)), null);
  assert.equal(sayable('e\u0301'), '\u00e9');
});

test('where the server lets players type, a page with ways on does too', () => {
  assert.equal(page(stories, routed('#/spider/7'), offered).freeText, true);
  assert.equal(page({ ...stories, freeText: false }, routed('#/spider/7'), offered).freeText, false);
  const closed = came('spider/7', { ending: 'authored' });
  assert.equal(page(stories, routed('#/spider/7'), closed).freeText, false);
});

test('what was typed is the heading of the page it leads to until that has come, and asks for itself', () => {
  const path = `spider/7/${ID}`;
  /** @type {Event} */
  const typed = { type: 'typed', from: 'spider/7', id: ID, text: 'Call Ottilie' };
  const state = after(stories, routed('#/spider/7'), offered, typed, routed(`#/${path}`, { chosen: true }));
  assert.deepEqual(state.typed, { [path]: { id: ID, text: 'Call Ottilie' } });
  const waiting = /** @type {ReadingPage} */ (pageOf(state));
  assert.equal(waiting.trail.at(-1)?.heading, 'Call Ottilie');
  assert.equal(waiting.waiting, 'Behind this door something is being dreamed…');
  assert.equal(waiting.secret, true);
});

test('what grows from typed words says that its link is the only way to it, and is told once', () => {
  const below = `spider/7/${ID}.1`;
  const seen = page(stories, routed(`#/${below}`), came(below, { origin: 'dreamed', provenance: null }));
  assert.equal(seen.secret, true);
  assert.match(seen.trail.at(-1)?.note?.detail ?? '', /30 days/);
  assert.notEqual(seen.trail.at(-1)?.takes, null, 'a choice below has takes');
  const own = `spider/7/${ID}`;
  const first = page(stories, routed(`#/${own}`), came(own, { origin: 'dreamed' }));
  assert.equal(first.trail.at(-1)?.takes, null, 'typed words are told once');
  assert.equal(branch(own).path, own);
});
