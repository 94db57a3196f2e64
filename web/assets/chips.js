// What has been chosen, as chips: each can be turned to another way of choosing it, or taken away.
import { el } from "/assets/dom.js";

const WORDS = {
  include: ["Reach", ""], require: ["Only", "Only: "], exclude: ["Leave out", "Not: "],
};

const hidden = (words) => el("span", { class: "govuk-visually-hidden" }, words);

function chip({ name, way }, ways, { turn, remove }) {
  const next = ways[(ways.indexOf(way) + 1) % ways.length];
  const turner = el("button", { type: "button", class: "chip__turn" }, WORDS[next][0], hidden(` ${name} instead`));
  const remover = el("button", { type: "button", class: "chip__remove" }, el("span", { "aria-hidden": "true" }, "×"), hidden(`Let go of ${name}`));
  turner.addEventListener("click", () => turn(next));
  remover.addEventListener("click", remove);
  return el("li", { class: way }, el("span", { class: "chip__name" }, WORDS[way][1], name), ways.length > 1 && turner, remover);
}

/** Show these entries ({ name, way }) in a list; `turn(entry, way)` and `remove(entry)` are told what was pressed. */
export function chips(list, entries, ways, { turn, remove }) {
  const at = [...list.querySelectorAll("button")].indexOf(document.activeElement);
  list.hidden = !entries.length;
  list.replaceChildren(...entries.map((entry) => chip(entry, ways, { turn: (way) => turn(entry, way), remove: () => remove(entry) })));
  // Whoever works by keyboard stays where they were, though the chip is another now.
  const buttons = list.querySelectorAll("button");
  if (at >= 0) buttons[Math.min(at, buttons.length - 1)]?.focus();
}
