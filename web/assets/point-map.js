// Choosing a finer point on a map: a click near the postcode writes latitude and longitude into the field beside it.
import { open } from "/assets/api.js";
import { baseMap } from "/assets/map.js";

const CLOSE = 14;
const DIGITS = 5;

/** A map round a postcode in `element`; `chosen` hears "51.27870, 1.07890" for each click. */
export async function pointMap(element, postcode, chosen) {
  const [{ point: [lon, lat], ...outlines }, { map: tiles }] = await Promise.all([open.post("/places/ground", { postcode }), open.get("/force")]);
  element.setAttribute("aria-label", `Map round ${postcode}. The field above does the same by keyboard.`);
  const { map } = await baseMap(element, outlines, { tiles });
  const { L } = globalThis;
  const mark = L.circleMarker([lat, lon], { radius: 8, className: "mark", interactive: false }).addTo(map);
  map.setView([lat, lon], CLOSE);
  map.on("click", ({ latlng }) => {
    mark.setLatLng(latlng);
    chosen(`${latlng.lat.toFixed(DIGITS)}, ${latlng.lng.toFixed(DIGITS)}`);
  });
}
