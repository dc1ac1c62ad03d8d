/* The form is followed from its end to the first product. What lies between may be read there
 * only, so that nothing of it has to be kept. */

#include "core/program/attention-form.h"

#include "core/program/idiom.h"
#include "core/program/view.h"

typedef struct {
  const NgProgram *program;
  const guint *uses;
  NgAttentionForm *form;
  gint64 queries, keys; /* rows and columns of the scores */
} Finder;

static const NgInstruction *
at (const Finder *self, NgValue value)
{
  return ng_program_instruction (self->program, value);
}

static gboolean
take (Finder *self, NgValue value)
{
  if (self->form->n_inner == NG_ATTENTION_INNER)
    return FALSE;
  self->form->inner[self->form->n_inner++] = value;
  return TRUE;
}

static gboolean
is_number (const Finder *self, NgValue value, double *number)
{
  NgView view;

  ng_view_of (self->program, value, NULL, &view);
  *number = at (self, view.source)->primitive == NG_PRIMITIVE_FILL
                ? at (self, view.source)->attributes->number
                : 0;
  return at (self, view.source)->primitive == NG_PRIMITIVE_FILL;
}

/* Whether @value is a float matrix for each of some examples that a kernel can find in memory. */
static gboolean
is_stack (const Finder *self, NgValue value)
{
  const NgShape *shape = &at (self, value)->shape;
  double number;

  return shape->element == NG_ELEMENT_F32 && shape->rank >= 2 && ng_shape_count (shape) > 0 &&
         !is_number (self, value, &number);
}

static gboolean
are_scores (const Finder *self, NgValue value)
{
  const NgShape *shape = &at (self, value)->shape;

  return shape->rank >= 2 && shape->dims[shape->rank - 2] == self->queries &&
         shape->dims[shape->rank - 1] == self->keys;
}

/* The one step that @value does to @from, its operand. */
static gboolean
read_step (const Finder *self, NgValue value, NgScoreStep *step, NgValue *from)
{
  const NgInstruction *instruction = at (self, value);
  gboolean chooses = instruction->primitive == NG_PRIMITIVE_SELECT;
  const NgValue *operands = instruction->operands + chooses;
  double left, right;

  *step = (NgScoreStep){ .kind = NG_SCORE_TANH, .other = NG_NO_VALUE };
  if (instruction->n_operands == 0)
    return FALSE;
  *from = operands[0];
  if (instruction->primitive == NG_PRIMITIVE_TANH)
    return TRUE;
  if (instruction->n_operands != (chooses ? 3 : 2))
    return FALSE;
  gboolean is_right = is_number (self, operands[1], &right);
  gboolean is_left = !is_right && is_number (self, operands[0], &left);
  step->number = is_right ? right : is_left ? left : 0;
  *from = operands[!is_right];
  switch (instruction->primitive) {
  case NG_PRIMITIVE_MULTIPLY:
    step->kind = NG_SCORE_SCALE;
    return is_left || is_right;
  case NG_PRIMITIVE_DIVIDE:
    step->kind = NG_SCORE_SCALE;
    step->number = 1 / step->number;
    return is_right;
  case NG_PRIMITIVE_SUBTRACT:
    step->kind = NG_SCORE_SHIFT;
    step->number = -step->number;
    return is_right;
  case NG_PRIMITIVE_ADD:
    step->kind = is_left || is_right ? NG_SCORE_SHIFT : NG_SCORE_ADD;
    return TRUE;
  case NG_PRIMITIVE_SELECT:
    step->kind = is_right ? NG_SCORE_OPEN : NG_SCORE_CLOSE;
    step->other = instruction->operands[0];
    return (is_left || is_right) && !is_number (self, step->other, &left);
  default:
    return FALSE;
  }
}

/* Follows the scores back to the first product. Of two summands the one that leads there is
 * followed, and the other one is a mask. */
static gboolean
follow_scores (Finder *self, NgValue value)
{
  NgAttentionForm *form = self->form;
  guint n_steps = form->n_steps, n_inner = form->n_inner;

  while (are_scores (self, value)) {
    const NgInstruction *instruction = at (self, value);
    NgScoreStep step;
    NgValue from;

    if (form->n_inner > n_inner && self->uses[value] != 1)
      break;
    if (instruction->primitive == NG_PRIMITIVE_MATMUL) {
      form->first = value;
      return TRUE;
    }
    if (instruction->primitive == NG_PRIMITIVE_RESHAPE) {
      if (!take (self, value))
        break;
      value = instruction->operands[0];
      continue;
    }
    if (form->n_steps == NG_ATTENTION_STEPS || !read_step (self, value, &step, &from) ||
        !take (self, value))
      break;
    form->steps[form->n_steps++] = step;
    if (step.kind == NG_SCORE_ADD) {
      for (int i = 0; i < 2; i++) {
        double number;

        form->steps[form->n_steps - 1].other = instruction->operands[1 - i];
        if (self->uses[instruction->operands[i]] == 1 &&
            !is_number (self, instruction->operands[1 - i], &number) &&
            follow_scores (self, instruction->operands[i]))
          return TRUE;
      }
      break;
    }
    value = from;
  }
  form->n_steps = n_steps;
  form->n_inner = n_inner;
  return FALSE;
}

/* A factor of an operand of the first product becomes one of the scores. */
static NgValue
take_factor (Finder *self, NgValue operand)
{
  const NgInstruction *product = at (self, operand);
  double number;

  if (product->primitive != NG_PRIMITIVE_MULTIPLY || self->uses[operand] != 1 ||
      !is_number (self, product->operands[1], &number) || !is_stack (self, product->operands[0]) ||
      !take (self, operand))
    return operand;
  self->form->scale *= number;
  return product->operands[0];
}

