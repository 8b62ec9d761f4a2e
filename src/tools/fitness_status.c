#include "tools/tool.h"

#include <math.h>

#include "load/fitness.h"
#include "load/planned_run.h"
#include "load/status.h"
#include "tools/answer.h"
#include "tools/check.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { DEFAULT_HORIZON_DAYS = 7 };

/* A difference of the recomputed CTL that rounding does not explain. */
static const double CHECK_LIMIT = 0.5;

struct rendering {
    struct tool_ctx *ctx;
    struct answer *answer;
    const struct engine *engine;
    const struct load_fitness *fitness;
    const struct load_status *status;
};

/* The service's line where it has one of the basis day, else ours. */
static bool is_service_current(const struct load_fitness *fitness)
{
    return fitness->service_day != DAY_NUM_NONE &&
           fitness->service_day >= fitness->basis_day;
}

static double ctl_now(const struct load_fitness *fitness)
{
    return is_service_current(fitness) ? fitness->service.ctl : fitness->computed.ctl;
}

static double atl_now(const struct load_fitness *fitness)
{
    return is_service_current(fitness) ? fitness->service.atl : fitness->computed.atl;
}

static double ramp_now(const struct load_fitness *fitness)
{
    return is_service_current(fitness) && isfinite(fitness->service.ramp_7d)
               ? fitness->service.ramp_7d
               : fitness->computed.ramp_7d;
}

/* The limb lines at the end of the basis day, so that engine and chassis are of one day. */
static struct load_lines limbs_now(const struct rendering *to)
{
    const struct load_history *history = to->status->history;
    size_t i = 0;
    if (!load_history_index(history, to->fitness->basis_day, &i)) {
        return to->status->lines;
    }
    return load_lines_at(history->fitness, history->fatigue, i);
}

static void service_write(const struct rendering *to)
{
    const struct load_fitness *fitness = to->fitness;
    struct arena *arena = to->ctx->arena;
    json_t *service = json_object();
    json_t *check = json_object();
    set_day(service, "day", fitness->service_day);
    set_number(service, "ctl", fitness->service.ctl, 1);
    set_number(service, "atl", fitness->service.atl, 1);
    set_number(service, "form", fitness->service.ctl - fitness->service.atl, 1);
    set_number(service, "ctl_28d_before", fitness->service.ctl_28_days_before, 1);
    set_number(service, "ramp_per_week", fitness->service.ramp_7d, 1);
    set_number(check, "recomputed_minus_service_ctl", fitness->check_ctl, 1);
    set_number(check, "recomputed_minus_service_atl", fitness->check_atl, 1);
    answer_set(to->answer, "service", service);
    answer_set(to->answer, "check", check);
    if (fitness->service_day != DAY_NUM_NONE) {
        answer_line(to->answer,
                    "Intervals.icu, end of %s: CTL %s (28 days before %s), ATL %s, form "
                    "%s; CTL ramp "
                    "%s a week.",
                    quote_day(arena, fitness->service_day),
                    quote_number(arena, fitness->service.ctl, 1),
                    quote_number(arena, fitness->service.ctl_28_days_before, 1),
                    quote_number(arena, fitness->service.atl, 1),
                    quote_number(arena, fitness->service.ctl - fitness->service.atl, 1),
                    quote_number(arena, fitness->service.ramp_7d, 1));
    }
    if (isfinite(fitness->check_ctl)) {
        answer_line(to->answer,
                    "Recomputed from activities minus Intervals.icu: CTL %s, ATL %s%s.",
                    quote_number(arena, fitness->check_ctl, 1),
                    quote_number(arena, fitness->check_atl, 1),
                    fabs(fitness->check_ctl) > CHECK_LIMIT
                        ? ": loads were edited, unreadable, or weighted otherwise"
                        : "");
    }
}

