// Saved audiences: who is meant, in words; write an alert to them, rename, delete.
import { officer as calls } from "/assets/api.js";
import { el, empty, fill, link } from "/assets/dom.js";
import { show } from "/assets/errors.js";
import { day } from "/assets/format.js";
import { aside, card } from "/assets/kept.js";
import { may, requireOfficer } from "/assets/session.js";

const officer = requireOfficer();

function drawn(saved) {
  const use = may(officer, "write") && el("a", {
    class: "govuk-button", role: "button", href: `/write.html?saved=${encodeURIComponent(saved.id)}`,
  }, "Write an alert to them", aside(saved));
  return card(saved, { path: "/audiences", list }, {
    quiet: [saved.of === "force" ? "Whole force" : saved.unit, `version ${saved.version}`, `by ${saved.by} on ${day(saved.updated)}`].join(" · "),
    body: el("p", { class: "template__text" }, saved.said), use,
  });
}

async function list() {
  const { audiences } = await calls.get("/audiences");
  fill("list", audiences.length
    ? el("ul", { class: "templates" }, audiences.map(drawn))
    : empty("No saved audiences yet", "Write an alert, choose who it is for, and save that audience under a name. ", link("/write.html", "Write an alert")));
}

if (officer) list().catch(show);
