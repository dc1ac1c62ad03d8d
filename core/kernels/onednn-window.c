/* Convolutions and their gradients by oneDNN. */

#include "core/kernels/onednn.h"

#include "core/kernels/convolution.h"
#include "core/kernels/onednn-private.h"

#include <math.h>

/* The convolution of a step, as far as all three kinds have it. */
typedef struct {
  const NgInstruction *instruction;
  NgConvolutionShape shape;
  NgDnnGeometry geometry;
  NgDnnDesc x, w, y; /* any layout */
  NgDnnDesc ordered_w;
} Convolution;

static void
image_desc (const NgConvolutionShape *shape,
            gint64 channels,
            const gint64 *sizes,
            int rank,
            NgDnnDesc *desc)
{
  dnnl_dims_t dims = { shape->batch, channels };

  for (int axis = 0; axis < rank; axis++)
    dims[2 + axis] = sizes[NG_MAX_WINDOW_RANK - rank + axis];
  ng_dnn_desc_by_tag (desc, 2 + rank, dims, dnnl_format_tag_any);
}

/* For each place of a tap the library prepares a kernel of its own, which takes seconds where taps
 * lie far from one another. */
#define MAX_DILATION 1024

static gboolean
convolution_init (Convolution *self, const NgTask *task)
{
  NgValue anchor = task->step->anchor;
  const NgWindow *window;
  gint64 dims[NG_MAX_RANK] = { 0 };
  int rank, offset, w_rank = 0;

  if (anchor == NG_NO_VALUE)
    return FALSE;
  self->instruction = ng_program_instruction (task->program, anchor);
  if (self->instruction->primitive != NG_PRIMITIVE_CONVOLVE &&
      self->instruction->primitive != NG_PRIMITIVE_CONVOLVE_DATA &&
      self->instruction->primitive != NG_PRIMITIVE_CONVOLVE_WEIGHTS)
    return FALSE;
  for (guint i = 0; i < 2; i++) {
    if (!ng_dnn_is_float (ng_program_instruction (task->program, self->instruction->operands[i])))
      return FALSE;
  }
  if (!ng_dnn_is_float (self->instruction))
    return FALSE;
  ng_convolution_shape (task->program, anchor, &self->shape);
  window = &self->instruction->attributes->window;
  rank = window->rank;
  for (int axis = 0; axis < rank; axis++) {
    if (window->dilation[axis] > MAX_DILATION)
      return FALSE;
  }
  offset = NG_MAX_WINDOW_RANK - rank;
  self->geometry =
      ng_dnn_geometry (window, self->shape.input + offset, self->shape.output + offset);
  image_desc (&self->shape, self->shape.inputs, self->shape.input, rank, &self->x);
  image_desc (&self->shape, self->shape.outputs, self->shape.output, rank, &self->y);

  gint64 groups = self->shape.window.groups;
  if (groups > 1)
    dims[w_rank++] = groups;
  dims[w_rank++] = self->shape.outputs / groups;
  dims[w_rank++] = self->shape.inputs / groups;
  for (int axis = 0; axis < rank; axis++)
    dims[w_rank++] = window->size[axis];
  ng_dnn_ordered (&self->ordered_w, dims, w_rank);
  self->w = ng_dnn_any (&self->ordered_w);
  return TRUE;
}

static gint64
count_elements (const NgConvolutionShape *shape, gint64 channels, const gint64 *sizes)
{
  return shape->batch * channels * sizes[0] * sizes[1] * sizes[2];
}

/* Whether all of @n numbers are less than @limit. */
static gboolean
are_below (const double *numbers, gint64 n, double limit)
{
  for (gint64 i = 0; numbers != NULL && i < n; i++) {
    if (!(fabs (numbers[i]) < limit))
      return FALSE;
  }
  return TRUE;
}

/* The library can apply the bounds too, but loses NaN by them. So it may where there is none: where
 * what is known is tame, and the image, as one has to look. Looking must cost less than bounds that
 * are applied afterwards, which read and write all elements. */
