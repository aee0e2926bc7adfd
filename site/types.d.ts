// The API's answers (function/), and the site's own nouns. For the type checker and the reader; never served.

export interface Slot {
  name: string;
  label: string;
  default: string;
}

/** A way on that the player typed: an id drawn here, so that asking twice writes nothing twice. */
export interface Typed {
  id: string;
  text: string;
}

export interface Story {
  id: string;
  title: string;
  author: string;
  blurb: string;
  dreams: number;
  takes: number;
  slots: Slot[];
}

export interface Choice {
  id: string;
  label: string;
  path: string;
  /** Behind this door a machine writes. */
  dream?: boolean;
}

export interface Provenance {
  model: string;
  generateMs: number;
  tokens: number;
  fallback: boolean;
  createdAt: string;
}

export interface Branch {
  path: string;
  story: string;
  dream: number;
  depth: number;
  origin: 'authored' | 'dreamed';
  choice: string | null;
  text: string;
  choices: Choice[];
  ending: 'none' | 'authored' | 'dreamed' | 'depth';
  provenance: Provenance | null;
}

/** Why something could not be read: RFC 9457 where the server spoke, else the site's own words. */
export interface Problem {
  title: string;
  detail: string;
  /** 0: nobody answered. */
  status: number;
  /** Seconds the server asks to be left alone; 0: it did not say. */
  restSeconds: number;
}

export interface Step {
  id: string;
  /** 'a' is the first take and is not written in the path. */
  take: string;
}

export interface StoryPath {
  story: string;
  dream: number;
  steps: Step[];
}

export type Route = { kind: 'list' } | { kind: 'reading'; path: string } | { kind: 'lost'; hash: string };

/** A request under way. Between two polls of a dream that somebody else has begun it rests `waitMs`. */
export interface Asked {
  polls: number;
  waitedMs: number;
  waitMs: number;
}

export interface State {
  route: Route;
  /** In [0, 1): which dream a story picked from the list starts in. */
  lot: number;
  stories: Story[] | null;
  /** Whether players may type a way on. */
  freeText: boolean;
  /** By the story path of the page that it leads to. */
  typed: Record<string, Typed>;
  /** What is wrong in which file of an author's, in the server's words. */
  storyErrors: string[];
  branches: Record<string, Branch>;
  /** By story path, or 'stories'. */
  asked: Record<string, Asked>;
  problems: Record<string, Problem>;
}

export type Event =
  | { type: 'routed'; hash: string; lot: number; chosen: boolean }
  | { type: 'asked'; what: string }
  | { type: 'left'; what: string }
  | { type: 'storiesCame'; stories: Story[]; storyErrors?: string[]; freeText?: boolean }
  | { type: 'typed'; from: string; id: string; text: string }
  | { type: 'came'; path: string; branch: Branch }
  | { type: 'dreaming'; path: string; retryAfterMs: number }
  | { type: 'failed'; what: string; problem: Problem }
  | { type: 'retried' };

export interface TrailEntry {
  path: string;
  /** The choice that led here; empty at the start passage. */
  heading: string;
  read: boolean;
  dreamed: boolean;
  paragraphs: string[];
  /** Who wrote it, where a machine did. */
  note: Note | null;
  /** A passage that is gone, while what follows it is still kept. */
  missing: boolean;
}

export interface Note {
  summary: string;
  detail: string;
}

export interface Way {
  href: string;
  label: string;
  dream: boolean;
}

export interface TakesShown {
  current: number;
  of: number;
  previous: string | null;
  next: string | null;
}

export interface ReadingPage {
  kind: 'reading';
  path: string;
  title: string;
  author: string;
  documentTitle: string;
  dream: number;
  dreams: number | null;
  trail: TrailEntry[];
  waiting: string | null;
  problem: Problem | null;
  ways: Way[];
  /** Whether the player may type a way on from here. */
  freeText: boolean;
  /** Known to its readers alone, and kept for a while only. */
  secret: boolean;
  takes: TakesShown | null;
  ending: Branch['ending'];
  startOver: string;
  anotherDream: string | null;
  stepBack: string | null;
}

export interface ListPage {
  kind: 'list';
  documentTitle: string;
  stories: { id: string; title: string; author: string; blurb: string; dreams: number; href: string }[] | null;
  storyErrors: string[];
  problem: Problem | null;
}

export interface LostPage {
  kind: 'lost';
  documentTitle: string;
  problem: Problem;
}

export type Page = ReadingPage | ListPage | LostPage;
