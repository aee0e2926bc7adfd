// What to say when something could not be read. The server speaks first (problem JSON); these are for when it cannot.

/** @import {Problem} from '../types.js' */

// So long a reader waits without being asked to.
const SOON_S = 60;

/** @returns {Problem} */
export function unreachable() {
  return {
    title: 'Nobody answers',
    detail: 'The house cannot be reached from here. You may be offline. What you have read is still on this page.',
    status: 0,
    restSeconds: 0,
  };
}

/**
 * @param {number} seconds that were waited for a segment
 * @returns {Problem}
 */
export function stillDreaming(seconds) {
  return {
    title: 'The dream does not come',
    detail: `Nothing has been written in ${seconds} seconds. It may be there when you ask again.`,
    status: 0,
    restSeconds: 0,
  };
}

/**
 * @param {string} hash
 * @returns {Problem}
 */
export function tornLink(hash) {
  return {
    title: 'This link leads nowhere',
    detail:
      `“${hash.slice(0, 120)}” is not a whole link. One looks like “#/spider/7/open-the-cellar.2”: ` +
      'a story, a dream, and the steps you took. Perhaps its end was cut off when it was copied.',
    status: 400,
    restSeconds: 0,
  };
}

/**
 * @param {number} status
 * @param {unknown} body what the server sent, if it was JSON
 * @param {number} restSeconds
 * @returns {Problem}
 */
export function refused(status, body, restSeconds) {
  const said = /** @type {Record<string, unknown>} */ (typeof body === 'object' && body !== null ? body : {});
  const sentences = [said.detail, said.next].filter(text => typeof text === 'string' && text !== '').map(sentence);
  return {
    title: ownTitle(status, said),
    detail: sentences.join('\n') || `The server answered ${status} and did not say why.`,
    status,
    restSeconds,
  };
}

/**
 * A problem of no type of its own, `about:blank`, is titled with its status's name, which says nothing to a reader.
 * @param {number} status
 * @param {Record<string, unknown>} said
 */
function ownTitle(status, { type, title }) {
  if (typeof title === 'string' && title !== '' && typeof type === 'string' && type !== 'about:blank') return title;
  if (status === 404) return 'There is no such door';
  if (status === 410) return 'This page is gone';
  if (status === 429) return 'Too many doors at once';
  if (status >= 500) return 'The page stays dark';
  return 'This cannot be read';
}

/**
 * The server says things in half a line; a file name or a quoted value at its start is left as it is.
 * @param {unknown} text
 */
function sentence(text) {
  const line = String(text);
  const begun = /^[a-z]+[\s,]/.test(line) ? line[0].toUpperCase() + line.slice(1) : line;
  return /\p{L}$/u.test(begun) ? `${begun}.` : begun;
}

/**
 * A refusal that will be the same in a minute offers no retry.
 * @param {Problem} problem
 */
export function mayPass({ status }) {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/**
 * Milliseconds until a page is asked for again by itself; null where the reader has to.
 * @param {Problem} problem
 */
export function againMs({ status, restSeconds }) {
  const passing = status === 429 || status === 503;
  return passing && restSeconds > 0 && restSeconds <= SOON_S ? restSeconds * 1000 : null;
}

/** @param {number} seconds */
export function restWords(seconds) {
  if (seconds <= 0) return '';
  if (seconds <= SOON_S) return `It asks to be left alone for ${seconds} seconds; then it is asked again.`;
  if (seconds < 90) return `It asks to be left alone for ${seconds} seconds.`;
  if (seconds >= 3300 && seconds < 5400) return 'It asks to be left alone for an hour.';
  if (seconds < 5400) return `It asks to be left alone for ${Math.round(seconds / 60)} minutes.`;
  return `It asks to be left alone for ${Math.round(seconds / 3600)} hours.`;
}
