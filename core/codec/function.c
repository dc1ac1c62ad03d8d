/* "Function": what ElementwiseLayer takes, applied to each number of an array, or any other
 * function that the evaluation of expressions knows, of the item as a whole. That has no side
 * effects and knows no names from outside, so a net out of a file runs no program. */

#include "core/graph/coder.h"

#include "core/expr/words.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/function.h"
#include "core/graph/literal.h"

enum { FUNCTION, TYPE, BATCHED, PARALLELIZE };

typedef struct {
  NgType type;
  gboolean is_elementwise;
} State;

static NgExpr *
function_of (const NgCoder *coder)
{
  return ng_coder_param (coder, FUNCTION)->expr;
}

/* Whether it may be a function of whole items; what it makes of them shows when it is applied. Of a
 * composition all parts have to be functions. Recursion goes as deep as expressions are nested. */
static gboolean
is_whole_function (const NgExpr *function)
{
  gboolean is_chain =
      ng_expr_is_call (function, "Composition") || ng_expr_is_call (function, "RightComposition");

  for (gsize i = 0; is_chain && i < ng_expr_n_args (function); i++)
    if (!is_whole_function (ng_expr_arg (function, i)))
      return FALSE;
  return ng_word_is_function (function) || ng_expr_is_call (function, "Function") ||
         ng_function_is_composed (function);
}

/* Of Max[x] and Min[x] the greatest and the least of all numbers is meant. Recursion goes as deep
 * as expressions are nested. */
static gboolean
has_extreme (const NgExpr *expr)
{
  if ((ng_expr_is_call (expr, "Max") || ng_expr_is_call (expr, "Min")) &&
      ng_expr_n_args (expr) == 1)
    return TRUE;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (has_extreme (ng_expr_arg (expr, i)))
      return TRUE;
  return ng_expr_is_symbol (expr, "Max") || ng_expr_is_symbol (expr, "Min");
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgParam *type = ng_coder_param (coder, TYPE);
  GError *failure = NULL;
  State *state = g_new (State, 1);

  ng_coder_set_state (coder, state, g_free);
  state->is_elementwise = ng_function_check (function_of (coder), 1, &failure);
  if (state->is_elementwise && has_extreme (function_of (coder)))
    state->is_elementwise = FALSE;
  else if (!state->is_elementwise && !is_whole_function (function_of (coder))) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  if (!state->is_elementwise && ng_coder_param (coder, BATCHED)->integer != 0)
    return ng_coder_refuse (function_of (coder),
                            "is applied to one item at a time, so \"Batched\" has to be False",
                            "Give the function of one item.",
                            error);
  return ng_port_type_read (type->expr, NULL, NULL, &state->type, error);
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  *type = ((const State *) ng_coder_state (coder))->type;
}

/* Functions of whole items see arrays as lists. */
static NgExpr *
call_whole (const NgCoder *coder, NgExpr *item, GError **error)
{
  g_autoptr (NgTensor) tensor = ng_expr_is_call (item, "List") ? NULL : ng_tensor_read (item, NULL);
  NgExpr *argument = NULL;
  g_autoptr (NgExpr) call = NULL;

  if (tensor != NULL && !ng_tensor_is_writable (tensor, 1, error))
    return NULL;
  argument =
      tensor != NULL && ng_tensor_rank (tensor) > 0 ? ng_tensor_write (tensor) : ng_expr_ref (item);
  call = ng_expr_new_normal (ng_expr_ref (function_of (coder)), &argument, 1, ng_expr_place (item));
  return ng_expr_evaluate (call, NULL, error);
}

/* Whether what a function makes of a list is of the type tells an item from a list of items. */
static gboolean
is_tried (const NgCoder *coder, const NgExpr *item)
{
  const State *state = ng_coder_state (coder);

  return !state->is_elementwise && ng_expr_is_call (item, "List") && state->type.rank >= 0;
}

/* Arrays are what a function of numbers takes, and their depth tells an item from a list of items.
 * Any other function takes anything. */
static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  const State *state = ng_coder_state (coder);
  const NgType *type = &state->type;
  g_autoptr (NgTensor) tensor = NULL;

  if (!state->is_elementwise)
    return TRUE;
  if (ng_expr_is_number (item))
    return type->rank <= 0;
  if (ng_expr_is_call (item, "List"))
    return type->rank < 0 || ng_list_depth (item) == (gsize) type->rank;
  tensor = ng_tensor_read ((NgExpr *) item, NULL);
  return tensor != NULL && (type->rank < 0 || ng_tensor_rank (tensor) == (gsize) type->rank);
}

