/* Which chains are taken: reshapings of a product that keep its channels; factors and summands for
 * each channel, known ones folded into one scale and one shift; then one summand of the full shape;
 * then bounds. Batch normalization of a convolution, a residual connection and a ramp all have this
 * form. */

#include "core/kernels/epilogue.h"

#include "core/kernels/vector.h"
#include <math.h>
#include <string.h>

/* Elements of a constant that are looked at one by one. */
#define MAX_REPEATED 65536

/* What the other operand of a member is. */
typedef enum {
  OTHER_NUMBER,
  OTHER_VECTOR, /* one element for each channel */
  OTHER_FULL,   /* of the result's shape */
  OTHER_PART,   /* likewise, and a part of something that lies in order */
  OTHER_UNFIT,
} Other;

/* The axis of channels of @value, the result of @anchor or a reshaping of it. */
static int
channel_axis (const NgProgram *program, NgValue anchor, NgValue value)
{
  return ng_program_instruction (program, anchor)->primitive == NG_PRIMITIVE_MATMUL
             ? ng_program_instruction (program, value)->shape.rank - 1
             : 1;
}

/* Whether a packed constant of @shape is a vector along @axis, repeated along all others. */
static gboolean
is_repeated (const NgTensor *tensor, const NgShape *shape, int axis)
{
  gint64 inner = 1;
  gint64 n = ng_shape_count (shape);

  for (int i = axis + 1; i < shape->rank; i++)
    inner *= shape->dims[i];
  for (gint64 i = 0; i < n; i++) {
    gint64 first = i / inner % shape->dims[axis] * inner;

    if (ng_tensor_get_real (tensor, i) != ng_tensor_get_real (tensor, first))
      return FALSE;
  }
  return TRUE;
}

/* Says what @value is to a result of its shape. The elements of a vector lie at the view's stride
 * of @axis. A part of a value that lies in order, such as one step of a sequence, is a value of its
 * own where @takes_parts. */
static Other
classify (const NgProgram *program, NgValue value, int axis, gboolean takes_parts, NgView *view)
{
  const NgShape *shape = &ng_program_instruction (program, value)->shape;
  const NgInstruction *source;
  gint64 count;

  ng_view_of (program, value, NULL, view);
  source = ng_program_instruction (program, view->source);
  if (source->primitive == NG_PRIMITIVE_FILL)
    return OTHER_NUMBER;
  count = ng_shape_count (&source->shape);
  if (takes_parts && view->source != value && count > ng_shape_count (shape) &&
      ng_view_is_packed (view, shape)) {
    return OTHER_PART;
  }
  if (view->offset != 0)
    return OTHER_UNFIT;
  gboolean is_vector = count == shape->dims[axis];
  for (int i = 0; i < shape->rank; i++)
    is_vector = is_vector && (shape->dims[i] == 1 || view->strides[i] == (i == axis ? 1 : 0));
  if (is_vector)
    return OTHER_VECTOR;
  if (!ng_view_is_packed (view, shape) || count != ng_shape_count (shape))
    return OTHER_UNFIT;
  if (source->primitive == NG_PRIMITIVE_CONSTANT && count <= MAX_REPEATED &&
      is_repeated (source->attributes->tensor, shape, axis))
    return OTHER_VECTOR;
  return OTHER_FULL;
}

/* A number, or a tensor with one for each channel. */
typedef struct {
  const NgTensor *tensor;
  gint64 stride;
  double number;
} Known;

static void
combine (double *vector, gint64 n, NgPrimitive primitive, const Known *known)
{
  for (gint64 c = 0; c < n; c++) {
    double x = known->tensor != NULL ? ng_tensor_get_real (known->tensor, c * known->stride)
                                     : known->number;

    switch (primitive) {
    case NG_PRIMITIVE_ADD:
      vector[c] += x;
      break;
    case NG_PRIMITIVE_SUBTRACT:
      vector[c] -= x;
      break;
    case NG_PRIMITIVE_MULTIPLY:
      vector[c] *= x;
      break;
    default: /* DIVIDE */
      vector[c] /= x;
      break;
    }
  }
}

