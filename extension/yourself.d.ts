/** Types of "mark it yourself"; nothing of this file runs. Offsets are UTF-16 units of the collected text. */

interface Stretch { start: number; end: number }
/** Words that a person marked. */
interface YourMark extends Stretch { kind: string; text: string }
interface Kind { id: string; family: Family; line: Line }
/** What is compared with: `note` is missing for a mark of a key. */
interface Comparable { kind: string; places: (Stretch & { text: string })[]; note?: Note }
interface Met { mark: YourMark; others: Comparable[]; same: boolean }
interface Comparison { both: Met[]; near: Met[]; mine: YourMark[]; others: Comparable[] }
type Beside = "same" | "near" | "none";
interface Keyed { mark: YourMark; you: Beside; sayso: Beside | null }
interface Revealed { comparison: Comparison; keyed: Keyed[] | null; against: "sayso" | "key" | null }

/** A word of the text and the number of the block that it stands in. */
interface Word extends Stretch { block: number }
interface WordMap {
  words: Word[];
  textOf(span: Stretch): string;
  rangeOf(span: Stretch): Range | null;
  indexAt(at: number): number;
  under(document: Document, x: number, y: number, options?: { near?: boolean }): number;
  within(range: Range): { first: number; last: number } | null;
}

interface MarkOptions {
  words?: Wording;
  /** Most marks; 0 for as many as one likes. */
  budget?: number;
  /** Where marks are made; elsewhere the page works as ever. Without it the whole page holds still. */
  root?: Element | null;
  marks?: YourMark[];
  /** Words of the button that ends the marking. */
  reveal?: string;
  focus?: boolean;
  onReveal: () => void;
  onLeave?: () => void;
  onChange?: (marks: YourMark[]) => void;
}
interface Marking {
  marks: YourMark[]; revealed: boolean; words: Wording; host: Host;
  reveal(others: { theirs: Comparable[] | null; key: YourMark[] | null }): Revealed;
  go(span: Stretch): DOMRect | null;
  again(map: PageMap): void;
  focus(): void;
  leave(): void;
  stop(): void;
}
interface MarkBar {
  bar: HTMLElement; pad: HTMLElement;
  update(state: { marks: YourMark[]; budget: number; warning: string; lost: Set<unknown> }): void;
}
interface MarkBarContent {
  words: Wording; reveal: string;
  onPad: (event: KeyboardEvent) => void; onReveal: () => void; onLeave: () => void;
  onMark: (mark: YourMark) => void; onFocus: (on: boolean) => void;
}
interface PickerContent {
  words: Wording; text: string; chosen?: string; full?: string; focus: boolean; rect: DOMRect | null;
  onPick: (kind: string) => void; onRemove?: () => void; onClose: () => void;
}
interface ResultContent extends Revealed {
  /** Notes up to this rank are listed at once, others on demand. */
  first: number;
  words: Wording; note?: string;
  onGo: (span: Stretch) => void;
}

interface Sayso {
  kinds: readonly Kind[];
  kindOf(note: Note): string | null;
  comparable(notes: PlacedNote[]): Comparable[];
  compareMarks(mine: YourMark[], others: Comparable[]): Comparison;
  compareKey(key: YourMark[], mine: YourMark[], theirs: Comparable[] | null): Keyed[];
  wordsIn(map: { text: string; blocks: Stretch[] }): Word[];
  markWords: Wording;
  markLook: string;
  inked: Map<string, Highlight>;
  ink: { draw(name: string, ranges: Range[]): void; clear(first?: string): void };
  wordMap(map: PageMap): WordMap;
  markBar(host: Host, content: MarkBarContent): MarkBar;
  sampleOf(kind: string): HTMLElement;
  picker(host: Host, content: PickerContent): HTMLElement;
  spoken(host: Host): HTMLElement;
  result(content: ResultContent): HTMLElement;
  mark(document: Document, map: PageMap, options: MarkOptions): Marking;
  marking: Marking | null;
  /** Set by the extension: the page is to be marked before any note is shown. */
  markFirst?: boolean;
}
