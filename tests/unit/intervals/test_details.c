#include "support.h"

#include "intervals/detail.h"
#include "intervals/detail_names.h"

static struct arena arena;

static char *quoted(const char *text)
{
    char *copy = xstrdup(text);
    for (char *c = copy; *c != '\0'; c++) {
        *c = (char)(*c == '\'' ? '"' : *c);
    }
    return copy;
}

static struct activity_intervals intervals_of(const char *text)
{
    struct activity_intervals ret;
    struct err err = {0};
    char *body = quoted(text);
    if (!intervals_intervals_read(body, strlen(body), "i1", &arena, &ret, NULL, NULL,
                                  &err)) {
        fail_msg("%s", err.message);
    }
    free(body);
    return ret;
}

static struct activity_streams streams_of(const char *text)
{
    struct activity_streams ret;
    struct err err = {0};
    char *body = quoted(text);
    if (!intervals_streams_read(body, strlen(body), STREAMS_ALL, &arena, &ret, NULL, NULL,
                                &err)) {
        fail_msg("%s", err.message);
    }
    free(body);
    return ret;
}

static void intervals_are_read_by_key(void **state)
{
    (void)state;
    struct activity_intervals all = intervals_of(
        "{'id':'i1','analyzed':true,'icu_intervals':[{'id':3,'type':'WORK','label':'Rep',"
        "'group_id':'180s@rep','start_index':10,'end_index':200,'start_time':12,"
        "'end_time':202,'moving_time':180,'elapsed_time':190,'distance':720.5,"
        "'average_speed':4.0,'average_gradient':-0.011,'average_cadence':88.2,"
        "'average_heartrate':165,'average_stance_time':231.5,"
        "'average_vertical_oscillation':82,'average_vertical_ratio':7.4,"
        "'average_stance_time_balance':49.6,'average_leg_spring_stiffness':10.1,"
        "'decoupling':-2.5,'zone':4}],"
        "'icu_groups':[{'id':'180s@rep','count':4,'average_heartrate':166}]}");
    const struct activity_interval *one = &all.intervals[0];
    assert_int_equal(all.n_intervals, 1);
    assert_null(all.bad_fields);
    assert_null(all.custom_codes);
    assert_text(one->id, "3");
    assert_text(one->label, "Rep");
    assert_int_equal(one->kind, INTERVAL_WORK);
    assert_number(one->start_s, 12);
    assert_number(one->end_index, 200);
    assert_number(one->average_gradient_frac, -0.011);
    assert_number(one->average_cadence_per_min, 88.2); /* one leg: as sent */
    assert_number(one->stance_time_ms, 231.5);
    assert_number(one->vertical_oscillation_mm, 82);
    assert_number(one->stance_balance_pct, 49.6);
    assert_number(one->leg_spring_stiffness_kn_per_m, 10.1);
    assert_number(one->decoupling_pct, -2.5);
    assert_true(isnan(one->step_length_mm));
    assert_int_equal(all.n_groups, 1);
    assert_text(all.groups[0].id, "180s@rep");
    assert_number(all.groups[0].n_repeats, 4);
}

static void a_native_field_stands_before_a_custom_one(void **state)
{
    (void)state;
    struct activity_intervals all = intervals_of(
        "{'icu_intervals':[{'GCT':300,'average_stance_time':231,'LLSS':55},"
        "{'average_stance_time':null,'GroundContactTime':0.245,'VerticalOscillation':8.4,"
        "'StepLength':1.21,'GCTBalance':49.2,'LSS':9.9,'LLSS':55},"
        "{'Average_Ground_Contact_Time':244}]}");
    assert_number(all.intervals[0].stance_time_ms, 231);
    assert_true(isnan(all.intervals[0].leg_spring_stiffness_kn_per_m));
    assert_number(all.intervals[1].stance_time_ms, 245);
    assert_number(all.intervals[1].vertical_oscillation_mm, 84);
    assert_number(all.intervals[1].step_length_mm, 1210);
    assert_number(all.intervals[1].stance_balance_pct, 49.2);
    assert_number(all.intervals[1].leg_spring_stiffness_kn_per_m, 9.9);
    assert_number(all.intervals[2].stance_time_ms, 244);
    assert_int_equal(count_names(all.custom_codes), 6);
    assert_int_equal(count_name(all.custom_codes, "GCT"), 0);
    assert_int_equal(count_name(all.custom_codes, "GroundContactTime"), 1);
    assert_int_equal(count_name(all.custom_codes, "LLSS"), 0);
}

