// Typing in a signed paper form; the fields are those of the public form, with the date and wording that were on paper.
import { officer as calls } from "/assets/api.js";
import { find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { watchPostcode } from "/assets/lookup.js";
import { signUp } from "/assets/person.js";
import { requireOfficer } from "/assets/session.js";

if (requireOfficer()) {
  const form = find("paper");
  watchPostcode(find("postcode"), find("postcode-note"));
  onSend(form, async (data) => {
    await calls.post("/sign-up/paper", { ...signUp(data), form_date: data.get("form_date"), wording_version: data.get("wording_version").trim() });
    form.reset();
    find("postcode-note").replaceChildren();
    find("saved").textContent = "The form is saved, and codes are on their way. The next form can be typed in.";
    find("name").focus();
  });
}
