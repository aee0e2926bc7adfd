// A way on that the reader types, against the packaged application.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, reading } from './reader.js';

const game = gameForThisFile(complaint => complaint.includes('400 (Bad Request)'));

/** @param {string} text */
async function say(text) {
  const { page } = game.reader;
  await page.getByLabel('Or do something else').fill(text);
  await page.getByRole('button', { name: 'Do it' }).click();
}

test('typed words are dreamed on, and only their link leads there', async () => {
  const { page, open } = game.reader;
  await open('#/spider/3');
  await arrived(page);
  await say('Blow out the candle');
  await page.locator('.secret').waitFor();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  assert.match(hashOf(page), /^#\/spider\/3\/_[A-Za-z0-9_-]{22}$/);
  assert.equal(await page.locator('.segment[data-newest] .taken').textContent(), 'Blow out the candle');
  const mine = await reading(page);
  assert.ok(mine.ways.length >= 2, 'a dream goes on');

  await page.reload();
  assert.deepEqual(await reading(page), mine);
  const friend = await newReader(game.browser, game.application.url);
  await friend.open(hashOf(page));
  assert.deepEqual(await reading(friend.page), mine);
  await friend.page.locator('.way').first().click();
  await friend.page.locator('.secret').waitFor();
  await arrived(friend.page);
  assert.deepEqual(friend.complaints, []);
  await friend.context.close();
});

test('going back and typing again is another page; the first one stays', async () => {
  const { page, open } = game.reader;
  await open('#/spider/4');
  await arrived(page);
  await say('Hum a tune');
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  const first = hashOf(page);
  await page.goBack();
  await arrived(page);
  await say('Hum a tune');
  await page.locator('.secret').waitFor();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  assert.notEqual(hashOf(page), first);
});

test('digits typed into the field are words, not ways', async () => {
  const { page, open } = game.reader;
  await open('#/spider/5');
  await arrived(page);
  await page.getByLabel('Or do something else').pressSequentially('Count to 12');
  assert.equal(hashOf(page), '#/spider/5');
  assert.equal(await page.getByLabel('Or do something else').inputValue(), 'Count to 12');
});

test('nothing, or too much, is not sent', async () => {
  const { page, open, asked } = game.reader;
  await open('#/spider/6');
  await arrived(page);
  const before = asked.length;
  await say('   ');
  await say('x'.repeat(201));
  assert.equal(asked.length, before);
  assert.equal(hashOf(page), '#/spider/6');
});
