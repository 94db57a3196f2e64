// Signing up: sends the form as JSON so that each mistake is shown at its field; without scripts the form posts itself.
import { open } from "/assets/api.js";
import { asked, find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";

/** The form's answers in the API's shape; empty ones are left out. */
export function signUp(data) {
  const body = { interests: data.getAll("interests"), consent: data.get("consent") === "true" };
  for (const name of ["name", "text", "email", "postcode", "house", "kind", "campaign", "nickname"]) {
    const words = (data.get(name) || "").trim();
    if (words) body[name] = words;
  }
  return body;
}

const form = find("sign-up");
if (form) {
  find("campaign").value = asked("c") || "";
  onSend(form, async (data) => {
    const { request } = await open.post("/sign-up", signUp(data));
    const given = ["text", "email"].filter((channel) => data.get(channel).trim());
    location.assign(`/verify.html?r=${encodeURIComponent(request)}&to=${given.join("-")}`);
  });
}
