// The list of alerts by status, and those that wait for this officer's approval.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, link, row } from "/assets/dom.js";
import { show } from "/assets/errors.js";
import { number, sentence, tag, time, words } from "/assets/format.js";
import { requireOfficer } from "/assets/session.js";
import { mark } from "/assets/training.js";

const status = asked("status") || "";
const page = (alert) => `/alert.html?id=${encodeURIComponent(alert.id)}`;

function table(alerts) {
  const head = row(...["Alert", "Status", "Kind", "Unit", "People", "Changed"].map((name) => ({ head: true, words: name, num: name === "People" })));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  return el("table", { class: "govuk-table folds" },
    el("caption", { class: "govuk-visually-hidden" }, "Alerts, newest first"),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, alerts.map((alert) => row(
      { head: true, words: el("span", {}, link(page(alert), alert.headline), alert.training && " ", alert.training && mark()) },
      { label: "Status", words: tag(alert.status, alert.training) },
      { label: "Kind", words: alert.priority === "urgent" ? `${sentence(alert.kind)}, urgent` : sentence(alert.kind) },
      { label: "Unit", words: alert.unit },
      { label: "People", num: true, words: Number.isInteger(alert.recipients) ? number(alert.recipients) : "–" },
      { label: "Changed", words: time(alert.updated) },
    ))));
}

async function list() {
  const { alerts } = await calls.get(status ? `/alerts?status=${encodeURIComponent(status)}` : "/alerts");
  if (alerts.length) return fill("list", el("div", { class: "table-wrap" }, table(alerts)));
  return fill("list", status
    ? empty(`No alert is ${words(status)}`, "When one is, it stands here. ", link("/alerts.html", "Show all alerts"))
    : empty("No alerts yet", "The first one takes a few minutes: a headline, a text, an area. ", link("/write.html", "Write an alert")));
}

async function todo() {
  const { alerts } = await calls.get("/alerts/todo");
  find("todo").hidden = !alerts.length;
  find("todo-list").replaceChildren(...alerts.map((alert) =>
    el("li", {}, link(page(alert), alert.headline), alert.training && " ", alert.training && mark(), ` from ${alert.unit}, `, time(alert.updated))));
}

if (requireOfficer()) {
  for (const choice of find("filters").querySelectorAll("a")) {
    if (choice.dataset.status === status) choice.setAttribute("aria-current", "page");
  }
  Promise.all([list(), todo()]).catch(show);
}
