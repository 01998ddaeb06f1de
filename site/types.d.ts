/** What the site's own scripts share; the reader's parts are declared in extension/types.d.ts. */
declare var texts: { show(elements: HTMLElement[], options?: { all?: boolean }): void };
