/**
 * What whoever looks after the computer set for all who use it, by a policy of the browser. managed.json names the
 * same keys for Chromium; Firefox has no such list.
 */
import { DENSITIES, isToken, readAddress } from "./allowed.js";

/**
 * `set`: settings that nobody changes here. `wrong`: keys whose values cannot be used, each with the message that says why.
 * @typedef {{set: {server?: string, token?: string, density?: Density, card?: "full" | "short"}, wrong: {key: string, reason: string}[]}} Managed
 */

/** @returns {Promise<Managed>} */
export async function readManaged() {
  return checked(await given());
}

/** What of it can be used. @param {Record<string, unknown>} values @returns {Managed} */
export function checked({ serverAddress, token, density, cardLength }) {
  /** @type {Managed} */
  const managed = { set: {}, wrong: [] };
  const { set, wrong } = managed;
  if (serverAddress !== undefined) {
    const address = readAddress(String(serverAddress));
    if (address.ok) set.server = address.address;
    else wrong.push({ key: "serverAddress", reason: address.reason });
  }
  if (token !== undefined) {
    // With an address of somebody else's choice it would go to whoever talked them into it.
    if (set.server === undefined) wrong.push({ key: "token", reason: "managed_alone" });
    else if (isToken(token)) set.token = token;
    else wrong.push({ key: "token", reason: "token_broken" });
  }
  if (density !== undefined) {
    const known = DENSITIES.find((each) => each === density);
    if (known) set.density = known;
    else wrong.push({ key: "density", reason: "managed_unknown" });
  }
  if (cardLength !== undefined) {
    if (cardLength === "full" || cardLength === "short") set.card = cardLength;
    else wrong.push({ key: "cardLength", reason: "managed_unknown" });
  }
  return managed;
}

/** @returns {Promise<Record<string, unknown>>} */
async function given() {
  try {
    return await browser.storage.managed.get(["serverAddress", "token", "density", "cardLength"]);
  } catch {
    // So Firefox says that nothing is set.
    return {};
  }
}
