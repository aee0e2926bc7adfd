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

export type Route =
  | { kind: 'list' }
  | { kind: 'reading'; path: string }
  | { kind: 'map'; path: string }
  | { kind: 'nights'; story: string }
  | { kind: 'endings'; story: string }
  | { kind: 'lost'; hash: string };

/** A page as the map of a dream has it. */
export interface MapNode {
  path: string;
  parent: string | null;
  choice: string | null;
  origin: 'authored' | 'dreamed';
  ending: Branch['ending'];
  /** `open`: whether its page is there already; null where that map does not reach. */
  choices: { id: string; label: string; path: string; open: boolean | null; dream: boolean }[];
  /** Pages lie below it that only its own map shows. */
  truncated: boolean;
}

/** A request under way. Between two polls of a dream that somebody else has begun it rests `waitMs`. */
export interface Asked {
  polls: number;
  waitedMs: number;
  waitMs: number;
}

/** One reader's way through one dream, kept in the browser. */
export interface Night {
  id: string;
  /** The reader's own; empty until they give one. */
  name: string;
  /** Story path of the page that it stands at. */
  path: string;
  /** Milliseconds since 1970, as `at`. */
  begun: number;
  at: number;
}

/** A page that was read, as far as a map and a list of endings need it. */
export interface ReadPage {
  path: string;
  /** The choice that leads there; slots are still slots. */
  label: string;
  dreamed: boolean;
  ending: Branch['ending'];
  /** Its last sentence, where it is an ending. */
  line: string;
}

export interface Wishes {
  pace: 'sentences' | 'at-once';
  /** Whether the next pages may be dreamed while this one is read. */
  ahead: boolean;
}

export interface Kept {
  /** The newest first. */
  nights: Night[];
  /** By dream, `spider/7`; the last that was read comes last. */
  read: Record<string, ReadPage[]>;
  /** By story, then by slot. A story that is here has been asked about. */
  names: Record<string, Record<string, string>>;
  wishes: Wishes;
}

export interface State {
  route: Route;
  kept: Kept;
  /** Id of the night in view; it is kept once a step is taken in it. */
  night: string;
  /** A night that was deleted on this page and can still be taken back. */
  deleted: Night | null;
  /** Where the story's questions are open, and not for the first time. */
  naming: boolean;
  /** Pages whose text was written just now: it comes sentence by sentence. */
  fresh: string[];
  /** Maps that have come since their room was entered. */
  maps: string[];
  /** By story path; what maps have told so far. */
  charted: Record<string, MapNode>;
  /** Maps that the reader has asked for by unfolding them. */
  unfolded: string[];
  /** Pages that somebody is known to have had dreamed. */
  lit: string[];
  /** Whether the server dreams ahead. */
  ahead: boolean;
  /** Whether the model may be downloaded, to dream with it here. */
  inBrowser: boolean;
  /** Address to report a text to; empty where the deployer gave none. */
  report: string;
  /** Milliseconds since 1970 until which nobody is asked to dream ahead. */
  restUntil: number;
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
  | { type: 'routed'; hash: string; lot: number; chosen: boolean; night?: string | null; newNight?: string }
  | { type: 'kept'; kept: Kept }
  | { type: 'nightDeleted'; night: Night | null }
  | { type: 'naming'; open: boolean }
  | { type: 'lit'; paths: string[] }
  | { type: 'charted'; path: string; nodes: MapNode[] }
  | { type: 'unfolded'; path: string }
  | { type: 'rests'; until: number }
  | { type: 'asked'; what: string }
  | { type: 'left'; what: string }
  | {
      type: 'storiesCame';
      stories: Story[];
      storyErrors?: string[];
      freeText?: boolean;
      report?: string;
      ahead?: boolean;
      inBrowser?: boolean;
    }
  | { type: 'typed'; from: string; id: string; text: string }
  | { type: 'came'; path: string; branch: Branch; fresh?: boolean }
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
  takes: TakesShown | null;
  /** A passage that is gone, while what follows it is still kept. */
  missing: boolean;
}

export interface Note {
  summary: string;
  detail: string;
}

/** Where a text can be reported: an address, or, where the deployer gave none, words to quote its link with. */
export interface Report {
  href: string | null;
  link: string;
}

export interface Way {
  href: string;
  label: string;
  dream: boolean;
  /** Whether somebody has been behind this door; null while that is not known. */
  open: boolean | null;
}

/** The story's questions to its reader. */
export interface Naming {
  /** Asked by the page itself, not by the reader. */
  first: boolean;
  questions: { name: string; label: string; standIn: string; value: string }[];
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
  ending: Branch['ending'];
  /** Endings of this story that the reader has found, this one too; 0: it is none. */
  endingsFound: number;
  /** Where the text comes sentence by sentence. */
  reveal: boolean;
  naming: Naming | null;
  /** Address to report a text to; empty where the deployer gave none. */
  report: string;
  /** Whether the story asks for names at all. */
  nameable: boolean;
  map: string;
  endings: string;
  nights: string;
  startOver: string;
  anotherDream: string | null;
  stepBack: string | null;
}

export interface NightShown {
  id: string;
  href: string;
  /** The reader's name for it, or what was done last. */
  title: string;
  /** What the reader named it; empty where they did not. */
  name: string;
  about: string;
}

export interface ShelfStory {
  id: string;
  title: string;
  author: string;
  blurb: string;
  dreams: number;
  href: string;
  /** The last ones. */
  nights: NightShown[];
  allNights: string | null;
  endings: string | null;
  endingsFound: number;
}

export interface NightsPage {
  documentTitle: string;
  title: string;
  nights: NightShown[];
  deleted: string | null;
  begin: string | null;
  endings: string;
}

/** A page on the map, or a dark door. They come in the order in which a reader walks through a tree. */
export interface MapStar {
  path: string;
  parent: string | null;
  label: string;
  about: string;
  href: string;
  depth: number;
  /** Halves stand between two rows. */
  row: number;
  /** Place among its siblings, from 1. */
  at: number;
  of: number;
  here: boolean;
  /** On the way to where the reader is. */
  trail: boolean;
  yours: boolean;
  dark: boolean;
  dreamed: boolean;
  ending: Branch['ending'];
  /** Whether anything lies below it. */
  opens: boolean;
  /** Whether that is not shown. */
  shut: boolean;
  asking: boolean;
}

export interface MapPage {
  documentTitle: string;
  title: string;
  dream: number;
  /** Story path that the map was opened from. */
  here: string;
  stars: MapStar[];
  yours: number;
  others: number;
  problem: Problem | null;
  waiting: boolean;
  back: string;
}

export interface EndingShown {
  href: string;
  label: string;
  line: string;
  by: string;
  kind: Branch['ending'];
}

export interface EndingsPage {
  documentTitle: string;
  title: string;
  endings: EndingShown[];
  begin: string | null;
  nights: string;
}

export interface ListPage {
  kind: 'list';
  documentTitle: string;
  stories: ShelfStory[] | null;
  storyErrors: string[];
  problem: Problem | null;
}

export interface LostPage {
  kind: 'lost';
  documentTitle: string;
  problem: Problem;
}

export type Page = ReadingPage | ListPage | LostPage;

/** What a page can set going. */
export interface Acts {
  retry: () => void;
  say: (from: string, text: string) => void;
  /** All of a page's text is there to be read. */
  shown: (path: string) => void;
  openNaming: (open: boolean) => void;
  name: (story: string, answers: Record<string, string>) => void;
  change: (change: (kept: Kept) => Kept) => void;
  deleteNight: (id: string) => void;
  forgetDeleted: () => void;
}
