/* The catalogue as a page: XHTML that is valid HTML 5, in one file, light or dark as the reader's
 * system is. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/**
 * ng_page_write:
 * @classes: (element-type NgLayerClass): by category
 * @operations: (nullable): the last has no name
 *
 * Each layer with its parameters, ports, arrays and examples: their notation, a picture where the
 * program can draw, and what they give.
 *
 * Returns: (transfer full): the page; the same records give the same page
 */
char *ng_page_write (const GPtrArray *classes, const NgOperation *operations);

G_END_DECLS
