// What is known of an alert besides its text: whom it is for and until when, the email, and who did what with it.
import { el, fill, link } from "/assets/dom.js";
import { step, time } from "/assets/format.js";

const FOLLOWS = { update: "Update of", "all-clear": "All-clear of" };

function detail(name, value) {
  return value && el("div", { class: "govuk-summary-list__row" },
    el("dt", { class: "govuk-summary-list__key" }, name), el("dd", { class: "govuk-summary-list__value" }, value));
}

/** Fill in what is known of an alert besides its text: a list, the email and the log. */
export function drawDetails(alert) {
  const details = [
    detail("For", alert.follows ? "Exactly those who received the alert that this follows" : alert.audience_said),
    detail(alert.follows && FOLLOWS[alert.follows.how], alert.follows && link(`/alert.html?id=${encodeURIComponent(alert.follows.alert)}`, "another alert")),
    detail("Asks for", alert.asks_for), detail("Goes out", alert.send_at && time(alert.send_at)), detail("Stops after", time(alert.expires)),
    detail("Crime recorded", alert.crime_recorded_at && time(alert.crime_recorded_at)),
    detail("Other ways", alert.other_ways.length && el("ul", { class: "govuk-list" }, alert.other_ways.map((way) => el("li", {}, way)))),
  ];
  fill("details", details.filter(Boolean));
  fill("email", alert.email.split(/\n{2,}/).map((paragraph) => el("p", { class: "govuk-body" }, paragraph)));
  fill("log", [...alert.log].reverse().map(({ at, officer: who, action, note }) =>
    el("li", {}, step(action, who, alert.training), time(at), note && el("q", {}, note))));
}
