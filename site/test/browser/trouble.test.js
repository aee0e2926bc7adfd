// What goes wrong, and what the page makes of it. The application is the packaged one; some answers are put in its mouth.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { branch } from '../unit/samples.js';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, newestText, newReader, take } from './reader.js';

// Chromium itself writes down every refused or failed request; anything else is the page's fault.
const game = gameForThisFile(complaint => complaint.startsWith('Failed to load resource'));

/**
 * @param {number} status
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 */
function answer(status, body, headers = {}) {
  const contentType = status >= 400 ? 'application/problem+json' : 'application/json';
  return { status, contentType, headers, body: JSON.stringify(body) };
}

const sleeping = {
  type: '/problems/asleep',
  title: 'The dreamer sleeps',
  status: 503,
  detail: 'No more is dreamed tonight; open doors stay open.',
};

test('a torn link says so, and nobody is asked for it', async () => {
  const { page, open, asked } = game.reader;
  await open('#/spider/7/..%2f..%2fhealth');
  await page.locator('.problem').waitFor();
  assert.match(await page.locator('.problem').innerText(), /leads nowhere/);
  assert.deepEqual(
    asked.filter(path => path !== '/api/stories'),
    [],
  );
  await page.getByText('All stories').click();
  await page.locator('.story-link').first().waitFor();
});

test('a link to what is not there shows the server’s own words', async () => {
  const { page, open } = game.reader;
  for (const path of ['spider/99999', 'no-such-story/1', 'spider/1/no-such-door']) {
    await open(`#/${path}`);
    const refusal = await (await fetch(`${game.application.url}/api/stories/${path}`)).json();
    assert.equal(refusal.status, 404);
    await page.locator('.problem-detail').getByText(refusal.detail).waitFor();
    assert.equal(await page.locator('.problem-title').innerText(), 'There is no such door');
    assert.equal(await page.locator('.retry').isVisible(), false, 'it would be the same again');
  }
});

test('what the machine writes is text, never markup', async () => {
  const { page, open } = game.reader;
  const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  const choices = [{ id: '1', label: '<b onclick=alert(1)>On</b>', path: 'spider/1/x.1', dream: true }];
  const wild = branch('spider/1/x', { origin: 'dreamed', choice: '<i>x</i>', text: markup, choices });
  await page.route('**/api/stories/spider/1/x', route => route.fulfill(answer(200, wild)));
  await open('#/spider/1/x');
  await arrived(page);
  assert.equal(await newestText(page), markup.replaceAll('"', '”').replace('=”', '=”'));
  assert.equal(await page.locator('.way .label').innerText(), choices[0].label);
  assert.equal(await page.locator('main :is(img, script, b, i)').count(), 0);
  assert.match(await page.title(), /^<i>x<\/i> · /);
});

test('a second click while a dream is written asks for nothing more', async () => {
  const { page, open, asked } = game.reader;
  await open('#/spider/2');
  await arrived(page);
  let release = () => {};
  const gate = new Promise(resolve => {
    release = () => resolve(null);
  });
  await page.route('**/api/stories/spider/2/**', async route => {
    await gate;
    await route.continue();
  });
  const door = page.locator('.way[data-dream]').first();
  const path = (await door.getAttribute('href'))?.slice(2);
  await door.dblclick();
  assert.equal(hashOf(page), `#/${path}`);
  assert.match(await page.locator('.segment[data-newest] .waiting').innerText(), /dreamed/);
  for (const key of ['1', '2']) await page.keyboard.press(key);
  release();
  await arrived(page);
  assert.deepEqual(
    asked.filter(question => question.startsWith('/api/stories/spider/2/')),
    [`/api/stories/${path}`],
  );
  assert.equal(hashOf(page), `#/${path}`);
});

test('somebody else’s dream is waited for', async () => {
  const { page, open, asked } = game.reader;
  await open('#/spider/3');
  await arrived(page);
  let polls = 0;
  await page.route('**/api/stories/spider/3/**', route =>
    ++polls <= 2
      ? route.fulfill(answer(202, { status: 'dreaming', retryAfterMs: 300 }, { 'retry-after': '1' }))
      : route.continue(),
  );
  await page.locator('.way[data-dream]').first().click();
  await page.getByText('Somebody else is dreaming this').waitFor();
  await arrived(page);
  assert.equal(polls, 3);
  assert.equal(asked.filter(question => question.startsWith('/api/stories/spider/3/')).length, 3);
  assert.notEqual(await newestText(page), '');
});

