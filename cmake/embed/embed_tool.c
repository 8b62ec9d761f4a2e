/*
 * Host program of the build: tool definitions (tools-schema/<tool>.json) -> tool_schemas.c
 * and .h.
 *
 *   soleus_embed <output folder> <file>...
 *
 * Each file holds one whole tool object. It is refused here, with its name and the reason,
 * when
 * - it is not valid JSON, has duplicate or unknown members, or its name is not its file's
 * name;
 * - inputSchema uses a keyword outside the subset of src/json/schema.h;
 * - outputSchema is not an object schema. Its keywords are not limited (the server never
 * checks against it), but a $ref must stay inside the document;
 * - annotations are there without all four hints.
 * White space between tokens is removed; nothing else changes: numbers, escapes and order
 * stay as written.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "json/schema.h"
#include "base/banned.h"

enum { FILE_BYTES_MAX = 1024 * 1024, NAME_SIZE = 65, TOOLS_MAX = 256 };

struct definition {
    char name[NAME_SIZE];
    char symbol[NAME_SIZE];
    struct str_buf text;
};

static bool refuse(struct err *err, const char *what)
{
    return err_set(err, ERR_BAD_ARGUMENT, NULL, "%s", what);
}

static bool file_read(const char *path, struct str_buf *to, struct err *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return refuse(err, strerror(errno));
    }
    char bytes[4096];
    size_t n_bytes = 0;
    while ((n_bytes = fread(bytes, 1, sizeof bytes, file)) > 0 &&
           to->length < FILE_BYTES_MAX) {
        str_buf_add_bytes(to, bytes, n_bytes);
    }
    bool is_whole = feof(file) != 0 && ferror(file) == 0;
    (void)fclose(file);
    return is_whole || refuse(err, "cannot be read, or is larger than 1 MiB");
}

/* The text without white space between tokens. It was parsed before: it is valid JSON. */
static void minify(const struct str_buf *from, struct str_buf *to)
{
    bool is_in_string = false;
    for (size_t i = 0; i < from->length; i++) {
        char c = from->data[i];
        if (is_in_string && c == '\\') {
            str_buf_add_bytes(to, from->data + i, 2);
            i++;
            continue;
        }
        if (c == '"') {
            is_in_string = !is_in_string;
        }
        if (is_in_string || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
            str_buf_add_bytes(to, &c, 1);
        }
    }
}

static bool check_name(const json_t *tool, const char *path, struct definition *definition,
                       struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    const char *name = json_get_text(tool, "name");
    size_t length = name != NULL ? strlen(name) : 0;
    if (length == 0 || length >= NAME_SIZE ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
            length) {
        return refuse(err, "\"name\" must be 1 to 64 letters, digits, _ or -");
    }
    if (strncmp(base, name, length) != 0 || strcmp(base + length, ".json") != 0) {
        return refuse(err, "\"name\" must be the file's name without .json");
    }
    str_copy(definition->name, sizeof definition->name, name);
    str_copy(definition->symbol, sizeof definition->symbol, name);
    for (char *c = definition->symbol; *c != '\0'; c++) {
        if (*c == '-') {
            *c = '_';
        }
    }
    return true;
}

static bool check_members(const json_t *tool, struct err *err)
{
    static const char *const known[] = {"name",        "title",       "description",
                                        "annotations", "inputSchema", "outputSchema",
                                        "icons",       "_meta"};
    json_t *members = json_unconst(tool);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *key = json_object_iter_key(at);
        bool is_known = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            is_known = is_known || strcmp(key, known[i]) == 0;
        }
        if (!is_known) {
            return err_set(err, ERR_BAD_ARGUMENT, NULL, "unknown member \"%s\"", key);
        }
    }
    const char *description = json_get_text(tool, "description");
    return (description != NULL && description[0] != '\0') ||
           refuse(err, "\"description\" must be a text");
}

static bool check_annotations(const json_t *tool, struct err *err)
{
    static const char *const hints[] = {"readOnlyHint", "destructiveHint", "idempotentHint",
                                        "openWorldHint"};
    const json_t *annotations = json_object_get(tool, "annotations");
    for (size_t i = 0; annotations != NULL && i < sizeof hints / sizeof hints[0]; i++) {
        if (!json_is_boolean(json_object_get(annotations, hints[i]))) {
            return err_set(err, ERR_BAD_ARGUMENT, NULL, "annotations must say \"%s\"",
                           hints[i]);
        }
    }
    return true;
}

static bool is_object_schema(const json_t *schema)
{
    const char *type = json_get_text(schema, "type");
    return type != NULL && strcmp(type, "object") == 0;
}

/* No $ref that leaves the document, at any depth. */
static bool has_local_refs(const json_t *value)
{
    const char *ref = json_get_text(value, "$ref");
    if (ref != NULL && ref[0] != '#') {
        return false;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!has_local_refs(json_array_get(value, i))) {
            return false;
        }
    }
    json_t *members = json_unconst(value);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        if (!has_local_refs(json_object_iter_value(at))) {
            return false;
        }
    }
    return true;
}

