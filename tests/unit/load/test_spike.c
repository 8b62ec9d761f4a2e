/* The session spike and the next-run limit (science.md 2.4, 6; A1, A23-A25, A38). */
#include "fixture.h"

#include "base/banned.h"

/* Runs of 10 km in 60 min every third day, the last one four days ago; 200 days. */
static struct fixture *steady(void)
{
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 4, 3, 10, 60); /* 196 days back .. 4 days back */
    return f;
}

/* vectors.json single_session_spike: RUNSAFE bins as published. */
static void test_vectors_runsafe_bins(void **state)
{
    (void)state;
    const struct {
        enum load_spike_band band;
        const char *name;
        double hrr, low, high;
    } bins[] = {{LOAD_SPIKE_SMALL, "small", 1.64, 1.31, 2.05},
                {LOAD_SPIKE_MODERATE, "moderate", 1.52, 1.16, 2.00},
                {LOAD_SPIKE_LARGE, "large", 2.28, 1.50, 3.48}};
    for (size_t i = 0; i < 3; i++) {
        const struct load_spike_evidence *bin = load_spike_evidence(bins[i].band);
        assert_string_equal(bin->name, bins[i].name);
        assert_close(bin->hrr, bins[i].hrr, 0.0);
        assert_close(bin->ci_low, bins[i].low, 0.0);
        assert_close(bin->ci_high, bins[i].high, 0.0);
    }
    assert_close(load_spike_evidence(LOAD_SPIKE_WITHIN)->hrr, 1.0, 0.0);
    /* The bins and the constants of the bands are the same numbers. */
    assert_close(load_spike_evidence(LOAD_SPIKE_SMALL)->from, LOAD_SPIKE_FROM_SMALL, 0.0);
    assert_close(load_spike_evidence(LOAD_SPIKE_MODERATE)->from, LOAD_SPIKE_FROM_MODERATE,
                 0.0);
    assert_close(load_spike_evidence(LOAD_SPIKE_LARGE)->from, LOAD_SPIKE_FROM_LARGE, 0.0);
}

static void test_a1_bands_with_a_guard_of_1e_9(void **state)
{
    (void)state;
    assert_int_equal(load_spike_band_of(1.10), LOAD_SPIKE_WITHIN);
    assert_int_equal(load_spike_band_of(11.0 / 10.0), LOAD_SPIKE_WITHIN);
    assert_int_equal(load_spike_band_of(1.10 + 5e-10), LOAD_SPIKE_WITHIN);
    assert_int_equal(load_spike_band_of(1.10 + 2e-9), LOAD_SPIKE_SMALL);
    assert_int_equal(load_spike_band_of(1.30), LOAD_SPIKE_SMALL);
    assert_int_equal(load_spike_band_of(1.3001), LOAD_SPIKE_MODERATE);
    assert_int_equal(load_spike_band_of(2.0), LOAD_SPIKE_MODERATE);
    assert_int_equal(load_spike_band_of(2.0001), LOAD_SPIKE_LARGE);
    assert_int_equal(load_spike_band_of(LOAD_NAN), LOAD_SPIKE_NO_BAND);
}

static void test_a23_ratio_against_the_longest_of_30_days(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 40, 25, 150); /* outside the 30 days */
    (void)add_run(f, TODAY - 30, 12, 72);  /* d-30 is inside */
    (void)add_run(f, TODAY, 15, 90);
    const struct load_status *status = compute(f);
    assert_close(status->spike.largest.ratio, 1.25, 1e-12);
    assert_int_equal(status->spike.largest.band, LOAD_SPIKE_SMALL);
    assert_close(status->spike.largest.reference_km, 12, 0.0);
    assert_int_equal(status->spike.largest.reference_day, TODAY - 30);
    assert_int_equal(status->check.level, LOAD_LEVEL_CAUTION);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CAUTION);
    assert_close(reason_of_rule(status, LOAD_RULE_SPIKE)->margin, -0.15, 1e-9);
    f->activities[f->in.n_activities - 2].day--; /* d-31 */
    f->activities[f->in.n_activities - 2].start_local_s -= 86400;
    assert_close(compute(f)->spike.largest.ratio, 1.5, 1e-12);
    fixture_free(f);
}

