// The groups on a resident's form: suggested ones first, those that wait for a yes, and the one an invitation opens.
import { asked, el } from "/assets/dom.js";

const boxes = [...document.querySelectorAll("[name=interests]")];
const item = (box) => box.closest(".govuk-checkboxes__item");
const boxOf = (id) => boxes.find((box) => box.value === id);
const about = (box) => item(box).querySelector(".govuk-hint");

function say(box, kind, words) {
  item(box).querySelector(`.${kind}`)?.remove();
  if (words) about(box).prepend(el("strong", { class: kind }, words, " "));
}

/** Move these groups to the top, below one that somebody is invited to, and say for which area they are suggested. */
export function suggest(ids, area) {
  for (const box of boxes) say(box, "group__suggested", ids.includes(box.value) && `Suggested for ${area}.`);
  const rank = (box) => ("invited" in item(box).dataset ? 0 : ids.includes(box.value) ? 1 : 2);
  item(boxes[0]).parentNode.append(...[...boxes].sort((one, other) => rank(one) - rank(other)).map(item));
}

/** Tick the groups somebody is in or has asked to join; a closed one is shown to its members only. */
export function standing({ interests, asked: waiting }) {
  for (const box of boxes) {
    box.checked = interests.includes(box.value) || waiting.includes(box.value);
    say(box, "group__waits", waiting.includes(box.value) && "You have asked to join. Nobody has answered yet.");
    if ("closed" in item(box).dataset) item(box).hidden = !interests.includes(box.value);
  }
}

/** The invitation in the page's address, with the tick box it opens; `name` is that of its group. */
export function invitation() {
  const token = asked("invitation");
  const box = token && boxOf(token.split(".")[0]);
  return token && { token, box, name: box && item(box).querySelector("label").textContent.trim() };
}

/** Show and tick the group one is invited to; unticking it declines. */
export function open({ box }) {
  if (!box) return;
  item(box).hidden = false;
  box.checked = true;
  item(box).dataset.invited = "";
  item(box).parentNode.prepend(item(box));
  say(box, "group__waits", "You are invited.");
}
