import assert from 'node:assert/strict';
import test from 'node:test';
import { againMs, mayPass, refused, restWords } from '../../js/problem.js';
import { after, came, pageOf, routed, story } from './samples.js';

/** @import {Event, ReadingPage} from '../../types.js' */

const stories = /** @type {Event} */ ({ type: 'storiesCame', stories: [story()] });
const doors = [
  { id: 'open', label: 'Open the door to {sister}', path: 'spider/7/open' },
  { id: 'bed', label: 'Look under the bed', path: 'spider/7/bed', dream: true },
];

/**
 * @param {Event[]} events
 * @returns {ReadingPage}
 */
function reading(...events) {
  const page = pageOf(after(...events));
  assert.equal(page.kind, 'reading');
  return /** @type {ReadingPage} */ (page);
}

test('a story picked from the list starts in one of its dreams, as the lot falls', () => {
  const hrefs = [0, 0.5, 0.9999].map(lot => {
    const page = pageOf(after(routed('', { lot }), stories));
    return page.kind === 'list' && page.stories?.[0].href;
  });
  assert.deepEqual(hrefs, ['#/spider/1', '#/spider/9', '#/spider/16']);
});

test('the trail shows every passage with the choice that was taken to it', () => {
  const { trail, documentTitle } = reading(
    stories,
    routed('#/spider/7/open.2'),
    came('spider/7/open.2', { origin: 'dreamed', choice: 'Ask {sister}' }),
    came('spider/7'),
    came('spider/7/open'),
  );
  assert.deepEqual(
    trail.map(({ path, heading, dreamed, paragraphs }) => ({ path, heading, dreamed, paragraphs })),
    [
      { path: 'spider/7', heading: '', dreamed: false, paragraphs: ['Text of spider/7.'] },
      { path: 'spider/7/open', heading: 'Way open', dreamed: false, paragraphs: ['Text of spider/7/open.'] },
      { path: 'spider/7/open.2', heading: 'Ask Ottilie', dreamed: true, paragraphs: ['Text of spider/7/open.2.'] },
    ],
  );
  assert.equal(documentTitle, 'Ask Ottilie · Spider · Feverdream');
});

test('while a way is waited for, its label stands already and no way can be chosen', () => {
  const page = reading(stories, routed('#/spider/7'), came('spider/7', { choices: doors }), routed('#/spider/7/bed'));
  assert.deepEqual(page.ways, []);
  assert.match(page.waiting ?? '', /dreamed/);
  assert.deepEqual(
    page.trail.map(({ heading, dreamed }) => [heading, dreamed]),
    [
      ['', false],
      ['Look under the bed', true],
    ],
  );
});

test('a door into the dream is told from an authored way', () => {
  const { ways } = reading(stories, routed('#/spider/7'), came('spider/7', { choices: doors }));
  assert.deepEqual(ways, [
    { href: '#/spider/7/open', label: 'Open the door to Ottilie', dream: false, open: null },
    { href: '#/spider/7/bed', label: 'Look under the bed', dream: true, open: null },
  ]);
});

test('somebody else’s dream in progress is said to be that', () => {
  const page = reading(stories, routed('#/spider/7/bed'), {
    type: 'dreaming',
    path: 'spider/7/bed',
    retryAfterMs: 500,
  });
  assert.match(page.waiting ?? '', /Somebody else/);
});

test('no text is shown before the names in it are known, or known not to come', () => {
  const opened = [routed('#/spider/7'), came('spider/7', { text: 'Hello {sister}.', choices: doors })];
  assert.notEqual(reading(...opened).waiting, null);
  assert.deepEqual(reading(...opened, stories).trail[0].paragraphs, ['Hello Ottilie.']);
  const failed = /** @type {Event} */ ({ type: 'failed', what: 'stories', problem: refused(503, null, 0) });
  assert.deepEqual(reading(...opened, failed).trail[0].paragraphs, ['Hello {sister}.']);
});

test('a dreamed step has takes up to the story’s number; an authored one has none', () => {
  const takes = (/** @type {string} */ path, origin = 'dreamed') =>
    reading(stories, routed(`#/${path}`), came(path, { origin: /** @type {any} */ (origin) })).trail.at(-1)?.takes;
  assert.deepEqual(takes('spider/7/bed'), { current: 0, of: 3, previous: null, next: '#/spider/7/bed~b' });
  assert.deepEqual(takes('spider/7/bed~c'), { current: 2, of: 3, previous: '#/spider/7/bed~b', next: null });
  assert.equal(takes('spider/7/open', 'authored'), null);
});

