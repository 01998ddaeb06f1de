// Long work in short pieces, so that the page can scroll and answer in between.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /** Milliseconds of work after which the page has its turn. */
  const PIECE = 24;

  /** Do all steps at once. */
  sayso.atOnce = (steps) => {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  };

  /** Do steps with pauses between them; undefined where `signal` ends it before they are done. */
  sayso.inPieces = async (steps, signal) => {
    let begun = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (performance.now() - begun < PIECE) continue;
      await sayso.pause();
      if (signal?.aborted) return undefined;
      begun = performance.now();
    }
  };

  /** The page's turn. */
  sayso.pause = () => new Promise((resolve) => setTimeout(resolve));
}
