// The thin edge to the server: one question, one event. A refusal and a lost connection are answers too.

import { mapOf } from './charts.js';
import { refused, unreachable } from './problem.js';

/** @import {Event, Problem, Typed} from '../types.js' */

// The server gives up on a segment after 25 s; nothing that takes longer than this is still being written.
const TIMEOUT_MS = 45_000;
const RECONNECT_MS = 400;
// What was written so short a time before it came was written for this reader, or just before them.
const FRESH_MS = 180_000;

/**
 * @returns {Promise<Event>}
 */
export async function askStories() {
  const { status, body, problem } = await ask('/api/stories');
  if (problem) return { type: 'failed', what: 'stories', problem };
  if (!Array.isArray(body?.stories)) return { type: 'failed', what: 'stories', problem: refused(status, body, 0) };
  const { stories, errors = [], freeText = false, report = '', ahead = false, inBrowser = true } = body;
  return { type: 'storiesCame', stories, storyErrors: errors, freeText, report, ahead, inBrowser };
}

/**
 * @param {string} path a story path; its characters need no escaping in a URL
 * @param {Typed} [typed] what the player typed to get there, where nobody has been yet
 * @returns {Promise<Event>}
 */
export async function askBranch(path, typed) {
  const { status, body, problem, clock } = typed ? await say(path, typed) : await ask(`/api/stories/${path}`);
  if (problem) return { type: 'failed', what: path, problem };
  if (status === 202) return { type: 'dreaming', path, retryAfterMs: Number(body?.retryAfterMs) || 1000 };
  if (typeof body?.text !== 'string' || !Array.isArray(body.choices)) {
    return { type: 'failed', what: path, problem: refused(status, body, 0) };
  }
  const writtenAt = Date.parse(body.provenance?.createdAt ?? '');
  return { type: 'came', path, branch: body, fresh: Math.abs(clock - writtenAt) < FRESH_MS };
}

/**
 * @param {string} path
 * @returns {Promise<Event>}
 */
export async function askMap(path) {
  const { status, body, problem } = await ask(`/api/map/${path}`);
  const what = mapOf(path);
  if (problem) return { type: 'failed', what, problem };
  if (!Array.isArray(body?.nodes)) return { type: 'failed', what, problem: refused(status, body, 0) };
  return { type: 'charted', path, nodes: body.nodes };
}

/**
 * Has the pages behind a page's doors dreamed. Nobody waits for the answer, so nothing is tried twice.
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<{path: string, status: string}[] | null>} null where nobody answers, or not well
 */
export async function askAhead(path, signal) {
  try {
    const response = await fetch(`/api/ahead/${path}`, { headers: { accept: 'application/json' }, signal });
    const body = response.ok ? await response.json() : null;
    return Array.isArray(body?.children) ? body.children : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} path
 * @param {Typed} typed
 */
async function say(path, { id, text }) {
  const body = JSON.stringify({ id, text });
  const from = path.slice(0, path.lastIndexOf(id) - 1);
  /** @type {Record<string, string>} */
  const headers = { 'content-type': 'application/json' };
  const hash = await sha256(body);
  // An edge that signs requests to the function cannot hash a body that it only passes on.
  if (hash) headers['x-amz-content-sha256'] = hash;
  return ask(`/api/stories/${from}`, { method: 'POST', body, headers });
}

/**
 * @param {string} text
 * @returns {Promise<string | null>} hexadecimal; null on a page that came without https, where browsers offer no hash
 */
async function sha256(text) {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} url
 * @param {{method: string, body: string, headers: Record<string, string>}} [sent]
 * @returns {Promise<{status: number, body: any, problem: Problem | null, clock: number}>}
 */
async function ask(url, sent) {
  const response = await answerOf(url, sent);
  if (!response) return { status: 0, body: null, problem: unreachable(), clock: Number.NaN };
  const clock = serverClock(response.headers);
  // A gateway's error page is not JSON; then the status has to speak for itself.
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = refused(response.status, body, restSeconds(response.headers));
    return { status: response.status, body, problem, clock };
  }
  return { status: response.status, body, problem: body === null ? unreachable() : null, clock };
}

/**
 * What time it was at the server, as far as it says so: readers' clocks are wrong more often. An edge keeps the first
 * answer's date and adds its age.
 * @param {Headers} headers
 */
function serverClock(headers) {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date + Number(headers.get('age') ?? 0) * 1000;
}

/**
 * Telephones change networks in mid-sentence, so a connection that is lost once is tried once more. The same question
 * asked twice writes nothing twice.
 * @param {string} url
 * @param {{method: string, body: string, headers: Record<string, string>}} [sent]
 * @param {boolean} [again]
 * @returns {Promise<Response | null>} null where nobody answers
 */
async function answerOf(url, sent, again = true) {
  try {
    return await fetch(url, {
      ...sent,
      cache: reloaded() ? 'no-cache' : 'default',
      headers: { accept: 'application/json, application/problem+json', ...sent?.headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (reason) {
    if (!again || /** @type {Error} */ (reason).name === 'TimeoutError') return null;
    await new Promise(resume => setTimeout(resume, RECONNECT_MS));
    return answerOf(url, sent, false);
  }
}

/** Who reloads wants to see what has changed: an author, an edited passage. What has not costs a 304. */
function reloaded() {
  const [navigation] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming | undefined} */ (navigation)?.type === 'reload';
}

/** @param {Headers} headers */
function restSeconds(headers) {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
