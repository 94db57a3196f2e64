// Groups: members by area, who waits to be let in, and invitations.
import { officer as calls } from "/assets/api.js";
import { el, fill, find, row } from "/assets/dom.js";
import { onPress, show } from "/assets/errors.js";
import { day, moment, number, people, plural, sentence, time } from "/assets/format.js";
import { may, requireOfficer } from "/assets/session.js";

const officer = requireOfficer();
const JOINING = { open: ["Open to everybody", "green"], approval: ["An officer lets people in", "blue"], invitation: ["By invitation only", "purple"] };
const toggles = new Map();
const small = (words) => words.replace(/^./, (letter) => letter.toLowerCase());
const button = (words, style = "govuk-button--secondary", ...aside) =>
  el("button", { type: "button", class: `govuk-button ${style}` }, words, el("span", { class: "govuk-visually-hidden" }, ...aside));
const address = (group, rest) => `/interests/${encodeURIComponent(group.id)}/${rest}`;

function table(caption, heads, rows) {
  const head = row(...heads.map(([words, num]) => ({ head: true, words, num })));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  return el("table", { class: "govuk-table folds" },
    el("caption", { class: "govuk-table__caption govuk-table__caption--s" }, caption),
    el("thead", { class: "govuk-table__head" }, head), el("tbody", { class: "govuk-table__body" }, rows));
}

const byArea = ({ name, areas, exact }) => table(`${name}: members by area`, [["Area"], ["Members", true]],
  areas.map((area) => row({ head: true, words: area.name }, { label: "Members", num: true, words: people(area.members, exact) })));

/** Yes or no to one person; the row goes, and the figures are read again. */
function decision(group, person, admit) {
  const pressed = button(admit ? "Admit" : "Decline", admit ? "" : "govuk-button--secondary", ` ${person.name}`);
  onPress(pressed, async () => {
    await calls.post(address(group, `asked/${encodeURIComponent(person.sid)}`), { admit });
    await list();
    find("saved").textContent = admit ? `${person.name} is in ${group.name} now, and is told so.` : `${person.name} is not let into ${group.name}. They are not told.`;
    if (find(`asked-${group.id}`)) await toggles.get(`asked-${group.id}`)();
    else find(`group-${group.id}`).focus();
  });
  return pressed;
}

async function waiting(group) {
  const { asked } = await calls.get(address(group, "asked"));
  const rows = asked.map((person) => row({ head: true, words: person.name }, { label: "Kind", words: sentence(person.kind) },
    { label: "Ward", words: person.ward }, { label: "Asked", words: time(person.asked_at) },
    { words: el("div", { class: "buttons" }, decision(group, person, true), decision(group, person, false)) }));
  return table(`${group.name}: who asked to join, the longest ago first`, [["Name"], ["Kind"], ["Ward"], ["Asked"], ["Let in?"]], rows);
}

async function inviting(group) {
  const { link, expires, qr } = await calls.post(address(group, "invitation"), {});
  const id = `link-${group.id}`;
  return el("div", {}, el("label", { class: "govuk-label govuk-label--s", for: id }, `Invitation to ${group.name}`),
    el("div", { class: "govuk-hint", id: `${id}-hint` }, `Whoever has this link is in the group once they have signed up. It is good until ${day(expires)}. Hand it only to people you know.`),
    el("input", { class: "govuk-input", id, readonly: true, value: link, "aria-describedby": `${id}-hint` }),
    el("img", { class: "qr", src: qr, alt: `The invitation to ${group.name} as a picture for a phone's camera` }));
}

/** A button that shows and hides what `make` answers, below the group. */
function opens(words, group, name, make, part) {
  const opener = button(words, "govuk-button--secondary", ` of ${group.name}`);
  opener.id = `${name}-${group.id}`;
  opener.setAttribute("aria-expanded", "false");
  const toggle = async () => {
    const shown = opener.getAttribute("aria-expanded") === "true";
    for (const other of part.parentNode.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
    part.replaceChildren(...(shown ? [] : [await make(group)]));
    part.hidden = shown;
    opener.setAttribute("aria-expanded", String(!shown));
    if (!shown) part.focus();
  };
  toggles.set(opener.id, toggle);
  onPress(opener, toggle);
  return opener;
}

function card(group) {
  const [words, colour] = JOINING[group.joining];
  const part = el("div", { class: "group__part", tabindex: "-1", hidden: true });
  const manages = may(officer, "manage");
  return el("li", { class: "group" },
    el("div", { class: "group__words" },
      el("h2", { class: "govuk-heading-m", id: `group-${group.id}`, tabindex: "-1" }, group.name, " ", el("strong", { class: `govuk-tag govuk-tag--${colour}` }, words)),
      el("p", { class: "govuk-body" }, group.description), group.out && el("p", { class: "quiet" }, `Out and about: ${small(group.out)}`)),
    el("dl", { class: "figures" }, el("div", {}, el("dt", {}, "Members"), el("dd", {}, people(group.members, group.exact))),
      el("div", {}, el("dt", {}, "Waiting"), el("dd", {}, number(group.asked)))),
    el("div", { class: "buttons" },
      manages && group.asked > 0 && opens(`Who asked (${number(group.asked)})`, group, "asked", waiting, part),
      group.areas.length > 0 && opens("Members by area", group, "areas", byArea, part),
      manages && group.joining !== "open" && opens("Make an invitation", group, "invite", inviting, part)), part);
}

async function list() {
  const { as_of, exact, interests } = await calls.get("/interests");
  const waits = interests.reduce((total, { asked }) => total + asked, 0);
  find("about").textContent = `${plural(waits, "person waits", "people wait")} to be let in. Members were counted ${moment(as_of)}.`;
  // Where people wait comes first; the others keep the force's order.
  fill("list", el("ul", { class: "groups" }, interests.sort((one, other) => (other.asked > 0) - (one.asked > 0)).map((group) => card({ ...group, exact }))));
}

if (officer) list().catch(show);
