#include "app/documents.h"

#include "app/door.h"
#include "app/internal.h"
#include "app/unlisted.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/endpoints.h"
#include "load/check.h"
#include "load/constants.h"
#include "load/formulas.h"
#include "load/sensitivity.h"
#include "model/sport.h"
#include "plan/plan.h"
#include "workout/workout.h"
#include "base/banned.h"

#define FORMULA_START "soleus://formulas/"

#define MARKDOWN "\"mimeType\":\"text/markdown\"}"
#define DOCUMENT(uri, name, description)                                                   \
    "{\"uri\":\"" uri "\",\"name\":\"" name "\",\"description\":\"" description            \
    "\"," MARKDOWN

static const char *const documents_listed[] = {
    DOCUMENT("soleus://rules", "rules",
             "Every rule of the load check and of the planner with source and grade"),
    DOCUMENT("soleus://formulas", "formulas", "The formulas, by id"),
    DOCUMENT("soleus://glossary", "glossary", "Words, units, meaning"),
    DOCUMENT("soleus://workout-syntax", "workout-syntax",
             "How a planned workout's text is written, with examples"),
    DOCUMENT("soleus://operations", "operations",
             "What intervals_get can be asked for, with parameters; what not, and why"),
};
static const char formula_template[] =
    "{\"uriTemplate\":\"" FORMULA_START "{id}\",\"name\":\"formula\",\"description\":"
    "\"One formula with its constants; ids in soleus://formulas\"," MARKDOWN;

static const char grades[] =
    "Grades: A randomised, meta-analysis or large cohort; B smaller prospective; C "
    "laboratory or "
    "cross-sectional; D consensus; E practice or vendor; X our own choice.\n";

static void rules_write(struct str_buf *to)
{
    str_buf_add(
        to,
        "# Rules of the load check\nThe worst rule wins: stop, hold, caution, clear. No "
        "percentage of injury risk is given.\n");
    str_buf_printf(
        to,
        "Without a reason the day is clear only when enough is known, since missing is not "
        "zero: the first known load is %d days old or more, at most %.0f %% of the last %d "
        "days and at most %d of the last %d are unreadable or without duration; else the "
        "level is unknown (our choice, grade X). Soreness is kept and shown, and sets no "
        "level.\n",
        LOAD_CLEAR_DAYS_MIN, 100.0 * LOAD_CLEAR_UNKNOWN_MAX, LOAD_CHRONIC_DAYS,
        LOAD_CLEAR_UNKNOWN_7_MAX, LOAD_ACUTE_DAYS);
    str_buf_add(to, grades);
    for (size_t i = 0; i < N_LOAD_RULES; i++) {
        const struct load_rule_info *rule = load_rule_info((enum load_rule)i);
        str_buf_printf(to, "- `%s`: %s (%s, grade %s)\n", rule->id, rule->content,
                       rule->source, rule->grade);
    }
}

static void planner_rules_write(struct str_buf *to)
{
    str_buf_add(to, "\n# Hard rules of the planner\nA week that breaks one does not pass. "
                    "Override: never, or by the athlete, recorded.\n");
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *rule = plan_rule_info((enum plan_rule)i);
        bool is_never = rule->override == PLAN_OVERRIDE_NEVER;
        str_buf_printf(to, "- %s `%s`: %s (%s, grade %s; override: %s)\n", rule->id,
                       rule->name, rule->content, rule->source, rule->grade,
                       is_never ? "never" : "athlete");
    }
    str_buf_add(to, "\n# Soft rules of the planner\nPoints that a proposed week keeps as "
                    "few as it can.\n");
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_info *rule = plan_soft_info((enum plan_soft)i);
        str_buf_printf(to, "- %s `%s`: %s (%s, grade %s)\n", rule->id, rule->name,
                       rule->content, rule->source, rule->grade);
    }
}

static void formulas_write(struct str_buf *to)
{
    size_t n_formulas = 0;
    const struct load_formula *formulas = load_formulas(&n_formulas);
    str_buf_add(to, "# Formulas\n");
    for (size_t i = 0; i < n_formulas; i++) {
        str_buf_printf(to, "- %s%s: %s (%s)\n", FORMULA_START, formulas[i].id,
                       formulas[i].title, formulas[i].version);
    }
}

