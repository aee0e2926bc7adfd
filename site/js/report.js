// Where a reader can tell the deployer about a text that a machine wrote.

/** @import {Report} from '../types.js' */

/**
 * Only mail and the web are addresses; anything else in the setting is no link.
 * @param {string} address the deployer's: mailto:… or https://…
 * @param {string} link of the page that is told about
 * @returns {Report}
 */
export function reportOf(address, link) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['mailto:', 'https:', 'http:'].includes(url.protocol)) return { href: null, link };
  // Not URLSearchParams: mail programs show its plus signs as they are.
  const more =
    url.protocol === 'mailto:'
      ? `subject=${encodeURIComponent('A text on Feverdream')}&body=${encodeURIComponent(`${link}\n\n`)}`
      : `link=${encodeURIComponent(link)}`;
  return { href: `${url.href}${url.search ? '&' : '?'}${more}`, link };
}
