/* Every kind, minute and state of knowledge as a workout: length, text, intensity, words.
 */
#include "fixture.h"

#include <string.h>

#include "plan/prescribe.h"

#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct arena arena;

/* What the athlete is known by. */
enum knowledge { BY_THRESHOLD, BY_LTHR, BY_MAX_HR, BY_RPE, N_KNOWLEDGES };

static void athlete_fill(struct athlete *athlete, enum knowledge knowledge)
{
    static const enum sport sports[] = {SPORT_RUN, SPORT_RIDE};
    athlete_init(athlete);
    for (size_t i = 0; i < 2 && knowledge != BY_RPE; i++) {
        struct sport_settings *settings = &athlete->sports[athlete->n_sports++];
        sport_settings_init(settings);
        settings->n_types = 1;
        settings->types[0] = sports[i];
        settings->max_hr_bpm = 185;
        if (knowledge <= BY_LTHR) {
            settings->lthr_bpm = 168;
        }
        if (knowledge == BY_THRESHOLD && sports[i] == SPORT_RUN) {
            settings->threshold_pace_m_per_s = 4.0;
        }
        if (knowledge == BY_THRESHOLD && sports[i] == SPORT_RIDE) {
            settings->ftp_w = 250;
        }
    }
}

struct made {
    struct plan_session session;
    struct workout workout;
    struct plan_prescription words;
    struct workout_thresholds thresholds;
};

static void make(const struct plan_input *input, enum plan_kind kind, int rung,
                 double minutes, enum knowledge knowledge, struct made *ret)
{
    struct err err = {0};
    struct athlete *athlete = arena_alloc(&arena, 1, sizeof *athlete);
    athlete_fill(athlete, knowledge);
    plan_session_of_menu(input, (int)kind < N_PLAN_MENU ? kind : PLAN_STRENGTH_CORE, rung,
                         minutes, &ret->session);
    if (kind == PLAN_MOBILITY) {
        ret->session.kind = kind;
        ret->session.sport = plan_kind_info(kind)->sport;
    }
    if (minutes > 0) { /* also of a rung: others' ladder sessions have any length */
        ret->session.minutes = minutes;
    }
    ret->thresholds = (struct workout_thresholds){
        .threshold_speed_m_per_s = 4.0, .ftp_w = 250, .lthr_bpm = 168, .max_hr_bpm = 185};
    if (!plan_prescribe(&ret->session, input, athlete, &arena, &ret->workout, &ret->words,
                        &err)) {
        fail_msg("%s %g min: %s", plan_kind_info(kind)->name, minutes, err.message);
    }
}

static void assert_read_back(const struct made *made)
{
    struct err err = {0};
    struct str_buf text = {0};
    struct workout again;
    struct workout_remarks remarks;
    assert_true(workout_text_write(&made->workout, &text, &err));
    assert_true(workout_text_parse(str_buf_text(&text), &arena, &again, &remarks, &err));
    if (!workout_equal(&made->workout, &again) || remarks.n_found != 0) {
        fail_msg("read back otherwise:\n%s", str_buf_text(&text));
    }
    str_buf_release(&text);
}

static void assert_sentence(const char *text, bool may_be_empty)
{
    size_t length = strlen(text);
    if (length == 0 && may_be_empty) {
        return;
    }
    assert_true(length > 20 && length < 400);
    assert_true(text[length - 1] == '.' && text[0] >= 'A' && text[0] <= 'Z');
    assert_null(strstr(text, ".."));
    assert_null(strstr(text, "nan"));
}

static enum workout_metric metric_of(const struct made *made, enum knowledge knowledge)
{
    unsigned marks = plan_kind_info(made->session.kind)->marks;
    bool is_run = (marks & PLAN_MARK_RUN) != 0;
    if ((marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) == 0 || knowledge == BY_RPE ||
        made->session.kind == PLAN_RUN_LADDER) {
        return WORKOUT_NO_METRIC;
    }
    return knowledge != BY_THRESHOLD ? WORKOUT_HEART_RATE
           : is_run                  ? WORKOUT_PACE
                                     : WORKOUT_POWER;
}

