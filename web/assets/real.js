// Telling a real message from a false one, and the latest public alerts.
import { open, Refusal } from "/assets/api.js";
import { asked, el, empty, fill, find, row } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { capital, moment, sentence } from "/assets/format.js";
import { picture } from "/assets/picture.js";

/** Where a real alert is about, in words and drawn, and how else one may tell us something. */
function place({ areas, other_ways: ways }, code) {
  if (!areas) return [];
  const drawn = picture(`/api/picture/${encodeURIComponent(code)}`, `Map of ${areas.join(", ")}`);
  drawn.addEventListener("error", () => drawn.remove());
  return [el("p", { class: "govuk-body" }, `It is about ${areas.join(", ")}.`), drawn,
    ways.length && el("h3", { class: "govuk-heading-s" }, "Other ways to tell us"),
    ways.length && el("ul", { class: "govuk-list" }, ways.map((way) => el("li", {}, way)))];
}

function verdict(found, code) {
  const words = found.real
    ? [el("h2", { class: "govuk-heading-m" }, "Yes, this is ours"),
      found.headline && el("p", { class: "govuk-body-l" }, found.headline),
      el("p", { class: "govuk-body" }, [sentence(found.kind), found.unit && `from ${found.unit}`, `sent ${moment(found.sent)}`].filter(Boolean).join(", ") + "."), ...place(found, code)]
    : [el("h2", { class: "govuk-heading-m" }, "We do not know this code"),
      el("p", { class: "govuk-body" }, "Check that you typed it as it stands in the message. If you did, do not trust the message, and follow no link in it.")];
  const node = fill("verdict", words.filter(Boolean));
  node.className = `verdict verdict--${found.real ? "yes" : "no"}`;
  node.focus();
}

async function check(code) {
  verdict(await open.get(`/real?code=${encodeURIComponent(code.trim())}`), code.trim());
}

async function latest() {
  const { alerts } = await open.get("/real");
  if (!alerts.length) {
    fill("latest", empty("No alerts yet", "When an alert goes out, it appears here with its code."));
    return;
  }
  const head = row({ head: true, words: "Alert" }, { head: true, words: "Where" }, { head: true, words: "Sent" }, { head: true, words: "Code" });
  for (const cell of head.children) cell.setAttribute("scope", "col");
  fill("latest", el("table", { class: "govuk-table folds" },
    el("caption", { class: "govuk-visually-hidden" }, "Latest alerts, newest first"),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, alerts.map((alert) => row(
      { head: true, words: alert.headline },
      { label: "Where", words: capital(alert.areas.join(", ")) },
      { label: "Sent", words: moment(alert.sent) },
      { label: "Code", words: alert.code },
    )))));
}

onSend(find("check"), (data) => {
  if (!data.get("code").trim()) throw new Refusal(422, { fields: { code: "Enter the code." } });
  return check(data.get("code"));
});
latest().catch(() => fill("latest", el("p", { class: "govuk-body" }, "The list cannot be shown just now.")));
if (asked("code")) {
  find("code").value = asked("code");
  check(asked("code")).catch((refusal) => show(refusal, find("check")));
}
