#include "support.h"

#include "intervals/redact.h"
#include "base/banned.h"

static struct arena arena;
static struct athlete athlete;

static bool parse(const char *json)
{
    json_t *object = json_of(json);
    struct err err = {0};
    arena_clear(&arena);
    bool is_good = intervals_athlete_parse(object, &arena, &athlete, &err);
    assert_int_equal(err.code, is_good ? ERR_NONE : ERR_UPSTREAM);
    json_decref(object);
    return is_good;
}

static void reads_who_it_is(void **state)
{
    (void)state;
    assert_true(
        parse("{'id':'i12345','name':'Example','timezone':'Europe/Zurich','sex':'F',"
              "'icu_date_of_birth':'1984-05-14','icu_weight':68.5,'icu_resting_hr':44,"
              "'icu_form_as_percent':true,'weight':70}"));
    assert_text(athlete.id, "i12345");
    assert_text(athlete.name, "Example");
    assert_text(athlete.timezone, "Europe/Zurich");
    assert_text(athlete.sex, "F");
    assert_int_equal(athlete.birth_day, 5247);
    assert_number(athlete.weight_kg, 68.5); /* A15: not `weight` */
    assert_number(athlete.resting_hr_bpm, 44);
    assert_true(athlete.is_form_percent);
}

static void an_athlete_of_nulls_is_unknown(void **state)
{
    static const char *const wrong[] = {"null", "5.5", "true", "[1]", "{'a':1}", "'x'"};
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        char json[1024];
        const char *w = wrong[i];
        (void)snprintf(json, sizeof json,
                       "{'id':2049151,'icu_date_of_birth':%s,'sportSettings':%s,"
                       "'icu_type_settings':%s,'icu_form_as_percent':%s}",
                       w, w, w, i == 2 ? "null" : w);
        assert_true(parse(json));
        assert_text(athlete.id, "2049151");
        assert_null(athlete.name);
        assert_null(athlete.timezone);
        assert_int_equal(athlete.birth_day, DAY_NUM_NONE);
        assert_number(athlete.weight_kg, (double)NAN);
        assert_int_equal(athlete.n_load_factors, 0);
        assert_false(athlete.is_form_percent);
        assert_int_equal(athlete.n_sports, 0);
    }
    assert_true(
        parse("{'id':'i1','icu_weight':'68','icu_resting_hr':-4,'name':7,'timezone':[],"
              "'icu_date_of_birth':'1984-02-30'}"));
    assert_number(athlete.weight_kg, (double)NAN);
    assert_number(athlete.resting_hr_bpm, (double)NAN);
    assert_null(athlete.name);
    assert_null(athlete.timezone);
    assert_int_equal(athlete.birth_day, DAY_NUM_NONE);
}

static void without_a_real_id_it_is_refused(void **state)
{
    static const char *const rows[] = {
        "{}",        "{'id':null}", "{'id':'0'}", "{'id':0}",   "{'id':'a/b'}", "{'id':''}",
        "{'id':-1}", "[]",          "null",       "{'id':1.5}", "{'id':['i1']}"};
    static struct athlete before;
    (void)state;
    memset(&athlete, 0x5A, sizeof athlete);
    before = athlete;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(parse(rows[i]));
    }
    assert_memory_equal(&before, &athlete, sizeof before);
}

static void reads_sport_settings(void **state)
{
    (void)state;
    assert_true(
        parse("{'id':'i1','sportSettings':["
              "{'types':['Run','VirtualRun','Quidditch',5,null],'ftp':null,'lthr':172,"
              "'max_hr':190,'hr_zones':[142,154,163,171,190],'power_zones':null,"
              "'threshold_pace':4.2,'pace_zones':[77.5,87.7,999],'other':false},"
              "{'types':['Ride'],'ftp':285,'indoor_ftp':275,'w_prime':20000,"
              "'power_zones':[55,75,90,105,120,150,999],'lthr':-5,'max_hr':'190'},"
              "null,5,[],'x',"
              "{'types':'Run','other':true}]}"));
    assert_int_equal(athlete.n_sports, 3); /* what is no object is no group */
    const struct sport_settings *run = athlete_sport_settings(&athlete, SPORT_VIRTUAL_RUN);
    assert_ptr_equal(run, &athlete.sports[0]);
    assert_int_equal(run->n_types, 2);
    assert_number(run->ftp_w, (double)NAN);
    assert_number(run->lthr_bpm, 172);
    assert_number(run->max_hr_bpm, 190);
    assert_number(run->threshold_pace_m_per_s, 4.2);
    assert_int_equal(run->n_hr_zones, 5);
    assert_number(run->hr_zones_bpm[4], 190);
    assert_int_equal(run->n_power_zones, 0);
    assert_int_equal(run->n_pace_zones, 3);
    assert_number(run->pace_zones_pct[2], 999);
    const struct sport_settings *ride = athlete_sport_settings(&athlete, SPORT_RIDE);
    assert_number(ride->ftp_w, 285);
    assert_number(ride->indoor_ftp_w, 275);
    assert_number(ride->w_prime_j, 20000);
    assert_number(ride->power_zones_pct[0], 55);
    assert_number(ride->lthr_bpm, (double)NAN);
    assert_number(ride->max_hr_bpm, (double)NAN);
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_SWIM), &athlete.sports[2]);
    assert_int_equal(athlete.sports[2].n_types, 0);
}