static void test_a23_sessions_of_the_same_day_are_no_reference(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 15, 90);
    struct activity *evening = add(f, SPORT_RUN, TODAY, 18, 0, 96);
    evening->distance_m = 16000;
    const struct load_status *status = compute(f);
    assert_close(status->spike.largest.ratio, 1.6, 1e-12);
    assert_close(status->spike.last.ratio, 1.6, 1e-12);
    assert_int_equal(status->spike.n_sessions_7, 3);
    fixture_free(f);
}

static void test_a23_largest_of_7_days_and_last_beside_it(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 6, 14, 84);
    (void)add_run(f, TODAY, 5, 30);
    const struct load_status *status = compute(f);
    assert_close(status->spike.largest.ratio, 1.4, 1e-12);
    assert_int_equal(status->spike.largest.day, TODAY - 6);
    assert_close(status->spike.last.ratio, 5.0 / 14, 1e-12);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->until_day, TODAY);
    (void)add_run(f, TODAY + 1, 5, 30);
    status = compute_on(f, TODAY + 1); /* the long one is 7 days ago now */
    assert_close(status->spike.largest.ratio, 10.0 / 14, 1e-12); /* of four days ago */
    assert_null(find_reason(status, LOAD_RULE_SPIKE));
    fixture_free(f);
}

static void test_a23_moderate_is_caution(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 20, 120);
    const struct load_status *status = compute(f);
    assert_int_equal(status->spike.largest.band, LOAD_SPIKE_MODERATE);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CAUTION);
    fixture_free(f);
}

static void test_a23_large_holds_for_7_days_without_a_morning_answer(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 21, 126);
    for (day_num later = 0; later < 7; later++) {
        const struct load_status *status = compute_on(f, TODAY + later);
        assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    }
    assert_null(find_reason(compute_on(f, TODAY + 7), LOAD_RULE_SPIKE));
    fixture_free(f);
}

static void test_a23_large_is_caution_after_a_morning_answer_at_most_usual(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 21, 126);
    struct load_pain_entry *answer = add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 0);
    f->in.as_of = TODAY + 2;
    /* Dated the day of the run: not after it. */
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    answer->day = TODAY + 1;
    const struct load_status *status = compute(f);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CAUTION);
    assert_true(reason_of_rule(status, LOAD_RULE_SPIKE)->is_settled);
    answer->score = 1; /* above the usual 0 */
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    f->preferences.usual_morning_pain = 1;
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level,
                     LOAD_LEVEL_CAUTION);
    /* The worst of several answers of that morning counts. */
    (void)add_pain(f, TODAY + 1, LOAD_PAIN_NEXT_MORNING, 2);
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    f->pain[1].day = TODAY + 3; /* has not been given yet */
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level,
                     LOAD_LEVEL_CAUTION);
    f->in.has_pain_log = false; /* no diary in this build: nothing clears it */
    assert_int_equal(reason_of_rule(compute(f), LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    fixture_free(f);
}

static void test_a23_a_settled_large_spike_does_not_hide_a_later_one(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 40, 1, 6);
    for (size_t i = 0; i < f->in.n_activities; i++) {
        f->activities[i].distance_m = 5000;
    }
    (void)add_run(f, TODAY - 5, 16, 96); /* 3.2 */
    (void)add_run(f, TODAY - 3, 40, 240);
    (void)add_pain(f, TODAY - 4, LOAD_PAIN_NEXT_MORNING, 0);
    const struct load_status *status = compute(f);
    assert_close(status->spike.largest.ratio, 3.2, 1e-12);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_SPIKE);
    assert_int_equal(reason->level, LOAD_LEVEL_HOLD);
    assert_close(reason->value, 2.5, 1e-12);
    fixture_free(f);
}

