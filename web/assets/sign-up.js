// Signing up: sends the form as JSON so that each mistake is shown at its field; without scripts the form posts itself.
import { open } from "/assets/api.js";
import { asked, find, link } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { invitation, open as openGroup, suggest } from "/assets/joining.js";
import { watchPostcode } from "/assets/lookup.js";
import { signUp } from "/assets/person.js";

const form = find("sign-up");
find("campaign").value = asked("c") || "";
const invited = invitation();
if (invited) {
  openGroup(invited);
  find("invited").append(invited.name ? `You are invited to the group ${invited.name}. Are you signed up already? ` : "You have followed an invitation. Are you signed up already? ",
    link(`/settings.html?invitation=${encodeURIComponent(invited.token)}`, "Join it in your settings"), ".");
  find("invited").hidden = false;
}

watchPostcode(find("postcode"), find("postcode-note"), (told) => suggest(told?.suggested ?? [], told?.area || told?.district));
onSend(form, async (data) => {
  if (invited && (!invited.box || invited.box.checked)) data.set("invitation", invited.token);
  const { request } = await open.post("/sign-up", signUp(data));
  const given = ["text", "email"].filter((channel) => data.get(channel).trim());
  location.assign(`/verify.html?r=${encodeURIComponent(request)}&to=${given.join("-")}`);
});
