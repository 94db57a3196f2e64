// What the last look at everything on its way found: what somebody has to see to, and what was mended.
import { officer as calls } from "/assets/api.js";
import { el, empty, fill, link } from "/assets/dom.js";
import { moment, number, plural, time } from "/assets/format.js";

const tag = (finding) => {
  if (finding.again) return el("strong", { class: "govuk-tag govuk-tag--red" }, "Again");
  return finding.mended ? el("strong", { class: "govuk-tag govuk-tag--green" }, "Mended") : el("strong", { class: "govuk-tag govuk-tag--red" }, "Stuck");
};

const card = (finding) => el("li", { class: `letter${finding.mended && !finding.again ? " letter--mended" : ""}` },
  el("h3", { class: "govuk-heading-s" }, finding.said, " ", tag(finding)),
  el("p", { class: "govuk-body" }, finding.mended ? "It was queued again or put right" : finding.todo,
    finding.mended && (finding.again ? `, as ten minutes before, and that did not help. ${finding.todo}` : ". Nothing is to be done.")),
  el("p", { class: "quiet" }, "Since ", time(finding.since),
    finding.alert && [". ", link(`/alert.html?id=${encodeURIComponent(finding.alert)}`, ["Show the alert", el("span", { class: "govuk-visually-hidden" }, `: ${finding.said}`)])]));

/** Read and draw the last look. */
export async function stuck() {
  const { look } = await calls.get("/delivery");
  if (!look) return fill("stuck", empty("Nothing has been looked over yet", "The first look comes within ten minutes of the start."));
  const on = look.sendings ? plural(look.sendings, "sending was on its way", "sendings were on their way") : "nothing was on its way";
  const said = el("p", { class: "quiet" }, `Looked over ${moment(look.at)}: ${on}.`);
  if (!look.findings.length) return fill("stuck", empty("Nothing is stuck", "Everything on its way goes on by itself."), said);
  return fill("stuck", el("ul", { class: "letters" }, look.findings.map(card)),
    look.more > 0 && el("p", { class: "quiet" }, `And ${number(look.more)} more.`), said);
}
