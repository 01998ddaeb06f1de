/** A page that nobody sees: Chromium's background has no DOM, and finding the article takes one. It closes itself. */
import { find } from "./article.js";

/** Milliseconds without work after which it goes. */
const REST = 30_000;
let timer = setTimeout(close, REST);

browser.runtime.onMessage.addListener((message, _sender, reply) => {
  // Told to both, so that it does not go just before it is needed.
  if (message.type === "find" || message.type === "prepare") {
    clearTimeout(timer);
    timer = setTimeout(close, REST);
  }
  if (message.type !== "find") return false;
  find(message.parts).then(
    (found) => reply({ found }),
    (error) => reply({ error: String(error) }),
  );
  return true;
});
