// A resident's own settings: a fresh code first, then everything can be changed.
import { open, settings } from "/assets/api.js";
import { el, find } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { day, sentence } from "/assets/format.js";

const KEY = "watchword.settings";
const DAY = 86400000;
let request;
let mine;

function only(id) {
  for (const part of ["ask", "enter", "change", "left"]) find(part).hidden = part !== id;
}

/** Change something, show how things stand now, and say so. */
async function save(words, change) {
  const person = await mine.patch(change);
  draw(person);
  find("saved").textContent = words;
  find("heading").focus();
  return person;
}

/** The same at the press of a button, outside any form. */
const press = (words, change) => save(words, change()).catch((refusal) => show(refusal, find("change-form")));

function address({ id, channel, hint, state }) {
  const remove = el("button", { type: "button", class: "as-link" }, "Remove", el("span", { class: "govuk-visually-hidden" }, ` ${hint}`));
  remove.addEventListener("click", () => press("The address is removed.", () => ({ remove: [id] })));
  return el("li", {}, el("strong", {}, hint), ` (${channel}, ${sentence(state).toLowerCase()}) `, remove);
}

function draw(person) {
  only("change");
  find("name").value = person.name;
  find("postcode").value = person.places[0]?.postcode || "";
  find("house").value = person.places[0]?.house || "";
  for (const box of document.querySelectorAll("[name=interests]")) box.checked = person.interests.includes(box.value);
  find("addresses").replaceChildren(...person.addresses.map(address));
  find("paused").textContent = person.paused_until ? `Messages are paused until ${day(person.paused_until)}.` : "You get messages now.";
  document.querySelector("[data-pause='0']").hidden = !person.paused_until;
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
  postcode: data.get("postcode").trim(), house: data.get("house").trim(),
}));

onSend(find("add-form"), async (data) => {
  const given = data.get("new").trim();
  const channel = given.includes("@") ? "email" : "text";
  const { request } = await mine.patch({ add: { [channel]: given } });
  location.assign(`/verify.html?r=${encodeURIComponent(request)}&to=${channel}`);
});

for (const button of document.querySelectorAll("[data-pause]")) {
  const days = Number(button.dataset.pause);
  button.addEventListener("click", () => press(days ? `Messages are paused for ${days} days.` : "Messages start again.", () =>
    ({ paused_until: days ? new Date(Date.now() + days * DAY).toISOString() : null })));
}

find("leave").addEventListener("click", async () => {
  try {
    await mine.leave();
    sessionStorage.removeItem(KEY);
    only("left");
    find("heading").focus();
  } catch (refusal) {
    show(refusal, find("change-form"));
  }
});

const kept = sessionStorage.getItem(KEY);
if (kept) enter(kept).catch(() => sessionStorage.removeItem(KEY));
