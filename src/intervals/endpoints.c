#include "intervals/endpoints.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

#define READ(name, owner, path, parameters, meaning)                                       \
    {#name, INTERVALS_OWNER_##owner, path, parameters, meaning, NULL},
#define REFUSED(name, path, why) {#name, INTERVALS_OWNER_ROWS, path, "", why, why},
static const struct intervals_endpoint endpoints[] = {
#include "intervals/endpoints.def"
};
#undef READ
#undef REFUSED

enum { N_ENDPOINTS = sizeof endpoints / sizeof endpoints[0], N_NEAREST = 3 };

const struct intervals_endpoint *intervals_endpoints(size_t *ret_n_endpoints)
{
    *ret_n_endpoints = N_ENDPOINTS;
    return endpoints;
}

const struct intervals_endpoint *intervals_endpoint_find(const char *name)
{
    for (size_t i = 0; i < N_ENDPOINTS; i++) {
        if (strcmp(endpoints[i].name, name) == 0) {
            return &endpoints[i];
        }
    }
    return NULL;
}

static bool holds_ignore_case(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (word[i] != '\0' && ascii_lower(text[i]) == ascii_lower(word[i])) {
            i++;
        }
        if (word[i] == '\0') {
            return true;
        }
    }
    return false;
}

/* Edits apart; names that hold the word, or are held by it, come first, then those whose
 * meaning holds it. */
static size_t distance_of(const char *asked, const struct intervals_endpoint *endpoint)
{
    bool is_part = holds_ignore_case(endpoint->name, asked) ||
                   holds_ignore_case(asked, endpoint->name);
    bool is_meant = strlen(asked) >= 4 && holds_ignore_case(endpoint->meaning, asked);
    return str_edit_distance(asked, endpoint->name) + (is_part || is_meant ? 0U : 64U);
}

bool intervals_endpoint_unknown(const char *name, struct err *err)
{
    size_t nearest[N_NEAREST] = {0};
    bool is_taken[N_ENDPOINTS] = {false};
    char hint[256];
    for (size_t k = 0; k < N_NEAREST; k++) {
        size_t best = N_ENDPOINTS;
        for (size_t i = 0; i < N_ENDPOINTS; i++) {
            if (!is_taken[i] && endpoints[i].refusal == NULL &&
                (best == N_ENDPOINTS ||
                 distance_of(name, &endpoints[i]) < distance_of(name, &endpoints[best]))) {
                best = i;
            }
        }
        nearest[k] = best;
        is_taken[best] = true;
    }
    (void)snprintf(hint, sizeof hint,
                   "Nearest: %s, %s, %s. Operation \"operations\" and the resource "
                   "soleus://operations list all.",
                   endpoints[nearest[0]].name, endpoints[nearest[1]].name,
                   endpoints[nearest[2]].name);
    return err_set(err, ERR_BAD_ARGUMENT, hint, "there is no operation \"%.60s\"", name);
}

bool intervals_parameter_at(const struct intervals_endpoint *endpoint, size_t i,
                            struct intervals_parameter *ret)
{
    const char *at = endpoint->parameters;
    for (; i > 0 && *at != '\0'; i--) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    size_t length = strcspn(at, " ");
    size_t n_name = strcspn(at, ":");
    if (length == 0 || n_name >= length || n_name >= sizeof ret->name) {
        return false;
    }
    memcpy(ret->name, at, n_name);
    ret->name[n_name] = '\0';
    ret->is_required = at[length - 1] == '!';
    ret->type = at + n_name + 1;
    ret->n_type_bytes = length - n_name - 1 - (ret->is_required ? 1U : 0U);
    return true;
}
