// How fast a graph writes in the page: Chromium, onnxruntime-web, and the site's own session, with the headers that let
// a page have threads.

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @import {Browser} from 'playwright-core' */

const PROMPT_TOKENS = 200;
const WRITTEN_TOKENS = 64;
const site = fileURLToPath(new URL('../', import.meta.url));
/** @type {Record<string, string>} */
const TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };

/**
 * Tokens a second after a prompt of 200, the time for that prompt, and for opening the graph.
 * @param {Browser} browser
 * @param {string} folder a bundle, or a graph as `model-export quantize` writes it
 * @param {number} threads
 */
export async function writingSpeed(browser, folder, threads) {
  const files = (await readdir(folder)).filter(name => name.startsWith('model.onnx'));
  const sizes = await Promise.all(files.map(async name => (await stat(join(folder, name))).size));
  const { url, close } = await serve(folder);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${url}/panels.html`);
    const measured = await page.evaluate(measure, {
      threads,
      files,
      promptTokens: PROMPT_TOKENS,
      tokens: WRITTEN_TOKENS,
    });
    return { threads, megabytes: sizes.reduce((sum, size) => sum + size, 0) / 1e6, ...measured };
  } finally {
    await context.close();
    close();
  }
}

/**
 * Runs in the page.
 * @param {{threads: number, files: string[], promptTokens: number, tokens: number}} what
 */
async function measure({ threads, files: names, promptTokens, tokens }) {
  const { openModel } = await import(new URL('/js/here/session.js', location.href).href);
  const ort = await import(new URL('/onnxruntime/ort.wasm.min.mjs', location.href).href);
  ort.env.wasm.wasmPaths = new URL('/onnxruntime/', location.href).href;
  ort.env.wasm.numThreads = threads;
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  for (const name of names) files.set(name, new Uint8Array(await (await fetch(`/graph/${name}`)).arrayBuffer()));
  const externalData = names.slice(1).map(path => ({ path, data: files.get(path) }));
  const asked = await ort.InferenceSession.create(files.get(names[0]), { externalData });
  /** @type {{name: string, type: string, shape: (number | string)[]}[]} */
  const inputs = asked.inputMetadata;
  const past = inputs.find(({ name }) => name === 'past.0.key')?.shape ?? [];
  const vocabulary = asked.outputMetadata.find((/** @type {any} */ { name }) => name === 'logits').shape.at(-1);
  await asked.release();
  const manifest = {
    architecture: { heads: past[1], head_size: past[3], vocabulary, context: 1024 },
    files: names.map(path => ({ path })),
    graph: { file: names[0], inputs, outputs: asked.outputMetadata },
  };
  const opening = performance.now();
  const model = await openModel(ort, manifest, files);
  const reading = performance.now();
  await model.prefill(Array.from({ length: promptTokens }, (_, at) => 300 + ((at * 37) % 3000)));
  const writing = performance.now();
  for (let at = 0; at < tokens; at++) await model.decodeStep(300 + ((at * 53) % 3000));
  const done = performance.now();
  return {
    isolated: globalThis.crossOriginIsolated,
    openMs: Math.round(reading - opening),
    promptMs: Math.round(writing - reading),
    tokensPerSecond: Math.round((10_000 * tokens) / (done - writing)) / 10,
  };
}

/** @param {string} folder */
async function serve(folder) {
  const roots = { onnxruntime: join(site, 'node_modules/onnxruntime-web/dist'), graph: resolve(folder) };
  const server = createServer((request, response) => {
    const [, first, ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const root = Object.entries(roots).find(([name]) => name === first)?.[1];
    const file = root ? join(root, ...rest) : join(site, first, ...rest);
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)];
    response.setHeader('content-type', type ?? 'application/octet-stream');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    if (!file.startsWith((root ?? site).replace(/[/\\]$/, '') + sep)) return response.writeHead(404).end();
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise(listening => server.listen(0, '127.0.0.1', () => listening(null)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
