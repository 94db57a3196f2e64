// When and how messages come, on a resident's settings page: digest, channels by priority and time of day, quiet hours.
import { find } from "/assets/dom.js";
import { day } from "/assets/format.js";

const PRIORITIES = ["urgent", "standard", "low"];
const PARTS = ["", "/evening", "/night"];
const WISHES = PRIORITIES.flatMap((priority) => PARTS.map((part) => priority + part));
const chooser = (wish) => find(`order-${wish.replace("/", "-")}`);

function drawQuiet(hours) {
  find("quiet-from").value = hours?.[0] ?? "";
  find("quiet-until").value = hours?.[1] ?? "07:00";
}

/** Show what somebody has chosen. */
export function drawTimes({ digest, order, quiet_hours: hours, urgent_wakes: wakes, discreet }) {
  for (const radio of document.getElementsByName("digest")) radio.checked = radio.value === (digest ?? "");
  for (const wish of WISHES) chooser(wish).value = order[wish]?.[0] ?? "";
  find("other-times").open = WISHES.some((wish) => wish.includes("/") && order[wish]);
  drawQuiet(hours);
  find("urgent_wakes").checked = wakes;
  find("discreet").checked = discreet;
}

/** What the form says, as PATCH /settings takes it. */
export function readTimes(data) {
  const chosen = WISHES.map((wish) => [wish, chooser(wish).value]).filter(([, channel]) => channel);
  const from = data.get("quiet-from");
  return {
    digest: data.get("digest") || null,
    order: Object.fromEntries(chosen.map(([wish, channel]) => [wish, [channel]])),
    quiet_hours: from ? [from, data.get("quiet-until")] : null,
    urgent_wakes: data.has("urgent_wakes"),
    discreet: data.has("discreet"),
  };
}

const midnight = (date, later = 0) => {
  const [year, month, on] = date.split("-").map(Number);
  return new Date(year, month - 1, on + later).toISOString();
};

/** A pause from the first day to the end of the last. */
export const holiday = (data) =>
  ({ paused_from: midnight(data.get("paused_from")), paused_until: midnight(data.get("paused_until"), 1) });

/** Whether somebody has a pause, now or to come, in a sentence. */
export function pauseOf({ paused_from: from, paused_until: until }) {
  if (!until) return "You get messages now.";
  const end = day(new Date(new Date(until) - 1));
  return from ? `Messages are paused from ${day(from)} to ${end}.` : `Messages are paused until ${day(until)}.`;
}
