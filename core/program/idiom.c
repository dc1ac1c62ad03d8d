/* Each form is followed from its result back to its operand, through views that leave elements and
 * rows where they are. What was met on the way must have no other reader. */

#include "core/program/idiom.h"

#include "core/program/fuse.h"

#include <math.h>

typedef struct {
  const NgProgram *program;
  const guint *uses;
  gint64 count; /* elements of the result */
  NgIdiom *idiom;
  gboolean is_full; /* there are more values inside than an idiom holds */
} Finder;

static const NgInstruction *
at (const Finder *self, NgValue value)
{
  return ng_program_instruction (self->program, value);
}

static gint64
count_of (const Finder *self, NgValue value)
{
  return ng_shape_count (&at (self, value)->shape);
}

static void
take (Finder *self, NgValue value)
{
  NgIdiom *idiom = self->idiom;

  for (guint i = 0; i < idiom->n_inner; i++) {
    if (idiom->inner[i] == value)
      return;
  }
  if (idiom->n_inner < NG_IDIOM_INNER)
    idiom->inner[idiom->n_inner++] = value;
  else
    self->is_full = TRUE;
}

static void
leave (Finder *self, NgValue value)
{
  NgIdiom *idiom = self->idiom;

  for (guint i = 0; i < idiom->n_inner; i++) {
    if (idiom->inner[i] == value)
      idiom->inner[i--] = idiom->inner[--idiom->n_inner];
  }
}

/* What @value shows, element for element or one for each row. */
static NgValue
source_of (const Finder *self, NgValue value)
{
  gint64 rows;
  NgView view;

  ng_view_of (self->program, value, self->uses, &view);
  if (at (self, view.source)->primitive == NG_PRIMITIVE_FILL)
    return view.source;
  return ng_view_reach (&view, &at (self, value)->shape, count_of (self, view.source), &rows) ==
                 NG_REACH_OTHER
             ? value
             : view.source;
}

/* The instruction behind @value, if it is a @primitive; it and the views in front of it are inside
 * then. */
static const NgInstruction *
enter (Finder *self, NgValue value, NgPrimitive primitive)
{
  NgValue source = source_of (self, value);

  if (at (self, source)->primitive != primitive)
    return NULL;
  for (; value != source; value = at (self, value)->operands[0])
    take (self, value);
  take (self, source);
  return at (self, source);
}

static gboolean
is_number (const Finder *self, NgValue value, double *number)
{
  const NgInstruction *source = at (self, source_of (self, value));

  if (source->primitive != NG_PRIMITIVE_FILL)
    return FALSE;
  *number = source->attributes->number;
  return TRUE;
}

/* Whether two operands show the same elements. */
static gboolean
is_same (const Finder *self, NgValue a, NgValue b)
{
  return a == b || source_of (self, a) == source_of (self, b);
}

/* @instruction, a product or a quotient, as a value times a number. */
static gboolean
split_factor (const Finder *self, const NgInstruction *instruction, NgValue *value, double *factor)
{
  for (int i = 1; i >= 0; i--) {
    if (instruction->primitive == NG_PRIMITIVE_DIVIDE && i == 0)
      return FALSE;
    if (!is_number (self, instruction->operands[i], factor))
      continue;
    *value = instruction->operands[1 - i];
    if (instruction->primitive == NG_PRIMITIVE_DIVIDE)
      *factor = 1 / *factor;
    return TRUE;
  }
  return FALSE;
}

/* A product or a quotient behind @value. */
static const NgInstruction *
enter_factor (Finder *self, NgValue value)
{
  const NgInstruction *product = enter (self, value, NG_PRIMITIVE_MULTIPLY);

  return product != NULL ? product : enter (self, value, NG_PRIMITIVE_DIVIDE);
}

