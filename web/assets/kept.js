// What templates and saved audiences have in common: cards with their own buttons to rename and to delete.
import { officer as calls } from "/assets/api.js";
import { el, find, opens } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";

const buttons = (...children) => el("div", { class: "buttons" }, children);
const button = (words, style) => el("button", { type: "button", class: `govuk-button ${style}` }, words);

/** The name of what a button belongs to, for those who only hear the button. */
export const aside = (kept) => el("span", { class: "govuk-visually-hidden" }, `: ${kept.name}`);

function renaming(kept, { path, list }) {
  const id = `name-${kept.id}`;
  const form = el("form", { class: "template__rename", hidden: true },
    el("div", { class: "govuk-form-group", "data-field": "name", "data-missing": "Enter a name." },
      el("label", { class: "govuk-label", for: id }, "Name"),
      el("input", { class: "govuk-input", id, name: "name", value: kept.name, autocomplete: "off" })),
    buttons(el("button", { type: "submit", class: "govuk-button" }, "Rename")));
  onSend(form, async (data) => {
    await calls.put(`${path}/${encodeURIComponent(kept.id)}`, { name: data.get("name").trim(), version: kept.version });
    await list();
    find(`kept-${kept.id}`).focus();
  });
  return form;
}

/** Deleting asks once more, in the place of the button that was pressed. */
function deleting(kept, { path, list }) {
  const sure = el("form", { hidden: true }, el("p", { class: "govuk-body" }, "Delete it for everybody? Alerts written with it stay."),
    buttons(el("button", { type: "submit", class: "govuk-button govuk-button--warning" }, "Delete")));
  onSend(sure, async () => {
    await calls.delete(`${path}/${encodeURIComponent(kept.id)}`);
    await list();
    find("list-title").focus();
  });
  return sure;
}

function opener(words, kept, part) {
  const made = button(words, "govuk-button--secondary");
  made.append(aside(kept));
  opens(made, part);
  return made;
}

/** One card: its name, a quiet line, what is kept, a button to `use` it and those to change it; `page` is { path, list }. */
export function card(kept, page, { quiet, body, use }) {
  const [rename, remove] = [renaming(kept, page), deleting(kept, page)];
  return el("li", { class: "template" },
    el("h3", { class: "govuk-heading-s", id: `kept-${kept.id}`, tabindex: "-1" }, kept.name),
    el("p", { class: "quiet" }, quiet), body,
    buttons(use, kept.kept && opener("Rename", kept, rename), kept.kept && opener("Delete", kept, remove)), rename, remove);
}
