// How fast a model writes in the page. Prints a table, and one JSON object as its last line.
//
//   npm run model -- FOLDER          a bundle, or a graph as `model-export quantize --weights browser` writes it
//   npm run model -- FOLDER 1 2 4    in one, two and four threads

import { launchBrowser } from '../test/browser/reader.js';
import { writingSpeed } from './writing.js';

const [folder, ...threads] = process.argv.slice(2);
if (!folder) throw new Error('name the folder that holds model.onnx: npm run model -- FOLDER');
const browser = await launchBrowser();
try {
  const speeds = [];
  for (const count of threads.length > 0 ? threads : ['1', '2'])
    speeds.push(await writingSpeed(browser, folder, Number(count)));
  console.table(speeds);
  console.log(JSON.stringify({ speeds }));
} finally {
  await browser.close();
}
