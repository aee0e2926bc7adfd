// Every view that a reader may come to, in the order in which one page can be led through them: for the screenshots, and
// for what has to hold in each.

import { branch } from '../unit/samples.js';
import { arrived, newReader, take } from './reader.js';

/** @import {Browser} from 'playwright-core' */

export const THEMES = /** @type {const} */ (['night', 'paper', 'contrast']);
export const WIDTHS = [360, 768, 1440];

const SLEEPING = {
  type: '/problems/asleep',
  title: 'The dreamer sleeps',
  status: 503,
  detail: 'No more is dreamed here tonight; open doors stay open.',
};

const HURRIED = {
  type: '/problems/too-many-requests',
  title: 'Too many doors at once',
  status: 429,
  detail: 'You have opened more doors than one reader may tonight.',
};

/** Every page of a wide dream, three steps deep: 1 + 7 + 49 + 343. */
function forest() {
  /** @type {object[]} */
  const nodes = [];
  /** @param {string} path */
  const grow = (path, depth = 0) => {
    const choices = Array.from({ length: depth < 3 ? 7 : 0 }, (_, at) => {
      const to = `${path}${depth === 0 ? '/' : '.'}w${at + 1}`;
      return { id: `w${at + 1}`, label: `Follow the ${at + 1}. of the sounds`, path: to, open: true, dream: true };
    });
    const ending = depth === 3 && path.endsWith('w4') ? 'dreamed' : 'none';
    nodes.push({ path, parent: null, choice: 'A way', origin: 'dreamed', ending, choices, truncated: false });
    for (const choice of choices) grow(choice.path, depth + 1);
  };
  grow('spider/16');
  return { path: 'spider/16', truncated: false, nodes };
}

/** @typedef {Awaited<ReturnType<typeof newReader>>} Reader */

/**
 * A reader whose page wears a theme from the start.
 * @param {Browser} browser
 * @param {string} url
 * @param {typeof THEMES[number]} theme
 * @param {number} width
 */
export async function themedReader(browser, url, theme, width) {
  const reader = await newReader(browser, url, { width, height: width < 600 ? 740 : 900 });
  await reader.page.addInitScript(chosen => localStorage.setItem('feverdream/theme', chosen), theme);
  return reader;
}

/**
 * @param {number} dream a story's dream of this reader's own
 * @returns {Record<string, (reader: Reader) => Promise<void>>} by name; each goes on from the one before
 */
export function views(dream) {
  const start = `#/spider/${dream}`;
  return {
    list: async ({ page, open }) => {
      await open('');
      await page.locator('.story-link').first().waitFor();
    },
    names: async ({ page, open }) => {
      await open(start);
      await arrived(page);
    },
    passage: async ({ page }) => {
      const leave = page.locator('.naming:visible .naming-leave');
      if ((await leave.count()) > 0) await leave.click();
    },
    dreamed: async ({ page }) => {
      await take(page, page.locator('.way[data-dream]').first());
    },
    waiting: async ({ page }) => {
      await page.route('**/api/stories/spider/*/*~b', () => new Promise(() => {}));
      await page.locator('.segment[data-newest] .take-next').click();
      await page.locator('.waiting:visible').waitFor();
    },
    problem: async ({ page, open }) => {
      await page.route('**/api/stories/spider/*/*~c', route =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          headers: { 'retry-after': '3600' },
          body: JSON.stringify(SLEEPING),
        }),
      );
      await open(`${start}/count-arms~c`);
      await page.locator('.problem').waitFor();
    },
    hurried: async ({ page, open }) => {
      await page.route('**/api/stories/spider/*/count-arms~d', route =>
        route.fulfill({
          status: 429,
          contentType: 'application/problem+json',
          headers: { 'retry-after': '40' },
          body: JSON.stringify(HURRIED),
        }),
      );
      await open(`${start}/count-arms~d`);
      await page.locator('.problem').getByText(HURRIED.detail).waitFor();
    },
    offline: async ({ page, open }) => {
      await page.route('**/api/stories/spider/*/count-arms~e', route => route.abort('internetdisconnected'));
      await open(`${start}/count-arms~e`);
      await page.locator('.problem').getByText('You may be offline').waitFor();
    },
    ending: async ({ page, open }) => {
      const path = `spider/${dream}/count-arms.1.2`;
      const text =
        'The hands let go of you one by one, the big one last.\n\nYou sleep. In the morning you count two arms.';
      const end = branch(path, { origin: 'dreamed', ending: 'dreamed', choice: 'Let go', text });
      await page.route(`**/api/stories/${path}`, route =>
        route.fulfill({ contentType: 'application/json', body: JSON.stringify(end) }),
      );
      await open(`#/${path}`);
      await page.locator('.ending:visible').waitFor();
    },
    keep: async ({ page }) => {
      await page.getByRole('button', { name: 'Keep a copy' }).click();
      await page.locator('dialog[open]').waitFor();
    },
    here: async ({ page }) => {
      await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Dream on this device' }).click();
      await page.locator('dialog[open]').getByText('Both are fetched once.').waitFor();
    },
    lamp: async ({ page }) => {
      await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
      await page.locator('.lamp').click();
      await page.locator('#lamp[open]').waitFor();
    },
    typed: async ({ page, open }) => {
      await page.locator('.lamp-close').click();
      const path = `spider/${dream}/_${'x'.repeat(22)}`;
      const choices = [
        { id: '1', label: 'Hold still', path: `${path}.1`, dream: true },
        { id: '2', label: 'Say the name', path: `${path}.2`, dream: true },
      ];
      const page2 = branch(path, { origin: 'dreamed', choice: 'Blow out the candle', choices });
      await page.route(`**/api/stories/${path}`, route =>
        route.fulfill({ contentType: 'application/json', body: JSON.stringify(page2) }),
      );
      await open(`#/${path}`);
      await page.locator('.secret:visible').waitFor();
    },
    map: async ({ page, open }) => {
      await open(`#/map/spider/${dream}`);
      await page.locator('.chart [role="treeitem"]').first().waitFor();
    },
    forest: async ({ page, open }) => {
      const body = JSON.stringify(forest());
      await page.route('**/api/map/spider/16', route => route.fulfill({ contentType: 'application/json', body }));
      await open('#/map/spider/16');
      await page.getByRole('button', { name: 'All of it' }).click();
      await page.waitForFunction(() => document.querySelectorAll('[role="treeitem"]').length === 400);
    },
    nights: async ({ page, open }) => {
      await open('#/nights/spider');
      await page.locator('.night').first().waitFor();
    },
    endings: async ({ page, open }) => {
      await open('#/endings/spider');
      await page.locator('.found').first().waitFor();
    },
    torn: async ({ page, open }) => {
      await open('#/torn');
      await page.locator('.problem').waitFor();
    },
  };
}