static void more_than_there_is_room_for_is_cut(void **state)
{
    struct str_buf json = {0};
    (void)state;
    str_buf_add(&json, "{'id':'i1','sportSettings':[");
    for (int i = 0; i < 100; i++) {
        str_buf_add(&json, i == 0 ? "{'types':[" : ",{'types':[");
        for (int k = 0; k < 100; k++) {
            str_buf_add(&json, k == 0 ? "'Run'" : ",'Run'");
        }
        str_buf_add(&json, "],'hr_zones':[1,2,3,4,5,6,7,8,9,10,11,12,13]}");
    }
    str_buf_add(&json, "],'icu_type_settings':[");
    for (int i = 0; i < 100; i++) {
        str_buf_printf(&json, "%s{'type':'Run','ctlFactor':0.5}", i == 0 ? "" : ",");
    }
    str_buf_add(&json, "]}");
    assert_true(parse(str_buf_text(&json)));
    assert_int_equal(athlete.n_sports, MODEL_MAX_SPORT_SETTINGS);
    assert_int_equal(athlete.sports[31].n_types, MODEL_MAX_SPORT_TYPES);
    assert_int_equal(athlete.sports[31].n_hr_zones, MODEL_MAX_ZONES);
    assert_int_equal(athlete.n_load_factors, MODEL_MAX_LOAD_FACTORS);
    str_buf_release(&json);
}

static void reads_load_factors(void **state)
{
    (void)state;
    assert_true(
        parse("{'id':'i1','icu_type_settings':["
              "{'type':'WeightTraining','ctlFactor':0.5,'atlFactor':1},"
              "{'type':'Walk','ctlFactor':null},{'type':'Quidditch','ctlFactor':0.1},"
              "{'type':'Ride','ctlFactor':-1,'atlFactor':'2'},"
              "{'type':'Run','ctlFactor':1e300,'atlFactor':0},null,5,{'ctlFactor':1}]}"));
    assert_int_equal(athlete.n_load_factors, 4);
    assert_int_equal(athlete.load_factors[0].sport, SPORT_WEIGHT_TRAINING);
    assert_number(athlete.load_factors[0].ctl_factor, 0.5);
    assert_number(athlete.load_factors[0].atl_factor, 1);
    assert_int_equal(athlete.load_factors[1].sport, SPORT_WALK);
    assert_number(athlete.load_factors[1].ctl_factor, 1);
    assert_number(athlete.load_factors[1].atl_factor, 1);
    assert_int_equal(athlete.load_factors[2].sport, SPORT_RIDE); /* nonsense counts as 1 */
    assert_number(athlete.load_factors[2].ctl_factor, 1);
    assert_number(athlete.load_factors[2].atl_factor, 1);
    assert_number(athlete.load_factors[3].ctl_factor, 1);
    assert_number(athlete.load_factors[3].atl_factor, 0);
}

static const char private_athlete[] =
    "{\"id\":\"i12345\",\"email\":\"someone@example.org\",\"name\":\"Example\",\"icu_api_"
    "key\":"
    "\"k1\",\"icu_friend_invite_token\":\"k2\",\"has_password\":true,\"plan_expires\":"
    "\"2027-01-01\","
    "\"sportSettings\":[{\"types\":[\"Run\"],\"accessToken\":\"k3\",\"lthr\":172}],"
    "\"custom_items\":[{\"content\":{\"webhook_url\":\"k4\",\"code\":\"LLSS\"}}],"
    "\"icu_weight\":68.10}";

