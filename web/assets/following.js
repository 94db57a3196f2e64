// An update or the all-clear: it goes to whoever received the alert that it follows, so nobody is chosen.
import { officer as calls } from "/assets/api.js";
import { fillWords } from "/assets/begin.js";
import { el, fill, find, link } from "/assets/dom.js";
import { people } from "/assets/format.js";

const TITLES = { update: ["Update", "Write an update"], "all-clear": ["All clear", "Write the all-clear"] };
const LONGEST = 120;
const CHOICES = "#templates, [data-field=saved], [data-field=audience], [data-field=interests], #more-who, details:has(#keep), [data-field=send_at], [data-field=training]";

/** What stands in the place of choosing; the number comes with the first preview. */
const toWhom = (first) => el("div", { class: "govuk-form-group" },
  el("h2", { class: "govuk-heading-m" }, "Who it goes to"),
  el("p", { class: "govuk-body" }, "Everybody who received ", link(`/alert.html?id=${encodeURIComponent(first.id)}`, first.headline),
    el("span", { id: "received" }), ", each by text or email as they received it. Nobody is chosen anew."));

/** The words to begin with: those that stay true, and a headline that says what this is. */
function begin(form, first, how) {
  const headline = first.headline.replace(/^(Update|All clear): /, "");
  fillWords(form, { ...first, headline: `${TITLES[how][0]}: ${headline}`.slice(0, LONGEST), text: "", email: "", asks_for: "" });
  find("heading").textContent = TITLES[how][1];
}

/** The page without its choices, for what `follows` ({ alert, how }); answers what stands for the audience there. */
export async function following(form, follows, anew) {
  const first = await calls.get(`/alerts/${encodeURIComponent(follows.alert)}`);
  const how = TITLES[follows.how] ? follows.how : "update";
  if (anew) begin(form, first, how);
  const place = find("saved").closest(".govuk-form-group");
  for (const part of document.querySelectorAll(CHOICES)) part.hidden = true;
  find("send_at").value = "";
  place.before(toWhom(first));
  fill("reach", el("p", { class: "quiet" }, "Counting who received it."));
  return {
    follows: { alert: first.id, how },
    training: first.training,
    rule: () => first.audience,
    nobody: () => false,
    told(preview) {
      find("received").textContent = `: ${people(preview.people, preview.exact)} ${preview.people === 1 ? "person" : "people"}`;
    },
  };
}
