/** What the page "mark it yourself" is made of. Offsets are UTF-16 units. */
interface Exercise { title: string; instruction: string; budget: number; text: string; key: YourMark[] }
/** One of the site's own texts, read when the site was built. */
interface SpecimenData {
  slug: string; title: string; text: string; segments: Segment[]; notes: Note[]; first: number;
  key: { type: string; start: number; end: number; text: string }[];
}
declare var exercise: {
  SCHEMA: string; LINK: number;
  read(words: string): { exercise: Exercise } | { trouble: string[] };
  write(exercise: Exercise, indent?: number): string;
  toFragment(exercise: Exercise): Promise<string>;
  toLink(exercise: Exercise, page: string): Promise<{ link: string; hint: string } | { trouble: string[] }>;
  fromFragment(hash: string): Promise<{ exercise: Exercise } | { trouble: string[] } | null>;
  fileName(title: string): string;
  blocksOf(text: string): Segment[];
};
