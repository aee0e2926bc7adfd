// The endings that a reader has found in a story.

import { endingsPage } from './nights-page.js';
import { differs, part, point, stamp, viewOf } from './template.js';

/** @import {EndingShown, State} from '../types.js' */

/** @param {State} state */
export function drawRoom(state) {
  const page = endingsPage(state, state.route.kind === 'endings' ? state.route.story : '');
  document.title = page.documentTitle;
  const { view, fresh } = viewOf('endings');
  if (fresh) {
    scrollTo(0, 0);
    part(view, 'h1').focus({ preventScroll: true });
  }
  part(view, '.room-of').textContent = page.title;
  part(view, '.none').hidden = page.endings.length > 0;
  point(view, '.begin', page.begin);
  point(view, '.to-nights', page.nights);
  const list = part(view, '.endings');
  if (differs(list, page.endings)) list.replaceChildren(...page.endings.map(endingItem));
}

/** @param {EndingShown} ending */
function endingItem({ href, label, line, by, kind }) {
  const item = stamp('found-ending');
  item.dataset.ending = kind;
  part(item, '.found-line').textContent = line;
  const link = part(item, '.found-link');
  link.textContent = label || 'The beginning';
  link.setAttribute('href', href);
  part(item, '.found-by').textContent = by;
  return item;
}
