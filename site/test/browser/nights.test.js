// Nothing is lost: nights, takes, endings and names, kept in the browser and found again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, reading, take } from './reader.js';

const game = gameForThisFile();

/** @param {number} dream */
async function throughTwoDoors(dream) {
  const { page, open } = game.reader;
  await open(`#/spider/${dream}`);
  await arrived(page);
  await take(page, page.locator('.way[data-dream]').first());
  await take(page, page.locator('.way').first());
  return hashOf(page);
}

test('a night goes on where it stood, from the shelf, after everything was closed', async () => {
  const { page, context } = game.reader;
  const link = await throughTwoDoors(1);
  const text = await reading(page);
  await page.close();
  const later = await context.newPage();
  await later.goto(game.application.url);
  await later.locator('.shelf-night-link').first().click();
  assert.equal(hashOf(later), link);
  assert.deepEqual(await reading(later), text);
});

test('looking back, by the button or to the beginning, takes no night from its place', async () => {
  const { page } = game.reader;
  const link = await throughTwoDoors(2);
  await page.goBack();
  await page.goBack();
  await arrived(page);
  await page.locator('.name').click();
  await page.locator('.shelf-night-link').first().click();
  await arrived(page);
  assert.equal(hashOf(page), link);
});

test('nights stand side by side: named, deleted, and taken back', async () => {
  const { page } = game.reader;
  const first = await throughTwoDoors(3);
  await page.locator('.start-over').click();
  await page.locator('.segment[data-newest][data-first]').waitFor();
  await take(page, page.locator('.way:not([data-dream])').first());
  const second = hashOf(page);
  await page.locator('.to-nights').click();
  await page.locator('.night').nth(1).waitFor();
  const hrefs = () => page.locator('.night-link').evaluateAll(links => links.map(link => link.getAttribute('href')));
  assert.deepEqual(await hrefs(), [second, first]);

  const older = page.locator('.night').nth(1);
  await older.getByRole('button', { name: 'Rename' }).click();
  await older.getByRole('textbox').fill('With five arms');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'With five arms' }).waitFor();
  await page.getByRole('button', { name: 'Delete “With five arms”' }).click();
  assert.deepEqual(await hrefs(), [second]);
  await page.getByRole('button', { name: 'Take it back' }).click();
  assert.deepEqual(await hrefs(), [second, first]);
  await page.reload();
  await page.getByRole('link', { name: 'With five arms' }).click();
  await arrived(page);
  assert.equal(hashOf(page), first);
});

test('another take of a page long past leaves what followed it, and an arrow leads back there', async () => {
  const { page, asked } = game.reader;
  const link = await throughTwoDoors(4);
  const text = await reading(page);
  const past = page.locator('.trail .segment[data-dreamed] .take-next');
  await take(page, past);
  assert.match(hashOf(page), /~b$/);
  const questions = asked.length;
  await page.locator('.leaf .take-previous').click();
  await page.waitForURL(url => url.hash === link);
  assert.deepEqual(await reading(page), text);
  assert.equal(asked.length, questions, 'nothing should be asked for again');
  await page.locator('.leaf .taken').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(url => url.hash === `${link}~b`);
});

test('a story is played to an ending, which is kept with its last sentence', async () => {
  const { page, open } = game.reader;
  await open('#/spider/5');
  await arrived(page);
  for (let steps = 0; steps < 14 && (await page.locator('.way').count()) > 0; steps++) {
    await take(page, page.locator('.way').first());
  }
  await page.locator('.ending:visible').waitFor();
  const [link, text] = [hashOf(page), await page.locator('.segment[data-newest] .text').innerText()];
  await page.locator('.endings-link').click();
  const line = (await page.locator('.found-line').innerText()).trim();
  assert.ok(line.length > 0 && text.includes(line), `“${line}” should end “${text}”`);
  await page.locator('.found-link').click();
  await arrived(page);
  assert.equal(hashOf(page), link);
});

test('names are asked for once, woven in, and never sent', async () => {
  const { page, open } = game.reader;
  /** @type {string[]} */
  const sent = [];
  page.on('request', request => sent.push(`${decodeURIComponent(request.url())} ${request.postData() ?? ''}`));
  await open('#/spider/6');
  await arrived(page);
  await page.getByLabel('What is your sister called?').fill('Margarethe');
  await page.getByRole('button', { name: 'Weave them in' }).click();
  await page.locator('.naming').waitFor({ state: 'hidden' });
  await page.getByLabel('Or do something else').fill('call to Margarethe’s bird');
  await page.getByRole('button', { name: 'Do it' }).click();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  assert.equal(await page.locator('.segment[data-newest] .taken').innerText(), 'Call to Margarethe’s bird');
  assert.ok(
    sent.some(request => request.includes('{sister}')),
    'the words should have been sent with the slot',
  );
  assert.deepEqual(
    sent.filter(request => /margarethe/i.test(request)),
    [],
  );

  const stranger = await newReader(game.browser, game.application.url);
  await stranger.open(hashOf(page));
  await stranger.page.getByText('Call to Ottilie’s bird').first().waitFor();
  assert.deepEqual(stranger.complaints, []);
  await stranger.context.close();

  await open('#/spider/7');
  await arrived(page);
  assert.equal(await page.locator('.naming').isVisible(), false, 'asked once');
  await page.getByRole('button', { name: 'Names' }).click();
  assert.equal(await page.getByLabel('What is your sister called?').inputValue(), 'Margarethe');
});
