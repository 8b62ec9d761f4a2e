/* A text line by line: paragraphs of headings and steps, and prose. */
#include "workout/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

struct reader {
    struct workout workout;
    struct workout_remarks remarks;
    size_t line_number;
    char *heading; /* the text line right above, not yet used; NULL: none */
    size_t heading_line;
    bool is_heading_free; /* an empty line (or nothing) was above it */
    bool was_empty;       /* the line above is empty or the beginning */
    bool has_note_gap;    /* an empty line since the last line of notes */
    struct str_buf held;  /* lines with "-" and no length: prose once the paragraph ends */
};

const char *workout_remark_text(enum workout_remark_kind kind)
{
    static const char *const texts[N_WORKOUT_REMARKS] = {
        [WORKOUT_REMARK_ZERO_STEP] = "a step of no length is dropped; leave it out",
        [WORKOUT_REMARK_NO_LENGTH] =
            ("a line with \"-\" has no duration or distance (10m, 400mtr; a repeat \"4x\" "
             "stands without \"-\"): taken as prose"),
        [WORKOUT_REMARK_LOST_REPEAT] =
            ("a repeat is lost: put an empty line above \"4x\" and its steps right below "
             "it"),
        [WORKOUT_REMARK_LOST_CUE] =
            ("the cue is dropped: put no target into it (write \"zone 2\", not \"Z2\")"),
        [WORKOUT_REMARK_UNREAD_WORDS] =
            ("words behind the length or target are not read; put them before the length"),
    };
    return (unsigned)kind < N_WORKOUT_REMARKS ? texts[kind] : "";
}

static void remark(struct reader *reader, size_t line, enum workout_remark_kind kind)
{
    struct workout_remarks *remarks = &reader->remarks;
    if (remarks->n_found < WORKOUT_REMARKS) {
        remarks->found[remarks->n_found] =
            (struct workout_remark){.line = line, .kind = kind};
    }
    remarks->n_found++;
}

/* "line 3: " before what went wrong. */
static bool at_line(const struct reader *reader, const struct err *cause, struct err *err)
{
    return err_set(err, cause->code, cause->hint, "line %zu: %s", reader->line_number,
                   cause->message);
}

/* ---- prose ---- */

/* Prose that would be a step or a repeat by its marks is kept without them: "- Mobility" is
 * "Mobility", "Calf raises 3x" is "Calf raises 3 x". */
static bool note_add(struct reader *reader, char *line, struct err *err)
{
    struct err cause = {0};
    int repeats = 0;
    char *text = line + strspn(line, "- ");
    const char *last = workout__last_word(text);
    bool is_kept = false;
    if (workout__is_repeat(last, &repeats)) {
        struct str_buf apart = {0};
        str_buf_add_bytes(&apart, text, strlen(text) - 1);
        str_buf_printf(&apart, " %c", last[strlen(last) - 1]);
        is_kept = workout__note_line_add(&reader->workout, str_buf_text(&apart),
                                         reader->has_note_gap, &cause);
        str_buf_release(&apart);
    } else {
        is_kept =
            workout__note_line_add(&reader->workout, text, reader->has_note_gap, &cause);
    }
    reader->has_note_gap = false;
    return is_kept || at_line(reader, &cause, err);
}

/* The last word's count, cut off the heading; 1 when it is none. */
static int repeats_cut(char *heading)
{
    int repeats = 1;
    char *last = strrchr(heading, ' ');
    if (!workout__is_repeat(last != NULL ? last + 1 : heading, &repeats)) {
        return 1;
    }
    *(last != NULL ? last : heading) = '\0';
    return repeats;
}

/* Lines held back so that they do not part a block. */
static bool held_drop(struct reader *reader, struct err *err)
{
    bool is_kept = true;
    char *lines = str_buf_take(&reader->held);
    for (char *at = lines; is_kept && *at != '\0';) {
        char *end = strchr(at, '\n');
        *end = '\0';
        is_kept = note_add(reader, at, err);
        at = end + 1;
    }
    free(lines);
    return is_kept;
}

/* A heading that no step followed is prose, and so is what was held back. */
static bool heading_drop(struct reader *reader, struct err *err)
{
    if (reader->heading == NULL) {
        return reader->held.length == 0 || held_drop(reader, err);
    }
    char *heading = reader->heading;
    int repeats = 1;
    if (workout__is_repeat(workout__last_word(heading), &repeats)) {
        remark(reader, reader->heading_line, WORKOUT_REMARK_LOST_REPEAT);
    }
    bool is_kept = note_add(reader, heading, err);
    free(heading);
    reader->heading = NULL;
    return is_kept && (reader->held.length == 0 || held_drop(reader, err));
}

/* ---- steps ---- */

