// A copy as Twee 3: it opens in Twine, and this game reads it as a story that dreams on behind its shut doors.

/** @import {Copy, CopiedPage, Recipe} from '../../types.keep.js' */

// What a Twine without this story's own format plays it with.
const FORMAT = { format: 'Harlowe', 'format-version': '3.3.9' };
const ID_LENGTH = 32;
const LABEL_WORDS = 10;

// Where the author's own lines are not at hand: enough for the game to read the copy.
const SPARE = {
  fallbacks: ['Somewhere in the house a door opens, and is not shut again.'],
  fallbackEndings: /** @type {string[]} */ ([]),
  fallbackChoices: ['Go on', 'Turn back', 'Stand still and listen'],
};

/**
 * @param {Copy} copy
 * @param {Recipe | null} recipe null where it could not be read
 * @param {string} ifid an upper-case UUID
 */
export function tweeOf(copy, recipe, ifid) {
  const names = copy.pages.map(passageName);
  const slots = copy.slots.map(({ name }) => name);
  const passages = copy.pages.map((page, at) => `:: ${headerName(names[at])}\n${body(page, names, slots)}`);
  const data = JSON.stringify({ ifid, ...FORMAT, start: names[0] }, null, 2);
  const settings = `:: Feverdream\n${settingsOf(copy, recipe)}`;
  return `${[`:: StoryTitle\n${line(copy.title)}`, `:: StoryData\n${data}`, settings, ...passages].join('\n\n')}\n`;
}

/**
 * Its number keeps a name apart from others; its words are for the eye on Twine's canvas.
 * @param {CopiedPage} page
 * @param {number} at
 */
function passageName({ heading }, at) {
  const words = heading
    .replace(/[^\p{L}\p{N}’' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60)
    .trim();
  return `${at + 1} ${words === '' ? 'The beginning' : words}`;
}

/**
 * A backslash takes the meaning from brackets and braces.
 * @param {string} name
 */
function headerName(name) {
  return name.replace(/[\\[\]{}]/g, '\\$&');
}

/**
 * @param {CopiedPage} page
 * @param {string[]} names of all passages
 * @param {string[]} slots
 */
function body({ paragraphs, ways, ending }, names, slots) {
  const text = paragraphs.map(paragraph => prose(paragraph, slots)).join('\n\n') || '…';
  /** @type {Set<string>} */
  const ids = new Set();
  const links = ways
    .filter(() => ending === 'none')
    .map(({ label, to }) => link(linkText(label, slots), to === null ? '*' : names[to], ids));
  return links.length === 0 ? text : `${text}\n\n${links.join('\n')}`;
}

/**
 * @param {string} label
 * @param {string} target
 * @param {Set<string>} ids taken on this page
 */
function link(label, target, ids) {
  const own = idOf(label);
  if (own !== null && !ids.has(own)) {
    ids.add(own);
    return `[[${label}->${target}]]`;
  }
  // The game makes a link's id of its label, and needs one of its own for each.
  let number = ids.size + 1;
  while (ids.has(idOf(`Way ${number}: ${label}`) ?? '')) number++;
  const other = `Way ${number}: ${label}`;
  ids.add(idOf(other) ?? '');
  return `[[${other}->${target}]]`;
}

/**
 * As the game makes it (ChoiceId in function/).
 * @param {string} label
 * @returns {string | null}
 */
export function idOf(label) {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/['’]/g, '');
  const trimmed = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const id = trimmed.slice(0, ID_LENGTH).replace(/-+$/, '');
  return /[a-z]/.test(id) ? id : null;
}

/**
 * Nothing in a label may divide it from its target, or end the link.
 * @param {string} label
 * @param {string[]} slots
 */
function linkText(label, slots) {
  const arrows = line(label).replace(/->/g, '→').replace(/<-/g, '←').replace(/\|/g, '¦');
  const text = plainMarks(arrows, slots).replace(/\[/g, '(').replace(/\]/g, ')');
  return text === '' || text === '*' ? 'Go on' : text;
}

/**
 * Nothing in a text may be a link or a header.
 * @param {string} paragraph
 * @param {string[]} slots
 */
function prose(paragraph, slots) {
  const text = plainMarks(line(paragraph), slots);
  const tame = text.replace(/\[(?=\[)/g, '[ ').replace(/\](?=\])/g, '] ');
  return tame.startsWith('::') ? `\\${tame}` : tame;
}

/**
 * Twine's formats take these for markup, and the game takes what stands in braces for a slot.
 * @param {string} text
 * @param {string[]} slots
 */
function plainMarks(text, slots) {
  return text
    .replace(/\{([^{}]*)\}|[{}]/g, (found, inside) => (slots.includes(inside) ? found : (inside ?? '')))
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\$/g, '＄')
    .replace(/`/g, '‘');
}

/** @param {string} text */
function line(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * @param {Copy} copy
 * @param {Recipe | null} recipe
 */
function settingsOf({ author, pages, slots }, recipe) {
  const { fallbacks, fallbackEndings, fallbackChoices } = recipe ?? SPARE;
  const numbers = recipe && [
    `choices: ${recipe.choices}`,
    `tokens: ${recipe.tokens}`,
    `least-depth: ${recipe.leastDepth}`,
    `greatest-depth: ${recipe.greatestDepth}`,
  ];
  return [
    ...(author === '' ? [] : [`author: ${line(author)}`]),
    `premise: ${line(recipe?.premise ?? pages[0].paragraphs[0])}`,
    ...(numbers ?? []),
    ...slots.map(({ name, label, default: standIn }) => `slot: ${name} | ${line(label)} | ${line(standIn)}`),
    ...fallbacks.map(text => `fallback: ${line(text)}`),
    ...fallbackEndings.map(text => `fallback-ending: ${line(text)}`),
    ...labels(fallbackChoices).map(text => `fallback-choice: ${text}`),
    ...(recipe && recipe.forbid.length > 0 ? [`forbid: ${recipe.forbid.join(', ')}`] : []),
  ].join('\n');
}

/**
 * Three at least, all different; a long name may have made one too long for the game.
 * @param {string[]} lines
 */
function labels(lines) {
  const short = lines.map(line).filter(text => text.split(' ').length <= LABEL_WORDS);
  const more = SPARE.fallbackChoices.slice(0, Math.max(0, 3 - short.length));
  const seen = new Set(short.map(text => text.toLowerCase()));
  return [...short, ...more.filter(text => !seen.has(text.toLowerCase()))];
}
