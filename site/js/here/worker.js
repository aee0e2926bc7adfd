// Dreams in a worker, so that the page stays awake: loads the bundle when first asked, then writes one page at a time.

import { writePage } from './author.js';
import { fetchBundle, readManifest } from './bundle.js';
import { bloomFilter } from './filters.js';
import { PROMPT_VERSION } from './prompt.js';
import { readSampling } from './sampler.js';
import { openModel } from './session.js';
import { readTokenizer } from './tokenizer.js';

/** @import {Loaded, Task} from './author.js' */

const RUNTIME = new URL('../../onnxruntime/', import.meta.url);
const MOST_THREADS = 4;

/** @type {{id: string, loaded: Promise<Loaded>} | null} */
let current = null;

addEventListener('message', async ({ data }) => {
  const { number, id, task, threads } = data;
  try {
    const loaded = await load(id, threads, bytes => postMessage({ number, bytes }));
    const began = performance.now();
    const written = task === null ? null : await write(loaded, task, tokens => postMessage({ number, tokens }));
    postMessage({ number, done: true, written, millis: performance.now() - began });
  } catch (reason) {
    postMessage({ number, failed: reason instanceof Error ? reason.message : String(reason) });
  }
});

/**
 * @param {Loaded} loaded
 * @param {Task} task
 * @param {(tokens: number) => void} progress
 */
function write(loaded, task, progress) {
  return writePage({ ...loaded, sampling: readSampling(task.recipe.sampling) }, task, progress);
}

/**
 * @param {string} id
 * @param {number} threads 0 is as many as are good
 * @param {(bytes: number) => void} progress
 */
function load(id, threads, progress) {
  if (current?.id !== id) {
    const loaded = open(id, threads, progress);
    current = { id, loaded };
    loaded.catch(() => {
      current = null;
    });
  }
  return current?.loaded ?? open(id, threads, progress);
}

/**
 * @param {string} id
 * @param {number} threads
 * @param {(bytes: number) => void} progress
 * @returns {Promise<Loaded>}
 */
async function open(id, threads, progress) {
  const manifest = await readManifest(id);
  if (manifest.prompt_version !== PROMPT_VERSION) {
    throw new Error(
      `${id} was tuned on prompts of version ${manifest.prompt_version}, this page writes ${PROMPT_VERSION}`,
    );
  }
  const files = await fetchBundle(manifest, progress);
  /** @param {string} name */
  const file = name => files.get(name) ?? new Uint8Array();
  const ort = await import(new URL('ort.wasm.min.mjs', RUNTIME).href);
  ort.env.wasm.wasmPaths = RUNTIME.href;
  ort.env.wasm.numThreads = threads || usualThreads();
  const { end_of_text: endOfText, separator } = manifest.tokens;
  return {
    model: await openModel(ort, manifest, files),
    tokenizer: readTokenizer(JSON.parse(new TextDecoder().decode(file('tokenizer.json')))),
    sampling: readSampling(GREEDY),
    endOfText,
    endsStory: separator === 'document',
    context: manifest.architecture.context,
    copied: bloomFilter(manifest.copy_filter, file(manifest.copy_filter.file)),
    lexicon: bloomFilter(manifest.lexicon, file(manifest.lexicon.file)),
  };
}

// Until a task brings its own.
const GREEDY = 'temperature=0,top_k=1,top_p=1,repetition_penalty=1,penalty_window=0,no_repeat_ngram=0,best_of=1';

/** Threads need memory that is shared, and browsers share it only on pages that are alone in their process. */
function usualThreads() {
  return globalThis.crossOriginIsolated ? Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency >> 1)) : 1;
}
