// Proving an address: a code per channel, or the button of an emailed link. Opening the page changes nothing.
import { open } from "/assets/api.js";
import { asked, find } from "/assets/dom.js";
import { onPress, onSend } from "/assets/errors.js";

const request = asked("r");
const token = asked("t");
const NAMES = { text: "mobile number", email: "email address" };

function progress({ verified, waiting }) {
  for (const channel of verified) find(`${channel}-part`).hidden = true;
  if (!waiting.length) return location.assign("/verified.html");
  for (const channel of waiting) find(`${channel}-part`).hidden = false;
  find("press").hidden = true;
  find("codes").hidden = false;
  find("told").textContent = `Your ${verified.map((channel) => NAMES[channel]).join(" and ")} is confirmed. One more code to go.`;
  return find(`${waiting[0]}-code`).focus();
}

// There is nothing to prove without a request: somebody cut the address off, or came from a bookmark.
if (!request) location.replace("/sign-up.html");
if (token) {
  find("codes").hidden = true;
  find("press").hidden = false;
  onSend(find("press-form"), async () => progress(await open.post("/verify", { request, token })));
}

for (const channel of ["text", "email"]) {
  const sentTo = asked("to");
  if (sentTo && !sentTo.split("-").includes(channel)) find(`${channel}-part`).hidden = true;
  onSend(find(`${channel}-form`), async (data) => {
    const code = data.get("code").replace(/\D/g, "");
    progress(await open.post("/verify", { request, channel, code }));
  });
  onPress(document.querySelector(`[data-resend=${channel}]`), async () => {
    await open.post("/verify/resend", { request, channel });
    find(`${channel}-code`).value = "";
    find("told").textContent = `We sent a new code to your ${NAMES[channel]}. The old one no longer works.`;
  }, find(`${channel}-form`));
}
