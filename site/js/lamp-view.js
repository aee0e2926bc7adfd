// The lamp: how the page looks, how its text comes, and whether the next page may be dreamed in the meantime.

import { dressed } from './rooms.js';
import { part, stamp } from './template.js';

/** @import {Wishes} from '../types.js' */

const THEME = 'feverdream/theme';

/**
 * @param {Wishes} wishes
 * @param {(wishes: Wishes) => void} wish
 */
export async function openLamp(wishes, wish) {
  await dressed('lamp.css').catch(() => {});
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('#lamp') ?? hung(wish));
  check(dialog, 'theme', document.documentElement.dataset.theme ?? 'device');
  check(dialog, 'pace', wishes.pace);
  /** @type {HTMLInputElement} */ (part(dialog, '[name="ahead"]')).checked = wishes.ahead;
  dialog.showModal();
}

/** @param {(wishes: Wishes) => void} wish */
function hung(wish) {
  const dialog = /** @type {HTMLDialogElement} */ (stamp('lamp-template'));
  document.body.append(dialog);
  dialog.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === 'theme') return wear(target.value);
    const pace = /** @type {HTMLInputElement} */ (part(dialog, '[name="pace"]:checked')).value;
    const ahead = /** @type {HTMLInputElement} */ (part(dialog, '[name="ahead"]')).checked;
    wish({ pace: pace === 'at-once' ? 'at-once' : 'sentences', ahead });
  });
  part(dialog, '.lamp-close').addEventListener('click', () => dialog.close());
  // The backdrop belongs to the dialog's own box; a press beside its content closes it.
  dialog.addEventListener('click', event => event.target === dialog && dialog.close());
  return dialog;
}

/** @param {string} theme */
function wear(theme) {
  const root = document.documentElement;
  if (theme === 'device') delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === 'device') localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, theme);
  } catch {
    // Worn until the page is left.
  }
}

/**
 * @param {HTMLElement} dialog
 * @param {string} name
 * @param {string} value
 */
function check(dialog, name, value) {
  /** @type {HTMLInputElement} */ (part(dialog, `[name="${name}"][value="${value}"]`)).checked = true;
}