static void assert_whole(const struct made *made, enum knowledge knowledge)
{
    struct workout_totals totals = workout_totals(&made->workout, &made->thresholds);
    if (totals.duration_s != round(made->session.minutes * 60)) {
        fail_msg("%s of %g min lasts %g s", plan_kind_info(made->session.kind)->name,
                 made->session.minutes, totals.duration_s);
    }
    assert_read_back(made);
    assert_int_equal(made->words.metric, metric_of(made, knowledge));
    assert_sentence(made->words.purpose, false);
    assert_sentence(made->words.feel, false);
    assert_sentence(made->words.stop, false);
    assert_sentence(made->words.terrain, true);
    assert_true(made->words.summary[0] != '\0' && made->words.targets[0] != '\0');
    assert_true(made->words.load > 0 || isnan(made->session.load));
    for (size_t i = 0; i < made->workout.n_steps; i++) {
        const struct workout_step *step = &made->workout.steps[i];
        assert_true((step->target.units == WORKOUT_NO_UNITS) == (step->rpe.end > 0));
    }
}

/* The service's numbers of the same text: pace by the same formula, power second by
 * second. */
static void assert_agrees_with_totals(const struct made *made)
{
    struct workout_totals totals = workout_totals(&made->workout, &made->thresholds);
    if (isnan(totals.training_load)) {
        return;
    }
    bool is_ride = made->words.metric == WORKOUT_POWER;
    assert_close(made->words.load, totals.training_load,
                 is_ride ? 1.5 + 0.04 * totals.training_load : 0.51);
    if (!is_ride) {
        assert_close(made->words.km, totals.distance_m / 1000, 1e-6);
    }
}

static void tolerance_of(enum plan_kind kind, double *ret_from, double *ret_to)
{
    const struct plan_kind_info *info = plan_kind_info(kind);
    *ret_from = -0.08;
    *ret_to = 0.06;
    if (kind == PLAN_RIDE_RECOVERY) {
        *ret_from = -0.35;
        *ret_to = -0.25;
    } else if (info->effort == PLAN_MODERATE) {
        *ret_from = -0.10;
        *ret_to = 0.0;
    } else if (info->effort == PLAN_HARD) {
        *ret_from = -0.27;
        *ret_to = -0.10;
    }
}

static void assert_as_hard_as_planned(const struct made *made)
{
    double from = 0;
    double to = 0;
    double ratio = made->words.q2 / made->session.q2 - 1;
    tolerance_of(made->session.kind, &from, &to);
    if (!(ratio >= from && ratio <= to)) {
        fail_msg("%s of %g min: q2 %g, planned %g (%+.0f %%)",
                 plan_kind_info(made->session.kind)->name, made->session.minutes,
                 made->words.q2, made->session.q2, ratio * 100);
    }
}

static void every_session_of_the_menu(void **state)
{
    struct plan_input input;
    int n_sessions = 0;
    (void)state;
    plan_input_init(&input);
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct plan_kind_info *info = plan_kind_info((enum plan_kind)kind);
        for (int minutes = info->minutes_from; minutes > 0 && minutes <= info->minutes_to;
             minutes += info->minutes_step) {
            for (int known = 0; known < N_KNOWLEDGES; known++) {
                struct made made;
                make(&input, (enum plan_kind)kind, 0, minutes, (enum knowledge)known,
                     &made);
                assert_whole(&made, (enum knowledge)known);
                if ((info->marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) != 0) {
                    assert_as_hard_as_planned(&made);
                }
                if (known == BY_THRESHOLD) {
                    assert_agrees_with_totals(&made);
                }
                arena_clear(&arena);
                n_sessions++;
            }
        }
    }
    assert_true(n_sessions > 500);
}

