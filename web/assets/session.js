// The officer's session: kept for this tab only, gone when the tab closes.
const KEY = "watchword.session";

function kept() {
  const session = JSON.parse(sessionStorage.getItem(KEY) || "null");
  return session && session.ends > Date.now() ? session : null;
}

/** Remember what POST /session answered. */
export function keep({ access_token, expires_in, officer }) {
  sessionStorage.setItem(KEY, JSON.stringify({ token: access_token, officer, ends: Date.now() + expires_in * 1000 }));
}

export const forget = () => sessionStorage.removeItem(KEY);
export const authorization = () => kept()?.token;

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

export const hasRole = (officer, ...roles) =>
  officer.roles.some((role) => roles.some((wanted) => wanted.toLowerCase() === role.toLowerCase()));

/** A volunteer sees counts only: no names, no ledger, no inbox (the server refuses them as well). */
export const seesPeople = (officer) => hasRole(officer, "author", "SPOC", "control", "analyst", "admin");

/** Fill in who is signed in, and leave out of the menu what this officer may not open. */
export function showOfficer() {
  const officer = kept()?.officer;
  if (!officer || !document.body.classList.contains("officer")) return;
  document.querySelector("[data-officer]").textContent = `${officer.name}, ${officer.unit.name || officer.unit}`;
  if (!seesPeople(officer)) {
    for (const page of ["inbox", "paper"]) document.querySelector(`[data-page=${page}]`)?.remove();
  }
  document.querySelector("[data-sign-out]").addEventListener("click", async () => {
    const { officer: calls } = await import("/assets/api.js");
    await calls.delete("/session").catch(() => {});
    forget();
    location.assign("/sign-in.html");
  });
}
