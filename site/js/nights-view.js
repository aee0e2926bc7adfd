// The nights of a story: go on, give a name, delete, and take that back.

import { renamed, restored } from './kept.js';
import { nightsPage } from './nights-page.js';
import { differs, part, point, stamp, viewOf } from './template.js';

/** @import {Acts, NightShown, State} from '../types.js' */

/**
 * @param {State} state
 * @param {Acts} acts
 */
export function drawRoom(state, acts) {
  const story = state.route.kind === 'nights' ? state.route.story : '';
  const page = nightsPage(state, story);
  document.title = page.documentTitle;
  const { view, fresh } = viewOf('nights');
  if (fresh) {
    scrollTo(0, 0);
    part(view, '.undo').addEventListener('click', () => undo(view, acts));
    part(view, 'h1').focus({ preventScroll: true });
  }
  view.dataset.deleted = JSON.stringify(state.deleted);
  part(view, '.room-of').textContent = page.title;
  part(view, '.none').hidden = page.nights.length > 0;
  part(view, '.undo-words').textContent = page.deleted === null ? '' : `“${page.deleted}” is deleted.`;
  part(view, '.undo').hidden = page.deleted === null;
  point(view, '.begin', page.begin);
  point(view, '.to-endings', page.endings);
  const list = part(view, '.nights');
  if (differs(list, page.nights)) list.replaceChildren(...page.nights.map(night => nightItem(night, acts)));
}

/**
 * @param {HTMLElement} view
 * @param {Acts} acts
 */
function undo(view, acts) {
  const night = JSON.parse(view.dataset.deleted ?? 'null');
  if (!night) return;
  acts.forgetDeleted();
  acts.change(kept => restored(kept, night));
  view
    .querySelector(`[data-night="${CSS.escape(night.id)}"]`)
    ?.closest('li')
    ?.querySelector('a')
    ?.focus();
}

/**
 * @param {NightShown} night
 * @param {Acts} acts
 */
function nightItem({ id, href, title, name, about }, acts) {
  const item = stamp('night');
  const link = part(item, '.night-link');
  link.textContent = title;
  link.setAttribute('href', href);
  link.dataset.night = id;
  part(item, '.night-about').textContent = about;
  const form = part(item, '.night-form');
  const field = /** @type {HTMLInputElement} */ (part(item, '.night-name'));
  field.value = name;
  field.setAttribute('aria-label', `Name of “${title}”`);
  const rename = part(item, '.night-rename');
  rename.setAttribute('aria-label', `Rename “${title}”`);
  rename.addEventListener('click', () => {
    form.hidden = !form.hidden;
    rename.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) field.select();
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    acts.change(kept => renamed(kept, id, field.value));
    document
      .querySelector(`[data-night="${CSS.escape(id)}"]`)
      ?.closest('li')
      ?.querySelector('a')
      ?.focus();
  });
  const remove = part(item, '.night-delete');
  remove.setAttribute('aria-label', `Delete “${title}”`);
  remove.addEventListener('click', () => {
    acts.deleteNight(id);
    part(document, '.undo').focus();
  });
  return item;
}
