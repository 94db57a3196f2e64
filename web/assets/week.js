// A week beside the week before, each figure with its change.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, row } from "/assets/dom.js";
import { show } from "/assets/errors.js";
import { capital, day, moment, number } from "/assets/format.js";
import { requireOfficer } from "/assets/session.js";

const HEADLINES = ["subscribers", "sign-ups", "left", "alerts", "recipients", "replies"];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const signed = (n) => (n > 0 ? "+" : "") + number(n);

/** The figures that tell the week at a glance. */
function headlines({ figures, changes }) {
  return el("dl", { class: "figures" }, HEADLINES.map((name) => {
    const change = changes.totals?.[name];
    const beside = change && [signed(change.number), change.percent].filter(Boolean).join(", ");
    return el("div", {}, el("dt", {}, capital(name)),
      el("dd", {}, number(figures.totals[name]), beside && el("span", { class: "beside" }, beside)));
  }));
}

function table(name, columns, rows) {
  const head = row(...columns.map((words, n) => ({ head: true, words, num: n > 0 })));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  return el("table", { class: "govuk-table folds compares" },
    el("caption", { class: "govuk-table__caption govuk-table__caption--m" }, capital(name)),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, rows.map(([key, ...cells]) => row(
      { head: true, words: capital(key) },
      ...cells.map((words, n) => ({ label: columns[n + 1], num: true, words: words ?? "–" }))))));
}

/** Days of two weeks never have the same date: they are compared by their names. */
function byWeekday(figures) {
  return Object.fromEntries(Object.entries(figures).map(([date, n]) => [WEEKDAYS[new Date(date).getUTCDay()], n]));
}

function daily(name, now = {}, before) {
  const [these, those] = [byWeekday(now), before && byWeekday(before)];
  return table(name, ["Day", "This week", "Week before", "Change"], [...WEEKDAYS.slice(1), WEEKDAYS[0]].map((key) => [
    key, number(these[key]), those && number(those[key]), those && signed((these[key] || 0) - (those[key] || 0)),
  ]));
}

function compared(name, now = {}, before, changes = {}) {
  if (name.endsWith(" by day")) return daily(name, now, before);
  const keys = [...new Set([...Object.keys(now), ...Object.keys(before || {})])];
  return table(name, ["Figure", "This week", "Week before", "Change", "Percent"], keys.map((key) => [
    key, number(now[key]), before && number(before[key]), changes[key] && signed(changes[key].number), changes[key]?.percent,
  ]));
}

const shares = (rates) => table("Shares", ["Share", "This week", "Week before", "Change"],
  Object.entries(rates).map(([name, { now, before, change }]) => [name, now, before, change]));

function draw(shown) {
  const { week, starts, ends, closed_at, figures, before, changes, rates } = shown;
  find("heading").textContent = `Week ${Number(week.slice(6))} of ${week.slice(0, 4)}`;
  const until = closed_at ? `Closed ${moment(closed_at)}.` : "It still runs, and its figures still grow.";
  find("about").textContent = `${day(starts)} to ${day(ends)}. ${until}`;
  const groups = [...new Set([...Object.keys(figures), ...Object.keys(before || {})])];
  fill("figures", [
    headlines(shown),
    ...groups.map((name) => compared(name, figures[name], before && (before[name] || {}), changes[name])),
    shares(rates),
  ]);
}

async function start() {
  const { weeks } = await calls.get("/weeks");
  if (!weeks.length) {
    find("about").hidden = true;
    fill("figures", empty("No week is closed yet", "A week is closed soon after midnight on Sunday; its figures then stay as they are."));
    return;
  }
  // The first still runs; what an officer comes for is the last whole week.
  const wanted = weeks.includes(asked("week")) ? asked("week") : weeks[1] || weeks[0];
  fill("week", weeks.map((week) => el("option", { value: week, selected: week === wanted }, week)));
  find("choose").hidden = false;
  find("week").addEventListener("change", () => location.assign(`/week.html?week=${find("week").value}`));
  draw(await calls.get(`/weeks/${wanted}`));
}

if (requireOfficer()) start().catch(show);
