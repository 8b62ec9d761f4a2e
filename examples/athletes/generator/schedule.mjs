// From the training story (one table cell per day) to a list of sessions with day, clock
// and plan. The legend of the table stands in generate.mjs.

import { KINDS } from "./kinds.mjs";
import { Chance } from "./maths.mjs";

const FLAGS = ["nopower", "nohr", "dup"];
const PLANNED_GROUPS = ["ride", "run", "strength"];

const at = (hour, minute) => hour * 3600 + minute * 60;
const COMMUTE_CLOCKS = [at(7, 25), at(17, 20)];
const WEEKDAY_CLOCKS = [at(6, 30), at(18, 15)];
const WEEKEND_CLOCKS = [at(8, 30), at(10, 30)];
const AFTER_WORK = at(17, 45);
const AFTERNOON_OFF = at(16, 30); // for what takes longer than an evening

/** Rows "week phase | Mon | .. | Sun" as {week, days}; lines with # are comments. */
export function readTable(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => !line.trim().startsWith("#")).map((line) => {
    const [head, ...days] = line.split("|").map((cell) => cell.trim());
    const week = Number.parseInt(head, 10);
    if (!(week > 0) || days.length !== 7) {
      throw new Error(`"${line}" is no week: it needs a number, a phase and seven days.`);
    }
    return { week, days };
  });
}

/** "lr:8.6#nohr" -> {code, kind, amount, flags}. */
function parsePart(text) {
  const [body, ...flags] = text.split("#");
  const [code, amountText] = body.split(":");
  const amount = Number(amountText);
  if (!KINDS[code] || !(amount > 0) || flags.some((flag) => !FLAGS.includes(flag))) {
    throw new Error(`"${text}" is no session; see the legend and generator/kinds.mjs.`);
  }
  return { code, kind: KINDS[code], amount, flags };
}

/** "end:120>vend:60" -> {plan, done}; without ">" both are the same; `~` has no plan. */
function parseToken(token) {
  const isUnplanned = token.endsWith("~");
  const [first, second] = token.replace("~", "").split(">");
  const asked = parsePart(first);
  let done = asked;
  if (second !== undefined) {
    done = second === "-" ? null : parsePart(second);
  }
  const canBePlanned = PLANNED_GROUPS.includes(asked.kind.group) && !asked.kind.commute;
  return { asked, plan: isUnplanned || !canBePlanned ? null : asked, done };
}

/** The usual clock of a day's `index`-th session of `count` (commutes apart). */
function usualClock(asked, index, count, isWeekend) {
  if (isWeekend) {
    return WEEKEND_CLOCKS[index];
  }
  if (count > 1) {
    return WEEKDAY_CLOCKS[index];
  }
  if (asked.kind.group === "run") {
    return WEEKDAY_CLOCKS[0];
  }
  return asked.amount > 100 ? AFTERNOON_OFF : AFTER_WORK;
}

function daySessions(week, weekday, text) {
  const tokens = text.split(" ").filter((token) => token !== "").map(parseToken);
  const commutes = tokens.filter(({ asked }) => asked.kind.commute);
  const others = tokens.filter(({ asked }) => !asked.kind.commute);
  return tokens.map((token, index) => {
    const { asked, plan, done } = token;
    const usual = asked.kind.commute
      ? COMMUTE_CLOCKS[commutes.indexOf(token)]
      : usualClock(asked, others.indexOf(token), others.length, weekday >= 5);
    return {
      week,
      weekday,
      label: `week ${week} day ${weekday} session ${index} ${(done ?? asked).code}`,
      plan,
      done,
      usual,
      planClock: others.length > 1 ? usual : null,
    };
  });
}

/**
 * All sessions of `weeks` in order. `day` is a day number, `clock` the start of what was
 * done, `planClock` that of the plan (null: the plan names the day only). Before
 * `firstPlannedWeek` the calendar held no plans.
 */
export function scheduleOf(weeks, mondayOf, firstPlannedWeek) {
  const sessions = weeks.flatMap(({ week, days }) =>
    days.flatMap((text, weekday) => daySessions(week, weekday, text)),
  );
  for (const session of sessions) {
    session.day = mondayOf(session.week) + session.weekday;
    session.clock = session.usual + new Chance(`start ${session.label}`).whole(-360, 420);
    if (session.week < firstPlannedWeek) {
      session.plan = null;
    }
  }
  return sessions.sort((a, b) => a.day - b.day || a.clock - b.clock);
}
