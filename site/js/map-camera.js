// What of the map is in view: dragging, the wheel, two fingers, and the keys all end here. It is an SVG's viewBox.

const CLOSEST = 1.8;
const FAR = 0.5;
const MARGIN = 12;
/** The buttons stand there. */
const TOP = 56;

export class Camera {
  /** @param {SVGSVGElement} tree */
  constructor(tree) {
    this.tree = tree;
    this.bounds = { x: 0, y: 0, width: 1, height: 1 };
    /** Whether the reader asked for all of it, and has not moved since: then all of it stays in view. */
    this.fitted = false;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    /** Whether the last press was a drag: then its click means nothing. */
    this.moved = false;
    /** @type {Map<number, {x: number, y: number}>} */
    this.fingers = new Map();
    tree.addEventListener('pointerdown', event => this.#pressed(event));
    tree.addEventListener('pointermove', event => this.#dragged(event));
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
      tree.addEventListener(end, event => this.fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    tree.addEventListener('wheel', event => this.#wheeled(event), { passive: false });
    new ResizeObserver(() => this.#resized()).observe(tree);
  }

  get #size() {
    return { width: this.tree.clientWidth || 1, height: this.tree.clientHeight || 1 };
  }

  /** The scale at which everything is in view, with a margin that no star is wider than. */
  get #whole() {
    const { width, height } = this.#size;
    return Math.min(1, (width - 2 * MARGIN) / this.bounds.width, (height - TOP - MARGIN) / this.bounds.height);
  }

  /** @param {{x: number, y: number, width: number, height: number}} bounds of the map, drawn anew */
  bound(bounds) {
    this.bounds = bounds;
    if (this.fitted) this.fit();
  }

  start() {
    this.fitted = false;
    this.scale = this.#size.width < 600 ? 0.8 : 1;
  }

  /**
   * As near to the middle as it can be while nothing of the view is wasted on where there is no map.
   * @param {number} x of the map
   * @param {number} y
   */
  centre(x, y) {
    const [width, height] = [this.#size.width / this.scale, this.#size.height / this.scale];
    const { bounds } = this;
    this.x = within(x - width / 2 + Math.min(100, width / 4), bounds.x, bounds.width, width);
    this.y = within(y - height / 2, bounds.y, bounds.height, height);
    this.#show();
  }

  /**
   * Moves no more than it takes to have a page and its label in view.
   * @param {number} x of the map
   * @param {number} y
   * @param {number} room that its label needs
   */
  reveal(x, y, room) {
    if (this.fitted) return;
    const [width, height] = [this.#size.width / this.scale, this.#size.height / this.scale];
    const margin = 40;
    this.x = Math.min(x - margin, Math.max(this.x, x + Math.min(room, width - 2 * margin) - width));
    this.y = Math.min(y - margin, Math.max(this.y, y + margin - height));
    this.#show();
  }

  fit() {
    this.fitted = true;
    const { width, height } = this.#size;
    const { bounds } = this;
    this.scale = this.#whole;
    this.x = bounds.x - (width / this.scale - bounds.width) / 2;
    this.y = bounds.y - ((height + TOP - MARGIN) / this.scale - bounds.height) / 2;
    this.#show();
  }

  /**
   * @param {number} factor
   * @param {number} [atX] the place that stays, in CSS pixels of the tree; the middle
   * @param {number} [atY]
   */
  zoom(factor, atX = this.#size.width / 2, atY = this.#size.height / 2) {
    this.fitted = false;
    const next = Math.min(CLOSEST, Math.max(this.#whole * 0.8, this.scale * factor));
    this.x += atX / this.scale - atX / next;
    this.y += atY / this.scale - atY / next;
    this.scale = next;
    this.#show();
  }

  #resized() {
    // It has no size as it goes.
    if (this.tree.clientWidth === 0) return;
    if (this.fitted) this.fit();
    else this.#show();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    this.moved = false;
    this.fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  }

  /** @param {PointerEvent} event */
  #dragged(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.offsetX, y: event.offsetY };
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!this.moved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    this.moved = true;
    this.fingers.set(event.pointerId, now);
    if (other) {
      const apart = (/** @type {{x: number, y: number}} */ one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
      return;
    }
    this.fitted = false;
    this.x -= (now.x - before.x) / this.scale;
    this.y -= (now.y - before.y) / this.scale;
    this.#show();
  }

  /** @param {WheelEvent} event */
  #wheeled(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoom(Math.exp(-event.deltaY * lines * 0.0016), event.offsetX, event.offsetY);
  }

  #show() {
    const { width, height } = this.#size;
    this.tree.setAttribute('viewBox', `${this.x} ${this.y} ${width / this.scale} ${height / this.scale}`);
    // From afar there are only stars.
    this.tree.toggleAttribute('data-far', this.scale < FAR);
    this.tree.style.setProperty('--grow', String(Math.max(1, FAR / this.scale)));
  }
}

/**
 * Where a view begins that would rather begin at `at`.
 * @param {number} at
 * @param {number} from where the map begins
 * @param {number} length of the map
 * @param {number} room of the view
 */
function within(at, from, length, room) {
  if (length <= room) return from - (room - length) / 2;
  return Math.min(from + length - room, Math.max(from, at));
}
