/*
 * Answers of the shipped binary against files: golden <binary> <folder>. Keys are sorted,
 * answer ids masked. UPDATE_GOLDEN=1 rewrites the files; then read the diff.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

struct golden_case {
    const char *file;
    const char *arguments; /* of the shell's command line after --sample */
};

#define AT_THURSDAY "--now 2026-01-08T12:00:00+01:00 "
#define AT_MONDAY "--now 2026-01-05T05:30:00+01:00 "
#define IN_SUMMER "--now 2026-07-05T21:15:00+02:00 "

static const struct golden_case cases[] = {
    {"tools_list.json", "tools --json"},
    {"athlete_profile.json", AT_THURSDAY "call athlete_profile --json"},
    {"recent_default.json", AT_THURSDAY "call get_recent_activities --json"},
    {"recent_runs_paged.json", IN_SUMMER
     "call get_recent_activities '{\"days\":28,\"sport\":\"run\",\"limit\":3}' --json"},
    {"recent_with_stub.json",
     AT_THURSDAY "call get_recent_activities "
                 "'{\"oldest\":\"2025-12-01\",\"newest\":\"2025-12-07\"}' --json"},
    {"recent_with_duplicate.json", AT_THURSDAY
     "call get_recent_activities "
     "'{\"oldest\":\"2025-11-10\",\"newest\":\"2025-11-16\",\"sport\":\"ride\"}' --json"},
    {"recent_monday_morning.json",
     AT_MONDAY "call get_recent_activities '{\"days\":1}' --json"},
    {"activity_default.json", AT_THURSDAY "call get_activity --json"},
    {"activity_sections.json",
     AT_THURSDAY "call get_activity '{\"id\":\"i91000400\",\"sections\":[\"intervals\","
                 "\"zones\",\"dynamics\",\"streams\"],\"points\":5}' --json"},
    {"activity_extras.json",
     AT_THURSDAY "call get_activity '{\"id\":\"i91000400\",\"sections\":["
                 "\"best_efforts\",\"messages\",\"weather\",\"gear\"]}' --json"},
    {"assessment_default.json", AT_THURSDAY "call post_workout_assessment --json"},
    {"assessment_intervals.json",
     AT_THURSDAY "call post_workout_assessment '{\"id\":\"i91000400\"}' --json"},
    {"wellness_default.json", AT_THURSDAY "call get_wellness --json"},
    {"wellness_fields.json", AT_THURSDAY
     "call get_wellness '{\"days\":3,\"fields\":[\"hrv_rmssd_ms\",\"soreness\"]}' --json"},
    {"calendar_default.json", AT_THURSDAY "call get_calendar --json"},
    {"calendar_races.json", AT_THURSDAY
     "call get_calendar '{\"newest\":\"2026-03-31\",\"category\":[\"RACE_A\",\"RACE_B\"],"
     "\"descriptions\":true}' --json"},
    {"status_default.json", AT_THURSDAY "call lower_limb_load_status --json"},
    {"status_series.json", IN_SUMMER "call lower_limb_load_status '{\"days\":7}' --json"},
    {"status_spike.json",
     AT_THURSDAY "call lower_limb_load_status '{\"date\":\"2025-11-23\"}' --json"},
    {"dynamics_default.json", AT_THURSDAY "call running_dynamics_trend --json"},
    {"dynamics_balance.json",
     AT_THURSDAY "call running_dynamics_trend "
                 "'{\"metric\":\"stance_balance\",\"days\":60}' --json"},
    {"check_week_calendar.json", AT_THURSDAY "call check_week --json"},
    {"check_week_legs_before_vo2.json",
     AT_THURSDAY "call check_week "
                 "'{\"week_start\":\"2026-01-12\",\"sessions\":["
                 "{\"day\":\"tuesday\",\"slot\":\"am\",\"sport\":\"WeightTraining\","
                 "\"minutes\":60,\"name\":\"Heavy legs\"},"
                 "{\"day\":\"tuesday\",\"slot\":\"pm\",\"sport\":\"Ride\","
                 "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}' --json"},
    {"summary_default.json", AT_THURSDAY "call training_summary --json"},
    {"summary_months.json", AT_THURSDAY
     "call training_summary '{\"oldest\":\"2025-10-01\",\"newest\":\"2025-11-30\","
     "\"group_by\":\"month\",\"by_sport\":true,\"compare_oldest\":\"2025-08-01\","
     "\"compare_newest\":\"2025-08-31\"}' --json"},
    {"curves_default.json", AT_THURSDAY "call performance_curves --json"},
    {"curves_pace.json",
     AT_THURSDAY "call performance_curves '{\"curve\":\"pace\",\"days\":42}' --json"},
    {"gear.json", AT_THURSDAY "call intervals_get '{\"operation\":\"gear\",\"fields\":["
                              "\"name\",\"type\",\"distance\",\"retired\"]}' --json"},
    {"status_sensitivity.json",
     AT_THURSDAY "call lower_limb_load_status '{\"sensitivity\":true}' --json"},
    {"error_date_ahead.json",
     AT_THURSDAY "call lower_limb_load_status '{\"date\":\"2026-02-01\"}' --json"},
};

