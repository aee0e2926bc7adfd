// The thin edge to what the browser keeps. Several pages may be open: a change is made to what is there now, and only
// what it changed is written. A browser that keeps nothing is one in which nothing is kept.

import { nothingKept, wellKept } from './kept.js';

/** @import {Kept, Typed} from '../types.js' */

const NIGHTS = 'feverdream/nights';
const NAMES = 'feverdream/names';
const WISHES = 'feverdream/wishes';
const READ = 'feverdream/read/';
const TYPED = 'feverdream/typed';

/** @returns {Kept} */
export function load() {
  try {
    const dreams = Object.keys(localStorage).filter(key => key.startsWith(READ));
    return wellKept({
      nights: parsed(localStorage, NIGHTS),
      names: parsed(localStorage, NAMES),
      wishes: parsed(localStorage, WISHES),
      read: Object.fromEntries(dreams.map(key => [key.slice(READ.length), parsed(localStorage, key)])),
    });
  } catch {
    return nothingKept;
  }
}

/**
 * @param {(kept: Kept) => Kept} change
 * @param {Kept} shown what the page shows, for a browser that keeps nothing
 * @returns {Kept}
 */
export function keep(change, shown) {
  const before = canKeep() ? load() : shown;
  const after = change(before);
  if (after.nights !== before.nights) write(localStorage, NIGHTS, after.nights);
  if (after.names !== before.names) write(localStorage, NAMES, after.names);
  if (after.wishes !== before.wishes) write(localStorage, WISHES, after.wishes);
  for (const [dream, pages] of Object.entries(after.read)) {
    if (pages !== before.read[dream]) write(localStorage, READ + dream, pages);
  }
  return after;
}

/** @param {(kept: Kept) => void} changed by another page of this browser */
export function watch(changed) {
  addEventListener('storage', ({ key }) => {
    if (key === null || key.startsWith('feverdream/')) changed(load());
  });
}

/**
 * What a player typed is asked for with its words until it has come, also after a reload; it leaves with the tab.
 * @returns {Record<string, Typed>}
 */
export function loadTyped() {
  try {
    const found = parsed(sessionStorage, TYPED);
    const entries = Object.entries(typeof found === 'object' && found !== null ? found : {});
    return Object.fromEntries(
      entries.filter(([, typed]) => typeof typed?.id === 'string' && typeof typed.text === 'string'),
    );
  } catch {
    return {};
  }
}

/** @param {Record<string, Typed>} typed */
export function keepTyped(typed) {
  if (canKeep()) write(sessionStorage, TYPED, typed);
}

/**
 * @param {Storage} storage
 * @param {string} key
 */
function parsed(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/**
 * @param {Storage} storage
 * @param {string} key
 * @param {unknown} value
 */
function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or shut: the page in view goes on without, and its link holds the way.
  }
}

/** Private windows and strict browsers throw where others keep. */
function canKeep() {
  try {
    return localStorage !== null;
  } catch {
    return false;
  }
}
