// A closed week beside the week before, each figure with its change.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, row } from "/assets/dom.js";
import { show } from "/assets/errors.js";
import { capital, day, moment, number } from "/assets/format.js";
import { requireOfficer } from "/assets/session.js";

const signed = (n) => (n > 0 ? "+" : "") + number(n);

function table(name, now, before, changes) {
  const head = row(...["", "This week", "Week before", "Change", "Percent"].map((words, n) => ({ head: true, words, num: n > 0 })));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  head.firstChild.append(el("span", { class: "govuk-visually-hidden" }, name));
  const keys = [...new Set([...Object.keys(now || {}), ...Object.keys(before || {})])];
  return el("table", { class: "govuk-table folds compares" },
    el("caption", { class: "govuk-table__caption govuk-table__caption--m" }, capital(name)),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, keys.map((key) => row(
      { head: true, words: capital(key) },
      { label: "This week", num: true, words: number(now?.[key]) },
      { label: "Week before", num: true, words: before ? number(before[key]) : "–" },
      { label: "Change", num: true, words: changes?.[key] ? signed(changes[key].number) : "–" },
      { label: "Percent", num: true, words: changes?.[key]?.percent || "–" },
    ))));
}

function draw({ week, starts, ends, closed_at, figures, before, changes }) {
  find("heading").textContent = `Week ${Number(week.slice(6))} of ${week.slice(0, 4)}`;
  find("about").textContent = `${day(starts)} to ${day(ends)}. Closed ${moment(closed_at)}.`;
  const groups = [...new Set([...Object.keys(figures), ...Object.keys(before || {})])];
  fill("figures", groups.map((name) => table(name, figures[name], before && (before[name] || {}), changes[name])));
}

async function start() {
  const { weeks } = await calls.get("/weeks");
  if (!weeks.length) {
    find("about").hidden = true;
    fill("figures", empty("No week is closed yet", "A week is closed soon after midnight on Sunday; its figures then stay as they are."));
    return;
  }
  const wanted = weeks.includes(asked("week")) ? asked("week") : weeks[0];
  fill("week", weeks.map((week) => el("option", { value: week, selected: week === wanted }, week)));
  find("choose").hidden = false;
  find("week").addEventListener("change", () => location.assign(`/week.html?week=${find("week").value}`));
  draw(await calls.get(`/weeks/${wanted}`));
}

if (requireOfficer()) start().catch(show);
