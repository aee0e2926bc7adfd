// Measures what a first visit costs, on a network of 150 ms and 1.6 Mbit/s, against the packaged application, and how
// fast the shipped model writes in the page. Ends with 1 where a bound does not hold; the last line is one JSON object.
//
//   npm run figures
//   npm run figures -- 9      nine visits instead of five

import { dataFolder, removeFolder, startApplication } from '../test/browser/application.js';
import { launchBrowser } from '../test/browser/reader.js';

/** @import {Browser, Page} from 'playwright-core' */

const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const BOUNDS = { firstPaintMs: 1_000, layoutShift: 0.001, thirdParty: 0, bytes: 60 * 1024, tokensPerSecond: 30 };
const PROMPT_TOKENS = 200;
const WRITTEN_TOKENS = 64;

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
  await watchShifts(page);
  const response = await page.goto(`${url}/${hash}`);
  await page.locator('.story-link, .way').first().waitFor({ timeout: 30_000 });
  const loaded = requests.filter(request => !request.serviceWorker());
  const sizes = await Promise.all(loaded.map(async request => ({ request, size: await request.sizes() })));
  const weighed = sizes.filter(({ request }) => request.resourceType() !== 'font');
  const bytes = weighed.reduce((sum, { size }) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY,
  );
  const arrivedMs = await page.evaluate(() => performance.now());
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
  return { firstPaintMs, arrivedMs, layoutShift, bytes, requests: weighed.length, thirdParty, policy };
}

/** @param {Page} page */
async function watchShifts(page) {
  await page.addInitScript(() => {
    const seen = { sum: 0 };
    Object.assign(globalThis, { seenShifts: seen });
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
  return page.evaluate(() => /** @type {any} */ (globalThis).seenShifts.sum);
}

/**
 * Tokens a second of the shipped bundle in the page, after a prompt, in each number of threads.
 * @param {Browser} browser
 * @param {string} url
 * @param {number} threads
 */
async function writingSpeed(browser, url, threads) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/#/spider/1`);
  await page.locator('.way').first().waitFor();
  const measured = await page.evaluate(
    async ({ threads, promptTokens, tokens }) => {
      const site = document.baseURI.replace(/[#?].*$/, '');
      /** @param {string} path */
      const load = path => import(new URL(path, site).href);
      const { readManifest, fetchBundle } = await load('js/here/bundle.js');
      const { openModel } = await load('js/here/session.js');
      const { model: id } = await (await fetch('/api/recipe/spider')).json();
      const manifest = await readManifest(id);
      const files = await fetchBundle(manifest, () => {});
      const ort = await load('onnxruntime/ort.wasm.min.mjs');
      ort.env.wasm.wasmPaths = new URL('onnxruntime/', site).href;
      ort.env.wasm.numThreads = threads;
      const opening = performance.now();
      const model = await openModel(ort, manifest, files);
      const reading = performance.now();
      await model.prefill(Array.from({ length: promptTokens }, (_, at) => 300 + ((at * 37) % 3000)));
      const writing = performance.now();
      for (let at = 0; at < tokens; at++) await model.decodeStep(300 + ((at * 53) % 3000));
      const done = performance.now();
      return {
        isolated: globalThis.crossOriginIsolated,
        openMs: reading - opening,
        promptMs: writing - reading,
        tokensPerSecond: (1000 * tokens) / (done - writing),
      };
    },
    { threads, promptTokens: PROMPT_TOKENS, tokens: WRITTEN_TOKENS },
  );
  await context.close();
  return { threads, ...measured };
}

const visits = Number(process.argv[2] ?? 5);
const data = await dataFolder();
const application = await startApplication(data);
const browser = await launchBrowser();
const missed = [];
try {
  /** @type {Record<string, unknown>} */
  const figures = { network: '150 ms, 1.6 Mbit/s', visits };
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
      requests: seen[0].requests,
      thirdParty: Math.max(...seen.map(one => one.thirdParty)),
    };
    figures[name] = figure;
    console.log(name, figure);
    if (figure.firstPaintMs >= BOUNDS.firstPaintMs) missed.push(`${name}: first paint after ${figure.firstPaintMs} ms`);
    if (figure.layoutShift > BOUNDS.layoutShift) missed.push(`${name}: a layout shift of ${figure.layoutShift}`);
    if (figure.bytes > BOUNDS.bytes) missed.push(`${name}: ${figure.bytes} bytes`);
    if (figure.thirdParty > BOUNDS.thirdParty) missed.push(`${name}: ${figure.thirdParty} third-party requests`);
    if (
      !/default-src 'none'/.test(seen[0].policy) ||
      /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/.test(seen[0].policy)
    ) {
      missed.push(`${name}: the policy is ${seen[0].policy}`);
    }
  }
  const speeds = [];
  for (const threads of [1, 2]) speeds.push(await writingSpeed(browser, application.url, threads));
  console.log('model in the page', speeds);
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
