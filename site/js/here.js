// Pages dreamed on this device. They are told by their paths, which look like those of typed words, so that no server is
// ever asked for one and no link to one tells another reader anything. What dreams them lies in here/.

import { parseStoryPath } from './story-path.js';

/** @import {Branch} from '../types.js' */

const MARK = '_local-';
const RANDOM_BYTES = 12;
const WISH = 'feverdream/here';
const WAYS = 'feverdream/here/ways';

/**
 * Whether a page was, or is to be, dreamed on this device.
 * @param {string} path
 */
export function isHere(path) {
  return parseStoryPath(path)?.steps.some(({ id }) => id.startsWith(MARK)) ?? false;
}

/** Whether doors lead into dreams of this device. */
export function isOn() {
  return read(WISH) === 'on';
}

/** @param {boolean} on */
export function turn(on) {
  write(WISH, on ? 'on' : 'off');
}

/**
 * Where a door leads while this device dreams; null where it leads where it always did.
 * @param {HTMLAnchorElement} link
 * @param {Record<string, Branch>} branches
 */
export function wayHere(link, branches) {
  const to = link.matches('.way[data-dream]') ? (link.getAttribute('href')?.slice(2) ?? '') : '';
  if (to === '' || !isOn() || isHere(to)) return null;
  const from = to.slice(0, Math.max(to.lastIndexOf('.'), to.lastIndexOf('/')));
  const label = branches[from]?.choices.find(({ path }) => path === to)?.label;
  return label === undefined ? null : { from, label };
}

/**
 * The id of a way on that this device dreams: the same way taken again is the same page.
 * @param {string} from
 * @param {string} label
 */
export function idHere(from, label) {
  const ways = knownWays();
  const key = `${from}\n${label}`;
  if (!ways[key]) {
    const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    ways[key] =
      MARK +
      btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-')
        .replaceAll('/', '_');
    write(WAYS, JSON.stringify(ways));
  }
  return ways[key];
}

/**
 * What was taken to get to a page that was not dreamed yet; null where that was on another device.
 * @param {string} path ends with a step of this device
 */
export function labelHere(path) {
  const key = Object.entries(knownWays()).find(([key, id]) => {
    const from = key.slice(0, key.indexOf('\n'));
    return path === `${from}${from.split('/').length > 2 ? '.' : '/'}${id}`;
  })?.[0];
  return key === undefined ? null : key.slice(key.indexOf('\n') + 1);
}

/** @returns {Record<string, string>} ids by the page and the label that they lead on from */
function knownWays() {
  try {
    const ways = JSON.parse(read(WAYS) ?? '{}');
    return typeof ways === 'object' && ways !== null ? ways : {};
  } catch {
    return {};
  }
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing dreams the same way anew.
  }
}
