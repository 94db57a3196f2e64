// Signing an officer in, and back to the page they came for.
import { open } from "/assets/api.js";
import { asked, find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { keep } from "/assets/session.js";

onSend(find("sign-in"), async (data) => {
  keep(await open.post("/session", { username: data.get("username").trim(), password: data.get("password") }));
  const back = asked("back") || "";
  // Only ever to one of our own pages, whatever the address says.
  location.assign(/^[a-z-]+\.html(\?[\w=&%.-]*)?$/.test(back) ? `/${back}` : "/alerts.html");
});
