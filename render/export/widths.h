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
 * @height: points that a figure may be high there
 * @source: what says so
 */
typedef struct {
  const char *name, *publisher;
  gboolean is_page;
  double points, height;
  const char *source;
} NgPaperWidth;

/** ng_paper_widths: Returns: (transfer none) (array length=n): the widths that are known by name */
const NgPaperWidth *ng_paper_widths (gsize *n);

/** ng_paper_height: Returns: points that a figure @width points wide may be high: as where that
 * width has a name, else as at IEEE, the least of a page of letter size */
double ng_paper_height (double width);

G_END_DECLS
