// A person's places on their settings page: a list to add to, to take from and to put in order; the first is home.
import { el, find } from "/assets/dom.js";
import { about, note, watchPostcode } from "/assets/lookup.js";

const MOST = 6;
const SAVE = "Save changes to keep it so.";

const idOf = (n, part) => `place-${n}-${part}`;
const nameOf = ({ label }, n) => label || (n ? `Place ${n + 1}` : "Home");

function field(n, part, label, value, hint, more = {}) {
  const id = idOf(n, part);
  const words = hint && el("div", { id: `${id}-hint`, class: "govuk-hint" }, hint);
  const input = el("input", { class: "govuk-input", id, name: `places.${n}.${part}`, type: "text", "data-part": part, "aria-describedby": hint && `${id}-hint`, ...more });
  input.value = value || "";
  return el("div", { class: "govuk-form-group", "data-field": `places.${n}.${part}` },
    el("label", { class: "govuk-label", for: id }, label), words, input);
}

function finer(n, place) {
  return el("details", { class: "govuk-details", open: Boolean(place.point) },
    el("summary", { class: "govuk-details__summary" },
      el("span", { class: "govuk-details__summary-text" }, "A finer point, for a farm or a house on its own")),
    el("div", { class: "govuk-details__text" },
      field(n, "point", "Grid reference, or latitude and longitude (optional)", place.point,
        "Like TR 1490 5780, or 51.2787, 1.0789 as a phone shows it. It must lie within 10 km of the postcode. Only you see it."),
      onAMap(n, place)));
}

/** A map to click, for whoever has a mouse; it is loaded when it is asked for. */
function onAMap(n, place) {
  let ground = el("div", { hidden: true });
  const said = el("p", { class: "govuk-hint", role: "status" });
  const ask = button("Choose it on a map", place, n, async () => {
    // Asked again, perhaps for another postcode, it is another map.
    const again = el("div", { class: "point-map" });
    ground.replaceWith(again);
    ground = again;
    try {
      const { pointMap } = await import("/assets/point-map.js");
      await pointMap(ground, find(idOf(n, "postcode")).value, (point) => {
        find(idOf(n, "point")).value = point;
        said.textContent = `The point is ${point}. ${SAVE}`;
      });
      said.textContent = "Click where the house is.";
    } catch (refusal) {
      said.textContent = refusal.message;
    }
  });
  return [ask, ground, said];
}

function button(words, place, n, action) {
  const made = el("button", { type: "button", class: "as-link" }, words,
    el("span", { class: "govuk-visually-hidden" }, `: ${nameOf(place, n)}`));
  made.addEventListener("click", action);
  return made;
}

function one(place, n, all) {
  const line = note(idOf(n, "note"), place.said ?? (place.postcode ? about(place) : ""));
  const postcode = field(n, "postcode", "Postcode", place.postcode, null, { class: "govuk-input govuk-input--width-10", required: true });
  watchPostcode(postcode.querySelector("input"), line);
  return el("fieldset", { class: "govuk-fieldset place" },
    el("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, nameOf(place, n), n ? "" : el("span", { class: "govuk-hint" }, " (your first place)")),
    field(n, "label", "What you call it (optional)", place.label, null, { class: "govuk-input govuk-input--width-20", list: "labels", maxlength: 40 }),
    postcode, line,
    field(n, "house", "House number or name (optional)", place.house, null, { class: "govuk-input govuk-input--width-10" }),
    finer(n, place),
    el("div", { class: "buttons place__buttons" },
      n > 0 && button("Make this my first place", place, n, () => first(n)),
      all.length > 1 && button("Remove", place, n, () => remove(n))));
}

const places = () => [...find("places").children].map((each) => ({
  ...Object.fromEntries([...each.querySelectorAll("[data-part]")].map((input) => [input.dataset.part, input.value.trim()])),
  said: each.querySelector(".place-note").textContent,
}));

/** Show these places and nothing else. */
export function drawPlaces(all) {
  find("places").replaceChildren(...all.map(one));
  find("add-place").hidden = all.length >= MOST;
}

/** The places as they stand in the form, in the API's shape. */
export const readPlaces = () => places().map(({ said, ...place }) => place);

const tell = (words) => { find("places-said").textContent = words; };

function remove(n) {
  const all = places();
  const [gone] = all.splice(n, 1);
  drawPlaces(all);
  tell(`${nameOf(gone, n)} is taken off the list. ${SAVE}`);
  find("add-place").focus();
}

function first(n) {
  const all = places();
  const [home] = all.splice(n, 1);
  drawPlaces([home, ...all]);
  tell(`${nameOf(home, n)} is your first place now. ${SAVE}`);
  find(idOf(0, "label")).focus();
}

find("add-place").addEventListener("click", () => {
  const all = places();
  drawPlaces([...all, {}]);
  tell("");
  find(idOf(all.length, "label")).focus();
});
