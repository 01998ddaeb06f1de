// What was just put away, and the way to have it back. Stays until the next step, because nobody should have to hurry.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button } = sayso;

  sayso.undo = (host, { text, words, focus, onUndo, onClose }) => {
    const line = sayso.surface(host, "undo");
    line.setAttribute("role", "status");
    const back = button("back", words.undo, onUndo);
    const close = button("x", "×", onClose);
    close.setAttribute("aria-label", words.close);
    line.append(element("span", "", text), back, close);
    const bar = host.root.querySelector(".bar")?.getBoundingClientRect();
    if (bar) line.style.bottom = `${document.documentElement.clientHeight - bar.top + 8}px`;
    host.root.append(line);
    line.showPopover();
    if (focus) back.focus({ preventScroll: true });
    return line;
  };
}
