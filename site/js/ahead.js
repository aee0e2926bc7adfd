// Has the pages behind the doors in view dreamed while they are read: politely, for it costs the deployer.

import { askAhead } from './api.js';
import { isSecret, parseStoryPath } from './story-path.js';

/** @import {Event, State} from '../types.js' */

// Who opens the first door at once does not read this page.
const LOOK_MS = 900;
const REST_MS = 5 * 60_000;

/**
 * @param {State} state with a page in view whose text has been shown
 * @param {string} path
 * @param {(event: Event) => void} happened
 * @param {AbortSignal} signal given when the page is turned: then something else is asked for
 */
export async function lookAhead(state, path, happened, signal) {
  if (!mayAsk(state, path, Date.now()) || savesData()) return;
  await visibly(LOOK_MS, signal);
  if (signal.aborted) return;
  const children = await askAhead(path, signal);
  if (signal.aborted) return;
  const stored = (children ?? []).filter(({ status }) => status === 'stored');
  if (stored.length > 0) happened({ type: 'lit', paths: stored.map(child => child.path) });
  const refused = children === null || children.some(({ status }) => status === 'refused');
  if (refused) happened({ type: 'rests', until: Date.now() + REST_MS });
}

/**
 * Pure: whether there is anything to ask for, and anybody to ask.
 * @param {State} state
 * @param {string} path
 * @param {number} now
 */
export function mayAsk({ ahead, kept, restUntil, branches, charted }, path, now) {
  const parsed = parseStoryPath(path);
  if (!ahead || !kept.wishes.ahead || now < restUntil || !parsed || isSecret(parsed)) return false;
  const open = new Set((charted[path]?.choices ?? []).filter(choice => choice.open).map(choice => choice.path));
  const doors = branches[path]?.choices.filter(({ dream }) => dream) ?? [];
  return doors.some(door => !open.has(door.path) && !branches[door.path]);
}

function savesData() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  return connection?.saveData === true || matchMedia('(prefers-reduced-data: reduce)').matches;
}

/**
 * Waits until the page has been in view for so long without a pause.
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function visibly(ms, signal) {
  return new Promise(resolve => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(done, ms);
    };
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    signal.addEventListener('abort', done);
    document.addEventListener('visibilitychange', look);
    look();
  });
}
