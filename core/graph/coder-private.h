/* What NgCoder looks like inside, for coder.c (out of notation and back), coder-encode.c and
 * coder-apply.c (data in, data out) alone. */

#pragma once

#include "core/graph/coder.h"

G_BEGIN_DECLS

struct _NgCoder {
  gatomicrefcount references;
  const NgCoderClass *class;
  NgCoderSide side;
  NgParam params[NG_MAX_CODER_PARAMS];
  GArray *levels;  /* NgDim: of sequences around the item, the outermost first; varying ones have no
                      identity yet */
  guint n_written; /* the first of them, which {n, …, coder} gave */
  gpointer state;
  GDestroyNotify free_state;
};

/** ng_coder_item_type: Returns: @type, of a port, without the levels of sequences */
NgType ng_coder_item_type (const NgCoder *self, const NgType *type);
/** ng_coder_fits: Returns: whether an array is of the type, and integers are in its range */
gboolean ng_coder_fits (const NgTensor *tensor, const NgType *type);
/** ng_coder_equalize: gives all tensors one element: int64, or float64 where any is real */
void ng_coder_equalize (GPtrArray *tensors);
/** ng_coder_name_example: puts before the sentence of @reason (transfer full) what it is about,
 *   item @index from 0, -1 for the only one, of @name (nullable): "Item 3 of \"Input\": …" */
void ng_coder_name_example (GError **error, GError *reason, const char *name, gssize index);

G_END_DECLS
