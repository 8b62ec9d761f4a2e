/*
 * Every trouble at every kind of change: what the answer says is so, asked again it is
 * carried out, and nothing was carried out twice.
 *
 *   writes_matrix [STRIDE]   every STRIDE-th of all pairs (default 1: all of them)
 */
#include "writes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY "2026-11-20"

enum { ASKED_MAX = 60, PAUSE_US = 40 * 1000 };

static size_t stride = 1;

static const char *const troubles[] = {
    "'kind':'reset','when':'before'",
    "'kind':'reset','when':'after'",
    "'kind':'status','status':429,'retry_after_s':1,'when':'before'",
    "'kind':'status','status':429,'retry_after_s':1,'when':'after'",
    "'kind':'status','status':500,'when':'before'",
    "'kind':'status','status':500,'when':'after'",
    "'kind':'html','status':502,'when':'before'",
    "'kind':'html','status':502,'when':'after'",
    "'kind':'status','status':422,'when':'before'",
    "'kind':'cut'",
    "'kind':'broken_json'",
    "'kind':'empty','when':'after'",
    "'kind':'redirect','location':'http://127.0.0.1:9/','when':'before'",
    /* Says that it is done, and tells of another thing; the first time it is a lie. */
    "'kind':'status','status':200,'body':'{\\'id\\':1}','when':'before'",
    "'kind':'status','status':200,'body':'{\\'id\\':1}','when':'after'",
    /* Longer than we wait: the work begins, or the answer comes, when we have given up. */
    "'kind':'slow','delay_ms':700,'when':'before'",
    "'kind':'slow','delay_ms':700,'when':'after'",
};
enum { N_TROUBLES = sizeof troubles / sizeof troubles[0] };

enum change { CREATE, UPDATE, DELETE, WELLNESS, ACTIVITY, N_CHANGES };
static const char *const methods[N_CHANGES] = {"POST", "PUT", "DELETE", "PUT", "PUT"};
static const char *const names[N_CHANGES] = {"create", "update", "delete", "wellness",
                                             "activity"};

struct trial {
    struct rig *rig;
    struct session *session;
    enum change change;
    size_t i; /* of the trouble */
    char token[TOKEN_SIZE];
    char external_id[TOKEN_SIZE + 16];
};

static void preview(struct trial *trial, const char *args)
{
    json_auto_t *result = session_call(trial->session, "edit_calendar", args);
    FORMAT(trial->token, "%s", said(result, "edit_token"));
}

static json_t *edit_confirm(struct trial *trial)
{
    char args[128];
    FORMAT(args, "{'edit_token':'%s','confirm':true}", trial->token);
    return session_call(trial->session, "edit_calendar", args);
}

/* The event of the trial as the service has it; NULL when it is gone. New reference. */
static json_t *event_now(const struct trial *trial)
{
    json_auto_t *events = service_events(trial->rig);
    json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *event = json_array_get(events, i);
        const char *id = json_string_value(json_object_get(event, "external_id"));
        if (id != NULL && strcmp(id, trial->external_id) == 0) {
            assert_null(found);
            found = json_incref(event);
        }
    }
    return found;
}

/* A preview that is to be confirmed under trouble; of a change, of a note made before. */
static void edit_prepare(struct trial *trial)
{
    char args[256];
    FORMAT(args, "{'action':'add','category':'NOTE','day':'2026-11-24','name':'N%d-%zu'}",
           (int)trial->change, trial->i);
    preview(trial, args);
    FORMAT(trial->external_id, "soleus:%s:1", trial->token);
    if (trial->change == CREATE) {
        return;
    }
    json_auto_t *added = edit_confirm(trial);
    assert_string_equal(said(added, "state"), "written");
    json_auto_t *event = event_now(trial);
    assert_non_null(event);
    FORMAT(args, "{'action':'%s','event_id':%lld%s}",
           trial->change == UPDATE ? "change" : "remove",
           (long long)json_integer_value(json_object_get(event, "id")),
           trial->change == UPDATE ? ",'name':'changed'" : "");
    preview(trial, args);
    json_decref(fake_control(trial->rig, "DELETE", "/_fake/writes", "%s", ""));
}

/* Levels differ from one trial to the next. */
static int level_of(const struct trial *trial)
{
    return 1 + (int)(trial->i % 4);
}

static json_t *checkin(struct trial *trial)
{
    char args[128];
    if (trial->change == WELLNESS) {
        FORMAT(args, "{'soreness':{'level':%d}}", level_of(trial));
    } else {
        FORMAT(args, "{'session':{'activity_id':'i70','feel':%d}}", level_of(trial));
    }
    return session_call(trial->session, "log_checkin", args);
}

