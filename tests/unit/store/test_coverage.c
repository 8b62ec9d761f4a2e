/*
 * Arithmetic of day spans against an array with one entry per day, and its rows in the
 * store.
 */
#include "support.h"

enum { N_DAYS = 40, N_ROUNDS = 20000, MAX_SPANS = 2 * N_DAYS + 3 };
#define NEVER INT64_MIN

static uint64_t seed = 0xc0ffee;

struct days {
    int64_t synced_ms[N_DAYS];
};

static struct day_range random_range(void)
{
    size_t first = number_below(&seed, N_DAYS);
    return (struct day_range){.first_day = (day_num)first,
                              .n_days = number_below(&seed, N_DAYS - first + 1)};
}

static struct days days_of(size_t n_spans, const struct coverage_span spans[])
{
    struct days days;
    for (size_t i = 0; i < N_DAYS; i++) {
        days.synced_ms[i] = NEVER;
    }
    for (size_t i = 0; i < n_spans; i++) {
        for (size_t k = 0; k < spans[i].range.n_days; k++) {
            days.synced_ms[(size_t)spans[i].range.first_day + k] = spans[i].synced_ms;
        }
    }
    return days;
}

/* Disjoint, in order, not empty, and neighbours with one sync are one span. */
static void assert_tidy(size_t n_spans, const struct coverage_span spans[])
{
    for (size_t i = 0; i < n_spans; i++) {
        assert_true(spans[i].range.n_days > 0);
        if (i > 0) {
            day_num end = spans[i - 1].range.first_day + (day_num)spans[i - 1].range.n_days;
            assert_true(end <= spans[i].range.first_day);
            assert_true(end < spans[i].range.first_day ||
                        spans[i - 1].synced_ms != spans[i].synced_ms);
        }
    }
}

static void assert_same_days(const struct days *a, const struct days *b)
{
    assert_memory_equal(a->synced_ms, b->synced_ms, sizeof a->synced_ms);
}

static void check_questions(size_t n_spans, const struct coverage_span spans[],
                            const struct days *days)
{
    struct day_range range = random_range();
    int64_t not_before_ms =
        number_below(&seed, 2) == 0 ? NEVER : (int64_t)number_below(&seed, 6);
    struct day_range missing[MAX_SPANS];
    struct coverage_span present[MAX_SPANS];
    bool is_missing[N_DAYS] = {false};
    size_t n_missing = coverage_missing(n_spans, spans, range, not_before_ms, missing);
    size_t n_present = coverage_present(n_spans, spans, range, present);
    assert_true(n_missing <= n_spans + 1);
    assert_tidy(n_present, present);
    struct days within = days_of(n_present, present);
    for (size_t i = 0; i < n_missing; i++) {
        assert_true(missing[i].n_days > 0);
        assert_true(i == 0 || missing[i].first_day > missing[i - 1].first_day +
                                                         (day_num)missing[i - 1].n_days);
        for (size_t k = 0; k < missing[i].n_days; k++) {
            is_missing[(size_t)missing[i].first_day + k] = true;
        }
    }
    int64_t oldest_ms = INT64_MAX;
    for (size_t i = 0; i < N_DAYS; i++) {
        bool is_fetched = within.synced_ms[i] != NEVER;
        oldest_ms =
            is_fetched && within.synced_ms[i] < oldest_ms ? within.synced_ms[i] : oldest_ms;
    }
    assert_true(coverage_oldest(n_spans, spans, range) == oldest_ms);
    for (size_t i = 0; i < N_DAYS; i++) {
        bool is_asked =
            (day_num)i >= range.first_day && i < (size_t)range.first_day + range.n_days;
        bool is_absent = days->synced_ms[i] == NEVER || days->synced_ms[i] < not_before_ms;
        assert_int_equal(is_missing[i], is_asked && is_absent);
        assert_true(within.synced_ms[i] == (is_asked ? days->synced_ms[i] : NEVER));
    }
}

static void spans_behave_like_days(void **state)
{
    (void)state;
    struct coverage_span spans[MAX_SPANS] = {0};
    struct coverage_span changed[MAX_SPANS];
    size_t n_spans = 0;
    struct days days = days_of(0, spans);
    for (int i = 0; i < N_ROUNDS; i++) {
        struct day_range range = random_range();
        int64_t synced_ms = (int64_t)number_below(&seed, 6);
        size_t n_changed = 0;
        bool is_removal = number_below(&seed, 3) == 0;
        if (is_removal) {
            n_changed = coverage_remove(n_spans, spans, range, changed);
            assert_true(n_changed <= n_spans + 1);
        } else {
            struct coverage_span added = {.range = range, .synced_ms = synced_ms};
            n_changed = coverage_add(n_spans, spans, added, changed);
            assert_true(n_changed <= 2 * n_spans + 1);
        }
        assert_tidy(n_changed, changed);
        struct days expected = days;
        struct days found = days_of(n_changed, changed);
        for (size_t k = 0; k < range.n_days; k++) {
            int64_t *day = &expected.synced_ms[(size_t)range.first_day + k];
            int64_t newest = *day > synced_ms ? *day : synced_ms;
            *day = is_removal ? NEVER : newest;
        }
        assert_same_days(&expected, &found);
        memcpy(spans, changed, n_changed * sizeof spans[0]);
        n_spans = n_changed;
        days = found;
        check_questions(n_spans, spans, &days);
    }
}

