// Who would get an alert, area by area; loaded when somebody opens it.
import { el, row } from "/assets/dom.js";
import { people as told } from "/assets/format.js";

const HEADS = ["Area", "Everybody", "Text", "Email"];
const line = ({ name, people, text, email }, exact) => row(
  { label: HEADS[0], head: true, words: name },
  ...[people, text, email].map((n, at) => ({ label: HEADS[at + 1], num: true, words: told(n, exact) })));

/** The areas of an answer to POST /alerts/preview as a table. */
export const table = (areas, exact) =>
  el("table", { class: "govuk-table" },
    el("thead", {}, el("tr", {}, HEADS.map((head, n) =>
      el("th", { scope: "col", class: `govuk-table__header${n ? " num" : ""}` }, head)))),
    el("tbody", {}, areas.map((area) => line(area, exact))));
