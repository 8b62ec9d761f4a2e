#include "load/strength.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

static const char *const lower_words[] = {"leg",     "lower", "squat", "deadlift",
                                          "rdl",     "lunge", "calf",  "hip-thrust",
                                          "step-up", "plyo",  "hop",   NULL};
static const char *const upper_words[] = {"upper", "bench",     "pull",
                                          "arms",  "shoulders", NULL};
static const char *const calf_hip_words[] = {"calf", "hip", NULL};

const char *load_strength_class_name(enum load_strength_class strength_class)
{
    static const char *const names[] = {"none", "undecided", "lower", "upper"};
    return names[strength_class];
}

/* Letters, digits and the bytes of any non-ASCII character. */
static bool is_word_byte(char c)
{
    char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static bool begins_with(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++) {
        bool is_same = *word == '-' ? (*text == '-' || *text == ' ' || *text == '_')
                                    : ascii_lower(*text) == *word;
        if (!is_same) {
            return false;
        }
    }
    return true;
}

static bool has_word(const char *text, const char *const words[])
{
    if (text == NULL) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (at != text && is_word_byte(at[-1])) {
            continue;
        }
        for (size_t i = 0; words[i] != NULL; i++) {
            if (ascii_lower(*at) == words[i][0] && begins_with(at, words[i])) {
                return true;
            }
        }
    }
    return false;
}

static bool has_tag(const char *tags, const char *tag)
{
    size_t length = strlen(tag);
    for (const char *at = tags; at != NULL; at = strchr(at, '\n')) {
        at += *at == '\n' ? 1 : 0;
        if (begins_with(at, tag) && (at[length] == '\n' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

enum load_strength_class load_strength_classify(const char *name, const char *description,
                                                const char *tags)
{
    if (has_tag(tags, "lower")) {
        return LOAD_STRENGTH_LOWER;
    }
    if (has_tag(tags, "upper")) {
        return LOAD_STRENGTH_UPPER;
    }
    if (has_word(name, lower_words) || has_word(description, lower_words) ||
        has_word(tags, lower_words)) {
        return LOAD_STRENGTH_LOWER;
    }
    if (has_word(name, upper_words) || has_word(description, upper_words) ||
        has_word(tags, upper_words)) {
        return LOAD_STRENGTH_UPPER;
    }
    return LOAD_STRENGTH_UNDECIDED;
}

bool load_strength_is_calf_hip(const char *name, const char *description, const char *tags)
{
    return has_word(name, calf_hip_words) || has_word(description, calf_hip_words) ||
           has_word(tags, calf_hip_words);
}
