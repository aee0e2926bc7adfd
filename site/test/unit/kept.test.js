import assert from 'node:assert/strict';
import test from 'node:test';
import {
  cleanName,
  deleted,
  lastBelow,
  leadsTo,
  named,
  nightOf,
  nothingKept,
  remember,
  renamed,
  restored,
  wellKept,
} from '../../js/kept.js';
import { parseStoryPath } from '../../js/story-path.js';

/** @import {Kept, ReadPage, StoryPath} from '../../types.js' */

/** @param {string} path */
const at = path => /** @type {StoryPath} */ (parseStoryPath(path));

/**
 * @param {string} path
 * @returns {ReadPage}
 */
const page = path => ({ path, label: `Way to ${path}`, dreamed: false, ending: 'none', line: '' });

/**
 * @param {Kept} kept
 * @param {string} night
 * @param {string[]} paths each with its trail
 */
function reading(kept, night, ...paths) {
  return paths.reduce((next, path, now) => {
    const { story, dream, steps } = at(path);
    const trail = steps.map(
      (_, n) =>
        `${story}/${dream}/${path
          .split('/')[2]
          .split('.')
          .slice(0, n + 1)
          .join('.')}`,
    );
    return remember(next, { path, night, pages: [`${story}/${dream}`, ...trail].map(page), now });
  }, kept);
}

test('a beginning that was only looked at is no night; the first step begins one', () => {
  assert.deepEqual(reading(nothingKept, 'a', 'spider/7').nights, []);
  assert.deepEqual(
    reading(nothingKept, 'a', 'spider/7', 'spider/7/open').nights.map(({ id, path }) => [id, path]),
    [['a', 'spider/7/open']],
  );
});

test('looking back does not move a night, another way does', () => {
  const deep = reading(nothingKept, 'a', 'spider/7/open.2.1');
  assert.equal(reading(deep, 'a', 'spider/7/open', 'spider/7').nights[0].path, 'spider/7/open.2.1');
  assert.equal(reading(deep, 'a', 'spider/7/open', 'spider/7/open.3').nights[0].path, 'spider/7/open.3');
});

test('several nights stand side by side, the last read first', () => {
  const two = reading(reading(nothingKept, 'a', 'spider/7/open'), 'b', 'spider/7/bed', 'spider/7/bed.1');
  const back = reading(two, 'a', 'spider/7/open.1');
  assert.deepEqual(
    back.nights.map(({ id, path }) => [id, path]),
    [
      ['a', 'spider/7/open.1'],
      ['b', 'spider/7/bed.1'],
    ],
  );
});

test('a link goes on with the night that stands there or before it, and takes no other from its place', () => {
  const kept = reading(nothingKept, 'a', 'spider/7/open.2');
  const opened = (/** @type {string} */ path) =>
    nightOf(kept, at(path), { night: null, newNight: 'new', chosen: false });
  assert.equal(opened('spider/7/open.2'), 'a');
  assert.equal(opened('spider/7/open.2.1'), 'a');
  assert.equal(opened('spider/7/open'), 'new');
  assert.equal(opened('spider/7/open.22'), 'new');
  assert.equal(opened('spider/8/open.2'), 'new');
});

test('a story chosen from the shelf is a new night, also where one stands', () => {
  const kept = reading(nothingKept, 'a', 'spider/7/open');
  assert.equal(nightOf(kept, at('spider/7/open.1'), { night: null, newNight: 'new', chosen: true }), 'new');
  assert.equal(nightOf(kept, at('spider/7/open.1'), { night: 'a', newNight: 'new', chosen: true }), 'a');
  assert.equal(nightOf(kept, at('spider/8'), { night: 'a', newNight: 'new', chosen: true }), 'new');
});

test('one path leads over another by whole steps', () => {
  assert.ok(leadsTo('spider/7', 'spider/7/open'));
  assert.ok(leadsTo('spider/7/1', 'spider/7/1.2'));
  assert.ok(!leadsTo('spider/7/1', 'spider/7/12'));
  assert.ok(!leadsTo('spider/7', 'spider/77'));
  assert.ok(!leadsTo('spider/7/1', 'spider/7/1~b'));
});

test('coming back to a take comes back to where the reader was in it', () => {
  const kept = reading(nothingKept, 'a', 'spider/7/open.2.1', 'spider/7/open~b', 'spider/7/open~b.3');
  assert.equal(lastBelow(kept, at('spider/7/open')), 'spider/7/open.2.1');
  assert.equal(lastBelow(kept, at('spider/7/open~b')), 'spider/7/open~b.3');
  assert.equal(lastBelow(kept, at('spider/7/open~c')), 'spider/7/open~c');
});

test('pages are noted once, and the newest is the last', () => {
  const kept = reading(nothingKept, 'a', 'spider/7/open.2', 'spider/7/open');
  assert.deepEqual(
    kept.read['spider/7'].map(({ path }) => path),
    ['spider/7', 'spider/7/open.2', 'spider/7/open'],
  );
});

test('a night can be named, deleted, and taken back to its place', () => {
  const kept = reading(reading(nothingKept, 'a', 'spider/7/open'), 'b', 'spider/7/bed', 'spider/7/bed.1');
  const [, a] = kept.nights;
  assert.equal(renamed(kept, 'a', ' Mine\n').nights[1].name, 'Mine');
  const less = deleted(kept, 'a');
  assert.deepEqual(
    less.nights.map(({ id }) => id),
    ['b'],
  );
  assert.deepEqual(restored(less, a), kept);
  assert.deepEqual(restored(kept, a), kept, 'twice is once');
});

test('names are one line without braces; an empty one is the author’s', () => {
  const kept = named(nothingKept, 'spider', { sister: ' A{n}na\n Maria\u200b ', dog: '  ' });
  assert.deepEqual(kept.names, { spider: { sister: 'Anna Maria' } });
  assert.equal(Array.from(cleanName('\u{1f56f}'.repeat(100))).length, 40);
});

test('whatever stands in the browser’s store, what comes out can be used', () => {
  for (const found of [
    {},
    { nights: 7, read: [], names: 'x', wishes: null },
    { nights: [null, {}], read: { a: [1] } },
  ]) {
    const kept = wellKept(found);
    assert.deepEqual([kept.nights, Object.values(kept.read).flat(), kept.names], [[], [], {}]);
    assert.deepEqual(kept.wishes, nothingKept.wishes);
  }
  const kept = reading(nothingKept, 'a', 'spider/7/open.2');
  assert.deepEqual(wellKept(JSON.parse(JSON.stringify(kept))), kept);
  const bent = { ...kept.nights[0], path: 'javascript:alert(1)' };
  assert.deepEqual(wellKept({ ...kept, nights: [bent] }).nights, []);
});
