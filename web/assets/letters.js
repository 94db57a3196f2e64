// Dead letters: what each was about, why it failed and what to do; one sent back, all sent back, or one put away.
import { officer as calls } from "/assets/api.js";
import { el, empty, fill, find, link } from "/assets/dom.js";
import { onPress } from "/assets/errors.js";
import { number, plural, time } from "/assets/format.js";

const PATH = "/dead-letters";
const LATE = {
  plan: "Codes and planning", urgent: "Urgent messages", routine: "Messages", direct: "Messages to one person",
  record: "History and figures", inbound: "Texts that came in", receipts: "Receipts",
};
const named = (queue) => LATE[queue] || queue;
const hidden = (words) => el("span", { class: "govuk-visually-hidden" }, words);

/** Say what was done where it is heard, and look again. */
async function after(words) {
  await letters();
  find("done").textContent = words;
  find("letters-title").focus();
}

function action(letter) {
  const which = { queue: letter.queue, id: letter.id };
  const button = el("button", { type: "button", class: "govuk-button govuk-button--secondary" },
    letter.hopeless ? "Put away" : "Send back", hidden(`: ${letter.about}`));
  onPress(button, async () => {
    await calls.post(`${PATH}/${letter.hopeless ? "put-away" : "redrive"}`, which);
    await after(letter.hopeless ? "Put away. It was not done, and will not come again." : "Sent back. If it fails again, it is here again within the hour.");
  });
  return button;
}

const fact = (name, ...words) => el("div", {}, el("dt", {}, name), el("dd", {}, words));

const card = (letter) => el("li", { class: "letter" },
  el("h3", { class: "govuk-heading-s" }, letter.about, letter.times > 1 && ` (${number(letter.times)} times)`),
  el("dl", { class: "letter__facts" },
    fact("Why", letter.why), fact("What to do", letter.todo),
    fact("Since", time(letter.at), ` in “${named(letter.queue)}”`)),
  el("div", { class: "buttons" }, action(letter),
    letter.alert && el("p", { class: "govuk-body letter__more" }, link(`/alert.html?id=${encodeURIComponent(letter.alert)}`, ["Show the alert", hidden(` of: ${letter.about}`)]))));

/** How many there are, and one button for all of them. */
function everything(boxes, total) {
  const button = el("button", { type: "button", class: "govuk-button" }, `Send back all ${number(total)}`);
  onPress(button, async () => {
    const { sent_back } = await calls.post(`${PATH}/redrive`, {});
    await after(`${plural(sent_back, "letter is", "letters are")} sent back.`);
  });
  const held = boxes.reduce((sum, box) => sum + box.held, 0);
  return [
    el("dl", { class: "figures" }, boxes.map((box) => el("div", {}, el("dt", {}, named(box.queue)), el("dd", {}, number(box.letters))))),
    held > 0 && el("p", { class: "quiet" }, `${plural(held, "letter is", "letters are")} being looked at by a colleague. Look again in a minute.`),
    total > 1 && button,
  ];
}

/** Read and draw all of them. */
export async function letters() {
  const { boxes, letters: found } = await calls.get(PATH);
  const full = boxes.filter((box) => box.letters > 0);
  const total = full.reduce((sum, box) => sum + box.letters, 0);
  const left = total - found.reduce((sum, letter) => sum + letter.times, 0);
  if (!total) return fill("letters", empty("No dead letters", "Nothing has failed for good in the last 14 days that is still to be looked at."));
  return fill("letters", ...everything(full, total), el("ul", { class: "letters" }, found.map(card)),
    ...(left > 0 ? [el("p", { class: "quiet" }, `And ${number(left)} more. Those of one queue have the same cause more often than not.`)] : []));
}
