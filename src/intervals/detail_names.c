#include "intervals/detail_names.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

enum { NAME_MAX_BYTES = 48 };

/* As normalised: lower case, letters and digits only, without a leading "average"/"avg". */
static const struct {
    const char *code;
    enum stream_type type;
} codes[] = {
    {"time", STREAM_TIME},
    {"heartrate", STREAM_HEART_RATE},
    {"cadence", STREAM_CADENCE},
    {"watts", STREAM_POWER},
    {"power", STREAM_POWER},
    {"stancetime", STREAM_STANCE_TIME},
    {"groundcontacttime", STREAM_STANCE_TIME},
    {"groundcontact", STREAM_STANCE_TIME},
    {"groundtime", STREAM_STANCE_TIME},
    {"contacttime", STREAM_STANCE_TIME},
    {"gct", STREAM_STANCE_TIME},
    {"strydgct", STREAM_STANCE_TIME},
    {"strydgroundtime", STREAM_STANCE_TIME},
    {"verticaloscillation", STREAM_VERTICAL_OSCILLATION},
    {"vertosc", STREAM_VERTICAL_OSCILLATION},
    {"strydverticaloscillation", STREAM_VERTICAL_OSCILLATION},
    {"verticalratio", STREAM_VERTICAL_RATIO},
    {"vertratio", STREAM_VERTICAL_RATIO},
    {"steplength", STREAM_STEP_LENGTH},
    {"stancetimebalance", STREAM_STANCE_BALANCE},
    {"groundcontacttimebalance", STREAM_STANCE_BALANCE},
    {"groundcontactbalance", STREAM_STANCE_BALANCE},
    {"gctbalance", STREAM_STANCE_BALANCE},
    {"gctb", STREAM_STANCE_BALANCE},
    {"legspringstiffness", STREAM_LEG_SPRING_STIFFNESS},
    {"legspring", STREAM_LEG_SPRING_STIFFNESS},
    {"lss", STREAM_LEG_SPRING_STIFFNESS},
    {"strydlss", STREAM_LEG_SPRING_STIFFNESS},
};

/* False when it is too long to be any of them. */
static bool normalise(const char *name, char out[NAME_MAX_BYTES])
{
    size_t n = 0;
    for (const char *at = name; *at != '\0'; at++) {
        char lower = ascii_lower(*at);
        bool is_kept = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (is_kept && n + 1 >= NAME_MAX_BYTES) {
            return false;
        }
        if (is_kept) {
            out[n++] = lower;
        }
    }
    out[n] = '\0';
    return true;
}

static const char *without_average(const char *name)
{
    static const char *const starts[] = {"average", "avg"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        size_t length = strlen(starts[i]);
        if (strncmp(name, starts[i], length) == 0) {
            return name + length;
        }
    }
    return name;
}

bool intervals__stream_of_name(const char *name, enum stream_type *ret_type,
                               bool *ret_is_native)
{
    char plain[NAME_MAX_BYTES];
    for (size_t i = 0; i < N_STREAM_TYPES; i++) {
        if (strcmp(stream_type_name((enum stream_type)i), name) == 0) {
            *ret_type = (enum stream_type)i;
            *ret_is_native = true;
            return true;
        }
    }
    if (!normalise(name, plain)) {
        return false;
    }
    const char *code = without_average(plain);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].code, code) == 0) {
            *ret_type = codes[i].type;
            *ret_is_native = false;
            return true;
        }
    }
    return false;
}

double intervals__in_stream_unit(enum stream_type type, double value)
{
    /* Lower bounds, so that what was converted is not converted again. */
    if (type == STREAM_STANCE_TIME && value >= 0.05 && value < 1.0) {
        return value * 1000.0;
    }
    if (type == STREAM_VERTICAL_OSCILLATION && value >= 2.0 && value < 20.0) {
        return value * 10.0;
    }
    if (type == STREAM_STEP_LENGTH && value >= 0.1 && value < 10.0) {
        return value * 1000.0;
    }
    return value;
}
