// What went wrong, in the server's words or ours, and the ways out of it.

import { mayPass, restWords } from './problem.js';
import { differs, part, stamp, viewOf } from './template.js';

/** @import {LostPage, Problem} from '../types.js' */

/**
 * @param {HTMLElement} place an alert region
 * @param {Problem | null} problem
 * @param {() => void} retry
 */
export function drawProblem(place, problem, retry) {
  if (!differs(place, problem)) return;
  if (!problem) return place.replaceChildren();
  const box = stamp('problem');
  part(box, '.problem-title').textContent = problem.title;
  part(box, '.problem-detail').textContent = problem.detail;
  part(box, '.problem-rest').textContent = restWords(problem.restSeconds);
  const button = part(box, '.retry');
  button.hidden = !mayPass(problem);
  button.addEventListener('click', retry);
  place.replaceChildren(box);
}

/** @param {LostPage} page */
export function drawLost(page) {
  drawProblem(part(viewOf('lost').view, '.outcome'), page.problem, () => {});
}
