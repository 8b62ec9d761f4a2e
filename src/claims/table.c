/* Column tables: a row's cells tell of each other. */
#include <string.h>

#include "claims/walk.h"
#include "json/json.h"
#include "base/banned.h"

enum { COLUMNS_MAX = 48, PARTS_MAX = 16 };

enum column_kind {
    COLUMN_FACT,
    COLUMN_DAY,
    COLUMN_FROM,
    COLUMN_DAYS,
    COLUMN_SPORT,
    COLUMN_NAME,
    COLUMN_SUBJECT,
    COLUMN_UNIT,
    COLUMN_INDEX,
    COLUMN_STATE,
    COLUMN_OTHER,
    COLUMN_PLACE,
    COLUMN_NOTHING
};

struct column {
    const char *name;
    enum column_kind kind;
    struct claims__key key;
};

struct table {
    struct claims__walk *walk;
    const char *path;
    size_t n_columns;
    struct column columns[COLUMNS_MAX];
    bool has_from;
    bool is_planned;
    bool is_bests; /* of performance_curves: each row's place is a duration or a distance */
};

struct known_column {
    const char *name;
    enum column_kind kind;
};

/* Of the service: a day's wellness has the day as its id. */
static const struct known_column service_columns[] = {{"id", COLUMN_DAY},
                                                      {"start_date_local", COLUMN_DAY},
                                                      {"type", COLUMN_SPORT},
                                                      {"types", COLUMN_SPORT}};

static const struct known_column known_columns[] = {
    {"day", COLUMN_DAY},         {"start_local", COLUMN_DAY},
    {"date", COLUMN_DAY},        {"latest_day", COLUMN_DAY},
    {"from", COLUMN_FROM},       {"sport", COLUMN_SPORT},
    {"sports", COLUMN_SPORT},    {"part", COLUMN_SPORT},
    {"name", COLUMN_NAME},       {"field", COLUMN_SUBJECT},
    {"metric", COLUMN_SUBJECT},  {"measure", COLUMN_SUBJECT},
    {"unit", COLUMN_UNIT},       {"zone", COLUMN_INDEX},
    {"lap", COLUMN_INDEX},       {"work_step", COLUMN_INDEX},
    {"state", COLUMN_STATE},     {"kind", COLUMN_STATE},
    {"other", COLUMN_OTHER},     {"place", COLUMN_PLACE},
    {"id", COLUMN_NOTHING},      {"event_id", COLUMN_NOTHING},
    {"end_day", COLUMN_NOTHING}, {"priority", COLUMN_NOTHING}};

bool claims__is_table(const json_t *value)
{
    return json_is_array(json_object_get(value, "columns")) &&
           json_is_array(json_object_get(value, "rows"));
}

static enum column_kind kind_of(const struct claims__walk *walk, const char *name)
{
    for (size_t i = 0;
         walk->is_service && i < sizeof service_columns / sizeof service_columns[0]; i++) {
        if (strcmp(service_columns[i].name, name) == 0) {
            return service_columns[i].kind;
        }
    }
    for (size_t i = 0; i < sizeof known_columns / sizeof known_columns[0]; i++) {
        if (strcmp(known_columns[i].name, name) == 0) {
            return known_columns[i].kind;
        }
    }
    return COLUMN_FACT;
}

static void columns_read(struct table *table, const json_t *columns)
{
    for (size_t i = 0; i < json_array_size(columns) && i < COLUMNS_MAX; i++) {
        const char *name = json_string_value(json_array_get(columns, i));
        struct column *column = &table->columns[table->n_columns++];
        column->name = name != NULL ? name : "";
        column->kind = kind_of(table->walk, column->name);
        claims__name_read(table->walk, column->name, &column->key);
        table->has_from = table->has_from || column->kind == COLUMN_FROM;
    }
    for (size_t i = 0; table->is_bests && i < table->n_columns; i++) {
        const char *name = table->columns[i].name;
        if (strcmp(name, "duration_s") == 0 || strcmp(name, "distance_m") == 0) {
            table->columns[i].kind = COLUMN_INDEX;
        }
    }
    for (size_t i = 0; table->has_from && i < table->n_columns; i++) {
        if (strcmp(table->columns[i].name, "days") == 0) {
            table->columns[i].kind = COLUMN_DAYS;
        }
    }
}

static void day_cell(struct claims__within *within, const char *text)
{
    if (text != NULL && claims__day_in(text, &within->day)) {
        within->has_day = true;
        within->has_period = false;
    }
}

