#include "model/sport.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

struct sport_entry {
    const char *name;
    enum sport_group group;
};

static const struct sport_entry sports[N_SPORTS] = {
    [SPORT_RIDE] = {"Ride", SPORT_GROUP_CYCLING},
    [SPORT_RUN] = {"Run", SPORT_GROUP_RUNNING},
    [SPORT_SWIM] = {"Swim", SPORT_GROUP_SWIMMING},
    [SPORT_WEIGHT_TRAINING] = {"WeightTraining", SPORT_GROUP_STRENGTH},
    [SPORT_HIKE] = {"Hike", SPORT_GROUP_WALKING},
    [SPORT_WALK] = {"Walk", SPORT_GROUP_WALKING},
    [SPORT_ALPINE_SKI] = {"AlpineSki", SPORT_GROUP_SNOW},
    [SPORT_BACKCOUNTRY_SKI] = {"BackcountrySki", SPORT_GROUP_SNOW},
    [SPORT_BADMINTON] = {"Badminton", SPORT_GROUP_RACKET},
    [SPORT_CANOEING] = {"Canoeing", SPORT_GROUP_ROWING},
    [SPORT_CROSSFIT] = {"Crossfit", SPORT_GROUP_STRENGTH},
    [SPORT_E_BIKE_RIDE] = {"EBikeRide", SPORT_GROUP_CYCLING_ASSISTED},
    [SPORT_E_MOUNTAIN_BIKE_RIDE] = {"EMountainBikeRide", SPORT_GROUP_CYCLING_ASSISTED},
    [SPORT_ELLIPTICAL] = {"Elliptical", SPORT_GROUP_STRENGTH},
    [SPORT_GOLF] = {"Golf", SPORT_GROUP_TEAM},
    [SPORT_GRAVEL_RIDE] = {"GravelRide", SPORT_GROUP_CYCLING},
    [SPORT_TRACK_RIDE] = {"TrackRide", SPORT_GROUP_CYCLING},
    [SPORT_HANDCYCLE] = {"Handcycle", SPORT_GROUP_CYCLING},
    [SPORT_HIGH_INTENSITY_INTERVAL_TRAINING] = {"HighIntensityIntervalTraining",
                                                SPORT_GROUP_STRENGTH},
    [SPORT_HOCKEY] = {"Hockey", SPORT_GROUP_TEAM},
    [SPORT_ICE_SKATE] = {"IceSkate", SPORT_GROUP_SKATING},
    [SPORT_INLINE_SKATE] = {"InlineSkate", SPORT_GROUP_SKATING},
    [SPORT_KAYAKING] = {"Kayaking", SPORT_GROUP_ROWING},
    [SPORT_KITESURF] = {"Kitesurf", SPORT_GROUP_WATER},
    [SPORT_MOUNTAIN_BIKE_RIDE] = {"MountainBikeRide", SPORT_GROUP_CYCLING},
    [SPORT_CYCLOCROSS] = {"Cyclocross", SPORT_GROUP_CYCLING},
    [SPORT_NORDIC_SKI] = {"NordicSki", SPORT_GROUP_SNOW},
    [SPORT_OPEN_WATER_SWIM] = {"OpenWaterSwim", SPORT_GROUP_SWIMMING},
    [SPORT_PADEL] = {"Padel", SPORT_GROUP_RACKET},
    [SPORT_PILATES] = {"Pilates", SPORT_GROUP_BODY_AND_MIND},
    [SPORT_PICKLEBALL] = {"Pickleball", SPORT_GROUP_RACKET},
    [SPORT_RACQUETBALL] = {"Racquetball", SPORT_GROUP_RACKET},
    [SPORT_RUGBY] = {"Rugby", SPORT_GROUP_TEAM},
    [SPORT_ROCK_CLIMBING] = {"RockClimbing", SPORT_GROUP_CLIMBING},
    [SPORT_ROLLER_SKI] = {"RollerSki", SPORT_GROUP_SNOW},
    [SPORT_ROWING] = {"Rowing", SPORT_GROUP_ROWING},
    [SPORT_SAIL] = {"Sail", SPORT_GROUP_WATER},
    [SPORT_SKATEBOARD] = {"Skateboard", SPORT_GROUP_SKATING},
    [SPORT_SNOWBOARD] = {"Snowboard", SPORT_GROUP_SNOW},
    [SPORT_SNOWSHOE] = {"Snowshoe", SPORT_GROUP_WALKING},
    [SPORT_SOCCER] = {"Soccer", SPORT_GROUP_TEAM},
    [SPORT_SQUASH] = {"Squash", SPORT_GROUP_RACKET},
    [SPORT_STAIR_STEPPER] = {"StairStepper", SPORT_GROUP_WALKING},
    [SPORT_STAND_UP_PADDLING] = {"StandUpPaddling", SPORT_GROUP_ROWING},
    [SPORT_SURFING] = {"Surfing", SPORT_GROUP_WATER},
    [SPORT_TABLE_TENNIS] = {"TableTennis", SPORT_GROUP_RACKET},
    [SPORT_TENNIS] = {"Tennis", SPORT_GROUP_RACKET},
    [SPORT_TRAIL_RUN] = {"TrailRun", SPORT_GROUP_RUNNING},
    [SPORT_TRANSITION] = {"Transition", SPORT_GROUP_TRANSITION},
    [SPORT_VELOMOBILE] = {"Velomobile", SPORT_GROUP_CYCLING},
    [SPORT_VIRTUAL_RIDE] = {"VirtualRide", SPORT_GROUP_CYCLING_INDOOR},
    [SPORT_VIRTUAL_ROW] = {"VirtualRow", SPORT_GROUP_ROWING},
    [SPORT_VIRTUAL_RUN] = {"VirtualRun", SPORT_GROUP_RUNNING},
    [SPORT_VIRTUAL_SKI] = {"VirtualSki", SPORT_GROUP_SNOW},
    [SPORT_WATER_SPORT] = {"WaterSport", SPORT_GROUP_WATER},
    [SPORT_WHEELCHAIR] = {"Wheelchair", SPORT_GROUP_WHEELCHAIR},
    [SPORT_WINDSURF] = {"Windsurf", SPORT_GROUP_WATER},
    [SPORT_WORKOUT] = {"Workout", SPORT_GROUP_STRENGTH},
    [SPORT_YOGA] = {"Yoga", SPORT_GROUP_BODY_AND_MIND},
    [SPORT_OTHER] = {"Other", SPORT_GROUP_OTHER},
};

enum sport sport_from_name(const char *name)
{
    if (name == NULL) {
        return SPORT_UNKNOWN;
    }
    for (size_t i = 0; i < N_SPORTS; i++) {
        if (strcmp(sports[i].name, name) == 0) {
            return (enum sport)i;
        }
    }
    return SPORT_UNKNOWN;
}

const char *sport_name(enum sport sport)
{
    return sport < SPORT_UNKNOWN ? sports[sport].name : "Other";
}

enum sport_group sport_group_of(enum sport sport)
{
    return sport < SPORT_UNKNOWN ? sports[sport].group : SPORT_GROUP_OTHER;
}

bool sport_is_run(enum sport sport)
{
    return sport_group_of(sport) == SPORT_GROUP_RUNNING;
}

bool sport_is_ride(enum sport sport)
{
    enum sport_group group = sport_group_of(sport);
    return group == SPORT_GROUP_CYCLING || group == SPORT_GROUP_CYCLING_ASSISTED ||
           group == SPORT_GROUP_CYCLING_INDOOR;
}

bool sport_has_leg_cadence(enum sport sport)
{
    return sport_is_run(sport) || sport == SPORT_WALK || sport == SPORT_HIKE;
}
