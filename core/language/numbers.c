/* f[3], f[{1, 2}]: the functions that layers hold, of numbers and lists of them. What arithmetic of
 * notation does not know is compiled as in a layer, in double precision. */

#include "core/expr/arithmetic.h"
#include "core/expr/items.h"
#include "core/graph/function.h"
#include "core/graph/literal.h"
#include "core/language/session.h"
#include <math.h>
#include <string.h>

/* What functions give that give no real numbers. */
typedef enum {
  REALS,
  INTEGERS_OF_INTEGERS,
  INTEGERS,
  TRUTHS,
} Values;

static const struct {
  const char *name;
  Values values;
} kinds[] = {
  { "Ceiling", INTEGERS_OF_INTEGERS },
  { "Chop", INTEGERS_OF_INTEGERS },
  { "Clip", INTEGERS_OF_INTEGERS },
  { "Floor", INTEGERS_OF_INTEGERS },
  { "FractionalPart", INTEGERS_OF_INTEGERS },
  { "Mod", INTEGERS_OF_INTEGERS },
  { "Ramp", INTEGERS_OF_INTEGERS },
  { "Round", INTEGERS_OF_INTEGERS },
  { "Threshold", INTEGERS_OF_INTEGERS },
  { "IntegerPart", INTEGERS },
  { "KroneckerDelta", INTEGERS },
  { "Sign", INTEGERS },
  { "UnitStep", INTEGERS },
  { "Unitize", INTEGERS },
  { "Greater", TRUTHS },
  { "GreaterEqual", TRUTHS },
  { "Less", TRUTHS },
  { "LessEqual", TRUTHS },
  { "Negative", TRUTHS },
  { "NonNegative", TRUTHS },
  { "NonPositive", TRUTHS },
  { "Positive", TRUTHS },
  { "PossibleZeroQ", TRUTHS },
};

/* Functions of truth values, which evaluation itself knows or not. */
static const char *const logic[] = { "And", "If", "Not", "Or", "Which", NULL };

static Values
find_values (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      return kinds[i].values;
  return REALS;
}

typedef struct {
  const NgExpr *call;
  GPtrArray *arguments; /* NgTensor: what the slots stand for */
  GPtrArray *parts;     /* NgExpr: numbers as they are, and slots */
  gboolean is_integer;
} Numbers;

static gboolean
fail (const NgExpr *call, const char *sentence, GError **error)
{
  g_autofree char *shown = ng_print_short (call, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "Eval::type", ng_expr_place (call), "%s %s.", shown, sentence);
  return FALSE;
}

static NgExpr *
add_slot (Numbers *self, NgTensor *tensor)
{
  self->is_integer = self->is_integer && !ng_element_is_real (ng_tensor_element (tensor));
  g_ptr_array_add (self->arguments, ng_tensor_convert (tensor, NG_ELEMENT_F64));
  return ng_expr_new_call ("Slot", ng_expr_new_integer (self->arguments->len, NULL), NULL);
}

/* Numbers and the limits of Clip and Threshold stay; a list, or else the first number, becomes an
 * argument. */
static gboolean
add_part (Numbers *self, gsize index, gboolean has_list)
{
  NgExpr *part = ng_expr_arg (self->call, index);
  gboolean is_limit = index > 0 && (ng_expr_is_call (self->call, "Clip") ||
                                    ng_expr_is_call (self->call, "Threshold"));
  g_autoptr (NgExpr) number = ng_arithmetic (part);
  g_autoptr (NgTensor) tensor = NULL;

  if (is_limit || (number != NULL && (has_list || index > 0))) {
    self->is_integer =
        self->is_integer && (number == NULL || ng_expr_kind (number) == NG_EXPR_INTEGER);
    g_ptr_array_add (self->parts, ng_expr_ref (number != NULL ? number : part));
    return TRUE;
  }
  tensor = ng_tensor_read (number != NULL ? number : part, NULL);
  if (tensor == NULL || ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return FALSE;
  g_ptr_array_add (self->parts, add_slot (self, tensor));
  return TRUE;
}

static gboolean
is_alike (const Numbers *self)
{
  const NgTensor *first = self->arguments->pdata[0];

  for (guint i = 1; i < self->arguments->len; i++) {
    const NgTensor *next = self->arguments->pdata[i];

    if (ng_tensor_rank (next) != ng_tensor_rank (first) ||
        memcmp (ng_tensor_dims (next),
                ng_tensor_dims (first),
                ng_tensor_rank (first) * sizeof (gint64)) != 0)
      return FALSE;
  }
  return TRUE;
}

/* The function's values. */
static NgTensor *
compute (Numbers *self, NgExpr *function, GError **error)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  guint n = self->arguments->len;
  g_autofree NgValue *values = g_new (NgValue, n);
  g_autoptr (NgProgram) program = NULL;
  NgTensor *result = NULL;

  for (guint i = 0; i < n; i++) {
    const NgTensor *argument = self->arguments->pdata[i];
    NgShape shape = { .element = NG_ELEMENT_F64, .rank = (int) ng_tensor_rank (argument) };

    for (int d = 0; d < shape.rank; d++)
      shape.dims[d] = ng_tensor_dims (argument)[d];
    values[i] = ng_build_input (builder, NULL, &shape);
  }
  ng_program_builder_output (builder, ng_function_build (builder, function, values, n));
  program = ng_program_builder_end (g_steal_pointer (&builder), error);
  if (program == NULL ||
      !ng_reference_run (program, (NgTensor *const *) self->arguments->pdata, 0, &result, error))
    return NULL;
  return result;
}