static double *
vector_of (double **vector, gint64 n, double number)
{
  if (*vector == NULL) {
    *vector = g_new (double, (gsize) n + 1);
    for (gint64 c = 0; c < n; c++)
      (*vector)[c] = number;
  }
  return *vector;
}

/* Numbers and known vectors become part of scale and shift. */
static void
fold_known (NgEpilogue *self, NgPrimitive primitive, const Known *known)
{
  if (primitive == NG_PRIMITIVE_ADD || primitive == NG_PRIMITIVE_SUBTRACT) {
    combine (vector_of (&self->shift, self->channels, 0), self->channels, primitive, known);
    return;
  }
  combine (vector_of (&self->scale, self->channels, 1), self->channels, primitive, known);
  if (self->shift != NULL)
    combine (self->shift, self->channels, primitive, known);
}

static gboolean
is_bounded (const NgEpilogue *self)
{
  return !isinf (self->low) || !isinf (self->high);
}

static gboolean
take_bound (NgEpilogue *self, NgPrimitive primitive, double number)
{
  if (isnan (number) || (primitive == NG_PRIMITIVE_MAX && self->high < number))
    return FALSE;
  if (primitive == NG_PRIMITIVE_MIN && self->low > number)
    return FALSE;
  if (primitive == NG_PRIMITIVE_MAX)
    self->low = MAX (self->low, number);
  else
    self->high = MIN (self->high, number);
  return TRUE;
}

static gboolean
take_arithmetic (NgEpilogue *self,
                 const NgProgram *program,
                 NgPrimitive primitive,
                 Other other,
                 NgValue operand,
                 const NgView *view,
                 int axis,
                 NgValue anchor)
{
  const NgInstruction *source = ng_program_instruction (program, view->source);
  gboolean is_known = other == OTHER_NUMBER ||
                      (other == OTHER_VECTOR && source->primitive == NG_PRIMITIVE_CONSTANT);

  if (is_bounded (self) || self->summand != NG_NO_VALUE)
    return FALSE;
  if (is_known && self->bias == NG_NO_VALUE) {
    const Known known = { source->attributes->tensor,
                          view->strides[axis],
                          source->attributes->number };
    fold_known (self, primitive, &known);
    return TRUE;
  }
  if (is_known || primitive != NG_PRIMITIVE_ADD)
    return FALSE;
  if (view->source >= anchor && source->primitive != NG_PRIMITIVE_CONSTANT &&
      source->primitive != NG_PRIMITIVE_INPUT)
    return FALSE;
  if (other == OTHER_VECTOR && self->bias == NG_NO_VALUE) {
    self->bias = view->source;
    return TRUE;
  }
  if (other == OTHER_FULL || other == OTHER_PART) {
    self->summand = other == OTHER_PART ? operand : view->source;
    return TRUE;
  }
  return FALSE;
}

/* Whether @member shows the result @last of a product by other rows. The channels stay. */
static gboolean
is_reshaping (const NgProgram *program, NgValue anchor, NgValue last, NgValue member)
{
  const NgInstruction *instruction = ng_program_instruction (program, member);
  const NgShape *shape = &ng_program_instruction (program, last)->shape;

  return instruction->primitive == NG_PRIMITIVE_RESHAPE && instruction->shape.rank > 0 &&
         ng_program_instruction (program, anchor)->primitive == NG_PRIMITIVE_MATMUL &&
         instruction->shape.dims[instruction->shape.rank - 1] == shape->dims[shape->rank - 1];
}

