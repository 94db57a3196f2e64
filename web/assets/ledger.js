// The ledger: one row per person and channel, a page at a time.
import { officer as calls } from "/assets/api.js";
import { el, find, row } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";
import { capital, number, receipt, second, sentence, tag } from "/assets/format.js";

const PAPER = 1000;
const ROUNDS = { alert: "First", joiners: "Joined since", fallback: "Other channel" };
let after = null;
let id;
let named;

const line = (entry) => row(
  { head: true, words: entry.recipient },
  { label: "Ward", words: named(entry.ward) },
  { label: "Channel", words: sentence(entry.channel) },
  { label: "Status", words: el("span", {}, tag(entry.status), entry.reason && ` ${entry.reason}`) },
  { label: "Time", words: entry.at ? el("time", { datetime: entry.at }, second(entry.at)) : "" },
  { label: "Receipt", words: entry.receipt && entry.receipt !== "none" ? capital(receipt(entry.receipt)) : "" },
  { label: "Round", words: ROUNDS[entry.round] || sentence(entry.round) },
);

async function next() {
  const cursor = after ? `?after=${encodeURIComponent(after)}` : "";
  const answer = await calls.get(`/alerts/${encodeURIComponent(id)}/ledger${cursor}`);
  if (!after) find("ledger").replaceChildren();
  find("ledger").append(...answer.rows.map(line));
  after = answer.after;
  find("more").hidden = !after;
}

/** Read on, up to a thousand rows: what a sheaf of paper holds. */
export async function forPaper() {
  while (after && find("ledger").rows.length < PAPER) await next();
}

/** Say on paper where the ledger was cut off. */
export function sayCut() {
  find("cut").textContent = after ? `The first ${number(find("ledger").rows.length)} rows; the CSV file has all of them.` : "";
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