/* A reduction of whole rows of the result's elements. */
static const NgInstruction *
enter_reduction (Finder *self, NgValue value, NgPrimitive primitive)
{
  NgValue source = source_of (self, value);
  const NgInstruction *reduction = enter (self, value, primitive);

  if (reduction == NULL || !ng_fuse_reduces_rows (self->program, source) ||
      count_of (self, reduction->operands[0]) != self->count)
    return NULL;
  return reduction;
}

/* @value as the sum of a row times @factor. */
static gboolean
enter_mean (Finder *self, NgValue value, double *factor, NgValue *summed)
{
  const NgInstruction *product = enter_factor (self, value);
  const NgInstruction *sum;
  NgValue rest = value;

  *factor = 1;
  if (product != NULL && !split_factor (self, product, &rest, factor))
    return FALSE;
  sum = enter_reduction (self, rest, NG_PRIMITIVE_SUM);
  if (sum == NULL)
    return FALSE;
  *summed = sum->operands[0];
  return TRUE;
}

/* @value as x^2. */
static gboolean
enter_square (Finder *self, NgValue value, NgValue *x)
{
  const NgInstruction *square = enter (self, value, NG_PRIMITIVE_MULTIPLY);
  double exponent;

  if (square != NULL) {
    *x = square->operands[0];
    return is_same (self, square->operands[0], square->operands[1]);
  }
  square = enter (self, value, NG_PRIMITIVE_POWER);
  if (square == NULL || !is_number (self, square->operands[1], &exponent) || exponent != 2)
    return FALSE;
  *x = square->operands[0];
  return TRUE;
}

/* @value as the root of what is in it, or as one divided by that. */
static gboolean
enter_root (Finder *self, NgValue value, gboolean is_inverse, NgValue *inside)
{
  const NgInstruction *root = enter (self, value, NG_PRIMITIVE_POWER);
  double number;

  if (root != NULL) {
    *inside = root->operands[0];
    return is_number (self, root->operands[1], &number) && number == (is_inverse ? -0.5 : 0.5);
  }
  if (is_inverse) {
    const NgInstruction *quotient = enter (self, value, NG_PRIMITIVE_DIVIDE);

    if (quotient == NULL || !is_number (self, quotient->operands[0], &number) || number != 1)
      return FALSE;
    return enter_root (self, quotient->operands[1], FALSE, inside);
  }
  root = enter (self, value, NG_PRIMITIVE_SQRT);
  if (root == NULL)
    return FALSE;
  *inside = root->operands[0];
  return TRUE;
}

/* The mean of the squares of @centred, with something added, in @value. */
static gboolean
enter_variance (Finder *self, NgValue value, NgValue centred)
{
  const NgInstruction *sum = enter (self, value, NG_PRIMITIVE_ADD);
  NgValue squared, x;

  if (sum != NULL) {
    gboolean is_second = is_number (self, sum->operands[1], &self->idiom->epsilon);

    if (!is_second && !is_number (self, sum->operands[0], &self->idiom->epsilon))
      return FALSE;
    value = sum->operands[!is_second];
  }
  return enter_mean (self, value, &self->idiom->spread, &squared) &&
         enter_square (self, squared, &x) && is_same (self, x, centred);
}

/* @centred as x less its mean, or as x. */
static gboolean
enter_centre (Finder *self, NgValue centred)
{
  NgIdiom *idiom = self->idiom;
  guint before = idiom->n_inner;
  const NgInstruction *difference = enter (self, centred, NG_PRIMITIVE_SUBTRACT);
  NgValue x;

  if (difference != NULL && enter_mean (self, difference->operands[1], &idiom->centre, &x) &&
      is_same (self, x, difference->operands[0])) {
    idiom->operand = difference->operands[0];
    idiom->is_centred = TRUE;
    return TRUE;
  }
  idiom->n_inner = before;
  idiom->operand = centred;
  return TRUE;
}