static bool check_tool(const json_t *tool, const char *path, struct definition *definition,
                       struct err *err)
{
    if (!json_is_object(tool)) {
        return refuse(err, "must hold one object");
    }
    const json_t *input = json_object_get(tool, "inputSchema");
    const json_t *output = json_object_get(tool, "outputSchema");
    if (!check_name(tool, path, definition, err) || !check_members(tool, err) ||
        !check_annotations(tool, err)) {
        return false;
    }
    if (!is_object_schema(input)) {
        return refuse(err, "\"inputSchema\" must be a schema with \"type\": \"object\"");
    }
    if (output != NULL && (!is_object_schema(output) || !has_local_refs(output))) {
        return refuse(err,
                      "\"outputSchema\" must be a schema with \"type\": \"object\" and "
                      "without outside $ref");
    }
    return schema_is_supported(input, err);
}

static bool definition_read(const char *path, struct definition *definition,
                            struct err *err)
{
    struct str_buf text = {0};
    json_auto_t *tool = NULL;
    bool is_right = file_read(path, &text, err) &&
                    json_parse(str_buf_text(&text), text.length, &tool, err) &&
                    check_tool(tool, path, definition, err);
    if (is_right) {
        minify(&text, &definition->text);
    }
    str_buf_release(&text);
    return is_right;
}

static void header_write(FILE *to, const struct definition *definitions,
                         size_t n_definitions)
{
    (void)fprintf(
        to,
        "/* Made by cmake/embed/embed_tool.c from tools-schema/: do not edit. */\n"
        "#ifndef TOOL_SCHEMAS_H\n#define TOOL_SCHEMAS_H\n\n#include <stddef.h>\n\n"
        "/* text is compact JSON with a zero byte after it, not counted in n_bytes. */\n"
        "struct tool_schema {\n    const char *name;\n    const char *text;\n"
        "    size_t n_bytes;\n};\n\n");
    for (size_t i = 0; i < n_definitions; i++) {
        (void)fprintf(to, "extern const unsigned char tool_schema_%s[%zu];\n",
                      definitions[i].symbol, definitions[i].text.length + 1);
    }
    (void)fprintf(to, "\nenum { N_TOOL_SCHEMAS = %zu };\n", n_definitions);
    (void)fputs("extern const struct tool_schema tool_schemas[N_TOOL_SCHEMAS];\n\n#endif\n",
                to);
}

static void source_write(FILE *to, const struct definition *definitions,
                         size_t n_definitions)
{
    (void)fputs("#include \"tool_schemas.h\"\n", to);
    for (size_t i = 0; i < n_definitions; i++) {
        const struct str_buf *text = &definitions[i].text;
        (void)fprintf(to, "\nconst unsigned char tool_schema_%s[%zu] = {",
                      definitions[i].symbol, text->length + 1);
        for (size_t j = 0; j < text->length; j++) {
            (void)fprintf(to, "%s%u,", j % 20 == 0 ? "\n" : "",
                          (unsigned char)text->data[j]);
        }
        (void)fputs("0};\n", to);
    }
    (void)fputs("\nconst struct tool_schema tool_schemas[N_TOOL_SCHEMAS] = {\n", to);
    for (size_t i = 0; i < n_definitions; i++) {
        (void)fprintf(to, "    {\"%s\", (const char *)tool_schema_%s, %zu},\n",
                      definitions[i].name, definitions[i].symbol,
                      definitions[i].text.length);
    }
    (void)fputs("};\n", to);
}

static bool output_write(const char *folder, const char *name,
                         void (*write)(FILE *, const struct definition *, size_t),
                         const struct definition *definitions, size_t n_definitions)
{
    struct str_buf path = {0};
    str_buf_printf(&path, "%s/%s", folder, name);
    FILE *file = fopen(str_buf_text(&path), "wb");
    bool is_written = false;
    if (file != NULL) {
        write(file, definitions, n_definitions);
        is_written = ferror(file) == 0;
        is_written = fclose(file) == 0 && is_written;
    }
    if (!is_written) {
        (void)fprintf(stderr, "%s: cannot be written\n", str_buf_text(&path));
    }
    str_buf_release(&path);
    return is_written;
}

int main(int argc, char **argv)
{
    static struct definition definitions[TOOLS_MAX];
    size_t n_definitions = 0;
    bool is_right = argc > 2 && argc - 2 <= TOOLS_MAX;
    if (!is_right) {
        (void)fputs("usage: soleus_embed <output folder> <tool.json>... (at most 256)\n",
                    stderr);
    }
    for (int i = 2; is_right && i < argc; i++) {
        struct err err = {0};
        if (!definition_read(argv[i], &definitions[n_definitions++], &err)) {
            (void)fprintf(stderr, "%s: %s. %s\n", argv[i], err.message, err.hint);
            is_right = false;
        }
    }
    is_right =
        is_right &&
        output_write(argv[1], "tool_schemas.h", header_write, definitions, n_definitions) &&
        output_write(argv[1], "tool_schemas.c", source_write, definitions, n_definitions);
    for (size_t i = 0; i < n_definitions; i++) {
        str_buf_release(&definitions[i].text);
    }
    return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
