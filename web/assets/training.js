// Training, marked wherever it is seen, so that nobody takes it for live nor live for training.
import { el, find } from "/assets/dom.js";

const WORDS = "Everything happens but the sending: nobody gets anything, and it can never become live.";

/** Show or hide the banner above the page's heading. */
export function banner(training) {
  find("training-banner")?.remove();
  if (!training) return;
  const words = el("p", { id: "training-banner", class: "training-banner", role: "status" }, el("strong", {}, "Training."), ` ${WORDS}`);
  document.getElementById("main-content").prepend(words);
}

/** The tag that stands beside a headline. */
export const mark = () => el("strong", { class: "govuk-tag training-tag" }, "Training");
