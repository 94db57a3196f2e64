// A map drawn by the server, with words for whoever does not see it.
import { el } from "/assets/dom.js";

export const picture = (src, alt) => el("img", { class: "where", src, alt, width: 600, height: 400 });
