/* What must hold for any history: order, repetition, shifts in time, and a day's status
 * from a longer history. */
#include "random_athlete.h"

#include "base/banned.h"

/* ---- everything that a tool may show, as text ---- */

struct digest {
    char text[65536];
    size_t length;
};

static void put(struct digest *digest, const char *name, double value)
{
    int n = snprintf(digest->text + digest->length, sizeof digest->text - digest->length,
                     "%s %a\n", name, value);
    digest->length += (size_t)n;
    assert_true(digest->length < sizeof digest->text);
}

static void put_text(struct digest *digest, const char *text)
{
    int n = snprintf(digest->text + digest->length, sizeof digest->text - digest->length,
                     "%s\n", text);
    digest->length += (size_t)n;
    assert_true(digest->length < sizeof digest->text);
}

static void put_session(struct digest *d, const struct load_spike_session *session,
                        day_num day_0)
{
    put(d, "spike", session->ratio);
    put(d, "null", (double)session->null_reason);
    put(d, "km", session->km);
    put(d, "reference", session->reference_km);
    put(d, "day", session->day == DAY_NUM_NONE ? -1 : session->day - day_0);
    put(d, "band", (double)session->band);
}

static void put_check(struct digest *d, const struct load_check *check, bool with_words)
{
    put(d, "level", (double)check->level);
    for (size_t i = 0; i < check->n_reasons; i++) {
        char text[LOAD_TEXT_SIZE];
        put(d, "rule", (double)check->reasons[i].rule);
        put(d, "value", check->reasons[i].value);
        put(d, "margin", check->reasons[i].margin);
        if (with_words) {
            put_text(d, load_reason_text(&check->reasons[i], text));
        }
    }
    for (size_t i = 0; i < check->n_not_checked; i++) {
        put_text(d, check->not_checked[i].what);
        put(d, "because", (double)check->not_checked[i].reason);
    }
}

/* Days are counted from day_0, so that a shifted athlete gives the same text. */
static void digest_day(struct digest *d, const struct load_status *s, day_num day_0)
{
    put(d, "days", (double)s->n_history_days);
    put(d, "unknown", (double)s->n_unknown_28);
    put(d, "llss", s->llss_today);
    put(d, "fitness", s->lines.fitness);
    put(d, "fatigue", s->lines.fatigue);
    put(d, "pct", s->lines.form_pct);
    put(d, "zone", (double)s->lines.zone);
    put(d, "ramp", s->lines.ramp_7d);
    for (size_t i = 0; i < N_LOAD_ACWR_FORMS; i++) {
        put(d, "acwr", s->acwr.forms[i].ratio);
    }
    put(d, "monotony", s->monotony.monotony);
    put(d, "strain", s->monotony.strain);
    put_session(d, &s->spike.largest, day_0);
    put_session(d, &s->spike.last, day_0);
    put(d, "running", (double)s->running.state);
    put(d, "gap", (double)s->running.gap_days);
    put(d, "week", s->running.return_week);
    put(d, "rung", s->running.entry_rung);
    put(d, "next km", s->next_run.max_km);
    put(d, "next min", s->next_run.max_min);
    put(d, "next rule", (double)s->next_run.rule);
    put(d, "rest", (double)s->rest.rest_days_7);
    put(d, "streak", (double)s->rest.run_streak);
    put(d, "hard", s->hard_share.share_frac);
    put(d, "z", s->hard_share.z);
    put(d, "week km", s->week.run_km);
    put(d, "7 km", s->rolling_7.run_km);
    put(d, "28 llss", s->rolling_28.llss);
    put(d, "mass", s->mass.kg);
    put(d, "pain", s->pain.worst);
    put_check(d, &s->check, day_0 == 0);
}

static void digest_status(struct digest *d, const struct load_status *s, day_num day_0)
{
    d->length = 0;
    digest_day(d, s, day_0);
    for (size_t i = 0; i < s->n_series; i++) {
        put(d, "row", s->series[i].fitness);
        put(d, "row llss", s->series[i].llss);
    }
    for (size_t i = 0; i < s->projection.n_days; i++) {
        put(d, "plan", s->projection.days[i].llss);
        put(d, "plan fitness", s->projection.days[i].fitness);
    }
}

/* ---- order, repetition, time ---- */

static void swap_bytes(void *a, void *b, size_t n_bytes)
{
    unsigned char spare[2048];
    assert_true(n_bytes <= sizeof spare);
    memcpy(spare, a, n_bytes);
    memmove(a, b, n_bytes);
    memcpy(b, spare, n_bytes);
}

