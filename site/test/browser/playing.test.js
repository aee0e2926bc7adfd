// What readers do, against the packaged application: its pages, its API, its model.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newestText, newReader, play, reading, take } from './reader.js';

const game = gameForThisFile();

/** @param {number} dream */
async function firstDoor(dream = 1) {
  const { page, open } = game.reader;
  await open(`#/spider/${dream}`);
  await arrived(page);
  return page.locator('.way[data-dream]').first();
}

test('five steps into a dream, and the same link tells a stranger the same story', async () => {
  const { page, open } = game.reader;
  await open('');
  await page.locator('.story-link').first().click();
  await arrived(page);
  await play(page, 5);
  const link = hashOf(page);
  assert.match(link, /^#\/[a-z0-9-]+\/[0-9]+\/[^.]+(\.[^.]+){4}$/);
  const mine = await reading(page);
  assert.ok((await page.locator('.segment[data-dreamed] .text p').count()) >= 2, 'the machine should have written');
  const notes = await page.locator('.segment[data-dreamed] .note summary').allTextContents();
  assert.ok(notes.includes('A machine wrote this.'), `the model should have written something: ${notes}`);
  await page.locator('.copy').click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());

  const stranger = await newReader(game.browser, game.application.url);
  await stranger.open(link);
  assert.deepEqual(await reading(stranger.page), mine);
  assert.equal(await stranger.page.title(), await page.title());
  assert.deepEqual(stranger.complaints, []);
  await stranger.context.close();
});

test('the first page is light', async () => {
  const { page, open } = game.reader;
  /** @type {import('playwright-core').Request[]} */
  const requests = [];
  page.on('requestfinished', request => requests.push(request));
  await open('');
  await page.locator('.story-link').first().waitFor();
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(requests.filter(one => one.resourceType() !== 'font').map(one => one.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  assert.ok(requests.length >= 15 && bytes > 20_000, `${requests.length} requests and ${bytes} bytes cannot be all`);
  assert.ok(bytes <= 60_000, `${bytes} bytes in ${requests.length} requests`);
  console.log(JSON.stringify({ firstPage: { requests: requests.length, bytes } }));
});

test('choices in a dream are the machine’s own and lead on', async () => {
  const { page } = game.reader;
  await take(page, await firstDoor());
  const path = hashOf(page).slice(2);
  const branch = await (await fetch(`${game.application.url}/api/stories/${path}`)).json();
  assert.equal(branch.origin, 'dreamed');
  assert.ok(branch.provenance.model.length > 0);
  assert.equal(await page.locator('.way').count(), branch.choices.length);
  await take(page, page.locator('.way').last());
  assert.equal(hashOf(page), `#/${branch.choices[branch.choices.length - 1].path}`);
});

test('a story can be read with the keyboard alone', async () => {
  const { page, open } = game.reader;
  await open('');
  await page.locator('.story-link').first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'page');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'story-link');
  await page.keyboard.press('Enter');
  await arrived(page);
  assert.match(hashOf(page), /^#\/[a-z-]+\/\d+$/);
  for (const [steps, key] of ['1', '2'].entries()) {
    await page.keyboard.press(key);
    // The ways of the page before are in view until the new segment is.
    await page.waitForFunction(count => document.querySelectorAll('.segment').length === count, steps + 2);
    await arrived(page);
    assert.equal(await focused(), 'taken', 'focus should be on the new segment');
  }
  await page.keyboard.press('9');
  assert.equal(hashOf(page).split('.').length, 2, 'a key without a way does nothing');
  for (let tabs = 0; tabs < 5 && (await focused()) !== 'way'; tabs++) await page.keyboard.press('Tab');
  assert.equal(await focused(), 'way', 'the first way should be near');
  const href = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  await page.keyboard.press('Enter');
  await page.locator(`.segment[data-newest][data-path="${href?.slice(2)}"]`).waitFor();
  await arrived(page);
  assert.equal(hashOf(page), href);
});

test('another take has its own link, and the first take is unchanged', async () => {
  const { page, asked } = game.reader;
  await take(page, await firstDoor());
  const [link, text] = [hashOf(page), await reading(page)];
  assert.equal(await page.locator('.leaf .take-shown').innerText(), 'Take 1 of 3');
  await take(page, page.locator('.leaf .take-next'));
  assert.equal(hashOf(page), `${link}~b`);
  assert.notDeepEqual(await reading(page), text);
  const questions = asked.length;
  await take(page, page.locator('.leaf .take-previous'));
  assert.equal(hashOf(page), link);
  assert.deepEqual(await reading(page), text);
  assert.equal(asked.length, questions, 'nothing should be asked for again');
});

test('back and forward turn pages without asking for them again', async () => {
  const { page, asked } = game.reader;
  await take(page, await firstDoor());
  await take(page, page.locator('.way').first());
  const [link, text, questions] = [hashOf(page), await reading(page), asked.length];
  await page.goBack();
  await page.goBack();
  await arrived(page);
  assert.equal(hashOf(page), '#/spider/1');
  await page.goForward();
  await page.goForward();
  await page.waitForURL(url => url.hash === link);
  assert.deepEqual(await reading(page), text);
  assert.equal(asked.length, questions);
});

test('another dream keeps authored steps and starts a dreamed one anew', async () => {
  const { page, open } = game.reader;
  await open('#/spider/16');
  await arrived(page);
  await take(page, page.locator('.way:not([data-dream])').first());
  const step = hashOf(page).split('/')[3];
  await take(page, page.locator('.another-dream'));
  assert.equal(hashOf(page), `#/spider/1/${step}`);
  const text = await newestText(page);
  await take(page, page.locator('.start-over'));
  assert.equal(hashOf(page), '#/spider/1');
  assert.notEqual(await newestText(page), text);
  await take(page, page.locator('.way[data-dream]').first());
  await take(page, page.locator('.another-dream'));
  assert.equal(hashOf(page), '#/spider/2');
});

test('what was dreamed is still there after a restart', async () => {
  const { page } = game.reader;
  const looked = page.waitForResponse(response => response.url().includes('/api/map/spider/12/'));
  await take(page, await firstDoor(12));
  const [link, text] = [hashOf(page), await reading(page)];
  // What the page asks for while one reads must not fall into the dark.
  await (await looked).finished();
  await page.waitForLoadState('networkidle');
  await game.restart();
  const later = await newReader(game.browser, game.application.url);
  await later.open(link);
  assert.deepEqual(await reading(later.page), text);
  assert.deepEqual(later.complaints, []);
  await later.context.close();
});