static void parts_write(const struct rendering *to)
{
    static const char *const columns[] = {"part",           "ctl",          "atl", "form",
                                          "ctl_28d_before", "ramp_per_week"};
    struct arena *arena = to->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    answer_line(to->answer,
                "Of it (computed) part, CTL, ATL, form, CTL 28 days before, ramp a week:");
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        const struct load_fitness_value *part = &to->fitness->parts[i];
        const char *name = load_fitness_part_name((enum load_fitness_part)i);
        json_t *row = json_array();
        row_add(row, json_string(name));
        row_add(row, json_number_or_null(part->ctl, 1));
        row_add(row, json_number_or_null(part->atl, 1));
        row_add(row, json_number_or_null(part->ctl - part->atl, 1));
        row_add(row, json_number_or_null(part->ctl_28_days_before, 1));
        row_add(row, json_number_or_null(part->ramp_7d, 1));
        answer_row(table, row);
        answer_line(to->answer, "%s, %s, %s, %s, %s, %s", name,
                    quote_number(arena, part->ctl, 1), quote_number(arena, part->atl, 1),
                    quote_number(arena, part->ctl - part->atl, 1),
                    quote_number(arena, part->ctl_28_days_before, 1),
                    quote_number(arena, part->ramp_7d, 1));
    }
    answer_set(to->answer, "parts", table);
}

static double change_pct(double now, double before)
{
    return before > 0 ? 100 * (now - before) / before : (double)NAN;
}

/* LL Fitness 28 days before the basis day, NAN when the history is shorter. */
static double limb_before(const struct rendering *to)
{
    const struct load_history *history = to->status->history;
    size_t i = 0;
    bool has_day = load_history_index(history, to->fitness->basis_day, &i);
    return has_day && i >= 28 ? history->fitness[i - 28] : (double)NAN;
}

static void comparison_write(const struct rendering *to)
{
    const struct load_lines lines = limbs_now(to);
    const struct load_fitness *fitness = to->fitness;
    struct arena *arena = to->ctx->arena;
    double before =
        is_service_current(fitness) && isfinite(fitness->service.ctl_28_days_before)
            ? fitness->service.ctl_28_days_before
            : fitness->computed.ctl_28_days_before;
    double engine_pct = change_pct(ctl_now(fitness), before);
    double chassis_pct = change_pct(lines.fitness, limb_before(to));
    double run_share = 100 * fitness->parts[LOAD_PART_RUN].ctl / fitness->computed.ctl;
    json_t *object = json_object();
    set_day(object, "day", fitness->basis_day);
    set_number(object, "ctl", ctl_now(fitness), 1);
    set_number(object, "ll_fitness", lines.fitness, 1);
    set_number(object, "ctl_change_28d_pct", engine_pct, 0);
    set_number(object, "ll_fitness_change_28d_pct", chassis_pct, 0);
    set_number(object, "ctl_ramp_per_week", ramp_now(fitness), 1);
    set_number(object, "ll_fitness_ramp_per_week", lines.ramp_7d, 1);
    set_number(object, "run_share_of_ctl_pct", run_share, 0);
    answer_set(to->answer, "engine_and_chassis", object);
    answer_line(
        to->answer,
        "Engine against chassis, end of %s: CTL %s, LL Fitness %s; change over 28 days %s "
        "%% "
        "and %s %%; ramp %s and %s a week. Running makes %s %% of CTL; hours on the bike "
        "do "
        "not prepare tendon and bone.",
        quote_day(arena, fitness->basis_day), quote_number(arena, ctl_now(fitness), 1),
        quote_number(arena, lines.fitness, 1), quote_number(arena, engine_pct, 0),
        quote_number(arena, chassis_pct, 0), quote_number(arena, ramp_now(fitness), 1),
        quote_number(arena, lines.ramp_7d, 1), quote_number(arena, run_share, 0));
}

/* One projected day in the text half, in the order of the columns. */
static void projection_line(const struct rendering *to, const struct load_fitness_day *day,
                            const struct load_projected_day *limb)
{
    struct arena *arena = to->ctx->arena;
    answer_line(to->answer, "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s",
                quote_day(arena, day->day), day->is_planned ? "planned" : "actual",
                quote_number(arena, day->load, 0), quote_number(arena, day->ctl, 1),
                quote_number(arena, day->atl, 1),
                quote_number(arena, day->ctl - day->atl, 1),
                quote_number(arena, limb->llss, 1), quote_number(arena, limb->fitness, 1),
                quote_number(arena, limb->fatigue, 1), quote_number(arena, limb->form, 1));
}

