/* Which arrays of a net are inputs of its program. Private to this room. */

#pragma once

#include "core/engine/lower.h"

G_BEGIN_DECLS

/** ng_lower_find_shared: Returns: (transfer full) (element-type utf8): the names of the NetArrays
 *   that the request differentiates by, which the layers own */
GHashTable *ng_lower_find_shared (const NgNet *root, const NgRequest *request);
/**
 * ng_lower_is_input:
 * @path: (array length=length): of @layer
 * @index: of the array
 *
 * Constants are folded into what is made of them, and nothing could be differentiated by them then.
 *
 * Returns: whether the array comes from outside
 */
gboolean ng_lower_is_input (const NgRequest *request,
                            GHashTable *wanted_shared,
                            const NgLayer *layer,
                            const int *path,
                            int length,
                            gsize index);
/** ng_lower_array_element: Returns: the element that an array has in the program */
NgElement ng_lower_array_element (const NgRequest *request, const NgTensor *tensor);

G_END_DECLS
