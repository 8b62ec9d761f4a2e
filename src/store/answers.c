#include "store/answers.h"

#include <string.h>

#include "store/internal.h"
#include "base/banned.h"

enum { PUT_BUSY_MS = 10 };

static const int64_t KEPT_MS = STORE_ANSWERS_HOURS * 3600LL * 1000;
/* As far as the clocks of one machine may stray. */
static const int64_t SLACK_MS = 3600LL * 1000;

const char store__answers_sql[] =
    "CREATE TABLE answer (seq INTEGER PRIMARY KEY, principal TEXT NOT NULL, "
    "served_ms INTEGER NOT NULL, answer_id TEXT NOT NULL, tool TEXT NOT NULL, "
    "n_bytes INTEGER NOT NULL, arguments TEXT NOT NULL, body TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX answer_of ON answer (principal, seq);\n"
    "CREATE INDEX answer_served ON answer (served_ms);\n"
    /* What is kept of whom, so that pruning need not add up all rows. */
    "CREATE TABLE answer_total (principal TEXT NOT NULL PRIMARY KEY, "
    "n_answers INTEGER NOT NULL, n_bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
    "CREATE TRIGGER answer_added AFTER INSERT ON answer BEGIN "
    "INSERT INTO answer_total VALUES (new.principal, 1, new.n_bytes) "
    "ON CONFLICT (principal) DO UPDATE SET n_answers = n_answers + 1, "
    "n_bytes = n_bytes + excluded.n_bytes; END;\n"
    "CREATE TRIGGER answer_pruned AFTER DELETE ON answer BEGIN "
    "UPDATE answer_total SET n_answers = n_answers - 1, n_bytes = n_bytes - old.n_bytes "
    "WHERE principal = old.principal; "
    "DELETE FROM answer_total WHERE principal = old.principal AND n_answers = 0; END;\n";

static bool answer_insert(struct store *store, const struct store_answer *answer,
                          struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_ANSWER_PUT, err);
    if (statement == NULL) {
        return false;
    }
    size_t n_bytes = strlen(answer->arguments) + strlen(answer->body);
    (void)store__text_bind(statement, 1, answer->principal);
    (void)sqlite3_bind_int64(statement, 2, answer->served_ms);
    (void)store__text_bind(statement, 3, answer->answer_id);
    (void)store__text_bind(statement, 4, answer->tool);
    (void)sqlite3_bind_int64(statement, 5, (int64_t)n_bytes);
    (void)store__text_bind(statement, 6, answer->arguments);
    (void)store__text_bind(statement, 7, answer->body);
    return store__run(store, statement, err);
}

/* A statement that removes the oldest of too many, as often as it finds one. */
static bool prune(struct store *store, sqlite3_stmt *statement, struct err *err)
{
    do {
        (void)sqlite3_reset(statement);
        if (!store__run(store, statement, err)) {
            return false;
        }
    } while (sqlite3_changes(store->cache) > 0);
    return true;
}

static bool principal_prune(struct store *store, const char *principal, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_ANSWERS_PRUNE, err);
    if (statement == NULL) {
        return false;
    }
    (void)store__text_bind(statement, 1, principal);
    (void)sqlite3_bind_int64(statement, 2, STORE_ANSWERS_MAX);
    (void)sqlite3_bind_int64(statement, 3, STORE_ANSWERS_BYTES);
    return prune(store, statement, err);
}

/* What is too old, and of all principals what is too much. */
static bool ledger_prune(struct store *store, int64_t now_ms, struct err *err)
{
    AUTO_RESET sqlite3_stmt *old = store__statement(store, SQL_ANSWERS_PRUNE_OLD, err);
    AUTO_RESET sqlite3_stmt *all = store__statement(store, SQL_ANSWERS_PRUNE_ALL, err);
    if (old == NULL || all == NULL) {
        return false;
    }
    (void)sqlite3_bind_int64(old, 1, now_ms - KEPT_MS);
    (void)sqlite3_bind_int64(all, 1, STORE_LEDGER_BYTES);
    return store__run(store, old, err) && prune(store, all, err);
}

static bool put_all(struct store *store, size_t n_answers,
                    const struct store_answer answers[], struct err *err)
{
    for (size_t i = 0; i < n_answers; i++) {
        if (!answer_insert(store, &answers[i], err)) {
            return false;
        }
    }
    /* One after the other of a principal is the rule: each is pruned once. */
    for (size_t i = 0; i < n_answers; i++) {
        bool is_last_of_run = i + 1 == n_answers ||
                              strcmp(answers[i].principal, answers[i + 1].principal) != 0;
        if (is_last_of_run && !principal_prune(store, answers[i].principal, err)) {
            return false;
        }
    }
    return n_answers == 0 || ledger_prune(store, answers[n_answers - 1].served_ms, err);
}

bool store_answers_put(struct store *store, size_t n_answers,
                       const struct store_answer answers[], struct err *err)
{
    struct store__scope scope = {0};
    if (!store__ready(store, err)) {
        return false;
    }
    (void)sqlite3_busy_timeout(store->cache, PUT_BUSY_MS);
    bool is_begun = store__scope_begin(store, true, &scope, err);
    if (is_begun) {
        scope.is_write = false; /* of nothing that the generation speaks of */
        is_begun =
            store__scope_end(store, scope, put_all(store, n_answers, answers, err), err);
    }
    if (store->cache != NULL) {
        (void)sqlite3_busy_timeout(store->cache, STORE__BUSY_MS);
    }
    return is_begun;
}

static const char *text_of(sqlite3_stmt *statement, int i_column, struct arena *arena)
{
    const char *text = store__text_read(statement, i_column, arena);
    return text != NULL ? text : "";
}

bool store_answers_read(struct store *store, const char *principal, int64_t now_ms,
                        struct arena *arena, struct store_answer **ret_answers,
                        size_t *ret_n, struct err *err)
{
    if (!store__read_begin(store, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_ANSWERS_READ, err);
    if (statement == NULL) {
        return false;
    }
    (void)store__text_bind(statement, 1, principal);
    (void)sqlite3_bind_int64(statement, 2, now_ms - KEPT_MS);
    (void)sqlite3_bind_int64(statement, 3, now_ms + SLACK_MS);
    struct store_answer *answers = arena_alloc(arena, STORE_ANSWERS_MAX, sizeof *answers);
    size_t n_read = 0;
    bool has_row = true;
    while (has_row && n_read < STORE_ANSWERS_MAX) {
        if (!store__step(store, statement, &has_row, err)) {
            return false;
        }
        if (has_row) {
            answers[n_read++] =
                (struct store_answer){.principal = principal,
                                      .answer_id = text_of(statement, 0, arena),
                                      .tool = text_of(statement, 1, arena),
                                      .served_ms = sqlite3_column_int64(statement, 2),
                                      .arguments = text_of(statement, 3, arena),
                                      .body = text_of(statement, 4, arena)};
        }
    }
    *ret_answers = answers;
    *ret_n = n_read;
    return true;
}
