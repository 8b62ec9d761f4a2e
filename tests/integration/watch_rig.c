#include "watch_rig.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *watch_out_path(const struct rig *rig, char path[PATH_SIZE])
{
    int n_bytes = snprintf(path, PATH_SIZE, "%s/out", rig->folder);
    assert_true(n_bytes > 0 && n_bytes < PATH_SIZE);
    (void)mkdir(path, 0700);
    return path;
}

size_t watch_files_count(const char *folder, const char *start, char ret_name[PATH_SIZE])
{
    size_t n_found = 0;
    DIR *all = opendir(folder);
    assert_non_null(all);
    for (const struct dirent *one = readdir(all); one != NULL; one = readdir(all)) {
        bool is_one =
            one->d_name[0] != '.' && strncmp(one->d_name, start, strlen(start)) == 0;
        n_found += is_one ? 1U : 0U;
        if (is_one && ret_name != NULL) {
            (void)snprintf(ret_name, PATH_SIZE, "%s/%.120s", folder, one->d_name);
        }
    }
    (void)closedir(all);
    return n_found;
}

char *watch_file_read(const char *path)
{
    char *text = calloc(1, 65536);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    (void)fclose(file);
    return text;
}

int watch_look(struct rig *rig, const char *now, struct str_buf *err)
{
    char folder[PATH_SIZE];
    struct options options = {
        .now = now,
        .args = {"watch", "--once", "--verbose", "--folder", watch_out_path(rig, folder)}};
    return soleus_run(rig, &options, NULL, err);
}

size_t watch_files_now(struct rig *rig, const char *start)
{
    char folder[PATH_SIZE];
    return watch_files_count(watch_out_path(rig, folder), start, NULL);
}

void watch_begin(struct rig *rig)
{
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    assert_int_equal(watch_look(rig, NOW, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 0);
    fake_requests_clear(rig);
}
