// What holds in every view, in every theme: axe finds nothing, and nothing is wider than the screen.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { gameForThisFile } from './game.js';
import { THEMES, themedReader, views, WIDTHS } from './views.js';

const game = gameForThisFile();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * @param {import('./views.js').Reader} reader
 * @param {string} where
 */
async function inspect({ page, context }, where) {
  // Through the debugger, because the page's own policy rightly refuses a script from elsewhere.
  const debug = await context.newCDPSession(page);
  await debug.send('Runtime.evaluate', { expression: axe });
  const expression = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    JSON.stringify(violations.map(found => [found.id, found.nodes[0].html, found.nodes[0].failureSummary])))`;
  const { result } = await debug.send('Runtime.evaluate', { expression, awaitPromise: true });
  await debug.detach();
  assert.equal(result.value, '[]', where);
}

for (const theme of THEMES) {
  test(`axe finds nothing in any view by the light of ${theme}`, async () => {
    const width = 768;
    const reader = await themedReader(game.browser, game.application.url, theme, width);
    for (const [name, open] of Object.entries(views(11))) {
      await open(reader);
      await inspect(reader, `${name}, ${theme}`);
    }
    assert.deepEqual(
      reader.complaints.filter(complaint => !complaint.startsWith('Failed to load resource')),
      [],
    );
    await reader.context.close();
  });
}

test('no view is wider than its screen', async () => {
  for (const width of WIDTHS) {
    const reader = await themedReader(game.browser, game.application.url, 'night', width);
    for (const [name, open] of Object.entries(views(12))) {
      await open(reader);
      const over = await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${name} at ${width} px is ${over} px too wide`);
      // Axe at its narrowest too, where things overlap first.
      if (width === WIDTHS[0]) await inspect(reader, `${name} at ${width} px`);
    }
    await reader.context.close();
  }
});
