/* The lists of an activity: zone times, tags, interval summaries. */
#include "support.h"

#include "base/banned.h"

#define START "'id':'i1','start_date_local':'2026-09-24T16:25:25'"

static struct arena arena;
static struct activity activity;

static void parse(const char *members)
{
    struct str_buf json = {0};
    struct err err = {0};
    str_buf_printf(&json, "{" START ",%s}", members);
    json_t *object = json_of(str_buf_text(&json));
    arena_clear(&arena);
    assert_true(intervals_activity_parse(object, &arena, &activity, &err));
    json_decref(object);
    str_buf_release(&json);
}

static void assert_zones(size_t n_zones, const double zones[], const char *expected)
{
    char text[256] = "";
    size_t length = 0;
    for (size_t i = 0; i < n_zones; i++) {
        int n_more = isnan(zones[i])
                         ? snprintf(text + length, sizeof text - length, "-,")
                         : snprintf(text + length, sizeof text - length, "%g,", zones[i]);
        assert_true(n_more > 0 && length + (size_t)n_more < sizeof text);
        length += (size_t)n_more;
    }
    assert_string_equal(text, expected);
}

static void heart_rate_zones(void **state)
{
    (void)state;
    parse("'icu_hr_zone_times':[103,146,330,1684,111]");
    assert_zones(activity.n_hr_zones, activity.hr_zone_times_s, "103,146,330,1684,111,");
    parse("'icu_hr_zone_times':[]");
    assert_int_equal(activity.n_hr_zones, 0);
    parse(
        "'icu_hr_zone_times':[1,2,3,4,5,6,7,8,9,10,11,12]"); /* more than there are zones */
    assert_zones(activity.n_hr_zones, activity.hr_zone_times_s, "1,2,3,4,5,6,7,8,9,10,");
    assert_null(activity.bad_fields);
}

static void zones_that_make_no_sense_are_unknown(void **state)
{
    (void)state;
    parse("'icu_hr_zone_times':[1,null,3]");
    assert_zones(activity.n_hr_zones, activity.hr_zone_times_s, "1,-,3,");
    assert_null(activity.bad_fields); /* null is no mistake */
    parse("'icu_hr_zone_times':[1,-5,'x',1e300,true,6]");
    assert_zones(activity.n_hr_zones, activity.hr_zone_times_s, "1,-,-,-,-,6,");
    assert_text(activity.bad_fields, "icu_hr_zone_times"); /* once for the field */
    parse("'pace_zone_times':[-1]");
    assert_zones(activity.n_pace_zones, activity.pace_zone_times_s, "-,");
    assert_text(activity.bad_fields, "pace_zone_times");
    parse("'icu_zone_times':[{'id':'Z1','secs':-1},{'id':'Z2','secs':'x'},{'id':'Z3','secs'"
          ":3}]");
    assert_zones(activity.n_power_zones, activity.power_zone_times_s, "-,-,3,");
    assert_text(activity.bad_fields, "icu_zone_times");
    parse("'icu_zone_times':[{'id':'Z1','secs':null},{'id':'Z2','secs':2}]");
    assert_zones(activity.n_power_zones, activity.power_zone_times_s, "-,2,");
    assert_null(activity.bad_fields);
}

static void pace_zones_follow_the_athletes_choice(void **state)
{
    static const char both[] = "'pace_zone_times':[1,2],'gap_zone_times':[3,4]";
    char members[160];
    (void)state;
    (void)snprintf(members, sizeof members, "%s,'use_gap_zone_times':true", both);
    parse(members);
    assert_zones(activity.n_pace_zones, activity.pace_zone_times_s, "3,4,");
    (void)snprintf(members, sizeof members, "%s,'use_gap_zone_times':false", both);
    parse(members);
    assert_zones(activity.n_pace_zones, activity.pace_zone_times_s, "1,2,");
    (void)snprintf(members, sizeof members, "%s,'use_gap_zone_times':null", both);
    parse(members);
    assert_zones(activity.n_pace_zones, activity.pace_zone_times_s, "1,2,");
    parse("'pace_zone_times':[1,2],'gap_zone_times':null,'use_gap_zone_times':true");
    assert_zones(activity.n_pace_zones, activity.pace_zone_times_s, "1,2,");
    parse("'gap_zone_times':[3,4],'use_gap_zone_times':false");
    assert_int_equal(activity.n_pace_zones, 0);
    parse("'gap_zone_times':[-3],'use_gap_zone_times':true");
    assert_text(activity.bad_fields, "gap_zone_times");
    assert_null(strchr(activity.bad_fields, ','));
}

