// Delivery, for those who look after it: providers, what is stuck, and what failed for good.
import { show } from "/assets/errors.js";
import { letters } from "/assets/letters.js";
import { providers } from "/assets/providers.js";
import { requireOfficer } from "/assets/session.js";
import { stuck } from "/assets/stuck.js";

if (requireOfficer()) Promise.all([providers(), stuck(), letters()]).catch(show);
