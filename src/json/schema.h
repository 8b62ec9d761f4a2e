/*
 * A strict subset of JSON Schema 2020-12, enough for tool arguments. A schema that uses a
 * keyword outside the subset is refused when the program is built (schema_is_supported,
 * called by the program that embeds the schemas), so none is ever silently ignored.
 *
 * Checked: type (one name, or an array of names), enum, const, minimum, maximum,
 * exclusiveMinimum, exclusiveMaximum, multipleOf (whole numbers), minLength, maxLength (in
 * code points), pattern (only the forms listed in schema.c: no regular-expression engine),
 * format (date, date-time), items, minItems, maxItems, uniqueItems, properties, required,
 * additionalProperties (false or a schema), minProperties, maxProperties, anyOf, oneOf.
 * Carried without effect on arguments: title, description, default, examples, $schema,
 * $comment, deprecated, x-mcp-header.
 */
#ifndef JSON_SCHEMA_H
#define JSON_SCHEMA_H

#include "json/json.h"

/* Every keyword is one of the above, with a value of the right kind. message: path and
 * keyword. */
MUST_CHECK bool schema_is_supported(const json_t *schema, struct err *err);

/*
 * Check value against a supported schema. ERR_BAD_ARGUMENT; the message names the path and
 * the value
 * ("days is 0; it must be 1 to 3660"), the hint the allowed values or, for an unknown
 * member, the nearest known name ("Did you mean \"days\"? Known arguments: ..."). root_name
 * names the top ("arguments").
 */
MUST_CHECK bool schema_check(const json_t *schema, const json_t *value,
                             const char *root_name, struct err *err);

#endif