static void hostile_intervals_are_unknown_or_left_out(void **state)
{
    (void)state;
    struct activity_intervals all = intervals_of(
        "{'icu_intervals':[null,7,'x',[],{'type':5,'average_speed':-3,'distance':'far',"
        "'average_stance_time':1e300,'label':{},'zone':null,'GCT':-4}],'icu_groups':{}}");
    assert_int_equal(all.n_intervals, 1);
    assert_int_equal(all.n_left_out, 4);
    assert_true(isnan(all.intervals[0].average_speed_m_per_s));
    assert_true(isnan(all.intervals[0].distance_m));
    assert_true(isnan(all.intervals[0].stance_time_ms));
    assert_int_equal(all.intervals[0].kind, INTERVAL_UNKNOWN);
    static const char *const bad[] = {
        "type", "average_speed", "distance", "average_stance_time", "label", "icu_groups"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(count_name(all.bad_fields, bad[i]), 1);
    }
    assert_int_equal(intervals_of("{'id':'i1','icu_intervals':null}").n_intervals, 0);
}

static void more_intervals_than_room_are_counted(void **state)
{
    struct str_buf body = {0};
    struct err err = {0};
    struct activity_intervals all;
    (void)state;
    str_buf_add(&body, "{\"icu_intervals\":[{}");
    for (int i = 0; i < INTERVALS_MAX_INTERVALS + 99; i++) {
        str_buf_add(&body, ",{\"moving_time\":60}");
    }
    str_buf_add(&body, "]}");
    assert_true(intervals_intervals_read(str_buf_text(&body), body.length, "i1", &arena,
                                         &all, NULL, NULL, &err));
    assert_int_equal(all.n_intervals, INTERVALS_MAX_INTERVALS);
    assert_int_equal(all.n_left_out, 100);
    str_buf_release(&body);
}

static void another_activity_and_garbage_are_refused(void **state)
{
    static const char *const bodies[] = {
        "{'id':'i2','icu_intervals':[]}", "[]",     "",
        "{'icu_intervals':{}}",           "<html>", "{'id':'i1'"};
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct activity_intervals ret;
        struct err err = {0};
        char *body = quoted(bodies[i]);
        assert_false(intervals_intervals_read(body, strlen(body), "i1", &arena, &ret, NULL,
                                              NULL, &err));
        assert_int_equal(err.code, ERR_UPSTREAM);
        free(body);
    }
}

static void what_is_kept_reads_back_without_private_keys(void **state)
{
    struct activity_intervals ret;
    struct err err = {0};
    char *raw = NULL;
    size_t n_bytes = 0;
    char *body = quoted("{'id':'i1','email':'a@b','name':'x','icu_intervals':[{'id':1,"
                        "'label':null,'api_key':'SECRET','moving_time':60,'GCT':240}]}");
    (void)state;
    assert_true(intervals_intervals_read(body, strlen(body), "i1", &arena, &ret, &raw,
                                         &n_bytes, &err));
    assert_string_equal(
        raw,
        "{\"id\":\"i1\",\"icu_intervals\":[{\"id\":1,\"moving_time\":60,\"GCT\":240}]}");
    assert_true(
        intervals_intervals_read(raw, n_bytes, "i1", &arena, &ret, NULL, NULL, &err));
    assert_number(ret.intervals[0].stance_time_ms, 240);
    free(raw);
    free(body);
}

static void streams_are_found_by_type(void **state)
{
    (void)state;
    struct activity_streams all = streams_of(
        "[{'type':'cadence','data':[83,null,'x',84]},{'type':'time','data':[0,1,2,3]},"
        "{'type':'latlng','data':[1,2],'data2':[3,4]},"
        "{'type':'grade_smooth','data':[-1.5,0,0]},"
        "{'type':'GroundContactTime','custom':true,'data':[0.25,0.24,0.24,0.24]},"
        "{'type':'gct','custom':true,'data':[1,2,3,4]},"
        "{'type':'watts','allNull':true,'data':[null,null]},"
        "{'type':'heartrate','data':'none'},{'type':'time','data':[9]}]");
    assert_int_equal(all.n_samples, 4);
    assert_int_equal(all.n_recorded, 4);
    assert_number(all.series[STREAM_TIME][3], 3);
    assert_number(all.series[STREAM_CADENCE][3], 84);
    assert_true(isnan(all.series[STREAM_CADENCE][1]) &&
                isnan(all.series[STREAM_CADENCE][2]));
    assert_number(all.series[STREAM_GRADIENT][0], -1.5);
    assert_true(isnan(all.series[STREAM_GRADIENT][3])); /* shorter */
    assert_number(all.series[STREAM_STANCE_TIME][0], 250);
    assert_null(all.series[STREAM_POWER]);
    assert_null(all.series[STREAM_HEART_RATE]);
    assert_text(all.custom_codes, "GroundContactTime");
    assert_int_equal(count_name(all.bad_fields, "cadence"), 1);
    assert_int_equal(count_name(all.bad_fields, "heartrate"), 1);
}

