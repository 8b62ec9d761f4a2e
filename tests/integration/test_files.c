/* The data folder: rights, damage, deletion, folders that cannot be written, two processes.
 */
#include "harness.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void call_once(struct rig *rig, const char *now)
{
    struct session *session = session_at(rig, now);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
}

static int is_private(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)place;
    unsigned mode = (unsigned)info->st_mode & 07777U;
    if (mode != (kind == FTW_D ? 0700U : 0600U)) {
        fail_msg("%s has mode %03o", path, mode);
    }
    return 0;
}

static void all_is_private(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    mode_t before = umask(0);
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    /* With the session open: -wal and -shm are there as well. */
    assert_int_equal(nftw(rig->data_dir, is_private, 16, FTW_PHYS), 0);
    (void)session_end(session);
    (void)umask(before);
    assert_int_equal(nftw(rig->data_dir, is_private, 16, FTW_PHYS), 0);
    /* What was made wider meanwhile is private again after the next use. */
    char path[PATH_SIZE];
    assert_int_equal(chmod(data_path(rig, "athletes/i7/cache.sqlite", path), 0666), 0);
    assert_int_equal(chmod(data_path(rig, "athletes/i7", path), 0755), 0);
    call_once(rig, NOW);
    assert_int_equal(mode_of(data_path(rig, "athletes/i7", path)), 0700);
    assert_int_equal(mode_of(data_path(rig, "athletes/i7/cache.sqlite", path)), 0600);
}

static void a_damaged_cache_is_fetched_again(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    call_once(rig, NOW);
    (void)data_path(rig, "athletes/i7/cache.sqlite", path);
    /* Rubbish, an empty file, half of it. */
    size_t n_bytes = file_size(path);
    assert_true(n_bytes > 100000);
    for (int i = 0; i < 3; i++) {
        fake_requests_clear(rig);
        if (i == 0) {
            file_write(path, "This is no database. This is no database. Not at all.", 0600);
        } else {
            assert_int_equal(truncate(path, i == 1 ? 0 : (off_t)n_bytes / 2), 0);
        }
        struct session *session = session_at(rig, NOW_8_MIN);
        json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
        if (is_error(result)) { /* damage found while reading fails that call only */
            expect_error(result, "STORE", "damaged", "ry again", NULL);
        } else {
            (void)expect_fresh(result);
        }
        json_auto_t *again = session_call(session, "lower_limb_load_status", "{}");
        (void)expect_fresh(again);
        (void)session_end(session);
        assert_true(fake_requests_count(rig) >= 4);
    }
}

static void a_cache_deleted_under_a_session_is_fetched_again(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *before = session_call(session, "get_wellness", "{}");
    (void)expect_fresh(before);
    assert_int_equal(unlink(data_path(rig, "athletes/i7/cache.sqlite", path)), 0);
    json_auto_t *after = session_call(session, "get_wellness", "{}");
    assert_true(json_equal(json_object_get(expect_fresh(after), "days"),
                           json_object_get(expect_fresh(before), "days")));
    assert_int_equal(access(path, F_OK), 0);
    /* The whole folder. */
    assert_int_equal(unlink(path), 0);
    (void)unlink(data_path(rig, "athletes/i7/cache.sqlite-wal", path));
    (void)unlink(data_path(rig, "athletes/i7/cache.sqlite-shm", path));
    assert_int_equal(rmdir(data_path(rig, "athletes/i7", path)), 0);
    json_auto_t *last = session_call(session, "get_wellness", "{}");
    assert_true(json_equal(json_object_get(expect_fresh(last), "days"),
                           json_object_get(expect_fresh(before), "days")));
    (void)session_end(session);
}

static void a_damaged_account_file_is_asked_again(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    call_once(rig, NOW);
    (void)data_path(rig, "accounts", folder);
    static const char *const texts[] = {"", "../../x\n", "no line end", "i7\nmore\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str_buf command = {0};
        /* Its name is a hash: whatever is there. */
        str_buf_printf(&command, "for f in %s/*; do printf '%%s' '%s' > $f; done", folder,
                       texts[i]);
        assert_int_equal(system(str_buf_text(&command)), 0);
        str_buf_release(&command);
        fake_requests_clear(rig);
        call_once(rig, NOW);
        assert_int_equal(fake_requests_to(rig, "/athlete/0"), 1);
        fake_requests_clear(rig);
        call_once(rig, NOW);
        assert_int_equal(fake_requests_count(rig), 0);
    }
}

