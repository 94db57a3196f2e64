// The ledger: one row per person and channel, a page at a time.
import { officer as calls } from "/assets/api.js";
import { el, find, row } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";
import { second, sentence, tag } from "/assets/format.js";

let after = null;
let id;
let named;

const line = (entry) => row(
  { head: true, words: entry.recipient },
  { label: "Ward", words: named(entry.ward) },
  { label: "Channel", words: sentence(entry.channel) },
  { label: "Status", words: el("span", {}, tag(entry.status), entry.reason && ` ${entry.reason}`) },
  { label: "Time", words: entry.at ? el("time", { datetime: entry.at }, second(entry.at)) : "" },
  { label: "Receipt", words: entry.receipt && entry.receipt !== "none" ? sentence(entry.receipt) : "" },
);

async function next() {
  const cursor = after ? `?after=${encodeURIComponent(after)}` : "";
  const answer = await calls.get(`/alerts/${encodeURIComponent(id)}/ledger${cursor}`);
  if (!after) find("ledger").replaceChildren();
  find("ledger").append(...answer.rows.map(line));
  after = answer.after;
  find("more").hidden = !after;
}

/** Read an alert's ledger from its first row; `names` tells the name of a ward's code. */
export async function read(alert, names) {
  [id, named, after] = [alert, names, null];
  await next();
  find("ledger-part").hidden = false;
}

/** Let the buttons under the ledger work. */
export function listen() {
  onPress(find("more"), next);
  onPress(find("refresh"), () => read(id, named));
}
