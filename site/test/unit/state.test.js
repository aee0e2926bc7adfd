import assert from 'node:assert/strict';
import test from 'node:test';
import { unreachable } from '../../js/problem.js';
import { firstState, step, wants } from '../../js/state.js';
import { after, branch, routed, story } from './samples.js';

/** @import {State} from '../../types.js' */

/**
 * @param {State} state
 * @param {string[]} all
 */
const asking = (state, ...all) => all.reduce((next, what) => step(next, { type: 'asked', what }), state);

test('an opened link asks for its own branch first, and for the trail only when that is there', () => {
  const opened = after(routed('#/spider/7/open.1'));
  assert.deepEqual(wants(opened), ['stories', 'spider/7/open.1']);
  const read = step(opened, { type: 'came', path: 'spider/7/open.1', branch: branch('spider/7/open.1') });
  assert.deepEqual(wants(read), ['stories', 'spider/7', 'spider/7/open']);
});

test('what is being asked is not asked again, however often a way is clicked', () => {
  let state = asking(after(routed('#/spider/7')), 'stories', 'spider/7');
  state = step(state, routed('#/spider/7', { chosen: true }));
  assert.deepEqual(wants(state), []);
});

test('going back and forward asks for nothing that was read', () => {
  const state = after(
    { type: 'storiesCame', stories: [story()] },
    routed('#/spider/7'),
    { type: 'came', path: 'spider/7', branch: branch('spider/7') },
    routed('#/spider/7/1', { chosen: true }),
    { type: 'came', path: 'spider/7/1', branch: branch('spider/7/1') },
  );
  const back = step(state, routed('#/spider/7'));
  assert.deepEqual(wants(back), []);
  assert.deepEqual(wants(step(back, routed('#/spider/7/1'))), []);
});

test('a failure is not repeated by going back to it, but by choosing it again or by asking to', () => {
  const failed = after({ type: 'storiesCame', stories: [story()] }, routed('#/spider/7'), {
    type: 'failed',
    what: 'spider/7',
    problem: unreachable(),
  });
  assert.deepEqual(wants(failed), []);
  assert.deepEqual(wants(step(failed, routed('#/spider/7'))), []);
  assert.deepEqual(wants(step(failed, routed('#/spider/7', { chosen: true }))), ['spider/7']);
  assert.deepEqual(wants(step(failed, { type: 'retried' })), ['spider/7']);
});

test('an answer clears the problem before it', () => {
  const state = after(
    { type: 'failed', what: 'stories', problem: unreachable() },
    { type: 'storiesCame', stories: [] },
  );
  assert.deepEqual(state.problems, {});
});

test('a dream in progress is polled more and more slowly, never sooner than the server asked', () => {
  let state = asking(after(routed('#/spider/7/1')), 'spider/7/1');
  const waits = [];
  for (let poll = 0; poll < 6; poll++) {
    state = step(state, { type: 'dreaming', path: 'spider/7/1', retryAfterMs: 1000 });
    waits.push(state.asked['spider/7/1'].waitMs);
  }
  assert.deepEqual(waits, [1000, 1500, 2250, 3375, 5062.5, 7593.75]);
  state = step(state, { type: 'dreaming', path: 'spider/7/1', retryAfterMs: 1000 });
  assert.equal(state.asked['spider/7/1'].waitMs, 8000);
  state = step(state, { type: 'dreaming', path: 'spider/7/1', retryAfterMs: 20000 });
  assert.equal(state.asked['spider/7/1'].waitMs, 20000);
});

test('a dream that never comes ends as a problem that can be retried', () => {
  let state = asking(after({ type: 'storiesCame', stories: [] }, routed('#/spider/7/1')), 'spider/7/1');
  let polls = 0;
  while (state.asked['spider/7/1']) {
    state = step(state, { type: 'dreaming', path: 'spider/7/1', retryAfterMs: 1000 });
    assert.ok(++polls < 100, 'polling should end');
  }
  assert.match(state.problems['spider/7/1'].title, /does not come/);
  assert.deepEqual(wants(step(state, { type: 'retried' })), ['spider/7/1']);
});

test('a dream left while it was polled is asked for again on return', () => {
  const left = step(asking(after(routed('#/spider/7/1')), 'stories', 'spider/7/1'), {
    type: 'left',
    what: 'spider/7/1',
  });
  assert.deepEqual(wants(left), ['spider/7/1']);
});

test('no event changes the state it was given', () => {
  const frozen = Object.freeze({ ...firstState, branches: Object.freeze({}), asked: Object.freeze({}) });
  assert.doesNotThrow(() => {
    step(frozen, routed('#/spider/7'));
    step(frozen, { type: 'asked', what: 'stories' });
    step(frozen, { type: 'came', path: 'spider/7', branch: branch('spider/7') });
    step(frozen, { type: 'dreaming', path: 'spider/7', retryAfterMs: 1 });
    step(frozen, { type: 'failed', what: 'spider/7', problem: unreachable() });
    step(frozen, { type: 'retried' });
  });
});
