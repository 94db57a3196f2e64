// A resident's own settings: a fresh code first, then everything can be changed.
import { open, settings } from "/assets/api.js";
import { el, find } from "/assets/dom.js";
import { onPress, onSend } from "/assets/errors.js";
import { sentence } from "/assets/format.js";
import { invitation, standing } from "/assets/joining.js";
import { drawPlaces, readPlaces } from "/assets/places.js";
import { drawTimes, holiday, pauseOf, readTimes } from "/assets/times.js";

const KEY = "watchword.settings";
const DAY = 86400000;
let request;
let mine;

function only(id) {
  for (const part of ["ask", "enter", "change", "left"]) find(part).hidden = part !== id;
}

/** Ask for something of one's own; when the half hour is over, a fresh code comes first. */
async function own(call) {
  try {
    return await call();
  } catch (refusal) {
    if (refusal.status === 401) {
      sessionStorage.removeItem(KEY);
      only("ask");
    }
    throw refusal;
  }
}

/** Change something, show how things stand now, and say so. */
async function save(words, change, redraw) {
  redraw(await own(() => mine.patch(change)));
  find("saved").textContent = words;
  find("heading").focus();
}

/** The same at the press of a button: what is typed into the form and not saved yet stays. */
const press = (button, words, change) => onPress(button, () => save(words, change(), stand), find("change-form"));

function address({ id, channel, hint, state }) {
  const remove = el("button", { type: "button", class: "as-link" }, "Remove", el("span", { class: "govuk-visually-hidden" }, ` ${hint}`));
  press(remove, "The address is removed.", () => ({ remove: [id] }));
  return el("li", {}, el("strong", {}, hint), ` (${channel}, ${sentence(state).toLowerCase()}) `, remove);
}

function stand(person) {
  find("addresses").replaceChildren(...person.addresses.map(address));
  find("paused").textContent = pauseOf(person);
  document.querySelector("[data-pause='0']").hidden = !person.paused_until;
}

function draw(person) {
  only("change");
  stand(person);
  find("name").value = person.name;
  drawPlaces(person.places);
  drawTimes(person);
  standing(person);
}

async function enter(token) {
  mine = settings(token);
  draw(await mine.get());
  sessionStorage.setItem(KEY, token);
  find("heading").focus();
}

onSend(find("ask-form"), async (data) => {
  ({ request } = await open.post("/settings/code", { address: data.get("address").trim() }));
  only("enter");
  find("code").focus();
});

onSend(find("enter-form"), async (data) => {
  const { token } = await open.post("/settings/session", { request, code: data.get("code").replace(/\D/g, "") });
  await enter(token);
});

find("again").addEventListener("click", () => {
  only("ask");
  find("address").focus();
});

onSend(find("change-form"), (data) => save("Your changes are saved.", {
  name: data.get("name").trim(), interests: data.getAll("interests"),
  places: readPlaces(),
}, draw));

onSend(find("invitation-form"), (data) => save("You are in the group.", { invitation: data.get("invitation").trim() }, (person) => {
  standing(person);
  find("invitation").value = "";
}));
find("invitation").value = invitation() ? location.href : "";

onSend(find("add-form"), async (data) => {
  const given = data.get("new").trim();
  const channel = given.includes("@") ? "email" : "text";
  const { request } = await own(() => mine.patch({ add: { [channel]: given } }));
  location.assign(`/verify.html?r=${encodeURIComponent(request)}&to=${channel}`);
});

onSend(find("when-form"), (data) => save("When and how is saved.", readTimes(data), drawTimes));
onSend(find("holiday-form"), (data) => save("Your days away are saved.", holiday(data), stand));

for (const button of document.querySelectorAll("[data-pause]")) {
  const days = Number(button.dataset.pause);
  press(button, days ? `Messages are paused for ${days} days.` : "Messages start again.", () =>
    ({ paused_until: days ? new Date(Date.now() + days * DAY).toISOString() : null }));
}

onPress(find("leave"), async () => {
  await own(() => mine.leave());
  sessionStorage.removeItem(KEY);
  only("left");
  find("heading").focus();
}, find("change-form"));

const kept = sessionStorage.getItem(KEY);
if (kept) enter(kept).catch(() => sessionStorage.removeItem(KEY));
