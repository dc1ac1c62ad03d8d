/* The nets that come with the program. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *file; /* in the gallery folder */
  const char *title;
} NgGalleryNet;

/** ng_gallery: Returns: (array length=n): best first */
const NgGalleryNet *ng_gallery (gsize *n);
/** ng_gallery_file: Returns: (transfer full) (nullable): %NULL when it is not installed */
GFile *ng_gallery_file (const NgGalleryNet *net);

G_END_DECLS