/* Takes @member, which reads @last, the end of the chain so far, if it has the form. */
static gboolean
take (NgEpilogue *self, const NgProgram *program, NgValue anchor, NgValue last, NgValue member)
{
  const NgInstruction *instruction = ng_program_instruction (program, member);
  NgPrimitive primitive = instruction->primitive;
  int axis = channel_axis (program, anchor, member);
  gboolean is_first;
  NgValue operand;
  NgView view;
  Other other;

  if (is_reshaping (program, anchor, last, member))
    return TRUE;
  if (instruction->n_operands != 2 || !ng_primitive_is_elementwise (primitive))
    return FALSE;
  is_first = instruction->operands[0] == last;
  operand = instruction->operands[is_first];
  other = classify (program,
                    operand,
                    axis,
                    ng_program_instruction (program, anchor)->primitive == NG_PRIMITIVE_MATMUL,
                    &view);
  if (other == OTHER_UNFIT)
    return FALSE;
  switch (primitive) {
  case NG_PRIMITIVE_MIN:
  case NG_PRIMITIVE_MAX:
    return other == OTHER_NUMBER &&
           take_bound (
               self, primitive, ng_program_instruction (program, view.source)->attributes->number);
  case NG_PRIMITIVE_SUBTRACT:
  case NG_PRIMITIVE_DIVIDE:
    return is_first &&
           take_arithmetic (self, program, primitive, other, operand, &view, axis, anchor);
  case NG_PRIMITIVE_ADD:
  case NG_PRIMITIVE_MULTIPLY:
    return take_arithmetic (self, program, primitive, other, operand, &view, axis, anchor);
  default:
    return FALSE;
  }
}

static void
init (NgEpilogue *self, const NgProgram *program, NgValue anchor)
{
  const NgShape *shape = &ng_program_instruction (program, anchor)->shape;

  *self = (NgEpilogue){
    .channels = shape->dims[channel_axis (program, anchor, anchor)],
    .bias = NG_NO_VALUE,
    .summand = NG_NO_VALUE,
    .low = -(double) INFINITY,
    .high = (double) INFINITY,
  };
}

static gboolean
is_anchor (const NgInstruction *instruction)
{
  NgElement element = instruction->shape.element;

  return (instruction->primitive == NG_PRIMITIVE_MATMUL ||
          instruction->primitive == NG_PRIMITIVE_CONVOLVE) &&
         (element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64) &&
         ng_shape_count (&instruction->shape) > 0;
}

void
ng_epilogue_follow (const NgProgram *program,
                    const NgValue *readers,
                    NgValue anchor,
                    GArray *members)
{
  NgValue last = anchor;
  guint end = members->len;
  NgEpilogue epilogue;

  if (!is_anchor (ng_program_instruction (program, anchor)))
    return;
  init (&epilogue, program, anchor);
  while (readers[last] != NG_NO_VALUE && take (&epilogue, program, anchor, last, readers[last])) {
    last = readers[last];
    g_array_append_val (members, last);
    if (ng_program_instruction (program, last)->primitive != NG_PRIMITIVE_RESHAPE)
      end = members->len;
  }
  /* A view at the end needs no kernel. */
  g_array_set_size (members, end);
  ng_epilogue_clear (&epilogue);
}

void
ng_epilogue_init (NgEpilogue *self, const NgProgram *program, const NgFusedStep *step)
{
  NgValue last = step->anchor;

  init (self, program, step->anchor);
  for (guint m = 0; m < step->n_members; m++) {
    gboolean taken = take (self, program, step->anchor, last, step->members[m]);

    g_assert (taken);
    last = step->members[m];
  }
}

void
ng_epilogue_clear (NgEpilogue *self)
{
  g_clear_pointer (&self->scale, g_free);
  g_clear_pointer (&self->shift, g_free);
}

guint
ng_epilogue_inputs (const NgEpilogue *self, const NgTask *task, NgValue *inputs)
{
  const NgInstruction *anchor = ng_program_instruction (task->program, task->step->anchor);
  guint n = 0;

  inputs[n++] = anchor->operands[0];
  inputs[n++] = anchor->operands[1];
  if (self->bias != NG_NO_VALUE)
    inputs[n++] = self->bias;
  if (self->summand != NG_NO_VALUE)
    inputs[n++] = self->summand;
  return n;
}

gboolean
ng_epilogue_reads (const NgTask *task, NgValue value)
{
  const NgInstruction *anchor = ng_program_instruction (task->program, task->step->anchor);
  gboolean reads = value == task->step->anchor;
  NgEpilogue self;

  for (guint m = 0; m < task->step->n_members; m++)
    reads = reads || task->step->members[m] == value;
  if (reads)
    return TRUE;
  ng_epilogue_init (&self, task->program, task->step);
  reads = (value == anchor->operands[0] || value == self.summand) && value != anchor->operands[1] &&
          value != self.bias;
  ng_epilogue_clear (&self);
  return reads;
}

