// Asks a Sayso server about texts: the one that this page came from, or one whose address was given.
{
  const served = location.protocol === "http:" || location.protocol === "https:";
  const EXAMPLE = "http://127.0.0.1:7297/";

  /** `is` tells whether what came back is the answer. @type {typeof ask.send} */
  const send = async (path, body, server, is) => {
    let response;
    try {
      response = await fetch(new URL(path, server), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      return { kind: "silent", trouble: `No answer from ${server.href}: either Sayso is not running there, or it does not let this page ask.` };
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && is(answer)) return { answer };
    if (answer?.title) return { kind: "refused", trouble: [answer.title, answer.detail].filter(Boolean).join(". ") };
    if (server.origin === location.origin) return { kind: "files", trouble: "This page comes from a host that only keeps files, so there is nothing here to read your text." };
    return { kind: "other", trouble: `${server.href} answered, but not as Sayso does (status ${response.status}).` };
  };

  /** The address that was typed, or null where it is none. @param {string} typed */
  const addressed = (typed) => {
    try {
      return new URL(typed.trim().replace(/\/*$/, "/"));
    } catch {
      return null;
    }
  };

  /** A form for texts of one's own: says where they go and what went wrong. @param {HTMLFormElement} form @param {HTMLElement} told @returns {AskingForm} */
  const form = (form, told) => {
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (form.querySelector(selector));
    const address = /** @type {HTMLInputElement} */ (find("#address"));
    const submit = /** @type {HTMLButtonElement} */ (find("[type=submit]"));
    const another = find(".another");

    const askForAddress = () => {
      find(".address").hidden = false;
      another.hidden = true;
      if (!address.value) address.value = EXAMPLE;
    };

    /** @param {string} message @param {URL} [instead] an address to open */
    const trouble = (message, instead) => {
      told.classList.add("trouble");
      told.textContent = message;
      if (!instead) return;
      const link = document.createElement("a");
      link.textContent = `Open ${instead.href}`;
      link.href = instead.href;
      told.append("\n", link);
    };

    /** @param {string} message */
    const tell = (message) => {
      told.classList.remove("trouble");
      told.textContent = message;
    };

    /** @type {AskingForm["ask"]} */
    const ask = async (path, body, is) => {
      const to = find(".address").hidden ? new URL("./", location.href.replace(/[#?].*/s, "")) : addressed(address.value);
      if (!to) {
        trouble(`“${address.value}” is not an address. It should look like ${EXAMPLE}`);
        return null;
      }
      tell("Reading …");
      const outcome = await send(path, body, to, is);
      if ("answer" in outcome) return outcome.answer;
      if (outcome.kind === "silent") {
        askForAddress();
        trouble(`${outcome.trouble}\nTo start it: ${served ? `sayso serve --allow-origin ${location.origin}` : "make run"}. Its own page may always ask:`, to);
      } else if (outcome.kind === "files") {
        askForAddress();
        trouble(`${outcome.trouble} Start Sayso on your own computer (make run), then open the address that it prints, or type it above.`);
      } else {
        trouble(outcome.trouble);
      }
      return null;
    };

    /** @param {() => Promise<void>} act */
    const onSubmit = (act) => {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        submit.disabled = true;
        void act().finally(() => {
          submit.disabled = false;
        });
      });
    };

    if (!served) {
      askForAddress();
      find(".where").textContent = "This page was opened from a folder, so no server stands behind it. Pages of a running server can read your text.";
    } else {
      find(".where").textContent = "Read by the server that this page comes from, and not kept.";
      another.hidden = false;
      another.addEventListener("click", () => {
        askForAddress();
        address.focus();
      });
    }
    return { ask, tell, trouble, onSubmit };
  };

  globalThis.ask = { send, addressed, form };
}
