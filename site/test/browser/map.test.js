// The map of a dream, against the packaged application.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newReader, take } from './reader.js';

const game = gameForThisFile();

/** @param {import('playwright-core').Page} page */
const stars = page =>
  page.getByRole('treeitem').evaluateAll(items =>
    items.map(item => ({
      path: item.getAttribute('data-path'),
      level: Number(item.getAttribute('aria-level')),
      yours: item.classList.contains('yours'),
      dark: item.classList.contains('dark'),
      name: item.getAttribute('aria-label'),
    })),
  );

/** @param {import('playwright-core').Page} page */
const focused = page => page.evaluate(() => document.activeElement?.getAttribute('data-path'));

test('the map is walked by keyboard alone: from the page, through the tree, into another page', async () => {
  const { page, open } = game.reader;
  await open('#/spider/1');
  await arrived(page);
  await take(page, page.locator('.way[data-dream]').first());
  await take(page, page.locator('.way').first());
  const here = hashOf(page).slice(2);
  await page.locator('.to-map').focus();
  await page.keyboard.press('Enter');
  await page.locator('[role="treeitem"][aria-current="page"]').waitFor();
  // The reader's own three are drawn before the map of all has come.
  await page.locator('[role="treeitem"]').nth(4).waitFor();
  assert.equal(hashOf(page), `#/map/${here}`);
  assert.equal(await focused(page), here);
  const parent = here.slice(0, here.lastIndexOf('.'));
  // What lies below is folded first, where anything does.
  for (let presses = 0; presses < 2 && (await focused(page)) === here; presses++)
    await page.keyboard.press('ArrowLeft');
  assert.equal(await focused(page), parent);
  await page.keyboard.press('Home');
  assert.equal(await focused(page), 'spider/1');
  await page.keyboard.press('ArrowLeft');
  assert.equal((await stars(page)).length, 1, 'folded');
  await page.keyboard.press('ArrowRight');
  const all = await stars(page);
  assert.ok(all.length > 4);
  assert.deepEqual(
    all.filter(({ yours }) => yours).map(({ path }) => path),
    ['spider/1', parent, here],
  );
  assert.ok(
    all.some(({ dark }) => dark),
    'doors that nobody opened should be dark',
  );
  while ((await focused(page)) !== parent) await page.keyboard.press('ArrowDown');
  const before = await page.locator('.chart').getAttribute('viewBox');
  await page.keyboard.press('-');
  assert.notEqual(await page.locator('.chart').getAttribute('viewBox'), before);
  await page.keyboard.press('Enter');
  await arrived(page);
  assert.equal(hashOf(page), `#/${parent}`);
  await page.goBack();
  await page.locator('[role="treeitem"]').first().waitFor();
});

test('what others had dreamed is there for a stranger, as theirs', async () => {
  const { page, open } = game.reader;
  await open('#/spider/2');
  await arrived(page);
  await take(page, page.locator('.way[data-dream]').first());
  const path = hashOf(page).slice(2);
  const stranger = await newReader(game.browser, game.application.url);
  await stranger.open('#/map/spider/2');
  const star = stranger.page.locator(`[role="treeitem"][data-path="${path}"]`);
  await star.waitFor();
  assert.match((await star.getAttribute('aria-label')) ?? '', /Others have been here/);
  await star.click();
  await stranger.page.locator('.map-open').click();
  await arrived(stranger.page);
  assert.equal(hashOf(stranger.page), `#/${path}`);
  assert.deepEqual(stranger.complaints, []);
  await stranger.context.close();
});

test('what grew from typed words is on the reader’s own map alone', async () => {
  const { page, open } = game.reader;
  await open('#/spider/3');
  await arrived(page);
  await page.getByLabel('Or do something else').fill('Hum a tune');
  await page.getByRole('button', { name: 'Do it' }).click();
  await page.locator('.secret').waitFor();
  await page.locator('.segment[data-newest] .text p').first().waitFor();
  const path = hashOf(page).slice(2);
  await page.locator('.to-map').click();
  await page.locator(`[role="treeitem"][data-path="${path}"]`).waitFor();
  const stranger = await newReader(game.browser, game.application.url);
  await stranger.open('#/map/spider/3');
  await stranger.page.locator('[role="treeitem"]').nth(1).waitFor();
  assert.ok((await stars(stranger.page)).every(star => !star.path?.includes('_')));
  await stranger.context.close();
});

