// One alert, the face of the product: what it says, where it stands, what may be done, how far it is, and to whom it went.
import { drawAfter } from "/assets/after.js";
import { officer as calls } from "/assets/api.js";
import { drawDetails } from "/assets/details.js";
import { asked, el, fill, find } from "/assets/dom.js";
import { take } from "/assets/download.js";
import { onPress, onSend, show } from "/assets/errors.js";
import { moment, number, sentence, tag, words } from "/assets/format.js";
import * as ledger from "/assets/ledger.js";
import { drawExact } from "/assets/picture.js";
import { draw } from "/assets/progress.js";
import { reach, showText } from "/assets/reach.js";
import { may, requireOfficer } from "/assets/session.js";
import { banner, mark } from "/assets/training.js";
import * as wards from "/assets/wards.js";

const id = asked("id");
const path = `/alerts/${encodeURIComponent(id)}`;
const POLL = 2000;
const BEFORE = ["draft", "pending-approval", "returned"];
const AFTER = ["sending", "sent", "cancelled", "expired"];
const BUTTONS = {
  submit: ["Submit for approval", ""], approve: ["Approve and send", ""], return: ["Return to the author", "secondary"],
  reject: ["Reject", "secondary"], cancel: ["Stop what has not left", "warning"],
};
const NOTED = ["approve", "return", "reject", "cancel"];
const DISCARD = ["Throw the draft away", "secondary"];
let officer;
let alert;
let people;
let moved = false;
let waiting;

const known = new Map();
const names = (...codes) => codes.map((code) => known.get(code) || code).join(", ");

async function learnNames() {
  const { districts } = await calls.get("/areas");
  for (const district of districts) for (const area of [district, ...district.wards]) known.set(area.code, area.name);
}

/** What approving does, with the number of people once it is known. */
function approval() {
  if (alert.training) return "Approve the training";
  return people ? `Approve and send to ${number(people)} people` : BUTTONS.approve[0];
}

function drawActions() {
  const buttons = alert.allowed.filter((action) => BUTTONS[action]).map((action) => {
    const [label, style] = action === "reject" && alert.status === "draft" ? DISCARD : BUTTONS[action];
    return el("button", { type: "submit", value: action, class: `govuk-button${style ? ` govuk-button--${style}` : ""}` },
      action === "approve" ? approval() : label);
  });
  if (alert.allowed.includes("edit")) {
    buttons.push(el("a", { class: "govuk-button govuk-button--secondary", role: "button", href: `/write.html?id=${encodeURIComponent(id)}` }, "Edit"));
  }
  fill("actions", buttons);
  find("note").closest(".govuk-form-group").hidden = !NOTED.some((action) => alert.allowed.includes(action));
  find("decide").hidden = !buttons.length;
}

function drawAlert() {
  document.title = document.title.replace(/^.*? - /, `${alert.headline} - `);
  find("headline").textContent = alert.headline;
  find("about").hidden = false;
  find("about").textContent = [sentence(alert.kind), words(alert.priority), alert.unit, alert.author].filter(Boolean).join(" · ");
  banner(alert.training);
  fill("status", ...(alert.training ? [mark(), " "] : []), tag(alert.status, alert.training));
  showText(alert.text_as_sent ? alert : null, alert.text);
  for (const link of document.querySelectorAll("[data-words]")) link.hidden = link.id === "again" && BEFORE.includes(alert.status);
  for (const link of document.querySelectorAll("[data-follow]")) link.hidden = !alert.allowed.includes("follow");
  drawDetails(alert);
  drawActions();
}

/** What this follows by its name; the link says "another alert" until that is known. */
async function nameFollowed() {
  if (!alert.follows) return;
  const first = await calls.get(`/alerts/${encodeURIComponent(alert.follows.alert)}`);
  find("details").querySelector(`a[href$="${CSS.escape(first.id)}"]`).textContent = first.headline;
}

async function drawReach() {
  find("reach-part").hidden = !BEFORE.includes(alert.status);
  if (find("reach-part").hidden) return;
  const { headline, text, email, kind, priority, send_at, expires, crime_recorded_at, other_ways, asks_for, audience, follows } = alert;
  const preview = await calls.post("/alerts/preview", { headline, text, email, kind, priority, send_at, expires, crime_recorded_at, other_ways, asks_for, audience, follows });
  people = preview.people;
  showText(preview);
  fill("reach", reach(preview, follows));
  // The button itself stays, or a keyboard would lose its place.
  find("actions").querySelector("[value=approve]")?.replaceChildren(approval());
}

/** Follow a sending until it is over; the alert itself is read again when its status changes. */
async function follow() {
  const progress = await calls.get(`${path}/progress`);
  const moving = draw(progress, alert.training, alert.send_at);
  drawAfter(alert, progress, load);
  const ended = moved && !moving;
  moved = moving;
  if (progress.status !== alert.status || ended) await load();
  else if (moving) again();
}

/** Ask again soon; a moment without a connection is nothing to stop for. */
function again() {
  clearTimeout(waiting);
  waiting = setTimeout(() => follow().catch((refusal) => (refusal.status === 0 ? again() : show(refusal))), POLL);
}

async function load() {
  alert = await calls.get(path);
  drawAlert();
  drawExact(path, alert.audience_said);
  await Promise.all([drawReach(), nameFollowed()]);
  if (AFTER.includes(alert.status) && alert.sending) await (may(officer, "ledger") ? ledger : wards).read(id, names);
  if (alert.status === "approved" || alert.sending) await follow();
}

async function start() {
  await learnNames();
  ledger.listen();
  for (const link of document.querySelectorAll("[data-words]")) link.href += encodeURIComponent(id);
  onPress(find("print"), async () => {
    await ledger.forPaper();
    print();
  });
  addEventListener("beforeprint", () => {
    ledger.sayCut();
    find("printed").textContent = `Printed ${moment(new Date())} by ${officer.name}, ${officer.unit.name}`;
  });
  for (const button of document.querySelectorAll("[data-take]")) onPress(button, () => take(id, button.dataset.take, alert.headline));
  onSend(find("decide-form"), async (data, pressed) => {
    const note = data.get("note").trim();
    await calls.post(`${path}/${pressed.value}`, note ? { version: alert.version, note } : { version: alert.version });
    find("note").value = "";
    await load();
    find("headline").focus();
  });
  await load();
}

officer = requireOfficer();
if (officer) start().catch(show);
