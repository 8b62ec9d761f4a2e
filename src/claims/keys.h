/* What a key of our answers says: unit, subject and period by its words. */
#ifndef CLAIMS_KEYS_H
#define CLAIMS_KEYS_H

#include "base/arena.h"
#include "claims/lexicon.h"
#include "claims/subject.h"

enum { KEY_EXTRAS_MAX = 3 };

struct claims__key {
    struct claims__subject subject;     /* not settled: others are added first */
    double factor;                      /* to the unit */
    int n_days;                         /* the last 7 days: 7; 0: no period */
    bool is_week;                       /* of the week so far */
    size_t n_extras;                    /* words that the lexicon does not have */
    const char *extras[KEY_EXTRAS_MAX]; /* folded; the arena's */
    bool has_more_extras;
    bool is_speed; /* m/s of the service: read as a pace as well */
};

/* "last_7d_run_km": 1000 m, sport run, 7 days. scratch is cleared. */
void claims__key_read(struct arena *arena, struct arena *scratch,
                      const struct claims__lexicon *lexicon, const char *key,
                      struct claims__key *ret);

/* "s/km", "km", "%", "ms" of a member called unit; false: none that is known. */
bool claims__key_unit(const char *text, enum claims__unit *ret_unit, double *ret_factor);

#endif