test('hundreds of branches can be seen, folded and walked through, and deeper ones come when they are asked for', async () => {
  const { page, open } = game.reader;
  /** @type {string[]} */
  const maps = [];
  await page.route('**/api/map/**', route => {
    const root = new URL(route.request().url()).pathname.slice('/api/map/'.length);
    maps.push(root);
    return route.fulfill({ contentType: 'application/json', body: JSON.stringify(wideMap(root, 3)) });
  });
  await open('#/map/spider/9');
  await page.locator('[role="treeitem"]').nth(4).waitFor();
  await page.getByRole('button', { name: 'All of it' }).click();
  const whole = await stars(page);
  assert.ok(whole.length > 150, `${whole.length} branches`);
  assert.deepEqual(await outOfView(page), [], 'all of it should be in view');
  await page.setViewportSize({ width: 900, height: 600 });
  await page.waitForFunction(() => (document.querySelector('.chart')?.clientWidth ?? 900) < 900);
  await turned(page);
  assert.deepEqual(await outOfView(page), [], 'all of it should stay in view as the window changes');
  const deepest = whole.find(({ level }) => level === 4);
  await page.locator(`[role="treeitem"][data-path="${deepest?.path}"]`).focus();
  await page.keyboard.press('ArrowRight');
  // 258 came before, and were said too.
  await page.locator(`[role="treeitem"][data-path^="${deepest?.path}."]`).nth(5).waitFor({ state: 'attached' });
  await page
    .locator('.map-said')
    .getByText(/^258 more branches/)
    .waitFor({ state: 'attached' });
  assert.deepEqual(maps, ['spider/9', deepest?.path]);
  assert.equal((await stars(page)).length, whole.length + 258);
});

/**
 * The stars that are not whole in the frame, with both places, once what was asked for is on the screen.
 * @param {import('playwright-core').Page} page
 */
async function outOfView(page) {
  await turned(page);
  return page.evaluate(() => {
    const placeOf = (/** @type {Element | null} */ element) => {
      const { left, right, top, bottom } = /** @type {Element} */ (element).getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const chart = document.querySelector('.chart');
    const frame = placeOf(chart);
    return [...document.querySelectorAll('.star')].flatMap(star => {
      const body = placeOf(star.querySelector('.body'));
      const { left, right, top, bottom } = body;
      const seen = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
      return seen
        ? []
        : [{ path: star.getAttribute('data-path'), body, frame, viewBox: chart?.getAttribute('viewBox') }];
    });
  });
}

/**
 * Two frames on: what the first one observed of sizes is drawn in the second.
 * @param {import('playwright-core').Page} page
 */
function turned(page) {
  return page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
}

/**
 * @param {string} root
 * @param {number} levels
 */
function wideMap(root, levels) {
  /** @type {unknown[]} */
  const nodes = [];
  const visit = (/** @type {string} */ path, /** @type {string | null} */ parent, /** @type {number} */ left) => {
    const start = path.split('/').length === 2;
    const choices = ['a', 'b', 'c', 'd', 'e', 'f'].map(letter => {
      const id = start ? `door-${letter}` : `${letter}1`;
      return {
        id,
        label: `Door ${letter}`,
        path: `${path}${start ? '/' : '.'}${id}`,
        open: left > 0 || null,
        dream: true,
      };
    });
    const shown = { parent, choice: parent && `Way to ${path}`, origin: 'dreamed', ending: 'none' };
    nodes.push({ path, ...shown, depth: 0, choices, truncated: left === 0 });
    if (left > 0) for (const choice of choices) visit(choice.path, path, left - 1);
  };
  visit(root, null, levels);
  return { path: root, truncated: true, nodes };
}
