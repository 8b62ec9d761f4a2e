/* Which wishes to give up: every smallest set, none that is not, and the rule behind it. */
#include "fixture.h"

#include "plan/give_up.h"

static void slots_open(struct fixture *f, int am_min, int pm_min)
{
    f->input.has_availability = true;
    for (int day = 0; day < PLAN_DAYS; day++) {
        f->input.available[day].slots[0] = (struct plan_slot){7 * 60, am_min};
        f->input.available[day].slots[1] = (struct plan_slot){18 * 60, pm_min};
    }
}

static void wish(struct fixture *f, enum plan_wish_kind kind, int day,
                 enum plan_kind session, double amount)
{
    f->input.wishes[f->input.n_wishes++] = (struct plan_wish){.kind = kind,
                                                              .day = day,
                                                              .session = session,
                                                              .min = amount,
                                                              .max = amount,
                                                              .priority = 1};
}

static struct plan_give_ups give_ups_of(struct fixture *f)
{
    struct plan_give_ups ret;
    struct plan_search_scratch *scratch = malloc(plan_search_scratch_bytes());
    plan_limits_of(&f->input, &f->limits);
    plan_give_ups_find(&f->limits, NULL, 400000, scratch, &ret);
    free(scratch);
    return ret;
}

static void nothing_to_give_up(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f, 120, 60);
    wish(&f, PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 3);
    wish(&f, PLAN_WISH_BIKE_HOURS, -1, PLAN_OTHER, 5);
    wish(&f, PLAN_WISH_REST, MON, PLAN_OTHER, LOAD_NAN);
    struct plan_give_ups ret = give_ups_of(&f);
    assert_true(ret.is_complete);
    assert_int_equal(ret.n_sets, 0);
}

/* Heavy legs in the morning of a day with VO2: either, by H8. */
static void two_that_exclude_each_other(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f, 60, 0);
    f.input.available[WED].slots[0].minutes = 180;
    wish(&f, PLAN_WISH_SESSION, WED, PLAN_STRENGTH_LOWER_HEAVY, LOAD_NAN);
    wish(&f, PLAN_WISH_SESSION, WED, PLAN_RIDE_VO2, LOAD_NAN);
    wish(&f, PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 2);
    struct plan_give_ups ret = give_ups_of(&f);
    assert_true(ret.is_complete);
    assert_int_equal(ret.n_sets, 2);
    assert_int_equal(ret.sets[0].wishes, 1U << 0);
    assert_int_equal(ret.sets[1].wishes, 1U << 1);
    assert_true((ret.sets[0].rules >> PLAN_H8 & 1U) != 0);
    assert_true((ret.sets[1].rules >> PLAN_H8 & 1U) != 0);
}

/* Five hours a day cannot become thirty hours of riding a week. */
static void one_that_availability_takes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f, 60, 60);
    wish(&f, PLAN_WISH_BIKE_HOURS, -1, PLAN_OTHER, 20);
    wish(&f, PLAN_WISH_STRENGTH_DAYS, -1, PLAN_OTHER, 2);
    struct plan_give_ups ret = give_ups_of(&f);
    assert_true(ret.is_complete);
    assert_int_equal(ret.n_sets, 1);
    assert_int_equal(ret.sets[0].wishes, 1U << 0);
    assert_int_equal(ret.sets[0].rules, 1U << PLAN_H10);
}

/* No rule makes two numbers of run days true. */
static void a_contradiction_has_no_rule(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f, 60, 0);
    wish(&f, PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 2);
    wish(&f, PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 3);
    struct plan_give_ups ret = give_ups_of(&f);
    assert_true(ret.is_complete);
    assert_int_equal(ret.n_sets, 2);
    assert_int_equal(ret.sets[0].rules, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_give_up),
        cmocka_unit_test(two_that_exclude_each_other),
        cmocka_unit_test(one_that_availability_takes),
        cmocka_unit_test(a_contradiction_has_no_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
