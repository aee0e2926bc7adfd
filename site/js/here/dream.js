// Pages of this device: dreamed once by the worker, kept in the browser, and answered as the server answers its own.

import { isHere, labelHere } from '../here.js';
import { parseStoryPath, trailOf } from '../story-path.js';

/** @import {Branch, Event, Problem, Story} from '../../types.js' */
/** @import {Recipe} from '../../types.keep.js' */
/** @import {Task, Written} from './author.js' */

const KEPT = 'feverdream/here/page/';

/** @type {Worker | null} */
let worker = null;
let asked = 0;

/**
 * @param {string} path of this device
 * @param {string | undefined} typed what was taken to get there, where the page knows it
 * @param {Story[]} stories
 * @returns {Promise<Event>}
 */
export async function askHere(path, typed, stories) {
  try {
    const branch = kept(path) ?? (await dream(path, typed, stories));
    return { type: 'came', path, branch };
  } catch (reason) {
    return { type: 'failed', what: path, problem: problemOf(reason) };
  }
}

/** @returns {Branch[]} all that this device has dreamed */
export function allKept() {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(KEPT));
    return keys.flatMap(key => kept(key.slice(KEPT.length)) ?? []);
  } catch {
    // A browser that keeps nothing has dreamed nothing.
    return [];
  }
}

/**
 * Has the model loaded; and, with a task, a page written.
 * @param {string} id
 * @param {Task | null} task
 * @param {(progress: {bytes?: number, tokens?: number}) => void} [progress]
 * @param {number} [threads]
 * @returns {Promise<{written: Written | null, millis: number}>}
 */
export function work(id, task, progress = () => {}, threads = 0) {
  worker ??= new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const own = worker;
  const number = ++asked;
  return new Promise((resolve, reject) => {
    /** @param {MessageEvent} message */
    const heard = ({ data }) => {
      if (data.number !== number) return;
      if (!data.done && data.failed === undefined) return progress(data);
      own.removeEventListener('message', heard);
      own.removeEventListener('error', broke);
      if (data.done) resolve(data);
      else reject(new Error(data.failed));
    };
    const broke = () => {
      worker = null;
      reject(new Error('the worker that dreams could not be started'));
    };
    own.addEventListener('message', heard);
    own.addEventListener('error', broke);
    own.postMessage({ number, id, task, threads });
  });
}

/** Ends the worker and gives its memory back. */
export function rest() {
  worker?.terminate();
  worker = null;
}

/**
 * @param {string} story
 * @returns {Promise<Recipe>}
 */
export async function recipeFor(story) {
  const response = await fetch(`/api/recipe/${story}`).catch(() => null);
  if (!response) throw new Error('What the story is dreamed with cannot be read: nobody answers, and it was not kept.');
  if (!response.ok) throw new Error(`What the story is dreamed with cannot be read (${response.status}).`);
  return response.json();
}

/**
 * @param {string} path
 * @returns {Branch | null}
 */
function kept(path) {
  const text = localStorage.getItem(KEPT + path);
  return text === null ? null : JSON.parse(text);
}

/**
 * @param {string} path
 * @param {string | undefined} typed
 * @param {Story[]} stories
 * @returns {Promise<Branch>}
 */
async function dream(path, typed, stories) {
  const parsed = parseStoryPath(path);
  if (!parsed) throw new Error(`${path} is no story path`);
  // The author's stand-ins: a reader's names are none of the model's business.
  const slots = stories.find(({ id }) => id === parsed.story)?.slots ?? [];
  const recipe = await recipeFor(parsed.story);
  const before = await Promise.all(trailOf(parsed).slice(0, -1).map(ancestor));
  const parent = before[before.length - 1];
  const { id } = parsed.steps[parsed.steps.length - 1];
  const choice = parent.choices.find(offered => offered.id === id)?.label ?? typed ?? labelHere(path);
  if (choice === null) throw new Error('It was dreamed on another device, and has never left it.');
  const siblings = allKept().filter(other => other.path !== path && parentOf(other.path) === parent.path);
  const task = {
    depth: parsed.steps.length,
    recipe,
    slots,
    turns: before.map(({ choice: taken, text }) => ({ choice: taken ?? '', text })),
    choice,
    siblings: siblings.map(({ text }) => text),
    seed: crypto.getRandomValues(new Uint32Array(4)),
  };
  const { written, millis } = await work(recipe.browserModel, task);
  if (!written) throw new Error('nothing was written');
  const branch = branchOf(path, choice, recipe, written, Math.round(millis));
  try {
    localStorage.setItem(KEPT + path, JSON.stringify(branch));
  } catch {
    throw new Error('This browser has no room to keep the page, so it was let go.');
  }
  return branch;
}

/**
 * @param {string} path
 * @returns {Promise<Branch>}
 */
async function ancestor(path) {
  const own = isHere(path) ? kept(path) : null;
  if (own) return own;
  if (isHere(path)) throw new Error('The page before it is not on this device.');
  const response = await fetch(`/api/stories/${path}`).catch(() => null);
  if (!response?.ok || response.status !== 200) throw new Error('A page on the way here cannot be read now.');
  return response.json();
}

/**
 * @param {string} path
 * @param {string} choice
 * @param {Recipe} recipe
 * @param {Written} written
 * @param {number} generateMs
 * @returns {Branch}
 */
function branchOf(path, choice, recipe, written, generateMs) {
  const { story, dream: number, steps } = /** @type {import('../../types.js').StoryPath} */ (parseStoryPath(path));
  return {
    path,
    story,
    dream: number,
    depth: steps.length,
    origin: 'dreamed',
    choice,
    text: written.text,
    choices: written.labels
      .map((label, at) => ({ id: String(at + 1), label, path: `${path}.${at + 1}`, dream: true }))
      .filter(({ path: to }) => parseStoryPath(to) !== null),
    ending: written.ending,
    provenance: {
      model: recipe.browserModel,
      generateMs,
      tokens: written.tokens,
      fallback: written.fallback,
      createdAt: new Date().toISOString(),
    },
  };
}

/** @param {string} path */
function parentOf(path) {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')));
}

/**
 * @param {unknown} reason
 * @returns {Problem}
 */
function problemOf(reason) {
  const detail = reason instanceof Error ? reason.message : String(reason);
  return { title: 'This device could not dream it', detail, status: 0, restSeconds: 0 };
}
