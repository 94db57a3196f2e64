// Lets a provider of this laptop fail, and be well again.

const ADDRESS = "/local/providers";
const NAMES = { sns: "Amazon SNS", ses: "Amazon SES", notify: "GOV.UK Notify" };
const STATES = { well: "Well", down: "Down", slow: "Slow" };

const form = document.getElementById("providers");
const changed = document.getElementById("changed");

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function choice(provider, state) {
  const group = element("div", "govuk-form-group");
  const label = element("label", "govuk-label", NAMES[provider] ?? provider);
  const select = element("select", "govuk-select");
  select.id = label.htmlFor = `provider-${provider}`;
  for (const [value, words] of Object.entries(STATES)) select.append(new Option(words, value, false, value === state));
  select.addEventListener("change", () => change(provider, select.value));
  group.append(label, select);
  return group;
}

async function change(provider, state) {
  const body = JSON.stringify({ provider, state });
  const response = await fetch(ADDRESS, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const words = `${NAMES[provider] ?? provider} is ${STATES[state].toLowerCase()} from now on.`;
  changed.textContent = response.ok ? words : "The laptop refused that. Reload the page.";
}

const { providers } = await (await fetch(ADDRESS)).json();
form.replaceChildren(...Object.entries(providers).map(([provider, state]) => choice(provider, state)));
