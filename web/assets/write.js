// Writing an alert, with what it would reach, cost and look like beside it all the time.
import { officer as calls, open } from "/assets/api.js";
import { chooser } from "/assets/chooser.js";
import { asked, el, fill, find, link } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { reach, showText } from "/assets/reach.js";
import { requireOfficer } from "/assets/session.js";
import { banner } from "/assets/training.js";

const form = find("write");
const id = asked("id");
const again = asked("again");
const template = asked("template");
const WEEK = 7 * 86400000;
let areas;
let interests;
let version;
let training = false;
let timer;
let latest = 0;

const iso = (local) => (local ? new Date(local).toISOString() : null);

/** A moment as a datetime-local field wants it, in this machine's own time. */
function local(moment) {
  const at = new Date(moment);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

const side = (way) => ({
  districts: areas.codes(way, "districts"), wards: areas.codes(way, "wards"),
});
const who = (way) => ({ interests: interests.codes(way, "interests") });

function content() {
  const data = new FormData(form);
  const body = { other_ways: data.getAll("other_ways"), audience: { include: side("include"), require: who("include"), exclude: { ...side("exclude"), ...who("exclude") } } };
  for (const name of ["headline", "text", "email", "kind", "priority"]) body[name] = data.get(name).trim();
  body.expires = iso(data.get("expires"));
  body.crime_recorded_at = iso(data.get("crime_recorded_at"));
  body.asks_for = data.get("asks_for").trim() || null;
  return body;
}

/** A preview needs a whole alert, so what is not written yet is filled in for the moment. */
function sketch() {
  const body = content();
  const filler = "...";
  for (const name of ["headline", "text", "email"]) if (body[name].length < 3) body[name] = filler;
  return body;
}

const nobodyYet = ({ audience: { include, require } }) => [...Object.values(include), ...Object.values(require)].every((codes) => !codes.length);

async function preview() {
  const turn = ++latest;
  const body = sketch();
  if (nobodyYet(body)) {
    showText(null, find("text").value);
    fill("reach", el("p", { class: "quiet" }, "Choose where or who, and the number of people appears here."));
    return;
  }
  try {
    const answer = await calls.post("/alerts/preview", body);
    if (turn !== latest) return;
    showText(find("text").value.trim() ? answer : null);
    fill("reach", ...reach(answer));
  } catch (refusal) {
    if (turn !== latest) return;
    showText(null, find("text").value);
    fill("reach", el("p", { class: "quiet" }, Object.values(refusal.fields || {})[0] || refusal.message));
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(preview, 500);
}

/** What is training stays so: there is nothing left to choose. */
function keepTraining(marked) {
  training = marked;
  find("training").checked = marked;
  find("training").closest(".govuk-form-group").hidden = Boolean(id) || marked;
  banner(marked);
}

function begun(...words) {
  fill("begun", ...words);
}

/** The words of an alert or a template into the form; a template names the other ways only where it has some. */
function fillWords(alert) {
  for (const name of ["headline", "text", "email"]) find(name).value = alert[name];
  find("asks_for").value = alert.asks_for || "";
  for (const name of ["kind", "priority"]) form.querySelector(`[name=${name}][value=${alert[name]}]`).checked = true;
  if (template && !alert.other_ways.length) return;
  for (const box of form.querySelectorAll("[name=other_ways]")) box.checked = alert.other_ways.includes(box.value);
}

/** An alert to edit, or one to write again: the latter is another alert, with dates of its own. */
async function fillIn() {
  const alert = await calls.get(`/alerts/${encodeURIComponent(id || again)}`);
  fillWords(alert);
  areas.set(alert.audience);
  interests.set({ include: alert.audience.require, exclude: alert.audience.exclude });
  keepTraining(alert.training);
  if (again) return begun("The words and the audience of ", link(`/alert.html?id=${encodeURIComponent(again)}`, alert.headline), ". Check both, and when to stop sending.");
  version = alert.version;
  find("heading").textContent = "Edit the alert";
  find("templates").hidden = true;
  find("expires").value = local(alert.expires);
  find("crime_recorded_at").value = alert.crime_recorded_at ? local(alert.crime_recorded_at) : "";
}

async function useTemplate() {
  const { templates } = await calls.get("/templates");
  const chosen = templates.find((each) => each.id === template);
  if (!chosen) return begun("This template is no longer there.");
  fillWords(chosen);
  begun("The words of the template ", el("strong", {}, chosen.name), ". Fill in what stands in [square brackets]: an alert that still has some is not submitted.");
}

async function start() {
  const [{ districts }, force] = await Promise.all([calls.get("/areas"), open.get("/force")]);
  areas = chooser(find("areas"), districts.map((district) => ({
    kind: "districts", code: district.code, name: district.name,
    inside: district.wards.map((ward) => ({ kind: "wards", code: ward.code, name: ward.name })),
  })), later);
  interests = chooser(find("interests"), force.interests.map(({ id: code, name }) => ({ kind: "interests", code, name })), later);
  find("expires").value = local(Date.now() + WEEK);
  if (id || again) await fillIn();
  else if (template) await useTemplate();
  find("training").addEventListener("change", () => banner(find("training").checked));
  form.addEventListener("input", later);
  find("copy").addEventListener("click", () => {
    find("email").value = find("text").value;
    find("email").focus();
  });
  onSend(form, async () => {
    const saved = id ? await calls.put(`/alerts/${encodeURIComponent(id)}`, { ...content(), version }) : await calls.post("/alerts", { ...content(), training: training || find("training").checked });
    location.assign(`/alert.html?id=${encodeURIComponent(saved.id)}`);
  });
  await preview();
}

if (requireOfficer()) start().catch((refusal) => show(refusal, form));
