#include "mcp/http_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static const char *const names[] = {"libmicrohttpd.so.12", "libmicrohttpd.so", NULL};

static const char hint_install[] =
    "Install libmicrohttpd (Debian and Ubuntu: package libmicrohttpd12) and try again.";

#define ENTRY(name)                                                                        \
    {                                                                                      \
        "MHD_" #name, offsetof(struct mcp__http_library, name)                             \
    }
static const struct entry {
    const char *symbol;
    size_t offset;
} entries[] = {
    ENTRY(start_daemon),
    ENTRY(stop_daemon),
    ENTRY(quiesce_daemon),
    ENTRY(run),
    ENTRY(get_timeout),
    ENTRY(get_daemon_info),
    ENTRY(get_connection_info),
    ENTRY(get_connection_values),
    ENTRY(suspend_connection),
    ENTRY(resume_connection),
    ENTRY(create_response_from_buffer),
    ENTRY(create_response_from_callback),
    ENTRY(add_response_header),
    ENTRY(queue_response),
    ENTRY(destroy_response),
};

static bool fill(struct mcp__http_library *library, void *handle)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        void *function = dlsym(handle, entries[i].symbol);
        if (function == NULL) {
            return false;
        }
        /* ISO C has no cast from object to function pointer; POSIX promises the same. */
        memcpy((char *)library + entries[i].offset, &function, sizeof function);
    }
    return true;
}

bool mcp__http_library_open(struct mcp__http_library *ret_library, struct err *err)
{
    char why[160] = "";
    for (const char *const *name = names; *name != NULL; name++) {
        struct mcp__http_library library = {0};
        void *handle = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
        if (handle != NULL && fill(&library, handle)) {
            *ret_library = library;
            return true;
        }
        const char *reason = dlerror();
        if (why[0] == '\0') {
            str_copy(why, sizeof why, reason != NULL ? reason : *name);
        }
        if (handle != NULL) {
            (void)dlclose(handle);
        }
    }
    return err_set(err, ERR_INTERNAL, hint_install, "HTTP cannot be served: %s", why);
}
