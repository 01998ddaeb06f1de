// Injected first on sites that are always read: nobody has clicked, so what goes wrong has no card.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.how = { quiet: true };
