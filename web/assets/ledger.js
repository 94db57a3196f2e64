// The ledger: one row per person and channel, a page at a time.
import { officer as calls } from "/assets/api.js";
import { el, find, row } from "/assets/dom.js";
import { second, sentence, tag } from "/assets/format.js";

let after = null;

const line = (entry) => row(
  { head: true, words: entry.recipient },
  { label: "Ward", words: entry.ward },
  { label: "Channel", words: sentence(entry.channel) },
  { label: "Status", words: el("span", {}, tag(entry.status), entry.reason && ` ${entry.reason}`) },
  { label: "Time", words: entry.at ? el("time", { datetime: entry.at }, second(entry.at)) : "" },
  { label: "Receipt", words: entry.receipt && entry.receipt !== "none" ? sentence(entry.receipt) : "" },
);

async function next(id) {
  const cursor = after ? `?after=${encodeURIComponent(after)}` : "";
  const answer = await calls.get(`/alerts/${encodeURIComponent(id)}/ledger${cursor}`);
  if (!after) find("ledger").replaceChildren();
  find("ledger").append(...answer.rows.map(line));
  after = answer.after;
  find("more").hidden = !after;
}

/** Read the ledger from its first row; answers when it is drawn. */
export async function read(id) {
  after = null;
  await next(id);
  find("ledger-part").hidden = false;
}

/** Let the buttons under the ledger work. */
export function listen(id, failed) {
  find("more").addEventListener("click", () => next(id).catch(failed));
  find("refresh").addEventListener("click", () => read(id).catch(failed));
}