static void projection_write(const struct rendering *to)
{
    static const char *const columns[] = {
        "day",  "kind", "training_load", "ctl",        "atl",
        "form", "llss", "ll_fitness",    "ll_fatigue", "ll_form"};
    const struct load_projection *limbs = &to->status->projection;
    const struct load_fitness *fitness = to->fitness;
    struct arena *arena = to->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    if (limbs->n_days > 0) {
        answer_line(to->answer,
                    "Projection day, kind, load, CTL, ATL, form, LLSS, LL Fitness, LL "
                    "Fatigue, LL Form:");
    }
    for (size_t i = 0; i < fitness->n_days && i < limbs->n_days; i++) {
        const struct load_fitness_day *day = &fitness->days[i];
        const struct load_projected_day *limb = &limbs->days[i];
        json_t *row = json_array();
        row_add(row, json_day_or_null(day->day));
        row_add(row, json_string(day->is_planned ? "planned" : "actual"));
        row_add(row, json_number_or_null(day->load, 0));
        row_add(row, json_number_or_null(day->ctl, 1));
        row_add(row, json_number_or_null(day->atl, 1));
        row_add(row, json_number_or_null(day->ctl - day->atl, 1));
        row_add(row, json_number_or_null(limb->llss, 1));
        row_add(row, json_number_or_null(limb->fitness, 1));
        row_add(row, json_number_or_null(limb->fatigue, 1));
        row_add(row, json_number_or_null(limb->form, 1));
        answer_row(table, row);
        projection_line(to, day, limb);
    }
    answer_set(to->answer, "projection", table);
    if (fitness->n_days > 1 && limbs->n_days == fitness->n_days) {
        const struct load_fitness_day *day = &fitness->days[fitness->n_days - 1];
        const struct load_projected_day *limb = &limbs->days[limbs->n_days - 1];
        answer_line(
            to->answer,
            "If done as planned, by %s: CTL %s, form %s; LL Fitness %s, LL Form %s %%.",
            quote_day(arena, day->day), quote_number(arena, day->ctl, 1),
            quote_number(arena, day->ctl - day->atl, 1),
            quote_number(arena, limb->fitness, 1), quote_number(arena, limb->form_pct, 0));
    }
}

