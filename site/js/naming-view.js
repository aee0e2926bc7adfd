// The story's questions to its reader, above the text: who, where, what is feared is called.

import { differs, part, stamp } from './template.js';

/** @import {Acts, ReadingPage} from '../types.js' */

/**
 * @param {HTMLElement} form
 * @param {Acts} acts
 */
export function listenToNames(form, acts) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('.question-field')]);
    acts.name(form.dataset.story ?? '', Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  });
  part(form, '.naming-leave').addEventListener('click', () => {
    // Left at the first time, it is answered: with the author's names.
    if (form.hasAttribute('data-first')) acts.name(form.dataset.story ?? '', {});
    else acts.openNaming(false);
  });
}

/**
 * @param {HTMLElement} form
 * @param {ReadingPage} page
 */
export function drawNaming(form, { naming, path }) {
  form.hidden = naming === null;
  form.dataset.story = path.split('/')[0];
  if (!differs(form, [naming, form.dataset.story]) || !naming) return;
  form.toggleAttribute('data-first', naming.first);
  part(form, '.naming-leave').textContent = naming.first ? 'Leave the author’s names' : 'Leave them as they are';
  part(form, '.questions').replaceChildren(
    ...naming.questions.map(({ name, label, standIn, value }) => {
      const question = stamp('question');
      const field = /** @type {HTMLInputElement} */ (part(question, '.question-field'));
      part(question, '.question-label').textContent = label;
      part(question, '.question-label').setAttribute('for', `name-${name}`);
      field.id = `name-${name}`;
      field.name = name;
      field.placeholder = standIn;
      field.value = value;
      return question;
    }),
  );
}
