#include "load/gaps.h"

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

const char *load_run_state_name(enum load_run_state state)
{
    static const char *const names[] = {"normal", "learning", "unknown", "resuming",
                                        "return_mode"};
    return names[state];
}

const char *load_return_cause_name(enum load_return_cause cause)
{
    static const char *const names[] = {"none",         "gap",    "never_ran",
                                        "injured_span", "injury", "preference"};
    return names[cause];
}

int load_return_week(day_num return_day, day_num day)
{
    if (return_day == DAY_NUM_NONE || day < return_day) {
        return 0;
    }
    int week = (day - return_day) / 7 + 1;
    return week <= LOAD_RETURN_WEEKS ? week : 0;
}

/* A reason to return, and the run that ended it. */
struct episode {
    enum load_return_cause cause;
    day_num first_run; /* DAY_NUM_NONE: open */
    int rung;
};

/* What is known so far: any open episode, else the latest return. */
struct episodes {
    const struct load_history *history;
    day_num today;
    bool is_open;
    struct episode best; /* cause none: nothing yet */
};

static void add_episode(struct episodes *all, struct episode episode)
{
    bool is_open = episode.first_run == DAY_NUM_NONE;
    bool is_first = all->best.cause == LOAD_RETURN_NO_CAUSE;
    bool is_same = !is_first && episode.first_run == all->best.first_run;
    if (is_same) {
        if (episode.rung < all->best.rung) {
            all->best = episode;
        }
        return;
    }
    bool wins =
        is_open || (!all->is_open && (is_first || episode.first_run > all->best.first_run));
    if (wins) {
        all->best = episode;
        all->is_open = is_open;
    }
}

/* The first run day from `from` to today, or DAY_NUM_NONE. */
static day_num first_run_from(const struct episodes *all, day_num from)
{
    const struct load_history *history = all->history;
    if (history->n_days == 0 || from > all->today) {
        return DAY_NUM_NONE;
    }
    day_num start = from < history->first_day ? history->first_day : from;
    day_num next = history->days[start - history->first_day].next_run_day;
    return next != DAY_NUM_NONE && next <= all->today ? next : DAY_NUM_NONE;
}

/* True when the end of an episode is so far before the history that the first run after it
 * is not seen. */
static bool is_out_of_sight(const struct load_history *history, day_num end)
{
    day_num start = history->n_days > 0 ? history->first_day : history->inputs->as_of;
    return end < start - LOAD_LONG_GAP_DAYS;
}

/* An INJURED day after `from`, up to `to`, not answered by "that was no injury". */
static bool has_injured_day(const struct load_history *history, day_num from, day_num to)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < in->n_events; i++) {
        const struct calendar_event *event = &in->events[i];
        day_num last = load__event_last_day(event);
        bool is_answered = history->preferences.no_injury_day != DAY_NUM_NONE &&
                           history->preferences.no_injury_day >= event->day;
        if (event->category == EVENT_INJURED && event->day >= DAY_NUM_MIN &&
            event->day <= to && last > from && !is_answered) {
            return true;
        }
    }
    return false;
}

/* After a gap from the run on `from` to the run on `to`, or to today. */
static int rung_after_gap(const struct load_history *history, day_num from, day_num to)
{
    bool is_long = to - from >= LOAD_LONG_GAP_DAYS;
    return is_long || has_injured_day(history, from, to) ? LOAD_RUNG_FIRST
                                                         : LOAD_RUNG_AFTER_GAP;
}

static void add_gaps(struct episodes *all, size_t i, const struct load_running *running)
{
    const struct load_history *history = all->history;
    const struct load_day *day = &history->days[i];
    bool never_ran = day->last_run_day == DAY_NUM_NONE;
    if (running->gap_days >= LOAD_RETURN_GAP_DAYS &&
        running->n_gap_unknown <= LOAD_GAP_UNKNOWN_MAX) {
        struct episode open = {
            .cause = never_ran ? LOAD_RETURN_NEVER_RAN : LOAD_RETURN_GAP,
            .first_run = DAY_NUM_NONE,
            .rung = never_ran ? LOAD_RUNG_FIRST
                              : rung_after_gap(history, day->last_run_day, all->today)};
        add_episode(all, open);
    }
    if (day->return_day != DAY_NUM_NONE) {
        bool is_first_ever = day->return_gap_from == DAY_NUM_NONE;
        struct episode closed = {
            .cause = is_first_ever ? LOAD_RETURN_NEVER_RAN : LOAD_RETURN_GAP,
            .first_run = day->return_day,
            .rung = is_first_ever
                        ? LOAD_RUNG_FIRST
                        : rung_after_gap(history, day->return_gap_from, day->return_day)};
        add_episode(all, closed);
    }
}

static void add_injured_spans(struct episodes *all)
{
    const struct load_history *history = all->history;
    for (size_t i = 0; i < history->inputs->n_events; i++) {
        const struct calendar_event *event = &history->inputs->events[i];
        if (event->category != EVENT_INJURED || event->day < DAY_NUM_MIN ||
            event->day > all->today) {
            continue;
        }
        day_num last = load__event_last_day(event);
        if (last - event->day + 1 < LOAD_INJURED_SPAN_DAYS ||
            is_out_of_sight(history, last)) {
            continue;
        }
        bool is_answered = history->preferences.no_injury_day != DAY_NUM_NONE &&
                           history->preferences.no_injury_day >= event->day;
        add_episode(all, (struct episode){.cause = LOAD_RETURN_INJURED_SPAN,
                                          .first_run = first_run_from(all, last + 1),
                                          .rung = is_answered ? LOAD_RUNG_AFTER_GAP
                                                              : LOAD_RUNG_FIRST});
    }
}

