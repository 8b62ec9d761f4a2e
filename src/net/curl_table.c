#include "net/curl_table.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

/* The GnuTLS flavour first: libmicrohttpd brings the same TLS stack, one in memory is
 * enough. */
static const char *const usual_names[] = {"libcurl-gnutls.so.4", "libcurl.so.4", NULL};

static const char hint_install[] = "Install libcurl (Debian and Ubuntu: package "
                                   "libcurl3-gnutls or libcurl4) and try again.";

#define ENTRY(name)                                                                        \
    {                                                                                      \
        "curl_" #name, offsetof(struct curl_table, name)                                   \
    }
static const struct entry {
    const char *symbol;
    size_t offset;
} entries[] = {
    ENTRY(global_init),         ENTRY(global_cleanup),   ENTRY(easy_init),
    ENTRY(easy_cleanup),        ENTRY(easy_setopt),      ENTRY(easy_getinfo),
    ENTRY(easy_strerror),       ENTRY(multi_init),       ENTRY(multi_cleanup),
    ENTRY(multi_setopt),        ENTRY(multi_add_handle), ENTRY(multi_remove_handle),
    ENTRY(multi_socket_action), ENTRY(multi_info_read),  ENTRY(multi_strerror),
    ENTRY(slist_append),        ENTRY(slist_free_all),
};

/* False: why[] says the cause. */
static MUST_CHECK bool table_fill(struct curl_table *table, const char *name, size_t size,
                                  char why[])
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        str_copy(why, size, reason != NULL ? reason : name);
        return false;
    }
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        void *function = dlsym(library, entries[i].symbol);
        if (function == NULL) {
            (void)snprintf(why, size, "%s has no %s", name, entries[i].symbol);
            (void)dlclose(library);
            return false;
        }
        /* ISO C has no cast from object to function pointer; POSIX promises the same bytes.
         */
        memcpy((char *)table + entries[i].offset, &function, sizeof function);
    }
    return true; /* never closed: TLS libraries do not survive dlclose */
}

bool curl_table_open(struct curl_table *ret_table, const char *const names[],
                     struct err *err)
{
    struct curl_table table = {0};
    char why[192] = "no library name given";
    for (const char *const *name = names != NULL ? names : usual_names; *name != NULL;
         name++) {
        if (!table_fill(&table, *name, sizeof why, why)) {
            continue;
        }
        CURLcode code = table.global_init(CURL_GLOBAL_DEFAULT);
        if (code != CURLE_OK) {
            return err_set(err, ERR_INTERNAL, hint_install, "%s does not start: %s", *name,
                           table.easy_strerror(code));
        }
        *ret_table = table;
        return true;
    }
    return err_set(err, ERR_INTERNAL, hint_install,
                   "the HTTP library could not be opened: %s", why);
}

void curl_table_release(struct curl_table *table)
{
    if (table->global_cleanup != NULL) {
        table->global_cleanup();
    }
    memset(table, 0, sizeof *table);
}
