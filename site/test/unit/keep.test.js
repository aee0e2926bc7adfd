// Copies that a player takes along. Twee is read by an independent parser here and by the game in the function's tests:
// `WRITE_GOLDEN=1 npm test` writes what those read.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
// @ts-expect-error the package has no types
import * as extwee from 'extwee';
import { copyOf, recipeOf } from '../../js/keep/copy.js';
import { dataOf, htmlOf, PLAYER_SHA256, STYLE_SHA256 } from '../../js/keep/html.js';
import { plainOf } from '../../js/keep/plain.js';
import { idOf, tweeOf } from '../../js/keep/twee.js';
import { branch, story } from './samples.js';

/** @import {Branch} from '../../types.js' */
/** @import {Recipe} from '../../types.keep.js' */

const IFID = 'D674C58C-DEFA-4F70-B7A2-27742230C0FC';
const golden = new URL('../../../function/src/test/resources/golden/copies/', import.meta.url);

/** @type {(text: string) => { name: string, IFID: string, start: string,
 *   passages: { name: string, text: string }[] }} */
const parseTwee = extwee.parseTwee;

/**
 * @param {string} from
 * @param {string} id
 * @param {string} label
 */
function choice(from, id, label) {
  return {
    id,
    label,
    path: from.split('/').length > 2 ? `${from}.${id}` : `${from}/${id}`,
    dream: /^\d|count/.test(id),
  };
}

/** Two takes of a door, a typed way, an ending, a door that nobody has opened, and a page that nothing leads to. */
const BRANCHES = [
  branch('spider/7', {
    text: 'You wake.\n\n{sister} does not.',
    choices: [choice('spider/7', 'count-arms', "Count {sister}'s arms"), choice('spider/7', 'sleep', 'Sleep on')],
  }),
  branch('spider/7/count-arms', {
    origin: 'dreamed',
    choice: "Count {sister}'s arms",
    text: 'Five of them.',
    choices: [choice('spider/7/count-arms', '1', 'Run'), choice('spider/7/count-arms', '2', 'Stay where you are')],
  }),
  branch('spider/7/count-arms~b', {
    origin: 'dreamed',
    choice: "Count {sister}'s arms",
    text: 'Nine.',
    ending: 'dreamed',
  }),
  branch('spider/7/count-arms.1', { origin: 'dreamed', choice: 'Run', text: 'You run.', ending: 'depth' }),
  branch(`spider/7/_${'x'.repeat(22)}`, {
    origin: 'dreamed',
    choice: 'Blow out the candle',
    text: 'Dark.',
    ending: 'dreamed',
  }),
  branch('spider/7/lost.1', { text: 'Nobody comes here.' }),
];

/** @type {Recipe} */
const RECIPE = {
  story: 'spider',
  model: 'gothic',
  browserModel: 'gothic',
  promptVersion: 1,
  sampling: '',
  premise: 'You are a boy, and {sister} is your sister.',
  choices: 3,
  tokens: 80,
  leastDepth: 4,
  greatestDepth: 12,
  fallbacks: ['{sister} hums in the next room.'],
  fallbackEndings: [],
  fallbackChoices: ['Hum along', 'Call {sister}', 'Say nothing'],
  forbid: ['phone'],
  words: [],
};

/**
 * @param {Record<string, string> | null} names
 * @param {Branch[]} [branches]
 */
function taken(names, branches = BRANCHES) {
  return { story: story(), dream: 7, link: 'https://x.test/#/spider/7', branches, names };
}

test('a copy holds what can be come to, every take of it, and what the player typed', () => {
  const copy = copyOf(taken({}));
  assert.deepEqual(
    copy.pages.map(({ paragraphs }) => paragraphs.join(' ')),
    ['You wake. Ottilie does not.', 'Five of them.', 'Nine.', 'Dark.', 'You run.'],
  );
  assert.deepEqual(copy.pages[0].ways, [
    { label: 'Count Ottilie’s arms', to: 1, dream: true },
    { label: 'Count Ottilie’s arms (take 2)', to: 2, dream: true },
    { label: 'Sleep on', to: null, dream: false },
    { label: 'Blow out the candle', to: 3, dream: true },
  ]);
});

test('the names in it are the player’s own, or left open', () => {
  assert.equal(copyOf(taken({ sister: 'Mary' })).pages[0].paragraphs[1], 'Mary does not.');
  assert.deepEqual(copyOf(taken({ sister: 'Mary' })).slots, []);
  const open = copyOf(taken(null));
  assert.equal(open.pages[0].paragraphs[1], '{sister} does not.');
  assert.deepEqual(open.slots, story().slots);
  assert.equal(recipeOf(RECIPE, taken({ sister: 'Mary' })).premise, 'You are a boy, and Mary is your sister.');
  assert.equal(recipeOf(RECIPE, taken(null)).fallbackChoices[1], 'Call {sister}');
});

