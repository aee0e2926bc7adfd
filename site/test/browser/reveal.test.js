// How text comes: sentence by sentence where it was just written, at once where it was stored, and nothing moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, take } from './reader.js';

const game = gameForThisFile();

/**
 * A reader who sees movement, on a page that writes down everything that moves by itself.
 * @param {Awaited<ReturnType<typeof newReader>>} reader
 */
async function watched({ page }) {
  await page.addInitScript(() => {
    Object.assign(window, { shifts: [] });
    new PerformanceObserver(list => {
      for (const entry of /** @type {any[]} */ (list.getEntries())) {
        if (!entry.hadRecentInput) /** @type {any} */ (window).shifts.push(entry.value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return async () =>
    (await page.evaluate('shifts')).reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0);
}

test('new text comes sentence by sentence, a key shows it all, and nothing on the page moves', async () => {
  const reader = await newReader(game.browser, game.application.url, { motion: true });
  const { page, open, context, complaints } = reader;
  const shifted = await watched(reader);
  await open('#/spider/1');
  await arrived(page);
  // A second of waiting, so that the waiting is seen too.
  await page.route('**/api/stories/spider/1/**', async route => {
    await new Promise(resume => setTimeout(resume, 1000));
    await route.continue();
  });
  await page.locator('.way[data-dream]').first().click();
  await page.locator('.text[data-revealing] .sentence[data-shown]').first().waitFor();
  const [shown, all] = await page.evaluate(() =>
    ['.sentence[data-shown]', '.sentence'].map(what => document.querySelectorAll(`.leaf ${what}`).length),
  );
  assert.ok(shown < all, `${shown} of ${all} sentences should not be all`);
  assert.equal(await page.locator('.way').first().isVisible(), false, 'the ways on wait for the text');
  const path = hashOf(page);
  await page.keyboard.press('1');
  await page.locator('.way').first().waitFor();
  assert.equal(hashOf(page), path, 'a key that hurries the text opens no door');
  assert.equal(await page.locator('[data-revealing]').count(), 0);
  const moved = await shifted();
  assert.ok(moved < 0.01, `the page moved by ${moved}`);
  console.log(JSON.stringify({ layoutShift: moved }));

  await page.reload();
  await page.locator('.leaf .text p').first().waitFor();
  assert.equal(await page.locator('[data-revealing]').count(), 0, 'what was read is there at once');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('who wants it all at once has it so, and a theme that was chosen is there before the page', async () => {
  const { page, open, context, complaints } = await newReader(game.browser, game.application.url, { motion: true });
  await open('');
  await page.locator('.lamp').click();
  await page.getByText('All at once').click();
  await page.getByText('Paper').click();
  await page.getByRole('button', { name: 'Done' }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const paper = await ground();
  await page.reload();
  assert.equal(await ground(), paper);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'paper');
  await open('#/spider/2');
  await arrived(page);
  await take(page, page.locator('.way[data-dream]').first());
  assert.equal(await page.locator('.sentence').count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the next pages are dreamed while one is read, and the click finds them', async () => {
  const { page, open, context, aside, complaints } = await newReader(game.browser, game.application.url, {
    ahead: true,
  });
  const answered = page.waitForResponse(response => response.url().includes('/api/ahead/spider/3'));
  await open('#/spider/3');
  await arrived(page);
  const { children } = await (await answered).json();
  assert.ok(children.length > 0);
  assert.ok(
    children.every((/** @type {{status: string}} */ { status }) => ['dreamed', 'stored'].includes(status)),
    JSON.stringify(children),
  );
  assert.ok(aside.includes('/api/map/spider/3'), 'the doors should be looked at first');
  const started = Date.now();
  await take(page, page.locator('.way[data-dream]').first());
  console.log(JSON.stringify({ clickToTextMs: Date.now() - started }));
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a door says whether somebody has been behind it', async () => {
  const { page, open } = game.reader;
  const url = `${game.application.url}/api/stories/spider/4/count-arms`;
  assert.equal((await fetch(url)).status, 200);
  await open('#/spider/4');
  await page.locator('.way[data-dream][data-open="true"]').waitFor();
  const lights = await page
    .locator('.way[data-dream]')
    .evaluateAll(ways => ways.map(way => [way.getAttribute('href'), way.getAttribute('data-open')]));
  assert.ok(lights.some(([href, open]) => href === '#/spider/4/count-arms' && open === 'true'));
  assert.ok(lights.some(([, open]) => open === 'false'));
});
