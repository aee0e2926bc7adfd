// A copy as plain text: a night is one tale; a tree is numbered, as in a gamebook.

/** @import {Copy, CopiedPage} from '../../types.keep.js' */

/** @type {Record<CopiedPage['ending'], string>} */
const ENDINGS = {
  none: '',
  authored: '— The end.',
  dreamed: '— Here the dream ends.',
  depth: '— The dream goes no deeper.',
};

/** @param {Copy} copy */
export function plainOf(copy) {
  const head = [copy.title, copy.author === '' ? '' : `by ${copy.author}`, `Dream ${copy.dream} · ${copy.link}`];
  const isTale = copy.pages.every((page, at) => page.ways.every(({ to }) => to === null || to === at + 1));
  const body = copy.pages.map((page, at) => (isTale ? told(page) : numbered(page, at)));
  return `${[head.filter(line => line !== '').join('\n'), ...body].join('\n\n')}\n`;
}

/** @param {CopiedPage} page */
function told({ heading, paragraphs, ending }) {
  return [heading === '' ? '' : `> ${heading}`, ...paragraphs, ENDINGS[ending]]
    .filter(part => part !== '')
    .join('\n\n');
}

/**
 * @param {CopiedPage} page
 * @param {number} at
 */
function numbered({ heading, paragraphs, ending, ways }, at) {
  const exits = ways.map(({ label, to }) =>
    to === null ? `  ${label}: nobody has been there` : `  ${label}: turn to ${to + 1}`,
  );
  const parts = [`[${at + 1}]${heading === '' ? '' : ` ${heading}`}`, ...paragraphs, exits.join('\n'), ENDINGS[ending]];
  return parts.filter(part => part !== '').join('\n\n');
}
