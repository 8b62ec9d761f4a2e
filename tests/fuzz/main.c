/*
 * Runs a fuzz target over files instead of a fuzzer: main <folder or file>... Each file
 * once, in any order; the number of files is printed. A target that finds a fault aborts.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool run_file(const char *path)
{
    struct str_buf bytes = {0};
    char part[4096];
    size_t n_bytes = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    while ((n_bytes = fread(part, 1, sizeof part, file)) > 0) {
        str_buf_add_bytes(&bytes, part, n_bytes);
    }
    (void)fclose(file);
    uint8_t *data = malloc(bytes.length + 1); /* its own memory: a byte too far is seen */
    if (data != NULL && bytes.length > 0) {
        memcpy(data, bytes.data, bytes.length);
    }
    (void)LLVMFuzzerTestOneInput(data, bytes.length);
    free(data);
    str_buf_release(&bytes);
    return true;
}

static size_t run_folder(const char *path)
{
    DIR *folder = opendir(path);
    size_t n_files = 0;
    if (folder == NULL) {
        return run_file(path) ? 1 : 0;
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        struct str_buf file = {0};
        str_buf_printf(&file, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && run_file(str_buf_text(&file))) {
            n_files++;
        }
        str_buf_release(&file);
    }
    (void)closedir(folder);
    return n_files;
}

int main(int argc, char **argv)
{
    size_t n_files = 0;
    for (int i = 1; i < argc; i++) {
        n_files += run_folder(argv[i]);
    }
    (void)fprintf(stderr, "%zu inputs\n", n_files);
    return n_files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
