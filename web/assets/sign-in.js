// Signing an officer in, step by step as the server asks, and back to the page they came for.
import { open } from "/assets/api.js";
import { asked, el, fill, find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { keep } from "/assets/session.js";

const place = find("step");
const start = place.firstElementChild;
const site = document.title.split(" - ").pop();

/** Put this step before the officer, and the focus on its heading. */
function turnTo(step) {
  place.replaceChildren(step);
  const heading = place.querySelector("h1");
  document.title = `${heading.textContent} - ${site}`;
  heading.focus();
}

function arrive() {
  const back = asked("back") || "";
  // Only ever to one of our own pages, whatever the address says.
  location.assign(/^[a-z-]+\.html(\?[\w=&%.-]*)?$/.test(back) ? `/${back}` : "/alerts.html");
}

const code = (data) => ({ code: data.get("code").replace(/\s/g, "") });
const STEPS = {
  "new-password": { path: "new-password", given: (data) => ({ password: data.get("password") }) },
  "set-up-authenticator": { path: "authenticator", given: code },
  code: { path: "code", given: code },
};

function goOn({ step, username, session, ...more }) {
  if (!step) {
    keep(more);
    return arrive();
  }
  turnTo(find(`${step}-step`).content.cloneNode(true));
  if (find("chosen-for")) find("chosen-for").value = username;
  if (more.secret) {
    fill("picture", el("img", { src: more.qr, alt: "QR code with the key below", class: "qr" }));
    fill("key", more.secret);
    find("on-this-device").href = more.secret_uri;
  }
  return onSend(place.querySelector("form"), async (data) => {
    try {
      goOn(await open.post(`/session/${STEPS[step].path}`, { username, session, ...STEPS[step].given(data) }));
    } catch (refusal) {
      // Its time has run out: everything begins anew, under the refusal's sentence.
      if ([401, 410].includes(refusal.status)) turnTo(start);
      throw refusal;
    }
  });
}

onSend(find("sign-in"), async (data) => {
  const answer = await open.post("/session", { username: data.get("username").trim(), password: data.get("password") });
  find("password").value = "";
  goOn(answer);
});