static void shuffle(void *items, size_t n_items, size_t item_bytes, uint32_t *state)
{
    for (size_t i = n_items; i > 1; i--) {
        size_t k = next_random(state) % i;
        if (k != i - 1) {
            swap_bytes((char *)items + (i - 1) * item_bytes, (char *)items + k * item_bytes,
                       item_bytes);
        }
    }
}

static struct digest first;
static struct digest second;

static void test_property_the_order_of_inputs_does_not_matter(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 10; seed++) {
        struct fixture *f = random_athlete(seed, 180);
        uint32_t dice = seed;
        digest_status(&first, compute(f), 0);
        for (int round = 0; round < 5; round++) {
            shuffle(f->activities, f->in.n_activities, sizeof f->activities[0], &dice);
            shuffle(f->wellness, f->in.n_wellness, sizeof f->wellness[0], &dice);
            shuffle(f->events, f->in.n_events, sizeof f->events[0], &dice);
            shuffle(f->pain, f->in.n_pain, sizeof f->pain[0], &dice);
            digest_status(&second, compute(f), 0);
            assert_string_equal(first.text, second.text);
        }
        fixture_free(f);
    }
}

static void test_property_the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct fixture *f = random_athlete(5, 200);
    digest_status(&first, compute(f), 0);
    digest_status(&second, compute(f), 0);
    assert_string_equal(first.text, second.text);
    fixture_free(f);
}

static void test_property_duplicates_change_nothing(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 5; seed++) {
        struct fixture *f = random_athlete(seed, 120);
        digest_status(&first, compute(f), 0);
        size_t n_activities = f->in.n_activities;
        for (size_t i = 0; i < n_activities; i++) {
            const struct activity original = f->activities[i];
            struct activity *copy = add(f, original.sport, original.day, 0, 0, 0);
            const char *id = copy->id;
            *copy = original;
            copy->id = id;
            copy->start_local_s += 45;
            copy->moving_time_s =
                original.is_stub ? LOAD_NAN : original.moving_time_s * 0.97;
        }
        digest_status(&second, compute(f), 0);
        /* Stubs have no duration and stay: their days are unknown already. */
        assert_string_equal(first.text, second.text);
        fixture_free(f);
    }
}

static void test_property_a_shift_by_weeks_shifts_everything(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 5; seed++) {
        struct fixture *f = random_athlete(seed, 150);
        digest_status(&first, compute(f), TODAY);
        const day_num shift = 7 * 400;
        for (size_t i = 0; i < f->in.n_activities; i++) {
            f->activities[i].day += shift;
            f->activities[i].start_local_s += (int64_t)shift * 86400;
        }
        for (size_t i = 0; i < f->in.n_wellness; i++) {
            f->wellness[i].day += shift;
        }
        for (size_t i = 0; i < f->in.n_events; i++) {
            f->events[i].day += shift;
            f->events[i].end_day += shift;
        }
        for (size_t i = 0; i < f->in.n_pain; i++) {
            f->pain[i].day += shift;
        }
        digest_status(&second, compute_on(f, TODAY + shift), TODAY + shift);
        assert_string_equal(first.text, second.text);
        fixture_free(f);
    }
}

/* The weights are known from before the first day, so nothing that comes later changes an
 * earlier day. */
static void test_property_the_status_of_a_day_is_that_of_its_own_computation(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 3; seed++) {
        struct fixture *f = random_athlete(seed, 160);
        f->wellness[1].day = TODAY - 170;
        (void)compute(f);
        const struct load_history history = *f->status.history;
        void *memory = f->scratch.memory; /* keep it while other days are computed */
        f->scratch.memory = NULL;
        for (day_num back = 0; back < 160; back++) {
            static struct load_status status;
            first.length = second.length = 0;
            load_status_at(&history, TODAY - back, &status);
            digest_day(&first, &status, 0);
            digest_day(&second, compute_on(f, TODAY - back), 0);
            assert_string_equal(first.text, second.text);
            f->in.as_of = TODAY;
        }
        free(memory);
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_property_the_order_of_inputs_does_not_matter),
        cmocka_unit_test(test_property_the_same_input_gives_the_same_bytes),
        cmocka_unit_test(test_property_duplicates_change_nothing),
        cmocka_unit_test(test_property_a_shift_by_weeks_shifts_everything),
        cmocka_unit_test(test_property_the_status_of_a_day_is_that_of_its_own_computation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