test('a refusal keeps the page, says how long it lasts, and can be tried again', async () => {
  const { page, open } = game.reader;
  await open('#/spider/4');
  await arrived(page);
  const start = await newestText(page);
  await page.route('**/api/stories/spider/4/**', route =>
    route.fulfill(answer(503, sleeping, { 'retry-after': '30' })),
  );
  await page.locator('.way[data-dream]').first().click();
  await page.locator('.problem').waitFor();
  const said = await page.locator('.problem').innerText();
  for (const words of [sleeping.title, sleeping.detail, '30 seconds']) assert.ok(said.includes(words), words);
  assert.equal(await page.locator('.segment .text').first().innerText(), start);
  await page.unroute('**/api/stories/spider/4/**');
  await page.locator('.retry').click();
  await page.locator('.way').first().waitFor();
  assert.equal(await page.locator('.problem').count(), 0);
});

test('without a network what was read stays, and play goes on when it is back', async () => {
  const { page, open, context } = game.reader;
  await open('#/spider/5');
  await arrived(page);
  await context.setOffline(true);
  await page.locator('.way').first().click();
  await page.getByText('Nobody answers').waitFor();
  assert.equal(await page.locator('.segment .text').first().isVisible(), true);
  await page.locator('.step-back').click();
  await page.locator('.way').first().waitFor();
  await page.locator('.way').first().click();
  await page.getByText('Nobody answers').waitFor();
  await context.setOffline(false);
  await page.locator('.way').first().waitFor();
});

test('an author’s error can be read, line by line', async () => {
  const { page, open } = game.reader;
  const detail = 'function/stories/spider.twee:41: [[Down->Celar]] leads to no passage.\nDid you mean "Cellar"?';
  const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, detail };
  await page.route('**/api/stories', route => route.fulfill(answer(503, problem)));
  await open('');
  await page.locator('.problem').waitFor();
  assert.equal(await page.locator('.problem-detail').innerText(), detail);
  await page.unroute('**/api/stories');
  await page.locator('.retry').click();
  await page.locator('.story-link').first().waitFor();
});

test('every view passes axe and fits a small screen', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const width of [360, 768, 1440]) {
    const { page, open, context, complaints } = await newReader(game.browser, game.application.url, {
      width,
      height: 740,
    });
    const inspected = async (/** @type {string} */ view) => {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${view} at ${width} px is ${overflow} px too wide`);
      // Through the debugger, because the page's own policy rightly refuses a script from elsewhere.
      const debug = await context.newCDPSession(page);
      await debug.send('Runtime.evaluate', { expression: axe });
      const expression =
        'axe.run().then(({violations}) => JSON.stringify(violations.map(v => [v.id, v.nodes[0].html])))';
      const { result } = await debug.send('Runtime.evaluate', { expression, awaitPromise: true });
      assert.equal(result.value, '[]', `${view} at ${width} px`);
    };
    await open('');
    await page.locator('.story-link').first().waitFor();
    await inspected('list');
    await open('#/spider/6');
    await arrived(page);
    await inspected('passage');
    await take(page, page.locator('.way[data-dream]').first());
    await inspected('dreamed segment');
    await page.route('**/api/stories/spider/6/**', route => route.fulfill(answer(503, sleeping)));
    await page.locator('.leaf .take-next').click();
    await page.locator('.problem').waitFor();
    await inspected('problem');
    const end = branch('spider/6/end', { ending: 'authored', choice: 'End' });
    await page.route('**/api/stories/spider/6/end', route => route.fulfill(answer(200, end)));
    await open('#/spider/6/end');
    await page.locator('.ending:visible').waitFor();
    await inspected('ending');
    await open('#/torn');
    await page.locator('.problem').waitFor();
    await inspected('torn link');
    assert.deepEqual(
      complaints.filter(complaint => !complaint.startsWith('Failed to load resource')),
      [],
    );
    await context.close();
  }
});