static gboolean
suits_bounds (const Convolution *self, const NgEpilogue *epilogue, const float *weights)
{
  const NgConvolutionShape *shape = &self->shape;

  return weights != NULL && epilogue->summand == NG_NO_VALUE && epilogue->bias == NG_NO_VALUE &&
         ng_dnn_can_bound (epilogue) &&
         count_elements (shape, shape->inputs, shape->input) <=
             count_elements (shape, shape->outputs, shape->output) &&
         are_below (epilogue->shift, epilogue->channels, 0x1p60) &&
         are_below (epilogue->scale, epilogue->channels, 0x1p20) &&
         ng_dnn_is_tame (weights, ng_dnn_desc_size (&self->ordered_w) / sizeof (float));
}

/* The library has a loop for what none of its kernels takes, such as narrow groups in a layout that
 * others chose. It is slower than any kernel, ours too. */
static gboolean
is_plain_loop (const_dnnl_primitive_desc_t desc)
{
  const char *name = NULL;

  return dnnl_primitive_desc_query (desc, dnnl_query_impl_info_str, 0, &name) == dnnl_success &&
         name != NULL && g_str_has_prefix (name, "ref");
}

/* The description of the forward convolution with sources as @x says; %NULL where the library has
 * no kernel for it. */
static dnnl_primitive_desc_t
describe_forward (const NgDnn *state,
                  const Convolution *self,
                  const NgEpilogue *epilogue,
                  const NgDnnDesc *x)
{
  dnnl_primitive_attr_t attributes = ng_dnn_epilogue_attributes (epilogue, state->is_bounded);
  dnnl_primitive_desc_t desc;
  NgDnnDesc bias;
  const NgDnnWindow window = {
    x, &self->w, ng_dnn_has_bias (epilogue) ? &bias : NULL, &self->y, &self->geometry
  };

  if (attributes == NULL)
    return NULL;
  ng_dnn_ordered (&bias, &self->shape.outputs, 1);
  desc = ng_dnn_describe_convolution (state->engine, &window, attributes);
  dnnl_primitive_attr_destroy (attributes);
  if (desc != NULL && is_plain_loop (desc)) {
    dnnl_primitive_desc_destroy (desc);
    desc = NULL;
  }
  return desc;
}

/* The known weights, in order, times the factors of the epilogue. */
static float *
scaled_weights (const float *weights, const NgEpilogue *epilogue, gint64 outputs, gint64 count)
{
  float *result = g_new (float, (gsize) count + 1);
  gint64 inner = count / outputs;

  for (gint64 i = 0; i < count; i++)
    result[i] = (float) ((double) weights[i] * epilogue->scale[i / inner]);
  return result;
}

/* Adds the convolution. The summand's slot, if there is one, is put in @summand.
 * Returns: the slot of the result, or -1 */
static int
add_forward (NgDnn *state,
             const NgTask *task,
             const Convolution *self,
             const NgEpilogue *epilogue,
             const float *weights,
             int *summand)
{
  NgDnnDesc given = ng_dnn_desc_of (task, self->instruction->operands[0]);
  dnnl_primitive_desc_t desc = NULL;
  NgDnnDesc wanted;
  int x, w, result;
  gboolean is_built;

  ng_dnn_bound (state, epilogue);
  if (task->layouts[self->instruction->operands[0]] != NULL)
    desc = describe_forward (state, self, epilogue, &given);
  if (desc == NULL)
    desc = describe_forward (state, self, epilogue, &self->x);
  if (desc == NULL)
    return -1;

  wanted = ng_dnn_query (desc, dnnl_query_src_md, 0);
  x = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &given), &wanted);
  wanted = ng_dnn_query (desc, dnnl_query_weights_md, 0);
  if (weights != NULL) {
    NgValue operand = self->instruction->operands[1];
    gint64 count = ng_shape_count (&ng_program_instruction (task->program, operand)->shape);
    g_autofree float *scaled = epilogue->scale == NULL
                                   ? NULL
                                   : scaled_weights (weights, epilogue, self->shape.outputs, count);

    w = ng_dnn_pack (state,
                     &self->ordered_w,
                     scaled != NULL ? scaled : weights,
                     ng_task_constant (task, operand),
                     epilogue,
                     &wanted);
  } else {
    w = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 1, &self->ordered_w), &wanted);
  }
  wanted = ng_dnn_query (desc, dnnl_query_dst_md, 0);
  result = ng_dnn_result (state, task, &wanted);
  is_built = ng_dnn_add_summand (state, task, epilogue, result, summand) &&
             ng_dnn_add_main (state, epilogue, desc, x, w, result);
  dnnl_primitive_desc_destroy (desc);
  return is_built && ng_dnn_deliver (state, task, result) ? result : -1;
}

