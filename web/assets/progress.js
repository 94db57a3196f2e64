// The progress of an alert: one bar by status, the same in words, and the time to the last person counting down.
import { el, fill, find } from "/assets/dom.js";
import { clock, duration, moment, number, plural, receipt, second, sentence } from "/assets/format.js";

const ORDER = ["rehearsed", "sent", "attempting", "waiting", "skipped", "uncertain", "failed"];
const WORDS = { attempting: "leaving now", rehearsed: "would have been sent" };
const HEARD = ["delivered", "temporary", "permanent", "complaint", "unknown"];
const QUARTERS = ["Under way", "A quarter done", "Half done", "Three quarters done"];
let lastPerson = null;
let foreseen = "";
let followed = false;
let ticking = null;

/** A status of a recipient in words. */
export const named = (status) => WORDS[status] || status;

function bar(counts, total) {
  let at = 0;
  const rects = ORDER.filter((status) => counts[status]).map((status) => {
    const width = (counts[status] / total) * 1000;
    const rect = el("rect", { class: `is-${status}`, x: at, y: 0, width, height: 10 });
    at += width;
    return rect;
  });
  const told = ORDER.filter((status) => counts[status]).map((status) => `${number(counts[status])} ${named(status)}`).join(", ");
  return el("svg", { class: "progress__bar", viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img", "aria-label": told || "Nothing yet" }, rects);
}

const key = (counts) => ORDER.filter((status) => status in counts).map((status) => el("li", {},
  el("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, el("rect", { class: `is-${status}`, width: 10, height: 10 })),
  el("span", {}, el("b", {}, number(counts[status])), ` ${named(status)}`)));

function tick() {
  const left = (lastPerson - Date.now()) / 1000;
  find("clock").textContent = clock(left);
  find("clock-about").textContent = `${left > 0 ? "to the last person" : "any moment now"}${foreseen}`;
}

function countDown(progress) {
  clearInterval(ticking);
  foreseen = progress.predicted_minutes ? `, ${duration(progress.predicted_minutes)} predicted` : "";
  if (progress.minutes_left > 0) {
    // The server rounds up to whole minutes: within one, our own clock goes on counting down.
    const reported = Date.now() + progress.minutes_left * 60000;
    if (!lastPerson || reported < lastPerson || reported - lastPerson > 60000) lastPerson = reported;
    tick();
    ticking = setInterval(tick, 1000);
    return;
  }
  const took = progress.last_person_at && (new Date(progress.last_person_at) - new Date(progress.started)) / 60000;
  find("clock").textContent = progress.last_person_at ? second(progress.last_person_at) : "–";
  find("clock-about").textContent = progress.last_person_at ? `last person, ${duration(took)} after the start${foreseen}` : sentence(progress.status);
}

/** What providers said of the messages that they took, in a sentence; nothing before the first word of them. */
function heard(receipts) {
  const parts = HEARD.filter((name) => receipts[name]).map((name) => `${number(receipts[name])} ${receipt(name)}`);
  const silent = receipts.none ? `; nothing yet of ${number(receipts.none)}` : "";
  return parts.length ? `Providers say of those sent: ${parts.join(", ")}${silent}.` : "";
}

/** Who waits for the end of quiet hours, and from when they get it; nothing where nobody does. */
function rests({ resting, resting_until: until }) {
  if (!resting) return "";
  return `Quiet hours: ${plural(resting, "person waits", "people wait")} until ${moment(until)}${resting > 1 ? " or later" : ""}.`;
}

const added = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Counts as they are shown: in training those who were only skipped because it is, stand apart. */
function told({ counts, rehearsed }, training) {
  if (!training) return counts;
  const { sent, skipped, ...rest } = counts;
  return { ...rest, rehearsed: added(rehearsed), skipped: skipped - added(rehearsed) };
}

/** Tell who cannot see the bar, a quarter of the way at a time: a word every two seconds would drown all others. */
function say(counts, total, moving) {
  const left = counts.waiting + counts.attempting;
  const ends = ORDER.filter((status) => counts[status]).map((status) => `${number(counts[status])} ${named(status)}`).join(", ");
  const words = moving ? `${QUARTERS[Math.min(3, Math.floor(((total - left) / (total || 1)) * 4))]}.` : `Over: ${ends || "nobody"}.`;
  followed ||= moving;
  if (followed && find("said").textContent !== words) find("said").textContent = words;
}

/** Why nobody is counted yet: its time has not come, or the people are being looked up. */
function before({ status }, sendAt) {
  if (status !== "approved" || !sendAt || new Date(sendAt) < Date.now()) return ["Getting ready", "The people are being looked up"];
  return [moment(sendAt), "It goes out then, to whoever is there at that moment"];
}

/** Draw an answer of GET /alerts/{id}/progress, of one that goes out at `sendAt`; answers whether anything can still change. */
export function draw(progress, training, sendAt) {
  const { channels } = progress;
  const counts = told(progress, training);
  const total = added(counts);
  const [waiting, whom] = before(progress, sendAt);
  find("progress").hidden = false;
  find("done").textContent = total ? `${number(training ? counts.rehearsed : counts.sent)} of ${number(total)}` : waiting;
  const by = Object.entries(channels).map(([channel, of]) => `${number(training ? progress.rehearsed[channel] : of.sent)} by ${channel}`);
  find("done-about").textContent = total ? `${training ? "would have been sent" : "sent"}: ${by.join(", ")}` : whom;
  fill("bar", bar(counts, total));
  fill("key", ...key(counts));
  find("heard").textContent = heard(progress.receipts);
  find("resting").textContent = rests(progress);
  countDown(progress);
  const moving = progress.going || ["approved", "sending"].includes(progress.status) || counts.waiting + counts.attempting > 0;
  say(counts, total, moving);
  return moving;
}