static void text_cell(struct table *table, const struct column *column, const char *text,
                      struct claims__within *within)
{
    struct claims__key key;
    switch ((int)column->kind) {
    case COLUMN_DAY:
        day_cell(within, text);
        break;
    case COLUMN_SPORT:
        claims__key_read(table->walk->arena, table->walk->scratch, table->walk->lexicon,
                         text, &key);
        /* "all others", and several types at once, are no one's. */
        within->sport = key.subject.sport;
        break;
    case COLUMN_NAME:
        within->i_name = claims__name_add(table->walk, text);
        break;
    case COLUMN_SUBJECT:
        claims__key_read(table->walk->arena, table->walk->scratch, table->walk->lexicon,
                         text, &within->about);
        break;
    case COLUMN_UNIT:
        (void)claims__key_unit(text, &within->unit, &within->factor);
        break;
    case COLUMN_PLACE: /* running dynamics at a speed: the pace is a condition */
        within->is_condition = true;
        break;
    case COLUMN_STATE:
        within->is_planned = within->is_planned || strcmp(text, "planned") == 0;
        break;
    default:
        break;
    }
}

/* The sports of settings: ["Ride", "VirtualRide"]. */
static void types_cell(struct table *table, const json_t *types,
                       struct claims__within *within)
{
    within->sport = 0;
    for (size_t i = 0; i < json_array_size(types); i++) {
        const char *text = json_string_value(json_array_get(types, i));
        struct claims__key key;
        if (text != NULL) {
            claims__key_read(table->walk->arena, table->walk->scratch, table->walk->lexicon,
                             text, &key);
            within->sport |= key.subject.sport;
        }
    }
}

/* A group's days: its first, and how many. */
static void group_cells(const struct table *table, const json_t *row,
                        struct claims__within *within)
{
    day_num first = 0;
    int64_t n_days = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        const json_t *cell = json_array_get(row, i);
        const char *text = json_string_value(cell);
        if (table->columns[i].kind == COLUMN_FROM && text != NULL &&
            claims__day_in(text, &first)) {
            within->has_period = false;
            within->has_day = false;
        } else if (table->columns[i].kind == COLUMN_DAYS && json_is_integer(cell)) {
            n_days = json_integer_value(cell);
        }
    }
    if (n_days > 0 && n_days <= 3660) {
        within->has_period = true;
        within->first = first;
        within->last = first + (day_num)n_days - 1;
        within->has_day = n_days == 1;
        within->day = first;
    }
}

static void place_add(struct claims__facts *facts, int place)
{
    for (size_t i = 0; i < facts->n_places; i++) {
        if (facts->places[i] == place) {
            return;
        }
    }
    if (facts->n_places < FACT_PLACES_MAX) {
        facts->places[facts->n_places++] = place;
    }
}

static void context_read(struct table *table, const json_t *row,
                         struct claims__within *within)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const json_t *cell = json_array_get(row, i);
        const char *text = json_string_value(cell);
        if (text != NULL) {
            text_cell(table, &table->columns[i], text, within);
        } else if (table->columns[i].kind == COLUMN_SPORT && json_is_array(cell)) {
            types_cell(table, cell, within);
        } else if (table->columns[i].kind == COLUMN_INDEX && json_is_integer(cell)) {
            within->index = (int)json_integer_value(cell);
            if (table->is_bests) {
                within->is_best = true;
                place_add(table->walk->to, within->index);
            } else {
                within->about = table->columns[i].key;
            }
        }
    }
    if (table->has_from) {
        group_cells(table, row, within);
    }
}

static void row_take(struct table *table, const struct claims__within *outer,
                     const json_t *row, int i_row)
{
    struct claims__within within = *outer;
    within.path = table->path;
    within.i_row = i_row;
    within.is_planned = within.is_planned || table->is_planned;
    within.about = (struct claims__key){.factor = 1};
    context_read(table, row, &within);
    if (table->has_from && !within.has_period) {
        return; /* a group without its length */
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == COLUMN_FACT) {
            claims__value_take(table->walk, &within, column->name, &column->key,
                               json_array_get(row, i));
        } else if (column->kind == COLUMN_OTHER && within.has_other) {
            struct claims__within other = within;
            other.first = within.other_first;
            other.last = within.other_last;
            struct claims__key none = {.factor = 1};
            claims__value_take(table->walk, &other, column->name, &none,
                               json_array_get(row, i));
        }
    }
}

/* -- sums: Ride and VirtualRide are riding, and all of them together -- */

static bool is_additive(const struct claims__fact *fact)
{
    static const uint64_t summed = WHAT(LOAD) | WHAT(LLSS) | WHAT(SESSIONS) | WHAT(CLIMB);
    enum claims__unit unit = fact->subject.unit;
    bool has_unit = unit == UNIT_M || unit == UNIT_S;
    bool is_plain = has_unit && (fact->subject.what & ~WHAT(CLIMB)) == 0;
    bool is_points =
        unit == UNIT_NONE && fact->subject.what != 0 && (fact->subject.what & ~summed) == 0;
    return fact->subject.how == 0 && fact->has_period && !fact->is_text &&
           fact->n_extras == 0 && (is_plain || is_points);
}

