/* Where a change stands, and the names it goes by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/service_write.h"

/* N: no row, else the state. */
enum { N = -1, O = WRITE_OPEN, D = WRITE_DONE, X = WRITE_NOT_DONE, U = WRITE_UNKNOWN };

static const struct {
    int forward;
    int undo;
    enum service_write_place place;
} places[] = {{N, N, WRITE_PLACE_NOWHERE},   {X, N, WRITE_PLACE_NOWHERE},
              {D, N, WRITE_PLACE_THERE},     {D, X, WRITE_PLACE_THERE},
              {D, D, WRITE_PLACE_UNDONE},    {O, N, WRITE_PLACE_UNSETTLED},
              {U, N, WRITE_PLACE_UNSETTLED}, {D, O, WRITE_PLACE_UNSETTLED},
              {D, U, WRITE_PLACE_UNSETTLED}};

static void a_step_stands_where_its_rows_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct service_write forward = {
            .state = (enum service_write_state)places[i].forward};
        const struct service_write undo = {
            .is_undo = true, .state = (enum service_write_state)places[i].undo};
        assert_int_equal(service_write_place(places[i].forward == N ? NULL : &forward,
                                             places[i].undo == N ? NULL : &undo),
                         places[i].place);
    }
}

static void names_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < N_SERVICE_WRITE_KINDS; i++) {
        enum service_write_kind kind = WRITE_ACTIVITY;
        assert_true(service_write_kind_from_name(
            service_write_kind_name((enum service_write_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < N_SERVICE_WRITE_STATES; i++) {
        enum service_write_state named = WRITE_UNKNOWN;
        assert_true(service_write_state_from_name(
            service_write_state_name((enum service_write_state)i), &named));
        assert_int_equal(named, i);
    }
    enum service_write_kind kind = WRITE_WELLNESS;
    assert_false(service_write_kind_from_name("event", &kind));
    assert_false(service_write_kind_from_name(NULL, &kind));
    assert_int_equal(kind, WRITE_WELLNESS);
}

static void an_external_id_is_ours_by_its_beginning(void **state)
{
    char text[SERVICE_WRITE_TARGET_SIZE];
    (void)state;
    service_write_external_id("0123456789", 12, text);
    assert_string_equal(text, "soleus:0123456789:12");
    assert_true(service_write_is_prefixed(text));
    assert_false(service_write_is_prefixed("soleus"));
    assert_false(service_write_is_prefixed("other:0123456789:1"));
    assert_false(service_write_is_prefixed(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_stands_where_its_rows_say),
        cmocka_unit_test(names_come_back),
        cmocka_unit_test(an_external_id_is_ours_by_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
