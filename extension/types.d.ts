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
  notes: Note[]; sources?: Source[]; attributions?: Attribution[];
  sentences?: { start: number; end: number }[];
  summary: { notes: number; shown_at_first: number; [count: string]: number };
  warnings: string[]; elapsed_ms: number;
  /** The server's time was up; `read_to` is where reading ended. */
  incomplete?: boolean; read_to?: number;
}
interface Span { start: number; end: number; text: string }
/** One link from a source to a statement; `through` is the source that relays it. */
interface Attribution {
  source: Span[]; cue: Span[]; content: Span[];
  quotation: "direct" | "indirect" | "mixed"; source_id: string | null; through: string | null;
}
interface Source {
  id: string; name: string; kind: string; named: boolean; attributions: number;
  mentions: Span[]; affiliation: { state: string; list: string } | null;
}
interface NoteType {
  family: Family; tone: Tone; line: Line; title: string; question: string; often_fine: string;
  /** In annotated articles: how many notes of this type were found, and how many of them were right. */
  /** Of so many notes so many were right, `[right, of]`: in articles new to Sayso, and in those its rules were made with. */
  measured?: { blind: [number, number]; seen: [number, number] };
}

/** A stretch of one text node: characters from `from` are the text's [start, end). `node` is null for a line break. */
interface Piece { node: Text | null; from: number; start: number; end: number }
interface Block extends Segment { element: Element }
/** What stands together on the page, before it is known whether it is read. */
interface Part { node: Text | null; from: number; words: string }
interface Found { element: Element; parts: Part[]; words: string }
/** What was chosen of a page, and what the choice needs to know of it. */
interface Picked {
  chosen: Choice | undefined; within: Range[] | undefined; headline: Found | null; trim: (parts: Part[]) => Part[];
}
/** Where each character of the collected text stands on the page. */
interface PageMap { text: string; pieces: Piece[]; blocks: Block[] }
interface Collected { text: string; segments: Segment[]; map: PageMap }
/** An element's depth, name and attributes, with its namespace where that is not HTML's; or depth and words. */
type CopyEntry = [depth: number, what: string, attributes?: Record<string, string>, space?: string];
/** `parts` are CopyEntry[] as JSON, one after the other; `elements` stand in the order of their entries. */
interface PageCopy { elements: Element[]; parts: string[] }
/** What an article finder chose of a copy: numbers of elements, their words without white space, and what it read of the page. */
interface FoundArticle { numbers: number[]; wording: string; title: string; byline: string; published: string }
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
  /** The person wants no more notes of a type, or has it back. This reading does so itself; others may want to know. */
  onOff?: (type: string, on: boolean) => void;
  /** How much a card says: everything, or title, sentence and question. */
  card?: "full" | "short";
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
  /** Whether the strip along the article is shown at first; `onStrip` offers it in the bar and is told when it comes or goes. */
  strip?: boolean;
  onStrip?: (on: boolean) => void;
  /** The page changed the nodes that marks stand on. */
  onLost?: () => void;
  onStop?: () => void;
}
interface CardHow {
  focus?: boolean; others?: PlacedNote[];
  /** Height in the window of the click that opened the card. */
  y?: number | undefined;
  rect?: (() => DOMRect | null) | undefined;
  /** Which of the note's places the card stands beside. */
  at?: number;
  size?: "full" | "short";
}
interface Reading {
  placed: Placed; all: boolean; shown: PlacedNote[];
  /** What was read, where it stands on the page now. */
  map: PageMap;
  /** Whether neither the note nor its type was put away. */
  keeps(note: Note): boolean;
  keepsType(type: string): boolean;
  /** Notes up to this rank are shown at first. */
  first: number;
  showAll(all: boolean): void;
  layer(family: Family, on: boolean): void;
  open(id: string, options?: { focus?: boolean }): boolean;
  /** Bring words of the text into view and tint them; false where they have no place. */
  goTo(start: number, end: number): boolean;
  strip(on: boolean): void;
  step(by: 1 | -1): void;
  again(map: PageMap): void;
  /** Close the card; whether there was one. */
  close(): boolean;
  turnOff(type: string): void;
  turnOn(type: string): void;
  cardSize(size: "full" | "short"): void;
  /** Show no note, or show them again. */
  pause(on: boolean): void;
  stop(): void;
}
/** The part of the article that somebody chose on the strip. */
interface StripPlace { start: number; end: number; label: string }
interface StripContent {
  answer: Answer; map: PageMap; words?: Wording; onGo: (place: StripPlace) => void;
  upright?: boolean;
  /** Whether it is said what the signs mean. */
  legend?: boolean;
  /** Types that are not drawn. */
  off?: string[];
}
/** A sentence, or words without one, in which marks of a note stand. */
interface NotePlace { start: number; end: number; role: string; marks: PlacedMark[] }
/** `cue` are the words that lead to this source: *citing*. */
interface ChainLink { name: string; named: boolean; cue: string; start: number; end: number }
interface ChainContent { links: ChainLink[]; words?: Wording; onGo?: (link: ChainLink) => void }
interface Cited { source: Source; quoted: number; paraphrased: number; through: string[]; places: Span[] }
interface LedgerContent {
  answer: Pick<Answer, "sources" | "attributions">; words?: Wording;
  onGo?: (place: Span, source: Source) => void;
  /** Only sources with these letters in their names. */
  filter?: string;
}
interface Trouble { title: string; lines: string[]; actions?: { label: string; act: () => void }[] }

