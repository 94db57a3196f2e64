// The shapes of an audience: areas drawn, circles round a point, a postcode or a crime; and postcode sectors beside them.
import { chips } from "/assets/chips.js";
import { number } from "/assets/format.js";

const WAYS = ["include", "require", "exclude"];
const metres = (circle) => `${number(circle.metres)} m`;

function named(shape, n) {
  if (shape.kind === "polygon") return `Drawn area ${n}`;
  const where = shape.postcode || shape.centre?.map((value) => value.toFixed(5)).reverse().join(", ");
  if (shape.crime) return `Within ${metres(shape)} of the crime at ${where}`;
  return shape.postcode ? `Within ${metres(shape)} of ${where}` : `Circle ${n}, ${metres(shape)} round ${where}`;
}

/** The list in `list`; `changed` is called after each change. */
export function shapes(list, changed) {
  let entries = [];
  let sectors = [];
  let count = 0;

  const entry = (shape, way, id) => {
    count += 1;
    const fixed = Boolean(shape.postcode || shape.crime);
    return { id: id ?? crypto.randomUUID(), n: count, shape, way, fixed, name: named(shape, count) };
  };

  function show() {
    chips(list, [...entries, ...sectors.map(({ code, way }) => ({ code, way, name: `Postcodes ${code}` }))], WAYS, {
      turn: (one, way) => change((other) => ({ ...other, way }), one),
      remove: (one) => (one.code ? api.dropSector(one.code) : api.remove(one.id)),
    });
  }

  function after() {
    show();
    changed();
  }

  function change(made, { id, code }) {
    entries = entries.map((other) => (id && other.id === id ? made(other) : other));
    sectors = sectors.map((other) => (code && other.code === code ? made(other) : other));
    after();
  }

  const api = {
    entries: () => entries,
    add(shape, way = "include", id = null) {
      entries = [...entries, entry(shape, way, id)];
      after();
    },
    edit: (id, shape) => change((other) => ({ ...other, shape, name: named(shape, other.n) }), { id }),
    remove(id) {
      entries = entries.filter((other) => other.id !== id);
      after();
    },
    addSector(code) {
      sectors = [...sectors.filter((other) => other.code !== code), { code, way: "include" }];
      after();
    },
    dropSector(code) {
      sectors = sectors.filter((other) => other.code !== code);
      after();
    },
    /** What the audience says one way: { sectors, shapes }. */
    side: (way) => ({
      sectors: sectors.filter((each) => each.way === way).map(({ code }) => code),
      shapes: entries.filter((each) => each.way === way).map(({ shape }) => shape),
    }),
    set(audience) {
      count = 0;
      entries = WAYS.flatMap((way) => (audience[way].shapes || []).map((shape) => entry(shape, way)));
      sectors = WAYS.flatMap((way) => (audience[way].sectors || []).map((code) => ({ code, way })));
      show();
    },
  };
  return api;
}
