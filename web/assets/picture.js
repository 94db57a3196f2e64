// A map drawn by the server, with words for whoever does not see it.
import { officer } from "/assets/api.js";
import { el, fill } from "/assets/dom.js";

export const picture = (src, alt) => el("img", { class: "where", src, alt, width: 600, height: 400 });

/** The exact map of an alert (its path in the API); where nothing is loaded to draw it from, the words say where. */
export async function drawExact(path, said) {
  const { svg } = await officer.get(`${path}/picture`).catch(() => ({}));
  if (svg) fill("picture", picture(`data:image/svg+xml,${encodeURIComponent(svg)}`, `Map: ${said}`));
}
