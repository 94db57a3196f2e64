// Places typed in: so many metres round a postcode, round the place of a crime, and postcode sectors. No map needed.
import { officer as calls, Refusal } from "/assets/api.js";
import { find } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";

const SECTOR = /^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])$/;
const POINT = /^(-?[0-9]{1,3}(?:\.[0-9]+)?)[ ,;]+(-?[0-9]{1,3}(?:\.[0-9]+)?)$/;
const MOST_METRES = 50000;

/** One field's sentence, at the field that has this id. */
const wrong = (field, words) => new Refusal(422, { fields: { [field]: words } });

function metresOf(field) {
  const typed = find(field).value.trim();
  if (!/^[0-9]+$/.test(typed) || Number(typed) < 1 || Number(typed) > MOST_METRES) throw wrong(field, `Enter a distance in whole metres, between 1 and ${MOST_METRES.toLocaleString("en-GB")}, like 500.`);
  return Number(typed);
}

async function pointOf(field) {
  const typed = find(field).value.trim();
  if (!typed) throw wrong(field, "Enter a postcode.");
  try {
    const { postcode, point } = await calls.post("/areas/point", { postcode: typed });
    return { postcode, centre: point };
  } catch (refusal) {
    throw refusal.fields?.postcode ? wrong(field, refusal.fields.postcode) : refusal;
  }
}

/** A point typed as latitude, longitude, exact; else a postcode. */
async function placeOf(field) {
  const typed = POINT.exec(find(field).value.trim());
  if (!typed) return pointOf(field);
  const [lat, lon] = typed.slice(1).map(Number);
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) throw wrong(field, "Enter the latitude first, then the longitude, like 51.27870, 0.52170.");
  return { centre: [lon, lat] };
}

function done(field, said, words) {
  find(field).value = "";
  find(said).textContent = words;
}

/** Press a button, or Enter in a field beside it, which would send the whole form. */
function listen(part, button, action) {
  onPress(find(button), action, find(part));
  for (const field of find(part).querySelectorAll("input")) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      find(button).click();
    });
  }
}

/** Listen to the forms; `add(shape)` and `addSector(code)` take what was typed. */
export function round({ add, addSector }) {
  listen("near", "near-add", async () => {
    const metres = metresOf("near-metres");
    const place = await pointOf("near-postcode");
    add({ kind: "circle", ...place, metres });
    done("near-postcode", "where-said", `Added: within ${metres} m of ${place.postcode}.`);
  });
  listen("crime", "crime-add", async () => {
    const metres = metresOf("crime-metres");
    add({ kind: "circle", ...(await placeOf("crime-place")), metres, crime: true });
    done("crime-place", "where-said", `Added: within ${metres} m of the place of the crime.`);
  });
  listen("sectors", "sectors-add", async () => {
    const typed = find("sector").value.toUpperCase().split(",").map((each) => each.trim().replace(/\s+/g, " ")).filter(Boolean);
    if (!typed.length) throw wrong("sector", "Enter the first half of a postcode and the next figure, like ME14 1.");
    for (const each of typed) if (!SECTOR.test(each)) throw wrong("sector", `“${each}” is not a postcode sector. Enter the first half of a postcode and the next figure, like ME14 1.`);
    for (const each of typed) addSector(each.replace(SECTOR, "$1 $2"));
    done("sector", "where-said", `Added: postcodes ${typed.join(", ")}.`);
  });
}
