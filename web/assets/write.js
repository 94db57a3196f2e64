// Writing an alert, with what it would reach, cost and look like beside it all the time.
import { officer as calls } from "/assets/api.js";
import { audience } from "/assets/audience.js";
import { inAWeek, withAlert, withTemplate } from "/assets/begin.js";
import { asked, el, fill, find } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { savedAudiences } from "/assets/saved-audiences.js";
import { requireOfficer } from "/assets/session.js";
import { banner } from "/assets/training.js";

const officer = requireOfficer();
const form = find("write");
const id = asked("id");
const again = asked("again");
const template = asked("template");
const followed = asked("follows");
let meant;
let version;
let training = false;
let timer;
let latest = 0;

const iso = (local) => (local ? new Date(local).toISOString() : null);

function content() {
  const data = new FormData(form);
  const body = { other_ways: data.getAll("other_ways"), audience: meant.rule(), follows: meant.follows };
  for (const name of ["headline", "text", "email", "kind", "priority"]) body[name] = data.get(name).trim();
  for (const name of ["send_at", "expires", "crime_recorded_at"]) body[name] = iso(data.get(name));
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

async function preview() {
  if (!meant) return;
  const turn = ++latest;
  const { reach, showText } = await import("/assets/reach.js");
  if (meant.nobody()) {
    showText(null, find("text").value);
    fill("reach", el("p", { class: "quiet" }, "Choose where or who, and the number of people appears here."));
    return;
  }
  try {
    const answer = await calls.post("/alerts/preview", sketch());
    if (turn !== latest) return;
    showText(find("text").value.trim() ? answer : null);
    fill("reach", ...reach(answer, meant.follows));
    meant.told?.(answer);
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
  find("training").closest(".govuk-form-group").hidden = Boolean(id || followed) || marked;
  banner(marked);
}

/** Nobody is chosen for what follows another alert. */
async function follow(alert, anew) {
  meant = await (await import("/assets/following.js")).following(form, alert, anew);
}

async function begin() {
  if (template && !id && !again) await withTemplate(form, template);
  if (!id && !again) return;
  const alert = await withAlert(form, id || again, !id, meant);
  keepTraining(alert.training);
  if (!id) return;
  version = alert.version;
  if (alert.follows) await follow(alert.follows);
}

async function fetched() {
  if (followed) {
    await follow({ alert: followed, how: asked("how") }, true);
    return keepTraining(meant.training);
  }
  const chosen = await audience(later);
  await savedAudiences(officer, chosen, later);
  meant = chosen;
  await begin();
}

/** What is typed or pressed while the areas are still on their way counts all the same. */
async function start() {
  find("expires").value = inAWeek();
  const ready = fetched();
  find("training").addEventListener("change", () => banner(find("training").checked));
  form.addEventListener("input", later);
  find("copy").addEventListener("click", () => {
    find("email").value = find("text").value;
    find("email").focus();
  });
  onSend(form, async () => {
    await ready;
    const saved = id ? await calls.put(`/alerts/${encodeURIComponent(id)}`, { ...content(), version }) : await calls.post("/alerts", { ...content(), training: training || find("training").checked });
    location.assign(`/alert.html?id=${encodeURIComponent(saved.id)}`);
  });
  await ready;
  await preview();
}

if (officer) start().catch((refusal) => show(refusal, form));
