// The quiet line under what a machine wrote.

/** @import {Branch, Note} from '../types.js' */

/**
 * @param {Pick<Branch, 'origin' | 'provenance'>} branch
 * @param {boolean} secret grown from what a player typed
 * @param {boolean} [here] dreamed on this device
 * @returns {Note | null}
 */
export function noteOf({ origin, provenance }, secret, here = false) {
  if (origin !== 'dreamed') return null;
  const summary = provenance?.fallback
    ? 'The machine found no words here; a person’s stand in.'
    : 'A machine wrote this.';
  const shared = secret
    ? 'Only who has this link finds it, and it is kept for 30 days.'
    : 'It is kept; this link will never change.';
  const kept = here ? 'It was written on this device, and has never left it.' : shared;
  if (!provenance) return { summary, detail: `It was written once. ${kept}` };
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const seconds = (provenance.generateMs / 1000).toFixed(1);
  return {
    summary,
    detail:
      `${provenance.model}, ${provenance.tokens} tokens in ${seconds} s, ` +
      `on ${day.format(new Date(provenance.createdAt))}. ${kept}`,
  };
}