/* Facts of one column whose rows are periods of one sport each, summed over a group. */
static void column_sum(struct claims__walk *walk, size_t first_fact, size_t end_fact,
                       const char *column, unsigned group)
{
    struct claims__fact sum = {.i_row = -1};
    size_t parts[PARTS_MAX];
    size_t n_summed = 0;
    for (size_t i = first_fact; i < end_fact; i++) {
        const struct claims__fact *fact = &walk->to->facts[i];
        bool is_of = strcmp(fact->column, column) == 0 && is_additive(fact) &&
                     (group == 0 || (fact->subject.sport & group) != 0);
        if (!is_of) {
            continue;
        }
        bool is_same_period =
            n_summed == 0 || (sum.first == fact->first && sum.last == fact->last);
        if (!is_same_period) {
            return;
        }
        parts[n_summed < PARTS_MAX ? n_summed : 0] = i;
        double low = n_summed == 0 ? 0 : sum.low;
        double half = n_summed == 0 ? 0 : sum.half;
        sum = *fact;
        sum.low = low + fact->low;
        sum.half = half + fact->half;
        n_summed++;
    }
    bool is_sum = n_summed >= 2 && n_summed <= PARTS_MAX;
    struct claims__fact *added = is_sum ? claims__fact_add(walk) : NULL;
    for (size_t i = 0; is_sum && group != 0 && i < n_summed; i++) {
        walk->to->facts[parts[i]].is_part = true;
    }
    if (added != NULL) {
        sum.high = sum.low;
        sum.subject.sport = group;
        sum.is_computed = true;
        sum.is_part = false;
        sum.i_row = -1;
        sum.i_name = -1;
        *added = sum;
    }
}

/* The sport of each row; the arena's. */
static const unsigned *sports_of(struct table *table, const json_t *rows)
{
    struct claims__walk *walk = table->walk;
    unsigned *sports = arena_alloc(walk->arena, json_array_size(rows) + 1, sizeof *sports);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        for (size_t k = 0; k < table->n_columns; k++) {
            const char *text =
                json_string_value(json_array_get(json_array_get(rows, i), k));
            if (table->columns[k].kind == COLUMN_SPORT && text != NULL) {
                struct claims__key key;
                claims__key_read(walk->arena, walk->scratch, walk->lexicon, text, &key);
                sports[i] = key.subject.sport;
            }
        }
    }
    return sports;
}

/* A group is summed only when every row of it has the column's number. */
static bool is_complete(const json_t *rows, size_t i_column, const unsigned sports[],
                        unsigned group)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        bool is_of = group == 0 || (sports[i] & group) != 0;
        if (is_of && !json_is_number(json_array_get(json_array_get(rows, i), i_column))) {
            return false;
        }
    }
    return true;
}

static void sums_take(struct table *table, const json_t *rows, size_t first_fact)
{
    static const unsigned groups[] = {0, IN(RUN), IN(RIDE), IN(STRENGTH)};
    size_t end_fact = table->walk->to->n_facts;
    bool has_sport = false;
    for (size_t i = 0; i < table->n_columns; i++) {
        has_sport = has_sport || strcmp(table->columns[i].name, "sport") == 0;
    }
    if (!has_sport) {
        return;
    }
    const unsigned *sports = sports_of(table, rows);
    for (size_t i = 0; i < table->n_columns; i++) {
        for (size_t k = 0; k < sizeof groups / sizeof groups[0]; k++) {
            if (table->columns[i].kind == COLUMN_FACT &&
                is_complete(rows, i, sports, groups[k])) {
                column_sum(table->walk, first_fact, end_fact, table->columns[i].name,
                           groups[k]);
            }
        }
    }
}

void claims__table_take(struct claims__walk *walk, const struct claims__within *within,
                        const char *name, const json_t *value)
{
    const json_t *rows = json_object_get(value, "rows");
    struct table *table = arena_alloc(walk->arena, 1, sizeof *table);
    size_t first_fact = walk->to->n_facts;
    table->walk = walk;
    table->path = claims__path_join(walk->arena, within->path, name);
    table->is_planned = strcmp(name, "events") == 0; /* of the calendar */
    table->is_bests = strcmp(name, "bests") == 0;
    columns_read(table, json_object_get(value, "columns"));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_is_array(row)) {
            row_take(table, within, row, (int)i);
        }
    }
    sums_take(table, rows, first_fact);
}
