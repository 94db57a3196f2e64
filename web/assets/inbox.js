// The inbox: conversations to answer, one of them with its thread, and the answer.
import { officer as calls } from "/assets/api.js";
import { asked, el, empty, fill, find, link } from "/assets/dom.js";
import { onPress, onSend, show } from "/assets/errors.js";
import { duration, moment, sentence } from "/assets/format.js";
import { requireOfficer } from "/assets/session.js";

const SETTLED = 3000;
const EMPTY = {
  open: ["Nothing to answer", "When somebody answers an alert of your unit, it stands here until you answer."],
  answered: ["Nothing answered yet", "Conversations that you have answered stand here, until they are closed."],
  closed: ["Nothing closed yet", "Conversations that are over stand here. Each opens again when the person writes."],
};
const state = asked("state") in EMPTY ? asked("state") : "open";
const id = asked("id");
let nonce = crypto.randomUUID();
let version;

function due(at) {
  const minutes = (new Date(at) - Date.now()) / 60000;
  if (minutes < 0) return el("strong", { class: "govuk-tag govuk-tag--red" }, `Late by ${duration(-minutes)}`);
  return el("span", { class: "quiet" }, `Answer within ${duration(minutes)}`);
}

function item(conversation) {
  return el("li", { class: conversation.unread ? "unread" : null },
    el("a", { class: "inbox__item", href: `/inbox.html?state=${state}&id=${encodeURIComponent(conversation.id)}`, "aria-current": conversation.id === id ? "true" : null },
      el("span", { class: "inbox__who" }, el("span", {}, conversation.who, conversation.ward && `, ${conversation.ward}`), el("span", { class: "quiet" }, moment(conversation.last_at))),
      el("span", { class: "inbox__last" }, conversation.last_text),
      conversation.flagged && el("strong", { class: "govuk-tag govuk-tag--red" }, "Read first"),
      conversation.unread ? el("span", { class: "govuk-visually-hidden" }, "Not read yet. ") : null,
      conversation.flagged && " ", state === "open" && due(conversation.due)));
}

async function list() {
  const { conversations } = await calls.get(`/inbox?state=${state}`);
  fill("list", conversations.length
    ? el("ul", { class: "inbox__items" }, conversations.map(item))
    : empty(...EMPTY[state]));
}

function bubble({ at, from, officer, text, status, reason }) {
  const who = { subscriber: "They", officer: officer || "Officer", system: "Watchword" }[from];
  const about = [who, moment(at), status && sentence(status).toLowerCase(), reason].filter(Boolean).join(", ");
  return el("li", { class: `bubble bubble--${from}` }, el("p", {}, text), el("small", {}, about));
}

async function read() {
  const conversation = await calls.get(`/conversations/${encodeURIComponent(id)}`);
  version = conversation.version;
  find("inbox").classList.add("inbox--reading");
  find("conversation").hidden = false;
  find("back").href = `/inbox.html?state=${state}`;
  find("who").textContent = conversation.who;
  const { alert } = conversation;
  fill("which", ...(alert ? ["About ", link(`/alert.html?id=${encodeURIComponent(alert.id || alert)}`, alert.headline || "this alert")] : ["Not tied to an alert"]));
  fill("thread", conversation.messages.map(bubble));
  find("close").hidden = conversation.state === "closed";
  find("close").textContent = conversation.state === "open" ? "Close without an answer" : "Close";
}

async function start() {
  for (const choice of find("filters").querySelectorAll("a")) {
    if (choice.dataset.state === state) choice.setAttribute("aria-current", "page");
  }
  await Promise.all([list(), id && read()]);
  if (id) find("who").focus();
}

onSend(find("answer"), async (data) => {
  await calls.post(`/conversations/${encodeURIComponent(id)}/answers`, { text: data.get("text").trim(), nonce });
  // A second press of the same answer is the same answer; the next one is new.
  nonce = crypto.randomUUID();
  find("text").value = "";
  find("said").textContent = "Your answer is on its way.";
  await Promise.all([read(), list()]);
  // By then it has usually left, and its status says so.
  setTimeout(() => read().catch(show), SETTLED);
});

onPress(find("close"), async () => {
  await calls.post(`/conversations/${encodeURIComponent(id)}/close`, { version });
  location.assign(`/inbox.html?state=${state}`);
}, find("answer"));

if (requireOfficer()) start().catch(show);
