// Asks a Sayso server for the notes of a text: the one that this page came from, or one whose address was given.
{
  /**
   * @param {string} text @param {URL} server @returns {Promise<{answer: Answer} | {trouble: string}>}
   */
  const notes = async (text, server) => {
    let response;
    try {
      response = await fetch(new URL("v1/analyze", server), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text: text.toWellFormed(), offsets: "utf-16" }),
      });
    } catch {
      return { trouble: `No answer from ${server.href}: either Sayso is not running there, or it does not let this page ask.` };
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && Array.isArray(answer?.notes)) return { answer };
    if (answer?.title) return { trouble: [answer.title, answer.detail].filter(Boolean).join(". ") };
    if (server.origin === location.origin) return { trouble: "This page comes from a host that only keeps files, so there is nothing here to read your text." };
    return { trouble: `${server.href} answered, but not as Sayso does (status ${response.status}).` };
  };

  globalThis.ask = { notes };
}
