// Reading on without a network, with the service worker of the packaged application.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, reading, take } from './reader.js';

const game = gameForThisFile();

/** A reader whose browser keeps what is read; the worker is there once it has taken the first page over. */
async function keepingReader() {
  const reader = await newReader(game.browser, game.application.url, { keeps: true });
  await reader.open('#/spider/3');
  await arrived(reader.page);
  await reader.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await kept(reader.page, '/api/stories/spider/3');
  return reader;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} url
 */
async function kept(page, url) {
  await page.waitForFunction(async address => (await caches.match(address)) !== undefined, url);
}

/** @param {import('playwright-core').Page} page */
async function everythingKept(page) {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const urls = await Promise.all(
      names.map(async name => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    );
    return urls.flat().map(url => new URL(url).pathname);
  });
}

test('the visited part of a tree plays on without a network, and a dark door says why it stays shut', async () => {
  const { page, context, complaints } = await keepingReader();
  const start = await reading(page);
  await take(page, page.locator('.way[data-dream]').first());
  const first = await reading(page);
  const deep = hashOf(page);
  await page.goBack();
  await arrived(page);
  await take(page, page.locator('.way:not([data-dream])').first());
  const second = await reading(page);
  await page.goBack();
  await arrived(page);
  await kept(page, `/api/stories/${deep.slice(2)}`);

  await context.setOffline(true);
  await page.reload();
  assert.deepEqual(await reading(page), start);
  await take(page, page.locator('.way[data-dream]').first());
  assert.deepEqual(await reading(page), first);
  await page.reload();
  assert.deepEqual(await reading(page), first);
  await page.goBack();
  await arrived(page);
  await take(page, page.locator('.way:not([data-dream])').first());
  assert.deepEqual(await reading(page), second);
  await page.goto(`${game.application.url}/`);
  await page.locator('.story-link').first().waitFor();

  await page.goto(`${game.application.url}/${deep}`);
  await page.reload();
  await arrived(page);
  await page.locator('.way[data-dream]').first().click();
  await page.locator('.problem').waitFor();
  assert.match(await page.locator('.problem').innerText(), /offline/i);
  assert.ok(await page.locator('.retry').isVisible());
  await context.setOffline(false);
  // Chromium's emulation does not always tell a page with a service worker that the network is back.
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.locator('.way, .ending:visible').first().waitFor();
  assert.deepEqual(
    complaints.filter(complaint => !complaint.startsWith('Failed to load resource')),
    [],
  );
  await context.close();
});

test('a copy can be kept without a network', async () => {
  const { page, context } = await keepingReader();
  await kept(page, '/js/keep/panel.js');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Keep a copy' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'spider-dream-3-night.html');
  await context.close();
});

test('what a player’s own words led to is not kept, nor any refusal', async () => {
  const { page, context } = await keepingReader();
  await page.getByLabel('Or do something else').fill('Hold my breath');
  await page.getByRole('button', { name: 'Do it' }).click();
  await page.locator('.secret').waitFor();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  assert.match(hashOf(page), /_/);
  await page.reload();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  const statuses = await page.evaluate(async () => {
    const answers = ['/api/stories/spider/99999', '/api/nothing', '/api/health'].map(
      async url => (await fetch(url)).status,
    );
    return Promise.all(answers);
  });
  assert.deepEqual(statuses, [404, 404, 200]);
  const urls = await everythingKept(page);
  assert.ok(urls.includes('/') && urls.includes('/js/main.js') && urls.includes('/api/stories'), `${urls}`);
  assert.deepEqual(
    urls.filter(url => /_|99999|nothing|health/.test(url)),
    [],
  );
  await context.close();
});
