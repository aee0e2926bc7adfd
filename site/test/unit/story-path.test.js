import assert from 'node:assert/strict';
import test from 'node:test';
import { buildStoryPath, parseStoryPath, takeOf, trailOf, withTake } from '../../js/story-path.js';

/** @param {string} text */
function parsed(text) {
  const path = parseStoryPath(text);
  assert.ok(path, `${text} should be a story path`);
  return path;
}

test('a path builds back into itself', () => {
  for (const text of [
    'spider/7',
    'spider/7/open-the-cellar',
    'spider/7/open-the-cellar.2.1~b',
    'low-water/16/on.4~e.1',
    'spider/1/_AAAAAAAAAAAAAAAAAAAAA-.1',
  ]) {
    assert.equal(buildStoryPath(parsed(text)), text);
  }
});

test('what is not the one canonical text is no path', () => {
  for (const text of [
    '',
    'spider',
    'spider/',
    'spider/0',
    'spider/07',
    'spider/-1',
    'spider/7/',
    'spider/7/a/b',
    'spider/7/a..b',
    'spider/7/a~a',
    'spider/7/a~f',
    'spider/7/a~',
    'spider/7/~b',
    'spider/7/A',
    'spider/7/a b',
    'spider/7/a%20b',
    'spider/7/../../health',
    'Spider/7',
    'spider/7/_short',
    `spider/7/${'a'.repeat(33)}`,
    '<img src=x onerror=alert(1)>/7',
  ]) {
    assert.equal(parseStoryPath(text), null, text);
  }
});

test('a path is at most 40 steps and 1,000 characters', () => {
  const steps = (/** @type {number} */ count, step = '1') => `spider/7/${Array(count).fill(step).join('.')}`;
  assert.ok(parseStoryPath(steps(40)));
  assert.equal(parseStoryPath(steps(41)), null);
  assert.equal(parseStoryPath(steps(35, 'a'.repeat(32))), null);
});

test('the trail leads from the start passage to the path, takes included', () => {
  assert.deepEqual(trailOf(parsed('spider/7/open.2~b.1')), [
    'spider/7',
    'spider/7/open',
    'spider/7/open.2~b',
    'spider/7/open.2~b.1',
  ]);
  assert.deepEqual(trailOf(parsed('spider/7')), ['spider/7']);
});

test('a take changes the newest step alone, and take a is not written', () => {
  const path = parsed('spider/7/1~c.2');
  assert.equal(buildStoryPath(withTake(path, 1)), 'spider/7/1~c.2~b');
  assert.equal(buildStoryPath(withTake(withTake(path, 2), 0)), 'spider/7/1~c.2');
  assert.equal(takeOf(path), 0);
  assert.equal(takeOf(parsed('spider/7/1~c')), 2);
  assert.equal(takeOf(parsed('spider/7')), 0);
});
