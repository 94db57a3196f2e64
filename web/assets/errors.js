// GOV.UK error handling: a summary headed "There is a problem" that takes the focus, each error linked and repeated at its field.
import { Refusal } from "/assets/api.js";
import { el } from "/assets/dom.js";

const PREFIX = "Error: ";

export function clear() {
  document.title = document.title.replace(PREFIX, "");
  for (const said of document.querySelectorAll(".status-line[role=status]")) said.textContent = "";
  document.querySelector(".govuk-error-summary")?.remove();
  for (const message of document.querySelectorAll(".govuk-error-message")) {
    const group = message.closest(".govuk-form-group");
    group.classList.remove("govuk-form-group--error");
    for (const input of group.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error");
      const rest = (input.getAttribute("aria-describedby") || "").replace(message.id, "").trim();
      if (rest) input.setAttribute("aria-describedby", rest);
      else input.removeAttribute("aria-describedby");
    }
    message.remove();
  }
}

const groupOf = (form, name) =>
  form.querySelector(`[data-field="${CSS.escape(name)}"]`) || form.querySelector(`[data-field="${CSS.escape(name.split(".")[0])}"]`);

/** The API's sentence in the page's words: what to enter where nothing was, and the label where it says "This". */
function sentence(group, inputs, words) {
  const given = inputs.some((input) => (["checkbox", "radio"].includes(input.type) ? input.checked : input.value.trim()));
  if (!given && group.dataset.missing) return group.dataset.missing;
  const label = group.querySelector("legend, label").textContent.replace("(optional)", "").trim();
  return words.replace(/^This\b/, label);
}

/** Mark one field; answers [the id that the summary links to, or none when the form has no such field; the sentence]. */
function mark(form, name, words) {
  const group = groupOf(form, name);
  const inputs = group ? [...group.querySelectorAll("input, textarea, select")] : [];
  if (!inputs.length) return [null, words];
  const [first] = inputs;
  const said = sentence(group, inputs, words);
  if (group.querySelector(".govuk-error-message")) return [first.id, said];
  const message = el("p", { id: `${first.id}-error`, class: "govuk-error-message" },
    el("span", { class: "govuk-visually-hidden" }, "Error: "), said);
  group.classList.add("govuk-form-group--error");
  group.querySelector(".govuk-input, .govuk-textarea, .govuk-select, .govuk-checkboxes, .govuk-radios, .chooser").before(message);
  first.setAttribute("aria-invalid", "true");
  first.closest("details")?.setAttribute("open", "");
  first.setAttribute("aria-describedby", `${first.getAttribute("aria-describedby") || ""} ${message.id}`.trim());
  for (const kind of ["input", "textarea", "select"]) {
    if (first.classList.contains(`govuk-${kind}`)) first.classList.add(`govuk-${kind}--error`);
  }
  return [first.id, said];
}

/** Show a refusal at the top of the page and at the fields of this form, and move the focus to it. */
export function show(refusal, form = document.body) {
  clear();
  if (!(refusal instanceof Refusal)) throw refusal;
  for (const waiting of document.querySelectorAll("[data-loading]")) waiting.remove();
  const fields = Object.entries(refusal.fields);
  const lines = fields.length ? fields.map(([name, words]) => mark(form, name, words)) : [[null, refusal.message]];
  const summary = el("div", { class: "govuk-error-summary", tabindex: "-1" },
    el("div", { role: "alert" },
      el("h2", { class: "govuk-error-summary__title" }, "There is a problem"),
      el("div", { class: "govuk-error-summary__body" },
        el("ul", { class: "govuk-list govuk-error-summary__list" },
          lines.map(([id, words]) => el("li", {}, id ? el("a", { href: `#${id}` }, words) : words))))));
  summary.addEventListener("click", (event) => {
    const id = event.target.getAttribute("href")?.slice(1);
    if (!id) return;
    event.preventDefault();
    document.getElementById(id).focus();
  });
  document.getElementById("main-content").prepend(summary);
  document.title = PREFIX + document.title;
  summary.focus();
}

/** `action`, run once at a time; a refusal becomes the error summary, and the one before is taken away. */
function guarded(action, form) {
  let busy = false;
  return async (event) => {
    if (busy) return;
    busy = true;
    clear();
    try {
      await action(event);
    } catch (refusal) {
      show(refusal, form);
    } finally {
      busy = false;
    }
  };
}

/** Run `action` when the form is sent. */
export function onSend(form, action) {
  form.noValidate = true;
  const run = guarded((event) => action(new FormData(form), event.submitter), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(event);
  });
}

/** Run `action` when a button that sends no form is pressed. */
export const onPress = (button, action, form) => button.addEventListener("click", guarded(action, form));
