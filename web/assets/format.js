// Numbers, times and statuses in the words that officers and residents read.
import { el } from "/assets/dom.js";

const LONDON = { timeZone: "Europe/London" };
const shown = (options) => new Intl.DateTimeFormat("en-GB", { ...LONDON, ...options });
const DAY = shown({ day: "numeric", month: "long", year: "numeric" });
const MINUTE = shown({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const SECOND = shown({ hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const number = (n) => new Intl.NumberFormat("en-GB").format(n ?? 0);
/** A number of people as the server tells it: where it is not exact, in steps of five, of which the first is 0. */
export const people = (n, exact = true) => (exact ? number(n) : n ? `about ${number(n)}` : "fewer than 5");
export const pounds = (n) => new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(n ?? 0);
export const plural = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;
export const day = (iso) => DAY.format(new Date(iso));
export const moment = (iso) => MINUTE.format(new Date(iso)).replace(",", "");
export const second = (iso) => SECOND.format(new Date(iso));
export const time = (iso) => el("time", { datetime: iso }, moment(iso));

/** A length of time, from minutes (may be a fraction): "40 seconds", "12 minutes", "2 hours 5 minutes", "3 days". */
export function duration(minutes) {
  const seconds = Math.round(minutes * 60);
  if (seconds < 60) return plural(seconds, "second", "seconds");
  if (minutes < 90) return plural(Math.round(minutes), "minute", "minutes");
  if (minutes >= 48 * 60) return plural(Math.round(minutes / 1440), "day", "days");
  if (minutes >= 600) return plural(Math.round(minutes / 60), "hour", "hours");
  const left = Math.round(minutes % 60);
  return plural(Math.floor(minutes / 60), "hour", "hours") + (left ? ` ${plural(left, "minute", "minutes")}` : "");
}

/** The same, for a table of figures: "40 s", "12 min", "2 h 5 min", "3 days". */
export const brief = (minutes) =>
  duration(minutes).replace(/ seconds?/, " s").replace(/ minutes?/, " min").replace(/ hours?/, " h");

/** Minutes and seconds for a countdown, "3:07"; hours and minutes where it takes that long, "2 h 5 min". */
export function clock(seconds) {
  if (seconds >= 5400) return brief(seconds / 60);
  const left = Math.max(0, Math.round(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

const COLOURS = {
  draft: "grey", "pending-approval": "yellow", returned: "orange", rejected: "red", approved: "teal", sending: "blue",
  sent: "green", cancelled: "grey", expired: "grey",
  waiting: "grey", attempting: "blue", failed: "red", skipped: "purple", uncertain: "orange",
};
const WORDS = { "pending-approval": "waiting for approval" };

export const words = (code) => WORDS[code] || String(code ?? "").replaceAll("-", " ").replaceAll("_", " ");
const STEPS = {
  draft: "Drafted", edit: "Edited", submit: "Submitted", approve: "Approved", return: "Returned", reject: "Rejected",
  cancel: "Cancelled", sending: "Started", sent: "Sent to the last person", expired: "Expired",
  retry: "Retried", joiners: "Sent to those who joined since", stop: "Stopped",
};

const RECEIPTS = { temporary: "not yet delivered", permanent: "not delivered", complaint: "marked as spam", unknown: "not known" };

/** What a provider said of a message: "delivered", "not delivered". */
export const receipt = (code) => RECEIPTS[code] || words(code);

/** One step of an alert's log; what nobody did by hand names nobody. */
export const step = (action, officer, training = false) =>
  (training && action === "sent" ? "Finished, nobody got anything" : STEPS[action] || sentence(action)) + (officer === "watchword" ? "" : ` by ${officer}`);

export const capital = (text) => text.replace(/^./, (letter) => letter.toUpperCase());
export const sentence = (code) => capital(words(code));
const REHEARSED = { sending: "Under way", sent: "Finished" };
/** A status as a tag; training is never said to be sent. */
export const tag = (status, training = false) =>
  el("strong", { class: `govuk-tag govuk-tag--${(!training && COLOURS[status]) || "grey"}` }, (training && REHEARSED[status]) || sentence(status));
