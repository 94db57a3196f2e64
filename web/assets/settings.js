// A resident's own settings: a fresh code first, then everything can be changed.
import { open, settings } from "/assets/api.js";
import { el, find } from "/assets/dom.js";
import { onSend, show } from "/assets/errors.js";
import { day, sentence } from "/assets/format.js";

const KEY = "watchword.settings";
let request;
let mine;

function only(id) {
  for (const part of ["ask", "enter", "change", "left"]) find(part).hidden = part !== id;
}

async function say(words, change) {
  try {
    await change();
    draw(await mine.get());
    find("saved").textContent = words;
    find("heading").focus();
  } catch (refusal) {
    show(refusal, find("change-form"));
  }
}

function address({ id, channel, hint, state }) {
  const remove = el("button", { type: "button", class: "as-link" }, "Remove", el("span", { class: "govuk-visually-hidden" }, ` ${hint}`));
  remove.addEventListener("click", () => say("The address is removed.", () => mine.patch({ remove: [id] })));
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

onSend(find("change-form"), async (data) => {
  await mine.patch({
    name: data.get("name").trim(), interests: data.getAll("interests"),
    postcode: data.get("postcode").trim(), house: data.get("house").trim(),
  });
  await say("Your changes are saved.", async () => {});
});

onSend(find("add-form"), async (data) => {
  const given = data.get("new").trim();
  await mine.patch({ add: given.includes("@") ? { email: given } : { text: given } });
  find("new").value = "";
  await say("We sent a code to the new address. It is used once you have confirmed it.", async () => {});
});

for (const button of document.querySelectorAll("[data-pause]")) {
  const days = Number(button.dataset.pause);
  button.addEventListener("click", () => say(days ? `Messages are paused for ${days} days.` : "Messages start again.", () =>
    mine.patch({ paused_until: days ? new Date(Date.now() + days * 86400000).toISOString() : null })));
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