interface Sayso {
  types: { [id: string]: NoteType };
  /** How many articles types were measured on, and of how few cases little can be told. */
  measured: { blind: number; seen: number; few: number };
  words: Wording;
  typeOf(note: Note): NoteType;
  look: string;
  atOnce<T>(steps: Generator<undefined, T, undefined>): T;
  inPieces<T>(steps: Generator<undefined, T, undefined>, signal?: AbortSignal): Promise<T | undefined>;
  pause(): Promise<void>;
  shown(root: Element): Generator<{ node: Element | Text; depth: number }, void, boolean | undefined>;
  above(node: Node): Element | null;
  holds(above: Node, node: Node): boolean;
  rootsOf(nodes: Iterable<Node>): ShadowRoot[];
  /** The extension's alone. */
  picking(found: Found[], picked: Picked): Generator<undefined, Found[], undefined>;
  copying(document: Document): Generator<undefined, PageCopy, undefined>;
  collect(document: Document, options?: { chosen?: Choice | undefined; within?: Range[] | undefined }): Collected;
  collecting(
    document: Document, options?: { chosen?: Choice | undefined; within?: Range[] | undefined },
  ): Generator<undefined, Collected, undefined>;
  anchor(map: PageMap, mark: { start: number; end: number; text: string }): Range | null;
  move(old: PageMap, fresh: PageMap, mark: Mark): Mark | null;
  place(map: PageMap, notes: Note[]): Placed;
  placing(map: PageMap, notes: Note[]): Generator<undefined, Placed, undefined>;
  draw(notes: PlacedNote[]): number;
  tint(kind: "hover" | "open" | "place", note: { marks: { range: Range }[] } | null): void;
  at(document: Document, x: number, y: number): PlacedNote[];
  clear(): void;
  /** `roots`: the shadow roots in which something is drawn. */
  drawn: { highlights: Map<string, Highlight>; places: Map<Range, PlacedNote>; roots: ShadowRoot[] };
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
  inset(document: Document, kind: string, style: string): { element: HTMLElement; root: ShadowRoot };
  drawing<K extends keyof SVGElementTagNameMap>(tag: K, attributes?: Record<string, string | number>): SVGElementTagNameMap[K];
  counted(words: Wording, key: string, count: number): string;
  strip(document: Document, content: StripContent): HTMLElement;
  chain(document: Document, content: ChainContent): HTMLElement | null;
  chainText(links: ChainLink[], words: Wording): string;
  chains(answer: Pick<Answer, "sources" | "attributions">): ChainLink[][];
  chainOf(answer: Pick<Answer, "sources" | "attributions">, note: Note): ChainLink[];
  ledger(document: Document, content: LedgerContent): HTMLElement;
  cited(answer: Pick<Answer, "sources" | "attributions">): Cited[];
  places(map: PageMap, marks: PlacedMark[], sentences?: { start: number; end: number }[]): NotePlace[];
  linkTo(document: Document, map: PageMap, mark: { start: number; end: number }): string;
  undo(host: Host, content: { text: string; words: Wording; focus: boolean; onUndo: () => void; onClose: () => void }): HTMLElement;
  /** What a sourcing note says about who speaks, by type. */
  sourced: Record<string, string>;
  /** What an incomplete answer lacks, in a sentence. */
  partly(answer: Answer, text: string, words: Wording): string | undefined;
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
  size: "full" | "short"; map: PageMap; places: NotePlace[]; links: ChainLink[];
  /** Which of the places the card stands beside. */
  at: number;
  onMark: (mark: PlacedMark) => void; onPlace: (at: number) => void; onLink: (link: ChainLink) => void; onFull: () => void; onOther: (note: Note) => void;
  onHide: () => void; onOff: () => void; onCopy: () => Promise<void>;
  onStep: (by: 1 | -1) => void; onClose: () => void;
}
interface BarContent {
  words: Wording; state: "reading" | "slow" | "done";
  changed?: boolean; onAgain?: (() => void) | undefined;
  /** Whether there are notes that would be held back. */
  fewer?: boolean;
  /** What was not done, in a sentence. */
  partly?: string | undefined;
  shown?: number; total?: number; unplaced?: number; article?: number; all?: boolean;
  strip?: boolean; onStrip?: (() => void) | undefined;
  onAll?: () => void; onList?: (() => void) | undefined; onArticle?: () => void; onClose: () => void;
}

