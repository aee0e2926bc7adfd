// A story path, `spider/7/open-the-cellar.2.1~b`, is the key of a branch and, after `/#/`, its address.
// One canonical text per path: what does not build back into itself is not a path.

/** @import {StoryPath, Step} from '../types.js' */

const TAKES = 'abcde';
const DEEPEST = 40;
const LONGEST = 1000;
const STORY = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const DREAM = /^[1-9]\d{0,5}$/;
// An authored or generated choice, or 22 base64url characters after `_`: a choice somebody typed.
const STEP = /^([a-z0-9-]{1,32}|_[A-Za-z0-9_-]{22})(?:~([b-e]))?$/;

/**
 * @param {string} text
 * @returns {StoryPath | null} null where the text is no story path
 */
export function parseStoryPath(text) {
  if (text.length > LONGEST) return null;
  const [story, dream, stepsText, ...more] = text.split('/');
  if (more.length > 0 || !STORY.test(story) || !DREAM.test(dream ?? '')) return null;
  if (stepsText === undefined) return { story, dream: Number(dream), steps: [] };
  const steps = [];
  for (const step of stepsText.split('.')) {
    const match = STEP.exec(step);
    if (!match) return null;
    steps.push({ id: match[1], take: match[2] ?? 'a' });
  }
  return steps.length > DEEPEST ? null : { story, dream: Number(dream), steps };
}

/** @param {StoryPath} path */
export function buildStoryPath({ story, dream, steps }) {
  const start = `${story}/${dream}`;
  return steps.length === 0 ? start : `${start}/${steps.map(stepText).join('.')}`;
}

/** @param {Step} step */
function stepText({ id, take }) {
  return take === 'a' ? id : `${id}~${take}`;
}

/**
 * Every path from the start passage to this one, both included.
 * @param {StoryPath} path
 */
export function trailOf(path) {
  const trail = [];
  for (let depth = 0; depth <= path.steps.length; depth++) {
    trail.push(buildStoryPath({ ...path, steps: path.steps.slice(0, depth) }));
  }
  return trail;
}

/**
 * The same step told again: 0 is take a.
 * @param {StoryPath} path
 * @param {number} take
 */
export function withTake(path, take) {
  const newest = path.steps[path.steps.length - 1];
  return { ...path, steps: [...path.steps.slice(0, -1), { ...newest, take: TAKES[take] }] };
}

/**
 * Whether a step on the way was typed by a player: such a page is known by its link alone.
 * @param {StoryPath} path
 */
export function isSecret({ steps }) {
  return steps.some(({ id }) => id.startsWith('_'));
}

/**
 * Which take the newest step is; 0 is take a.
 * @param {StoryPath} path
 */
export function takeOf(path) {
  return path.steps.length === 0 ? 0 : TAKES.indexOf(path.steps[path.steps.length - 1].take);
}
