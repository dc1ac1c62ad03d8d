/* "Function": a function of numbers, applied to each number of an array: what ElementwiseLayer
 * takes. Nothing else can be a function here, so a net out of a file runs no program. */

#include "core/graph/coder.h"

#include "core/graph/function.h"
#include "core/graph/literal.h"

enum { FUNCTION, TYPE, BATCHED, PARALLELIZE };

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgParam *type = ng_coder_param (coder, TYPE);
  NgType *read;

  if (!ng_function_check (ng_coder_param (coder, FUNCTION)->expr, 1, error))
    return FALSE;
  read = g_new (NgType, 1);
  ng_coder_set_state (coder, read, g_free);
  return ng_port_type_read (type->expr, NULL, NULL, read, error);
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  *type = *(const NgType *) ng_coder_state (coder);
}

/* Arrays are what it takes, so their depth alone tells an item from a list of items. */
static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  const NgType *type = ng_coder_state (coder);
  g_autoptr (NgTensor) tensor = NULL;

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
  ng_program_builder_output (
      builder, ng_function_build (builder, ng_coder_param (coder, FUNCTION)->expr, &x, 1));
  program = ng_program_builder_end (g_steal_pointer (&builder), error);
  if (program == NULL || !ng_reference_run (program, inputs, 0, &result, error))
    return NULL;
  return result;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  g_autoptr (NgTensor) array = ng_tensor_read (item, error);

  return array != NULL ? apply (coder, array, error) : NULL;
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  g_autoptr (NgTensor) result = apply (coder, array, error);

  return result != NULL ? ng_tensor_write (result) : NULL;
}

const NgCoderClass ng_codec_function = {
  .name = "Function",
  .summary = "A function of each number of an array",
  .params = { [FUNCTION] = { "Function",
                             NG_PARAM_FUNCTION,
                             .position = 1,
                             .flags = NG_PARAM_REQUIRED,
                             .help = "The function, as ElementwiseLayer takes it" },
              [TYPE] = { "Type",
                         NG_PARAM_EXPR,
                         .position = 2,
                         .value = "Automatic",
                         .help = "The type of the array, as that of a port is written" },
              [BATCHED] = { "Batched",
                            NG_PARAM_BOOLEAN,
                            .value = "False",
                            .help = "Whether the function is meant for lists of items, which "
                                    "changes nothing for functions of numbers" },
              [PARALLELIZE] = { "Parallelize",
                                NG_PARAM_BOOLEAN,
                                .value = "False",
                                .help = "Whether items may be computed at the same time, which "
                                        "changes no result" } },
  .prepare = prepare,
  .type = find_type,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { { "Value", 0, 0, "The function of the array" } },
  .examples = { "NetEncoder[{\"Function\", 2 # + 1 &, {2}}][{1, 2}] -> {3., 5.}",
                "NetEncoder[{\"Function\", Tanh, \"Real\"}][{0, 0}] -> {0., 0.}",
                "NetDecoder[{\"Function\", #^2 &, {\"Varying\"}}][{1, 2, 3}] -> {1., 4., 9.}",
                "NetDecoder[{\"Function\", Exp}][{{0, 0}}] -> {{1., 1.}}" },
};
