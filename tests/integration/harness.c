#include "harness.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session.h"

int rig_begin(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    (void)signal(SIGPIPE, SIG_IGN);
    /* In memory where there is such a folder: fsync is most of the time otherwise. */
    bool has_memory = access("/dev/shm", W_OK) == 0;
    (void)snprintf(rig->folder, sizeof rig->folder, "%s/soleus-test-XXXXXX",
                   has_memory ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(rig->folder));
    (void)snprintf(rig->home, sizeof rig->home, "%.200s/home", rig->folder);
    (void)snprintf(rig->data_dir, sizeof rig->data_dir, "%.200s/data", rig->folder);
    (void)snprintf(rig->config_dir, sizeof rig->config_dir, "%.200s/config", rig->folder);
    assert_int_equal(mkdir(rig->home, 0700), 0);
    *state = rig;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int make_writable(const char *path, const struct stat *info, int kind,
                         struct FTW *place)
{
    (void)info;
    (void)place;
    if (kind == FTW_D || kind == FTW_DNR) {
        (void)chmod(path, 0700);
    }
    return 0;
}

int rig_end(void **state)
{
    struct rig *rig = *state;
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        session__drop(rig, i);
    }
    child_release(&rig->fake);
    str_buf_release(&rig->transcript);
    (void)nftw(rig->folder, make_writable, 16, FTW_PHYS);
    (void)nftw(rig->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(rig);
    return 0;
}
