// "Dream on this device": what it takes, how far it has come, and the switch.

import { isOn, turn } from '../here.js';
import { panel } from '../panels.js';
import { parseStoryPath } from '../story-path.js';
import { part } from '../template.js';
import { forget, isKept, readManifest, sizeOf } from './bundle.js';
import { recipeFor, rest, work } from './dream.js';

/** @import {State} from '../../types.js' */
/** @import {Manifest} from './bundle.js' */

const RUNTIME = new URL('../../onnxruntime/ort-wasm-simd-threaded.wasm', import.meta.url);
const NO_RUNTIME = 'This game was built without the program that runs a model in a page.';
const NO_HTTPS = 'Browsers let a page do this over https alone.';

/**
 * @param {State} state
 * @param {() => void} changed
 */
export async function openHere(state, changed) {
  const path = state.route.kind === 'reading' ? parseStoryPath(state.route.path) : null;
  if (!path) return;
  const dialog = await panel('here');
  const said = part(dialog, '.here-said');
  /** @type {Manifest | null} */
  let manifest = null;

  async function draw() {
    const here = manifest !== null && (await isKept(manifest));
    const on = part(dialog, '.here-on');
    on.textContent = here ? 'Dream here' : 'Fetch it and dream here';
    on.hidden = manifest === null || isOn();
    part(dialog, '.here-off').hidden = !isOn();
    part(dialog, '.here-forget').hidden = !here;
    changed();
  }

  /** @param {unknown} reason */
  const failed = reason => {
    said.textContent = reason instanceof Error ? reason.message : String(reason);
  };

  part(dialog, '.here-on').addEventListener('click', () => {
    if (manifest) void fetchAndTurnOn(dialog, manifest).then(draw, failed);
  });
  part(dialog, '.here-off').addEventListener('click', () => {
    turn(false);
    rest();
    said.textContent = 'Doors lead into the dreams that everybody shares.';
    void draw();
  });
  part(dialog, '.here-forget').addEventListener('click', async () => {
    turn(false);
    rest();
    await forget();
    said.textContent = 'The model is gone from this device. What it dreamed is still here.';
    void draw();
  });
  part(dialog, '.here-on').hidden = true;
  await draw();
  dialog.showModal();
  try {
    if (!globalThis.isSecureContext || !('caches' in globalThis)) throw new Error(NO_HTTPS);
    const found = await readManifest((await recipeFor(path.story)).browserModel);
    part(dialog, '.here-size').textContent = await sizeWords(found);
    manifest = found;
    await draw();
  } catch (reason) {
    failed(reason);
  }
}

/** @param {Manifest} manifest */
async function sizeWords(manifest) {
  const model = `The model ${manifest.id} has ${megabytes(sizeOf(manifest))}`;
  if (await isKept(manifest)) return `${model} and is on this device.`;
  const runtime = await fetch(RUNTIME, { method: 'HEAD' }).catch(() => null);
  if (!runtime?.ok) throw new Error(NO_RUNTIME);
  const program = megabytes(Number(runtime.headers.get('content-length') ?? 0));
  return `${model}, and the program that runs it ${program}. Both are fetched once.`;
}

/**
 * @param {HTMLElement} dialog
 * @param {Manifest} manifest
 */
async function fetchAndTurnOn(dialog, manifest) {
  const progress = /** @type {HTMLProgressElement} */ (part(dialog, '.here-progress'));
  const said = part(dialog, '.here-said');
  const all = sizeOf(manifest);
  progress.hidden = false;
  said.textContent = 'Fetching…';
  try {
    await work(manifest.id, null, ({ bytes = 0 }) => {
      progress.value = bytes / all;
      said.textContent = bytes < all ? `${megabytes(bytes)} of ${megabytes(all)}` : 'Waking the model…';
    });
  } finally {
    progress.hidden = true;
  }
  turn(true);
  said.textContent = 'Doors now lead into dreams of this device.';
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
