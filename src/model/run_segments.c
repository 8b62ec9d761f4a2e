#include "model/run_segments.h"

#include <math.h>

#include "base/banned.h"

static const double PIECE_S = 300.0;
static const double STOP_S = 10.0;
/* Between two stops: too short to say anything, and too many to keep. */
static const double PIECE_MIN_S = 30.0;
/* A mean stands for a piece when at least this share of its samples is there. */
static const double SHARE_MIN = 0.5;

static double first_known(double a, double b)
{
    return isfinite(a) && a > 0.0 ? a : b;
}

static struct run_segment segment_of(const struct activity_interval *interval)
{
    double span_s = interval->end_s - interval->start_s;
    return (struct run_segment){
        .start_s = interval->start_s,
        .duration_s = first_known(interval->moving_time_s,
                                  first_known(interval->elapsed_time_s, span_s)),
        .distance_m = interval->distance_m,
        .speed_m_per_s = interval->average_speed_m_per_s,
        .gradient_frac = interval->average_gradient_frac,
        .cadence_per_min = interval->average_cadence_per_min,
        .stance_time_ms = interval->stance_time_ms,
        .vertical_ratio_pct = interval->vertical_ratio_pct,
        .stance_balance_pct = interval->stance_balance_pct,
        .vertical_oscillation_mm = interval->vertical_oscillation_mm,
        .leg_spring_stiffness_kn_per_m = interval->leg_spring_stiffness_kn_per_m};
}

void run_segments_of_intervals(const struct activity_intervals *intervals,
                               struct arena *arena, struct run_segments *ret)
{
    size_t n = intervals->n_intervals < MODEL_MAX_SEGMENTS ? intervals->n_intervals
                                                           : MODEL_MAX_SEGMENTS;
    struct run_segment *segments = arena_alloc(arena, n, sizeof *segments);
    for (size_t i = 0; i < n; i++) {
        segments[i] = segment_of(&intervals->intervals[i]);
    }
    *ret = (struct run_segments){.source = SEGMENTS_OF_INTERVALS,
                                 .custom_codes = intervals->custom_codes,
                                 .n_segments = n,
                                 .segments = segments};
}

/* Samples from..to of the streams. */
struct piece {
    const struct activity_streams *streams;
    size_t from;
    size_t to; /* exclusive */
};

static double at(const struct piece *piece, enum stream_type type, size_t i)
{
    const double *series = piece->streams->series[type];
    return series != NULL ? series[i] : (double)NAN;
}

/* Mean of what counts; NAN when that is less than half of the samples. */
static double mean_of(const struct piece *piece, enum stream_type type, bool may_be_zero)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = piece->from; i < piece->to; i++) {
        double value = at(piece, type, i);
        if (isfinite(value) && (may_be_zero || value > 0.0)) {
            sum += value;
            n++;
        }
    }
    bool is_enough = n > 0 && (double)n >= SHARE_MIN * (double)(piece->to - piece->from);
    return is_enough ? sum / (double)n : (double)NAN;
}

/* Last minus first known value. */
static double rise_of(const struct piece *piece, enum stream_type type)
{
    double first = (double)NAN;
    double last = (double)NAN;
    for (size_t i = piece->from; i < piece->to; i++) {
        double value = at(piece, type, i);
        if (isfinite(value)) {
            first = isnan(first) ? value : first;
            last = value;
        }
    }
    return last - first;
}

static struct run_segment segment_of_piece(const struct piece *piece)
{
    double start_s = at(piece, STREAM_TIME, piece->from);
    double duration_s = at(piece, STREAM_TIME, piece->to - 1) - start_s;
    double distance_m = rise_of(piece, STREAM_DISTANCE);
    if (!(distance_m > 0.0)) {
        distance_m = mean_of(piece, STREAM_SPEED, true) * duration_s;
    }
    double gradient_pct = mean_of(piece, STREAM_GRADIENT, true);
    double gradient_frac = isfinite(gradient_pct)
                               ? gradient_pct / 100.0
                               : rise_of(piece, STREAM_ALTITUDE) / distance_m;
    return (struct run_segment){
        .start_s = start_s,
        .duration_s = duration_s,
        .distance_m = distance_m,
        .speed_m_per_s = distance_m / duration_s,
        .gradient_frac = isfinite(gradient_frac) ? gradient_frac : (double)NAN,
        .cadence_per_min = mean_of(piece, STREAM_CADENCE, false),
        .stance_time_ms = mean_of(piece, STREAM_STANCE_TIME, false),
        .vertical_ratio_pct = mean_of(piece, STREAM_VERTICAL_RATIO, false),
        .stance_balance_pct = mean_of(piece, STREAM_STANCE_BALANCE, false),
        .vertical_oscillation_mm = mean_of(piece, STREAM_VERTICAL_OSCILLATION, false),
        .leg_spring_stiffness_kn_per_m =
            mean_of(piece, STREAM_LEG_SPRING_STIFFNESS, false)};
}

/* Does a new piece begin with sample i? Times that go back or are unknown break it, too. */
static bool is_broken_at(const double times[], size_t i, size_t from, double piece_s)
{
    double step_s = times[i] - times[i - 1];
    return !(step_s >= 0.0 && step_s <= STOP_S) ||
           floor(times[i] / piece_s) > floor(times[from] / piece_s);
}

void run_segments_of_streams(const struct activity_streams *streams, struct arena *arena,
                             struct run_segments *ret)
{
    const double *times = streams->series[STREAM_TIME];
    size_t n_samples = times != NULL ? streams->n_samples : 0;
    struct run_segment *segments = arena_alloc(arena, MODEL_MAX_SEGMENTS, sizeof *segments);
    size_t n = 0;
    double total_s = n_samples > 0 ? times[n_samples - 1] : 0.0;
    double wanted_s = total_s / MODEL_MAX_SEGMENTS;
    double piece_s = wanted_s > PIECE_S ? ceil(wanted_s / PIECE_S) * PIECE_S : PIECE_S;
    struct piece piece = {.streams = streams};
    for (size_t i = 1; i <= n_samples && n < MODEL_MAX_SEGMENTS; i++) {
        if (i < n_samples && !is_broken_at(times, i, piece.from, piece_s)) {
            continue;
        }
        piece.to = i;
        struct run_segment segment = segment_of_piece(&piece);
        if (segment.duration_s >= PIECE_MIN_S && segment.distance_m > 0.0) {
            segments[n++] = segment;
        }
        piece.from = i;
    }
    *ret = (struct run_segments){.source = SEGMENTS_OF_STREAMS,
                                 .custom_codes = streams->custom_codes,
                                 .n_segments = n,
                                 .segments = segments};
}