/* The body of the last change that the service has carried out, as told by the service:
 * how many, since the list was cleared. */
static size_t n_made(const struct trial *trial)
{
    return service_writes(trial->rig);
}

static bool is_there(const struct trial *trial)
{
    if (trial->change == WELLNESS || trial->change == ACTIVITY) {
        return n_made(trial) > 0;
    }
    json_auto_t *event = event_now(trial);
    const char *name = json_string_value(json_object_get(event, "name"));
    return trial->change == DELETE   ? event == NULL
           : trial->change == CREATE ? event != NULL
                                     : event != NULL && strcmp(name, "changed") == 0;
}

/* "written", "unknown", or why not. */
static const char *state_of(const struct trial *trial, const json_t *result)
{
    if (is_error(result)) {
        return text_of(result);
    }
    if (trial->change != WELLNESS && trial->change != ACTIVITY) {
        return said(result, "state");
    }
    const json_t *row =
        json_array_get(json_object_get(structured_of(result), "service_writes"), 0);
    const char *state = json_string_value(json_object_get(row, "state"));
    const char *why = json_string_value(json_object_get(row, "why"));
    return state == NULL                                                 ? "nothing"
           : why != NULL && strstr(why, "says the same already") != NULL ? "written"
                                                                         : state;
}

static bool says_written(const char *state)
{
    return strcmp(state, "written") == 0 || strcmp(state, "already_written") == 0;
}

static bool says_not_known(const char *state)
{
    return strcmp(state, "unknown") == 0 || strstr(state, "not known yet") != NULL;
}

static json_t *ask(struct trial *trial)
{
    return trial->change == WELLNESS || trial->change == ACTIVITY ? checkin(trial)
                                                                  : edit_confirm(trial);
}

static void fail_at(const struct trial *trial, const char *what)
{
    fail_msg("%s under {%s}: %s", names[trial->change], troubles[trial->i], what);
}

static void truth_expect(const struct trial *trial, const json_t *result)
{
    const char *state = state_of(trial, result);
    if (!says_not_known(state) && says_written(state) != is_there(trial)) {
        fail_at(trial, text_of(result));
    }
}

static void trial_run(struct trial *trial)
{
    bool is_done = false;
    if (trial->change != WELLNESS && trial->change != ACTIVITY) {
        edit_prepare(trial);
    }
    json_decref(fake_control(trial->rig, "DELETE", "/_fake/counts", "%s", ""));
    fake_fault(trial->rig, "{%s,'method':'%s'}", troubles[trial->i],
               methods[trial->change]);
    for (int i = 0; i < ASKED_MAX && !is_done; i++) {
        json_auto_t *result = ask(trial);
        truth_expect(trial, result);
        is_done = says_written(state_of(trial, result));
        (void)usleep(is_done ? 0 : PAUSE_US);
    }
    if (!is_done || !is_there(trial) || n_made(trial) != 1) {
        json_auto_t *last = ask(trial);
        char what[512];
        FORMAT(what, "%zu times, at last: %.400s", n_made(trial), text_of(last));
        fail_at(trial, what);
    }
    fake_faults_clear(trial->rig);
}

static void every_trouble_at_every_change(void **state)
{
    struct trial trial = {.rig = *state};
    size_t n_trials = 0;
    writes_begin(trial.rig);
    fake_put(trial.rig, "activity",
             "{'id':'i70','type':'Run','start_date_local':'" DAY "T07:00:00',"
             "'moving_time':1800,'elapsed_time':1800,'distance':5000,'icu_athlete_id':'i7',"
             "'icu_rpe':null,'feel':null,'source':'GARMIN_CONNECT'}");
    fake_put(trial.rig, "wellness",
             "{'id':'" DAY "','soreness':null,'fatigue':null,'injury':null}");
    const struct options options = {.now = NOW,
                                    .env = {"SOLEUS_WRITE_WELLNESS=1",
                                            "SOLEUS_TEST_WRITE_TIMEOUT_MS=400",
                                            "SOLEUS_TEST_WRITE_GRACE_MS=600"},
                                    .program = SOLEUS_WRITES_PATH};
    trial.session = session_open(trial.rig, &options);
    for (size_t k = 0; k < (size_t)N_TROUBLES * N_CHANGES; k++) {
        trial.change = (enum change)(k % N_CHANGES);
        trial.i = k / N_CHANGES;
        if (k % stride == 0) {
            trial_run(&trial);
            n_trials++;
        }
    }
    (void)session_end(trial.session);
    assert_int_equal(journal_unsettled(trial.rig), 0);
    print_message("%zu pairs\n", n_trials);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {TEST(every_trouble_at_every_change)};
    stride = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
