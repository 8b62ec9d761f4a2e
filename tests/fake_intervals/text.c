#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("fake_intervals: out of memory\n", stderr);
        abort();
    }
    return memory;
}

void text_auto_free(void *pointer_to_pointer)
{
    void *memory = NULL;
    memcpy(&memory, pointer_to_pointer, sizeof memory);
    free(memory);
}

void *mem_zalloc(size_t n, size_t size)
{
    return checked(calloc(n > 0 ? n : 1, size));
}

void *mem_resize(void *memory, size_t n, size_t size)
{
    if (n == 0 || size == 0 || n > SIZE_MAX / size) {
        return checked(NULL);
    }
    return checked(realloc(memory, n * size));
}

char *mem_strndup(const char *text, size_t length)
{
    char *copy = mem_zalloc(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

static void text_reserve(struct text *text, size_t extra)
{
    size_t wanted = text->length + extra + 1;
    if (wanted <= text->capacity) {
        return;
    }
    size_t capacity = text->capacity > 0 ? text->capacity : 256;
    while (capacity < wanted) {
        capacity *= 2;
    }
    text->data = mem_resize(text->data, capacity, 1);
    text->capacity = capacity;
}

void text_add(struct text *text, const char *data, size_t length)
{
    text_reserve(text, length);
    if (length > 0) {
        memcpy(text->data + text->length, data, length);
    }
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_format(struct text *text, const char *format, ...)
{
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return;
    }
    if ((size_t)length < sizeof small) {
        text_add(text, small, (size_t)length);
        return;
    }
    text_reserve(text, (size_t)length);
    va_start(arguments, format);
    (void)vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

char *text_take(struct text *text, size_t *ret_length)
{
    text_add(text, "", 0);
    char *data = text->data;
    if (ret_length != NULL) {
        *ret_length = text->length;
    }
    *text = (struct text){0};
    return data;
}

void text_release(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

static int add_chunk(const char *data, size_t length, void *text)
{
    text_add(text, data, length);
    return 0;
}

char *json_to_text(const json_t *value, size_t *ret_length)
{
    struct text text = {0};
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    if (value == NULL || json_dump_callback(value, add_chunk, &text, flags) != 0) {
        text_release(&text);
        text_add_string(&text, "null");
    }
    return text_take(&text, ret_length);
}

const char *json_member_string(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

double json_member_number(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

json_int_t json_member_int(const json_t *object, const char *key, json_int_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

json_t *json_any_string(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL) {
        return value;
    }
    char *ascii = mem_strdup(text);
    for (char *at = ascii; *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x80) {
            *at = '?';
        }
    }
    value = json_string(ascii);
    free(ascii);
    return value;
}

json_t *json_rounded(double value, int decimals)
{
    double scale = pow(10.0, decimals);
    return json_real(round(value * scale) / scale);
}
