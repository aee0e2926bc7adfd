// A game for a file of tests: the application, a browser, and a new reader for each test.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { dataFolder, removeFolder, startApplication } from './application.js';
import { launchBrowser, newReader } from './reader.js';

/**
 * @typedef {object} Game
 * @property {Awaited<ReturnType<typeof startApplication>>} application
 * @property {Awaited<ReturnType<typeof launchBrowser>>} browser
 * @property {Awaited<ReturnType<typeof newReader>>} reader the one of the running test
 * @property {() => Promise<void>} restart
 */

/**
 * Call it once at the top of a file; what it returns is filled in before the first test.
 * @param {(complaint: string) => boolean} [mayComplain] what the browser's console may say; else nothing
 * @returns {Game}
 */
export function gameForThisFile(mayComplain = () => false) {
  const game = /** @type {Game} */ ({});
  /** @type {string} */
  let data;

  before(async () => {
    data = await dataFolder();
    game.browser = await launchBrowser();
    game.application = await startApplication(data);
    game.restart = async () => {
      await game.application.stop();
      game.application = await startApplication(data);
    };
  });

  beforeEach(async () => {
    game.reader = await newReader(game.browser, game.application.url);
  });

  afterEach(async () => {
    await game.reader.context.close();
    assert.deepEqual(
      game.reader.complaints.filter(complaint => !mayComplain(complaint)),
      [],
    );
  });

  after(async () => {
    await game.browser?.close();
    await game.application?.stop();
    await removeFolder(data);
  });
  return game;
}
