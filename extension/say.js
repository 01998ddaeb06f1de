/** The extension's own sentences, from _locales. */

/** @param {string} key @param {(string | number)[]} values */
export function say(key, ...values) {
  return browser.i18n.getMessage(key, values.map(String));
}

/** Fill every element that names its words. @param {Document} document */
export function localise(document) {
  for (const element of document.querySelectorAll("[data-words]")) {
    element.textContent = say(element.getAttribute("data-words") ?? "");
  }
  document.documentElement.lang = browser.i18n.getUILanguage().startsWith("en") ? browser.i18n.getUILanguage() : "en";
}
