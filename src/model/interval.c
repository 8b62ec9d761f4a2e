#include "model/interval.h"

#include <math.h>
#include <stddef.h>

#include "base/banned.h"

void activity_interval_init(struct activity_interval *interval)
{
    *interval = (struct activity_interval){.kind = INTERVAL_UNKNOWN};
    for (size_t at = offsetof(struct activity_interval, n_repeats); at < sizeof *interval;
         at += sizeof(double)) {
        *(double *)((char *)interval + at) = (double)NAN;
    }
}
