/* How wide figures are in print. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgPaperWidth:
 * @name: as one types it: "ieee2"
 * @publisher: for people
 * @is_page: whether it is that of the page, not of a column
 * @points: 72 an inch
 */
typedef struct {
  const char *name, *publisher;
  gboolean is_page;
  double points;
} NgPaperWidth;

/** ng_paper_widths: Returns: (transfer none) (array length=n): the widths that are known by name */
const NgPaperWidth *ng_paper_widths (gsize *n);

G_END_DECLS
