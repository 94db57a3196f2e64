// Delivery, for those who look after it: what failed for good, explained, and sent back.
import { show } from "/assets/errors.js";
import { letters } from "/assets/letters.js";
import { requireOfficer } from "/assets/session.js";

if (requireOfficer()) letters().catch(show);
