/* Looking at the numbers of a struct without naming them: a member added later is looked
 * at, too. */
#ifndef TEST_MODEL_NUMBERS_H
#define TEST_MODEL_NUMBERS_H

#include <math.h>
#include <stddef.h>
#include <string.h>

/* How many doubles from offset first to offset last (both inclusive) of a struct are NAN.
 */
static inline size_t count_nan(const void *object, size_t first, size_t last)
{
    size_t n_nan = 0;
    for (size_t at = first; at <= last; at += sizeof(double)) {
        double value = 0;
        memcpy(&value, (const char *)object + at, sizeof value);
        n_nan += isnan(value) ? 1U : 0U;
    }
    return n_nan;
}

/* From one member to another, nothing but doubles between them. */
#define ALL_NAN(object, type, first, last)                                                 \
    assert_int_equal(count_nan((object), offsetof(type, first), offsetof(type, last)),     \
                     (offsetof(type, last) - offsetof(type, first)) / sizeof(double) + 1)

#endif
