/* Letters of Latin alphabets without case and accents. */
#include <string.h>

#include "base/ascii.h"
#include "claims/tokens.h"
#include "base/banned.h"

/* U+00C0 to U+00FF; '*' is no letter, '2' one that becomes two. */
static const char latin1[] = "aaaaaa2ceeeeiiiidnooooo*ouuuuyt2"
                             "aaaaaa2ceeeeiiiidnooooo*ouuuuyty";
/* U+0100 to U+017F */
static const char latin_a[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiii"
                              "iiiijjkkkllllllllllnnnnnnnnnoooooo22rrrrrrssssss"
                              "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static void fold_wide(unsigned code, char ret[3])
{
    char letter = '*';
    ret[0] = '\0';
    if (code >= 0xC0 && code <= 0xFF) {
        letter = latin1[code - 0xC0];
    } else if (code >= 0x100 && code <= 0x17F) {
        letter = latin_a[code - 0x100];
    }
    if (letter == '2') {
        const char *pair = code == 0xDF ? "ss" : (code <= 0xFF ? "ae" : "oe");
        memcpy(ret, pair, 3);
    } else if (letter != '*') {
        ret[0] = letter;
        ret[1] = '\0';
    }
}

size_t claims__fold(const char *text, size_t n_bytes, char ret_folded[3])
{
    const unsigned char *at = (const unsigned char *)text;
    ret_folded[0] = '\0';
    ret_folded[1] = '\0';
    if (at[0] < 0x80) {
        char letter = ascii_lower(text[0]);
        if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
            letter == '_') {
            ret_folded[0] = letter;
        }
        return 1;
    }
    if (n_bytes >= 2 && at[0] >= 0xC2 && at[0] <= 0xDF && (at[1] & 0xC0U) == 0x80) {
        fold_wide((unsigned)(at[0] & 0x1FU) << 6U | (at[1] & 0x3FU), ret_folded);
        return 2;
    }
    if (n_bytes >= 3 && (at[0] & 0xF0U) == 0xE0) {
        return 3;
    }
    return n_bytes >= 4 && (at[0] & 0xF8U) == 0xF0 ? 4 : 1;
}
