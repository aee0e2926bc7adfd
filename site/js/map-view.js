// The map of a dream: a tree to look at and to walk through by keyboard, pointer and screen reader.

import { Camera } from './map-camera.js';
import { mapPage } from './map-page.js';
import { drawProblem } from './problem-view.js';
import { differs, part, point, viewOf } from './template.js';

/** @import {Acts, Event, MapPage, MapStar, State} from '../types.js' */

const COLUMN = 250;
const ROW = 42;
const LONGEST_LABEL = 26;
const SVG = 'http://www.w3.org/2000/svg';

const folds = { shut: new Set(), open: new Set(), all: false };
/** @type {State} */
let state;
/** @type {MapPage} */
let page;
/** @type {Camera} */
let camera;
/** @type {(event: Event) => void} */
let happened = () => {};
let focused = '';
let drawnFor = '';
let starsBefore = 0;

/**
 * @param {State} newest
 * @param {Acts} acts
 * @param {(event: Event) => void} tell
 */
export function drawRoom(newest, acts, tell) {
  const { view, fresh } = viewOf('map');
  state = newest;
  happened = tell;
  page = mapPage(state, folds);
  if (fresh) enter(view);
  if (drawnFor !== page.here || fresh) {
    drawnFor = page.here;
    focused = page.here;
    folds.shut.clear();
    folds.open.clear();
    folds.all = false;
    page = mapPage(state, folds);
  }
  document.title = page.documentTitle;
  part(view, '.room-of').textContent = `${page.title}, dream ${page.dream}`;
  part(view, '.map-count').textContent = page.waiting
    ? 'The map is being unrolled…'
    : `${count(page.yours, 'page', 'pages')} of yours, ${page.others} more that are explored.`;
  point(view, '.map-back', page.back);
  drawProblem(part(view, '.outcome'), page.problem, acts.retry);
  drawTree(view, fresh);
}

/** @param {HTMLElement} view */
function enter(view) {
  const tree = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (view.querySelector('.chart')));
  camera = new Camera(tree);
  tree.addEventListener('keydown', event => pressed(view, event));
  tree.addEventListener('focusin', ({ target }) => {
    const star = target instanceof Element ? target.closest('[role="treeitem"]') : null;
    if (star) look(view, star.getAttribute('data-path') ?? '', false);
  });
  tree.addEventListener('click', event => {
    const star = event.target instanceof Element ? event.target.closest('[role="treeitem"]') : null;
    if (star && !camera.moved) look(view, star.getAttribute('data-path') ?? '', true);
  });
  tree.addEventListener('dblclick', () => part(view, '.map-open').click());
  part(view, '.map-in').addEventListener('click', () => camera.zoom(1.3));
  part(view, '.map-out').addEventListener('click', () => camera.zoom(1 / 1.3));
  part(view, '.map-fit').addEventListener('click', () => showAll(view));
  part(view, '.map-fold').addEventListener('click', () => toggle(view, focused));
  scrollTo(0, 0);
}

/**
 * @param {HTMLElement} view
 * @param {boolean} fresh
 */
function drawTree(view, fresh) {
  const tree = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (view.querySelector('.chart')));
  if (differs(tree, page.stars)) {
    const had = tree.contains(document.activeElement);
    const byPath = new Map(page.stars.map(star => [star.path, star]));
    group(tree, '.lines').replaceChildren(
      ...page.stars.flatMap(star => {
        const parent = byPath.get(star.parent ?? '');
        return parent ? [lineBetween(parent, star)] : [];
      }),
    );
    group(tree, '.stars').replaceChildren(...page.stars.map(starElement));
    camera.bound(boundsOf(page.stars));
    if (!byPath.has(focused)) focused = page.stars[0]?.path ?? '';
    look(view, focused, had);
    if (!fresh && page.stars.length > starsBefore) {
      part(view, '.map-said').textContent =
        `${count(page.stars.length - starsBefore, 'more branch', 'more branches')}.`;
    }
    starsBefore = page.stars.length;
    const here = byPath.get(focused);
    if (fresh || page.stars.length < 3) {
      camera.start();
      if (here) camera.centre(here.depth * COLUMN, here.row * ROW);
    }
  }
  if (fresh && page.stars.length > 0) focusStar(tree);
}

/**
 * @param {Element} tree
 * @param {string} selector
 */
function group(tree, selector) {
  return /** @type {SVGGElement} */ (tree.querySelector(selector));
}

