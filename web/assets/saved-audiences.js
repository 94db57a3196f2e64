// Saved audiences on the page where an alert is written: begin with one, or keep this one for another time.
import { officer as calls } from "/assets/api.js";
import { asked, el, find } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";
import { may } from "/assets/session.js";

const option = ({ id, name, of }) => el("option", { value: id }, of === "force" ? `${name} (whole force)` : name);

/** Fill the choice, begin with the one in the page's address, and listen; `audience` is the page's. */
export async function savedAudiences(officer, audience, changed) {
  const choice = find("saved");
  let known = new Map();

  async function list(chosen = "") {
    const { audiences } = await calls.get("/audiences");
    known = new Map(audiences.map((each) => [each.id, each]));
    choice.replaceChildren(el("option", { value: "" }, audiences.length ? "None" : "There are none yet"), ...audiences.map(option));
    choice.value = chosen;
    find("saved-said").textContent = known.get(chosen)?.said || "";
  }

  choice.addEventListener("change", () => {
    const saved = known.get(choice.value);
    find("saved-said").textContent = saved?.said || "";
    if (!saved) return;
    audience.set({ ...saved.audience, origin: { id: saved.id, version: saved.version } });
    changed();
  });

  function beginWith(id) {
    choice.value = known.has(id) ? id : "";
    choice.dispatchEvent(new Event("change"));
    if (!known.has(id)) find("saved-said").textContent = "This saved audience is no longer there.";
  }

  find("keep-of").closest(".govuk-form-group").hidden = !may(officer, "force");
  onPress(find("keep-add"), async () => {
    const name = find("keep-name").value.trim();
    const kept = await calls.post("/audiences", { name, of: find("keep-of").value, audience: audience.rule() });
    await list(kept.id);
    audience.begunWith({ id: kept.id, version: kept.version });
    find("keep-name").value = "";
    find("keep-said").textContent = `Saved as “${kept.name}”: ${kept.said}.`;
  }, find("keep"));

  await list();
  if (asked("saved")) beginWith(asked("saved"));
}
