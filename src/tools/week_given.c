#include "tools/week_given.h"

#include <math.h>
#include <string.h>

#include "plan/constants.h"
#include "plan/infer.h"
#include "plan/prescribe.h"
#include "plan/structure.h"
#include "tools/planning.h"
#include "tools/slots.h"

#include "base/banned.h"

enum { NOON_MIN = 12 * 60, PERCENT = 100 };

static bool sport_read(const json_t *row, enum sport *ret, struct err *err)
{
    const char *name = json_get_text(row, "sport");
    *ret = sport_from_name(name);
    return *ret != SPORT_UNKNOWN ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "Use the service's names: Run, Ride, WeightTraining, Swim, Yoga, Other.",
                   "sport \"%.40s\" is not known", name == NULL ? "" : name);
}

static bool kind_read(const json_t *row, struct plan_given *ret, struct err *err)
{
    const char *name = json_get_text(row, "kind");
    if (name == NULL) {
        return true;
    }
    ret->has_kind = plan_kind_from_name(name, &ret->kind);
    if (!ret->has_kind) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave kind out: it is inferred from sport, name and intensity.",
                       "kind \"%.40s\" is not known", name);
    }
    const struct plan_kind_info *info = plan_kind_info(ret->kind);
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    bool is_ride = (info->marks & PLAN_MARK_RIDE) != 0;
    bool is_strength = info->sport == SPORT_WEIGHT_TRAINING;
    bool fits =
        ret->kind == PLAN_RACE || /* a run that is called mobility would escape its rules */
        (is_run == sport_is_run(ret->sport) && is_ride == sport_is_ride(ret->sport) &&
         is_strength == (ret->sport == SPORT_WEIGHT_TRAINING));
    return fits || err_set(err, ERR_BAD_ARGUMENT, "Give the sport that the kind is of.",
                           "kind %s is no %s", name, sport_name(ret->sport));
}

/* A run that nobody runs is a slip of the pen, and its minutes would hide its km. */
static bool is_speed_plausible(const struct plan_given *given, struct err *err)
{
    double speed_m_per_s = given->km * 1000 / (given->minutes * 60);
    return !sport_is_run(given->sport) || !(speed_m_per_s > LOAD_RUN_SPEED_MAX) ||
           err_set(err, ERR_BAD_ARGUMENT, "Correct minutes or km, or leave km out.",
                   "%g km in %g min is faster than anyone runs", given->km, given->minutes);
}

static bool is_sport_honest(const struct plan_given *given, struct err *err)
{
    return !plan_given_hides_run(given) ||
           err_set(
               err, ERR_BAD_ARGUMENT,
               "Give sport Run (kind run_ladder for walk-run); leave the word out of the "
               "name when nobody runs.",
               "\"%.60s\" is called a run, not %s", given->name, sport_name(given->sport));
}

static bool given_read(const json_t *row, struct plan_given *ret, struct err *err)
{
    enum sport sport = SPORT_OTHER;
    if (!sport_read(row, &sport, err)) {
        return false;
    }
    plan_given_init(ret, sport, json_get_number(row, "minutes"));
    ret->km = json_get_number(row, "km");
    ret->name = json_get_text(row, "name");
    ret->text = json_get_text(row, "text");
    ret->intensity = json_get_number(row, "intensity_pct") / PERCENT;
    ret->rpe = json_get_number(row, "rpe");
    ret->is_race = json_get_bool(row, "race", false);
    return is_speed_plausible(ret, err) && kind_read(row, ret, err) &&
           is_sport_honest(ret, err);
}

/* Where the last session that was put into the slot ends; the slot's start when none. */
static int slot_free_from(const struct week_given *week, int day, int slot)
{
    const struct plan_input *input = week->input;
    const struct plan_slot *open = &input->available[day].slots[slot];
    int from = slot == 0 ? PLAN_AM_START_MIN : PLAN_PM_START_MIN;
    from = open->minutes > 0 ? open->start_min : from;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *other = &week->sessions[i];
        int end = plan_end(other) - day * PLAN_DAY_MIN;
        if (other->day == day && other->slot == slot && end > from) {
            from = end;
        }
    }
    return from;
}

static int n_on_day(const struct week_given *week, int day)
{
    int n_sessions = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        n_sessions += week->sessions[i].day == day && !week->sessions[i].is_done ? 1 : 0;
    }
    return n_sessions;
}

/* A session without a clock: the slot it names, else am for the first of a day and pm for
 * the next, each after what stands there and, today, after now; a brick right after the
 * last of the day. */
static bool start_find(const struct week_given *week, const json_t *row, int day,
                       bool is_brick, struct plan_session *ret, struct err *err)
{
    const char *clock = json_get_text(row, "start");
    const char *slot = json_get_text(row, "slot");
    ret->day = day;
    if (clock != NULL) {
        ret->start_min = slots_clock(clock);
        ret->slot = ret->start_min < NOON_MIN ? 0 : 1;
        return ret->start_min >= 0 ||
               err_set(err, ERR_BAD_ARGUMENT, "Write it as \"06:30\".",
                       "start \"%.20s\" is no clock time", clock);
    }
    const struct plan_input *input = week->input;
    bool is_today = day == input->today;
    bool is_later = n_on_day(week, day) > 0 || (is_today && input->now_min >= NOON_MIN);
    ret->slot = slot != NULL ? (strcmp(slot, "pm") == 0 ? 1 : 0) : (is_later ? 1 : 0);
    if (slot == NULL && is_brick && n_on_day(week, day) > 0) {
        ret->slot = week->sessions[week->n_sessions - 1].slot;
    }
    ret->start_min = slot_free_from(week, day, ret->slot);
    if (is_today && slot == NULL && ret->start_min < input->now_min) {
        ret->start_min = (input->now_min + 4) / 5 * 5;
    }
    return ret->start_min < PLAN_DAY_MIN ||
           err_set(err, ERR_BAD_ARGUMENT, "Move one to another day.",
                   "the sessions of %.20s do not fit into the day",
                   json_get_text(row, "day"));
}