/* The same without bounds, into the same layout, for images that are not tame. */
static gboolean
add_careful (NgDnn *state,
             const NgTask *task,
             const Convolution *self,
             const NgEpilogue *epilogue,
             const float *weights)
{
  Convolution direct = *self;
  NgTask same = *task;
  int summand = -1;

  same.may_choose = state->layout.desc.ndims > 0;
  if (same.may_choose)
    direct.y = state->layout.desc;
  state->careful = ng_dnn_new (task->packs);
  return state->careful != NULL &&
         add_forward (state->careful, &same, &direct, epilogue, weights, &summand) >= 0;
}

static gboolean
build_forward (const NgTask *task,
               gboolean is_bounded,
               const Convolution *self,
               const NgEpilogue *epilogue,
               const float *weights,
               NgStep *step)
{
  NgDnn *state = ng_dnn_new (task->packs);
  NgValue inputs[4];
  guint n_inputs = ng_epilogue_inputs (epilogue, task, inputs);
  int summand = -1, result = -1;

  if (state != NULL) {
    state->is_bounded = is_bounded;
    result = add_forward (state, task, self, epilogue, weights, &summand);
  }
  if (result < 0 || (is_bounded && !add_careful (state, task, self, epilogue, weights))) {
    if (state != NULL)
      ng_dnn_free (state);
    return FALSE;
  }
  if (weights != NULL)
    inputs[1] = inputs[0];
  ng_dnn_finish (state, task, inputs, n_inputs, step);
  ng_dnn_allow_reuse (state, result, summand, step);
  return TRUE;
}

static gboolean
prepare_convolution (const NgTask *task, NgStep *step)
{
  Convolution convolution;
  NgEpilogue epilogue;
  const float *weights;
  gboolean is_built = FALSE;

  if (!convolution_init (&convolution, task) ||
      convolution.instruction->primitive != NG_PRIMITIVE_CONVOLVE)
    return FALSE;
  weights = ng_task_constant (task, convolution.instruction->operands[1]);
  if (weights != NULL)
    weights = ng_packs_align (
        task->packs, weights, ng_dnn_desc_size (&convolution.ordered_w), sizeof *weights);
  ng_epilogue_init (&epilogue, task->program, task->step);
  if (ng_dnn_can_express (&epilogue, weights != NULL)) {
    is_built = (suits_bounds (&convolution, &epilogue, weights) &&
                build_forward (task, TRUE, &convolution, &epilogue, weights, step)) ||
               build_forward (task, FALSE, &convolution, &epilogue, weights, step);
  }
  ng_epilogue_clear (&epilogue);
  return is_built;
}

/* Images and summands may come in any layout, weights and biases in order. */
static gboolean
accepts_convolution (const NgTask *task, NgValue value)
{
  Convolution convolution;
  NgEpilogue epilogue;
  gboolean accepts;

  if (!convolution_init (&convolution, task) ||
      convolution.instruction->primitive != NG_PRIMITIVE_CONVOLVE)
    return FALSE;
  ng_epilogue_init (&epilogue, task->program, task->step);
  accepts = ng_dnn_can_express (
      &epilogue, ng_task_constant (task, convolution.instruction->operands[1]) != NULL);
  if (accepts && value == NG_NO_VALUE) {
    NgDnn *state = ng_dnn_new (task->packs);
    dnnl_primitive_desc_t desc =
        state != NULL ? describe_forward (state, &convolution, &epilogue, &convolution.x) : NULL;

    accepts = desc != NULL;
    if (desc != NULL)
      dnnl_primitive_desc_destroy (desc);
    if (state != NULL)
      ng_dnn_free (state);
  } else if (accepts) {
    gboolean is_inside = value == task->step->anchor;

    for (guint m = 0; m < task->step->n_members; m++)
      is_inside = is_inside || task->step->members[m] == value;
    accepts = is_inside ||
              ((value == convolution.instruction->operands[0] || value == epilogue.summand) &&
               value != convolution.instruction->operands[1]);
  }
  ng_epilogue_clear (&epilogue);
  return accepts;
}

