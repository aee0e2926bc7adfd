import { drawProblem } from './problem-view.js';
import { differs, part, point, stamp, viewOf } from './template.js';

/** @import {ListPage, NightShown, ShelfStory} from '../types.js' */

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

/** @param {ShelfStory} story */
function storyCard({ title, author, blurb, dreams, href, nights, allNights, endings, endingsFound }) {
  const card = stamp('story');
  const link = part(card, '.story-link');
  link.textContent = title;
  link.setAttribute('href', href);
  part(card, '.story-author').textContent = author === '' ? '' : `by ${author}`;
  part(card, '.story-blurb').textContent = blurb;
  part(card, '.story-dreams').textContent = dreams === 1 ? 'one dream' : `${dreams} dreams`;
  part(card, '.story-nights').hidden = nights.length === 0;
  part(card, '.story-nights').replaceChildren(...nights.map(nightItem));
  part(card, '.story-more').hidden = allNights === null && endings === null;
  point(card, '.all-nights', allNights);
  part(card, '.found-endings').textContent = endingsFound === 1 ? 'One ending found' : `${endingsFound} endings found`;
  point(card, '.found-endings', endings);
  return card;
}

/** @param {NightShown} night */
function nightItem({ id, href, title, about }) {
  const item = stamp('shelf-night');
  const link = part(item, '.shelf-night-link');
  link.textContent = title;
  link.setAttribute('href', href);
  link.dataset.night = id;
  part(item, '.night-about').textContent = about;
  return item;
}
