/* NgFits: which ports a wire from one port would fit, as far as that is plain from what is known
 * already: the types that flow, what a layer takes by itself, and which layers lie behind which.
 * One pass over the net answers for cycles at all ports; no edit is made. */

#pragma once

#include "ui/subject.h"

G_BEGIN_DECLS

typedef enum {
  NG_FIT_UNKNOWN, /* only ng_edit_connect_reason() can tell */
  NG_FIT_YES,
  NG_FIT_NO,
} NgFit;

/** ng_port_gives: Returns: whether a value comes from such a port: an output of a layer, an input
 * of the net */
gboolean ng_port_gives (NgPickKind kind);

/** ng_layer_needs: Returns: (transfer full) (array length=n): what each of @n inputs of the layer
 *   takes when nothing is round it, as far as that is known */
NgType *ng_layer_needs (NgLayer *layer, gsize n);

typedef struct _NgFits NgFits;

/** ng_fits_new: @start: a port where a wire begins: one that gives, or one that takes. Cost: the
 *   layers and edges of its net. Returns: (transfer full) */
NgFits *ng_fits_new (NgNet *root, const NgSubject *start);
void ng_fits_free (NgFits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgFits, ng_fits_free)

/** ng_fits_guess: @end: a port for the other end, in the same net. Cost: constant */
NgFit ng_fits_guess (NgFits *self, const NgSubject *end);

G_END_DECLS