/* The handle of a checked week is random, in the structured half and in the text. */
static void mask_token(json_t *body, json_t *block)
{
    static const char words[] = "plan_token ";
    const json_t *token = json_object_get(body, "plan_token");
    const char *text = json_string_value(json_object_get(block, "text"));
    const char *at = text != NULL ? strstr(text, words) : NULL;
    if (!json_is_string(token) || at == NULL) {
        return;
    }
    size_t n_chars = json_string_length(token);
    at += strlen(words);
    json_t *masked = json_sprintf("%.*splantokens%s", (int)(at - text), text, at + n_chars);
    (void)json_object_set_new(block, "text", masked);
    (void)json_object_set_new(body, "plan_token", json_string("plantokens"));
}

/* Ids are random: the structured one and the one at the end of the text. */
static void mask_ids(json_t *result)
{
    json_t *body = json_object_get(result, "structuredContent");
    json_t *block = json_array_get(json_object_get(result, "content"), 0);
    mask_token(body, block);
    const char *text = json_string_value(json_object_get(block, "text"));
    if (json_object_get(body, "answer_id") != NULL) {
        (void)json_object_set_new(body, "answer_id", json_string("0123abcd"));
    }
    const char *id = text != NULL ? strstr(text, "| answer ") : NULL;
    if (id != NULL && strlen(id) == strlen("| answer 0123abcd]")) {
        json_t *masked = json_sprintf("%.*s| answer 0123abcd]", (int)(id - text), text);
        (void)json_object_set_new(block, "text", masked);
    }
}

static char *answer_read(const char *binary, const char *arguments)
{
    char command[1024];
    json_error_t error;
    (void)snprintf(command, sizeof command, "'%s' --sample %s 2>&1", binary, arguments);
    FILE *pipe = popen(command, "re"); // NOLINT: the command is this file's own
    if (pipe == NULL) {
        return NULL;
    }
    json_t *result = json_loadf(pipe, 0, &error);
    (void)pclose(pipe);
    if (result == NULL) {
        (void)fprintf(stderr, "%s: %s\n", arguments, error.text);
        return NULL;
    }
    mask_ids(result);
    char *text =
        json_dumps(result, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
    json_decref(result);
    return text;
}

static char *file_read(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    if (file == NULL) {
        return NULL;
    }
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    (void)fclose(file);
    return text;
}

static int case_run(const char *binary, const char *folder, const struct golden_case *one,
                    int updates)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, one->file);
    char *found = answer_read(binary, one->arguments);
    char *expected = file_read(path);
    int is_equal = found != NULL && expected != NULL && strcmp(found, expected) == 0;
    if (!is_equal && updates && found != NULL) {
        FILE *file = fopen(path, "we");
        is_equal = file != NULL && fputs(found, file) >= 0;
        if (file != NULL) {
            (void)fclose(file);
        }
        (void)fprintf(stderr, "rewritten: %s\n", one->file);
    } else if (!is_equal) {
        (void)fprintf(stderr, "DIFFERENT: %s (%s)\n%s\n", one->file, one->arguments,
                      found != NULL ? found : "no answer");
    }
    free(found);
    free(expected);
    return is_equal;
}

int main(int n_words, char **words)
{
    int n_bad = 0;
    if (n_words != 3) {
        (void)fputs("usage: golden <binary> <folder>\n", stderr);
        return 2;
    }
    size_t n_cases = sizeof cases / sizeof cases[0];
    for (size_t i = 0; i < n_cases; i++) {
        n_bad += case_run(words[1], words[2], &cases[i], getenv("UPDATE_GOLDEN") != NULL)
                     ? 0
                     : 1;
    }
    (void)fprintf(stderr, "%zu answers compared, %d different\n", n_cases, n_bad);
    return n_bad == 0 ? 0 : 1;
}
