// An author with a story file in one window and its page in the other.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dataFolder, removeFolder, startApplication } from './application.js';
import { arrived, launchBrowser, newestText, newReader } from './reader.js';

const WELL = `:: StoryTitle
The Well

:: StoryData
{ "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "The yard" }

:: Feverdream
premise: You have come home to a yard with a well in it.
fallback: The rope creaks, and something at the end of it is heavier than water.
fallback-choice: Pull the rope
fallback-choice: Let the rope go
fallback-choice: Sit on the lid

:: The yard
The well has a lid. Somebody has put stones on it.

[[Go into the house->The house]]
[[Lift the lid->*]]

:: The house
You never go near the well again.
`;

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof startApplication>>} */
let application;
/** @type {Awaited<ReturnType<typeof launchBrowser>>} */
let browser;

/** @param {string} twee */
const save = twee => writeFile(join(folder, 'stories', 'the-well.twee'), twee);

before(async () => {
  folder = await dataFolder();
  await mkdir(join(folder, 'stories'));
  await save(WELL);
  browser = await launchBrowser();
  application = await startApplication(folder, { 'feverdream.stories': join(folder, 'stories') });
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await removeFolder(folder);
});

/**
 * The application looks at the folder about once a second; a page's own life in the browser's store is sixty.
 * @param {import('playwright-core').Page} page
 * @param {string} words
 */
async function reloadUntil(page, words) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    await page.reload();
    await arrived(page);
    if ((await page.locator('main').innerText()).includes(words)) return;
    await page.waitForTimeout(300);
  }
  assert.fail(`"${words}" is not on the page 10 s after it was saved: ${await page.locator('main').innerText()}`);
}

/** @param {import('playwright-core').Page} page */
async function tryAgainUntilItReads(page) {
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.locator('.retry').click();
    await page.locator('.segment[data-newest] .waiting').waitFor({ state: 'hidden' });
    await arrived(page);
    if ((await page.locator('.way').count()) > 0) return;
    await page.waitForTimeout(300);
  }
}

test('a saved edit is there on reload, an error names its file and line, and mending it is enough', async () => {
  const { page, open, complaints } = await newReader(browser, application.url);
  await open('#/the-well/1');
  await arrived(page);
  assert.equal(await newestText(page), 'The well has a lid. Somebody has put stones on it.');

  await save(WELL.replace('put stones on it', 'nailed it down'));
  await reloadUntil(page, 'Somebody has nailed it down.');

  await save(WELL.replace('->The house', '->The hose'));
  await reloadUntil(page, 'The hose');
  assert.match(await page.locator('.problem-detail').innerText(), /the-well\.twee:17\b.*The hose/s);

  await open('');
  await page.reload();
  assert.match(await page.locator('.story-error').innerText(), /the-well\.twee:17\b/);
  await open('#/the-well/1');
  await arrived(page);

  await save(WELL);
  await tryAgainUntilItReads(page);
  assert.equal(await newestText(page), 'The well has a lid. Somebody has put stones on it.');

  await page.locator('.way').first().click();
  await page.locator('.ending:visible').waitFor();
  assert.equal(await page.locator('.ending-title').innerText(), 'The end');
  assert.deepEqual(
    complaints.filter(complaint => !complaint.startsWith('Failed to load resource')),
    [],
  );
});