static void power_zones_are_paired_by_id(void **state)
{
    static const struct {
        const char *rows;
        const char *expected;
    } cases[] = {
        {"[{'id':'Z1','secs':10},{'id':'Z2','secs':20},{'id':'Z3','secs':30}]",
         "10,20,30,"},
        {"[{'id':'Z3','secs':30},{'id':'Z1','secs':10},{'id':'Z2','secs':20}]",
         "10,20,30,"},
        {"[{'id':'Z1','secs':10},{'id':'SS','secs':99},{'id':'Z2','secs':20}]", "10,20,"},
        {"[{'id':'SS','secs':99}]", ""},
        {"[{'id':'Z1','secs':1},{'id':'Z7','secs':7},{'id':'SS','secs':9}]",
         "1,0,0,0,0,0,7,"},
        {"[{'id':'Z9','secs':9}]", "0,0,0,0,0,0,0,0,9,"},
        {"[{'id':'Z10','secs':5},{'id':'Z0','secs':5},{'id':'Z','secs':5},{'id':'z1','secs'"
         ":5}]",
         ""},
        {"[{'id':1,'secs':5},{'secs':5},{'id':'Z1'},5,null,'Z1',[]]", "-,"},
        {"[300,900,1200]", ""}, /* another shape than the service's */
        {"[]", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char members[256];
        (void)snprintf(members, sizeof members, "'icu_zone_times':%s", cases[i].rows);
        parse(members);
        assert_zones(activity.n_power_zones, activity.power_zone_times_s,
                     cases[i].expected);
    }
}

static void tags_are_kept_exactly(void **state)
{
    static const struct {
        const char *tags;
        const char *expected;
        const char *bad;
    } cases[] = {
        {"['lower']", "lower", NULL},
        {"['lower','Long Run']", "lower\nLong Run", NULL},
        {"['','a','']", "a", NULL},
        {"[]", NULL, NULL},
        {"['']", NULL, NULL},
        {"['a',null,'b']", "a\nb", NULL},
        {"['a',5,'b']", "a\nb", "tags"},
        {"[[],{},true]", NULL, "tags"},
        {"['not\\nlower','x']", "not lower\nx", NULL}, /* one tag stays one tag */
        {"['a,b','\\u00e9 \\u2603']", "a,b\n\xC3\xA9 \xE2\x98\x83", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char members[128];
        (void)snprintf(members, sizeof members, "'tags':%s", cases[i].tags);
        parse(members);
        assert_text(activity.tags, cases[i].expected);
        assert_text(activity.bad_fields, cases[i].bad);
    }
}

/* A tag that does not fit is left out whole: no empty tag, no half of one. */
static void too_many_tags_are_left_out(void **state)
{
    struct str_buf members = {0};
    (void)state;
    str_buf_add(&members, "'tags':['first','");
    for (int i = 0; i < 100; i++) {
        str_buf_add(&members, "0123456789");
    }
    str_buf_add(&members, "','last']");
    parse(str_buf_text(&members));
    assert_text(activity.tags, "first\nlast");
    str_buf_clear(&members);
    str_buf_add(&members, "'tags':['0'");
    for (int i = 1; i < 500; i++) {
        str_buf_printf(&members, ",'%d'", i);
    }
    str_buf_add(&members, "]");
    parse(str_buf_text(&members));
    assert_true(strlen(activity.tags) <= 1000);
    assert_null(strstr(activity.tags, "\n\n"));
    assert_true(activity.tags[strlen(activity.tags) - 1] != '\n');
    str_buf_release(&members);
}

static void interval_summaries_are_joined(void **state)
{
    (void)state;
    parse("'interval_summary':['3x 12m 270w','1x 34m35s 169bpm']");
    assert_text(activity.interval_summary, "3x 12m 270w, 1x 34m35s 169bpm");
    parse("'interval_summary':[]");
    assert_null(activity.interval_summary);
}

static int arena_end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heart_rate_zones),
        cmocka_unit_test(zones_that_make_no_sense_are_unknown),
        cmocka_unit_test(pace_zones_follow_the_athletes_choice),
        cmocka_unit_test(power_zones_are_paired_by_id),
        cmocka_unit_test(tags_are_kept_exactly),
        cmocka_unit_test(too_many_tags_are_left_out),
        cmocka_unit_test(interval_summaries_are_joined),
    };
    return cmocka_run_group_tests_name("intervals/activity_zones", tests, NULL, arena_end);
}
