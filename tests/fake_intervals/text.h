#ifndef FAKE_TEXT_H
#define FAKE_TEXT_H

#include <jansson.h>
#include <stddef.h>

/* Memory and growing text. Every allocation here ends the program when memory runs out. */

#define AUTO_FREE __attribute__((cleanup(text_auto_free)))

void text_auto_free(void *pointer_to_pointer);

void *mem_zalloc(size_t n, size_t size);
void *mem_resize(void *memory, size_t n, size_t size);
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t length);

/* Text that grows; `data` ends with a NUL once anything was added. {0} is a good start. */
struct text {
    char *data;
    size_t length;
    size_t capacity;
};

void text_add(struct text *text, const char *data, size_t length);
void text_add_string(struct text *text, const char *string);
__attribute__((format(printf, 2, 3))) void text_add_format(struct text *text,
                                                           const char *format, ...);

/* The text as the caller's own string (never NULL); `text` is empty afterwards. */
char *text_take(struct text *text, size_t *ret_length);
void text_release(struct text *text);

/* Compact JSON, 15 digits; the caller frees it. NULL becomes "null". */
char *json_to_text(const json_t *value, size_t *ret_length);

/* A member as borrowed string, or NULL when it is absent or no string. */
const char *json_member_string(const json_t *object, const char *key);
/* A member as number, or `otherwise`. */
double json_member_number(const json_t *object, const char *key, double otherwise);
json_int_t json_member_int(const json_t *object, const char *key, json_int_t otherwise);
/* A new JSON string; bytes that are no UTF-8 become '?'. */
json_t *json_any_string(const char *text);
/* A number rounded to `decimals`, as a new reference. */
json_t *json_rounded(double value, int decimals);

#endif