static void far_ranges_do_not_overflow(void **state)
{
    (void)state;
    struct coverage_span added = {.range = {.first_day = INT32_MAX - 1, .n_days = SIZE_MAX},
                                  .synced_ms = 1};
    struct coverage_span out[1];
    struct day_range missing[2];
    assert_int_equal(coverage_add(0, NULL, added, out), 1);
    assert_int_equal(out[0].range.first_day, INT32_MAX - 1);
    assert_int_equal(coverage_missing(1, out,
                                      (struct day_range){.first_day = 0, .n_days = 0},
                                      NEVER, missing),
                     0);
    assert_int_equal(coverage_missing(1, out,
                                      (struct day_range){.first_day = 0, .n_days = 5},
                                      NEVER, missing),
                     1);
    assert_int_equal(missing[0].n_days, 5);
}

static struct store_coverage get(struct store *store, const char *kind, day_num first,
                                 size_t n_days, struct arena *arena)
{
    struct store_coverage coverage = {0};
    struct err err = {0};
    struct day_range range = {.first_day = first, .n_days = n_days};
    OK(store_coverage_get(store, kind, range, arena, &coverage, &err), err);
    return coverage;
}

static void rows_behave_like_spans(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    struct coverage_span spans[MAX_SPANS] = {0};
    struct coverage_span changed[MAX_SPANS];
    size_t n_spans = 0;
    for (int i = 0; i < 400; i++) {
        struct coverage_span added = {.range = random_range(),
                                      .synced_ms = (int64_t)number_below(&seed, 4)};
        size_t n_changed = 0;
        if (i % 4 == 3) {
            OK(store_coverage_remove(store, "event", added.range, &err), err);
            n_changed = coverage_remove(n_spans, spans, added.range, changed);
        } else {
            OK(store_coverage_add(store, "event", added.range, added.synced_ms, &err), err);
            n_changed = coverage_add(n_spans, spans, added, changed);
        }
        n_spans = n_changed;
        memcpy(spans, changed, n_spans * sizeof spans[0]);
        struct store_coverage found = get(store, "event", -5, N_DAYS + 10, &arena);
        assert_int_equal(found.n_present, n_spans);
        for (size_t k = 0; k < n_spans; k++) {
            assert_int_equal(found.present[k].range.first_day, spans[k].range.first_day);
            assert_int_equal(found.present[k].range.n_days, spans[k].range.n_days);
            assert_true(found.present[k].synced_ms == spans[k].synced_ms);
        }
        arena_clear(&arena);
    }
    assert_int_equal(get(store, "activity", 0, 10, &arena).n_present,
                     0); /* kinds are apart */
    arena_release(&arena);
    store_close(store);
}

static void coverage_tells_what_is_missing(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    struct day_range january = {.first_day = 20000, .n_days = 31};
    struct day_range march = {.first_day = 20059, .n_days = 31};
    struct store_coverage nothing = get(store, "wellness", 20000, 90, &arena);
    assert_int_equal(nothing.n_missing, 1);
    assert_int_equal(nothing.missing[0].first_day, 20000);
    assert_int_equal(nothing.missing[0].n_days, 90);
    assert_true(nothing.oldest_synced_ms == INT64_MIN);

    OK(store_coverage_add(store, "wellness", january, 2000, &err), err);
    OK(store_coverage_add(store, "wellness", march, 1000, &err), err);
    struct store_coverage some = get(store, "wellness", 20010, 60, &arena);
    assert_int_equal(some.n_missing, 1);
    assert_int_equal(some.missing[0].first_day, 20031);
    assert_int_equal(some.missing[0].n_days, 28);
    assert_int_equal(some.n_present_days, 21 + 11);
    assert_true(some.oldest_synced_ms == 1000);

    struct store_coverage all = get(store, "wellness", 20000, 31, &arena);
    assert_int_equal(all.n_missing, 0);
    assert_true(all.oldest_synced_ms == 2000);
    assert_int_equal(get(store, "wellness", 20000, 0, &arena).n_missing, 0);
    arena_release(&arena);
    store_close(store);
}

static void odd_ranges_are_refused(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    struct day_range early = {.first_day = DAY_NUM_MIN - 1, .n_days = 1};
    struct day_range late = {.first_day = DAY_NUM_MAX, .n_days = 2};
    struct day_range last = {.first_day = DAY_NUM_MAX, .n_days = 1};
    struct day_range endless = {.first_day = 0, .n_days = SIZE_MAX};
    struct day_range none = {.first_day = 0, .n_days = 0};
    assert_false(store_coverage_add(store, "event", early, 1, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_false(store_coverage_add(store, "event", late, 1, &err));
    assert_false(store_coverage_add(store, "event", endless, 1, &err));
    assert_false(store_coverage_add(store, "", last, 1, &err));
    OK(store_coverage_add(store, "event", last, 1, &err), err);
    OK(store_coverage_add(store, "event", none, 1, &err), err);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_behave_like_days),
        cmocka_unit_test(far_ranges_do_not_overflow),
        cmocka_unit_test_setup_teardown(rows_behave_like_spans, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(coverage_tells_what_is_missing, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(odd_ranges_are_refused, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