/* "science.md ...", "seed ...", and the numbers of decisions ("A13: ..."). */
static bool is_design_note(const char *source)
{
    size_t n_digits = source[0] == 'A' ? strspn(source + 1, "0123456789") : 0;
    return strncmp(source, "science.md", strlen("science.md")) == 0 ||
           strncmp(source, "seed ", strlen("seed ")) == 0 ||
           (n_digits > 0 && strchr(":,; ", source[1 + n_digits]) != NULL);
}

/* Sources that name our own design notes say only what stands behind the colon: readers do
 * not have them. */
static const char *public_source(const char *source)
{
    const char *colon = strstr(source, ": ");
    if (!is_design_note(source)) {
        return source;
    }
    return colon != NULL ? colon + 2 : "our design";
}

static void constant_write(struct str_buf *to, const char *name)
{
    size_t n_constants = 0;
    const struct load_constant *constants = load_constants(&n_constants);
    for (size_t i = 0; i < n_constants; i++) {
        const struct load_constant *constant = &constants[i];
        if (strcmp(constant->name, name) == 0) {
            bool has_unit = strcmp(constant->unit, "1") != 0;
            str_buf_printf(to, "- %s = %g%s%s (%s, grade %s)\n", name, constant->value,
                           has_unit ? " " : "", has_unit ? constant->unit : "",
                           public_source(constant->source), constant->grade);
        }
    }
}

static void weights_write(struct str_buf *to)
{
    for (size_t i = 0; i < N_SPORTS; i++) {
        const struct load_sport_weight *weight = load_sport_weight((enum sport)i);
        str_buf_printf(to, "- %s %.2f (grade %s)\n", sport_name((enum sport)i),
                       weight->weight, weight->grade);
    }
}

static void alternatives_write(struct str_buf *to)
{
    size_t n_alternatives = 0;
    const struct load_alternative *all = load_alternatives(&n_alternatives);
    str_buf_add(to, "\nOther opinions (grade X):\n");
    for (size_t i = 0; i < n_alternatives; i++) {
        str_buf_printf(to, "- %s: %s\n", all[i].subject, all[i].with);
    }
}

static void formula_write(struct str_buf *to, const struct load_formula *formula)
{
    str_buf_printf(to, "# %s (`%s`)\n%s\n\nConstants:\n", formula->title, formula->version,
                   formula->text);
    for (size_t i = 0; formula->constants[i] != NULL; i++) {
        constant_write(to, formula->constants[i]);
    }
    if (strcmp(formula->id, "weights") == 0) {
        weights_write(to);
    }
    if (strcmp(formula->id, "sensitivity") == 0) {
        alternatives_write(to);
    }
    str_buf_add(to, grades);
}

static void glossary_write(struct str_buf *to)
{
    static const struct {
        const char *word;
        const char *unit;
        const char *meaning;
    } words[] = {
        {"LLSS", "points",
         "Lower Limb Stress Score: load of a session on the legs; one hour of "
         "threshold running at 70 kg is 100"},
        {"LL Fitness, LL Fatigue", "points a day",
         "average of daily LLSS, time constants 42 and 7 days"},
        {"LL Form", "points, % of LL Fitness",
         "LL Fitness minus LL Fatigue; a description"},
        {"training load, CTL, ATL, form", "points",
         "the service's load, fitness (42 d), fatigue (7 d), CTL "
         "- ATL: heart and lungs, bike included"},
        {"spike ratio", "x", "km of a run against the longest run of the 30 days before"},
        {"next_run_limit", "km, min",
         "an upper bound for the next run, not a safe distance"},
        {"limb rest day", "days",
         "a day that lets tendon and bone rest; an easy ride is one"},
        {"hard share", "fraction", "hard running time / running time of 28 days"},
        {"ACWR", "x", "last 7 days against the weeks before; words only, never a verdict"},
        {"RPE", "1-10", "how hard a session felt, 10 hardest"},
        {"feel", "1-5", "1 strong, 5 weak"},
        {"soreness, fatigue, stress, mood, motivation, sleep quality, injury", "1-4",
         "wellness scales: 1 is good in each"},
        {"pain", "0-10", "0 none; by site and moment (during, after, next morning)"},
        {"GAP", "s/km", "grade-adjusted pace"},
        {"FTP, LTHR", "W, bpm", "threshold power, threshold heart rate"},
        {"HRV", "ms", "rMSSD, compared as logarithm with own weeks before"},
    };
    str_buf_add(to, "# Glossary\n");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        str_buf_printf(to, "- %s [%s]: %s\n", words[i].word, words[i].unit,
                       words[i].meaning);
    }
}

