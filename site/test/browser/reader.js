// A reader in a browser of their own, who writes down everything that the page should not have done.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** @import {Browser, Page} from 'playwright-core' */

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Long enough for a cold model on a busy machine.
const SEGMENT_MS = 60_000;
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser() {
  const cure = 'install it: apt-get install chromium (or set CHROMIUM to its path)';
  assert.ok(existsSync(executablePath), `${executablePath} is missing; ${cure}`);
  return chromium.launch({ executablePath, args: QUIET });
}

/**
 * @param {Browser} browser
 * @param {string} url of the application
 * @param {{width?: number, height?: number, motion?: boolean, ahead?: boolean, keeps?: boolean}} [how] most readers here
 *   neither wait for sentences nor have anything dreamed ahead: it would be paid for in time; and a browser that keeps
 *   pages answers some questions itself
 */
export async function newReader(browser, url, how = {}) {
  const { width = 1024, height = 768, motion = false, ahead = false, keeps = false } = how;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: motion ? 'no-preference' : 'reduce',
    serviceWorkers: keeps ? 'allow' : 'block',
  });
  await context.addInitScript(
    wishes => {
      localStorage.getItem('feverdream/wishes') ?? localStorage.setItem('feverdream/wishes', wishes);
    },
    JSON.stringify({ pace: 'sentences', ahead }),
  );
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const page = await context.newPage();
  page.setDefaultTimeout(SEGMENT_MS);
  /** @type {string[]} */
  const complaints = [];
  /** Questions for pages and the list of stories; maps and what is asked ahead are `aside`. */
  /** @type {string[]} */
  const asked = [];
  /** @type {string[]} */
  const aside = [];
  page.on('console', message => {
    const isOurs = !message.text().startsWith('Service Worker registration blocked');
    if (isOurs && (message.type() === 'error' || message.type() === 'warning')) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== url && origin !== 'null') complaints.push(`a third-party request: ${request.url()}`);
    if (pathname.startsWith('/api/')) (pathname.startsWith('/api/stories') ? asked : aside).push(pathname);
  });
  return { page, context, complaints, asked, aside, open: (/** @type {string} */ hash) => page.goto(`${url}/${hash}`) };
}

/**
 * Waits for the page of the address. A way, or back, changes the address first, and the page before it stands until the
 * browser's next task.
 * @param {Page} page
 */
export async function arrived(page) {
  await page.waitForFunction(() => {
    const newest = document.querySelector('.segment[data-newest]');
    const isTurned = !newest?.checkVisibility() || `#/${newest.getAttribute('data-path')}` === location.hash;
    return isTurned && [...document.querySelectorAll('.way, .ending, .problem')].some(one => one.checkVisibility());
  });
}

/**
 * What the page in view says: every heading and paragraph of the trail, and the ways on.
 * @param {Page} page
 */
export async function reading(page) {
  await arrived(page);
  await page.waitForFunction(() => [...document.querySelectorAll('.text')].every(text => text.textContent !== ''));
  const trail = await page.locator('.segment .taken, .segment .text p').allTextContents();
  return { trail, ways: await page.locator('.way .label').allTextContents() };
}

/** @param {Page} page */
export function newestText(page) {
  return page.locator('.segment[data-newest] .text').innerText();
}

/** @param {Page} page */
export function hashOf(page) {
  return new URL(page.url()).hash;
}

/**
 * Clicks the nth way and waits for its page.
 * @param {Page} page
 * @param {import('playwright-core').Locator} way
 */
export async function take(page, way) {
  assert.deepEqual(await page.locator('.problem').allInnerTexts(), [], 'there should be ways to take');
  const href = await way.getAttribute('href');
  await way.click();
  await page.locator(`.segment[data-newest][data-path="${href?.slice(2)}"]`).waitFor();
  await arrived(page);
}

/**
 * Takes so many steps, into the dream wherever a door leads there. A dream may end early; then the next one is tried.
 * @param {Page} page
 * @param {number} steps
 */
export async function play(page, steps) {
  for (let dream = 0; dream < 16; dream++) {
    let taken = 0;
    while (taken < steps && (await page.locator('.way').count()) > 0) {
      const doors = page.locator('.way[data-dream]');
      await take(page, (await doors.count()) > 0 ? doors.first() : page.locator('.way').first());
      taken++;
    }
    if (taken === steps) return;
    await page.locator('.another-dream').click();
    await arrived(page);
  }
  assert.fail(`no dream went on for ${steps} steps`);
}