NgValue
ng_step_result (const NgFusedStep *step)
{
  return step->n_members > 0 ? step->members[step->n_members - 1] : step->anchor;
}

gboolean
ng_epilogue_is_nothing (const NgEpilogue *self)
{
  return self->scale == NULL && self->shift == NULL && self->bias == NG_NO_VALUE &&
         self->summand == NG_NO_VALUE && !is_bounded (self);
}

/* A run of elements of one channel. */
NG_VECTOR_CLONES static void
apply_f32 (
    float scale, float shift, const float *summand, float low, float high, gint64 n, float *y)
{
  if (summand != NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++) {
      float x = y[i] * scale + shift + summand[i];
      x = x < low ? low : x;
      y[i] = x > high ? high : x;
    }
    return;
  }
  NG_VECTOR_LOOP
  for (gint64 i = 0; i < n; i++) {
    float x = y[i] * scale + shift;
    x = x < low ? low : x;
    y[i] = x > high ? high : x;
  }
}

static void
apply_f64 (
    double scale, double shift, const double *summand, double low, double high, gint64 n, double *y)
{
  for (gint64 i = 0; i < n; i++) {
    double x = y[i] * scale + shift + (summand != NULL ? summand[i] : 0);
    x = x < low ? low : x;
    y[i] = x > high ? high : x;
  }
}

/* A whole row of channels, where each has one element. */
NG_VECTOR_CLONES static void
apply_row_f32 (const NgEpilogue *self, const float *bias, const float *summand, float *y)
{
  gint64 n = self->channels;
  float low = (float) self->low;
  float high = (float) self->high;

  if (self->scale != NULL) {
    for (gint64 c = 0; c < n; c++)
      y[c] *= (float) self->scale[c];
  }
  if (self->shift != NULL) {
    NG_VECTOR_LOOP
    for (gint64 c = 0; c < n; c++)
      y[c] += (float) self->shift[c];
  }
  if (bias != NULL) {
    NG_VECTOR_LOOP
    for (gint64 c = 0; c < n; c++)
      y[c] += bias[c];
  }
  if (summand != NULL) {
    NG_VECTOR_LOOP
    for (gint64 c = 0; c < n; c++)
      y[c] += summand[c];
  }
  if (is_bounded (self)) {
    NG_VECTOR_LOOP
    for (gint64 c = 0; c < n; c++) {
      float x = y[c] < low ? low : y[c];
      y[c] = x > high ? high : x;
    }
  }
}

void
ng_epilogue_apply (const NgEpilogue *self,
                   NgElement element,
                   gconstpointer bias,
                   gconstpointer summand,
                   gint64 channel,
                   gint64 inner,
                   gint64 n,
                   gpointer y)
{
  gint64 first = 0;

  if (element == NG_ELEMENT_F32 && inner == 1 && channel == 0 && n % self->channels == 0) {
    for (; first < n; first += self->channels)
      apply_row_f32 (self,
                     bias,
                     summand != NULL ? (const float *) summand + first : NULL,
                     (float *) y + first);
    return;
  }
  for (; first < n; first += inner) {
    gint64 c = (channel + first / inner) % self->channels;
    gint64 run = MIN (inner, n - first);
    double scale = self->scale != NULL ? self->scale[c] : 1;
    double shift = self->shift != NULL ? self->shift[c] : 0;

    if (element == NG_ELEMENT_F32)
      apply_f32 ((float) scale,
                 (float) (shift + (bias != NULL ? (double) ((const float *) bias)[c] : 0)),
                 summand != NULL ? (const float *) summand + first : NULL,
                 (float) self->low,
                 (float) self->high,
                 run,
                 (float *) y + first);
    else
      apply_f64 (scale,
                 shift + (bias != NULL ? ((const double *) bias)[c] : 0),
                 summand != NULL ? (const double *) summand + first : NULL,
                 self->low,
                 self->high,
                 run,
                 (double *) y + first);
  }
}