static gboolean
find_normalization (Finder *self, NgValue result)
{
  const NgInstruction *last = at (self, result);
  gboolean is_quotient = last->primitive == NG_PRIMITIVE_DIVIDE;
  NgValue inside;

  if (!is_quotient && last->primitive != NG_PRIMITIVE_MULTIPLY)
    return FALSE;
  for (int i = 0; i < (is_quotient ? 1 : 2); i++) {
    NgValue centred = last->operands[i];

    self->idiom->n_inner = 0;
    self->idiom->epsilon = 0;
    if (count_of (self, source_of (self, centred)) == self->count &&
        enter_root (self, last->operands[1 - i], !is_quotient, &inside) &&
        enter_variance (self, inside, centred) && enter_centre (self, centred))
      return TRUE;
  }
  return FALSE;
}

/* @value as @otherwise where @greatest is -infinity, else something that is returned. */
static NgValue
enter_unless_none (Finder *self, NgValue value, double otherwise, NgValue *greatest)
{
  const NgInstruction *choice = enter (self, value, NG_PRIMITIVE_SELECT);
  const NgInstruction *none;
  double number;

  if (choice == NULL || !is_number (self, choice->operands[1], &number) || number != otherwise)
    return NG_NO_VALUE;
  none = enter (self, choice->operands[0], NG_PRIMITIVE_EQUAL);
  if (none == NULL || !is_number (self, none->operands[1], &number) || number != -HUGE_VAL)
    return NG_NO_VALUE;
  *greatest = none->operands[0];
  return choice->operands[2];
}

static gboolean
find_softmax (Finder *self, NgValue result)
{
  const NgInstruction *last = at (self, result);
  const NgInstruction *power, *difference, *sum, *extreme;
  NgValue total, shift, tested = NG_NO_VALUE, also = NG_NO_VALUE;

  self->idiom->n_inner = 0;
  if (last->primitive != NG_PRIMITIVE_DIVIDE)
    return FALSE;
  power = enter (self, last->operands[0], NG_PRIMITIVE_EXP);
  difference = power != NULL ? enter (self, power->operands[0], NG_PRIMITIVE_SUBTRACT) : NULL;
  if (difference == NULL || count_of (self, difference->operands[0]) != self->count)
    return FALSE;
  total = enter_unless_none (self, last->operands[1], 1, &tested);
  self->idiom->is_masked = total != NG_NO_VALUE;
  sum =
      enter_reduction (self, self->idiom->is_masked ? total : last->operands[1], NG_PRIMITIVE_SUM);
  if (sum == NULL || !is_same (self, sum->operands[0], last->operands[0]))
    return FALSE;
  shift = difference->operands[1];
  if (self->idiom->is_masked) {
    shift = enter_unless_none (self, shift, 0, &also);
    if (shift == NG_NO_VALUE || !is_same (self, tested, also) || !is_same (self, shift, also))
      return FALSE;
  }
  extreme = enter_reduction (self, shift, NG_PRIMITIVE_REDUCE_MAX);
  if (extreme == NULL || !is_same (self, extreme->operands[0], difference->operands[0]))
    return FALSE;
  self->idiom->operand = difference->operands[0];
  /* The views through which the tests see the extreme are inside, too. */
  return !self->idiom->is_masked || (enter (self, also, NG_PRIMITIVE_REDUCE_MAX) != NULL &&
                                     enter (self, tested, NG_PRIMITIVE_REDUCE_MAX) != NULL);
}

/* @value as (1 + erf (x sqrt (1/2))) times a number, by which the scale is multiplied. */
static gboolean
enter_distribution (Finder *self, NgValue value, NgValue *x)
{
  const NgInstruction *sum = enter (self, value, NG_PRIMITIVE_ADD);
  const NgInstruction *product, *function;
  NgValue rest;
  double one, factor = 1, inner;

  if (sum == NULL)
    return FALSE;
  gboolean is_second = is_number (self, sum->operands[1], &one);
  if (!is_second && !is_number (self, sum->operands[0], &one))
    return FALSE;
  rest = sum->operands[!is_second];
  product = enter_factor (self, rest);
  if (product != NULL && !split_factor (self, product, &rest, &factor))
    return FALSE;
  function = enter (self, rest, NG_PRIMITIVE_ERF);
  if (function == NULL || factor != one)
    return FALSE;
  product = enter_factor (self, function->operands[0]);
  if (product == NULL || !split_factor (self, product, x, &inner))
    return FALSE;
  self->idiom->scale *= 2 * factor;
  return fabs (inner * sqrt (2) - 1) < 1e-6;
}