/* Whether a softmax goes along rows of keys. */
static gboolean
goes_along_keys (const Finder *self, const NgIdiom *softmax)
{
  for (guint i = 0; i < softmax->n_inner; i++) {
    const NgInstruction *instruction = at (self, softmax->inner[i]);

    if (instruction->primitive == NG_PRIMITIVE_SUM)
      return ng_shape_count (&instruction->shape) * self->keys ==
             ng_shape_count (&at (self, softmax->operand)->shape);
  }
  return FALSE;
}

/* The softmax behind @value, and views between, all of them inside. */
static gboolean
find_softmax (Finder *self, NgValue value, NgIdiom *softmax)
{
  for (; at (self, value)->primitive == NG_PRIMITIVE_RESHAPE && self->uses[value] == 1;
       value = at (self, value)->operands[0]) {
    if (!take (self, value))
      return FALSE;
  }
  if (self->uses[value] != 1 || !ng_idiom_find (self->program, self->uses, value, softmax) ||
      softmax->kind != NG_IDIOM_SOFTMAX || !take (self, value))
    return FALSE;
  for (guint i = 0; i < softmax->n_inner; i++) {
    if (!take (self, softmax->inner[i]))
      return FALSE;
  }
  return are_scores (self, softmax->operand) && goes_along_keys (self, softmax);
}

/* Whether nothing but the softmax reads its operand. */
static gboolean
is_read_inside (const Finder *self, const NgIdiom *softmax)
{
  guint readers = 0;

  for (guint i = 0; i < softmax->n_inner; i++) {
    const NgInstruction *reader = at (self, softmax->inner[i]);

    for (guint o = 0; o < reader->n_operands; o++)
      readers += reader->operands[o] == softmax->operand;
  }
  return readers == self->uses[softmax->operand];
}

/* Number of matrices that a value is a stack of. */
static gint64
stack_of (const Finder *self, NgValue value)
{
  const NgShape *shape = &at (self, value)->shape;

  return ng_shape_count (shape) / shape->dims[shape->rank - 1] / shape->dims[shape->rank - 2];
}

static void
reverse_steps (NgAttentionForm *form)
{
  for (guint i = 0; i < form->n_steps / 2; i++) {
    NgScoreStep step = form->steps[i];

    form->steps[i] = form->steps[form->n_steps - 1 - i];
    form->steps[form->n_steps - 1 - i] = step;
  }
}

gboolean
ng_attention_find (const NgProgram *program,
                   const guint *uses,
                   NgValue result,
                   NgAttentionForm *form)
{
  Finder self = { program, uses, form, 0, 0 };
  const NgInstruction *product = ng_program_instruction (program, result);
  const NgInstruction *first;
  const NgShape *shares;
  NgIdiom softmax;

  *form = (NgAttentionForm){ .first = NG_NO_VALUE, .product = result, .scale = 1 };
  if (product->primitive == NG_PRIMITIVE_TRANSPOSE) {
    form->product = product->operands[0];
    product = at (&self, form->product);
    if (uses[form->product] != 1 || !take (&self, form->product))
      return FALSE;
  }
  if (product->primitive != NG_PRIMITIVE_MATMUL || product->attributes->transpose_a ||
      !is_stack (&self, form->product) || !is_stack (&self, product->operands[1]))
    return FALSE;
  shares = &at (&self, product->operands[0])->shape;
  self.queries = shares->dims[shares->rank - 2];
  self.keys = shares->dims[shares->rank - 1];
  form->values = product->operands[1];
  form->turns_values = product->attributes->transpose_b;
  if (self.keys == 0 || !find_softmax (&self, product->operands[0], &softmax) ||
      !is_read_inside (&self, &softmax))
    return FALSE;
  form->is_masked = softmax.is_masked;

  /* The operand of the softmax is read twice, all else on the way once. */
  if (!follow_scores (&self, softmax.operand))
    return FALSE;
  reverse_steps (form);
  first = at (&self, form->first);
  form->queries = take_factor (&self, first->operands[0]);
  form->keys = take_factor (&self, first->operands[1]);
  form->turns_queries = first->attributes->transpose_a;
  form->turns_keys = !first->attributes->transpose_b;
  return is_stack (&self, form->queries) && is_stack (&self, form->keys) &&
         stack_of (&self, form->first) == stack_of (&self, form->product);
}

/* Whether all who read a transposition find it in memory, and none looks through it. */
static gboolean
is_end (const NgProgram *program, const guint *uses, const NgValue *readers, NgValue value)
{
  NgView view;

  if (uses[value] != 1)
    return FALSE;
  if (readers[value] == NG_NO_VALUE)
    return TRUE;
  ng_view_of (program, readers[value], uses, &view);
  return ng_program_instruction (program, readers[value])->primitive == NG_PRIMITIVE_RESHAPE &&
         view.source == value;
}

void
ng_attention_gather (const NgProgram *program,
                     const guint *uses,
                     const NgValue *readers,
                     NgValue result,
                     NgValue *anchor,
                     GArray *members)
{
  NgPrimitive primitive = ng_program_instruction (program, result)->primitive;
  NgAttentionForm form;

  if ((primitive != NG_PRIMITIVE_MATMUL && primitive != NG_PRIMITIVE_TRANSPOSE) ||
      (primitive == NG_PRIMITIVE_TRANSPOSE && !is_end (program, uses, readers, result)) ||
      !ng_attention_find (program, uses, result, &form))
    return;
  *anchor = form.first;
  g_array_append_vals (members, form.inner, form.n_inner);
  g_array_append_val (members, result);
}
