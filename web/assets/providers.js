// Providers of texts and email: how well each is, and the one that is chosen by hand.
import { officer as calls } from "/assets/api.js";
import { el, fill, find, row } from "/assets/dom.js";
import { onSend } from "/assets/errors.js";
import { moment, number, pounds } from "/assets/format.js";

const CHANNELS = { text: "Texts", email: "Email" };
const NAMES = {
  "sns": "Amazon SNS", "end-user-messaging": "AWS End User Messaging", "notify": "GOV.UK Notify", "ses": "Amazon SES", "smtp": "The force's mail server",
};
const STATES = {
  well: ["Well", "green"], unsteady: ["Unsteady", "yellow"], trying: ["Trying again", "yellow"], away: ["Away", "red"], unused: ["Not used yet", "grey"],
};
const named = (provider) => NAMES[provider] || provider;

function health(carrier) {
  const [words, colour] = STATES[carrier.state];
  return [el("strong", { class: `govuk-tag govuk-tag--${colour}` }, words),
    carrier.away_until && el("span", { class: "quiet" }, ` tried again ${moment(carrier.away_until)}`)].filter(Boolean);
}

const table = ({ channel, carriers }) => el("table", { class: "govuk-table folds" },
  el("caption", { class: "govuk-visually-hidden" }, `Providers of ${CHANNELS[channel].toLowerCase()}, in the order in which they are turned to`),
  el("thead", { class: "govuk-table__head" }, el("tr", { class: "govuk-table__row" }, ["Provider", "Health", "Most a second", "Now"].map((words, n) =>
    el("th", { class: `govuk-table__header${n === 2 ? " num" : ""}`, scope: "col" }, words)))),
  el("tbody", { class: "govuk-table__body" }, carriers.map((carrier) => row(
    { head: true, words: named(carrier.name) }, { label: "Health", words: el("span", {}, health(carrier)) },
    { label: "Most a second", num: true, words: number(carrier.per_second) },
    { label: "Now", words: carrier.in_use ? "In use" : "Waits its turn" }))));

function radio(channel, value, words, checked) {
  const id = `provider-${channel}-${value || "any"}`;
  return el("div", { class: "govuk-radios__item" },
    el("input", { class: "govuk-radios__input", id, type: "radio", name: "provider", value, checked }),
    el("label", { class: "govuk-label govuk-radios__label", for: id }, words));
}

/** Which provider to send by; saving it is at once, and for everything that has not left. */
function choice(carried) {
  const { channel, carriers, chosen } = carried;
  const form = el("form", { class: "provider__choice" },
    el("div", { class: "govuk-form-group", "data-field": "provider" },
      el("fieldset", { class: "govuk-fieldset" },
        el("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, `Send ${CHANNELS[channel].toLowerCase()} by`),
        el("div", { class: "govuk-radios govuk-radios--small" },
          radio(channel, "", "The first that is well", !chosen),
          carriers.map(({ name }) => radio(channel, name, `${named(name)} only, well or not`, chosen === name))))),
    el("button", { type: "submit", class: "govuk-button govuk-button--secondary" }, "Save", el("span", { class: "govuk-visually-hidden" }, ` who sends ${CHANNELS[channel].toLowerCase()}`)));
  onSend(form, async (data) => {
    const now = await calls.put(`/providers/${channel}`, { provider: data.get("provider") });
    await providers();
    find("done").textContent = now.chosen ? `${CHANNELS[channel]} go by ${named(now.chosen)} only, from now on.` : `${CHANNELS[channel]} go by the first provider that is well.`;
    find(`provider-${channel}`).focus();
  });
  return form;
}

function card(carried) {
  const { channel, carriers, chosen, pounds: spent, most_pounds: most } = carried;
  return el("section", { class: "provider", "aria-labelledby": `provider-${channel}` },
    el("h3", { class: "govuk-heading-m", id: `provider-${channel}`, tabindex: "-1" }, CHANNELS[channel]),
    chosen && el("p", { class: "govuk-body" }, el("strong", {}, `Chosen by hand: ${named(chosen)} only.`), " Messages wait while it is away."),
    table(carried),
    channel === "text" && el("p", { class: "quiet" }, `${pounds(spent)} this month${most === null || most === undefined ? "" : `, of at most ${pounds(most)}`}.`),
    carriers.length > 1 && choice(carried));
}

/** Read and draw every channel. */
export async function providers() {
  const { channels } = await calls.get("/providers");
  return fill("providers", channels.map(card));
}