static void limb_fields_are_found_by_code_or_name(void **state)
{
    (void)state;
    assert_true(
        parse("{'id':'i1','custom_items':[null,5,{'type':'ACTIVITY_FIELD','content':null},"
              "{'type':'ACTIVITY_FIELD','name':'Load','content':{'code':'llss'}},"
              "{'type':'ACTIVITY_FIELD','name':'LLSS','content':{'code':'Legs'}},"
              "{'type':'ACTIVITY_FIELD','name':'x','content':{'code':'StrydLBSSv2'}},"
              "{'type':'ACTIVITY_FIELD','name':'LLSS','content':{'code':'a&b=1'}},"
              "{'type':'ACTIVITY_FIELD','name':'LLSS','content':{'code':5}},"
              "{'type':'ACTIVITY_FIELD','name':'LLSS again','content':{'code':'Other'}},"
              "{'type':'INPUT_FIELD','name':'LLSS','content':{'code':'Wellness'}},"
              "{'type':'ACTIVITY_FIELD','name':'LLSS','content':{'code':'Legs'}}]}"));
    assert_true(athlete.has_custom_items);
    assert_int_equal(athlete.n_limb_fields, 3);
    assert_text(athlete.limb_fields[0].code, "llss");
    assert_text(athlete.limb_fields[1].code, "Legs");
    assert_text(athlete.limb_fields[1].name, "LLSS");
    assert_text(athlete.limb_fields[2].code, "StrydLBSSv2");
    assert_non_null(athlete_limb_field(&athlete, "Legs"));
    assert_null(athlete_limb_field(&athlete, "LEGS")); /* keys are exact */
    assert_true(parse("{'id':'i1','custom_items':{}}"));
    assert_false(athlete.has_custom_items);
}

static void the_text_kept_has_no_private_member(void **state)
{
    struct err err = {0};
    char *raw = NULL;
    size_t n_raw_bytes = 0;
    (void)state;
    assert_true(intervals_athlete_read(private_athlete, strlen(private_athlete), &arena,
                                       &athlete, &raw, &n_raw_bytes, &err));
    assert_int_equal(n_raw_bytes, strlen(raw));
    assert_string_equal(
        raw, "{\"id\":\"i12345\",\"name\":\"Example\",\"sportSettings\":[{\"types\":"
             "[\"Run\"],\"lthr\":172}],\"custom_items\":[{\"content\":{\"code\":"
             "\"LLSS\"}}],\"icu_weight\":68.1}");
    assert_number(athlete.weight_kg, 68.1);
    struct athlete again;
    char *raw_again = NULL;
    assert_true(intervals_athlete_read(raw, n_raw_bytes, &arena, &again, &raw_again,
                                       &n_raw_bytes, &err));
    assert_string_equal(raw_again, raw);
    assert_string_equal(again.id, "i12345");
    assert_number(again.sports[0].lthr_bpm, 172);
    assert_true(intervals_athlete_read(raw, n_raw_bytes, &arena, &again, NULL, NULL, &err));
    free(raw);
    free(raw_again);
}

static void unreadable_bodies_are_refused(void **state)
{
    static const char *const bodies[] = {"",
                                         "<html>sorry</html>",
                                         "[]",
                                         "null",
                                         "{",
                                         "{}",
                                         "{\"id\":\"i1\"",
                                         "{\"id\":\"i1\",\"id\":\"i2\"}",
                                         "{\"id\":\"i1\"}x",
                                         "\"i1\"",
                                         "{\"status\":403,\"error\":\"Access denied\"}"};
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct err err = {0};
        char *raw = NULL;
        size_t n_raw_bytes = 4711;
        assert_false(intervals_athlete_read(bodies[i], strlen(bodies[i]), &arena, &athlete,
                                            &raw, &n_raw_bytes, &err));
        assert_int_equal(err.code, ERR_UPSTREAM);
        assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
        assert_null(raw);
        assert_int_equal(n_raw_bytes, 4711);
        assert_null(strstr(err.message, "html"));
    }
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
        cmocka_unit_test(reads_who_it_is),
        cmocka_unit_test(an_athlete_of_nulls_is_unknown),
        cmocka_unit_test(without_a_real_id_it_is_refused),
        cmocka_unit_test(reads_sport_settings),
        cmocka_unit_test(more_than_there_is_room_for_is_cut),
        cmocka_unit_test(reads_load_factors),
        cmocka_unit_test(limb_fields_are_found_by_code_or_name),
        cmocka_unit_test(the_text_kept_has_no_private_member),
        cmocka_unit_test(unreadable_bodies_are_refused),
    };
    return cmocka_run_group_tests_name("intervals/athlete_parse", tests, NULL, arena_end);
}