static void test_a23_small_in_the_return_phase_is_shown_only(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 12, 72);
    f->preferences.return_day = TODAY - 20;
    const struct load_status *status = compute(f);
    assert_true(status->running.is_return_phase);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CLEAR);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR);
    fixture_free(f);
}

static void test_a23_short_history_only_large_raises_a_caution(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 29, TODAY - 2, 3, 10, 60);
    struct activity *run = add_run(f, TODAY, 19, 114);
    const struct load_status *status = compute(f);
    assert_true(status->spike.largest.is_short_history);
    assert_close(status->spike.largest.ratio, 1.9, 1e-12);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CLEAR);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR);
    assert_true(is_not_checked(status, "spike", LOAD_TOO_SHORT_HISTORY));
    run->distance_m = 21000;
    status = compute(f);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_CAUTION);
    add_run(f, TODAY - 30, 10, 60); /* now the history reaches 30 days before */
    status = compute(f);
    assert_false(status->spike.largest.is_short_history);
    assert_int_equal(reason_of_rule(status, LOAD_RULE_SPIKE)->level, LOAD_LEVEL_HOLD);
    fixture_free(f);
}

static void test_no_run_in_30_days_is_null(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 100, 10, 60);
    (void)add_run(f, TODAY - 31, 10, 60);
    (void)add_run(f, TODAY, 10, 60);
    const struct load_status *status = compute(f);
    assert_int_equal(status->spike.largest.null_reason, LOAD_SPIKE_NO_REFERENCE);
    assert_unknown(status->spike.largest.ratio);
    assert_true(is_not_checked(status, "spike", LOAD_NO_DATA));
    fixture_free(f);
}

static void test_a24_unknown_distances(void **state)
{
    (void)state;
    struct fixture *f = steady();
    struct activity *run = add_run(f, TODAY, 15, 90);
    run->distance_m = LOAD_NAN;
    const struct load_status *status = compute(f);
    assert_int_equal(status->spike.last.null_reason, LOAD_SPIKE_NO_DISTANCE);
    assert_close(status->spike.largest.ratio, 1.0, 1e-12); /* the one four days ago */
    assert_true(is_not_checked(status, "spike", LOAD_NOT_RECORDED));
    for (size_t i = 0; i < f->in.n_activities; i++) {
        f->activities[i].distance_m = LOAD_NAN;
    }
    run->distance_m = 15000;
    status = compute(f);
    assert_int_equal(status->spike.last.null_reason, LOAD_SPIKE_REFERENCE_NO_KM);
    assert_true(status->spike.last.is_partial);
    fixture_free(f);
}

static void test_a38_implausible_runs_are_no_spike(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 1, 300, 3000);
    const struct load_status *status = compute(f);
    assert_null(find_reason(status, LOAD_RULE_SPIKE));
    assert_int_equal(status->history->n_skipped, 1);
    assert_close(status->next_run.longest_km, 10, 0.0);
    assert_true(status->next_run.is_partial);
    fixture_free(f);
}

static void test_treadmill_distance_counts(void **state)
{
    (void)state;
    struct fixture *f = steady();
    struct activity *run = add_run(f, TODAY, 15, 90);
    run->sport = SPORT_VIRTUAL_RUN;
    run->is_trainer = true;
    assert_close(compute(f)->spike.largest.ratio, 1.5, 1e-12);
    fixture_free(f);
}

static void test_stub_in_the_30_days_makes_it_incomplete(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 10, 60);
    assert_false(compute(f)->spike.largest.is_incomplete);
    assert_false(f->status.next_run.is_incomplete);
    (void)add_stub(f, TODAY - 20, 8, 0);
    const struct load_status *status = compute(f);
    assert_true(status->spike.largest.is_incomplete);
    assert_true(status->next_run.is_incomplete);
    fixture_free(f);
}

