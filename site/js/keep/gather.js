// Finds the branches that a copy is made of: those in hand, those that the browser has kept, and those on the dream's map.

import { allKept } from '../here/dream.js';
import { buildStoryPath, parseStoryPath, trailOf } from '../story-path.js';

/** @import {Branch, StoryPath} from '../../types.js' */

// A tree of more pages is a library; and each is a question to the server.
const MOST_PAGES = 500;
const AT_ONCE = 6;

/**
 * The pages from the start to this one. What is nowhere to be had is left out.
 * @param {StoryPath} path
 * @param {Record<string, Branch>} inHand
 * @returns {Promise<Branch[]>}
 */
export async function gatherNight(path, inHand) {
  const found = await all(trailOf(path), async own => inHand[own] ?? (await read(own)));
  return found.filter(branch => branch !== null);
}

/**
 * Every page of this dream that anybody has been to, as far as it is known here or told by the map.
 * @param {StoryPath} path
 * @param {Record<string, Branch>} inHand
 * @param {(pages: number) => void} progress
 * @returns {Promise<Branch[]>}
 */
export async function gatherTree(path, inHand, progress) {
  const start = buildStoryPath({ ...path, steps: [] });
  const found = new Map(
    [...Object.values(inHand), ...(await kept()), ...allKept()]
      .filter(({ story, dream }) => story === path.story && dream === path.dream)
      .map(branch => [branch.path, branch]),
  );
  const wanted = new Set([start, ...(await mapped(start))]);
  await all([...wanted].filter(own => !found.has(own)).slice(0, MOST_PAGES), async own => {
    const branch = await read(own);
    if (branch) found.set(own, branch);
    progress(found.size);
  });
  return whole(found);
}

/**
 * A page whose trail has a gap cannot be come to.
 * @param {Map<string, Branch>} found
 */
function whole(found) {
  return [...found.values()].filter(({ path }) => {
    const parsed = parseStoryPath(path);
    return parsed !== null && trailOf(parsed).every(own => found.has(own));
  });
}

/**
 * Stored pages only: a question about one writes nothing.
 * @param {string} start
 * @returns {Promise<string[]>}
 */
async function mapped(start) {
  /** @type {Set<string>} */
  const paths = new Set();
  const open = [start];
  for (let own = open.shift(); own !== undefined && paths.size < MOST_PAGES; own = open.shift()) {
    const map = await json(`/api/map/${own}`);
    if (!Array.isArray(map?.nodes)) return [...paths];
    for (const { path, truncated } of map.nodes) {
      if (truncated && path !== own) open.push(path);
      paths.add(path);
    }
  }
  return [...paths];
}

/** @returns {Promise<Branch[]>} what the service worker has kept of what was read */
async function kept() {
  // Without https there is none.
  if (!('caches' in globalThis)) return [];
  const names = (await caches.keys()).filter(name => /^(read|lists)-\d+$/.test(name));
  const stores = await Promise.all(names.map(name => caches.open(name)));
  const found = await all(stores, async store => {
    const requests = (await store.keys()).filter(({ url }) => new URL(url).pathname.startsWith('/api/stories/'));
    return all(requests.slice(-4 * MOST_PAGES), async request => {
      const response = await store.match(request);
      return isBranch(await response?.json().catch(() => null));
    });
  });
  return found.flat().filter(branch => branch !== null);
}

/**
 * @param {string} path
 * @returns {Promise<Branch | null>}
 */
async function read(path) {
  return isBranch(await json(`/api/stories/${path}`));
}

/**
 * @param {any} body
 * @returns {Branch | null}
 */
function isBranch(body) {
  return typeof body?.path === 'string' && typeof body.text === 'string' && Array.isArray(body.choices) ? body : null;
}

/** @param {string} url */
export async function json(url) {
  const response = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => null);
  return response?.status === 200 ? response.json().catch(() => null) : null;
}

/**
 * @template T, R
 * @param {T[]} items
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>} in the order of the items
 */
async function all(items, work) {
  /** @type {R[]} */
  const done = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) done[at] = await work(items[at]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}
