/* Which part of the body a strength session worked: by tag, then by its words (A10). */
#ifndef LOAD_STRENGTH_H
#define LOAD_STRENGTH_H

#include <stdbool.h>

enum load_strength_class {
    LOAD_STRENGTH_NONE, /* not a strength session */
    LOAD_STRENGTH_UNDECIDED,
    LOAD_STRENGTH_LOWER,
    LOAD_STRENGTH_UPPER
};
const char *load_strength_class_name(enum load_strength_class strength_class);

/*
 * The class of a WeightTraining session from its texts; each may be NULL, tags are joined
 * by '\n'.
 *
 * A tag that is exactly `lower` or `upper` decides. Else the words of all three texts, at
 * word starts, ASCII, any case (a letter, digit or byte of a non-ASCII character before
 * them is no word start): lower: leg lower squat deadlift rdl lunge calf hip-thrust step-up
 * plyo hop; upper: upper bench pull arms shoulders. A blank, '-' and '_' are the same in
 * them. Lower beats upper. Words are looked for as beginnings: "legs" and "pullups" match,
 * "hurdles", "shop", "supper" do not.
 */
enum load_strength_class load_strength_classify(const char *name, const char *description,
                                                const char *tags);

/* Do the texts name calf or hip work (A17)? */
bool load_strength_is_calf_hip(const char *name, const char *description, const char *tags);

#endif
