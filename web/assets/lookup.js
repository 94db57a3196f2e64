// What a postcode says of a place: the names of its areas, that it has ended, or which force to join.
import { open } from "/assets/api.js";
import { el, link } from "/assets/dom.js";

const WHOLE = /^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$/;
const PAUSE = 300;

/** "Mill Lane, Thistleford. This postcode ended in May 2019. We use where it was." */
export function about({ area, district, ended }) {
  const names = [area, district].filter(Boolean).join(", ");
  return `${names}.${ended ? ` This postcode ended in ${ended}. We use where it was.` : ""}`;
}

/** A line that says it politely: whoever types is not interrupted. */
export const note = (id, words = "") => el("p", { id, class: "govuk-hint place-note", "aria-live": "polite" }, words);

/** The words with the address at their end as a link. */
const linked = (words) =>
  words.split(/(https:\/\/\S+)/).filter(Boolean).map((part) => (part.startsWith("https://") ? link(part, part) : part));

/** Say in `line` what there is to say of the postcode in `input` once the whole of it is there. */
export function watchPostcode(input, line, told = () => {}) {
  let asked = "";
  let waiting;
  const say = (words, answer) => {
    line.replaceChildren(...linked(words));
    told(answer);
  };
  async function look() {
    const typed = input.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
    if (typed === asked) return;
    asked = typed;
    if (!WHOLE.test(typed)) {
      say("", null);
      return;
    }
    const [words, answer] = await open.post("/places", { postcode: typed }).then(
      (found) => [about(found), found],
      // Without an answer nothing is said: sending the form says what is wrong.
      (refusal) => [refusal.status === 404 ? refusal.message : "", null],
    );
    if (typed === asked) say(words, answer);
  }
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
}
