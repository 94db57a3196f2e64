// After an alert was sent: why deliveries failed, the rounds since, and what may be sent now.
import { officer as calls } from "/assets/api.js";
import { el, fill, find } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";
import { capital, number, plural, tag, time } from "/assets/format.js";

const ROUNDS = {
  retry: "Retried those whom it had not reached", joiners: "Sent to those who joined since",
  fallback: "By the other channel, where the first will never arrive",
};
const SAYS = { joiners: "Send to those who joined since", stop: "Stop what has not left" };
const FOLLOWS = { update: "Write an update", "all-clear": "Write the all-clear" };

function failures(reasons) {
  const rows = Object.entries(reasons).map(([reason, n]) => el("li", {}, el("b", { class: "num" }, number(n)), ` ${reason}`));
  find("failures").hidden = !rows.length;
  if (rows.length) fill("failures", el("h3", { class: "govuk-heading-s" }, "Why deliveries failed"), el("ul", { class: "govuk-list" }, rows));
}

function told({ recipients, counts }) {
  if (!recipients) return "nobody";
  const parts = Object.entries(counts).filter(([, n]) => n).map(([status, n]) => `${number(n)} ${status}`);
  return `${plural(recipients, "person", "people")}: ${parts.join(", ")}`;
}

const line = (round) => el("li", {}, ROUNDS[round.why], time(round.at), " ", told(round),
  round.status !== "closed" && el("span", {}, " ", tag(round.stopped ? "cancelled" : "sending")));

/** The buttons, by name; each is offered only where it would do something. */
function offered(alert, progress) {
  const may = (action) => alert.allowed.includes(action);
  const some = progress.going ? ["stop"] : ["retry", "joiners"];
  return some.filter((action) => may(action) && (action !== "retry" || progress.retry) && (action !== "joiners" || !alert.follows))
    .map((action) => [action, action === "retry" ? `Retry ${plural(progress.retry, "person", "people")} whom it did not reach` : SAYS[action]]);
}

const follow = (id) => Object.entries(FOLLOWS).map(([how, words]) =>
  el("a", { class: "govuk-button govuk-button--secondary", role: "button", href: `/write.html?follows=${encodeURIComponent(id)}&how=${how}` }, words));

function button(alert, action, words, reload) {
  const made = el("button", { type: "button", class: `govuk-button govuk-button--${action === "stop" ? "warning" : "secondary"}`, "data-after": action }, words);
  onPress(made, async () => {
    await calls.post(`/alerts/${encodeURIComponent(alert.id)}/${action}`, { version: alert.version });
    await reload();
    find("after-title").focus();
  });
  return made;
}

/** Draw what was done since, and what may be done; buttons are made anew only where they differ. */
export function drawAfter(alert, progress, reload) {
  failures(alert.training ? {} : progress.failures);
  const since = progress.rounds.slice(1);
  const actions = offered(alert, progress);
  const key = JSON.stringify([actions, alert.version, alert.status]);
  fill("rounds", since.map(line)).hidden = !since.length;
  if (find("after-actions").dataset.key !== key) {
    find("after-actions").dataset.key = key;
    fill("after-actions", actions.map(([action, words]) => button(alert, action, words, reload)), alert.allowed.includes("follow") ? follow(alert.id) : []);
  }
  find("after").hidden = !since.length && !find("after-actions").childElementCount;
}

export const followed = (how) => capital(how.replace("-", " "));
