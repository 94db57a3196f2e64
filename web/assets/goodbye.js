// Leaving or pausing with the link of a message. Opening the page changes nothing; only the buttons do.
import { open } from "/assets/api.js";
import { asked, find } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";

const path = `/leave/${encodeURIComponent(asked("t") || "none")}`;

function finish(id) {
  find("choose").hidden = true;
  find(id).hidden = false;
  find(id).querySelector("h1").focus();
}

onSend(find("leave-form"), async () => {
  await open.post(path, { action: "leave" });
  finish("left");
});

onSend(find("pause-form"), async (_, pressed) => {
  await open.post(path, { action: "pause", days: Number(pressed.value) });
  find("days").textContent = pressed.value;
  finish("resting");
});