/* "told run_easy; intervals or repeats: counted as run_vo2". */
static const char *harder_words(struct arena *arena, const struct plan_given *given,
                                const struct plan_inferred *inferred)
{
    return arena_printf(arena, "told %s; %s: counted as %s",
                        plan_kind_info(given->kind)->name, inferred->reason,
                        plan_kind_info(inferred->kind)->name);
}

/* Where a told race is to stand: on the race of that day which the data holds, at its clock
 * unless another is told; else at the end. */
static struct plan_session *place_of(struct week_given *week, const json_t *row,
                                     const struct plan_session *session,
                                     struct plan_session *place)
{
    for (size_t i = 0; session->kind == PLAN_RACE && i < week->n_sessions; i++) {
        struct plan_session *known = &week->sessions[i];
        if (known->kind == PLAN_RACE && !known->is_done && !week->is_told[i] &&
            known->day == place->day) {
            place->start_min =
                json_get_text(row, "start") == NULL ? known->start_min : place->start_min;
            place->slot = place->start_min < NOON_MIN ? 0 : 1;
            return known;
        }
    }
    return &week->sessions[week->n_sessions++];
}

static bool is_to_come(const struct plan_input *input, const json_t *row,
                       const struct plan_session *place, struct err *err)
{
    bool is_past = input->today > place->day ||
                   (input->today == place->day && place->start_min < input->now_min);
    return !is_past ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "When it is done leave it out: it is read from the data (refresh when "
                   "it is not there yet). When it is still to be done give a later start.",
                   "the session of %.20s %02d:%02d lies in the past",
                   json_get_text(row, "day"), place->start_min / 60, place->start_min % 60);
}

/* What the text writes out beside what is told: the harder counts, and the longer. */
static void text_read(const struct week_given *week, struct plan_given *given)
{
    struct workout_thresholds thresholds;
    plan_thresholds_of(week->athlete, given->sport, &thresholds);
    plan_structure_read(week->arena, week->input, &thresholds, given);
    given->minutes = given->steps.whole_min > given->minutes
                         ? fmin(given->steps.whole_min, PLAN_DAY_MIN)
                         : given->minutes;
}

/* Is what is told the race that the data holds: a run only where that is one, and no longer
 * than it by what a course differs? */
static bool is_known_race(const struct plan_session *known, const struct plan_session *told)
{
    bool holds_run =
        (told->marks & PLAN_MARK_RUN) == 0 || (known->marks & PLAN_MARK_RUN) != 0;
    bool is_longer =
        told->km > LOAD_NEXT_RUN_FACTOR * known->km ||
        (known->minutes > 0.0 && told->minutes > LOAD_NEXT_RUN_FACTOR * known->minutes);
    return known->kind == PLAN_RACE && !known->is_claimed && holds_run && !is_longer;
}

static void session_add(struct week_given *week, const json_t *row,
                        const struct plan_session *read, struct plan_session *place)
{
    struct plan_session known = {.kind = PLAN_OTHER};
    size_t n_before = week->n_sessions;
    struct plan_session *session = place_of(week, row, read, place);
    if (week->n_sessions == n_before) {
        known = *session;
    }
    *session = *read;
    session->day = place->day;
    session->slot = place->slot;
    session->start_min = place->start_min;
    session->is_hilly = json_get_bool(row, "hilly", false);
    session->is_claimed = read->kind == PLAN_RACE && !is_known_race(&known, read);
    session->is_fixed = read->kind == PLAN_RACE; /* nobody moves a race */
    if (session->is_claimed) {
        session->reason = "no such race in calendar or preferences (put it there first): "
                          "judged as a session";
    }
    week->is_told[session - week->sessions] = true;
}

bool week_given_add(struct week_given *week, const json_t *row, struct err *err)
{
    struct plan_given given;
    struct plan_inferred inferred;
    struct plan_session place = {0};
    struct plan_session read;
    int day = 0;
    const struct plan_input *input = week->input;
    if (!given_read(row, &given, err) ||
        !planning_day(json_get_text(row, "day"), input->first_day, &day, err) ||
        !start_find(week, row, day, plan_given_says_brick(&given), &place, err)) {
        return false;
    }
    if (week->n_sessions == PLAN_MAX_SESSIONS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave out what is done already.",
                       "the week holds more than %d sessions", (int)PLAN_MAX_SESSIONS);
    }
    if (!is_to_come(input, row, &place, err)) {
        return false;
    }
    text_read(week, &given);
    /* a told brick is believed until the whole week is there: plan_bricks_check */
    given.is_after_ride = (given.has_kind && given.kind == PLAN_RUN_BRICK) ||
                          plan_is_after_ride(week->n_sessions, week->sessions, &place);
    plan_session_of_given(input, &given, input->ladder.rung, &read, &inferred);
    if (inferred.is_harder_than_told) {
        read.reason = harder_words(week->arena, &given, &inferred);
        week->n_harder_than_told++;
    }
    week->beside[week->n_beside] =
        (struct week_told){.name = given.name, .text = given.text, .km = given.km};
    read.told = (int)++week->n_beside;
    session_add(week, row, &read, &place);
    return true;
}