static void athlete_of_every_kind_fill(struct plan_input *input, int variant)
{
    plan_input_init(input);
    input->focus = (enum plan_focus)(variant % N_PLAN_FOCUSES);
    input->has_achilles_history = (variant & 1) != 0;
    input->has_knee_history = (variant & 2) != 0;
    input->is_bone_stress = (variant & 4) != 0;
    input->return_week = (variant & 8) != 0 ? variant % 12 + 1 : 0;
    input->state = (variant & 16) != 0 ? LOAD_RUN_RESUMING : LOAD_RUN_NORMAL;
}

static void odd_sessions_of_others(void **state)
{
    static const double odd[] = {5,  7,  10,  15,  17.5, 23,  41,
                                 59, 77, 113, 181, 299,  360, 720};
    struct plan_input input;
    (void)state;
    for (int kind = 0; kind < N_PLAN_KINDS; kind++) {
        for (int i = 0; plan_is_prescribed((enum plan_kind)kind) && i < (int)COUNT(odd);
             i++) {
            for (int variant = 0; variant < 32; variant++) {
                struct made made;
                athlete_of_every_kind_fill(&input, variant);
                make(&input, (enum plan_kind)kind, variant % 10 + 1, odd[i],
                     (enum knowledge)(variant % N_KNOWLEDGES), &made);
                assert_whole(&made, (enum knowledge)(variant % N_KNOWLEDGES));
                arena_clear(&arena);
            }
        }
    }
}

static void ladder_is_the_rungs(void **state)
{
    struct plan_input input;
    (void)state;
    plan_input_init(&input);
    for (int rung = 1; rung <= LOAD_N_RUNGS; rung++) {
        struct made made;
        double running_s = 0;
        make(&input, PLAN_RUN_LADDER, rung, 0, BY_THRESHOLD, &made);
        assert_whole(&made, BY_THRESHOLD);
        assert_int_equal(made.workout.n_blocks, 1);
        running_s = made.workout.blocks[0].repeats * made.workout.steps[0].duration_s;
        assert_close(running_s, 60 * load_rung_run_min(rung), 1e-9);
        assert_true(made.words.is_load_by_class);
        assert_close(made.words.load, made.session.load, 1e-9);
        arena_clear(&arena);
    }
}

static const char *text_of(const struct made *made)
{
    struct err err = {0};
    struct str_buf text = {0};
    assert_true(workout_text_write(&made->workout, &text, &err));
    const char *kept = arena_text(&arena, str_buf_text(&text));
    str_buf_release(&text);
    return kept;
}

static void threshold_run_letter_by_letter(void **state)
{
    struct plan_input input;
    struct made made;
    (void)state;
    plan_input_init(&input);
    input.focus = PLAN_FOCUS_DUATHLON;
    make(&input, PLAN_RUN_THRESHOLD, 0, 60, BY_THRESHOLD, &made);
    assert_string_equal(
        text_of(&made),
        "Raises the speed that you can hold for about an hour, without racing for it; one "
        "hard run a week is what the legs can take beside the bike.\n\n"
        "Warmup\n- Very easy 12m 65-75% Pace\n- Easy with three short pick-ups 10m 72-82% "
        "Pace\n\n"
        "Main set 3x\n- Comfortably hard 8m 97-102% Pace\n- Jog 1m30s 65-75% Pace\n\n"
        "Cooldown\n- Very easy 9m30s 65-75% Pace\n\n"
        "Comfortably hard: a few words at a time, the last repeat no slower than the "
        "first. "
        "Too fast trains something else.\n"
        "Pain of 4 of 10 or more, sharper pain, or a changed stride: stop and walk. Not "
        "back to usual next morning: no run that day.");
    assert_string_equal(made.words.summary,
                        "22 min warm-up, 3 x 8 min threshold (4:18-4:05/km), 1:30 min easy "
                        "after each, 9:30 min cool-down");
    assert_string_equal(made.words.brief, "3 x 8 min at 4:18-4:05/km");
    assert_string_equal(made.words.targets, "very easy 6:25-5:33/km, easy 5:47-5:05/km, "
                                            "threshold 4:18-4:05/km");
}

