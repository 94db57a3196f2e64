// A list to search, each row to reach or to leave out; every row is two ordinary checkboxes, so a keyboard does it all.
import { el } from "/assets/dom.js";
import { plural } from "/assets/format.js";

/** `groups`: [{ kind, code, name, inside: [{ kind, code, name }] }]; `kind` is the audience's own word (districts, wards, interests). */
export function chooser(root, groups, changed) {
  const chosen = new Map();
  const entries = groups.flatMap((group) => [group, ...(group.inside || []).map((entry) => ({ ...entry, of: group.name }))]);
  const rows = entries.map((entry) => ({ entry, node: line(entry) }));
  root.querySelector("tbody").append(...rows.map(({ node }) => node));
  const search = root.querySelector("[type=search]");
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  filter();

  function box(entry, way, words) {
    const input = el("input", { type: "checkbox", "aria-label": `${words} ${entry.name}`, "data-way": way });
    input.addEventListener("change", () => choose(entry, input.checked ? way : null));
    return el("td", {}, input);
  }

  function line(entry) {
    return el("tr", { class: entry.of ? "inside" : null }, el("th", { scope: "row", class: "govuk-table__header" }, entry.name),
      box(entry, "include", "Reach"), box(entry, "exclude", "Leave out"));
  }

  function choose(entry, way) {
    if (way) chosen.set(entry.code, { ...entry, way });
    else chosen.delete(entry.code);
    show();
    changed();
  }

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    for (const { entry, node } of rows) node.hidden = ![entry.name, entry.of].some((name) => name?.toLowerCase().includes(wanted));
    const found = rows.filter(({ node }) => !node.hidden).length;
    root.querySelector("[role=status]").textContent = wanted ? `${plural(found, "row matches", "rows match")}` : "";
  }

  function show() {
    for (const { entry, node } of rows) {
      for (const input of node.querySelectorAll("input")) input.checked = chosen.get(entry.code)?.way === input.dataset.way;
    }
    const list = root.querySelector(".chooser__chosen");
    list.hidden = !chosen.size;
    list.replaceChildren(...[...chosen.values()].map(({ name, way }) =>
      el("li", { class: way === "exclude" ? "out" : null }, way === "exclude" ? el("span", { class: "govuk-visually-hidden" }, "Left out: ") : null, name)));
  }

  return {
    /** The codes chosen one way ("include" or "exclude") of one kind. */
    codes: (way, kind) => [...chosen.values()].filter((entry) => entry.way === way && entry.kind === kind).map(({ code }) => code),
    /** Set from an audience that was saved before. */
    set(audience) {
      for (const way of ["include", "exclude"]) {
        for (const entry of entries) if (audience[way][entry.kind]?.includes(entry.code)) chosen.set(entry.code, { ...entry, way });
      }
      show();
    },
  };
}