static void a_native_stream_stands_whatever_the_order(void **state)
{
    (void)state;
    struct activity_streams all =
        streams_of("[{'type':'GCT','data':[300]},{'type':'stance_time','data':[240]}]");
    assert_number(all.series[STREAM_STANCE_TIME][0], 240);
    assert_null(all.custom_codes);
    all = streams_of("[{'type':'stance_time','data':[240]},{'type':'GCT','data':[300]}]");
    assert_number(all.series[STREAM_STANCE_TIME][0], 240);
}

static void long_streams_are_thinned_alike(void **state)
{
    struct str_buf body = {0};
    struct err err = {0};
    struct activity_streams all;
    char *raw = NULL;
    size_t n_bytes = 0;
    (void)state;
    enum { N = 2 * MODEL_MAX_SAMPLES + 7, SHORTER = MODEL_MAX_SAMPLES + 10 };
    for (int kind = 0; kind < 2; kind++) {
        str_buf_add(&body, kind == 0 ? "[{\"type\":\"time\",\"data\":[0"
                                     : "]},{\"type\":\"cadence\",\"data\":[0");
        for (int i = 1; i < (kind == 0 ? N : SHORTER); i++) {
            str_buf_printf(&body, ",%d", i);
        }
    }
    str_buf_add(&body, "]}]");
    assert_true(intervals_streams_read(str_buf_text(&body), body.length, STREAMS_ALL,
                                       &arena, &all, &raw, &n_bytes, &err));
    assert_int_equal(all.n_recorded, N);
    assert_true(all.n_samples <= MODEL_MAX_SAMPLES);
    assert_number(all.series[STREAM_TIME][100], 300);
    assert_true(fabs(all.series[STREAM_CADENCE][100] - 300) <= 2);
    assert_true(isnan(all.series[STREAM_CADENCE][all.n_samples - 1]));
    struct activity_streams again;
    assert_true(intervals_streams_read(raw, n_bytes, STREAMS_ALL, &arena, &again, NULL,
                                       NULL, &err));
    assert_int_equal(again.n_samples, all.n_samples);
    assert_number(again.series[STREAM_TIME][100], 300);
    free(raw);
    str_buf_release(&body);
}

