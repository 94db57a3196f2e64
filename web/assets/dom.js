// Making elements. Words always go in as text, never as markup: much of what is shown was written by residents.

/** An element: `el("a", { class: "govuk-link", href }, "words", other)`; attributes that are null or false are left out. */
export function el(tag, attributes = {}, ...children) {
  const svg = ["svg", "rect", "title"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const find = (id) => document.getElementById(id);
export const asked = (name) => new URLSearchParams(location.search).get(name);

/** Put these children, and nothing else, into the element with this id, and show it. */
export function fill(id, ...children) {
  const node = find(id);
  node.replaceChildren(...children.flat().filter(Boolean));
  node.hidden = false;
  return node;
}

/** Let a button show and hide a part, and lead into it. */
export function opens(opener, part) {
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    part.hidden = !part.hidden;
    opener.setAttribute("aria-expanded", String(!part.hidden));
    if (!part.hidden) part.querySelector("input, button").focus();
  });
}

/** One row of a table; each cell is words or { label, num, head, words }. */
export function row(...cells) {
  return el("tr", { class: "govuk-table__row" }, cells.map(({ label, num, head, words }) =>
    el(head ? "th" : "td", {
      class: `govuk-table__${head ? "header" : "cell"}${num ? " num" : ""}`, scope: head && "row", "data-label": label,
    }, words ?? "")));
}

/** Words in place of a list that is empty: what it would hold, and what to do about it. */
export const empty = (title, ...words) =>
  el("div", { class: "empty" }, el("h2", { class: "govuk-heading-m" }, title), el("p", { class: "govuk-body" }, ...words));

export const link = (href, words) => el("a", { class: "govuk-link", href }, words);
