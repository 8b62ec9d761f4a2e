/* Letters of ASCII, in any locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

/* A to Z in lower case; any other byte as it is. */
static inline char ascii_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

#endif
