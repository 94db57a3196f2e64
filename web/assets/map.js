// A map of areas: outlines on a plain ground, or on tiles where the force has some. Only pages with a map load it.
import "/vendor/leaflet/leaflet.js";
import { el } from "/assets/dom.js";

const { L } = globalThis;
const STYLES = ["/vendor/leaflet/leaflet.css", "/assets/map.css"];
const PAD = { padding: [12, 12] };

/** Leaflet shows an attribution as markup, and these words come from a setting. */
const plain = (words) => el("span", {}, words).textContent.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function styled(address) {
  const there = document.head.querySelector(`link[href="${address}"]`);
  if (there) return null;
  const sheet = el("link", { rel: "stylesheet", href: address });
  return new Promise((done) => {
    sheet.addEventListener("load", done);
    sheet.addEventListener("error", done);
    document.head.append(sheet);
  });
}

/** Outlines as a layer: `fill(properties)` answers classes, `label(properties)` words, `click(properties)` is optional. */
export function outlines(geojson, { fill, label, click } = {}) {
  const name = label || ((area) => area.name);
  return L.geoJSON(geojson, {
    style: (feature) => ({ className: `area ${fill?.(feature.properties) || ""}`, weight: 1 }),
    onEachFeature(feature, layer) {
      layer.bindTooltip(() => el("span", {}, name(feature.properties)), { sticky: true });
      if (click) layer.on("click", () => click(feature.properties));
    },
  });
}

/** Paint outlines again after what `fill` looks at has changed. */
export function paint(layer, fill) {
  layer.eachLayer((each) => each.getElement()?.setAttribute("class", `area leaflet-interactive ${fill?.(each.feature.properties) || ""}`));
}

/** Tiles under a map, given `map` of GET /force; nothing where the force has none. */
function background(map, { tiles, attribution } = {}) {
  if (tiles) L.tileLayer(tiles, { attribution: plain(attribution || ""), maxZoom: 19 }).addTo(map);
}

/**
 * A map in `element` of these outlines (GeoJSON, properties code, name, kind). One moves it with the arrow keys,
 * and plus and minus; Tab goes past it. Answers { map, layer, paint() }; the outlines stand in a list as well,
 * since no area on a map can be reached by keyboard.
 */
export async function baseMap(element, geojson, options = {}) {
  await Promise.all(STYLES.map(styled));
  element.classList.add("map");
  element.tabIndex = 0;
  element.setAttribute("role", "region");
  if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", "Map");
  const map = L.map(element, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false, dragging: !L.Browser.mobile, maxZoom: 19 });
  L.control.attribution({ prefix: false }).addTo(map);
  L.control.scale({ position: "topright", imperial: true }).addTo(map);
  const layer = outlines(geojson, options).addTo(map);
  if (layer.getLayers().length && options.tiles?.credit) map.attributionControl.addAttribution(plain(options.tiles.credit));
  background(map, options.tiles);
  const bounds = layer.getBounds();
  map.fitBounds(bounds.isValid() ? bounds : [[49.9, -6.4], [55.8, 1.8]], PAD);
  return { map, layer, paint: () => paint(layer, options.fill) };
}
