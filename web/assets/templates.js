// Saved templates: begin an alert with one, rename, delete; and save the words of an alert as a new one.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, link } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { sentence } from "/assets/format.js";
import { may, requireOfficer } from "/assets/session.js";

const from = asked("alert");
const officer = requireOfficer();

const buttons = (...children) => el("div", { class: "buttons" }, children);
const button = (words, style, attributes = {}) => el("button", { type: "button", class: `govuk-button ${style}`, ...attributes }, words);

const aside = (template) => el("span", { class: "govuk-visually-hidden" }, `: ${template.name}`);

function renaming(template) {
  const id = `name-${template.id}`;
  const form = el("form", { class: "template__rename", hidden: true },
    el("div", { class: "govuk-form-group", "data-field": "name", "data-missing": "Enter a name." },
      el("label", { class: "govuk-label", for: id }, "Name"),
      el("input", { class: "govuk-input", id, name: "name", value: template.name, autocomplete: "off" })),
    buttons(el("button", { type: "submit", class: "govuk-button" }, "Rename")));
  onSend(form, async (data) => {
    await calls.put(`/templates/${template.id}`, { name: data.get("name").trim(), version: template.version });
    await list();
    find(`template-${template.id}`).focus();
  });
  return form;
}

/** Deleting asks once more, in the place of the button that was pressed. */
function deleting(template) {
  const sure = el("form", { hidden: true }, el("p", { class: "govuk-body" }, "Delete it for everybody? Alerts written with it stay."),
    buttons(el("button", { type: "submit", class: "govuk-button govuk-button--warning" }, "Delete")));
  onSend(sure, async () => {
    await calls.delete(`/templates/${template.id}`);
    await list();
    find("list-title").focus();
  });
  return sure;
}

function opens(words, template, part) {
  const opener = button(words, "govuk-button--secondary", { "aria-expanded": "false" });
  opener.append(aside(template));
  opener.addEventListener("click", () => {
    part.hidden = !part.hidden;
    opener.setAttribute("aria-expanded", String(!part.hidden));
    if (!part.hidden) part.querySelector("input, button").focus();
  });
  return opener;
}

function card(template) {
  const [rename, remove] = [renaming(template), deleting(template)];
  const use = may(officer, "write") && el("a", {
    class: "govuk-button", role: "button", href: `/write.html?template=${encodeURIComponent(template.id)}`,
  }, "Write with it", aside(template));
  return el("li", { class: "template" },
    el("h3", { class: "govuk-heading-s", id: `template-${template.id}`, tabindex: "-1" }, template.name),
    el("p", { class: "quiet" }, [sentence(template.kind), template.priority, template.of === "force" ? "whole force" : template.unit].join(" · ")),
    el("p", { class: "template__headline" }, template.headline),
    el("p", { class: "template__text" }, template.text),
    buttons(use, template.kept && opens("Rename", template, rename), template.kept && opens("Delete", template, remove)), rename, remove);
}

async function list() {
  const { templates } = await calls.get("/templates");
  fill("list", templates.length
    ? el("ul", { class: "templates" }, templates.map(card))
    : empty("No templates yet", "Open an alert that was written well and choose \"Save as a template\". ", link("/alerts.html", "Show all alerts")));
}

async function offer() {
  const alert = await calls.get(`/alerts/${encodeURIComponent(from)}`);
  find("name").value = alert.headline;
  find("of").closest(".govuk-form-group").hidden = !may(officer, "force");
  find("saving").hidden = false;
  find("saving-about").textContent = `The words of “${alert.headline}”, without its areas and dates.`;
  onSend(find("save"), async (data) => {
    const saved = await calls.post("/templates", { name: data.get("name").trim(), of: data.get("of"), alert: from });
    find("saving").hidden = true;
    history.replaceState(null, "", "/templates.html");
    await list();
    find(`template-${saved.id}`).focus();
  });
}

if (officer) Promise.all([list(), from && offer()]).catch(show);
