// Panels that few readers open. Their templates and style lie in files of their own, which are fetched when the first is
// opened, so that the page that everybody reads stays light.

import { dressed } from './rooms.js';
import { stamp } from './template.js';

/** @type {Promise<void> | null} */
let fetched = null;

/**
 * @param {string} id of a template in panels.html, whose one root element is a dialog
 * @returns {Promise<HTMLDialogElement>} in the document, and out of it again when it is closed
 */
export async function panel(id) {
  fetched ??= fetchPanels();
  await fetched.catch(reason => {
    fetched = null;
    throw reason;
  });
  const dialog = /** @type {HTMLDialogElement} */ (stamp(id));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.querySelector('.close')?.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

async function fetchPanels() {
  const styled = dressed('panels.css');
  const response = await fetch('panels.html');
  if (!response.ok) throw new Error(`panels.html answers ${response.status}`);
  const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const template of parsed.querySelectorAll('template')) document.body.append(document.adoptNode(template));
  await styled;
}
