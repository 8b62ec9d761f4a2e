#include "watch/markdown.h"

#include <string.h>

#include "base/banned.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c & 0x80) != 0;
}

/*
 * What would begin emphasis, code, a link or HTML. Inside words '_' does nothing in
 * CommonMark, and a bracket is a link only before "(", "[" or ":": left as they are, so
 * that the page can be read unrendered.
 */
static bool is_active(const char *text, size_t i)
{
    char before = i > 0 ? text[i - 1] : ' ';
    switch (text[i]) {
    case '*':
    case '`':
    case '<':
    case '\\':
    case '~':
        return true;
    case '_':
        return !is_word(before) || !is_word(text[i + 1]);
    case '(':
    case '[':
    case ':':
        return before == ']';
    case '&':
        return text[i + 1] == '#' || is_word(text[i + 1]);
    case '!':
        return text[i + 1] == '[';
    default:
        return false;
    }
}

static void line_write(struct str_buf *to, const char *text, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++) {
        if (is_active(text, i)) {
            str_buf_add(to, "\\");
        }
        str_buf_add_bytes(to, &text[i], 1);
    }
}

/*
 * Lines that begin so stand together under a heading, without that beginning, and without
 * what the line says to a model alone.
 */
static const struct section {
    const char *start;
    const char *heading;
    const char *to_model; /* NULL: nothing */
} sections[] = {
    {"Next 48 h: ", "Next 48 hours", NULL},
    {"Ask: ", "To tell your assistant (0 counts as well)", " Keep it with log_checkin"},
    {"Missing: ", "Not known", NULL},
};
enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

static const struct section *section_of(const char *line, size_t n_bytes)
{
    for (size_t i = 0; i < N_SECTIONS; i++) {
        size_t length = strlen(sections[i].start);
        if (n_bytes > length && strncmp(line, sections[i].start, length) == 0) {
            return &sections[i];
        }
    }
    return NULL;
}

/* "1. ...": a work step; Markdown counts such lines as well. */
static bool is_step(const char *line, size_t n_bytes)
{
    size_t n_digits = strspn(line, "0123456789");
    return n_digits > 0 && n_bytes > n_digits + 1 && strncmp(line + n_digits, ". ", 2) == 0;
}

struct reader {
    const char *at;
    size_t n_bytes; /* of the line at `at` */
};

static bool line_next(struct reader *reader)
{
    reader->at += reader->n_bytes;
    reader->at += *reader->at == '\n' ? 1 : 0;
    reader->n_bytes = strcspn(reader->at, "\n");
    return *reader->at != '\0';
}

static void fact_write(struct str_buf *to, const struct section *section, const char *line,
                       size_t n_bytes)
{
    size_t n_skipped = section != NULL ? strlen(section->start) : 0;
    const char *model =
        section != NULL && section->to_model != NULL
            ? memmem(line, n_bytes, section->to_model, strlen(section->to_model))
            : NULL;
    n_bytes = model != NULL ? (size_t)(model - line) : n_bytes;
    line_write(to, line + n_skipped, n_bytes - n_skipped);
}

/* The facts that are of no section (wanted NULL), or those of one. */
static void facts_write(struct str_buf *to, const char *text, const struct section *wanted)
{
    struct reader reader = {.at = text};
    bool has_heading = wanted == NULL;
    while (line_next(&reader)) {
        const struct section *section = section_of(reader.at, reader.n_bytes);
        bool is_foot = reader.at[0] == '[';
        if (section != wanted || is_foot || reader.n_bytes == 0) {
            continue;
        }
        if (!has_heading) {
            str_buf_printf(to, "\n## %s\n\n", wanted->heading);
            has_heading = true;
        }
        bool has_number = is_step(reader.at, reader.n_bytes);
        str_buf_add(to, has_number ? "    " : "- ");
        fact_write(to, wanted, reader.at, reader.n_bytes);
        str_buf_add(to, "\n");
    }
}

static void foot_write(struct str_buf *to, const char *text)
{
    struct reader reader = {.at = text};
    while (line_next(&reader)) {
        if (reader.at[0] == '[') {
            str_buf_add(to, "\n---\n\n");
            line_write(to, reader.at, reader.n_bytes);
            str_buf_add(to, "\n");
        }
    }
}

void watch_markdown_write(struct str_buf *to, const struct watch_page *page,
                          bool has_front_matter)
{
    size_t n_summary = strcspn(page->text, "\n");
    if (has_front_matter) {
        str_buf_printf(to,
                       "---\nathlete: %s\nactivity: %s\nrevision: %s\nverdict: %s\n---\n\n",
                       page->athlete, page->activity_id, page->revision, page->verdict);
    }
    str_buf_add(to, "# ");
    line_write(to, page->title, strlen(page->title));
    str_buf_add(to, "\n\n");
    line_write(to, page->text, n_summary);
    str_buf_add(to, "\n\n");
    const char *facts = page->text + n_summary + (page->text[n_summary] == '\n' ? 1 : 0);
    facts_write(to, facts, NULL);
    for (size_t i = 0; i < N_SECTIONS; i++) {
        facts_write(to, facts, &sections[i]);
    }
    foot_write(to, facts);
}

void watch_title_write(struct str_buf *to, const json_t *assessment)
{
    const json_t *session = json_object_get(assessment, "session");
    const char *sport = json_get_text(session, "sport");
    const char *name = json_get_text(session, "name");
    const char *start = json_get_text(session, "start_local");
    str_buf_add(to, sport != NULL ? sport : "Session");
    if (name != NULL) {
        str_buf_printf(to, " \"%s\"", name);
    }
    str_buf_printf(to, ", %s", start != NULL ? start : "?");
}
