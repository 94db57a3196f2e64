// Drawing on a map with terra-draw: areas and circles as the audience has them, changed by their corners.
import { TerraDraw, TerraDrawCircleMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "/vendor/terra-draw/terra-draw.modern.js";
import { TerraDrawLeafletAdapter } from "/vendor/terra-draw/terra-draw-leaflet-adapter.modern.js";
import { circleOf, ringOf } from "/assets/circle.js";

const REST = "static";
/** Metres of a circle: two clicks in one place draw none. */
const SMALLEST = 10;

/** The adapter would write a style element for each of its panes, which our content policy forbids. */
class Adapter extends TerraDrawLeafletAdapter {
  createPaneStyleSheet(name, order) {
    const pane = this._map.getPane(name) || this._map.createPane(name);
    pane.style.zIndex = String(order + 600);
    return { remove() {} };
  }

  /** Leaflet leaves corners out that are a pixel apart, which makes a coarse circle. */
  styleGeoJSONLayer(styling) {
    const made = super.styleGeoJSONLayer(styling);
    return { ...made, style: (feature) => ({ ...made.style(feature), smoothFactor: 0.1 }) };
  }

  /** Where a finger moves the page, it goes on doing so. */
  setDraggability(on) {
    super.setDraggability(on && !globalThis.L.Browser.mobile);
  }
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function modes() {
  const [reach, out] = [colour("--map-reach"), colour("--map-out")];
  const of = (feature) => (feature.properties.way === "exclude" ? out : reach);
  const styles = { fillColor: of, outlineColor: of, fillOpacity: 0.2, outlineWidth: 3, closingPointColor: reach };
  const flags = { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } };
  const round = { feature: { draggable: true, coordinates: { resizable: "center-fixed" } } };
  return [
    new TerraDrawPolygonMode({ styles }),
    new TerraDrawCircleMode({ styles, projection: "globe", segments: 64 }),
    new TerraDrawSelectMode({
      flags: { polygon: flags, circle: round },
      projection: "globe",
      keyEvents: { deselect: "Escape", delete: "Delete", rotate: null, scale: null },
      styles: { selectedPolygonColor: of, selectedPolygonOutlineColor: of, selectionPointColor: reach, midPointColor: reach },
    }),
  ];
}

/** A drawn feature as a shape of the audience: corners to 6 decimals (11 cm), a circle by its middle and metres. */
export function shapeOf({ geometry: { coordinates: [ring] }, properties: { mode } }) {
  if (mode === "circle") return circleOf(ring);
  return { kind: "polygon", ring: ring.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))]) };
}

const featureOf = (id, { shape, way }) => ({
  type: "Feature", id, geometry: { type: "Polygon", coordinates: [shape.kind === "circle" ? ringOf(shape.centre, shape.metres) : shape.ring] },
  properties: { mode: shape.kind, way, ...(shape.kind === "circle" ? { radiusKilometers: shape.metres / 1000 } : {}) },
});

/**
 * Drawing on this Leaflet map. `drawn(id, shape)` is told of a new shape, `edited(id, shape)` of a changed one,
 * `removed(id)` of one deleted with the Delete key, `picked(id)` of the shape that is selected, or null.
 */
export function drawing(map, { drawn, edited, removed, picked }) {
  const draw = new TerraDraw({ adapter: new Adapter({ lib: globalThis.L, map }), modes: modes() });
  draw.start();
  draw.setMode(REST);
  let shown = new Set();
  draw.on("finish", (id, { action }) => {
    const shape = shapeOf(draw.getSnapshotFeature(id));
    if (action !== "draw") edited(id, shape);
    else if (shape.metres < SMALLEST) draw.removeFeatures([id]);
    else drawn(id, shape);
  });
  // Its own helping points go as well, of which the audience knows nothing.
  draw.on("change", (ids, type, context) => {
    if (type === "delete" && context?.origin !== "api") for (const id of ids) if (shown.has(id)) removed(id);
  });
  draw.on("select", picked);
  draw.on("deselect", () => picked(null));

  return {
    /** "polygon", "circle", "select", or nothing to draw no more. */
    mode: (name) => draw.setMode(name || REST),
    /** Show exactly these: [{ id, shape, way }]; what is there already and unchanged stays as it is. */
    set(entries) {
      const wanted = new Map(entries.map((entry) => [entry.id, entry]));
      shown = new Set(wanted.keys());
      for (const { id, properties } of draw.getSnapshot()) {
        const entry = wanted.get(id);
        if (!["polygon", "circle"].includes(properties.mode) || properties.currentlyDrawing) continue;
        if (!entry) draw.removeFeatures([id]);
        else if (properties.way !== entry.way) draw.updateFeatureProperties(id, { way: entry.way });
      }
      const fresh = entries.filter(({ id }) => !draw.hasFeature(id));
      if (fresh.length) draw.addFeatures(fresh.map((entry) => featureOf(entry.id, entry)));
    },
  };
}