/** @param {MapStar[]} stars */
function boundsOf(stars) {
  const depth = Math.max(0, ...stars.map(star => star.depth));
  const rows = Math.max(0, ...stars.map(star => star.row));
  return { x: -30, y: -30, width: depth * COLUMN + COLUMN + 30, height: rows * ROW + 60 };
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/**
 * @param {MapStar} from
 * @param {MapStar} to
 */
function lineBetween(from, to) {
  const [x1, y1, x2, y2] = [from.depth * COLUMN, from.row * ROW, to.depth * COLUMN, to.row * ROW];
  const middle = x2 - COLUMN * 0.28;
  const shape = `M${x1} ${y1}C${middle} ${y1} ${middle - 20} ${y2} ${x2} ${y2}`;
  return svg('path', {
    d: shape,
    class: `line ${to.yours ? 'yours' : ''} ${to.trail ? 'trail' : ''} ${to.dark ? 'dark' : ''}`,
  });
}

/**
 * Between words, where it can be: what is heard begins with what is seen.
 * @param {string} label
 */
function short(label) {
  if (label.length <= LONGEST_LABEL) return label;
  const start = label.slice(0, LONGEST_LABEL);
  const space = start.lastIndexOf(' ');
  return `${start.slice(0, space > 0 ? space : LONGEST_LABEL - 1)}…`;
}

/** @param {MapStar} star */
function starElement(star) {
  const kinds = ['yours', 'trail', 'here', 'dark', 'dreamed'].filter(kind => star[/** @type {'yours'} */ (kind)]);
  const element = svg('g', {
    role: 'treeitem',
    class: `star ${kinds.join(' ')} ${star.ending === 'none' ? '' : 'ending'}`,
    transform: `translate(${star.depth * COLUMN} ${star.row * ROW})`,
    tabindex: star.path === focused ? '0' : '-1',
    'data-path': star.path,
    'aria-level': String(star.depth + 1),
    'aria-posinset': String(star.at),
    'aria-setsize': String(star.of),
    'aria-label': `${star.label}. ${star.about}`,
    'aria-selected': String(star.path === focused),
    ...(star.here ? { 'aria-current': 'page' } : {}),
    ...(star.opens ? { 'aria-expanded': String(!star.shut) } : {}),
  });
  const text = svg('text', { x: '15', y: '-8' });
  text.textContent = short(star.label);
  element.append(
    svg('rect', { x: '-14', y: '-24', width: String(COLUMN - 14), height: '36', rx: '8', class: 'ground' }),
  );
  if (star.here) element.append(svg('circle', { r: '12', class: 'ring' }));
  element.append(svg('circle', { r: star.ending === 'none' ? '6' : '8', class: 'body' }));
  if (star.ending !== 'none')
    element.append(svg('path', { d: 'M-3.2 -3.2 3.2 3.2M3.2 -3.2 -3.2 3.2', class: 'cross' }));
  if (star.opens && star.shut)
    element.append(svg('path', { d: star.asking ? 'M16 6h12' : 'M16 6h10M21 1v10', class: 'more' }));
  element.append(text);
  return element;
}

/**
 * @param {HTMLElement} view
 * @param {string} path
 * @param {boolean} focus
 */
function look(view, path, focus) {
  const star = page.stars.find(one => one.path === path);
  if (!star) return;
  focused = path;
  const tree = /** @type {Element} */ (view.querySelector('.chart'));
  for (const element of tree.querySelectorAll('[role="treeitem"]')) {
    const chosen = element.getAttribute('data-path') === path;
    element.setAttribute('tabindex', chosen ? '0' : '-1');
    element.setAttribute('aria-selected', String(chosen));
  }
  part(view, '.map-label').textContent = star.label;
  part(view, '.map-about').textContent = star.about;
  point(view, '.map-open', star.href);
  part(view, '.map-open').textContent = star.dark ? 'Open this door' : star.here ? 'Go on reading' : 'Read this page';
  const fold = part(view, '.map-fold');
  fold.hidden = !star.opens;
  fold.textContent = star.shut ? 'Show what lies below' : 'Fold what lies below';
  if (focus) focusStar(tree);
}

/** @param {Element} tree */
function focusStar(tree) {
  const star = tree.querySelector('[role="treeitem"][tabindex="0"]');
  if (!(star instanceof SVGElement)) return;
  star.focus({ preventScroll: true });
  const at = page.stars.find(({ path }) => path === focused);
  if (at) camera.reveal(at.depth * COLUMN, at.row * ROW, COLUMN);
}

/**
 * @param {HTMLElement} view
 * @param {string} path
 */
function toggle(view, path) {
  const star = page.stars.find(one => one.path === path);
  if (!star?.opens) return;
  folds.open.delete(path);
  folds.shut.delete(path);
  (star.shut ? folds.open : folds.shut).add(path);
  page = mapPage(state, folds);
  // What stays shut now lies beyond the maps that have come.
  if (star.shut && page.stars.find(one => one.path === path)?.shut) return happened({ type: 'unfolded', path });
  starsBefore = page.stars.length;
  drawTree(view, false);
}

/** @param {HTMLElement} view */
function showAll(view) {
  folds.all = true;
  folds.shut.clear();
  page = mapPage(state, folds);
  drawTree(view, false);
  camera.fit();
}

/**
 * The keys of a tree, as the ARIA patterns have them; plus and minus are the camera's.
 * @param {HTMLElement} view
 * @param {KeyboardEvent} event
 */
function pressed(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = page.stars.findIndex(({ path }) => path === focused);
  const star = page.stars[at];
  if (!star) return;
  const to = (/** @type {MapStar | undefined} */ other) => other && look(view, other.path, true);
  /** @type {Record<string, () => unknown>} */
  const keys = {
    ArrowDown: () => to(page.stars[at + 1]),
    ArrowUp: () => to(page.stars[at - 1]),
    ArrowRight: () => (star.shut ? toggle(view, star.path) : star.opens && to(page.stars[at + 1])),
    ArrowLeft: () =>
      star.opens && !star.shut ? toggle(view, star.path) : to(page.stars.find(({ path }) => path === star.parent)),
    Home: () => to(page.stars[0]),
    End: () => to(page.stars.at(-1)),
    Enter: () => part(view, '.map-open').click(),
    ' ': () => toggle(view, star.path),
    '+': () => camera.zoom(1.3),
    '=': () => camera.zoom(1.3),
    '-': () => camera.zoom(1 / 1.3),
    0: () => showAll(view),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
function count(number, one, many) {
  return number === 1 ? `One ${one}` : `${number} ${many}`;
}
