// The only file that talks to the server.
import { authorization, hadItsHour, keep, signInAgain } from "/assets/session.js";

/** What the server would not do: a sentence, and a sentence for each field concerned. */
export class Refusal extends Error {
  constructor(status, { error, fields } = {}) {
    super(error || "Something went wrong on our side. Try again in a minute.");
    this.status = status;
    this.fields = fields || {};
  }
}

async function ask(method, path, body, authority) {
  const headers = { Accept: "application/json" };
  if (authority) headers.Authorization = authority;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  } catch {
    throw new Refusal(0, { error: "We could not reach the service. Check your connection and try again." });
  }
  const words = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, words);
  return words;
}

/** Calls that anyone may make. */
export const open = {
  get: (path) => ask("GET", path),
  post: (path, body) => ask("POST", path, body),
};

/** Calls of a resident who has proved an address with a code; `token` is what the code was exchanged for. */
export const settings = (token) => ({
  get: () => ask("GET", "/settings", undefined, `Settings ${token}`),
  patch: (body) => ask("PATCH", "/settings", body, `Settings ${token}`),
  leave: () => ask("POST", "/settings/leave", {}, `Settings ${token}`),
});

let renewal = null;

/** A new access token for one that has had its hour: asked for once, whoever waits for it. */
function renew() {
  renewal ||= ask("POST", "/session/refresh", {}, authorization()).then(keep).finally(() => { renewal = null; });
  return renewal;
}

async function asOfficer(method, path, body) {
  try {
    if (hadItsHour()) await renew();
    return await ask(method, path, body, authorization()).catch(async (refusal) => {
      if (refusal.status !== 401) throw refusal;
      await renew();
      return ask(method, path, body, authorization());
    });
  } catch (refusal) {
    if (refusal.status === 401) signInAgain();
    throw refusal;
  }
}

/** Calls of a signed-in officer; a session that has ended is renewed once, or leads back to the sign-in page. */
export const officer = {
  get: (path) => asOfficer("GET", path),
  post: (path, body) => asOfficer("POST", path, body),
  put: (path, body) => asOfficer("PUT", path, body),
  delete: (path) => asOfficer("DELETE", path),
};