/* The service's row of a day, NULL when it has none. */
static const struct wellness_day *wellness_of(const struct data_wellness *wellness,
                                              day_num day)
{
    size_t low = 0;
    size_t high = wellness->n_items;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (wellness->items[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < wellness->n_items && wellness->items[low].day == day
               ? &wellness->items[low]
               : NULL;
}

static void series_write(const struct rendering *to)
{
    static const char *const columns[] = {"day", "ctl", "atl", "ll_fitness", "ll_fatigue"};
    const struct load_status *status = to->status;
    if (status->n_series == 0) {
        answer_set(to->answer, "series", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    struct arena *arena = to->ctx->arena;
    for (size_t i = 0; i < status->n_series; i++) {
        const struct load_series_day *day = &status->series[i];
        const struct wellness_day *row_of_day =
            wellness_of(&to->engine->wellness, day->day);
        double ctl = row_of_day != NULL ? row_of_day->ctl : (double)NAN;
        double atl = row_of_day != NULL ? row_of_day->atl : (double)NAN;
        json_t *row = json_array();
        row_add(row, json_day_or_null(day->day));
        row_add(row, json_number_or_null(ctl, 1));
        row_add(row, json_number_or_null(atl, 1));
        row_add(row, json_number_or_null(day->fitness, 1));
        row_add(row, json_number_or_null(day->fatigue, 1));
        answer_row(table, row);
        answer_line(to->answer, "%s CTL %s ATL %s, LL Fitness %s LL Fatigue %s",
                    quote_day(arena, day->day), quote_number(arena, ctl, 1),
                    quote_number(arena, atl, 1), quote_number(arena, day->fitness, 1),
                    quote_number(arena, day->fatigue, 1));
    }
    answer_set(to->answer, "series", table);
}

static void missing_write(const struct rendering *to)
{
    const struct load_fitness *fitness = to->fitness;
    if (!fitness->is_seeded_by_service) {
        answer_missing(
            to->answer, "service", 1,
            to->engine->has_wellness ? MISSING_NO_DATA : MISSING_UPSTREAM_FAILED,
            "Intervals.icu's own CTL and ATL are not known; lines start at 0 and "
            "are too low");
    } else if (!is_service_current(fitness)) {
        answer_missing(
            to->answer, "service", 1, MISSING_NO_DATA,
            "its last day lies before the day shown: CTL and ATL are recomputed");
    }
    if (fitness->n_unreadable > 0) {
        answer_missing(to->answer, "activities", fitness->n_unreadable,
                       MISSING_UNREADABLE_STRAVA,
                       "parts by sport and limb lines lack them");
    }
    if (fitness->n_planned_without_load > 0) {
        answer_missing(to->answer, "projection.training_load",
                       fitness->n_planned_without_load, MISSING_NO_DATA,
                       "planned sessions without a load add 0 to CTL and ATL");
    }
    size_t n_left = load_planned_left_today(to->status->history);
    if (n_left > 0 && fitness->n_days > 1) {
        answer_missing(
            to->answer, "projection.today", n_left, MISSING_NOT_RECORDED,
            "planned for today, not seen done: not counted, as today has an activity");
    }
    if (to->status->projection.n_missing > 0) {
        answer_missing(to->answer, "projection.llss", to->status->projection.n_missing,
                       MISSING_NO_DATA,
                       "planned sessions without a duration add 0 to the legs");
    }
    if (!to->engine->has_events) {
        answer_missing(to->answer, "projection", 1, MISSING_UPSTREAM_FAILED,
                       "planned sessions unseen: the projection shows rest");
    }
}

static void summary_write(const struct rendering *to)
{
    const struct load_fitness *fitness = to->fitness;
    const struct load_lines lines = limbs_now(to);
    struct arena *arena = to->ctx->arena;
    answer_summary(
        to->answer,
        "End of %s. Engine: CTL %s, form %s, ramp %s a week. Chassis: LL Fitness %s, "
        "LL Form %s %%, ramp %s a week.",
        quote_day(arena, fitness->basis_day), quote_number(arena, ctl_now(fitness), 1),
        quote_number(arena, ctl_now(fitness) - atl_now(fitness), 1),
        quote_number(arena, ramp_now(fitness), 1), quote_number(arena, lines.fitness, 1),
        quote_number(arena, lines.form_pct, 0), quote_number(arena, lines.ramp_7d, 1));
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct data_athlete athlete;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    size_t n_series = (size_t)json_get_integer(ctx->args, "days", 0);
    outcome =
        engine_read(ctx, engine_series_window(athlete.today, n_series), true, &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    engine.inputs.n_horizon_days =
        (size_t)json_get_integer(ctx->args, "horizon_days", DEFAULT_HORIZON_DAYS);
    const struct load_status *status = engine_status(ctx, &engine, n_series);
    struct load_inputs recent = engine_recent_inputs(&engine);
    struct load_fitness fitness;
    load_fitness_compute(
        &recent, arena_alloc(ctx->arena, load_fitness_scratch_bytes(&recent), 1), &fitness);
    struct rendering to = {.ctx = ctx,
                           .answer = answer,
                           .engine = &engine,
                           .fitness = &fitness,
                           .status = status};
    summary_write(&to);
    service_write(&to);
    parts_write(&to);
    comparison_write(&to);
    projection_write(&to);
    series_write(&to);
    missing_write(&to);
    return TOOL_DONE;
}

const struct tool tool_fitness_status = {.name = "fitness_status", .run = run};
