#include "net/retry.h"

#include <stdint.h>

#include "base/random.h"
#include "base/banned.h"

enum { BACKOFF_MAX_MS = 30000 };

bool net__is_passing(CURLcode code, int status, unsigned n_repeats)
{
    if (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
        code == CURLE_PARTIAL_FILE) {
        return true;
    }
    if (code != CURLE_OK) {
        return false;
    }
    return status == 429 || (status >= 502 && status <= 504) ||
           (status >= 520 && status <= 524) || (status == 500 && n_repeats == 0);
}

int net__backoff_ms(int base_ms, unsigned n_repeats, bool is_limited)
{
    int64_t most_ms = base_ms;
    for (unsigned i = 0; i < n_repeats && most_ms < BACKOFF_MAX_MS; i++) {
        most_ms *= 2;
    }
    if (most_ms > BACKOFF_MAX_MS) {
        most_ms = BACKOFF_MAX_MS;
    }
    int64_t least_ms = is_limited ? most_ms / 2 : 0;
    return (int)(least_ms + random_below((uint32_t)(most_ms - least_ms + 1)));
}
