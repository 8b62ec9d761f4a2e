// Numbers, chance and dates for the sample athlete.
//
// The committed JSON must come out byte for byte the same on every Node version, so nothing
// here (or in the other modules) uses Math.exp, Math.pow, Math.log or trigonometry: the
// language leaves their last digit open. Only the operations that IEEE 754 fixes are used
// (+ - * / and Math.sqrt), integers, and no locale or time zone functions.

// ---- rounding ----

/** `value` with at most `digits` decimals; null stays null. */
export function round(value, digits = 0) {
  if (value === null) {
    return null;
  }
  let scale = 1;
  for (let i = 0; i < digits; i += 1) {
    scale *= 10;
  }
  return Math.round(value * scale) / scale;
}

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** Order by character code, the same in every locale. */
export function compareText(a, b) {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/**
 * Splits `total` into whole numbers in the proportion of `shares`; they add up to `total`
 * exactly.
 */
export function apportion(shares, total) {
  const whole = sum(shares);
  const exact = shares.map((share) => (share / whole) * total);
  const counts = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const missing = total - sum(counts);
  for (let i = 0; i < missing; i += 1) {
    counts[byRemainder[i].index] += 1;
  }
  return counts;
}

/**
 * e^x by its series on x / 1024, squared ten times: the same digits everywhere, good to
 * about 1e-12.
 */
export function exp(x) {
  const small = x / 1024;
  let term = 1;
  let total = 1;
  for (let n = 1; n <= 12; n += 1) {
    term *= small / n;
    total += term;
  }
  for (let i = 0; i < 10; i += 1) {
    total *= total;
  }
  return total;
}

/** Share of a bell-shaped (logistic) spread around `mean` that lies at or below `limit`. */
export function shareBelow(limit, mean, spread) {
  const steepness = clamp((limit - mean) / (0.5513 * spread), -40, 40);
  return 1 / (1 + exp(-steepness));
}

// ---- chance ----

/**
 * Numbers that look random and depend only on `label`, so that one changed session leaves
 * all others alone.
 */
export class Chance {
  constructor(label) {
    let hash = 0x811c9dc5; // FNV-1a
    for (let i = 0; i < label.length; i += 1) {
      hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    }
    this.state = hash >>> 0;
  }

  /** 0 (included) to 1 (excluded); mulberry32. */
  uniform() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low, high) {
    return low + (high - low) * this.uniform();
  }

  /**
   * Bell-shaped around 0 with standard deviation `spread`: twelve uniform numbers added up.
   */
  noise(spread) {
    let total = -6;
    for (let i = 0; i < 12; i += 1) {
      total += this.uniform();
    }
    return total * spread;
  }

  happens(probability) {
    return this.uniform() < probability;
  }

  whole(low, high) {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  pick(list) {
    return list[Math.floor(this.uniform() * list.length)];
  }
}

// ---- dates: a day is a whole number of days since 1970-01-01, a clock a number of seconds
// since midnight ----

const DAY_MS = 86400000;

export function dayOf(isoDate) {
  return Math.round(Date.parse(`${isoDate}T00:00:00Z`) / DAY_MS);
}

export function isoDate(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Wall clock without zone, as the service writes it: 2026-01-05T06:30:00. */
export function isoLocal(day, clock) {
  return new Date(day * DAY_MS + clock * 1000).toISOString().slice(0, 19);
}

/**
 * Hours that Zurich is ahead of UTC: summer time from the last Sunday of March to the last
 * one of October.
 */
function zurichOffsetHours(day, clock) {
  const year = Number(isoDate(day).slice(0, 4));
  const local = day * 86400 + clock;
  const begins = lastSunday(year, 3) * 86400 + 2 * 3600;
  const ends = lastSunday(year, 10) * 86400 + 3 * 3600;
  return local >= begins && local < ends ? 2 : 1;
}

/** Of a month with 31 days. 1970-01-01 was a Thursday, so day 3 was a Sunday. */
function lastSunday(year, month) {
  const last = Math.round(Date.UTC(year, month - 1, 31) / DAY_MS);
  return last - ((last - 3) % 7);
}

/** A wall clock in Zurich as UTC: 2026-01-05T05:30:00Z. */
export function isoUtc(day, clock) {
  return `${isoLocal(day, clock - zurichOffsetHours(day, clock) * 3600)}Z`;
}

/** The other way in which the service writes UTC: 2026-01-05T05:30:00.000+00:00. */
export function isoStamp(day, clock) {
  return isoUtc(day, clock).replace("Z", ".000+00:00");
}
