// Signing up: sends the form as JSON so that each mistake is shown at its field; without scripts the form posts itself.
import { open } from "/assets/api.js";
import { asked, find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { signUp } from "/assets/person.js";

const form = find("sign-up");
find("campaign").value = asked("c") || "";
onSend(form, async (data) => {
  const { request } = await open.post("/sign-up", signUp(data));
  const given = ["text", "email"].filter((channel) => data.get(channel).trim());
  location.assign(`/verify.html?r=${encodeURIComponent(request)}&to=${given.join("-")}`);
});
