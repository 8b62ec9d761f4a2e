#include "writes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const troubles[N_TROUBLES] = {
    "'kind':'reset','when':'before'",
    "'kind':'reset','when':'after'",
    "'kind':'status','status':429,'retry_after_s':1,'when':'before'",
    "'kind':'status','status':500,'when':'before'",
    "'kind':'status','status':500,'when':'after'",
    "'kind':'html','status':502,'when':'before'",
    "'kind':'html','status':502,'when':'after'",
    "'kind':'status','status':422,'when':'before'",
    "'kind':'cut'",
    "'kind':'broken_json'",
    "'kind':'empty','when':'after'",
    "'kind':'redirect','location':'http://127.0.0.1:9/','when':'before'",
    "'kind':'status','status':429,'retry_after_s':1,'when':'after'",
    /* Says that it is done, and tells of another thing; the first time it is a lie. */
    "'kind':'status','status':200,'body':'{\\'id\\':1}','when':'before'",
    "'kind':'status','status':200,'body':'{\\'id\\':1}','when':'after'",
    /* The work begins, or the answer comes, when the client has given up. */
    "'kind':'slow','delay_ms':700,'when':'before'",
    "'kind':'slow','delay_ms':700,'when':'after'",
};

void writes_begin(struct rig *rig)
{
    fake_start(rig, "--synthetic", SYNTHETIC, "--today", "2026-11-20", NULL);
}

static struct session *open_session(struct rig *rig, bool can_elicit, const char *env,
                                    const char *more_env)
{
    const struct options options = {.now = NOW,
                                    .env = {env, more_env},
                                    .can_elicit = can_elicit,
                                    .program = SOLEUS_WRITES_PATH};
    return session_open(rig, &options);
}

struct session *writes_session(struct rig *rig, const char *env, const char *more_env)
{
    return open_session(rig, false, env, more_env);
}

/* The sanitizer wants to be first in line; behind the shim it is found as well. */
struct session *writes_session_shimmed(struct rig *rig, const char *env)
{
    const struct options options = {
        .now = NOW,
        .env = {"LD_PRELOAD=" CRASH_SHIM_PATH, env,
                IS_SANITIZED ? "ASAN_OPTIONS=verify_asan_link_order=0" : NULL},
        .program = SOLEUS_WRITES_PATH};
    return session_open(rig, &options);
}

struct session *writes_session_eliciting(struct rig *rig)
{
    return open_session(rig, true, NULL, NULL);
}

void plan_get(struct session *session, int variant, char token[TOKEN_SIZE])
{
    char args[1024];
    FORMAT(args,
           "{'week_start':'" WEEK "','sessions':["
           "{'day':'2026-11-23','start':'12:00','sport':'Ride','minutes':%d,"
           "'kind':'ride_endurance'},"
           "{'day':'2026-11-25','start':'18:00','sport':'WeightTraining','minutes':30,"
           "'kind':'strength_core'},"
           "{'day':'2026-11-27','start':'12:00','sport':'Ride','minutes':60,"
           "'kind':'ride_recovery'}]}",
           60 + 15 * variant);
    json_auto_t *result = session_call(session, "check_week", args);
    (void)snprintf(token, TOKEN_SIZE, "%s", said(result, "plan_token"));
}

json_t *apply(struct session *session, const char *token, const char *more)
{
    char args[256];
    FORMAT(args, "{'plan_token':'%s'%s}", token, more);
    return session_call(session, "apply_week", args);
}

const char *said(const json_t *result, const char *key)
{
    const char *text = json_string_value(json_object_get(structured_of(result), key));
    if (text == NULL) {
        fail_msg("the answer has no %s: %s", key, text_of(result));
    }
    return text;
}

/* --- witnesses --- */

json_t *service_events(struct rig *rig)
{
    return fake_control(rig, "GET", "/_fake/events", "%s", "");
}

static bool begins_with(const json_t *event, const char *prefix)
{
    const char *id = json_string_value(json_object_get(event, "external_id"));
    return id != NULL && strncmp(id, prefix, strlen(prefix)) == 0;
}