static NgTensor *
apply (const NgCoder *coder, const NgTensor *array, GError **error)
{
  g_autoptr (NgTensor) reals = ng_tensor_convert ((NgTensor *) array, NG_ELEMENT_F64);
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  g_autoptr (NgProgram) program = NULL;
  NgShape shape = { .element = NG_ELEMENT_F64, .rank = (int) ng_tensor_rank (array) };
  NgTensor *inputs[1] = { reals };
  NgTensor *result = NULL;
  NgValue x;

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = ng_tensor_dims (array)[i];
  x = ng_build_input (builder, "x", &shape);
  ng_program_builder_output (builder, ng_function_build (builder, function_of (coder), &x, 1));
  program = ng_program_builder_end (g_steal_pointer (&builder), error);
  if (program == NULL || !ng_reference_run (program, inputs, 0, &result, error))
    return NULL;
  return result;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  gboolean is_elementwise = state->is_elementwise;
  g_autoptr (NgExpr) value = is_elementwise ? NULL : call_whole (coder, item, error);
  g_autoptr (NgTensor) array = NULL;

  if (is_elementwise)
    array = ng_tensor_read (item, error);
  else if (value != NULL)
    array = ng_tensor_read (value, NULL);
  if (array == NULL && value != NULL) {
    g_autofree char *shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
    g_autofree char *what = g_strdup_printf ("becomes %s, which is no array of numbers", shown);

    ng_coder_refuse_item (item, error, what);
  }
  if (array != NULL && !is_elementwise)
    return state->type.kind == NG_KIND_INTEGER ? g_steal_pointer (&array)
                                               : ng_tensor_convert (array, NG_ELEMENT_F64);
  if (array == NULL)
    return NULL;
  return apply (coder, array, error);
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  g_autoptr (NgTensor) result = NULL;
  g_autoptr (NgExpr) item = NULL;

  if (!ng_tensor_is_writable (array, 1, error))
    return NULL;
  if (((const State *) ng_coder_state (coder))->is_elementwise) {
    result = apply (coder, array, error);
    return result != NULL ? ng_tensor_write (result) : NULL;
  }
  item = ng_tensor_write (array);
  return call_whole (coder, item, error);
}

const NgCoderClass ng_codec_function = {
  .name = "Function",
  .summary = "A function of an item, or of each number of an array",
  .params = { [FUNCTION] = { "Function",
                             NG_PARAM_FUNCTION,
                             .position = 1,
                             .flags = NG_PARAM_REQUIRED,
                             .help = "The function: of each number, as ElementwiseLayer takes it, "
                                     "or of "
                                     "the item as a whole" },
              [TYPE] = { "Type",
                         NG_PARAM_EXPR,
                         .position = 2,
                         .value = "Automatic",
                         .help = "The type of the array, as that of a port is written" },
              [BATCHED] = { "Batched",
                            NG_PARAM_BOOLEAN,
                            .value = "False",
                            .help = "Whether the function takes lists of items; only functions of "
                                    "numbers may, for which that changes nothing" },
              [PARALLELIZE] = { "Parallelize",
                                NG_PARAM_BOOLEAN,
                                .value = "False",
                                .help = "Whether items may be computed at the same time, which "
                                        "changes no result" } },
  .prepare = prepare,
  .type = find_type,
  .is_item = is_item,
  .is_tried = is_tried,
  .encode = encode,
  .decode = decode,
  .properties = { { "Value", 0, 0, "The function of the array" } },
  .examples = { "NetEncoder[{\"Function\", 2 # + 1 &, {2}}][{1, 2}] -> {3., 5.}",
                "NetEncoder[{\"Function\", Tanh, \"Real\"}][{0, 0}] -> {0., 0.}",
                "NetDecoder[{\"Function\", #^2 &, {\"Varying\"}}][{1, 2, 3}] -> {1., 4., 9.}",
                "NetEncoder[{\"Function\", Total, \"Real\"}][{{1, 2}, {3, 4, 5}}] -> {3., 12.}",
                "NetDecoder[{\"Function\", Exp}][{{0, 0}}] -> {{1., 1.}}",
                "NetDecoder[{\"Function\", # - Mean[#] &, {2}}][{1, 3}] -> {-1., 1.}" },
};
