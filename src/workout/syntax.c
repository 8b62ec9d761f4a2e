/* The page soleus://workout-syntax, from the reader's tables. */
#include "workout/internal.h"

#include "base/banned.h"

static void targets_write(struct str_buf *to)
{
    static const struct {
        enum workout_metric metric;
        const char *name;
    } metrics[] = {{WORKOUT_POWER, "Power"},
                   {WORKOUT_HEART_RATE, "Heart rate"},
                   {WORKOUT_PACE, "Pace (the word Pace is needed)"}};
    for (size_t m = 0; m < sizeof metrics / sizeof metrics[0]; m++) {
        const char *separator = ": ";
        str_buf_printf(to, "- %s", metrics[m].name);
        for (int i = 1; i < N_WORKOUT_UNITS; i++) {
            const struct workout_unit *unit = workout__unit((enum workout_units)i);
            /* bpm is text only; of the paces per distance the first says it, the others
             * follow as marks. */
            if (unit->metric != metrics[m].metric || i == WORKOUT_BPM ||
                (unit->form == FORM_CLOCK && i != WORKOUT_S_PER_KM)) {
                continue;
            }
            str_buf_printf(to, "%s`%s` %s", separator, unit->example, unit->meaning);
            separator = ", ";
        }
        str_buf_add(to, "\n");
    }
    str_buf_add(to, "- Pace is per");
    for (int i = WORKOUT_S_PER_KM; i < WORKOUT_S_PER_DEFAULT; i++) {
        str_buf_printf(to, " `%s`", workout__unit((enum workout_units)i)->mark);
    }
    str_buf_add(to,
                "; without one the sport's default. Slower first: `5:20-5:10/km Pace`.\n");
}

void workout_syntax_write(struct str_buf *to)
{
    str_buf_add(to, "# Workout text of Intervals.icu (a planned event's description)\n"
                    "One step a line: `- cue length target cadence`, such as "
                    "`- Steady 20m 88-92% 90rpm`. Other lines are headings or prose.\n\n"
                    "## Length\n"
                    "- Time: `1h`, `10m`, `30s`, `1h2m30s`, `1m30`, `5'`, `30\"`. `m` is "
                    "MINUTES (`100m` lasts 100 minutes); not `0:30`.\n"
                    "- Distance:");
    for (size_t i = 0; i < N_WORKOUT_LENGTH_UNITS; i++) {
        str_buf_printf(to, "%s `%s` %s", i > 0 ? "," : "", workout__length_units[i].mark,
                       workout__length_units[i].meaning);
    }
    str_buf_add(
        to, ", such as `400mtr`, `2km`.\n\n## Target: one kind a step, single or range\n");
    targets_write(to);
    str_buf_add(
        to,
        "- `ramp 50-75%` goes from the first to the second; `freeride` has no target.\n"
        "- Cadence behind the target: `90rpm`, `85-95rpm`. `press lap` waits for the lap "
        "button.\n"
        "- RPE and bpm are not targets there: write them into the cue (`- Easy RPE 3 20m`, "
        "`- Steady 140-150 bpm 20m`).\n\n"
        "## Repeats\n"
        "- `Main set 5x` or `5x` on its own line, the steps right below it, an EMPTY LINE "
        "above and below the block, else the repeat is lost. Never `- 5x`. No nesting.\n"
        "- Headings `Warmup` and `Cooldown` mark the steps right below them.\n\n"
        "## Mind\n"
        "- The cue is the text before the first length or target: no such word in it "
        "(write \"zone 2\", \"five minutes\"); what stands behind is not read.\n"
        "- A `-` line without a length is no step; a step of length 0 is dropped.\n");
    str_buf_printf(to, "- At most %d steps, %d repeats, %d h a step.\n", WORKOUT_STEPS,
                   WORKOUT_REPEATS, WORKOUT_STEP_S / 3600);
    str_buf_add(to, "- Strength is prose in the cue: `- Squat and hinge 3x5 RPE 7 20m`.\n\n"
                    "## Example: run by pace\n"
                    "```\nWarmup\n- Easy 15m 60-70% Pace\n\nMain set 5x\n"
                    "- Quick and relaxed 4m 98-102% Pace\n- Jog 2m 60-65% Pace\n\n"
                    "Cooldown\n- 10m Z1 Pace\n```\n\n"
                    "## Example: ride by power\n"
                    "```\nWarmup\n- 12m ramp 50-75% 90rpm\n\nOver-unders 3x\n"
                    "- Under 2m 90-95%\n- Over 1m 105%\n- Float 5m 55%\n\n"
                    "Cooldown\n- 10m ramp 60-45%\n```\n");
}
