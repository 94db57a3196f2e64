// The map on which an audience is chosen: areas by click, shapes by drawing, and what the rule has by now.
import { ringOf } from "/assets/circle.js";
import { drawing } from "/assets/draw.js";
import { el } from "/assets/dom.js";
import { baseMap, outlines, paint } from "/assets/map.js";

const { L } = globalThis;
const CLOSEST = { maxZoom: 14, padding: [40, 40] };
const TOOLS = [
  ["", "Choose areas", "Click an area to reach it, again to leave it out, a third time to let go of it."],
  ["polygon", "Draw an area", "Click each corner. Click the first one again, or press Enter, to close it; Escape gives up."],
  ["circle", "Draw a circle", "Click the middle, then where the edge shall be."],
  ["select", "Change a shape", "Click a shape, then drag it or its corners. A right click takes a corner away."],
];

/** Wards of each district that fills the map or is chosen, asked for once and shown as long. */
function closer(map, districts, { load, within, options }) {
  const known = new Map();
  async function look(district) {
    const { code } = district.feature.properties;
    const near = within(code) ||
      (map.getZoom() >= map.getBoundsZoom(district.getBounds()) && map.getBounds().intersects(district.getBounds()));
    if (near && !known.has(code)) {
      known.set(code, null);
      known.set(code, outlines(await load(code), options));
      return look(district);
    }
    const wards = known.get(code);
    if (near) wards?.addTo(map);
    else wards?.remove();
    return null;
  }
  const all = () => districts.eachLayer((district) => look(district).catch(() => null));
  map.on("moveend", all);
  all();
  return {
    paint() {
      all();
      known.forEach((wards) => wards && paint(wards, options.fill));
    },
  };
}

/** Buttons of which one is pressed: what a click on the map does. */
function toolbar(choose, removal) {
  const about = el("p", { class: "quiet map__about", role: "status" });
  const buttons = TOOLS.map(([mode, words]) => el("button", { type: "button", class: "map__tool", "data-mode": mode, "aria-pressed": "false" }, words));
  const press = (mode) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    about.textContent = TOOLS.find(([name]) => name === mode)[2];
    choose(mode);
  };
  for (const button of buttons) button.addEventListener("click", () => press(button.dataset.mode));
  return { node: el("div", { class: "map__tools", role: "group", "aria-label": "What a click on the map does" }, buttons, removal), about, press };
}

/**
 * `way(area)` tells how an area is chosen ("include", "require", "exclude" or nothing), `within(code)` whether a
 * district or part of it is, `click(area)` is told of a click; `load(code)` answers outlines, of the districts without
 * a code; `drawn`, `edited` and `removed` are told of shapes. Answers { show(entries) } for [{ id, shape, way, fixed }].
 */
export async function areaMap(element, { load, way, within, click, tiles, drawn, edited, removed }) {
  let tool = "";
  let selected = null;
  const options = { fill: (area) => way(area) || "", click: (area) => tool === "" && click(area), tiles };
  const ground = el("div", { class: "map__ground", "aria-label": "Map of the force's area" });
  const removal = el("button", { type: "button", class: "map__tool", disabled: true }, "Delete the shape");
  element.replaceChildren(ground);
  const { map, layer } = await baseMap(ground, await load(), options);
  const wards = closer(map, layer, { load, within, options });
  const given = L.layerGroup().addTo(map);
  const seen = new Set();
  const picked = (id) => {
    selected = id;
    removal.disabled = id === null;
  };
  const draw = drawing(map, {
    drawn(id, shape) {
      seen.add(id);
      drawn(id, shape);
      press("select");
    },
    removed(id) {
      picked(null);
      removed(id);
    },
    edited, picked,
  });
  const { node, about, press } = toolbar((mode) => {
    tool = mode;
    draw.mode(mode);
    ground.classList.toggle("map--drawing", mode !== "");
  }, removal);
  removal.addEventListener("click", () => {
    const id = selected;
    press("select");
    picked(null);
    removed(id);
  });
  element.prepend(node);
  element.append(about);
  press("");

  /** Go to shapes that were not drawn here: typed, or those an alert has had before. */
  function goTo(entries) {
    const fresh = entries.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    const corners = fresh.flatMap(({ shape }) => (shape.kind === "circle" ? ringOf(shape.centre, shape.metres) : shape.ring));
    if (corners.length) map.fitBounds(corners.map(([lon, lat]) => [lat, lon]), CLOSEST);
  }

  return {
    /** Show these shapes, and areas as they are chosen now; what was typed (`fixed`) is not changed by dragging. */
    show(entries) {
      draw.set(entries.filter(({ fixed }) => !fixed));
      given.clearLayers();
      for (const { shape, way: how } of entries.filter(({ fixed }) => fixed)) {
        L.circle([shape.centre[1], shape.centre[0]], { radius: shape.metres, className: `area given ${how}`, interactive: false }).addTo(given);
      }
      paint(layer, options.fill);
      wards.paint();
      goTo(entries);
    },
  };
}
