/* Nets that tests read. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_test_net: Returns: (transfer full): the net that @notation is; the test fails if it is none
 */
NgNet *ng_test_net (const char *notation);

/** ng_test_gallery: Returns: (transfer full): a net of data/gallery, "lenet"; the test fails if it
 *   can not be opened */
NgNet *ng_test_gallery (const char *name);
/** ng_test_gallery_names: Returns: (transfer full): those of all nets of data/gallery, in the order
 * of their files */
GStrv ng_test_gallery_names (void);

G_END_DECLS
