/* What rows of several libraries share. */

#pragma once

#include "core/formats/code-script.h"
#include "core/program/window.h"

G_BEGIN_DECLS

/** ng_code_real: Returns: (transfer full): a number as a float32 */
char *ng_code_real (double value);
/** ng_code_is_fixed: Returns: whether the dimensions from @first on are numbers */
gboolean ng_code_is_fixed (const NgType *type, int first);
/** ng_code_is_read: Returns: whether anything reads output @output of the layer */
gboolean ng_code_is_read (const NgCodeScope *self, gsize output);
/** ng_code_output_type: Returns: (transfer none): the type of output 0 of the layer */
const NgType *ng_code_output_type (const NgCodeScope *self);

/**
 * ng_code_window:
 * @slid: what the window slides over, with its channels
 *
 * Returns: whether the window along the spatial axes is known: not where what is around depends on
 *   a length
 */
gboolean
ng_code_window (const NgLayer *layer, const NgType *slid, gboolean has_dilation, NgWindow *window);

/** ng_code_is_layer_normalization: Returns: whether mean and variance are over the last level,
 *   whose elements are scaled one by one */
gboolean ng_code_is_layer_normalization (const NgLayer *layer, const NgType *input);

/* Arrays of one gate, in the order that they stand in. */
enum {
  NG_CODE_INPUT_WEIGHTS,
  NG_CODE_STATE_WEIGHTS,
  NG_CODE_BIASES,
  NG_CODE_N_GATE_ARRAYS,
};

/** NgCodeCell: a recurrent layer; @gates: of the library, which of ours each is */
typedef struct {
  const char *name, *module;
  int gates[4];
} NgCodeCell;

/** ng_code_find_cell: Returns: (nullable): the cell that the layer is */
const NgCodeCell *ng_code_find_cell (const NgCodeCell *cells, gsize n, const NgLayer *layer);
/** ng_code_stack: Returns: (transfer full): one kind of array of all gates, one below another */
NgTensor *
ng_code_stack (const NgLayer *layer, const NgCodeCell *cell, gsize which, gboolean is_zero);

G_END_DECLS
