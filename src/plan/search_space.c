#include "plan/search_space.h"

#include "base/banned.h"

#define BIT(kind) (1U << (kind))

static const int ranks[N_PLAN_MENU] = {
    [PLAN_RUN_TEMPO] = 0,
    [PLAN_RUN_THRESHOLD] = 1,
    [PLAN_RUN_VO2] = 2,
    [PLAN_RIDE_THRESHOLD] = 3,
    [PLAN_RIDE_VO2] = 4,
    [PLAN_RUN_LADDER] = 5,
    [PLAN_RUN_EASY] = 6,
    [PLAN_RUN_STRIDES] = 7,
    [PLAN_RUN_LONG] = 8,
    [PLAN_RIDE_RECOVERY] = 9,
    [PLAN_RIDE_ENDURANCE] = 10,
    [PLAN_RIDE_CADENCE] = 11,
    [PLAN_RIDE_LONG] = 12,
    [PLAN_RIDE_TEMPO] = 13,
    [PLAN_RUN_BRICK] = 14,
    [PLAN_STRENGTH_LOWER_HEAVY] = 15,
    [PLAN_STRENGTH_LOWER_LIGHT] = 16,
    [PLAN_STRENGTH_UPPER] = 17,
    [PLAN_STRENGTH_CORE] = 18,
    [PLAN_CALF_HIP] = 19,
};

int plan_space_rank(enum plan_kind kind)
{
    return ranks[kind];
}

static uint32_t kinds_marked(unsigned mark)
{
    uint32_t kinds = 0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        if ((plan_kind_info((enum plan_kind)kind)->marks & mark) != 0) {
            kinds |= BIT(kind);
        }
    }
    return kinds;
}

static int count_bits(uint32_t bits)
{
    int n_bits = 0;
    for (; bits != 0; bits &= bits - 1) {
        n_bits++;
    }
    return n_bits;
}

bool plan_space_slot_allows(uint32_t kinds)
{
    int n_rides = count_bits(kinds & kinds_marked(PLAN_MARK_RIDE));
    bool has_brick = (kinds & BIT(PLAN_RUN_BRICK)) != 0;
    return count_bits(kinds) <= PLAN_SPACE_SLOT_SESSIONS &&
           count_bits(kinds & kinds_marked(PLAN_MARK_RUN)) <= 1 && n_rides <= 1 &&
           (!has_brick || n_rides == 1);
}

bool plan_space_day_allows(uint32_t am_kinds, uint32_t pm_kinds)
{
    uint32_t runs = kinds_marked(PLAN_MARK_RUN);
    uint32_t rides = kinds_marked(PLAN_MARK_RIDE);
    bool has_two_runs = (am_kinds & runs) != 0 && (pm_kinds & runs) != 0;
    return !has_two_runs && (am_kinds & pm_kinds & ~(runs | rides)) == 0;
}

bool plan_space_is_spread(enum plan_kind kind)
{
    return kind != PLAN_RUN_BRICK && kind != PLAN_CALF_HIP;
}
