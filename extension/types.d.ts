/** Types for `tsc --noEmit`; nothing of this file runs. The wire format is `sayso/1.0`, offsets in UTF-16 units. */

type Family = "sourcing" | "hedging" | "article";
type Tone = "credit" | "observation" | "question";
type Density = "few" | "usual" | "all";
type Colours = "standard" | "contrast" | "grey";
/** When a site is read: always, never, or when the person asks. */
type SiteRule = "asked" | "always" | "never";
type Line = "solid" | "dashed" | "double" | "wavy" | "dotted";
type SegmentRole =
  | "headline" | "standfirst" | "heading" | "paragraph" | "list-item"
  | "quote" | "caption" | "byline" | "dateline" | "furniture";

/** Half-open [start, end) of the text as sent; `text` is its slice. */
interface Mark { role: string; start: number; end: number; text: string }
interface Note {
  id: string; type: string; family: Family; tone: Tone; rank: number;
  start: number | null; end: number | null; text: string | null;
  message: string; marks: Mark[];
}
interface Segment { start: number; end: number; role: SegmentRole }
interface Answer {
  schema: string; engine: { version: string; model: string }; offsets: string; words: number;
  notes: Note[]; sources?: Source[];
  summary: { notes: number; shown_at_first: number; [count: string]: number };
  warnings: string[]; elapsed_ms: number;
}
interface Source { id: string; name: string; kind: string; named: boolean; attributions: number }
interface NoteType {
  family: Family; tone: Tone; line: Line; title: string; question: string; often_fine: string;
}

/** A stretch of one text node: characters from `from` are the text's [start, end). `node` is null for a line break. */
interface Piece { node: Text | null; from: number; start: number; end: number }
interface Block extends Segment { element: Element }
/** Where each character of the collected text stands on the page. */
interface PageMap { text: string; pieces: Piece[]; blocks: Block[] }
interface Collected { text: string; segments: Segment[]; map: PageMap }
/** What an article finder chose: elements, their words without white space, and the page's title. */
interface Choice { elements: Set<Element>; wording: string; title: string }

interface PlacedMark { mark: Mark; range: Range; line: boolean }
/** `marks` is empty for a note about the whole article and for one that could not be placed. */
interface PlacedNote { note: Note; marks: PlacedMark[] }
interface Placed { notes: PlacedNote[]; article: Note[]; unplaced: Note[] }

interface Host { element: HTMLElement; root: ShadowRoot }
interface Wording { [key: string]: string }
interface ReadOptions {
  /** Address that note types' pages lie under, with a trailing slash. */
  pages: string;
  words?: Wording;
  /** Whether the bar with count and buttons is shown. */
  bar?: boolean;
  /** Types not to be shown. */
  off?: string[];
  /** The person wants no more notes of a type; without it there is no button for that. */
  onOff?: (type: string) => void;
  /** How many notes are shown at first, where that is fewer than the server would show. */
  most?: number;
  /** Whether all are shown at first. */
  all?: boolean;
  /** What was placed beforehand. */
  placed?: Placed | undefined;
  /** A card that was opened from elsewhere was closed. */
  onBack?: (note: string) => void;
  onList?: () => void;
  onAgain?: () => void;
  onChange?: () => void;
  /** The page changed the nodes that marks stand on. */
  onLost?: () => void;
  onStop?: () => void;
}
interface Reading {
  placed: Placed; all: boolean; shown: PlacedNote[];
  /** What was read, as it was sent. */
  map: PageMap;
  showAll(all: boolean): void;
  layer(family: Family, on: boolean): void;
  open(id: string, options?: { focus?: boolean }): boolean;
  step(by: 1 | -1): void;
  again(map: PageMap): void;
  /** Close the card; whether there was one. */
  close(): boolean;
  turnOff(type: string): void;
  stop(): void;
}
interface Trouble { title: string; lines: string[]; actions?: { label: string; act: () => void }[] }

