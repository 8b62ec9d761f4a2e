/* The 60 activity types of Intervals.icu and how this product groups them. */
#ifndef MODEL_SPORT_H
#define MODEL_SPORT_H

#include <stdbool.h>

/* In the order of the service's own enumeration; SPORT_UNKNOWN stands for any other text or
 * none. */
enum sport {
    SPORT_RIDE,
    SPORT_RUN,
    SPORT_SWIM,
    SPORT_WEIGHT_TRAINING,
    SPORT_HIKE,
    SPORT_WALK,
    SPORT_ALPINE_SKI,
    SPORT_BACKCOUNTRY_SKI,
    SPORT_BADMINTON,
    SPORT_CANOEING,
    SPORT_CROSSFIT,
    SPORT_E_BIKE_RIDE,
    SPORT_E_MOUNTAIN_BIKE_RIDE,
    SPORT_ELLIPTICAL,
    SPORT_GOLF,
    SPORT_GRAVEL_RIDE,
    SPORT_TRACK_RIDE,
    SPORT_HANDCYCLE,
    SPORT_HIGH_INTENSITY_INTERVAL_TRAINING,
    SPORT_HOCKEY,
    SPORT_ICE_SKATE,
    SPORT_INLINE_SKATE,
    SPORT_KAYAKING,
    SPORT_KITESURF,
    SPORT_MOUNTAIN_BIKE_RIDE,
    SPORT_CYCLOCROSS,
    SPORT_NORDIC_SKI,
    SPORT_OPEN_WATER_SWIM,
    SPORT_PADEL,
    SPORT_PILATES,
    SPORT_PICKLEBALL,
    SPORT_RACQUETBALL,
    SPORT_RUGBY,
    SPORT_ROCK_CLIMBING,
    SPORT_ROLLER_SKI,
    SPORT_ROWING,
    SPORT_SAIL,
    SPORT_SKATEBOARD,
    SPORT_SNOWBOARD,
    SPORT_SNOWSHOE,
    SPORT_SOCCER,
    SPORT_SQUASH,
    SPORT_STAIR_STEPPER,
    SPORT_STAND_UP_PADDLING,
    SPORT_SURFING,
    SPORT_TABLE_TENNIS,
    SPORT_TENNIS,
    SPORT_TRAIL_RUN,
    SPORT_TRANSITION,
    SPORT_VELOMOBILE,
    SPORT_VIRTUAL_RIDE,
    SPORT_VIRTUAL_ROW,
    SPORT_VIRTUAL_RUN,
    SPORT_VIRTUAL_SKI,
    SPORT_WATER_SPORT,
    SPORT_WHEELCHAIR,
    SPORT_WINDSURF,
    SPORT_WORKOUT,
    SPORT_YOGA,
    SPORT_OTHER,
    SPORT_UNKNOWN
};
enum { N_SPORTS = SPORT_UNKNOWN };

/* The grouping of this product (not of the service): for display, units and duplicates. */
enum sport_group {
    SPORT_GROUP_RUNNING,
    SPORT_GROUP_WALKING,
    SPORT_GROUP_CYCLING,
    SPORT_GROUP_CYCLING_ASSISTED,
    SPORT_GROUP_CYCLING_INDOOR,
    SPORT_GROUP_SWIMMING,
    SPORT_GROUP_ROWING,
    SPORT_GROUP_SNOW,
    SPORT_GROUP_SKATING,
    SPORT_GROUP_STRENGTH,
    SPORT_GROUP_BODY_AND_MIND,
    SPORT_GROUP_RACKET,
    SPORT_GROUP_TEAM,
    SPORT_GROUP_WATER,
    SPORT_GROUP_CLIMBING,
    SPORT_GROUP_WHEELCHAIR,
    SPORT_GROUP_TRANSITION,
    SPORT_GROUP_OTHER
};

/* The service's spelling ("Run"), case-sensitive; NULL or anything else is SPORT_UNKNOWN.
 */
enum sport sport_from_name(const char *name);
/* The service's spelling; "Other" for SPORT_UNKNOWN. Never NULL. */
const char *sport_name(enum sport sport);
enum sport_group sport_group_of(enum sport sport);

/* Run, TrailRun, VirtualRun. */
bool sport_is_run(enum sport sport);
/* The three cycling groups. */
bool sport_is_ride(enum sport sport);
/* Types whose cadence field counts one leg: runs, Walk, Hike. */
bool sport_has_leg_cadence(enum sport sport);

#endif
