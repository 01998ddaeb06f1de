// Notes to take along, as files: the background has them made by the server, and the browser saves them.

/** Ending and media type of each form. @type {Readonly<Record<string, {ending: string, type: string}>>} */
export const FORMS = Object.freeze({
  json: { ending: "json", type: "application/json" },
  csv: { ending: "csv", type: "text/csv" },
  html: { ending: "html", type: "text/html" },
  annotation: { ending: "jsonld", type: "application/ld+json" },
});

/** Characters of a title that go into a file's name. */
const LONGEST = 60;

/** A file's name from a page's title, of letters, digits and hyphens alone. @param {string} title @param {string} ending */
export function fileName(title, ending) {
  const plain = title.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-");
  const cut = [...plain].slice(0, LONGEST).join("").replace(/^-+|-+$/g, "");
  return `sayso-${cut || "page"}.${ending}`;
}

/** Save a text under a name, as a link with "download" does: no permission is needed. @param {string} text @param {string} name @param {string} type */
export function save(text, name, type) {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