static void a_folder_that_cannot_be_written_is_said(void **state)
{
    struct rig *rig = *state;
    char file[PATH_SIZE];
    char below_file[PATH_SIZE];
    char locked[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    FORMAT(file, "%s/file", rig->folder);
    FORMAT(below_file, "%s/file/data", rig->folder);
    FORMAT(locked, "%s/locked", rig->folder);
    file_write(file, "x", 0600);
    assert_int_equal(mkdir(locked, 0500), 0);
    const char *const folders[] = {file, below_file, "/proc/soleus", locked};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (folders[i] == locked && geteuid() == 0) {
            continue; /* root may write everywhere */
        }
        char line[PATH_SIZE * 2];
        FORMAT(line, "SOLEUS_DATA_DIR=%s", folders[i]);
        struct options options = {.now = NOW, .env = {line}};
        struct session *session = session_open(rig, &options);
        json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
        expect_error(result, "STORE", folders[i] == below_file ? file : folders[i],
                     "SOLEUS_DATA_DIR", NULL);
        (void)session_end(session);
        struct options doctor = {.now = NOW, .env = {line}, .args = {"doctor"}};
        struct str_buf out = {0};
        assert_int_equal(soleus_run(rig, &doctor, &out, NULL), 1);
        /* That /proc takes no folders is only seen by trying, which doctor does not. */
        expect_contains(str_buf_text(&out), i == 2 ? "FAIL  service" : "FAIL  store");
        expect_contains(str_buf_text(&out), "SOLEUS_DATA_DIR");
        str_buf_release(&out);
    }
}

/*
 * A store that may only be read. Root may write everywhere, so soleus then runs as nobody,
 * where this machine lets us.
 */
static void a_read_only_store_is_said(void **state)
{
    static const char setpriv[] = "/usr/bin/setpriv";
    struct rig *rig = *state;
    struct str_buf command = {0};
    char path[PATH_SIZE];
    bool is_root = geteuid() == 0;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    call_once(rig, NOW);
    if (is_root) {
        str_buf_printf(&command,
                       "%s --reuid=65534 --regid=65534 --clear-groups %s "
                       "--version > /dev/null 2>&1",
                       setpriv, SOLEUS_PATH);
        if (system(str_buf_text(&command)) != 0) {
            str_buf_release(&command);
            skip();
        }
        str_buf_clear(&command);
        str_buf_printf(&command, "chown -R 65534:65534 %s && chmod 0711 %s", rig->data_dir,
                       rig->folder);
        assert_int_equal(system(str_buf_text(&command)), 0);
    }
    str_buf_release(&command);
    assert_int_equal(chmod(data_path(rig, "athletes/i7/cache.sqlite", path), 0400), 0);
    assert_int_equal(chmod(data_path(rig, "athletes/i7", path), 0500), 0);
    struct options options = {.now = NOW_15_MIN,
                              .args = {"call", "lower_limb_load_status"},
                              .runner = {is_root ? setpriv : NULL, "--reuid=65534",
                                         "--regid=65534", "--clear-groups"}};
    struct str_buf err = {0};
    assert_int_equal(soleus_run(rig, &options, NULL, &err), 1);
    expect_contains(str_buf_text(&err), "cache.sqlite");
    expect_contains(str_buf_text(&err), "SOLEUS_DATA_DIR");
    str_buf_release(&err);
}

/* --- two processes on one folder --- */

static void two_sessions_in_turn(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *a = session_at(rig, NOW);
    struct session *b = session_at(rig, NOW_8_MIN);
    json_auto_t *first = session_call(a, "get_recent_activities", "{}");
    (void)expect_fresh(first);
    size_t n_requests = fake_requests_count(rig);
    json_auto_t *second = session_call(b, "get_recent_activities", "{}");
    (void)expect_fresh(second);
    assert_int_equal(fake_requests_count(rig), n_requests);
    /* What one fetches, the other sees at once. */
    fake_put(rig, "activity",
             "{'id':'i900001','icu_athlete_id':'i7','type':'Run','name':'New one',"
             "'start_date_local':'2026-11-20T07:00:00','moving_time':1800}");
    json_auto_t *refreshed = session_call(b, "get_recent_activities", "{'refresh':true}");
    expect_contains(text_of(refreshed), "New one");
    json_auto_t *seen = session_call(a, "get_recent_activities", "{}");
    expect_contains(text_of(seen), "New one");
    (void)expect_fresh(seen);
    (void)session_end(a);
    json_auto_t *alone = session_call(b, "get_recent_activities", "{}");
    (void)expect_fresh(alone);
    (void)session_end(b);
}

static void two_sessions_at_once(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (int i = 0; i < 3; i++) { /* the first round is first contact for both */
        const char *now = i == 0 ? NOW : i == 1 ? NOW_15_MIN : NOW_30_MIN;
        struct session *sessions[3];
        int ids[3][8];
        for (int s = 0; s < 3; s++) {
            sessions[s] = session_at(rig, now);
        }
        for (int k = 0; k < 8; k++) {
            for (int s = 0; s < 3; s++) {
                ids[s][k] = session_call_send(
                    sessions[s], k % 2 == 0 ? "lower_limb_load_status" : "get_calendar",
                    k == 7 ? "{'refresh':true}" : "{}");
            }
        }
        for (int s = 0; s < 3; s++) {
            for (int k = 0; k < 8; k++) {
                json_auto_t *reply = session_reply(sessions[s], ids[s][k]);
                (void)expect_fresh(json_object_get(reply, "result"));
            }
        }
        for (int s = 0; s < 3; s++) {
            (void)session_end(sessions[s]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_is_private),
        TEST(a_damaged_cache_is_fetched_again),
        TEST(a_cache_deleted_under_a_session_is_fetched_again),
        TEST(a_damaged_account_file_is_asked_again),
        TEST(a_folder_that_cannot_be_written_is_said),
        TEST(a_read_only_store_is_said),
        TEST(two_sessions_in_turn),
        TEST(two_sessions_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
