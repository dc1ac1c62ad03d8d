/* Primitives that no operator is, written out in operators: random numbers, and functions of
 * numbers. */

#include "core/formats/onnx-model.h"
#include "core/formats/onnx-program.h"

#include <math.h>

/* ---- random numbers ---- */

static NgOnnxRef
draw (NgOnnxProgram *self, const char *op, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxEmitter *emitter = self->emitter;
  int rank = at->shape.rank;
  NgOnnxSize sizes[NG_MAX_RANK];
  gboolean is_fixed = TRUE;
  NgOnnxRef like = { 0 };

  for (int i = 0; i < rank; i++) {
    sizes[i] = ng_onnx_program_size (self, value, i);
    is_fixed = is_fixed && ng_onnx_size_is_fixed (&sizes[i]);
  }
  g_autofree char *other = g_strconcat (op, "Like", NULL);
  if (!is_fixed)
    like =
        ng_onnx_unary (emitter, "ConstantOfShape", ng_onnx_program_shape_ref (self, sizes, rank));
  ng_onnx_begin (emitter, is_fixed ? op : other);
  if (is_fixed)
    ng_onnx_integers (emitter, "shape", at->shape.dims, (gsize) rank);
  else
    ng_onnx_operand (emitter, like);
  ng_onnx_integer (emitter, "dtype", ng_onnx_code (at->shape.element));
  return ng_onnx_end (emitter, 1);
}

NgOnnxRef
ng_onnx_put_random (NgOnnxProgram *self, NgValue value)
{
  return draw (self, "RandomUniform", value);
}

/* The operand of @value that is @primitive, where nothing else uses @value; or NG_NO_VALUE. */
static NgValue
used_once (const NgOnnxProgram *self, NgValue value, NgPrimitive primitive)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  for (guint i = 0; self->n_uses[value] == 1 && i < at->n_operands; i++) {
    if (ng_onnx_program_at (self, at->operands[i])->primitive == primitive)
      return at->operands[i];
  }
  return NG_NO_VALUE;
}

/* The random number that @path leads back to, marked as part of another node where @joins. */
static NgValue
end_of_path (NgOnnxProgram *self, NgValue value, const NgPrimitive *path, gsize n, gboolean joins)
{
  for (gsize i = 0; i < n; i++) {
    NgValue next = used_once (self, value, path[i]);
    if (next == NG_NO_VALUE)
      return NG_NO_VALUE;
    if (joins)
      self->is_joined[value] = TRUE;
    value = next;
  }
  if (joins)
    self->is_joined[value] = TRUE;
  return self->n_uses[value] == 1 ? value : NG_NO_VALUE;
}

/* √(-2 log (1 - u)) cos 2πv, of Box and Muller: whether @radius and @angle are that. */
static gboolean
is_normal (NgOnnxProgram *self, NgValue radius, NgValue angle, gboolean joins)
{
  static const NgPrimitive to_u[] = { NG_PRIMITIVE_MULTIPLY, NG_PRIMITIVE_NEGATE,
                                      NG_PRIMITIVE_LOG,      NG_PRIMITIVE_ADD,
                                      NG_PRIMITIVE_NEGATE,   NG_PRIMITIVE_RANDOM };
  static const NgPrimitive to_v[] = { NG_PRIMITIVE_MULTIPLY, NG_PRIMITIVE_RANDOM };

  return ng_onnx_program_at (self, radius)->primitive == NG_PRIMITIVE_SQRT &&
         ng_onnx_program_at (self, angle)->primitive == NG_PRIMITIVE_COS &&
         end_of_path (self, radius, to_u, G_N_ELEMENTS (to_u), joins) != NG_NO_VALUE &&
         end_of_path (self, angle, to_v, G_N_ELEMENTS (to_v), joins) != NG_NO_VALUE;
}

gboolean
ng_onnx_join_normal (NgOnnxProgram *self, NgValue value, gboolean joins)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  if (at->primitive != NG_PRIMITIVE_MULTIPLY)
    return FALSE;
  for (guint i = 0; i < 2; i++) {
    if (is_normal (self, at->operands[i], at->operands[1 - i], FALSE))
      return !joins || is_normal (self, at->operands[i], at->operands[1 - i], TRUE);
  }
  return FALSE;
}

