/** What the page "side by side" is made of. Offsets are UTF-16 units, each in its own text. */
type Side = "first" | "second";
interface Pair<T> { first: T | null; second: T | null }
interface Figure extends Span { open: Span | null; source_id: string | null; mentions: Span[] }
interface FigurePair extends Pair<Figure> { same: boolean | null; same_thing: boolean | null }
interface QuotationPair extends Pair<Span & { source_id: string | null }> { same: boolean | null }
interface Said extends Span { open: Span[]; said: Span | null; source_id: string | null }
interface Shift { kind: "hedge" | "source"; first: Said; second: Said }
/** The answer of /v1/compare, as far as the page shows it. */
interface Compared {
  first: { words: number; segments: Segment[]; warnings: string[] };
  second: { words: number; segments: Segment[]; warnings: string[] };
  sources: Pair<Source>[]; figures: FigurePair[]; quotations: QuotationPair[]; shifts: Shift[];
}
/** Start, end, and the line that is drawn there. */
type Place = [number, number, Line];
interface FindingRow { line: string; words: { side: Side; letter: string; text: string; places: Place[] }[] }
interface FindingSection {
  id: string; title: string; about: string; groups: { title: string; rows: FindingRow[] }[]; none: string;
}
/** One of the texts on the page; `noted` is the address of its page with notes, "" for a text of one's own. */
interface BesideText { letter: string; outlet: string; label: string; text: string; noted: string }
declare var findings: (answer: Compared, letters: Record<Side, string>) => FindingSection[];
declare var beside: {
  given(key: string, pair: { texts: Record<Side, BesideText>; answer: Compared }): void;
  readonly key: string;
};