static gboolean
check_finite (const NgExpr *call, const NgTensor *values, gboolean *is_whole, GError **error)
{
  for (gint64 i = 0; i < ng_tensor_count (values); i++) {
    double value = ng_tensor_get_real (values, i);

    if (!isfinite (value)) {
      g_autofree char *shown = ng_print_short (call, NG_MAX_SHOWN_NAME);

      ng_error_set_new (
          error, "Eval::symbol", ng_expr_place (call), "%s has no finite real value.", shown);
      return FALSE;
    }
    *is_whole = *is_whole && value == trunc (value) && fabs (value) < 0x1p53;
  }
  return TRUE;
}

/* 1 and 0 as True and False, in lists as deep as they are. */
static NgExpr *
write_truth (NgExpr *value)
{
  g_autoptr (GPtrArray) items = NULL;

  if (!ng_expr_is_call (value, "List"))
    return ng_expr_new_symbol (ng_expr_number (value) != 0 ? "True" : "False", NULL);
  items = g_ptr_array_new ();
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    g_ptr_array_add (items, write_truth (ng_expr_arg (value, i)));
  return ng_list_write ("List", items);
}

static NgExpr *
write_values (const Numbers *self, NgTensor *values, gboolean is_whole)
{
  Values kind = find_values (ng_expr_text (ng_expr_head (self->call)));
  gboolean is_integer =
      is_whole && (kind == INTEGERS || (kind == INTEGERS_OF_INTEGERS && self->is_integer));
  g_autoptr (NgTensor) written =
      is_integer ? ng_tensor_convert (values, NG_ELEMENT_I64) : ng_tensor_ref (values);
  g_autoptr (NgExpr) value = ng_tensor_write (written);

  return kind == TRUTHS ? write_truth (value) : g_steal_pointer (&value);
}

static gboolean
has_list (const NgExpr *call)
{
  gboolean only_first = ng_expr_is_call (call, "Clip") || ng_expr_is_call (call, "Threshold");

  for (gsize i = 0; i < (only_first ? 1 : ng_expr_n_args (call)); i++) {
    g_autoptr (NgExpr) number = ng_arithmetic (ng_expr_arg (call, i));

    if (number == NULL)
      return TRUE;
  }
  return FALSE;
}

/* Reads the arguments, and what the function is of those that are lists. */
static NgExpr *
read_function (Numbers *self)
{
  gboolean lists = has_list (self->call);
  NgExpr *body;

  for (gsize i = 0; i < ng_expr_n_args (self->call); i++)
    if (!add_part (self, i, lists))
      return NULL;
  if (self->arguments->len == 0)
    return NULL;
  body = ng_expr_new_normal (ng_expr_ref (ng_expr_head (self->call)),
                             (NgExpr **) self->parts->pdata,
                             self->parts->len,
                             NULL);
  g_ptr_array_set_free_func (self->parts, NULL);
  g_ptr_array_set_size (self->parts, 0);
  return ng_expr_new_call ("Function", body, NULL);
}

NgExpr *
ng_numbers_apply (NgExpr *call, GError **error)
{
  const NgExpr *head = ng_expr_head (call);
  gboolean is_name = ng_expr_kind (head) == NG_EXPR_SYMBOL || ng_expr_kind (head) == NG_EXPR_STRING;
  const char *name = is_name ? ng_expr_text (head) : NULL;
  Numbers self = { .call = call, .is_integer = TRUE };
  g_autoptr (NgExpr) function = NULL;
  g_autoptr (NgTensor) values = NULL;
  NgExpr *result = NULL;
  gboolean is_whole = TRUE;

  if (name == NULL || !ng_function_takes (name, ng_expr_n_args (call)) ||
      g_strv_contains (logic, name) || ng_arithmetic_is_undefined (call))
    return NULL;
  self.arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  function = read_function (&self);
  if (function != NULL && ng_function_check (function, self.arguments->len, NULL)) {
    if (!is_alike (&self))
      fail (call, "has lists of different lengths", error);
    else
      values = compute (&self, function, error);
  }
  if (values != NULL && check_finite (call, values, &is_whole, error) &&
      ng_tensor_is_writable (values, 1, error))
    result = write_values (&self, values, is_whole);
  g_ptr_array_unref (self.arguments);
  g_ptr_array_unref (self.parts);
  return result;
}
