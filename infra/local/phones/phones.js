// Shows the record of what was sent, a second old at most, and answers as the phones. Words are only ever set as text.

const EVERY_MS = 1000;
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;
const KINDS = { text: "Phone", email: "Mailbox" };
const CARRIERS = { sns: "Amazon SNS", ses: "Amazon SES", notify: "GOV.UK Notify" };

const list = document.getElementById("cards");
const filter = document.getElementById("filter");
const shown = new Map();
let seen = "";
let asked = "";

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function withLinks(parent, text) {
  for (const part of text.split(LINK)) {
    if (LINK.test(part) && URL.canParse(part)) {
      const link = element("a", "govuk-link", part);
      link.href = part;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      parent.append(link);
    } else if (part) {
      parent.append(part);
    }
  }
  return parent;
}

function time(at) {
  return new Date(at).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

function details(message) {
  const box = element("details");
  box.append(element("summary", "", "Headers"));
  const rows = element("dl");
  const pairs = { From: message.sender, "Message id": message.id, ...message.headers };
  for (const [name, value] of Object.entries(pairs)) {
    rows.append(element("dt", "", name), element("dd", "", value));
  }
  box.append(rows);
  return box;
}

// What a mail program's own Unsubscribe button does (RFC 8058): one POST, no page.
function unsubscribe(message) {
  const found = /<([^>]+)>/.exec(message.headers["List-Unsubscribe"] ?? "");
  if (!found || !URL.canParse(found[1]) || new URL(found[1]).origin !== location.origin) return null;
  const button = element("button", "unsubscribe", "Unsubscribe, as the mail program would");
  button.type = "button";
  button.addEventListener("click", async () => {
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    const response = await fetch(found[1], { method: "POST", body });
    button.textContent = response.ok ? "Unsubscribed" : `Refused with ${response.status}`;
  });
  return button;
}

// What the network or the mail server says of it later, by the way that its provider says it.
function receipts(message) {
  const words = { delivered: "Delivered", permanent: message.channel === "email" ? "Bounces" : "Not delivered", complaint: "Spam" };
  const row = element("p", "bubble__receipts");
  for (const outcome of message.provider === "ses" ? ["delivered", "permanent", "complaint"] : ["delivered", "permanent"]) {
    const button = element("button", "receipt", words[outcome]);
    button.type = "button";
    button.addEventListener("click", async () => {
      const body = JSON.stringify({ id: message.id, outcome });
      const response = await fetch("/local/phones/receipt", {
        method: "POST", body, headers: { "Content-Type": "application/json" },
      });
      button.textContent = response.ok ? `${words[outcome]}: said` : `Refused with ${response.status}`;
    });
    row.append(button);
  }
  return row;
}

function bubble(message) {
  const item = element("li", "bubble");
  const by = CARRIERS[message.provider] ?? message.provider;
  item.append(element("p", "bubble__about", `${message.sender || "Watchword"}, ${time(message.at)}, by ${by}`));
  if (message.subject) item.append(element("p", "bubble__subject", message.subject));
  item.append(withLinks(element("p", "bubble__words"), message.text));
  if (message.channel === "email") {
    item.append(details(message));
    const button = unsubscribe(message);
    if (button) item.append(button);
  }
  item.append(receipts(message));
  return item;
}

async function send(card, form) {
  const text = form.elements.text.value.trim();
  const state = form.querySelector(".card__state");
  if (!text) return;
  state.textContent = "Sending.";
  const body = JSON.stringify({ from: card.data.address, text, previous: card.data.messages[0]?.id ?? null });
  const response = await fetch("/local/phones/answer", {
    method: "POST", body, headers: { "Content-Type": "application/json" },
  });
  if (response.ok) {
    const own = element("li", "bubble bubble--own");
    own.append(element("p", "bubble__about", "This phone, just now"), element("p", "bubble__words", text));
    card.messages.prepend(own);
    form.reset();
  }
  state.textContent = response.ok ? "Accepted by the webhook." : "The webhook refused it.";
}

function makeCard(data) {
  const root = document.getElementById("card").content.cloneNode(true).firstElementChild;
  const card = { root, data, messages: root.querySelector(".card__messages"), newest: "" };
  root.setAttribute("aria-label", data.address);
  root.querySelector(".card__address").textContent = data.address;
  const form = root.querySelector(".card__answer");
  if (data.channel === "text") {
    form.hidden = false;
    const id = `answer-${data.address}`;
    form.querySelector("label").htmlFor = id;
    form.elements.text.id = id;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(card, form);
    });
  }
  return card;
}

function fill(card, data) {
  card.data = data;
  const words = `${KINDS[data.channel]}, ${data.count} ${data.count === 1 ? "message" : "messages"}`;
  card.root.querySelector(".card__kind").textContent = words;
  if (card.newest === data.messages[0].id) return;
  const fresh = data.messages.findIndex((message) => message.id === card.newest);
  const added = fresh < 0 ? data.messages : data.messages.slice(0, fresh);
  if (fresh < 0) card.messages.replaceChildren();
  card.messages.prepend(...added.map(bubble));
  card.newest = data.messages[0].id;
}

function render(record) {
  const wanted = new Set(record.cards.map((data) => data.address));
  for (const [address, card] of shown) {
    if (!wanted.has(address)) {
      card.root.remove();
      shown.delete(address);
    }
  }
  for (const data of record.cards) {
    if (!shown.has(data.address)) shown.set(data.address, makeCard(data));
    fill(shown.get(data.address), data);
  }
  // Moving a card takes the focus away, so nothing moves under the hands of someone who is answering.
  const busy = list.contains(document.activeElement);
  for (const data of record.cards) {
    const { root } = shown.get(data.address);
    if (!busy || !root.isConnected) list.append(root);
  }
  const hidden = record.addresses - record.cards.length;
  const more = hidden > 0 ? `, the ${record.cards.length} latest shown` : "";
  document.getElementById("count").textContent =
    `${record.addresses.toLocaleString("en-GB")} ${record.addresses === 1 ? "address" : "addresses"}${more}`;
  document.getElementById("empty").hidden = record.size > 0;
}

async function refresh() {
  const query = filter.value.trim();
  const parameters = new URLSearchParams({ q: query, seen: query === asked ? seen : "" });
  try {
    const response = await fetch(`/local/phones?${parameters}`);
    const record = await response.json();
    if (record.cards && query === filter.value.trim()) render(record);
    seen = String(record.size);
    asked = query;
  } catch {
    document.getElementById("count").textContent = "The laptop does not answer. Is it still running?";
    seen = "";
  }
}

document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
filter.addEventListener("input", refresh);
(async function forever() {
  await refresh();
  setTimeout(forever, EVERY_MS);
})();
