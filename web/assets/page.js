// What every page does: GOV.UK components, leaving in a hurry, and the officer's name and menu.
import { initAll } from "/vendor/govuk/govuk-frontend.min.js";
import { watchForExit } from "/assets/exit.js";
import { showOfficer } from "/assets/session.js";

initAll();
watchForExit();
showOfficer();