static void add_told(struct episodes *all)
{
    const struct load_preferences *told = &all->history->preferences;
    for (size_t i = 0; i < told->n_injuries; i++) {
        day_num day = told->injuries[i].day;
        if (day >= DAY_NUM_MIN && day <= all->today &&
            !is_out_of_sight(all->history, day)) {
            add_episode(all, (struct episode){.cause = LOAD_RETURN_INJURY,
                                              .first_run = first_run_from(all, day + 1),
                                              .rung = LOAD_RUNG_FIRST});
        }
    }
    if (told->return_day >= DAY_NUM_MIN && told->return_day <= all->today &&
        !is_out_of_sight(all->history, told->return_day)) {
        add_episode(all,
                    (struct episode){.cause = LOAD_RETURN_PREFERENCE,
                                     .first_run = first_run_from(all, told->return_day),
                                     .rung = LOAD_RUNG_AFTER_GAP});
    }
}

/* INJURED days that reach the last run or later, with no injury dated and no "no" said
 * since they began. */
static bool asks_injury(const struct load_history *history, day_num last_run, day_num today)
{
    const struct load_preferences *told = &history->preferences;
    for (size_t i = 0; i < history->inputs->n_events; i++) {
        const struct calendar_event *event = &history->inputs->events[i];
        day_num last = load__event_last_day(event);
        if (event->category != EVENT_INJURED || event->day < DAY_NUM_MIN ||
            event->day > today || (last_run != DAY_NUM_NONE && last < last_run)) {
            continue;
        }
        bool is_answered =
            told->no_injury_day != DAY_NUM_NONE && told->no_injury_day >= event->day;
        for (size_t k = 0; k < told->n_injuries; k++) {
            is_answered = is_answered || (told->injuries[k].day >= event->day - 7 &&
                                          told->injuries[k].day <= today);
        }
        if (!is_answered) {
            return true;
        }
    }
    return false;
}

static void set_return(struct load_running *running, const struct episodes *all)
{
    if (all->best.cause == LOAD_RETURN_NO_CAUSE) {
        return;
    }
    int week = load_return_week(all->best.first_run, all->today);
    if (!all->is_open && week == 0) {
        return;
    }
    running->return_cause = all->best.cause;
    running->entry_rung = all->best.rung;
    running->return_day = all->best.first_run;
    running->return_week = all->is_open ? 0 : week;
    running->is_return_phase = running->return_week > 0;
}

/* The state of the running itself, after return_mode is known. */
static void set_state(struct load_running *running, const struct load_day *day,
                      bool is_open, size_t n_days, day_num today)
{
    bool never_ran = day->last_run_day == DAY_NUM_NONE;
    bool is_long_gap = running->gap_days >= LOAD_RETURN_GAP_DAYS;
    running->is_gap_open = running->gap_days >= LOAD_GAP_DAYS;
    bool has_resumed = day->resume_day != DAY_NUM_NONE &&
                       today - day->resume_day < LOAD_RESUMING_DAYS &&
                       !running->is_gap_open;
    if (is_open) {
        running->state = LOAD_RUN_RETURN;
    } else if (is_long_gap) {
        running->state = LOAD_RUN_UNKNOWN; /* else its episode would be open */
    } else if (never_ran && n_days < LOAD_RETURN_GAP_DAYS) {
        running->state = LOAD_RUN_LEARNING;
    } else if (running->is_gap_open || has_resumed) {
        running->state = LOAD_RUN_RESUMING;
    }
    if (running->state == LOAD_RUN_RESUMING && has_resumed) {
        running->resumed_day = day->resume_day;
        running->resuming_until = day->resume_day + LOAD_RESUMING_DAYS - 1;
    }
    running->asks_recent_running =
        running->state == LOAD_RUN_LEARNING || running->state == LOAD_RUN_UNKNOWN;
}

static struct load_running running_unknown(void)
{
    return (struct load_running){.state = LOAD_RUN_NORMAL,
                                 .last_run_day = DAY_NUM_NONE,
                                 .resumed_day = DAY_NUM_NONE,
                                 .resuming_until = DAY_NUM_NONE,
                                 .return_day = DAY_NUM_NONE};
}

struct load_running load_running_at(const struct load_history *history, size_t i)
{
    struct load_running ret = running_unknown();
    struct load_day nothing = {.last_run_day = DAY_NUM_NONE,
                               .resume_day = DAY_NUM_NONE,
                               .return_day = DAY_NUM_NONE};
    bool is_empty = history->n_days == 0;
    const struct load_day *day = is_empty ? &nothing : &history->days[i];
    day_num today = is_empty ? history->inputs->as_of : history->first_day + (day_num)i;
    size_t n_days = is_empty ? 0 : i + 1;
    struct episodes all = {.history = history, .today = today};
    ret.last_run_day = day->last_run_day;
    ret.gap_days =
        day->last_run_day == DAY_NUM_NONE ? n_days : (size_t)(today - day->last_run_day);
    if (!is_empty) {
        ret.n_gap_unknown =
            ret.gap_days == 0 ? 0 : load_history_unknown(history, i, ret.gap_days);
        add_gaps(&all, i, &ret);
    }
    add_injured_spans(&all);
    add_told(&all);
    set_return(&ret, &all);
    set_state(&ret, day, all.is_open, n_days, today);
    ret.asks_injury = asks_injury(history, day->last_run_day, today);
    return ret;
}
