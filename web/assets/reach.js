// The blast radius before anything is sent: people, channels, parts, cost, minutes, age of the news.
import { el, find } from "/assets/dom.js";
import { brief, duration, number, people, plural, pounds, sentence } from "/assets/format.js";

const figure = (name, value, beside) =>
  el("div", {}, el("dt", {}, name), el("dd", {}, value, beside && el("span", { class: "beside" }, beside)));

/** The text as people get it, with whatever had to be replaced marked, and the price of its length. */
export function showText(preview, written) {
  find("sent-text").replaceChildren(preview?.text_as_sent ?? written ?? "");
  const parts = preview?.parts && `${plural(preview.parts, "part", "parts")}, ${plural(preview.units, "unit", "units")} in ${preview.encoding}`;
  find("parts").replaceChildren(parts || "");
  const notes = (preview?.replaced || []).map(({ from, to, at }) =>
    el("li", {}, el("mark", {}, from), to ? " becomes " : " is left out", to && el("mark", {}, to), ` (character ${at + 1})`));
  if (preview?.kept?.length) {
    notes.push(el("li", {}, "Parts hold fewer characters because of ", preview.kept.map((letter) => el("mark", {}, letter))));
  }
  if (notes.length) find("parts").append(el("ul", { class: "govuk-list" }, notes));
}

/** How old the count is, and that the alert does not depend on it. */
const counted = (minutes, follows) => follows ? el("p", { class: "quiet" }, "Exactly those who received the first, and nobody else.") :
  el("p", { class: "quiet" }, `Counted ${minutes ? `${duration(minutes)} ago` : "just now"}${minutes > 10 ? ", which is late" : ""}. `,
    "The alert goes to whoever is there when it is approved.");

/** Ward by ward, folded away: most audiences have one or two. */
function byArea({ areas, exact }) {
  const folded = el("details", {}, el("summary", {}, `By area (${number(areas.length)})`));
  folded.addEventListener("toggle", async () => folded.append((await import("/assets/by-area.js")).table(areas, exact)), { once: true });
  return folded;
}

/** Figures of an answer to POST /alerts/preview; whether it follows another alert. */
export function reach(preview, follows) {
  const { channels, exact, resting } = preview;
  const { "in-digest": gathered, ...unreachable } = preview.unreachable;
  const missed = Object.entries(unreachable).filter(([, n]) => n);
  return [
    el("dl", { class: "figures" },
      figure("People", people(preview.people, exact)),
      figure("By text", people(channels.text, exact)),
      figure("By email", people(channels.email, exact)),
      figure("Cost", pounds(preview.pounds), preview.parts > 1 && `${preview.parts} parts a text`),
      figure("To the last person", brief(preview.minutes)),
      preview.staleness_minutes !== null && preview.staleness_minutes !== undefined &&
        figure("Age of the news", brief(preview.staleness_minutes), preview.staleness_minutes > 2880 && "More than two days")),
    missed.length ? el("p", { class: "quiet" }, "Not reached: ", missed.map(([why, n]) => `${people(n, exact)} ${sentence(why).toLowerCase()}`).join(", "), ".") : null,
    gathered ? el("p", { class: "quiet" }, `Later: ${people(gathered, exact)} with their next digest.`) : null,
    resting ? el("p", { class: "quiet" }, `Quiet hours: ${people(resting, exact)} of them get it when these are over.`) : null,
    preview.areas?.length && byArea(preview),
    preview.as_of && counted(preview.age_minutes, follows),
  ].filter(Boolean);
}
