// Copies that a reader takes along, made by the packaged application's page and opened without it.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
// @ts-expect-error the package has no types
import * as extwee from 'extwee';
import { gameForThisFile } from './game.js';
import { arrived, hashOf, play, reading } from './reader.js';

const game = gameForThisFile();
/** @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feverdream-copies-'));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
});

/**
 * @param {string[]} choices labels in the panel
 */
async function keep(choices) {
  const { page } = game.reader;
  await page.getByRole('button', { name: 'Keep a copy' }).click();
  for (const choice of choices) await page.getByLabel(choice).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('dialog[open]').getByRole('button', { name: 'Save' }).click(),
  ]);
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  return file;
}

/**
 * The address changes first, and the copy draws its page in a later task.
 * @param {import('playwright-core').Page} copy
 * @param {() => Promise<unknown>} turn
 */
async function turnPage(copy, turn) {
  const before = await copy.locator('h2').elementHandle();
  await turn();
  await copy.waitForFunction(heading => !heading?.isConnected, before);
}

test('a night saved as a page plays from the disk, without a network', async () => {
  const { page, open } = game.reader;
  await open('#/spider/2');
  await arrived(page);
  await play(page, 2);
  const night = await reading(page);
  const dream = hashOf(page).split('/')[2];
  const file = await keep([]);
  assert.ok(file.endsWith(`spider-dream-${dream}-night.html`), file);

  const context = await game.browser.newContext({ offline: true });
  const copy = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  copy.on('console', message => complaints.push(message.text()));
  copy.on('pageerror', error => complaints.push(String(error)));
  copy.on('request', request => {
    if (!request.url().startsWith('file:')) complaints.push(request.url());
  });
  await copy.goto(pathToFileURL(file).href);
  const read = [];
  for (;;) {
    read.push(...(await copy.locator('h2, main div p').allTextContents()));
    const way = copy.locator('ol button').first();
    if ((await way.count()) === 0) break;
    await turnPage(copy, () => way.click());
  }
  assert.deepEqual(read, night.trail);
  await turnPage(copy, () => copy.goBack());
  await turnPage(copy, () => copy.goBack());
  assert.equal(await copy.locator('h2').textContent(), 'The beginning');
  const ways = copy.locator('ol > li > *');
  const at = await ways.evaluateAll(all => all.findIndex(one => one.tagName === 'BUTTON'));
  await turnPage(copy, () => copy.keyboard.press(String(at + 1)));
  assert.notEqual(await copy.locator('h2').textContent(), 'The beginning');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('what is explored of a dream can be taken along as Twee and as text, with the names left open', async () => {
  const { page, open } = game.reader;
  await open('#/spider/5');
  await arrived(page);
  await page.locator('.way[data-dream]').first().click();
  await arrived(page);
  await page.goBack();
  await arrived(page);
  await page.locator('.way:not([data-dream])').first().click();
  await arrived(page);
  const file = await keep(['All that is explored of this dream', 'Twee, which Twine opens', 'Left open']);
  assert.ok(file.endsWith('spider-dream-5-tree.twee'), file);
  const twee = await readFile(file, 'utf8');
  const story = extwee.parseTwee(twee);
  assert.equal(story.name, 'Spider');
  assert.match(story.IFID, /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
  assert.ok(story.passages.length >= 4, `${story.passages.length} passages`);
  assert.match(twee, /^premise: You are a boy in the narrow house of a glove-maker/m);
  assert.match(twee, /\{sister\}/);

  const text = await readFile(await keep(['All that is explored', 'Plain text']), 'utf8');
  assert.match(text, /^Spider\nby Feverdream\nDream 5 · http.*\n\n\[1\]\n\nYou wake because/);
  assert.match(text, /turn to 2/);
  assert.match(text, /Ottilie/);
});
