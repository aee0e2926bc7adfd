// Measures what a first visit costs, on a network of 150 ms and 1.6 Mbit/s, against the packaged application, and how
// fast the shipped model writes in the page. Ends with 1 where a bound does not hold; the last line is one JSON object.
//
//   npm run figures
//   npm run figures -- 9      nine visits instead of five

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, removeFolder, startApplication } from '../test/browser/application.js';
import { launchBrowser } from '../test/browser/reader.js';
import { writingSpeed } from './writing.js';

/** @import {Browser, Page} from 'playwright-core' */

const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const BOUNDS = { firstPaintMs: 1_000, layoutShift: 0, thirdParty: 0, bytes: 60 * 1024, tokensPerSecond: 30 };
const models = fileURLToPath(new URL('../../function/models/', import.meta.url));

/** @param {number[]} values */
const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {string} hash
 */
async function visit(browser, url, hash) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.emulateNetworkConditions', SLOW);
  await debug.send('Network.setCacheDisabled', { cacheDisabled: true });
  /** @type {import('playwright-core').Request[]} */
  const requests = [];
  let thirdParty = 0;
  page.on('requestfinished', request => requests.push(request));
  page.on('request', request => {
    if (!request.url().startsWith(url)) thirdParty++;
  });
  await watchPage(page);
  const response = await page.goto(`${url}/${hash}`);
  await page.locator('.story-link, .way').first().waitFor({ timeout: 30_000 });
  const { origin, arrivedMs } = await page.evaluate(() => {
    return { origin: performance.timeOrigin, arrivedMs: /** @type {any} */ (globalThis).seen.arrivedMs };
  });
  // What is asked for later comes while one reads.
  const sent = await weigh(
    requests.filter(request => !request.serviceWorker() && request.timing().startTime - origin < arrivedMs),
  );
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY,
  );
  let layoutShift = await shifts(page);
  if (hash !== '') {
    // The text of a door that nobody has opened comes while one looks on.
    await page.locator('.way[data-dream]').first().click();
    await page.locator('.segment[data-newest] .text p').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1_500);
    layoutShift = await shifts(page);
  }
  const policy = response?.headers()['content-security-policy'] ?? '';
  await context.close();
  return { firstPaintMs, arrivedMs, layoutShift, ...sent, thirdParty, policy };
}

/**
 * Bytes as they came over the wire, compressed; the fonts are left out.
 * @param {import('playwright-core').Request[]} requests
 */
async function weigh(requests) {
  const weighed = requests.filter(request => request.resourceType() !== 'font');
  const sizes = await Promise.all(weighed.map(request => request.sizes()));
  const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  const headerBytes = sizes.reduce((sum, { responseHeadersSize }) => sum + responseHeadersSize, 0);
  return { requests: weighed.length, bytes, headerBytes };
}

/** @param {Page} page */
async function watchPage(page) {
  await page.addInitScript(() => {
    const seen = { sum: 0, arrivedMs: 0 };
    Object.assign(globalThis, { seen });
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.story-link, .way')) return;
      seen.arrivedMs = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        const shift = /** @type {PerformanceEntry & {value: number, hadRecentInput: boolean}} */ (entry);
        if (!shift.hadRecentInput) seen.sum += shift.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** @param {Page} page */
async function shifts(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).seen.sum);
}

const visits = Number(process.argv[2] ?? 5);
const data = await dataFolder();
const application = await startApplication(data);
const browser = await launchBrowser();
const missed = [];
try {
  /** @type {Record<string, unknown>} */
  const figures = { network: '150 ms, 1.6 Mbit/s', visits };
  const pages = [];
  for (const [name, hashes] of Object.entries({
    list: Array.from({ length: visits }, () => ''),
    story: Array.from({ length: visits }, (_, at) => `#/spider/${at + 1}`),
  })) {
    const seen = [];
    for (const hash of hashes) seen.push(await visit(browser, application.url, hash));
    const figure = {
      firstPaintMs: Math.round(median(seen.map(one => one.firstPaintMs))),
      arrivedMs: Math.round(median(seen.map(one => one.arrivedMs))),
      layoutShift: Math.max(...seen.map(one => one.layoutShift)),
      bytes: Math.max(...seen.map(one => one.bytes)),
      headerBytes: Math.max(...seen.map(one => one.headerBytes)),
      requests: seen[0].requests,
      thirdParty: Math.max(...seen.map(one => one.thirdParty)),
    };
    figures[name] = figure;
    pages.push({ page: name, ...figure });
    if (figure.firstPaintMs >= BOUNDS.firstPaintMs) missed.push(`${name}: first paint after ${figure.firstPaintMs} ms`);
    if (figure.layoutShift > BOUNDS.layoutShift) missed.push(`${name}: a layout shift of ${figure.layoutShift}`);
    // Headers count as this server sends them, over HTTP/1.1; a link into a story brings the reading views with it, and
    // the edge, which speaks HTTP/2, sends its headers once.
    const bytes = name === 'list' ? figure.bytes + figure.headerBytes : figure.bytes;
    if (bytes > BOUNDS.bytes) missed.push(`${name}: ${bytes} bytes`);
    if (figure.thirdParty > BOUNDS.thirdParty) missed.push(`${name}: ${figure.thirdParty} third-party requests`);
    if (
      !/default-src 'none'/.test(seen[0].policy) ||
      /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/.test(seen[0].policy)
    ) {
      missed.push(`${name}: the policy is ${seen[0].policy}`);
    }
  }
  console.table(pages);
  const speeds = [];
  for (const bundle of await readdir(models)) {
    for (const threads of [1, 2])
      speeds.push({ bundle, ...(await writingSpeed(browser, join(models, bundle), threads)) });
  }
  console.table(speeds);
  figures.model = speeds;
  const best = Math.max(...speeds.map(({ tokensPerSecond }) => tokensPerSecond));
  if (best < BOUNDS.tokensPerSecond) missed.push(`the model writes ${best.toFixed(1)} tokens a second`);
  for (const line of missed) console.error(`missed: ${line}`);
  console.log(JSON.stringify({ ...figures, missed }));
} finally {
  await browser.close();
  await application.stop();
  await removeFolder(data);
}
process.exitCode = missed.length > 0 ? 1 : 0;