static void without_thresholds_the_cue_says_it(void **state)
{
    struct plan_input input;
    struct made made;
    (void)state;
    plan_input_init(&input);
    make(&input, PLAN_RIDE_VO2, 0, 60, BY_RPE, &made);
    assert_non_null(strstr(text_of(&made), "- Hard and even RPE 8-9 "));
    make(&input, PLAN_RIDE_VO2, 0, 60, BY_MAX_HR, &made);
    assert_non_null(strstr(text_of(&made), "92-95% HR")); /* 102-106 % of LTHR, x 0.90 */
}

static void injuries_change_ground_and_lifts(void **state)
{
    struct plan_input input;
    struct made made;
    (void)state;
    plan_input_init(&input);
    make(&input, PLAN_RUN_VO2, 0, 45, BY_THRESHOLD, &made);
    assert_string_equal(made.words.terrain, "");
    input.has_achilles_history = true;
    make(&input, PLAN_RUN_VO2, 0, 45, BY_THRESHOLD, &made);
    assert_non_null(strstr(made.words.terrain, "no uphill repeats"));
    make(&input, PLAN_CALF_HIP, 0, 15, BY_THRESHOLD, &made);
    assert_non_null(strstr(text_of(&made), "Achilles: one set more"));
    input.has_knee_history = true;
    make(&input, PLAN_RUN_LONG, 0, 60, BY_THRESHOLD, &made);
    assert_non_null(strstr(text_of(&made), "no long descents"));
    input.is_bone_stress = true;
    make(&input, PLAN_RUN_LADDER, 1, 0, BY_THRESHOLD, &made);
    assert_non_null(strstr(made.words.stop, "any pain"));
}

static void what_cannot_be_prescribed_is_said(void **state)
{
    struct plan_input input;
    struct plan_session session;
    struct workout workout;
    struct plan_prescription words;
    struct err err = {0};
    (void)state;
    plan_input_init(&input);
    plan_session_of_menu(&input, PLAN_RUN_EASY, 0, 40, &session);
    session.kind = PLAN_RACE;
    assert_false(plan_prescribe(&session, &input, NULL, &arena, &workout, &words, &err));
    assert_non_null(strstr(err.message, "\"race\""));
    static const double wrong[] = {0, -5, 4.9, 721, (double)NAN, HUGE_VAL};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        plan_session_of_menu(&input, PLAN_RUN_EASY, 0, wrong[i], &session);
        assert_false(
            plan_prescribe(&session, &input, NULL, &arena, &workout, &words, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    }
}

/* An athlete whose thresholds nobody has is one without. */
static void absurd_thresholds_are_unknown(void **state)
{
    static const double absurd[] = {-4, 0, 0.5, 9, 1e9, (double)NAN, HUGE_VAL};
    struct plan_input input;
    struct plan_session session;
    struct workout workout;
    struct plan_prescription words;
    struct err err = {0};
    (void)state;
    plan_input_init(&input);
    plan_session_of_menu(&input, PLAN_RUN_EASY, 0, 40, &session);
    for (size_t i = 0; i < COUNT(absurd); i++) {
        struct athlete *athlete = arena_alloc(&arena, 1, sizeof *athlete);
        athlete_fill(athlete, BY_THRESHOLD);
        athlete->sports[0].threshold_pace_m_per_s = absurd[i];
        athlete->sports[0].lthr_bpm = absurd[i];
        athlete->sports[0].max_hr_bpm = absurd[i];
        assert_true(
            plan_prescribe(&session, &input, athlete, &arena, &workout, &words, &err));
        assert_int_equal(words.metric, WORKOUT_NO_METRIC);
    }
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_session_of_the_menu),
        cmocka_unit_test(odd_sessions_of_others),
        cmocka_unit_test(ladder_is_the_rungs),
        cmocka_unit_test(threshold_run_letter_by_letter),
        cmocka_unit_test(without_thresholds_the_cue_says_it),
        cmocka_unit_test(injuries_change_ground_and_lifts),
        cmocka_unit_test(what_cannot_be_prescribed_is_said),
        cmocka_unit_test(absurd_thresholds_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
