// Words to search for elsewhere, from what the page itself says: its headline, who it cites, its figures. No search
// engine is asked; the reader takes the words to one of their own choice.

/** Lines at most. */
const MOST = 6;
const SOURCES = 3;
const FIGURES = 2;
/** Words of the headline beside a name or a figure, and alone. */
const BESIDE = 2;
const ALONE = 5;
// Words that are in every headline, or that say how sure it is rather than what it is about.
const COMMON = new Set(
  (
    "about after again against ahead also amid among another around back because been before being between both could " +
    "days does doing down during each even ever every first from further have having here into just last late less like " +
    "live made make many more most much must near need never news next only other over part reveals revealed reports " +
    "reported reportedly right said says same should since some source sources still such tell tells than that their them " +
    "then there these they this those through time told under until update very video want wants warns warned week well " +
    "were what when where which while will with without would year years your might allegedly apparently claims claim"
  ).split(" "),
);

/**
 * @param {{headline: string, sources: Source[], notes: Note[]}} page
 * @returns {string[]} each a line to paste into a search box
 */
export function searchWords({ headline, sources, notes }) {
  const topic = topicOf(headline);
  const beside = (/** @type {string} */ phrase) => {
    const there = new Set(wordsOf(phrase).map((word) => word.toLowerCase()));
    return [quoted(phrase), ...topic.filter((word) => !there.has(word.toLowerCase())).slice(0, BESIDE)].join(" ");
  };
  const named = sources
    .filter(({ named, attributions }) => named && attributions > 0)
    .sort((a, b) => b.attributions - a.attributions)
    .slice(0, SOURCES)
    .map(({ name }) => beside(plain(name)));
  const marks = (/** @type {string} */ role) => notes.flatMap((note) => note.marks).filter((mark) => mark.role === role);
  const figures = marks("figure").map(({ text }) => plain(text)).filter((text) => /\d/.test(text) && text.length <= 40);
  const documents = marks("document").map(({ text }) => plain(text)).filter((text) => text.length <= 60);
  const lines = [
    topic.slice(0, ALONE).join(" "),
    ...named,
    ...[...new Set(figures)].slice(0, FIGURES).map(beside),
    ...documents.slice(0, 1).map(beside),
  ];
  return [...new Set(lines.filter(Boolean))].slice(0, MOST);
}

/** What a headline is about: names and figures before other words, each once. @param {string} headline */
function topicOf(headline) {
  const words = wordsOf(headline).filter((word) => /\d/.test(word) || (word.length > 3 && !COMMON.has(word.toLowerCase())));
  const strong = words.filter((word, number) => /^\p{Lu}|\d/u.test(word) && (number > 0 || words.length === 1));
  // Where every word has a capital, capitals say nothing.
  const told = strong.length * 2 > words.length ? words : [...strong, ...words];
  const seen = new Set();
  return told.filter((word) => !seen.has(word.toLowerCase()) && seen.add(word.toLowerCase()));
}

/** @param {string} text @returns {string[]} */
function wordsOf(text) {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? [];
}

/** @param {string} text */
function plain(text) {
  return text.replace(/["“”]/g, "").replace(/\s+/g, " ").trim();
}

/** Several words in quotation marks are looked for as they stand. @param {string} phrase */
function quoted(phrase) {
  return phrase.includes(" ") ? `"${phrase}"` : phrase;
}