size_t service_count(struct rig *rig, const char *prefix)
{
    json_auto_t *events = service_events(rig);
    size_t n_found = 0;
    for (size_t i = 0; i < json_array_size(events); i++) {
        n_found += begins_with(json_array_get(events, i), prefix) ? 1U : 0U;
    }
    return n_found;
}

void expect_written_once(struct rig *rig, const char *token)
{
    json_auto_t *writes = fake_control(rig, "GET", "/_fake/writes", "%s", "");
    for (int step = 1; step <= PLAN_SESSIONS; step++) {
        char id[96];
        FORMAT(id, "soleus:%s:%d", token, step);
        const json_t *counts = json_object_get(writes, id);
        size_t n_there = service_count(rig, id);
        json_int_t n_created = json_integer_value(json_object_get(counts, "created"));
        if (n_there != 1 || n_created != 1 || json_object_size(counts) != 1) {
            fail_msg("%s: %zu times there, %lld times created", id, n_there,
                     (long long)n_created);
        }
    }
    assert_int_equal(service_count(rig, "soleus:"), PLAN_SESSIONS);
}

size_t service_writes(struct rig *rig)
{
    json_auto_t *counts = fake_control(rig, "GET", "/_fake/counts", "%s", "");
    return (size_t)json_integer_value(json_object_get(counts, "writes"));
}

size_t journal_unsettled(const struct rig *rig)
{
    static const char sql[] =
        "SELECT count(*) FROM journal AS j WHERE state IN ('open', 'unknown') AND seq = "
        "(SELECT max(seq) FROM journal AS k WHERE k.handle = j.handle AND k.step = j.step "
        "AND k.is_undo = j.is_undo)";
    char path[PATH_SIZE];
    sqlite3 *file = NULL;
    sqlite3_stmt *statement = NULL;
    (void)data_path(rig, "athletes/" ATHLETE "/own.sqlite", path);
    assert_int_equal(sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(file, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    size_t n_unsettled = (size_t)sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(file);
    return n_unsettled;
}

/* --- going back --- */

static void file_copy(const char *from, const char *to)
{
    char bytes[65536];
    ssize_t n_bytes = 0;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    while ((n_bytes = read(in, bytes, sizeof bytes)) > 0) {
        assert_int_equal(write(out, bytes, (size_t)n_bytes), n_bytes);
    }
    assert_int_equal(n_bytes, 0);
    (void)close(in);
    (void)close(out);
}

/* The files of a folder of folders are those of the other one, then. */
static void folder_copy(const char *from, const char *to)
{
    char path_from[PATH_SIZE * 2];
    char path_to[PATH_SIZE * 2];
    DIR *folder = opendir(to);
    const struct dirent *entry = NULL;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        FORMAT(path_to, "%s/%s", to, entry->d_name);
        (void)unlink(path_to); /* folders stay */
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    (void)mkdir(to, 0700);
    folder = opendir(from);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        struct stat info;
        FORMAT(path_from, "%s/%s", from, entry->d_name);
        FORMAT(path_to, "%s/%s", to, entry->d_name);
        assert_int_equal(stat(path_from, &info), 0);
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            folder_copy(path_from, path_to);
        } else {
            file_copy(path_from, path_to);
        }
    }
    (void)closedir(folder);
}

static const char *kept_path(const struct rig *rig, char path[PATH_SIZE])
{
    text_format(path, PATH_SIZE, "%s/kept", rig->folder);
    return path;
}

void state_save(struct rig *rig)
{
    char path[PATH_SIZE];
    json_decref(fake_control(rig, "POST", "/_fake/mark", "%s", ""));
    folder_copy(rig->data_dir, kept_path(rig, path));
}

void state_restore(struct rig *rig)
{
    char path[PATH_SIZE];
    json_decref(fake_control(rig, "POST", "/_fake/rewind", "%s", ""));
    json_decref(fake_control(rig, "DELETE", "/_fake/writes", "%s", ""));
    json_decref(fake_control(rig, "DELETE", "/_fake/counts", "%s", ""));
    fake_faults_clear(rig);
    fake_requests_clear(rig);
    folder_copy(kept_path(rig, path), rig->data_dir);
}