static void test_property_spike_is_unchanged_by_rides(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY, 15, 90);
    const double ratio = compute(f)->spike.largest.ratio;
    const double max_km = f->status.next_run.max_km;
    for (day_num back = 0; back < 60; back++) {
        add(f, SPORT_RIDE, TODAY - back, 15, 0, 300)->distance_m = 150000;
    }
    const struct load_status *status = compute(f);
    assert_close(status->spike.largest.ratio, ratio, 0.0);
    assert_close(status->next_run.max_km, max_km, 0.0);
    fixture_free(f);
}

/* ---- the next run ---- */

static void test_a25_next_run_is_1_10_of_the_longest_of_30_days(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 29, 14, 84);
    const struct load_status *status = compute(f);
    assert_close(status->next_run.max_km, 15.4, 1e-9);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LONGEST_30);
    assert_unknown(status->next_run.max_min);
    assert_int_equal(status->next_run.longest_day, TODAY - 29);
    status = compute_on(f, TODAY + 1); /* d-30 is outside */
    assert_close(status->next_run.max_km, 11, 1e-9);
    fixture_free(f);
}

static void test_h3_minutes_while_the_longest_is_short(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 60, TODAY, 2, 5, 30);
    const struct load_status *status = compute(f);
    assert_close(status->next_run.max_km, 5.5, 1e-9);
    assert_close(status->next_run.max_min, 35, 1e-9);
    assert_int_equal(status->next_run.min_rule, LOAD_LIMIT_SHORT_STEP);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LONGEST_30);
    for (size_t i = 0; i < f->in.n_activities; i++) {
        f->activities[i].distance_m = LOAD_NAN;
        f->activities[i].moving_time_s = 60 * 60;
    }
    status = compute(f);
    assert_unknown(status->next_run.max_km);
    assert_close(status->next_run.max_min, 66, 1e-9);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LONGEST_30);
    fixture_free(f);
}

static void test_a25_resuming_70_pct_until_the_first_run(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 80, TODAY - 30, 2, 10, 60);
    (void)add_run(f, TODAY - 20, 8, 48);
    const struct load_status *status = compute(f); /* 20 days without a run */
    assert_int_equal(status->running.state, LOAD_RUN_RESUMING);
    /* 1.10 x 8 of d-29..d against 0.70 x 10 of the 30 days that end with the last run. */
    assert_close(status->next_run.max_km, 7.0, 1e-9);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_RESUMING);
    (void)add_run(f, TODAY, 5, 30);
    status = compute(f);
    assert_int_equal(status->running.state, LOAD_RUN_RESUMING);
    assert_close(status->next_run.max_km, 8.8, 1e-9);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LONGEST_30);
    fixture_free(f);
}

static void test_next_run_is_null_in_return_mode_and_gives_the_rung(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 80, TODAY - 28, 2, 10, 60);
    const struct load_status *status = compute(f);
    assert_unknown(status->next_run.max_km);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LADDER);
    assert_int_equal(status->next_run.ladder_rung, 5);
    assert_close(status->next_run.max_min, 20, 0.0);
    fixture_free(f);
}

static void test_next_run_while_learning_is_30_easy_minutes(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RIDE, TODAY - 5, 8, 0, 60);
    const struct load_status *status = compute(f);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_ASK_RUNNING);
    assert_close(status->next_run.max_min, 30, 0.0);
    assert_string_equal(load_limit_rule_name(status->next_run.rule),
                        "recent_running_unknown");
    fixture_free(f);
}

