// The audience of an alert: where and who, put together as the server's rule has it.
import { officer as calls, open } from "/assets/api.js";
import { where } from "/assets/where.js";
import { who } from "/assets/who.js";

const AREAS = ["districts", "wards", "neighbourhoods", "sectors", "shapes"];
const full = (value) => (Array.isArray(value) ? value.length : value !== null);

/** Both parts of the page; `changed` is called after each change. Answers { rule(), set(audience), nobody() }. */
export async function audience(changed) {
  const [{ districts }, force] = await Promise.all([calls.get("/areas"), open.get("/force")]);
  const places = where(districts, force.map, changed);
  const people = await who(force, changed);
  let origin = null;
  const rule = () => ({
    include: places.side("include"),
    require: { ...places.side("require"), ...people.side("require") },
    exclude: { ...places.side("exclude"), ...people.side("exclude") },
    origin,
  });
  return {
    rule,
    /** From here on the rule is said to have begun with this saved audience ({ id, version }). */
    begunWith(saved) {
      origin = saved;
    },
    /** Nobody was asked for: that reaches nobody, and not everybody. */
    nobody: () => {
      const { include, require } = rule();
      return ![...Object.values(include), ...Object.values(require)].some(full);
    },
    set(saved) {
      const blank = Object.fromEntries(AREAS.map((name) => [name, []]));
      const sides = { include: { ...blank, ...saved.include }, require: { ...blank, ...saved.require }, exclude: { ...blank, ...saved.exclude } };
      places.set(sides);
      people.set(sides);
      origin = saved.origin || null;
    },
  };
}
