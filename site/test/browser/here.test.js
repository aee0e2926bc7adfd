// The model itself in the page: fetched from the packaged application, run by onnxruntime-web, asking nobody.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, reading, take } from './reader.js';

const game = gameForThisFile();

/** @param {import('playwright-core').Page} page */
async function turnOn(page) {
  await page.getByRole('button', { name: 'Dream on this device' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText(/The model gothic-.* has \d+\.\d MB, and the program that runs it \d+\.\d MB/).waitFor();
  await dialog.getByRole('button', { name: 'Fetch it and dream here' }).click();
  await dialog.getByText('Doors now lead into dreams of this device.').waitFor({ timeout: 240_000 });
  await dialog.getByRole('button', { name: 'Close' }).click();
}

/** @param {import('playwright-core').Page} page */
async function throughDoor(page, at = 0) {
  await page.locator('.way[data-dream]').nth(at).click();
  await page.locator('.segment[data-newest][data-here] .text p').first().waitFor({ timeout: 240_000 });
  await arrived(page);
}

test('a door leads into a dream of this device, which no server hears of', async () => {
  const { page, open, asked, context } = game.reader;
  await open('#/spider/8');
  await arrived(page);
  await turnOn(page);
  const before = asked.length;
  const label = await page.locator('.way[data-dream] .label').first().innerText();
  await throughDoor(page);
  assert.match(hashOf(page), /^#\/spider\/8\/_local-[A-Za-z0-9_-]{16}$/);
  assert.equal(await page.locator('.segment[data-newest] .taken').textContent(), label);
  assert.ok(await page.locator('.secret-here').isVisible());
  assert.ok(!(await page.locator('.secret').isVisible()));
  const first = await reading(page);
  assert.ok((first.trail.at(-1) ?? '').length > 20, `${first.trail}`);
  const link = hashOf(page);

  if (first.ways.length > 0) {
    assert.ok(first.ways.length >= 2, 'one way on is no choice');
    await take(page, page.locator('.way').first());
    assert.equal(hashOf(page), `${link}.1`);
    await page.goBack();
    await arrived(page);
  }
  await page.reload();
  assert.deepEqual(await reading(page), first);
  await page.goBack();
  await arrived(page);
  await throughDoor(page);
  assert.equal(hashOf(page), link, 'the same door is the same page');
  assert.deepEqual(
    asked.slice(before).filter(path => path.includes('_')),
    [],
  );

  await page.getByRole('button', { name: 'Keep a copy' }).click();
  await page.getByLabel('Plain text').check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(text.includes(first.trail.at(-1) ?? '?'), text);
  await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();

  const stranger = await newReader(game.browser, game.application.url);
  await stranger.open(link);
  await stranger.page.locator('.problem').getByText('on another device').waitFor();
  assert.deepEqual(
    stranger.asked.filter(path => path.includes('_')),
    [],
  );
  await stranger.context.close();

  await page.getByRole('button', { name: 'Dreaming on this device' }).click();
  await page.getByRole('button', { name: 'Dream with everybody again' }).click();
  await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
  await open('#/spider/8');
  await arrived(page);
  await take(page, page.locator('.way[data-dream]').first());
  assert.doesNotMatch(hashOf(page), /_/);
  await context.clearCookies();
});

test('it dreams on without a network', async () => {
  const { page, context, open, complaints } = await newReader(game.browser, game.application.url, { keeps: true });
  await open('#/spider/9');
  await arrived(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await turnOn(page);
  await page.waitForFunction(async () => (await caches.match('/api/stories/spider/9')) !== undefined);
  await page.waitForFunction(
    async () => (await caches.match('/onnxruntime/ort-wasm-simd-threaded.wasm')) !== undefined,
  );
  await context.setOffline(true);
  await page.reload();
  await arrived(page);
  await throughDoor(page, 1);
  assert.match(hashOf(page), /_local-/);
  assert.deepEqual(
    complaints.filter(complaint => !complaint.startsWith('Failed to load resource')),
    [],
  );
  await context.close();
});

test('a damaged model is not run', async () => {
  const { page, open } = game.reader;
  await page.route('**/models/*/tokenizer.json', async route => {
    const response = await route.fetch();
    const body = await response.body();
    body[100] ^= 1;
    await route.fulfill({ response, body });
  });
  await open('#/spider/10');
  await arrived(page);
  await page.getByRole('button', { name: 'Dream on this device' }).click();
  await page.getByRole('button', { name: 'Fetch it and dream here' }).click();
  await page
    .locator('.here-said')
    .getByText(/tokenizer\.json: sha256 is/)
    .waitFor({ timeout: 240_000 });
  assert.equal(await page.getByRole('button', { name: 'Dream with everybody again' }).isVisible(), false);
});
