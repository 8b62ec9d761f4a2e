#include "load/hard_share.h"

#include <math.h>

#include "load/constants.h"

#include "base/banned.h"

struct times {
    double run_s;
    double hard_s;
};

/* Of the n_days that end with day `last`, counted from the history's first day; may be
 * before it. */
static struct times times_back(const struct load_history *history, long last, long n_days)
{
    struct times ret = {0.0, 0.0};
    long first = last - n_days + 1 < 0 ? 0 : last - n_days + 1;
    for (long k = first; k <= last; k++) {
        ret.run_s += history->days[k].run_s;
        ret.hard_s += history->days[k].hard_s;
    }
    return ret;
}

static void compare_with_weeks(struct load_hard_share *ret,
                               const struct load_history *history, long last)
{
    double shares[LOAD_HARD_BLOCKS];
    double sum = 0.0;
    for (long block = 0; block < LOAD_HARD_BLOCKS; block++) {
        struct times week = times_back(history, last - 7 * block, 7);
        if (week.run_s > 0.0) {
            shares[ret->n_blocks] = week.hard_s / week.run_s;
            sum += shares[ret->n_blocks];
            ret->n_blocks++;
        }
    }
    if (ret->n_blocks < LOAD_HARD_BLOCKS_MIN) {
        return;
    }
    ret->usual_frac = sum / (double)ret->n_blocks;
    double squares = 0.0;
    for (size_t k = 0; k < ret->n_blocks; k++) {
        squares += (shares[k] - ret->usual_frac) * (shares[k] - ret->usual_frac);
    }
    double sd = sqrt(squares / (double)ret->n_blocks);
    if (sd > LOAD_SD_FLOOR) {
        ret->z = (ret->share_frac - ret->usual_frac) / sd;
    }
}

struct load_hard_share load_hard_share_at(const struct load_history *history, size_t i)
{
    struct load_hard_share ret = {
        .share_frac = LOAD_NAN, .z = LOAD_NAN, .usual_frac = LOAD_NAN};
    struct times recent = times_back(history, (long)i, LOAD_HARD_SHARE_DAYS);
    ret.run_min_28 = recent.run_s / 60.0;
    ret.hard_min_28 = recent.hard_s / 60.0;
    ret.is_incomplete = load_history_unknown(history, i, LOAD_HARD_SHARE_DAYS) > 0;
    if (recent.run_s > 0.0) {
        ret.share_frac = recent.hard_s / recent.run_s;
        compare_with_weeks(&ret, history, (long)i - LOAD_HARD_SHARE_DAYS);
    }
    return ret;
}
