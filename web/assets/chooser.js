// A list to search, with a tick box for each way of choosing a row; a keyboard does it all.
import { chips } from "/assets/chips.js";
import { el } from "/assets/dom.js";
import { plural } from "/assets/format.js";

const heading = (root) => [...root.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);

/**
 * `groups`: [{ kind, code, name, inside: [{ kind, code, name }] }]; `kind` is the audience's own word (districts,
 * wards, interests). A group without a code is a heading. `ways` are those of the columns, in their order.
 */
export function chooser(root, groups, ways, changed) {
  const chosen = new Map();
  const words = heading(root);
  const entries = groups.flatMap((group) => [group, ...(group.inside || []).map((entry) => ({ ...entry, of: group.name }))]);
  const rows = entries.map((entry) => ({ entry, node: line(entry) }));
  const known = new Map(entries.filter(({ code }) => code).map((entry) => [`${entry.kind} ${entry.code}`, entry]));
  root.querySelector("tbody").append(...rows.map(({ node }) => node));
  const search = root.querySelector("[type=search]");
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  filter();

  function box(entry, way, n) {
    const input = el("input", { type: "checkbox", "aria-label": `${words[n]} ${entry.says || entry.name}`, "data-way": way });
    input.addEventListener("change", () => choose(entry, input.checked ? way : null));
    return el("td", {}, input);
  }

  function line(entry) {
    if (!entry.code) return el("tr", {}, el("th", { scope: "rowgroup", class: "govuk-table__header", colspan: ways.length + 1 }, entry.name));
    return el("tr", { class: entry.of ? "inside" : null }, el("th", { scope: "row", class: "govuk-table__header" }, entry.name),
      ways.map((way, n) => box(entry, way, n)));
  }

  const key = ({ kind, code }) => `${kind} ${code}`;

  function choose(entry, way) {
    if (way) chosen.set(key(entry), { ...entry, way });
    else chosen.delete(key(entry));
    show();
    changed();
  }

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    for (const { entry, node } of rows) node.hidden = ![entry.name, entry.of].some((name) => name?.toLowerCase().includes(wanted));
    const found = rows.filter(({ entry, node }) => entry.code && !node.hidden).length;
    root.querySelector("[role=status]").textContent = wanted ? `${plural(found, "row matches", "rows match")}` : "";
  }

  function show() {
    for (const { entry, node } of rows) {
      for (const input of node.querySelectorAll("input")) input.checked = chosen.get(key(entry))?.way === input.dataset.way;
    }
    const named = [...chosen.values()].map((entry) => ({ ...entry, name: entry.says || entry.name }));
    chips(root.querySelector(".chooser__chosen"), named, ways, { turn: choose, remove: (entry) => choose(entry, null) });
  }

  return {
    /** The codes chosen one way ("include", "require" or "exclude") of one kind. */
    codes: (way, kind) => [...chosen.values()].filter((entry) => entry.way === way && entry.kind === kind).map(({ code }) => code),
    /** How one entry is chosen, if it is. */
    way: (entry) => chosen.get(key(entry))?.way,
    /** Choose an entry one way, or not at all, as if its box had been ticked. */
    choose: (entry, way) => choose(known.get(key(entry)) || entry, way),
    /** Set from an audience that was saved before; what is no longer in the list stands under its code. */
    set(audience) {
      chosen.clear();
      const kinds = new Set(entries.map(({ kind }) => kind));
      for (const way of ways) {
        for (const kind of kinds) {
          for (const code of audience[way][kind] || []) chosen.set(`${kind} ${code}`, { ...(known.get(`${kind} ${code}`) || { kind, code, name: code }), way });
        }
      }
      show();
    },
  };
}