static void test_a23_a_later_smaller_spike_does_not_replace_the_larger(void **state)
{
    (void)state;
    struct fixture *f = steady();
    (void)add_run(f, TODAY - 3, 20, 120);
    (void)add_run(f, TODAY, 23, 138); /* 1.15 */
    const struct load_status *status = compute(f);
    assert_close(reason_of_rule(status, LOAD_RULE_SPIKE)->value, 2.0, 1e-12);
    assert_close(status->spike.largest.ratio, 2.0, 1e-12);
    assert_close(status->spike.last.ratio, 1.15, 1e-12);
    fixture_free(f);
}

static void test_next_run_short_history_until_30_days(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 28, TODAY, 2, 10, 60);
    assert_true(compute(f)->next_run.is_short_history); /* 29 days */
    (void)add_run(f, TODAY - 29, 10, 60);
    assert_false(compute(f)->next_run.is_short_history);
    fixture_free(f);
}

static void test_a25_resuming_minutes_only_where_they_are_needed(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 80, TODAY - 12, 2, 10, 60);
    struct load_next_run next_run = compute(f)->next_run;
    assert_int_equal(next_run.rule, LOAD_LIMIT_RESUMING);
    assert_close(next_run.max_km, 7, 1e-9);
    assert_unknown(next_run.max_min);
    for (size_t i = 0; i < f->in.n_activities; i++) {
        f->activities[i].moving_time_s = 40 * 60; /* short runs: minutes too */
    }
    next_run = compute(f)->next_run;
    assert_close(next_run.max_min, 28, 1e-9);
    assert_int_equal(next_run.min_rule, LOAD_LIMIT_RESUMING);
    for (size_t i = 0; i < f->in.n_activities; i++) {
        f->activities[i].moving_time_s = 60 * 60;
        f->activities[i].distance_m = LOAD_NAN; /* no kilometres: minutes */
    }
    next_run = compute(f)->next_run;
    assert_unknown(next_run.max_km);
    assert_close(next_run.max_min, 42, 1e-9);
    assert_int_equal(next_run.rule, LOAD_LIMIT_RESUMING);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_runsafe_bins),
        cmocka_unit_test(test_a1_bands_with_a_guard_of_1e_9),
        cmocka_unit_test(test_a23_ratio_against_the_longest_of_30_days),
        cmocka_unit_test(test_a23_sessions_of_the_same_day_are_no_reference),
        cmocka_unit_test(test_a23_largest_of_7_days_and_last_beside_it),
        cmocka_unit_test(test_a23_moderate_is_caution),
        cmocka_unit_test(test_a23_large_holds_for_7_days_without_a_morning_answer),
        cmocka_unit_test(test_a23_large_is_caution_after_a_morning_answer_at_most_usual),
        cmocka_unit_test(test_a23_a_settled_large_spike_does_not_hide_a_later_one),
        cmocka_unit_test(test_a23_small_in_the_return_phase_is_shown_only),
        cmocka_unit_test(test_a23_short_history_only_large_raises_a_caution),
        cmocka_unit_test(test_no_run_in_30_days_is_null),
        cmocka_unit_test(test_a24_unknown_distances),
        cmocka_unit_test(test_a38_implausible_runs_are_no_spike),
        cmocka_unit_test(test_treadmill_distance_counts),
        cmocka_unit_test(test_stub_in_the_30_days_makes_it_incomplete),
        cmocka_unit_test(test_property_spike_is_unchanged_by_rides),
        cmocka_unit_test(test_a25_next_run_is_1_10_of_the_longest_of_30_days),
        cmocka_unit_test(test_h3_minutes_while_the_longest_is_short),
        cmocka_unit_test(test_a25_resuming_70_pct_until_the_first_run),
        cmocka_unit_test(test_next_run_is_null_in_return_mode_and_gives_the_rung),
        cmocka_unit_test(test_next_run_while_learning_is_30_easy_minutes),
        cmocka_unit_test(test_a23_a_later_smaller_spike_does_not_replace_the_larger),
        cmocka_unit_test(test_next_run_short_history_until_30_days),
        cmocka_unit_test(test_a25_resuming_minutes_only_where_they_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
