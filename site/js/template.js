// HTML lives in <template> elements of index.html; code only fills in text and links.

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * @param {string} id of a template with one root element
 * @returns {HTMLElement}
 */
export function stamp(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`index.html has no template "${id}"`);
  return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`index.html has no element "${selector}" here`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {string | null} href null hides the link
 */
export function point(root, selector, href) {
  const link = part(root, selector);
  link.hidden = href === null;
  if (href !== null) link.setAttribute('href', href);
}

/**
 * Whether an element has to be drawn anew. Leaving equal elements alone keeps focus, selection and screen readers in place.
 * @param {Element} element
 * @param {unknown} value that it shows
 */
export function differs(element, value) {
  const key = JSON.stringify(value);
  if (drawn.get(element) === key) return false;
  drawn.set(element, key);
  return true;
}

/**
 * The page's one view, stamped when another kind was there before.
 * @param {string} id of a template
 */
export function viewOf(id) {
  const main = part(document, 'main');
  const shown = main.firstElementChild;
  if (shown instanceof HTMLElement && shown.dataset.view === id) return { view: shown, fresh: false };
  const view = stamp(id);
  view.dataset.view = id;
  main.replaceChildren(view);
  return { view, fresh: true };
}
