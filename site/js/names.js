// The reader's own names in a story's slots. Pure; they are woven in where text is shown, and never sent.

/** @import {Kept, Naming, Slot, State, Story} from '../types.js' */

/**
 * A story's slots, with the reader's names where they gave one.
 * @param {Kept} kept
 * @param {Story | undefined} story
 * @returns {Slot[]}
 */
export function slotsOf({ names }, story) {
  const own = names[story?.id ?? ''] ?? {};
  return (story?.slots ?? []).map(slot => ({ ...slot, default: own[slot.name] || slot.default }));
}

/**
 * The questions are asked once, at a story's beginning; later the reader opens them.
 * @param {State} state
 * @param {Story | undefined} story
 * @param {boolean} beginning
 * @returns {Naming | null}
 */
export function namingOf({ kept, naming }, story, beginning) {
  if (!story || story.slots.length === 0) return null;
  const asked = kept.names[story.id];
  if (!naming && (asked || !beginning)) return null;
  return {
    first: !naming,
    questions: story.slots.map(({ name, label, default: standIn }) => ({
      name,
      label,
      standIn,
      // Who was called something in another story may be called so here.
      value: asked ? (asked[name] ?? '') : (Object.values(kept.names).find(names => names[name])?.[name] ?? ''),
    })),
  };
}
