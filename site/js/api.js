// The thin edge to the server: one question, one event. A refusal and a lost connection are answers too.

import { refused, unreachable } from './problem.js';

/** @import {Event, Problem} from '../types.js' */

// The server gives up on a segment after 25 s; nothing that takes longer than this is still being written.
const TIMEOUT_MS = 45_000;
const RECONNECT_MS = 400;

/**
 * @returns {Promise<Event>}
 */
export async function askStories() {
  const { status, body, problem } = await ask('/api/stories');
  if (problem) return { type: 'failed', what: 'stories', problem };
  if (!Array.isArray(body?.stories)) return { type: 'failed', what: 'stories', problem: refused(status, body, 0) };
  return { type: 'storiesCame', stories: body.stories, storyErrors: body.errors ?? [] };
}

/**
 * @param {string} path a story path; its characters need no escaping in a URL
 * @returns {Promise<Event>}
 */
export async function askBranch(path) {
  const { status, body, problem } = await ask(`/api/stories/${path}`);
  if (problem) return { type: 'failed', what: path, problem };
  if (status === 202) return { type: 'dreaming', path, retryAfterMs: Number(body?.retryAfterMs) || 1000 };
  if (typeof body?.text !== 'string' || !Array.isArray(body.choices)) {
    return { type: 'failed', what: path, problem: refused(status, body, 0) };
  }
  return { type: 'came', path, branch: body };
}

/**
 * @param {string} url
 * @returns {Promise<{status: number, body: any, problem: Problem | null}>}
 */
async function ask(url) {
  const response = await answerOf(url);
  if (!response) return { status: 0, body: null, problem: unreachable() };
  // A gateway's error page is not JSON; then the status has to speak for itself.
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    return { status: response.status, body, problem: refused(response.status, body, restSeconds(response.headers)) };
  }
  return { status: response.status, body, problem: body === null ? unreachable() : null };
}

/**
 * Telephones change networks in mid-sentence, so a connection that is lost once is tried once more. The same question
 * asked twice writes nothing twice.
 * @param {string} url
 * @param {boolean} [again]
 * @returns {Promise<Response | null>} null where nobody answers
 */
async function answerOf(url, again = true) {
  try {
    return await fetch(url, {
      cache: reloaded() ? 'no-cache' : 'default',
      headers: { accept: 'application/json, application/problem+json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (reason) {
    if (!again || /** @type {Error} */ (reason).name === 'TimeoutError') return null;
    await new Promise(resume => setTimeout(resume, RECONNECT_MS));
    return answerOf(url, false);
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
