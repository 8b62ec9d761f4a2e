/* The product's resources: rules, formulas, glossary and workout syntax, written from the
 * tables the engine computes with. */
#ifndef APP_DOCUMENTS_H
#define APP_DOCUMENTS_H

#include <stddef.h>

#include "mcp/server.h"

extern const struct mcp_resource documents_listed[];
extern const size_t n_documents_listed;
extern const struct mcp_resource_template documents_templates[];
extern const size_t n_documents_templates;

/* An mcp_resource_text_cb; user is not used. */
char *documents_text(void *user, const char *uri, const char **ret_mime_type);

#endif