static void only_stored_streams_are_asked_for(void **state)
{
    stream_set wanted = stream_bit(STREAM_TIME) | stream_bit(STREAM_STANCE_TIME) |
                        stream_bit(STREAM_CADENCE);
    const struct {
        const char *raw;
        const char *names;
    } cases[] = {
        {"{'id':'i1','stream_types':['time','watts','GroundContactTime','latlng']}",
         "time,GroundContactTime"},
        {"{'stream_types':['a&b=','Ground Contact Time',null,5]}", ""},
        {"{'stream_types':[]}", ""},
        {"{'stream_types':null}", "time,cadence,stance_time"},
        {"{}", "time,cadence,stance_time"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *raw = quoted(cases[i].raw);
        assert_string_equal(intervals_stream_names(raw, strlen(raw), wanted, &arena),
                            cases[i].names);
        free(raw);
    }
}

static void units_are_told_by_size_once(void **state)
{
    (void)state;
    double value = 0.01;
    for (int step = 0; step < 190; step++, value *= 1.07) { /* up to 3800 */
        static const enum stream_type types[] = {STREAM_STANCE_TIME,
                                                 STREAM_VERTICAL_OSCILLATION,
                                                 STREAM_STEP_LENGTH, STREAM_CADENCE};
        for (size_t i = 0; i < COUNT(types); i++) {
            double once = intervals__in_stream_unit(types[i], value);
            assert_number(intervals__in_stream_unit(types[i], once), once);
        }
    }
}

static void segments_read_back(void **state)
{
    struct run_segment pieces[2] = {{.start_s = 300, .speed_m_per_s = 3.1},
                                    {.start_s = 600, .gradient_frac = (double)NAN}};
    struct run_segments written = {.activity_id = "i1",
                                   .source = SEGMENTS_OF_STREAMS,
                                   .custom_codes = "G\"CT",
                                   .n_segments = 2,
                                   .segments = pieces};
    struct run_segments read;
    struct err err = {0};
    size_t n_bytes = 0;
    (void)state;
    char *text = intervals_segments_write(&written, &n_bytes);
    assert_true(intervals_segments_read(text, n_bytes, "i1", &arena, &read, &err));
    assert_int_equal(read.source, SEGMENTS_OF_STREAMS);
    assert_text(read.custom_codes, "G\"CT");
    assert_int_equal(read.n_segments, 2);
    assert_number(read.segments[0].speed_m_per_s, 3.1);
    assert_true(isnan(read.segments[1].gradient_frac));
    free(text);
    static const char *const broken[] = {"{'source':'moon','segments':[]}",
                                         "{'source':'none'}",
                                         "{'source':'none','segments':[[1]]}", "[]"};
    for (size_t i = 0; i < COUNT(broken); i++) {
        char *body = quoted(broken[i]);
        assert_false(
            intervals_segments_read(body, strlen(body), "i1", &arena, &read, &err));
        free(body);
    }
}

static char *sample(const char *name, size_t *ret_n_bytes)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/samples/%s", SHARED_REFERENCE, name);
    char *text = file_read(path, ret_n_bytes);
    if (text == NULL) {
        print_message("no %s: skipped\n", path);
        skip();
    }
    return text;
}

static void recorded_intervals(void **state)
{
    static const char *const files[] = {"activity-intervals-running-dynamics.json",
                                        "activity-intervals-minimal.json",
                                        "intervals-structured.json"};
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        size_t n_bytes = 0;
        struct activity_intervals ret;
        struct err err = {0};
        char *text = sample(files[i], &n_bytes);
        json_t *value = json_loads(text, 0, NULL);
        const char *id = json_string_value(json_object_get(value, "id"));
        if (!intervals_intervals_read(text, n_bytes, id != NULL ? id : "i1", &arena, &ret,
                                      NULL, NULL, &err)) {
            fail_msg("%s: %s", files[i], err.message);
        }
        print_message("%s: %zu intervals, %zu groups, bad %s\n", files[i], ret.n_intervals,
                      ret.n_groups, ret.bad_fields != NULL ? ret.bad_fields : "-");
        assert_true(ret.n_intervals > 0);
        assert_null(ret.bad_fields);
        json_decref(value);
        free(text);
    }
}

static void recorded_casing_variants(void **state)
{
    size_t n_bytes = 0;
    struct activity_streams ret;
    struct err err = {0};
    (void)state;
    char *text = sample("streams-casing-variants.json", &n_bytes);
    assert_true(
        intervals_streams_read(text, n_bytes, STREAMS_ALL, &arena, &ret, NULL, NULL, &err));
    assert_int_equal(ret.n_samples, 2);
    assert_number(ret.series[STREAM_STANCE_TIME][0], 245);
    assert_number(ret.series[STREAM_VERTICAL_OSCILLATION][1], 80);
    assert_number(ret.series[STREAM_POWER][0], 250);
    assert_number(ret.series[STREAM_HEART_RATE][1], 151); /* the service's own spelling */
    free(text);
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
        cmocka_unit_test(intervals_are_read_by_key),
        cmocka_unit_test(a_native_field_stands_before_a_custom_one),
        cmocka_unit_test(hostile_intervals_are_unknown_or_left_out),
        cmocka_unit_test(more_intervals_than_room_are_counted),
        cmocka_unit_test(another_activity_and_garbage_are_refused),
        cmocka_unit_test(what_is_kept_reads_back_without_private_keys),
        cmocka_unit_test(streams_are_found_by_type),
        cmocka_unit_test(a_native_stream_stands_whatever_the_order),
        cmocka_unit_test(long_streams_are_thinned_alike),
        cmocka_unit_test(only_stored_streams_are_asked_for),
        cmocka_unit_test(units_are_told_by_size_once),
        cmocka_unit_test(segments_read_back),
        cmocka_unit_test(recorded_intervals),
        cmocka_unit_test(recorded_casing_variants),
    };
    return cmocka_run_group_tests(tests, stay_quiet, release);
}
