#include "journal.h"

#include "date.h"
#include "text.h"

#include <string.h>

void journal_init(struct journal *journal)
{
    *journal = (struct journal){.first_kept = 1, .route_counts = json_object()};
}

void journal_release(struct journal *journal)
{
    journal_clear_requests(journal);
    json_decref(journal->route_counts);
    journal->route_counts = NULL;
}

static json_t *string_or_null(const char *text)
{
    return text != NULL ? json_any_string(text) : json_null();
}

static void count(struct journal *journal, const struct journal_request *request)
{
    struct text name = {0};
    text_add_format(&name, "%.16s %s", request->method, request->route);
    AUTO_FREE char *key = text_take(&name, NULL);
    json_int_t n = json_member_int(journal->route_counts, key, 0);
    json_object_set_new(journal->route_counts, key, json_integer(n + 1));
    journal->n_counted++;
}

uint64_t journal_arrive(struct journal *journal, const struct journal_request *request)
{
    json_t *entry = json_object();
    uint64_t number = ++journal->n_requests;
    json_object_set_new(entry, "n", json_integer((json_int_t)number));
    json_object_set_new(entry, "at_ms", json_integer(date_monotonic_ms()));
    json_object_set_new(entry, "method", json_any_string(request->method));
    json_object_set_new(entry, "path", json_any_string(request->path));
    json_object_set_new(entry, "query", json_any_string(request->query));
    json_object_set_new(entry, "status", json_integer(0));
    json_object_set_new(entry, "user_agent", string_or_null(request->user_agent));
    json_object_set_new(entry, "authorized", json_boolean(request->is_authorized));
    json_object_set_new(entry, "accept_encoding", string_or_null(request->accept_encoding));
    json_object_set_new(entry, "encoding", json_null());
    json_object_set_new(entry, "fault", json_null());
    if (request->body != NULL && request->body_length <= JOURNAL_BODY_MAX) {
        json_object_set_new(entry, "body", json_any_string(request->body));
    }
    json_t **slot = &journal->entries[number % JOURNAL_N_ENTRIES];
    json_decref(*slot);
    *slot = entry;
    count(journal, request);
    return number;
}

static json_t *entry_of(const struct journal *journal, uint64_t number)
{
    bool is_kept = number >= journal->first_kept && number <= journal->n_requests &&
                   number + JOURNAL_N_ENTRIES > journal->n_requests;
    return is_kept ? journal->entries[number % JOURNAL_N_ENTRIES] : NULL;
}

void journal_fault(struct journal *journal, uint64_t number, const char *kind)
{
    journal->n_faults++;
    json_t *entry = entry_of(journal, number);
    if (entry != NULL) {
        json_object_set_new(entry, "fault", json_string(kind));
    }
}

void journal_answer(struct journal *journal, uint64_t number, unsigned status,
                    const char *encoding)
{
    json_t *entry = entry_of(journal, number);
    if (entry != NULL) {
        json_object_set_new(entry, "status", json_integer((json_int_t)status));
        json_object_set_new(entry, "encoding", json_string(encoding));
    }
}

void journal_clear_requests(struct journal *journal)
{
    for (size_t i = 0; i < JOURNAL_N_ENTRIES; i++) {
        json_decref(journal->entries[i]);
        journal->entries[i] = NULL;
    }
    journal->first_kept = journal->n_requests + 1;
}

void journal_clear_counts(struct journal *journal)
{
    json_object_clear(journal->route_counts);
    journal->n_counted = 0;
    journal->n_faults = 0;
}

json_t *journal_requests(const struct journal *journal)
{
    json_t *list = json_array();
    for (uint64_t number = journal->first_kept; number <= journal->n_requests; number++) {
        json_t *entry = entry_of(journal, number);
        if (entry != NULL) {
            json_array_append(list, entry);
        }
    }
    return list;
}

json_t *journal_counts(const struct journal *journal, json_int_t n_writes)
{
    json_t *counts = json_object();
    json_object_set_new(counts, "requests", json_integer(journal->n_counted));
    json_object_set_new(counts, "faults", json_integer(journal->n_faults));
    json_object_set_new(counts, "writes", json_integer(n_writes));
    json_object_set(counts, "routes", journal->route_counts);
    return counts;
}
