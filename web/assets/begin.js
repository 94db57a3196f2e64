// What a form begins with: an alert to edit, one to write again, or a template.
import { officer as calls } from "/assets/api.js";
import { el, fill, find, link } from "/assets/dom.js";

const WEEK = 7 * 86400000;
const begun = (...words) => fill("begun", ...words);

/** A moment as a datetime-local field wants it, in this machine's own time. */
function local(moment) {
  const at = new Date(moment);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** Until when, where nothing else is said: a week from now. */
export const inAWeek = () => local(Date.now() + WEEK);

/** The words of an alert or a template into the form; a template names the other ways only where it has some. */
export function fillWords(form, alert, template) {
  for (const name of ["headline", "text", "email"]) find(name).value = alert[name];
  find("asks_for").value = alert.asks_for || "";
  for (const name of ["kind", "priority"]) form.querySelector(`[name=${name}][value=${alert[name]}]`).checked = true;
  if (template && !alert.other_ways.length) return;
  for (const box of form.querySelectorAll("[name=other_ways]")) box.checked = alert.other_ways.includes(box.value);
}

/** An alert's words and audience; written again it is another alert, with dates of its own. Answers the alert. */
export async function withAlert(form, id, again, audience) {
  const alert = await calls.get(`/alerts/${encodeURIComponent(id)}`);
  fillWords(form, alert);
  audience.set(alert.audience);
  if (again) {
    begun("The words and the audience of ", link(`/alert.html?id=${encodeURIComponent(id)}`, alert.headline), ". Check both, and when to stop sending.");
    return alert;
  }
  find("heading").textContent = "Edit the alert";
  find("templates").hidden = true;
  find("expires").value = local(alert.expires);
  for (const name of ["send_at", "crime_recorded_at"]) find(name).value = alert[name] ? local(alert[name]) : "";
  return alert;
}

export async function withTemplate(form, id) {
  const { templates } = await calls.get("/templates");
  const chosen = templates.find((each) => each.id === id);
  if (!chosen) return begun("This template is no longer there.");
  fillWords(form, chosen, true);
  return begun("The words of the template ", el("strong", {}, chosen.name), ". Fill in what stands in [square brackets]: an alert that still has some is not submitted.");
}
