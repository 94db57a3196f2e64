// Saved templates: begin an alert with one, rename, delete; and save the words of an alert as a new one.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, link } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { sentence } from "/assets/format.js";
import { aside, card } from "/assets/kept.js";
import { may, requireOfficer } from "/assets/session.js";

const from = asked("alert");
const officer = requireOfficer();

function drawn(template) {
  const use = may(officer, "write") && el("a", {
    class: "govuk-button", role: "button", href: `/write.html?template=${encodeURIComponent(template.id)}`,
  }, "Write with it", aside(template));
  return card(template, { path: "/templates", list }, {
    quiet: [sentence(template.kind), template.priority, template.of === "force" ? "whole force" : template.unit].join(" · "),
    body: [el("p", { class: "template__headline" }, template.headline), el("p", { class: "template__text" }, template.text)], use,
  });
}

async function list() {
  const { templates } = await calls.get("/templates");
  fill("list", templates.length
    ? el("ul", { class: "templates" }, templates.map(drawn))
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
    find(`kept-${saved.id}`).focus();
  });
}

if (officer) Promise.all([list(), from && offer()]).catch(show);
