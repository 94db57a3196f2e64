// Files to take away: the server writes them in parts, and here the parts become one file.
import { officer as calls } from "/assets/api.js";
import { el, find } from "/assets/dom.js";
import { number } from "/assets/format.js";

const lines = (text) => text.split("\r\n").length - 1;
const slug = (words) => words.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);

/** Fetch `/alerts/{id}/{what}/csv` to its end and hand it over as one file; says how far it is. */
export async function take(id, what, headline) {
  const parts = [];
  let after = null;
  do {
    const cursor = after ? `?after=${encodeURIComponent(after)}` : "";
    const part = await calls.get(`/alerts/${encodeURIComponent(id)}/${what}/csv${cursor}`);
    parts.push(part.csv);
    after = part.after;
    if (after) find("taken").textContent = `${number(parts.reduce((sum, each) => sum + lines(each), 0))} rows so far`;
  } while (after);
  const address = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
  el("a", { href: address, download: `${what}-${slug(headline)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  find("taken").textContent = "The file is in your downloads. Who took it, and when, is in the audit trail.";
}
