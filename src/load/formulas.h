/* The formulas in words, with the constants they compute with: for people and for models.
 */
#ifndef LOAD_FORMULAS_H
#define LOAD_FORMULAS_H

#include <stddef.h>

struct load_formula {
    const char *id;      /* "llss" */
    const char *version; /* "llss/1" */
    const char *title;
    const char *text; /* the formula, its null rules and its limits */
    /* Names of constants.def that it uses, each once, ended by NULL: their values are shown
     * from there. */
    const char *const *constants;
};

/* All of them; static. */
const struct load_formula *load_formulas(size_t *ret_n_formulas);
/* NULL when there is none of that id. */
const struct load_formula *load_formula_find(const char *id);

#endif