NgOnnxRef
ng_onnx_put_normal (NgOnnxProgram *self, NgValue value)
{
  return draw (self, "RandomNormal", value);
}

/* ---- arithmetic, element by element ---- */

typedef struct {
  NgOnnxEmitter *emitter;
  NgElement element;
} Numbers;

static NgOnnxRef
number (const Numbers *self, double value)
{
  return ng_onnx_scalar (self->emitter, self->element, value);
}

static NgOnnxRef
unary (const Numbers *self, const char *op, NgOnnxRef x)
{
  return ng_onnx_unary (self->emitter, op, x);
}

static NgOnnxRef
binary (const Numbers *self, const char *op, NgOnnxRef x, NgOnnxRef y)
{
  return ng_onnx_binary (self->emitter, op, x, y);
}

static NgOnnxRef
with (const Numbers *self, const char *op, NgOnnxRef x, double y)
{
  return binary (self, op, x, number (self, y));
}

static NgOnnxRef
where (const Numbers *self, NgOnnxRef condition, NgOnnxRef x, NgOnnxRef y)
{
  ng_onnx_begin (self->emitter, "Where");
  ng_onnx_operand (self->emitter, condition);
  ng_onnx_operand (self->emitter, x);
  ng_onnx_operand (self->emitter, y);
  return ng_onnx_end (self->emitter, 1);
}

static NgOnnxRef
cast (const Numbers *self, NgOnnxRef x, NgElement element)
{
  ng_onnx_begin (self->emitter, "Cast");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_integer (self->emitter, "to", ng_onnx_code (element));
  return ng_onnx_end (self->emitter, 1);
}

/* Σ cᵢ xⁱ, the last coefficient first */
static NgOnnxRef
polynomial (const Numbers *self, NgOnnxRef x, const double *coefficients, gsize n)
{
  NgOnnxRef sum = with (self, "Mul", x, coefficients[0]);

  for (gsize i = 1; i + 1 < n; i++)
    sum = binary (self, "Mul", x, with (self, "Add", sum, coefficients[i]));
  return with (self, "Add", sum, coefficients[n - 1]);
}

static Numbers
numbers_of (const NgOnnxProgram *self, NgValue value)
{
  return (Numbers){ self->emitter, ng_onnx_program_shape (self, value)->element };
}

/* ---- functions ---- */

/* atan (y/x), half a turn on where x is negative; of two zeros 0. */
NgOnnxRef
ng_onnx_put_atan2 (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  Numbers to = numbers_of (self, value);
  NgOnnxRef y = self->refs[at->operands[0]], x = self->refs[at->operands[1]];
  NgOnnxRef zero = number (&to, 0);
  NgOnnxRef turn =
      where (&to, binary (&to, "Less", y, zero), number (&to, -G_PI), number (&to, G_PI));
  NgOnnxRef angle = unary (&to, "Atan", binary (&to, "Div", y, x));
  NgOnnxRef both =
      binary (&to, "And", binary (&to, "Equal", x, zero), binary (&to, "Equal", y, zero));

  turn = where (&to, binary (&to, "Less", x, zero), turn, zero);
  return where (&to, both, zero, binary (&to, "Add", angle, turn));
}

/* Two polynomials in w = -log (1 - x²), for values near 0 and for those near 1 (Giles 2010,
 * "Approximating the erfinv function", the one for float32). */
