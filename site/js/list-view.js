import { drawProblem } from './problem-view.js';
import { differs, part, stamp, viewOf } from './template.js';

/** @import {ListPage} from '../types.js' */

/**
 * @param {ListPage} page
 * @param {() => void} retry
 */
export function drawList({ stories, storyErrors, problem }, retry) {
  const { view, fresh } = viewOf('list');
  if (fresh) scrollTo(0, 0);
  part(view, '.waiting').hidden = stories !== null || problem !== null;
  part(view, '.no-stories').hidden = stories?.length !== 0;
  drawProblem(part(view, '.outcome'), problem, retry);
  const errors = part(view, '.story-errors');
  if (differs(errors, storyErrors)) errors.replaceChildren(...storyErrors.map(storyError));
  const list = part(view, '.stories');
  if (differs(list, stories)) list.replaceChildren(...(stories ?? []).map(storyCard));
}

/** @param {string} error */
function storyError(error) {
  const line = stamp('story-error');
  line.textContent = error;
  return line;
}

/** @param {NonNullable<ListPage['stories']>[number]} story */
function storyCard({ title, author, blurb, dreams, href }) {
  const card = stamp('story');
  const link = part(card, '.story-link');
  link.textContent = title;
  link.setAttribute('href', href);
  part(card, '.story-author').textContent = author === '' ? '' : `by ${author}`;
  part(card, '.story-blurb').textContent = blurb;
  part(card, '.story-dreams').textContent = dreams === 1 ? 'one dream' : `${dreams} dreams`;
  return card;
}