const NgKernel ng_kernel_onednn_convolution = {
  .name = "oneDNN convolution",
  .prepare = prepare_convolution,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
  .accepts = accepts_convolution,
};

static gboolean
build_gradient (NgDnn *state, const NgTask *task, const Convolution *self, NgStep *step)
{
  gboolean is_data = self->instruction->primitive == NG_PRIMITIVE_CONVOLVE_DATA;
  const NgDnnWindow window = { &self->x, &self->w, NULL, &self->y, &self->geometry };
  const NgValue *operands = self->instruction->operands;
  dnnl_primitive_attr_t attributes = ng_dnn_attributes ();
  dnnl_primitive_desc_t desc;
  NgDnnDesc given, wanted;
  gboolean is_built = FALSE;
  int x, y, w;

  if (attributes == NULL)
    return FALSE;
  desc = ng_dnn_describe_gradient (state->engine, &window, is_data, attributes);
  dnnl_primitive_attr_destroy (attributes);
  if (desc == NULL)
    return FALSE;

  if (is_data) {
    given = ng_dnn_desc_of (task, operands[0]);
    wanted = ng_dnn_query (desc, dnnl_query_diff_dst_md, 0);
    y = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &given), &wanted);
    wanted = ng_dnn_query (desc, dnnl_query_weights_md, 0);
    w = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 1, &self->ordered_w), &wanted);
    wanted = ng_dnn_query (desc, dnnl_query_diff_src_md, 0);
    x = ng_dnn_result (state, task, &wanted);
    is_built =
        y >= 0 && w >= 0 &&
        ng_dnn_add_call (
            state, desc, DNNL_ARG_DIFF_DST, y, DNNL_ARG_WEIGHTS, w, DNNL_ARG_DIFF_SRC, x, 0) &&
        ng_dnn_deliver (state, task, x);
  } else {
    given = ng_dnn_desc_of (task, operands[0]);
    wanted = ng_dnn_query (desc, dnnl_query_src_md, 0);
    x = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 0, &given), &wanted);
    given = ng_dnn_desc_of (task, operands[1]);
    wanted = ng_dnn_query (desc, dnnl_query_diff_dst_md, 0);
    y = ng_dnn_bring (state, ng_dnn_add_slot (state, NG_DNN_INPUT, 1, &given), &wanted);
    /* With groups the weights have an axis more than the result; in order they are the same. */
    wanted = ng_dnn_query (desc, dnnl_query_diff_weights_md, 0);
    gboolean is_ordered = ng_dnn_desc_equal (&wanted, &self->ordered_w);
    w = ng_dnn_add_slot (state, is_ordered ? NG_DNN_OUTPUT : NG_DNN_SCRATCH, 0, &wanted);
    is_built = x >= 0 && y >= 0 &&
               ng_dnn_add_call (
                   state, desc, DNNL_ARG_SRC, x, DNNL_ARG_DIFF_DST, y, DNNL_ARG_DIFF_WEIGHTS, w, 0);
    if (is_built && !is_ordered) {
      int ordered = ng_dnn_add_slot (state, NG_DNN_OUTPUT, 0, &self->ordered_w);

      is_built = ng_dnn_add_reorder (state, w, ordered);
      w = ordered;
    }
    is_built = is_built && ng_dnn_deliver (state, task, w);
  }
  dnnl_primitive_desc_destroy (desc);
  if (is_built)
    ng_dnn_finish (state, task, operands, 2, step);
  return is_built;
}

static gboolean
prepare_gradient (const NgTask *task, NgStep *step)
{
  Convolution convolution;
  NgDnn *state;

  if (!convolution_init (&convolution, task) ||
      convolution.instruction->primitive == NG_PRIMITIVE_CONVOLVE)
    return FALSE;
  state = ng_dnn_new (task->packs);
  if (state == NULL)
    return FALSE;
  if (build_gradient (state, task, &convolution, step))
    return TRUE;
  ng_dnn_free (state);
  return FALSE;
}

const NgKernel ng_kernel_onednn_gradient = {
  .name = "oneDNN gradient",
  .prepare = prepare_gradient,
  .execute = ng_dnn_execute,
  .open = ng_dnn_open,
  .close = ng_dnn_close,
  .free = ng_dnn_free,
};
