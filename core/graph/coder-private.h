/* What NgCoder looks like inside, for coder.c (out of notation and back) and coder-apply.c (data
 * in, data out) alone. */

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

G_END_DECLS