interface Sayso {
  types: { [id: string]: NoteType };
  words: Wording;
  typeOf(note: Note): NoteType;
  look: string;
  atOnce<T>(steps: Generator<undefined, T, undefined>): T;
  inPieces<T>(steps: Generator<undefined, T, undefined>, signal?: AbortSignal): Promise<T | undefined>;
  pause(): Promise<void>;
  collect(document: Document, options?: { chosen?: Choice | undefined; within?: Range[] | undefined }): Collected;
  collecting(
    document: Document, options?: { chosen?: Choice | undefined; within?: Range[] | undefined },
  ): Generator<undefined, Collected, undefined>;
  anchor(map: PageMap, mark: { start: number; end: number; text: string }): Range | null;
  move(old: PageMap, fresh: PageMap, mark: Mark): Mark | null;
  place(map: PageMap, notes: Note[]): Placed;
  placing(map: PageMap, notes: Note[]): Generator<undefined, Placed, undefined>;
  draw(notes: PlacedNote[]): number;
  tint(kind: "hover" | "open", note: PlacedNote | null): void;
  at(document: Document, x: number, y: number): PlacedNote[];
  clear(): void;
  drawn: { highlights: Map<string, Highlight>; places: Map<Range, PlacedNote> };
  host(document: Document): Host;
  unhost(): void;
  hosted: Host | null;
  NARROW: number;
  element<K extends keyof HTMLElementTagNameMap>(tag: K, kind?: string, text?: string): HTMLElementTagNameMap[K];
  button(kind: string, text: string, act: () => void): HTMLButtonElement;
  surface(host: Host, kind: string): HTMLDivElement;
  settle(card: HTMLElement, words: DOMRect | null): void;
  fill(words: string, ...values: (string | number)[]): string;
  card: {
    note(host: Host, content: CardContent): HTMLElement;
    trouble(host: Host, trouble: Trouble, words: Wording, onClose: () => void): HTMLElement;
    close(host: Host): boolean;
  };
  bar(host: Host, content: BarContent): HTMLElement;
  read(document: Document, map: PageMap, answer: Answer, options: ReadOptions): Reading;
  reading: Reading | null;
  /** Set by the extension's content file: ends what a click began; true where something was ended. */
  stop?: (how?: { keepStyle?: boolean }) => boolean;
  /** How the content file shall begin; taken away by it. */
  how?: How;
  /** Which style is on the page, if any. */
  tone?: string;
  colours?: Colours;
  isDark(document: Document): boolean;
}
/** `quiet`: nobody clicked. `once`: though the site is never to be read. `passage`: what is selected, or these ranges. */
interface How { quiet?: boolean; once?: boolean; passage?: true | Range[]; trouble?: TroubleKind }
interface CardContent {
  note: Note; type: NoteType; marks: PlacedMark[]; others: { note: Note; type: NoteType }[];
  place: string; pages: string; words: Wording; rect: () => DOMRect | null; focus: boolean;
  onMark: (mark: PlacedMark) => void; onOther: (note: Note) => void;
  onHide: () => void; onOff?: (() => void) | undefined; onCopy?: (() => Promise<void>) | undefined;
  onStep: (by: 1 | -1) => void; onClose: () => void;
}
interface BarContent {
  words: Wording; state: "reading" | "slow" | "done";
  changed?: boolean; onAgain?: (() => void) | undefined;
  /** Whether there are notes that would be held back. */
  fewer?: boolean;
  shown?: number; total?: number; unplaced?: number; article?: number; all?: boolean;
  onAll?: () => void; onList?: (() => void) | undefined; onArticle?: () => void; onClose: () => void;
}

/** What a content script tells the panel about its page. */
interface Report {
  state: "reading" | "done" | "error"; title: string; all: boolean; words: number; blocks: number;
  /** Protocol and host. */
  site: string;
  passage: boolean;
  headline: string;
  kind?: TroubleKind; message?: string; server: string;
  notes: (Note & { placed: boolean; shown: boolean })[];
  sources: Source[];
  warnings: string[];
}
/** What can go wrong; each has messages trouble_…_title, _1 and _2, with _ for -. */
type TroubleKind =
  | "unreachable" | "permission" | "slow" | "busy" | "too-long" | "not-json" | "schema" | "refused"
  | "origin" | "token" | "never" | "no-words" | "in-frame" | "other-frame" | "too-short" | "not-article" | "internal";
type Outcome =
  | { ok: true; answer: Answer; server: string; off: string[]; density?: Density; colours?: Colours }
  | { ok: false; kind: TroubleKind; server: string; detail: string };

declare var sayso: Sayso;
declare class Readability {
  constructor(document: Document, options: object);
  parse(): null | {
    title: string | null; byline: string | null; publishedTime: string | null;
    content: Element; textContent: string;
  };
}
declare namespace chrome {
  /** Firefox alone. */
  const sidebarAction: { open(): Promise<void> } | undefined;
}
interface HighlightRegistry {
  highlightsFromPoint(x: number, y: number): { highlight: Highlight; ranges: Range[] }[];
}
interface String { toWellFormed(): string }