test('a take beyond the author’s number, kept from earlier days, still counts itself', () => {
  const page = reading(stories, routed('#/spider/7/bed~e'), came('spider/7/bed~e', { origin: 'dreamed' }));
  assert.deepEqual(page.trail.at(-1)?.takes, { current: 4, of: 5, previous: '#/spider/7/bed~d', next: null });
});

test('another dream keeps authored steps, leaves dreamed ones, and the last is followed by the first', () => {
  const another = (/** @type {string} */ path, origin = 'authored') =>
    reading(stories, routed(`#/${path}`), came(path, { origin: /** @type {any} */ (origin) })).anotherDream;
  assert.equal(another('spider/7/open'), '#/spider/8/open');
  assert.equal(another('spider/7/open.2', 'dreamed'), '#/spider/8');
  assert.equal(another('spider/16'), '#/spider/1');
  assert.equal(reading(stories, routed('#/spider/7/open')).anotherDream, '#/spider/8');
});

test('a page that is gone leaves a gap, and what follows it is still read', () => {
  const { trail, problem } = reading(
    stories,
    routed('#/spider/7/open.2'),
    came('spider/7/open.2', { origin: 'dreamed' }),
    came('spider/7'),
    { type: 'failed', what: 'spider/7/open', problem: refused(410, null, 0) },
  );
  assert.deepEqual(
    trail.map(({ missing }) => missing),
    [false, true, false],
  );
  assert.equal(problem, null);
});

test('a bad link says so without asking anybody', () => {
  const page = pageOf(after(routed('#/spider/x/../y')));
  assert.ok(page.kind === 'lost' && page.problem.detail.includes('#/spider/x/../y'));
});

test('a problem speaks in the server’s words, and has a title for readers', () => {
  const blank = { type: 'about:blank', title: 'Service Unavailable', detail: 'too many dreams are being written' };
  assert.deepEqual(refused(503, { ...blank, next: 'ask again in a few seconds' }, 3), {
    title: 'The page stays dark',
    detail: 'Too many dreams are being written.\nAsk again in a few seconds.',
    status: 503,
    restSeconds: 3,
  });
  assert.equal(
    refused(503, { ...blank, type: '/problems/asleep', title: 'The dreamer sleeps' }, 0).title,
    'The dreamer sleeps',
  );
  const file = 'function/stories/spider.twee:41: [[Down->Celar]]';
  assert.equal(refused(503, { ...blank, detail: file }, 0).detail, file);
});

test('a refusal without words is told by its status', () => {
  for (const body of [null, '<html>', {}, 7, []]) {
    const { title, detail } = refused(502, body, 0);
    assert.ok(title.length > 0 && detail.includes('502'));
  }
});

test('only what may pass can be tried again', () => {
  const statuses = [0, 429, 500, 503, 400, 404, 410];
  const tried = statuses.filter(status => mayPass({ title: '', detail: '', restSeconds: 0, status }));
  assert.deepEqual(tried, [0, 429, 500, 503]);
});

test('a refusal that is soon over is asked again by itself, and says so', () => {
  const again = (/** @type {number} */ status, /** @type {number} */ restSeconds) =>
    againMs({ title: '', detail: '', status, restSeconds });
  assert.deepEqual([again(503, 30), again(429, 2)], [30_000, 2000]);
  assert.deepEqual([again(503, 0), again(503, 36_000), again(410, 30), again(0, 0)], [null, null, null, null]);
  assert.match(restWords(30), /30 seconds; then it is asked again/);
  assert.doesNotMatch(restWords(36_000), /again/);
});

test('the note under a dreamed text says who wrote it', () => {
  const provenance = { model: 'gothic-6m-0123456789', tokens: 64, generateMs: 912, createdAt: '2026-11-24T02:00:00Z' };
  const note = (/** @type {boolean} */ fallback) =>
    reading(
      stories,
      routed('#/spider/7/bed'),
      came('spider/7/bed', { origin: 'dreamed', provenance: { ...provenance, fallback } }),
    ).trail[1].note;
  assert.equal(note(false)?.summary, 'A machine wrote this.');
  assert.match(note(false)?.detail ?? '', /gothic-6m-0123456789, 64 tokens in 0.9 s, on 24 November 2026/);
  assert.match(note(true)?.summary ?? '', /person’s/);
});
