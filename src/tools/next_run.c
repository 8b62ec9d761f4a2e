#include "tools/next_run.h"

#include <math.h>

#include "load/constants.h"
#include "plan/facts.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "base/banned.h"

/* The limit is an upper bound: rounded down, so that quoting it never exceeds it. */
static double floor_to_tenth(double value)
{
    return floor(value * 10 + 1e-9) / 10;
}

const char *next_run_limit_words(struct arena *arena, double max_km, double max_min)
{
    const char *km = isfinite(max_km)
                         ? arena_printf(arena, "at most %.1f km", floor_to_tenth(max_km))
                         : "";
    const char *min = isfinite(max_min)
                          ? arena_printf(arena, "at most %.0f min", floor(max_min + 1e-9))
                          : "";
    return arena_printf(arena, "%s%s%s", km, km[0] != '\0' && min[0] != '\0' ? " and " : "",
                        min);
}

bool next_run_is_open(const struct load_status *status)
{
    return status->check.level != LOAD_LEVEL_STOP && status->check.level != LOAD_LEVEL_HOLD;
}

/* "22.0 km", "50 min", or "a run" of unknown length. */
static const char *planned_words(struct arena *arena,
                                 const struct load_planned_run *planned)
{
    if (isfinite(planned->km) && !planned->is_km_estimated) {
        return arena_printf(arena, "%s km", quote_number(arena, planned->km, 1));
    }
    if (isfinite(planned->km)) {
        return arena_printf(arena, "%s min (about %s km)",
                            quote_number(arena, planned->minutes, 0),
                            quote_number(arena, planned->km, 1));
    }
    return isfinite(planned->minutes)
               ? arena_printf(arena, "%s min", quote_number(arena, planned->minutes, 0))
               : "a run of unknown length";
}

/* The planned run against the limit: what the calendar asks for and the rule does not give.
 */
static json_t *planned_object(struct arena *arena, struct answer *answer,
                              const struct load_status *status,
                              const struct load_planned_run *planned)
{
    bool is_open = next_run_is_open(status);
    if (planned->day == DAY_NUM_NONE) {
        return json_null();
    }
    bool is_known = planned->is_judged || !is_open;
    double llss =
        plan_event_llss(planned->event, &status->history->sports, status->mass.factor);
    json_t *object = json_object();
    set_day(object, "day", planned->day);
    set_number(object, "km", planned->km, 1);
    (void)json_object_set_new(object, "km_estimated",
                              json_boolean(planned->is_km_estimated));
    set_number(object, "min", planned->minutes, 0);
    set_number(object, "llss", llss, 1);
    set_number(object, "ratio_to_longest", planned->ratio, 2);
    (void)json_object_set_new(object, "above_limit",
                              is_known ? json_boolean(!is_open || planned->is_above)
                                       : json_null());
    const char *ratio = isfinite(planned->ratio)
                            ? arena_printf(arena, ", %s x the longest of the last 30 days",
                                           quote_number(arena, planned->ratio, 2))
                            : "";
    answer_line(answer, "Planned %s: %s%s: %s%s.", quote_day(arena, planned->day),
                planned_words(arena, planned), ratio,
                !is_open              ? "off until the load check allows a run"
                : !planned->is_judged ? "it cannot be compared with the limit"
                : planned->is_above   ? "above the limit: shorten it"
                                      : "inside the limit",
                isfinite(llss)
                    ? arena_printf(arena, " (LLSS %s)", quote_number(arena, llss, 0))
                    : "");
    return object;
}

/* "rule longest_30_days; longest of the last 30 days 8.4 km", or the ladder's rung. */
static const char *limit_words(struct arena *arena, const struct load_next_run *next)
{
    const struct load_rung *rung = load_rung(next->ladder_rung);
    const char *name = load_limit_rule_name(next->rule);
    if (next->rule == LOAD_LIMIT_LADDER && rung != NULL && rung->walk_min > 0) {
        return arena_printf(
            arena,
            "rule %s, rung %d of %d: %.0f min run and %.0f min walk, %d times, "
            "every other day, flat and easy",
            name, next->ladder_rung, LOAD_N_RUNGS, rung->run_min, rung->walk_min,
            rung->n_repeats);
    }
    if (!isfinite(next->longest_km)) {
        return arena_printf(arena, "rule %s; no run with a distance in the last 30 days",
                            name);
    }
    return arena_printf(arena, "rule %s; longest of the last 30 days %s km", name,
                        quote_number(arena, next->longest_km, 1));
}

void next_run_write(struct arena *arena, struct answer *answer,
                    const struct load_status *status,
                    const struct load_planned_run *planned)
{
    const struct load_next_run *next = &status->next_run;
    if (next->rule == LOAD_LIMIT_NONE) {
        answer_set(answer, "next_run_limit", json_null());
        answer_line(answer, "Next-run limit: unknown (no distances or times to go by).");
        return;
    }
    if (!next_run_is_open(status)) {
        json_t *none = json_object();
        set_number(none, "max_km", 0, 1);
        set_number(none, "max_min", 0, 0);
        set_text(none, "rule", load_level_name(status->check.level));
        set_text(none, "min_rule", NULL);
        set_number(none, "longest_30d_km", next->longest_km, 1);
        set_day(none, "longest_30d_day", next->longest_day);
        answer_line(answer,
                    "Next run: none, until the load check is neither stop nor hold.");
        (void)json_object_set_new(none, "planned",
                                  planned_object(arena, answer, status, planned));
        answer_set(answer, "next_run_limit", none);
        return;
    }
    double max_km = floor_to_tenth(next->max_km);
    double max_min = floor(next->max_min + 1e-9);
    json_t *object = json_object();
    set_number(object, "max_km", max_km, 1);
    set_number(object, "max_min", max_min, 0);
    set_text(object, "rule", load_limit_rule_name(next->rule));
    set_text(object, "min_rule",
             isfinite(max_min) ? load_limit_rule_name(next->min_rule) : NULL);
    set_number(object, "longest_30d_km", next->longest_km, 1);
    set_day(object, "longest_30d_day", next->longest_day);
    answer_line(answer, "Next run %s (%s).%s An upper bound, not a promise of safety.",
                next_run_limit_words(arena, next->max_km, next->max_min),
                limit_words(arena, next),
                next->is_incomplete ? " Some of these days could not be read." : "");
    (void)json_object_set_new(object, "planned",
                              planned_object(arena, answer, status, planned));
    answer_set(answer, "next_run_limit", object);
}

const char *next_run_words(struct arena *arena, const struct load_status *status,
                           const struct load_planned_run *planned)
{
    const struct load_next_run *next = &status->next_run;
    const char *limit = "";
    const char *above = "";
    if (!next_run_is_open(status)) {
        return "";
    }
    if (isfinite(next->max_km)) {
        limit =
            arena_printf(arena, "; next run at most %.1f km", floor_to_tenth(next->max_km));
    } else if (isfinite(next->max_min)) {
        limit =
            arena_printf(arena, "; next run at most %.0f min", floor(next->max_min + 1e-9));
    }
    if (planned->is_judged && planned->is_above) {
        above = arena_printf(arena, ": the %s planned for %s %s above it",
                             planned_words(arena, planned), quote_day(arena, planned->day),
                             isfinite(planned->km) ? "are" : "is");
    }
    return arena_printf(arena, "%s%s", limit, above);
}