/* The factors of a product: numbers go into the scale, others, at most two, into @others. */
static gboolean
gather_factors (Finder *self, NgValue value, int depth, NgValue *others, guint *n)
{
  guint before = self->idiom->n_inner;
  gboolean is_open = depth == 0 || (depth < 4 && self->uses[value] == 1);
  const NgInstruction *product = is_open ? enter_factor (self, value) : NULL;
  double factor;
  NgValue rest;

  if (product != NULL && split_factor (self, product, &rest, &factor)) {
    self->idiom->scale *= factor;
    return gather_factors (self, rest, depth + 1, others, n);
  }
  if (product != NULL && product->primitive == NG_PRIMITIVE_MULTIPLY)
    return gather_factors (self, product->operands[0], depth + 1, others, n) &&
           gather_factors (self, product->operands[1], depth + 1, others, n);
  self->idiom->n_inner = before;
  if (*n == 2)
    return FALSE;
  others[(*n)++] = value;
  return TRUE;
}

static gboolean
find_gelu (Finder *self, NgValue result)
{
  NgValue factors[2], x;
  guint n;

  for (int i = 0; i < 2; i++) {
    n = 0;
    self->idiom->n_inner = 0;
    self->idiom->scale = 1;
    if (!gather_factors (self, result, 0, factors, &n) || n != 2)
      return FALSE;
    leave (self, result);
    self->idiom->operand = factors[i];
    if (enter_distribution (self, factors[1 - i], &x) && is_same (self, x, factors[i]))
      return TRUE;
  }
  return FALSE;
}

/* Whether what is inside is read there only. */
static gboolean
is_closed (const Finder *self, NgValue result)
{
  const NgIdiom *idiom = self->idiom;

  for (guint i = 0; i < idiom->n_inner; i++) {
    guint readers = 0;

    for (guint r = 0; r <= idiom->n_inner; r++) {
      const NgInstruction *reader = at (self, r < idiom->n_inner ? idiom->inner[r] : result);

      for (guint o = 0; o < reader->n_operands; o++)
        readers += reader->operands[o] == idiom->inner[i];
    }
    if (readers != self->uses[idiom->inner[i]] || idiom->inner[i] == idiom->operand)
      return FALSE;
  }
  return !self->is_full;
}

gboolean
ng_idiom_find (const NgProgram *program, const guint *uses, NgValue result, NgIdiom *idiom)
{
  static gboolean (*const finders[]) (Finder *, NgValue) = {
    [NG_IDIOM_NORMALIZATION] = find_normalization,
    [NG_IDIOM_SOFTMAX] = find_softmax,
    [NG_IDIOM_GELU] = find_gelu,
  };
  const NgInstruction *last = ng_program_instruction (program, result);
  Finder self = { program, uses, ng_shape_count (&last->shape), idiom, FALSE };

  if (last->shape.element != NG_ELEMENT_F32 ||
      (last->primitive != NG_PRIMITIVE_DIVIDE && last->primitive != NG_PRIMITIVE_MULTIPLY))
    return FALSE;
  for (int kind = NG_IDIOM_NORMALIZATION; kind <= NG_IDIOM_GELU; kind++) {
    *idiom = (NgIdiom){ .kind = kind };
    self.is_full = FALSE;
    if (finders[kind](&self, result) && is_closed (&self, result) &&
        ng_program_instruction (program, idiom->operand)->shape.element == NG_ELEMENT_F32)
      return TRUE;
  }
  return FALSE;
}
