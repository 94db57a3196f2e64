// The officer's session: this tab's half of it, gone when the tab closes. The other half is a cookie no script can read.
const KEY = "watchword.session";
const kept = () => JSON.parse(sessionStorage.getItem(KEY) || "null");

/** Remember what a finished sign-in, or its renewal, answered. */
export function keep({ access_token, expires_in, officer }) {
  sessionStorage.setItem(KEY, JSON.stringify({ token: access_token, officer, ends: Date.now() + expires_in * 1000 }));
}

export const forget = () => sessionStorage.removeItem(KEY);
export const authorization = () => kept()?.token;
export const hadItsHour = () => kept()?.ends <= Date.now();

/** To the sign-in page, and from there back to this one. */
export function signInAgain() {
  forget();
  const here = location.pathname.split("/").pop() + location.search;
  location.replace(`/sign-in.html?back=${encodeURIComponent(here)}`);
}

/** The signed-in officer, or none on the way to the sign-in page. */
export function requireOfficer() {
  const session = kept();
  if (!session) signInAgain();
  return session?.officer;
}

/** Which roles may open what. The server refuses the others as well; here it only saves them the way. */
const ALLOWED = {
  write: ["author", "liaison", "SPOC", "control"],
  inbox: ["author", "SPOC", "control"],
  paper: ["author", "SPOC", "control", "admin"],
  ledger: ["author", "SPOC", "control", "admin"],
  templates: ["author", "liaison", "SPOC", "control", "admin"],
  audiences: ["author", "liaison", "SPOC", "control", "admin"],
  force: ["SPOC", "admin"],
  delivery: ["control", "admin"],
  manage: ["author", "SPOC", "control", "admin"],
};

export const may = (officer, what) => officer.roles.some((role) => ALLOWED[what].includes(role));

/** Fill in who is signed in, and leave out of the menu what this officer may not open. */
export function showOfficer() {
  const officer = kept()?.officer;
  if (!officer || !document.body.classList.contains("officer")) return;
  document.querySelector("[data-officer]").textContent = `${officer.name}, ${officer.unit.name}`;
  for (const link of document.querySelectorAll("[data-page]")) {
    if (link.dataset.page in ALLOWED && !may(officer, link.dataset.page)) link.remove();
  }
  document.querySelector("[data-sign-out]").addEventListener("click", async () => {
    const { officer: calls } = await import("/assets/api.js");
    await calls.delete("/session").catch(() => {});
    forget();
    location.assign("/sign-in.html");
  });
}
