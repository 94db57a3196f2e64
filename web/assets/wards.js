// Counts by ward, for those who see counts and no ledger: a row a ward, a column a status.
import { officer as calls } from "/assets/api.js";
import { el, fill, find, row } from "/assets/dom.js";
import { number, sentence } from "/assets/format.js";

const ORDER = ["sent", "attempting", "waiting", "skipped", "uncertain", "failed"];

function byWard(rows) {
  const wards = new Map();
  for (const { ward, status, people } of rows) {
    const counts = wards.get(ward) || {};
    counts[status] = (counts[status] || 0) + people;
    wards.set(ward, counts);
  }
  return wards;
}

const sum = (counts) => Object.values(counts).reduce((total, n) => total + n, 0);

function line(name, counts, columns) {
  return row({ head: true, words: name }, ...columns.map((status) => ({ label: sentence(status), num: true, words: number(counts[status]) })),
    { label: "People", num: true, words: number(sum(counts)) });
}

/** Read an alert's counts; `named` tells the name of a ward's code. */
export async function read(id, named) {
  const { rows } = await calls.get(`/alerts/${encodeURIComponent(id)}/counts`);
  const wards = [...byWard(rows)].sort(([one], [other]) => named(one).localeCompare(named(other)));
  const all = {};
  for (const { status, people } of rows) all[status] = (all[status] || 0) + people;
  const columns = ORDER.filter((status) => all[status]);
  const head = row({ head: true, words: "Ward" }, ...columns.map((status) => ({ head: true, num: true, words: sentence(status) })), { head: true, num: true, words: "People" });
  for (const cell of head.children) cell.setAttribute("scope", "col");
  fill("wards", el("table", { class: "govuk-table folds" },
    el("caption", { class: "govuk-visually-hidden" }, "People by ward and status"),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, wards.map(([ward, counts]) => line(named(ward), counts, columns)), line("All wards", all, columns))));
  find("wards-part").hidden = false;
}
