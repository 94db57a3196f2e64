// After an alert was sent: why it failed for some, its rounds, and what may be sent now, or stopped.
import { officer as calls } from "/assets/api.js";
import { el, fill, find, opens } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { capital, duration, number, plural, tag, time } from "/assets/format.js";
import { named } from "/assets/progress.js";

const ROUNDS = {
  alert: "Sent", retry: "Sent again to those whom it failed to reach", joiners: "Sent to who joined since",
  fallback: "Sent by the other channel, where the first never arrives",
};
/** What each button says, what it asks before anything happens, the answer that does it, and what is said then. */
const STEPS = {
  retry: {
    label: ({ retry }) => `Retry only the failed (${number(retry)})`,
    asks: ({ retry }) => `Send it once more to the ${plural(retry, "person", "people")} whom it failed to reach? Whoever has it, or may have it, gets nothing.`,
    yes: "Send it again", done: "It is being sent again to those whom it failed to reach.",
  },
  joiners: {
    label: () => "Send to who joined since",
    asks: () => "Send it to those who are meant and have joined since it went out? Whoever it went to before gets nothing.",
    yes: "Send it to them", done: "Those who joined since are being looked up.",
  },
  stop: {
    label: () => "Stop", asks: () => "Stop this round for everybody who waits? It calls nothing back.",
    yes: "Stop what has not left", done: "Stopped. Whoever still waited gets nothing of this round.",
  },
};

function drawFailures(reasons) {
  const rows = Object.entries(reasons).map(([reason, people]) => el("li", {}, el("b", {}, plural(people, "person", "people")), `: ${reason}`));
  fill("failures", el("h3", { class: "govuk-heading-s" }, "Why it failed"), el("ul", { class: "failures" }, rows)).hidden = !rows.length;
}

function told({ status, recipients, counts }) {
  if (!recipients) return status === "closed" ? "nobody was left to send to" : "the people are being looked up";
  const parts = Object.entries(counts).filter(([, people]) => people).map(([name, people]) => `${number(people)} ${named(name)}`);
  return `${plural(recipients, "person", "people")}: ${parts.join(", ")}`;
}

function took({ at, status, recipients, last_person_at: last }) {
  return status === "closed" && recipients && last && `; the last after ${duration(Math.max(1000, new Date(last) - new Date(at)) / 60000)}`;
}

const line = (round) => el("li", {}, ROUNDS[round.why], time(round.at), capital(told(round)), took(round),
  (round.stopped || round.status !== "closed") && el("span", {}, " ", tag(round.stopped ? "stopped" : "sending")));

/** The steps that this officer may take and that would do something now. */
function offered(alert, progress) {
  const useful = {
    stop: progress.going && progress.rounds.some((round) => round.status !== "closed" && !round.stopped),
    retry: progress.retry > 0, joiners: !alert.follows,
  };
  const steps = progress.going ? ["stop"] : new Date(alert.expires) > new Date() ? ["retry", "joiners"] : [];
  return steps.filter((step) => alert.allowed.includes(step) && useful[step]);
}

/** A button that asks once more, in its own place, before anything happens. */
function asking(step, alert, progress, reload) {
  const { label, asks, yes, done } = STEPS[step];
  const style = step === "stop" ? "warning" : "secondary";
  const sure = el("form", { hidden: true }, el("p", { class: "govuk-body" }, asks(progress)),
    el("button", { type: "submit", class: `govuk-button${step === "stop" ? " govuk-button--warning" : ""}` }, yes));
  const opener = el("button", { type: "button", class: `govuk-button govuk-button--${style}` }, label(progress));
  onSend(sure, async () => {
    await calls.post(`/alerts/${encodeURIComponent(alert.id)}/${step}`, { version: alert.version });
    await reload();
    find("after-done").textContent = done;
    find("after-title").focus();
  });
  opens(opener, sure);
  return el("div", { class: "after__step" }, opener, sure);
}

/** The buttons are made anew only where they differ: one that is being read, or asks, stays. */
function drawSteps(alert, progress, reload) {
  const steps = offered(alert, progress);
  const place = find("after-steps");
  const drawn = JSON.stringify([steps, steps.includes("retry") && progress.retry, alert.version]);
  if (place.dataset.drawn === drawn) return;
  const held = place.contains(document.activeElement);
  place.dataset.drawn = drawn;
  fill("after-steps", steps.map((step) => asking(step, alert, progress, reload)));
  if (held) find("after-title").focus();
}

/** Draw an answer of GET /alerts/{id}/progress; `reload` reads the whole page again. */
export function drawAfter(alert, progress, reload) {
  drawFailures(progress.failures);
  const rounds = progress.rounds.length > 1 ? progress.rounds : [];
  find("after").hidden = false;
  fill("rounds", rounds.map(line)).hidden = !rounds.length;
  drawSteps(alert, progress, reload);
  find("after").hidden = !rounds.length && !find("after").querySelector("button, a");
}
