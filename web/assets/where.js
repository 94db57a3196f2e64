// Where: areas from a list or the map, shapes drawn on it, distances round a postcode or a crime, postcode sectors.
import { officer as calls } from "/assets/api.js";
import { chooser } from "/assets/chooser.js";
import { find } from "/assets/dom.js";
import { shapes } from "/assets/shapes.js";

const KINDS = ["districts", "wards", "neighbourhoods"];
const WAYS = ["include", "require", "exclude"];
const NEXT = { include: "exclude", exclude: null };
const SAID = { include: "is reached", exclude: "is left out" };

/** An entry of GET /areas as the list has it. */
const entry = ({ kind, code, name }, fallback) => ({ kind: `${kind || fallback}s`, code, name });

/** The map, and what listens to the fields under it, is loaded when it comes into view: 95 kB to begin without. */
function whenSeen(element, load) {
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    load();
  }, { rootMargin: "300px" });
  watcher.observe(element);
}

/** The part in the page; `districts` of GET /areas, `tiles` of GET /force. */
export function where(districts, tiles, changed) {
  let map = null;
  const after = () => {
    map?.show(drawn.entries());
    changed();
  };
  const groups = districts.map((district) => ({ ...entry(district, "district"), inside: district.wards.map((ward) => entry(ward, "ward")) }));
  const parts = new Map(groups.map((group) => [group.code, [group, ...group.inside]]));
  const list = chooser(find("areas"), groups, WAYS, after);
  const drawn = shapes(find("shapes"), after);

  async function draw() {
    const { areaMap } = await import("/assets/area-map.js");
    map = await areaMap(find("map"), {
      tiles, load: (code) => calls.get(`/areas/outlines${code ? `?district=${encodeURIComponent(code)}` : ""}`),
      way: (area) => list.way(entry(area)),
      within: (code) => parts.get(code)?.some((part) => list.way(part)),
      click(area) {
        const way = list.way(entry(area));
        const next = way ? NEXT[way] ?? null : "include";
        list.choose(entry(area), next);
        // A finger sees no tooltip, and the list of what is chosen may be out of sight.
        find("where-said").textContent = `${area.name} ${SAID[next] || "is let go of"}.`;
      },
      drawn: (id, shape) => drawn.add(shape, "include", id), edited: drawn.edit, removed: drawn.remove,
    });
    map.show(drawn.entries());
  }

  const listen = async () => (await import("/assets/round.js")).round({ add: drawn.add, addSector: drawn.addSector });

  whenSeen(find("map"), () => {
    listen().catch(() => { find("where-said").textContent = "These fields do not work just now. Load the page again."; });
    draw().catch(() => { find("map").textContent = "The map cannot be shown just now. The list and the postcodes below do the same."; });
  });

  return {
    /** What the audience says of places, one way. */
    side: (way) => ({ ...Object.fromEntries(KINDS.map((kind) => [kind, list.codes(way, kind)])), ...drawn.side(way) }),
    set(audience) {
      list.set(audience);
      drawn.set(audience);
      map?.show(drawn.entries());
    },
  };
}