static void operations_write(struct str_buf *to)
{
    size_t n_endpoints = 0;
    const struct intervals_endpoint *endpoints = intervals_endpoints(&n_endpoints);
    str_buf_add(to, "# Operations of intervals_get\nname (parameters, ! = required): what. "
                    "Lists as arrays or with commas; days as 2026-01-31.\n");
    for (size_t i = 0; i < n_endpoints; i++) {
        if (endpoints[i].refusal == NULL) {
            str_buf_printf(to, "- `%s` (%s): %s\n", endpoints[i].name,
                           endpoints[i].parameters, endpoints[i].meaning);
        }
    }
    str_buf_add(to, "\n# What cannot be asked for\n");
    for (size_t i = 0; i < n_endpoints; i++) {
        if (endpoints[i].refusal != NULL) {
            str_buf_printf(to, "- `%s`: %s\n", endpoints[i].name, endpoints[i].refusal);
        }
    }
}

char *documents_text(const char *uri)
{
    struct str_buf text = {0};
    if (strcmp(uri, "soleus://rules") == 0) {
        rules_write(&text);
        planner_rules_write(&text);
    } else if (strcmp(uri, "soleus://formulas") == 0) {
        formulas_write(&text);
    } else if (strcmp(uri, "soleus://glossary") == 0) {
        glossary_write(&text);
    } else if (strcmp(uri, "soleus://workout-syntax") == 0) {
        workout_syntax_write(&text);
    } else if (strcmp(uri, "soleus://operations") == 0) {
        operations_write(&text);
    } else if (strncmp(uri, FORMULA_START, strlen(FORMULA_START)) == 0) {
        const struct load_formula *formula = load_formula_find(uri + strlen(FORMULA_START));
        if (formula != NULL) {
            formula_write(&text, formula);
        }
    }
    return text.length > 0 ? str_buf_take(&text) : NULL;
}

static void document_begin(void *user, struct mcp_server *server,
                           const struct mcp_call *call)
{
    const struct app_door *door = user;
    AUTO_FREE char *text = documents_text(call->name);
    if (text == NULL) {
        mcp_call_not_found(server, call->id);
        return;
    }
    json_t *contents = mcp_contents_text(call->name, "text/markdown", text);
    unlisted_tell(door->app->config->tool_groups, contents);
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

/* The ids of the formulas that begin as what is typed. */
static void formula_complete(void *user, const struct mcp_completion *completion,
                             json_t *values)
{
    size_t n_formulas = 0;
    const struct load_formula *formulas = load_formulas(&n_formulas);
    (void)user;
    for (size_t i = 0; i < n_formulas; i++) {
        if (strncmp(formulas[i].id, completion->value, strlen(completion->value)) == 0) {
            (void)json_array_append_new(values, json_string(formulas[i].id));
        }
    }
}

bool documents_add(struct mcp_server *server)
{
    bool is_good = true;
    for (size_t i = 0; i < sizeof documents_listed / sizeof documents_listed[0]; i++) {
        const struct mcp_item document = {.definition = documents_listed[i],
                                          .begin = document_begin};
        is_good = mcp_server_add(server, MCP_RESOURCE, &document) && is_good;
    }
    const struct mcp_item formula = {.definition = formula_template,
                                     .begin = document_begin,
                                     .complete = formula_complete};
    return mcp_server_add(server, MCP_RESOURCE_TEMPLATE, &formula) && is_good;
}
