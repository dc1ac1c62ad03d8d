/* Matrix products by oneDNN. */

#include "core/kernels/onednn.h"

#include "core/kernels/onednn-private.h"
#include "core/kernels/product.h"

/* A matrix of a batch, stored in order or transposed. */
static void
matrix_desc (NgDnnDesc *desc, gint64 batch, gint64 rows, gint64 columns, gboolean is_transposed)
{
  dnnl_dims_t dims = { batch, rows, columns };
  dnnl_dims_t strides = { rows * columns, is_transposed ? 1 : columns, is_transposed ? rows : 1 };
  int rank = batch == 1 ? 2 : 3;

  for (int axis = 0; rank == 2 && axis < 2; axis++) {
    dims[axis] = dims[axis + 1];
    strides[axis] = strides[axis + 1];
  }
  ng_dnn_desc_by_strides (desc, rank, dims, strides);
}

static gboolean
build_product (NgDnn *state,
               const NgTask *task,
               const NgProductShape *shape,
               const NgEpilogue *epilogue,
               NgStep *step)
{
  const NgInstruction *anchor = ng_program_instruction (task->program, task->step->anchor);
  const float *known = ng_task_constant (task, anchor->operands[1]);
  dnnl_primitive_attr_t attributes = ng_dnn_epilogue_attributes (epilogue, FALSE);
  NgDnnDesc a, b, b_wish, c, bias, wanted;
  dnnl_primitive_desc_t desc;
  NgValue inputs[4];
  guint n_inputs = ng_epilogue_inputs (epilogue, task, inputs);
  int slot_a, slot_b, result, summand = -1;
  gboolean is_built;

  ng_dnn_bound (state, epilogue);
  matrix_desc (&a, shape->batch, shape->m, shape->k, shape->transpose_a);
  matrix_desc (&b, shape->batch, shape->k, shape->n, shape->transpose_b);
  matrix_desc (&c, shape->batch, shape->m, shape->n, FALSE);
  b_wish = known != NULL && !ng_product_is_narrow (shape) ? ng_dnn_any (&b) : b;
  gint64 bias_dims[3] = { 1, 1, shape->n };
  ng_dnn_ordered (&bias, bias_dims + (c.ndims == 2 ? 1 : 0), c.ndims);
  if (attributes == NULL)
    return FALSE;
  desc = ng_dnn_describe_product (
      state->engine, &a, &b_wish, ng_dnn_has_bias (epilogue) ? &bias : NULL, &c, attributes);
  dnnl_primitive_attr_destroy (attributes);
  if (desc == NULL)
    return FALSE;

  slot_a = ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &a);
  wanted = ng_dnn_query (desc, dnnl_query_weights_md, 0);
  if (known != NULL) {
    slot_b = ng_dnn_pack (state, &b, known, known, NULL, &wanted);
    inputs[1] = inputs[0];
  } else {
    slot_b = ng_dnn_add_slot (state, NG_DNN_INPUT, 1, &b);
  }
  result = ng_dnn_add_slot (state, NG_DNN_OUTPUT, 0, &c);
  is_built = ng_dnn_add_summand (state, task, epilogue, result, &summand) &&
             ng_dnn_add_main (state, epilogue, desc, slot_a, slot_b, result);
  dnnl_primitive_desc_destroy (desc);
  if (!is_built || !ng_dnn_deliver (state, task, result))
    return FALSE;
  ng_dnn_finish (state, task, inputs, n_inputs, step);
  ng_dnn_allow_reuse (state, result, summand, step);
  return TRUE;
}

static gboolean
prepare_product (const NgTask *task, NgStep *step)
{
  const NgInstruction *anchor;
  NgProductShape shape;
  NgEpilogue epilogue;
  NgDnn *state;
  gboolean is_built;

  if (task->step->anchor == NG_NO_VALUE)
    return FALSE;
  anchor = ng_program_instruction (task->program, task->step->anchor);
  if (anchor->primitive != NG_PRIMITIVE_MATMUL || !ng_dnn_is_float (anchor))
    return FALSE;
  ng_product_shape (task->program, task->step->anchor, &shape);
  if (shape.k == 0)
    return FALSE;
  ng_epilogue_init (&epilogue, task->program, task->step);
  state = ng_dnn_new (task->packs);
  is_built = state != NULL && ng_dnn_can_express (&epilogue, FALSE) &&
             build_product (state, task, &shape, &epilogue, step);
  if (!is_built && state != NULL)
    ng_dnn_free (state);
  ng_epilogue_clear (&epilogue);
  return is_built;
}

const NgKernel ng_kernel_onednn_product = {
  .name = "oneDNN product",
  .prepare = prepare_product,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
};