/* The block that the heading above begins. */
static bool heading_use(struct reader *reader, struct err *err)
{
    struct err cause = {0};
    char *heading = reader->heading;
    int repeats = repeats_cut(heading);
    bool is_right = true;
    reader->heading = NULL;
    if (repeats != 1 && !reader->is_heading_free) {
        remark(reader, reader->heading_line, WORKOUT_REMARK_LOST_REPEAT);
        repeats = 1;
    }
    int inner = 0;
    if (strlen(heading) > WORKOUT_WORD_BYTES ||
        workout__is_repeat(workout__last_word(heading), &inner)) {
        /* Too long, or "2x 3x": prose above the block. */
        is_right = note_add(reader, heading, err);
        heading[0] = '\0';
    }
    if (is_right && !workout_block_add(&reader->workout, heading, repeats, &cause)) {
        is_right = at_line(reader, &cause, err);
    }
    free(heading);
    return is_right;
}

static bool step_keep(struct reader *reader, const struct workout_step *step,
                      struct err *err)
{
    struct err cause = {0};
    if (reader->heading != NULL) {
        if (!heading_use(reader, err)) {
            return false;
        }
    } else if (reader->was_empty && !workout_block_add(&reader->workout, NULL, 1, &cause)) {
        return at_line(reader, &cause, err);
    }
    reader->was_empty = false;
    return workout_step_add(&reader->workout, step, &cause) || at_line(reader, &cause, err);
}

static bool step_line_read(struct reader *reader, char *line, struct err *err)
{
    struct err cause = {0};
    struct workout_step step;
    bool is_cue_lost = false;
    bool has_unread = false;
    size_t n_bytes = strlen(line);
    if (n_bytes > WORKOUT_LINE_BYTES) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Put prose on lines of its own, without \"-\".",
                       "line %zu has %zu bytes; a step has at most %d", reader->line_number,
                       n_bytes, WORKOUT_LINE_BYTES);
    }
    char *words = arena_text(reader->workout.arena, line);
    switch (workout__step_read(words, reader->workout.arena, &step, &is_cue_lost,
                               &has_unread, &cause)) {
    case LINE_STEP:
        if (is_cue_lost) {
            remark(reader, reader->line_number, WORKOUT_REMARK_LOST_CUE);
        } else if (has_unread) {
            remark(reader, reader->line_number, WORKOUT_REMARK_UNREAD_WORDS);
        }
        return step_keep(reader, &step, err);
    case LINE_ZERO_STEP:
        remark(reader, reader->line_number, WORKOUT_REMARK_ZERO_STEP);
        return true;
    case LINE_NO_LENGTH:
        remark(reader, reader->line_number, WORKOUT_REMARK_NO_LENGTH);
        str_buf_printf(&reader->held, "%s\n", line);
        return true;
    case LINE_BAD:
        break;
    }
    return at_line(reader, &cause, err);
}

/* ---- lines ---- */

static bool line_read(struct reader *reader, char *line, struct err *err)
{
    if (line[0] == '\0') {
        bool is_kept = heading_drop(reader, err);
        reader->was_empty = true;
        reader->has_note_gap = reader->workout.closing_notes != NULL;
        return is_kept;
    }
    if (line[0] == '-') {
        return step_line_read(reader, line + 1 + strspn(line + 1, " "), err);
    }
    bool is_above_empty = reader->was_empty && reader->heading == NULL;
    if (!heading_drop(reader, err)) {
        return false;
    }
    reader->heading = xstrdup(line);
    reader->heading_line = reader->line_number;
    reader->is_heading_free = is_above_empty;
    reader->was_empty = false;
    return true;
}

static bool lines_read(struct reader *reader, const char *text, struct err *err)
{
    bool is_right = true;
    size_t n_bytes = strlen(text);
    char *raw = xmalloc(n_bytes + 1);
    char *clean = xmalloc(n_bytes + 5);
    for (const char *at = text; is_right && at != NULL;) {
        size_t length = strcspn(at, "\n");
        memcpy(raw, at, length);
        raw[length] = '\0';
        str_clean(clean, length + 5, length + 1, raw);
        reader->line_number++;
        is_right = line_read(reader, clean, err);
        at = at[length] == '\n' ? at + length + 1 : NULL;
    }
    is_right = is_right && heading_drop(reader, err);
    free(reader->heading);
    reader->heading = NULL;
    str_buf_release(&reader->held);
    free(clean);
    free(raw);
    return is_right;
}

bool workout_text_parse(const char *text, struct arena *arena, struct workout *ret_workout,
                        struct workout_remarks *ret_remarks, struct err *err)
{
    struct reader reader = {.was_empty = true};
    size_t n_bytes = strnlen(text, WORKOUT_TEXT_BYTES + 1);
    if (n_bytes > WORKOUT_TEXT_BYTES) {
        return err_set(err, ERR_BAD_ARGUMENT, "Shorten it.",
                       "the text has more than %d bytes", WORKOUT_TEXT_BYTES);
    }
    workout_init(&reader.workout, arena);
    if (!lines_read(&reader, text, err) || !workout__total_check(&reader.workout, err)) {
        return false;
    }
    *ret_workout = reader.workout;
    if (ret_remarks != NULL) {
        *ret_remarks = reader.remarks;
    }
    return true;
}
