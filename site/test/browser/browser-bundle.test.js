// A bundle made for pages: the game serves it beside its own, and the page dreams with it. `model-export` makes it from the
// shipped one, so that this test needs its Python, as its own tests do.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dataFolder, removeFolder, startApplication } from './application.js';
import { arrived, hashOf, launchBrowser, newReader, reading } from './reader.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const python = join(repository, 'model-export/.venv/bin/python');
// A dream that the gate refuses three times over becomes the author's own lines; then the next door is tried.
const MOST_DOORS = 8;

/** @type {string} */
let data;
/** @type {string} */
let made;
/** @type {Awaited<ReturnType<typeof startApplication>> | undefined} */
let application;
/** @type {Awaited<ReturnType<typeof launchBrowser>> | undefined} */
let browser;

before(async () => {
  assert.ok(existsSync(python), `${python} is missing; in the repository root: ./mvnw -pl model-export test`);
  data = await dataFolder();
  const models = join(data, 'models');
  const [shipped] = await readdir(join(repository, 'function/models'));
  await mkdir(models);
  await cp(join(repository, 'function/models', shipped), join(models, shipped), { recursive: true });
  const script = fileURLToPath(new URL('browser-bundle.py', import.meta.url));
  await promisify(execFile)(python, [script, join(models, shipped), join(repository, 'model-export/corpus'), models], {
    env: { ...process.env, PYTHONPATH: join(repository, 'model-export/src') },
  });
  [made] = (await readdir(models)).filter(name => name !== shipped);
  application = await startApplication(data, {
    'feverdream.models': models,
    'feverdream.bundle': shipped,
    'feverdream.browser-bundle': made,
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await removeFolder(data);
});

test('a page dreams with the bundle that was made for pages', async () => {
  assert.ok(browser && application);
  const manifest = JSON.parse(await readFile(join(data, 'models', made, 'manifest.json'), 'utf8'));
  assert.equal(manifest.quantization.weights, 'browser');
  const { page, open, context, complaints } = await newReader(browser, application.url);
  /** @type {Set<string>} */
  const fetched = new Set();
  page.on('request', request => {
    const [, bundle] = /\/models\/([^/]+)\//.exec(request.url()) ?? [];
    if (bundle) fetched.add(bundle);
  });
  await open('#/spider/8');
  await arrived(page);
  await page.getByRole('button', { name: 'Dream on this device' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText(`The model ${made} has`).waitFor();
  await dialog.getByRole('button', { name: 'Fetch it and dream here' }).click();
  await dialog.getByText('Doors now lead into dreams of this device.').waitFor({ timeout: 240_000 });
  await dialog.getByRole('button', { name: 'Close' }).click();

  /** @type {any} */
  let dreamed = null;
  for (let door = 0; door < MOST_DOORS && (dreamed === null || dreamed.provenance.fallback); door++) {
    if (door > 0) await open(`#/spider/${8 + door}`);
    await arrived(page);
    await page.locator('.way[data-dream]').first().click();
    await page.locator('.segment[data-newest][data-here] .text p').first().waitFor({ timeout: 240_000 });
    const path = hashOf(page).slice(2);
    dreamed = await page.evaluate(
      key => JSON.parse(localStorage.getItem(key) ?? 'null'),
      `feverdream/here/page/${path}`,
    );
  }
  assert.equal(dreamed.provenance.model, made);
  assert.equal(dreamed.provenance.fallback, false, 'every dream was refused');
  assert.ok(dreamed.provenance.tokens > 10, JSON.stringify(dreamed.provenance));
  const { trail } = await reading(page);
  // The page sets quotes as a printer does.
  const plain = (/** @type {string} */ text) => text.replace(/["'“”‘’]/g, '');
  const last = trail.at(-1) ?? '?';
  assert.ok(plain(dreamed.text).includes(plain(last)), `${last}: ${dreamed.text}`);
  assert.deepEqual([...fetched], [made]);
  assert.deepEqual(complaints, []);
  await context.close();
});
