// The progress of an alert: one bar by status, the same in words, and the time to the last person counting down.
import { el, fill, find } from "/assets/dom.js";
import { clock, duration, number, second, sentence } from "/assets/format.js";

const ORDER = ["sent", "attempting", "waiting", "skipped", "uncertain", "failed"];
const WORDS = { attempting: "leaving now", uncertain: "uncertain" };
let lastPerson = null;
let ticking = null;

function bar(counts, total) {
  let at = 0;
  const rects = ORDER.filter((status) => counts[status]).map((status) => {
    const width = (counts[status] / total) * 1000;
    const rect = el("rect", { class: `is-${status}`, x: at, y: 0, width, height: 10 });
    at += width;
    return rect;
  });
  const told = ORDER.filter((status) => counts[status]).map((status) => `${number(counts[status])} ${status}`).join(", ");
  return el("svg", { class: "progress__bar", viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img", "aria-label": told || "Nothing yet" }, rects);
}

const key = (counts) => ORDER.map((status) => el("li", {},
  el("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, el("rect", { class: `is-${status}`, width: 10, height: 10 })),
  el("span", {}, el("b", {}, number(counts[status])), ` ${WORDS[status] || status}`)));

function tick() {
  const left = (lastPerson - Date.now()) / 1000;
  find("clock").textContent = clock(left);
  find("clock-about").textContent = left > 0 ? "to the last person" : "any moment now";
}

function countDown(progress) {
  clearInterval(ticking);
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
  find("clock-about").textContent = progress.last_person_at ? `last person, ${duration(took)} after the start` : sentence(progress.status);
}

/** Draw an answer of GET /alerts/{id}/progress; answers whether anything can still change. */
export function draw(progress) {
  const { counts, channels } = progress;
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  find("progress").hidden = false;
  find("done").textContent = total ? `${number(counts.sent)} of ${number(total)}` : "Getting ready";
  const by = Object.entries(channels).map(([channel, of]) => `${number(of.sent)} by ${channel}`);
  find("done-about").textContent = total ? `sent: ${by.join(", ")}` : "The people are being looked up";
  fill("bar", bar(counts, total));
  fill("key", ...key(counts));
  countDown(progress);
  return ["approved", "sending"].includes(progress.status) || counts.waiting + counts.attempting > 0;
}
