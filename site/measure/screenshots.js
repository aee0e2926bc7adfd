// Takes a picture of every view at 360, 768 and 1440 px, in every theme, of the packaged application.
//
//   npm run screenshots                      into site/target/screenshots
//   npm run screenshots -- FOLDER [THEME]    elsewhere, or of one theme alone

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, removeFolder, startApplication } from '../test/browser/application.js';
import { launchBrowser } from '../test/browser/reader.js';
import { THEMES, themedReader, views, WIDTHS } from '../test/browser/views.js';

const [folder = fileURLToPath(new URL('../target/screenshots/', import.meta.url)), only] = process.argv.slice(2);
const data = await dataFolder();
const application = await startApplication(data);
const browser = await launchBrowser();
let pictures = 0;
try {
  await mkdir(folder, { recursive: true });
  for (const theme of THEMES.filter(name => !only || name === only)) {
    for (const width of WIDTHS) {
      const reader = await themedReader(browser, application.url, theme, width);
      for (const [name, open] of Object.entries(views(13))) {
        await open(reader);
        // What eases in has come to rest.
        await reader.page.waitForTimeout(400);
        await reader.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
        pictures++;
      }
      await reader.context.close();
    }
  }
  console.log(JSON.stringify({ folder, pictures }));
} finally {
  await browser.close();
  await application.stop();
  await removeFolder(data);
}
