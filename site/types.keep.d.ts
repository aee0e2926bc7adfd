// What the site keeps and takes along: copies, the kept pages, local dreams. For the type checker and the reader; never served.

import type { Branch, Slot, Story } from './types.d.ts';

/** `GET /api/recipe/{story}`: what a story is dreamed with. */
export interface Recipe {
  story: string;
  model: string;
  browserModel: string;
  promptVersion: number;
  sampling: string;
  premise: string;
  choices: number;
  tokens: number;
  leastDepth: number;
  greatestDepth: number;
  fallbacks: string[];
  fallbackEndings: string[];
  fallbackChoices: string[];
  forbid: string[];
  words: string[];
}

/** A way on of a copied page; without a page behind it, it is shut. */
export interface CopiedWay {
  label: string;
  /** Index among the copy's pages. */
  to: number | null;
  /** Behind it a machine writes. */
  dream: boolean;
}

export interface CopiedPage {
  /** The choice that led here; empty at the start. */
  heading: string;
  paragraphs: string[];
  dreamed: boolean;
  ending: Branch['ending'];
  ways: CopiedWay[];
}

/** What a player takes along; the first page is where it begins. */
export interface Copy {
  title: string;
  author: string;
  dream: number;
  /** The address of where it was taken from. */
  link: string;
  /** Names that whoever opens the copy may still choose; none where they are woven in. */
  slots: Slot[];
  pages: CopiedPage[];
}

/** What a copy is made of. */
export interface Taken {
  story: Story;
  dream: number;
  link: string;
  branches: Branch[];
  /** Chosen names by slot; null keeps the slots as they are. */
  names: Record<string, string> | null;
}
