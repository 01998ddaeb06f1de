// A teacher's text with its key: as a file, as the end of an address, and what is wrong with one that cannot be read.
{
  const SCHEMA = "sayso-exercise/1";
  const CHARACTERS = 200_000;
  const FILE_BYTES = 2_000_000;
  /** Browsers take more; chats, mail programs and code readers often do not. */
  const LINK = 32_000;
  const SHORT_LINK = 2_000;
  const MARKS = 500;
  const NAME = "exercise=";
  const MOST_TOLD = 5;

  /** @param {unknown} value @returns {value is Record<string, unknown>} */
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  /** @param {unknown} value @param {number} least @param {number} most @returns {value is number} */
  const isWhole = (value, least, most) => Number.isInteger(value) && /** @type {number} */ (value) >= least && /** @type {number} */ (value) <= most;
  const group = new Intl.NumberFormat("en-GB");
  /** @param {string} words */
  const shortly = (words) => (words.length > 60 ? `${words.slice(0, 58)} …` : words);

  /**
   * An exercise from the words of a file, or sentences that say what is wrong and where.
   * @param {string} words @returns {{exercise: Exercise} | {trouble: string[]}}
   */
  const read = (words) => {
    if (words.length > FILE_BYTES) return { trouble: [`This is too large for an exercise: ${group.format(words.length)} characters, at most ${group.format(FILE_BYTES)}.`] };
    let data;
    try {
      data = JSON.parse(words.replace(/^\ufeff/, ""));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return { trouble: [words.trim() ? `This is not JSON, or only a part of it (${said}).` : "The file is empty.", "Save the exercise again, or ask whoever made it for a fresh copy."] };
    }
    if (!isObject(data) || typeof data.schema !== "string" || !data.schema.startsWith("sayso-exercise/")) {
      return { trouble: [`This is JSON, but no exercise of Sayso: its “schema” should be “${SCHEMA}”.`] };
    }
    if (data.schema !== SCHEMA) return { trouble: [`This exercise has the form “${shortly(data.schema)}”, and this page reads “${SCHEMA}”. A newer Sayso may be able to open it.`] };
    const trouble = faults(data);
    if (trouble.length > MOST_TOLD) trouble.splice(MOST_TOLD, Infinity, `And ${trouble.length - MOST_TOLD} more like this.`);
    if (trouble.length) return { trouble };
    const { title, instruction, budget, text, key } = /** @type {Exercise} */ (/** @type {unknown} */ (data));
    return { exercise: { title, instruction, budget, text, key: key.map(({ kind, start, end, text: marked }) => ({ kind, start, end, text: marked })) } };
  };

  /** @param {Record<string, unknown>} data */
  const faults = ({ title, instruction, budget, text, key }) => {
    const found = [];
    if (typeof title !== "string" || !title.trim() || title.length > 200) found.push("“title” must be a text of 1 to 200 characters.");
    if (typeof instruction !== "string" || instruction.length > 2_000) found.push("“instruction” must be a text of at most 2,000 characters; it may be empty.");
    if (!isWhole(budget, 1, 100)) found.push("“budget” must be a whole number from 1 to 100: how many marks each reader has.");
    if (typeof text !== "string" || !text.trim()) found.push("“text” must be the article’s words.");
    else if (text.length > CHARACTERS) found.push(`“text” has ${group.format(text.length)} characters; at most ${group.format(CHARACTERS)} are read.`);
    if (!Array.isArray(key)) found.push("“key” must be a list of marks; it may be empty.");
    else if (key.length > MARKS) found.push(`“key” has ${key.length} marks; at most ${MARKS} are read.`);
    else if (typeof text === "string") key.forEach((mark, number) => found.push(...wrong(mark, `Mark ${number + 1} of the key`, text)));
    return found;
  };

  /** @param {unknown} mark @param {string} where @param {string} text */
  const wrong = (mark, where, text) => {
    if (!isObject(mark)) return [`${where} is no mark: it needs “kind”, “start”, “end” and “text”.`];
    const kinds = sayso.kinds.map(({ id }) => id);
    const { kind, start, end, text: marked } = mark;
    if (typeof kind !== "string" || !kinds.includes(kind)) return [`${where} has the kind “${shortly(String(kind))}”, which is not one of ${kinds.join(", ")}.`];
    if (!isWhole(start, 0, text.length) || !isWhole(end, 1, text.length) || start >= end) {
      return [`${where} has no place in the text: “start” and “end” must be whole numbers from 0 to ${text.length}, the end after the start.`];
    }
    const there = text.slice(start, end);
    if (there !== marked) return [`${where} does not fit the text: at ${start} to ${end} stands “${shortly(there)}”, the mark says “${shortly(String(marked))}”.`];
    if (/\n[^\S\n]*\n/.test(there)) return [`${where} goes from one paragraph into the next (${start} to ${end}).`];
    return [];
  };

  /** @param {Exercise} exercise @param {number} [indent] */
  const write = ({ title, instruction, budget, text, key }, indent) => JSON.stringify({ schema: SCHEMA, title, instruction, budget, text, key }, null, indent);

  /** The exercise as the end of an address: deflate, then base64 for addresses. @param {Exercise} exercise */
  const toFragment = async (exercise) => {
    const packed = new Blob([write(exercise)]).stream().pipeThrough(new CompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
    let plain = "";
    for (const byte of bytes) plain += String.fromCharCode(byte);
    return `#${NAME}${btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
  };

  /**
   * A link that carries the exercise, with what is to be known about it.
   * @param {Exercise} exercise @param {string} page address of this page @returns {Promise<{link: string, hint: string} | {trouble: string[]}>}
   */
  const toLink = async (exercise, page) => {
    const link = page.replace(/#.*$/s, "") + (await toFragment(exercise));
    const length = group.format(link.length);
    if (link.length > LINK) return { trouble: [`This exercise is too long for a link: ${length} characters, at most ${group.format(LINK)}. Save it to a file instead.`] };
    const hint = [`${length} characters.`];
    if (link.length > SHORT_LINK) hint.push("Some mail programs and chats cut off links of more than 2,000. If yours does, pass on the file.");
    if (page.startsWith("file:")) hint.push("This page was opened from a folder, so the link works only where the same folder lies in the same place.");
    return { link, hint: hint.join(" ") };
  };

  /**
   * The exercise in the end of an address; null where there is none in it.
   * @param {string} hash @returns {Promise<{exercise: Exercise} | {trouble: string[]} | null>}
   */
  const fromFragment = async (hash) => {
    const coded = hash.replace(/^#/, "");
    if (!coded.startsWith(NAME)) return null;
    const letters = coded.slice(NAME.length).replaceAll(/%3D|=/gi, "");
    if (!letters) return { trouble: ["The link ends where the exercise should begin. Copy it anew, or ask for the file."] };
    const stray = /[^A-Za-z0-9_-]/.exec(letters);
    if (stray) return { trouble: [`The link is damaged: “${stray[0]}” at character ${stray.index + 1} of the exercise does not belong there. Copy it anew, or ask for the file.`] };
    let words;
    try {
      words = await unpacked(letters);
    } catch {
      return { trouble: [`The link is damaged, or its end is missing: it has ${group.format(letters.length)} characters of the exercise. Copy the whole of it anew, or ask for the file.`] };
    }
    if (words === null) return { trouble: [`The exercise in this link is too large: more than ${group.format(FILE_BYTES)} characters.`] };
    return read(words);
  };

  /** Null where it unpacks to more than is read, however small it was packed. @param {string} letters */
  const unpacked = async (letters) => {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let words = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return words + decoder.decode();
      words += decoder.decode(value, { stream: true });
      if (words.length > FILE_BYTES) {
        await reader.cancel();
        return null;
      }
    }
  };

  /** A name for the file, of letters that every system takes. @param {string} title */
  const fileName = (title) => `${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "exercise"}.sayso.json`;

  /**
   * Blocks of a pasted text: runs of lines without an empty one between them. A short first one is the headline.
   * @param {string} text @returns {{start: number, end: number, role: SegmentRole}[]}
   */
  const blocksOf = (text) => {
    const found = [...text.matchAll(/\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*/g)].map(({ 0: words, index }) => ({
      start: index,
      end: index + words.trimEnd().length,
      role: /** @type {SegmentRole} */ ("paragraph"),
    }));
    const [first, second] = found;
    const words = first ? text.slice(first.start, first.end) : "";
    if (second && words.split(/\s+/).length <= 25 && !/[.:;]["”’')]*$/.test(words)) first.role = "headline";
    return found;
  };

  globalThis.exercise = { SCHEMA, LINK, read, write, toFragment, toLink, fromFragment, fileName, blocksOf };
}
