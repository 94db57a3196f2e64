// Who: interests, and in a part of its own kind, channel, language, earlier alerts and the day of joining.
import { officer as calls } from "/assets/api.js";
import { chooser } from "/assets/chooser.js";
import { find } from "/assets/dom.js";
import { moment } from "/assets/format.js";

const WAYS = ["require", "exclude"];
const SORTS = ["kinds", "channels", "languages", "received", "answered"];
const LANGUAGES = new Intl.DisplayNames("en-GB", { type: "language" });
const KINDS = { resident: "Residents", business: "Businesses", "community-group": "Community groups" };
const DAYS = ["joined_from", "joined_to"];
const SENT = ["sending", "sent", "cancelled", "expired"];

const group = (name, kind, rows) => rows.length && { name, kind, inside: rows.map(([code, words, says]) => ({ kind, code, name: words, says: says || words })) };

/** Everything but interests that an audience may ask of a person. */
function sorts({ kinds }, alerts) {
  const earlier = alerts.filter(({ status, training }) => SENT.includes(status) && !training);
  const named = (verb) => earlier.map(({ id, headline, updated }) => [id, `${headline}, ${moment(updated)}`, `people who ${verb} “${headline}”`]);
  return [
    group("Kind of subscriber", "kinds", kinds.map((kind) => [kind, KINDS[kind] || kind])),
    group("Can be reached by", "channels", [["text", "Text", "people who have texts"], ["email", "Email", "people who have email"]]),
    group("Language", "languages", ["en", "cy"].map((code) => [code, LANGUAGES.of(code)])),
    group("Got an earlier alert", "received", named("got")),
    group("Answered an earlier alert", "answered", named("answered")),
  ].filter(Boolean);
}

const dates = WAYS.flatMap((way) => DAYS.map((name) => [way, name, `${way}-${name}`]));

/** The part in the page; `force` of GET /force, `interests` as groups of the chooser. */
export async function who(force, changed) {
  const { alerts } = await calls.get("/alerts");
  const interests = chooser(find("interests"), force.interests.map(({ id: code, name }) => ({ kind: "interests", code, name })), WAYS, changed);
  const people = chooser(find("people"), sorts(force, alerts), WAYS, changed);
  return {
    /** What the audience says of people, one way. */
    side(way) {
      const days = Object.fromEntries(dates.filter(([of]) => of === way).map(([, name, id]) => [name, find(id).value || null]));
      const chosen = Object.fromEntries(SORTS.map((sort) => [sort, people.codes(way, sort)]));
      return { interests: interests.codes(way, "interests"), ...chosen, ...days };
    },
    set(audience) {
      interests.set(audience);
      people.set(audience);
      for (const [way, name, id] of dates) find(id).value = audience[way][name] || "";
      find("more-who").open ||= WAYS.some((way) => [...SORTS, ...DAYS].some((name) => audience[way][name]?.length));
    },
  };
}
