// What this browser keeps for its reader: nights, pages read, names, wishes. Pure; store.js writes it down.

import { buildStoryPath, parseStoryPath } from './story-path.js';

/** @import {Kept, Night, ReadPage, StoryPath} from '../types.js' */

const MOST_NIGHTS = 200;
const MOST_PAGES = 1500;
const LONGEST_NAME = 40;

/** @type {Kept} */
export const nothingKept = { nights: [], read: {}, names: {}, wishes: { pace: 'sentences', ahead: true } };

/** @param {StoryPath} path */
export function dreamOf({ story, dream }) {
  return `${story}/${dream}`;
}

/**
 * Whether the way to a page leads over another page, or is the same.
 * @param {string} from
 * @param {string} to
 */
export function leadsTo(from, to) {
  return to === from || to.startsWith(from + (from.split('/').length > 2 ? '.' : '/'));
}

/**
 * The night that an address belongs to. A link from elsewhere goes on with the night that stands there or on the way
 * there; else it begins another, so that no link takes a night away from where it stands.
 * @param {Kept} kept
 * @param {StoryPath} path
 * @param {{night: string | null, newNight: string, chosen: boolean}} event
 */
export function nightOf({ nights }, path, { night, newNight, chosen }) {
  const dream = dreamOf(path);
  if (night !== null) {
    const known = nights.find(({ id }) => id === night);
    return !known || leadsTo(dream, known.path) ? night : newNight;
  }
  const own = buildStoryPath(path);
  const standing = chosen ? undefined : nights.find(({ path: at }) => at.split('/').length > 2 && leadsTo(at, own));
  return standing?.id ?? newNight;
}

/**
 * A page was read. Its night stands there now, unless it stands further on the same way: who looks back has not gone
 * back. A beginning that was only looked at is no night.
 * @param {Kept} kept
 * @param {{path: string, night: string, pages: ReadPage[], now: number}} visit the page, and its trail as far as known
 * @returns {Kept}
 */
export function remember(kept, { path, night, pages, now }) {
  const parsed = parseStoryPath(path);
  if (!parsed) return kept;
  const dream = dreamOf(parsed);
  const read = { ...kept.read, [dream]: withPages(kept.read[dream] ?? [], pages, path) };
  const known = kept.nights.find(({ id }) => id === night);
  if (!known && parsed.steps.length === 0) return { ...kept, read };
  const at = known && leadsTo(path, known.path) ? known.path : path;
  const entry = { id: night, name: '', begun: now, ...known, path: at, at: now };
  const others = kept.nights.filter(({ id }) => id !== night);
  return { ...kept, read, nights: [entry, ...others].slice(0, MOST_NIGHTS) };
}

/**
 * The page in view comes last; its trail is noted where it was not yet.
 * @param {ReadPage[]} before
 * @param {ReadPage[]} pages
 * @param {string} own
 */
function withPages(before, pages, own) {
  const known = new Set(before.map(({ path }) => path));
  const fresh = pages.filter(({ path }) => path !== own && !known.has(path));
  const newest = pages.filter(({ path }) => path === own);
  return [...before.filter(({ path }) => path !== own), ...fresh, ...newest].slice(-MOST_PAGES);
}

/**
 * Where the reader was last below a page, so that coming back to a take comes back to all that was read in it.
 * @param {Kept} kept
 * @param {StoryPath} path
 */
export function lastBelow({ read }, path) {
  const own = buildStoryPath(path);
  return (read[dreamOf(path)] ?? []).findLast(page => leadsTo(own, page.path))?.path ?? own;
}

/**
 * @param {Kept} kept
 * @param {StoryPath} path
 */
export function isRead({ read }, path) {
  const own = buildStoryPath(path);
  return (read[dreamOf(path)] ?? []).some(page => page.path === own);
}

/**
 * @param {Kept} kept
 * @param {string} id
 * @param {string} name
 * @returns {Kept}
 */
export function renamed(kept, id, name) {
  return { ...kept, nights: kept.nights.map(night => (night.id === id ? { ...night, name: cleanName(name) } : night)) };
}

/**
 * @param {Kept} kept
 * @param {string} id
 * @returns {Kept}
 */
export function deleted(kept, id) {
  return { ...kept, nights: kept.nights.filter(night => night.id !== id) };
}

/**
 * @param {Kept} kept
 * @param {Night} night
 * @returns {Kept}
 */
export function restored(kept, night) {
  const nights = [...deleted(kept, night.id).nights, night].sort((one, other) => other.at - one.at);
  return { ...kept, nights };
}

/**
 * The answers to a story's questions; one that was left empty keeps the author's name.
 * @param {Kept} kept
 * @param {string} story
 * @param {Record<string, string>} answers
 * @returns {Kept}
 */
export function named(kept, story, answers) {
  const own = Object.entries(answers).map(([slot, name]) => [slot, cleanName(name)]);
  return { ...kept, names: { ...kept.names, [story]: Object.fromEntries(own.filter(([, name]) => name !== '')) } };
}

/**
 * One line, and nothing that a slot is made of.
 * @param {string} name
 */
export function cleanName(name) {
  const line = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/[{}]/g, '')
    .trim();
  return Array.from(line).slice(0, LONGEST_NAME).join('').trim();
}

/**
 * Makes what a browser kept usable again: anybody may have written there, and an older page kept other things.
 * @param {{nights?: unknown, read?: unknown, names?: unknown, wishes?: unknown}} found
 * @returns {Kept}
 */
export function wellKept({ nights, read, names, wishes }) {
  const { pace, ahead } = /** @type {Record<string, unknown>} */ (isRecord(wishes) ? wishes : {});
  return {
    nights: list(nights).filter(isNight),
    read: Object.fromEntries(Object.entries(isRecord(read) ? read : {}).map(([k, v]) => [k, list(v).filter(isPage)])),
    names: Object.fromEntries(Object.entries(isRecord(names) ? names : {}).map(([k, v]) => [k, strings(v)])),
    wishes: { pace: pace === 'at-once' ? 'at-once' : 'sentences', ahead: ahead !== false },
  };
}

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function strings(value) {
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).flatMap(([key, text]) =>
      typeof text === 'string' ? [[key, cleanName(text)]] : [],
    ),
  );
}

/**
 * @param {unknown} value
 * @returns {value is Night}
 */
function isNight(value) {
  if (!isRecord(value)) return false;
  const { id, name, path, begun, at } = value;
  const texts = [id, name, path].every(text => typeof text === 'string');
  return texts && Number.isFinite(begun) && Number.isFinite(at) && parseStoryPath(String(path)) !== null;
}

/**
 * @param {unknown} value
 * @returns {value is ReadPage}
 */
function isPage(value) {
  if (!isRecord(value)) return false;
  const { path, label, line, ending, dreamed } = value;
  const texts = [path, label, line].every(text => typeof text === 'string');
  const kind = ['none', 'authored', 'dreamed', 'depth'].includes(String(ending));
  return texts && kind && typeof dreamed === 'boolean' && parseStoryPath(String(path)) !== null;
}