test('a night in plain text reads as one tale, a tree as a gamebook', () => {
  const night = plainOf(copyOf(taken({}, [BRANCHES[0], BRANCHES[1], BRANCHES[3]])));
  assert.match(night, /^Spider\nby A\. Author\nDream 7 · https:\/\/x\.test\/#\/spider\/7\n\nYou wake\.\n\nOttilie/);
  assert.match(night, /> Run\n\nYou run\.\n\n— The dream goes no deeper\.\n$/);
  assert.doesNotMatch(night, /turn to/);
  const tree = plainOf(copyOf(taken({})));
  assert.match(
    tree,
    /Count Ottilie’s arms: turn to 2\n {2}Count Ottilie’s arms \(take 2\): turn to 3\n {2}Sleep on: nobody/,
  );
  assert.match(tree, /\[3\] Count Ottilie’s arms\n\nNine\.\n\n— Here the dream ends\.\n/);
});

test('nothing that was read can leave the block of data it stands in', () => {
  const wild = { text: '</script><script>alert(1)</script><!-- ]]> &amp; \u2028' };
  assert.doesNotMatch(dataOf(wild), /[<>&\u2028]/);
  assert.deepEqual(JSON.parse(dataOf(wild)), wild);
  const html = htmlOf(copyOf(taken({}, [branch('spider/7', { text: wild.text, choice: '<img>' })])), {
    code: '',
    style: '',
  });
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.doesNotMatch(html, /alert\(1\)<|<img/);
  const titled = htmlOf({ ...copyOf(taken({})), title: '</title><b>' }, { code: '', style: '' });
  assert.match(titled, /<title>&#60;\/title&#62;&#60;b&#62;<\/title>/);
});

test('the policy of a copy lets its own code and style run, to the letter', () => {
  for (const [name, expected] of [
    ['player.js', PLAYER_SHA256],
    ['player.css', STYLE_SHA256],
  ]) {
    const text = readFileSync(new URL(`../../js/keep/${name}`, import.meta.url), 'utf8');
    assert.equal(
      `sha256-${createHash('sha256').update(text).digest('base64')}`,
      expected,
      `${name}: write this in html.js`,
    );
    assert.doesNotMatch(text, /<\/(script|style)|<!--/i);
  }
});

for (const [name, branches] of Object.entries({
  tree: BRANCHES,
  hostile: [
    branch('spider/7', {
      text: ':: Not a header\n\nSee [[this->Nowhere]] and {braces} and <b>that</b> $x.\n\n\\:: nor this',
      choices: [
        choice('spider/7', 'a', 'Go -> there | [[now]] <- {here}'),
        choice('spider/7', 'b', 'Идти дальше'),
        choice('spider/7', 'c', 'The very long way that goes on and on to the left'),
        choice('spider/7', 'd', 'The very long way that goes on and on to the right'),
        choice('spider/7', 'e', '*'),
      ],
    }),
    branch('spider/7/b', { choice: '[x]{y} :: \\ z', text: 'Ende.', ending: 'authored' }),
  ],
})) {
  for (const [how, names] of Object.entries({ named: { sister: 'Mary' }, open: null })) {
    test(`a ${name}, ${how}, as Twee is read by another parser and kept for the game to read`, () => {
      const what = taken(names, branches);
      const copy = copyOf(what);
      const twee = tweeOf(copy, recipeOf(RECIPE, what), IFID);
      const read = parseTwee(twee);
      assert.equal(read.IFID, IFID);
      assert.equal(read.name, 'Spider');
      const passages = read.passages.filter(passage => passage.name !== 'Feverdream');
      assert.equal(passages.length, copy.pages.length);
      assert.equal(read.start, passages[0].name);
      const known = new Set([...passages.map(passage => passage.name), '*']);
      passages.forEach((passage, at) => {
        const links = [...passage.text.matchAll(/\[\[(.*?)->(.*?)\]\]/g)];
        assert.equal(links.length, copy.pages[at].ending === 'none' ? copy.pages[at].ways.length : 0, passage.text);
        for (const [, , target] of links) assert.ok(known.has(target), target);
      });
      const target = new URL(`${name}-${how}.twee`, golden);
      if (process.env.WRITE_GOLDEN) {
        mkdirSync(golden, { recursive: true });
        writeFileSync(target, twee);
      }
      assert.equal(readFileSync(target, 'utf8'), twee);
    });
  }
}

test('without the author’s settings a copy still is a story that the game can read', () => {
  const twee = tweeOf(copyOf(taken({})), null, IFID);
  assert.equal(parseTwee(twee).passages.length, 6);
  const target = new URL('without-recipe.twee', golden);
  if (process.env.WRITE_GOLDEN) writeFileSync(target, twee);
  assert.equal(readFileSync(target, 'utf8'), twee);
});

test('a label’s id is what the game makes of it', () => {
  assert.equal(idOf('Blow out the candle!'), 'blow-out-the-candle');
  assert.equal(idOf('Don’t — Åse'), 'dont-ase');
  assert.equal(idOf('Ждать'), null);
  assert.equal(idOf('9 9'), null);
  assert.equal(idOf(`${'a'.repeat(31)} b`), 'a'.repeat(31));
});