NgOnnxRef
ng_onnx_put_erf_inverse (NgOnnxProgram *self, NgValue value)
{
  static const double near[] = { 2.81022636e-08,  3.43273939e-07, -3.5233877e-06,
                                 -4.39150654e-06, 0.00021858087,  -0.00125372503,
                                 -0.00417768164,  0.246640727,    1.50140941 };
  static const double far[] = { -0.000200214257, 0.000100950558, 0.00134934322,
                                -0.00367342844,  0.00573950773,  -0.0076224613,
                                0.00943887047,   1.00167406,     2.83297682 };
  Numbers to = numbers_of (self, value);
  NgOnnxRef x = self->refs[ng_onnx_program_at (self, value)->operands[0]];
  NgOnnxRef one = number (&to, 1);
  NgOnnxRef rest = binary (&to, "Mul", binary (&to, "Sub", one, x), binary (&to, "Add", one, x));
  NgOnnxRef w = unary (&to, "Neg", unary (&to, "Log", rest));
  NgOnnxRef a = polynomial (&to, with (&to, "Sub", w, 2.5), near, G_N_ELEMENTS (near));
  NgOnnxRef root = unary (&to, "Sqrt", binary (&to, "Max", w, number (&to, 0)));
  NgOnnxRef b = polynomial (&to, with (&to, "Sub", root, 3), far, G_N_ELEMENTS (far));
  NgOnnxRef factor = where (&to, with (&to, "Less", w, 5), a, b);
  NgOnnxRef is_end = binary (&to, "Equal", unary (&to, "Abs", x), one);

  return binary (&to, "Mul", x, where (&to, is_end, number (&to, (double) INFINITY), factor));
}

/* log Γ (x) for x of at least 1/2: Stirling's series at z = x + 8 where x is below 8, less the
 * logarithm of x (x + 1) … (x + 7). Its next term is below 1e-12 there (Abramowitz and Stegun,
 * 6.1.41 and 6.1.15). */
static NgOnnxRef
log_gamma_above (const Numbers *to, NgOnnxRef x)
{
  static const double series[] = { 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12 };
  NgOnnxRef is_small = with (to, "Less", x, 8);
  NgOnnxRef small = where (to, is_small, x, number (to, 1));
  NgOnnxRef product = small;

  for (int i = 1; i < 8; i++)
    product = binary (to, "Mul", product, with (to, "Add", small, i));
  product = where (to, is_small, product, number (to, 1));
  NgOnnxRef z = where (to, is_small, with (to, "Add", x, 8), x);
  NgOnnxRef inverse = binary (to, "Div", number (to, 1), z);
  NgOnnxRef tail =
      polynomial (to, binary (to, "Mul", inverse, inverse), series, G_N_ELEMENTS (series));
  NgOnnxRef sum = binary (to, "Mul", with (to, "Sub", z, 0.5), unary (to, "Log", z));
  sum = with (to, "Add", binary (to, "Sub", sum, z), 0.5 * log (2 * G_PI));
  sum = binary (to, "Add", sum, binary (to, "Mul", tail, inverse));
  return binary (to, "Sub", sum, unary (to, "Log", product));
}

/* Below 1/2 by reflection: log (π/|sin πx|) - log Γ (1 - x). In double, since it goes through 0 at
 * 1 and at 2. */
NgOnnxRef
ng_onnx_put_log_gamma (NgOnnxProgram *self, NgValue value)
{
  Numbers given = numbers_of (self, value), to = { self->emitter, NG_ELEMENT_F64 };
  NgOnnxRef x = self->refs[ng_onnx_program_at (self, value)->operands[0]];

  if (given.element != NG_ELEMENT_F64)
    x = cast (&to, x, NG_ELEMENT_F64);
  NgOnnxRef is_below = with (&to, "Less", x, 0.5);
  NgOnnxRef mirrored = where (&to, is_below, binary (&to, "Sub", number (&to, 1), x), x);
  NgOnnxRef above = log_gamma_above (&to, mirrored);
  NgOnnxRef phase = with (&to, "Mul", binary (&to, "Sub", x, unary (&to, "Floor", x)), G_PI);
  NgOnnxRef sine = unary (&to, "Abs", unary (&to, "Sin", phase));
  NgOnnxRef below = binary (&to, "Sub", number (&to, log (G_PI)), unary (&to, "Log", sine));
  NgOnnxRef result = where (&to, is_below, binary (&to, "Sub", below, above), above);

  return given.element != NG_ELEMENT_F64 ? cast (&to, result, given.element) : result;
}
