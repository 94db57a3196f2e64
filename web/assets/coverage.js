// Coverage: how many of the homes get our messages, against the target, by district on a map and by ward in a table.
import { officer as calls, open } from "/assets/api.js";
import { el, fill, find, row } from "/assets/dom.js";
import { show } from "/assets/errors.js";
import { moment, number, plural } from "/assets/format.js";
import { requireOfficer } from "/assets/session.js";

const STEPS = [2, 5, 10, 20];
/** Which of the five shades a share has; the words beside it always say the share itself. */
const shade = (percent) => STEPS.filter((step) => percent >= step).length;
const percent = (share) => `${new Intl.NumberFormat("en-GB", { maximumFractionDigits: share < 10 ? 1 : 0 }).format(share)} %`;

/** A bar as long as the share of the goal; the words beside it say the same. */
const bar = (share, whole) => el("svg", { class: "share", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
  el("rect", { class: "share__all", width: 100, height: 10 }),
  el("rect", { class: "share__part", width: Math.min(100, (100 * share) / (whole || 1)), height: 10 }));

function headline({ homes, target, target_percent: goal, households, percent: share, unnumbered, as_of: counted }) {
  return [
    el("p", { class: "progress__big" }, number(homes), el("small", {}, `of ${number(target)} homes, the target (${percent(goal)} of ${number(households)})`)),
    bar(homes, target),
    el("p", { class: "govuk-body" }, share === null ? null : `${percent(share)} of all homes get our messages. `,
      `Of these, ${number(unnumbered)} gave no house number; each person without one counts as a home.`),
    el("p", { class: "quiet" }, "Counted ", el("time", { datetime: counted }, moment(counted)), "."),
  ];
}

/** Wards of one district, folded away: a county has hundreds, of which several have the same name. */
const folded = (district, areas, goal) => el("details", { class: "govuk-details" },
  el("summary", { class: "govuk-details__summary" },
    el("span", { class: "govuk-details__summary-text" }, `${district.name} (${plural(areas.length, "area", "areas")})`)),
  table(`Areas of ${district.name}`, "Area", areas, goal, "govuk-visually-hidden"));

function table(caption, first, areas, goal, style = "govuk-table__caption govuk-table__caption--m") {
  const heads = [{ words: first }, { words: "Homes", num: true }, { words: "Of", num: true }, { words: "Share", num: true }, { words: `Up to ${percent(goal)}` }];
  const head = row(...heads.map((cell) => ({ ...cell, head: true })));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  return el("table", { class: "govuk-table folds" },
    el("caption", { class: style }, caption),
    el("thead", { class: "govuk-table__head" }, head),
    el("tbody", { class: "govuk-table__body" }, areas.map((area) => row(
      { head: true, words: area.name },
      { label: "Homes", num: true, words: number(area.homes) },
      { label: "Of", num: true, words: area.households === null ? "not counted" : number(area.households) },
      { label: "Share", num: true, words: area.percent === null ? "" : percent(area.percent) },
      { words: area.percent === null ? "" : bar(area.percent, goal) },
    ))));
}

async function map(districts) {
  const shares = new Map(districts.map((area) => [area.code, area.percent]));
  const share = ({ code }) => shares.get(code) ?? 0;
  const [outlines, { map: tiles }] = await Promise.all([calls.get("/areas/outlines"), open.get("/force")]);
  if (!outlines.features.length) return;
  find("map-part").hidden = false;
  // The tables need no map and must not wait for one.
  const { baseMap } = await import("/assets/map.js");
  await baseMap(find("map"), outlines, {
    tiles,
    fill: (area) => `share-${shade(share(area))}`,
    label: (area) => `${area.name}: ${percent(share(area))}`,
  });
  const ends = [0, ...STEPS];
  fill("legend", ends.map((from, n) => el("li", {}, el("svg", { class: "swatch", viewBox: "0 0 14 14", "aria-hidden": "true" },
    el("rect", { class: `share-${n}`, width: 14, height: 14 })), ends[n + 1] ? `${from} to ${ends[n + 1]} %` : `${from} % and more`)));
}

async function start() {
  const found = await calls.get("/coverage");
  fill("figures", headline(found));
  fill("districts", table("By district", "District", found.districts, found.target_percent));
  const within = ({ code }) => found.areas.filter(({ district }) => district === code);
  fill("areas", el("h2", { class: "govuk-heading-m" }, "By area"), found.districts.map((each) => folded(each, within(each), found.target_percent)));
  find("source").hidden = false;
  await map(found.districts);
}

if (requireOfficer()) start().catch(show);
