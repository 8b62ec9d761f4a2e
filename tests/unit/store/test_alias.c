#include "support.h"

#include <dirent.h>

#include "store/alias.h"

#define HASH "00112233445566778899aabbccddeeff"

static void aliases_come_back(void **state)
{
    char path[PATH_SIZE];
    char id[STORE_ID_SIZE] = "unchanged";
    struct err err = {0};
    const char *data_dir = path_in(*state, "new/data", path);
    assert_false(store_alias_get(data_dir, HASH, id, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_string_equal(id, "unchanged");
    assert_false(is_there(data_dir)); /* asking makes nothing */
    OK(store_alias_put(data_dir, HASH, "i123", &err), err);
    OK(store_alias_put(data_dir, HASH, "i456", &err), err);
    OK(store_alias_get(data_dir, HASH, id, &err), err);
    assert_string_equal(id, "i456");
}

static void files_are_private_and_alone(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    mode_t umask_before = umask(0);
    OK(store_alias_put(*state, HASH, "i123", &err), err);
    (void)umask(0777);
    OK(store_alias_put(*state, "ffffffffffffffff", "i1", &err), err);
    (void)umask(umask_before);
    assert_int_equal(mode_of(path_in(*state, "accounts", path)), 0700);
    assert_int_equal(mode_of(path_in(*state, "accounts/" HASH, path)), 0600);
    assert_int_equal(mode_of(path_in(*state, "accounts/ffffffffffffffff", path)), 0600);
    DIR *folder = opendir(path_in(*state, "accounts", path));
    size_t n_files = 0;
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        n_files += entry->d_name[0] != '.' ? 1U : 0U;
    }
    (void)closedir(folder);
    assert_int_equal(n_files, 2); /* no temporary file is left */
}

static void odd_files_are_not_believed(void **state)
{
    static const char *const contents[] = {
        "",
        "i1",
        "../../etc/passwd\n",
        "i1\ni2\n",
        "\n",
        "i1 \n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"};
    char path[PATH_SIZE];
    char id[STORE_ID_SIZE];
    struct err err = {0};
    OK(store_alias_put(*state, HASH, "i1", &err), err);
    (void)path_in(*state, "accounts/" HASH, path);
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        file_write(path, contents[i], strlen(contents[i]));
        assert_false(store_alias_get(*state, HASH, id, &err));
        assert_int_equal(err.code, ERR_NOT_FOUND);
    }
    file_write(path, "i1\0\n", 4);
    assert_false(store_alias_get(*state, HASH, id, &err));
    char longest[LIMIT_ID_BYTES + 2];
    memset(longest, 'z', LIMIT_ID_BYTES);
    longest[LIMIT_ID_BYTES] = '\0';
    OK(store_alias_put(*state, HASH, longest, &err), err);
    OK(store_alias_get(*state, HASH, id, &err), err);
    assert_string_equal(id, longest);
}

static void odd_arguments_are_refused(void **state)
{
    static const char *const hashes[] = {"", "abc", "../../../../../../etc/passwd",
                                         "0011223344556677889g",
                                         "00112233445566778899AABBCCDD"};
    char id[STORE_ID_SIZE];
    struct err err = {0};
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        assert_false(store_alias_put(*state, hashes[i], "i1", &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        assert_false(store_alias_get(*state, hashes[i], id, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    }
    assert_false(store_alias_put(*state, HASH, "../i1", &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_false(store_alias_put("", HASH, "i1", &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
}

static void failures_leave_the_old_file(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    char id[STORE_ID_SIZE];
    /* A folder where the file should be: the rename fails, and nothing else is left. */
    OK(store_alias_put(*state, "ffffffffffffffff", "i1", &err), err);
    assert_int_equal(mkdir(path_in(*state, "accounts/" HASH, path), 0700), 0);
    assert_false(store_alias_put(*state, HASH, "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_int_equal(rmdir(path), 0);
    OK(store_alias_get(*state, "ffffffffffffffff", id, &err), err);
    /* A file where the folder should be. */
    assert_false(store_alias_put(path_in(*state, "accounts/ffffffffffffffff", path), HASH,
                                 "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, "is not a folder"));
    assert_false(store_alias_get(path, HASH, id, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(aliases_come_back), TEST(files_are_private_and_alone),
        TEST(odd_files_are_not_believed), TEST(odd_arguments_are_refused),
        TEST(failures_leave_the_old_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