/** What a content script tells the panel about its page. */
interface Report {
  attributions: Attribution[];
  /** `marking`: the page is being marked by hand, and no note is to be seen before the reveal. */
  state: "reading" | "done" | "error"; marking: boolean; title: string; all: boolean; words: number; blocks: number;
  /** Protocol and host. */
  site: string;
  passage: boolean;
  headline: string;
  kind?: TroubleKind; message?: string; server: string;
  notes: (Note & { placed: boolean; shown: boolean })[];
  sources: Source[];
  warnings: string[];
  /** What the server had no time for, in a sentence. */
  partly?: string | undefined;
}
/** What can go wrong; each has messages trouble_…_title, _1 and _2, with _ for -. */
type TroubleKind =
  | "unreachable" | "permission" | "slow" | "busy" | "too-long" | "not-json" | "schema" | "refused"
  | "origin" | "token" | "token-wrong" | "never" | "no-words" | "in-frame" | "other-frame" | "closed-part" | "too-short" | "not-article" | "internal";
type Outcome =
  | {
    ok: true; answer: Answer; server: string; off: string[]; strip: boolean; card: "full" | "short";
    density?: Density; colours?: Colours;
  }
  | { ok: false; kind: TroubleKind; server: string; detail: string };

declare var sayso: Sayso;
declare class Readability {
  constructor(document: Document, options: object);
  parse(): null | {
    title: string | null; byline: string | null; publishedTime: string | null;
    content: Element; textContent: string;
  };
}
interface Element {
  /** Firefox's content scripts alone. */
  openOrClosedShadowRoot?: ShadowRoot | null;
}
declare namespace chrome {
  /** Firefox alone. */
  const sidebarAction: { open(): Promise<void> } | undefined;
}
interface HighlightRegistry {
  highlightsFromPoint(x: number, y: number, options?: { shadowRoots?: ShadowRoot[] }): { highlight: Highlight; ranges: Range[] }[];
}
interface String { toWellFormed(): string }
