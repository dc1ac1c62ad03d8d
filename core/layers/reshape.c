/* ReshapeLayer[{d1, d2, …}]: the same elements in other dimensions, row by row. A dimension may be
 * Automatic (what is left, once), Inherited (that of the input at the same place) or All (those of
 * the input from there on, but for as many as follow it). ReshapeLayer["ReferenceShape"] takes the
 * dimensions from those of a second input, whose elements do not count. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { DIMENSIONS };
enum { INPUT, REFERENCE };

static const char *const words[] = { "ReferenceShape", NULL };

static gboolean
has_reference (const NgLayer *layer)
{
  return ng_expr_kind (ng_layer_param (layer, DIMENSIONS)->expr) == NG_EXPR_STRING &&
         !ng_layer_param (layer, DIMENSIONS)->is_list;
}

static void
reshape_ports (NgLayer *layer)
{
  if (has_reference (layer))
    ng_layer_add_port (layer, FALSE, words[0], NULL);
}

static gboolean
reshape_check (const NgLayer *layer, GError **error)
{
  const NgParam *dims = ng_layer_param (layer, DIMENSIONS);
  int n_automatic = 0, n_all = 0;

  for (gsize i = 0; i < dims->n_ints; i++) {
    n_automatic += dims->ints[i] == NG_AUTOMATIC;
    n_all += dims->ints[i] == NG_ALL;
  }
  if (!dims->is_automatic && n_automatic <= 1 && n_all <= 1)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (dims->expr),
                    "Automatic and All may each stand once among the dimensions.");
  return FALSE;
}

/* The dimensions of the output as far as those of the input tell; %FALSE where the input has fewer
 * levels than are inherited. */
static gboolean
find_output (const NgParam *param, const NgType *input, NgType *output)
{
  *output = ng_type_unknown ();
  output->rank = 0;
  for (gsize i = 0; i < param->n_ints; i++) {
    int after = (int) (param->n_ints - i - 1);

    if (param->ints[i] == NG_ALL) {
      for (int j = (int) i; j < input->rank - after; j++)
        if (output->rank < NG_MAX_RANK)
          output->dims[output->rank++] = input->dims[j];
      if (input->rank - after < (int) i)
        return FALSE;
    } else if (output->rank == NG_MAX_RANK) {
      return FALSE;
    } else if (param->ints[i] == NG_INHERITED) {
      if ((int) i >= input->rank)
        return FALSE;
      output->dims[output->rank++] = input->dims[i];
    } else {
      output->dims[output->rank++] =
          param->ints[i] == NG_AUTOMATIC ? ng_dim_unknown () : ng_dim_number (param->ints[i]);
    }
  }
  return TRUE;
}

/* Product of the known sizes; counts the unknown levels and notes the last of them. Varying levels
 * are kept, not multiplied: they stand on both sides. */
static gint64
multiply (const NgType *type, int *n_unknown, int *unknown, int *n_varying)
{
  gint64 product = 1;

  *n_unknown = *n_varying = 0;
  *unknown = -1;
  for (int i = 0; i < type->rank; i++) {
    if (type->dims[i].state == NG_DIM_NUMBER)
      product = ng_size_multiply (product, type->dims[i].value);
    if (type->dims[i].state == NG_DIM_UNKNOWN) {
      *unknown = i;
      ++*n_unknown;
    }
    *n_varying += type->dims[i].state == NG_DIM_VARYING;
  }
  return product;
}

/* The dimensions of @type, of whatever elements. */
static NgType
dims_of (const NgType *type)
{
  NgType dims = ng_type_unknown ();

  dims.rank = type->rank;
  for (int i = 0; i < type->rank; i++)
    dims.dims[i] = type->dims[i];
  return dims;
}

/* Output and reference have the same dimensions. */
static void
share_dims (NgRelation *relation)
{
  NgType dims = dims_of (ng_relation_input (relation, REFERENCE));

  ng_relation_refine_output (relation, 0, &dims);
  dims = dims_of (ng_relation_output (relation, 0));
  ng_relation_refine_input (relation, REFERENCE, &dims);
}

static void
reshape_infer (NgRelation *relation)
{
  const NgParam *param = ng_layer_param (ng_relation_layer (relation), DIMENSIONS);
  NgType input = *ng_relation_input (relation, 0);
  NgType output;
  gboolean depends = FALSE;
  gint64 have, need;
  int n_have, n_need, unknown_input, unknown_output, v_input, v_output;

  ng_relation_share_elements (relation, 0);
  for (gsize i = 0; i < param->n_ints; i++)
    depends = depends || param->ints[i] == NG_INHERITED || param->ints[i] == NG_ALL;
  if (input.rank < 0 && depends)
    return;
  if (has_reference (ng_relation_layer (relation))) {
    share_dims (relation);
  } else {
    if (!find_output (param, &input, &output))
      return;
    ng_relation_refine_output (relation, 0, &output);
  }
  output = *ng_relation_output (relation, 0);
  if (input.rank < 0 || output.rank < 0)
    return;
  have = multiply (&input, &n_have, &unknown_input, &v_input);
  need = multiply (&output, &n_need, &unknown_output, &v_output);
  if (v_input != v_output)
    return;
  if (n_have == 0 && n_need == 1 && have % need == 0) {
    output.dims[unknown_output] = ng_dim_number (have / need);
    ng_relation_refine_output (relation, 0, &output);
  } else if (n_have == 1 && n_need == 0 && need % have == 0) {
    input.dims[unknown_input] = ng_dim_number (need / have);
    ng_relation_refine_input (relation, 0, &input);
  }
}

static void
reshape_verify (NgRelation *relation)
{
  const NgParam *param = ng_layer_param (ng_relation_layer (relation), DIMENSIONS);
  const NgType *input = ng_relation_input (relation, 0);
  NgType output;
  gint64 have, need;
  int n_have, n_need, last, v_input, v_output;

  if (input->rank < 0)
    return;
  if (has_reference (ng_relation_layer (relation))) {
    output = *ng_relation_input (relation, REFERENCE);
  } else if (!find_output (param, input, &output)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d level%s, and more are inherited.",
                      input->rank,
                      input->rank == 1 ? "" : "s");
    return;
  }
  have = multiply (input, &n_have, &last, &v_input);
  need = multiply (&output, &n_need, &last, &v_output);
  if (v_input > v_output) {
    ng_relation_fail (relation,
                      "NetGraph::varying",
                      "A level of the input varies, and the new dimensions do not inherit it.");
    return;
  }
  if (n_have > 0 || v_input != v_output || output.rank < 0 ||
      (n_need == 0 ? have == need : have % need == 0))
    return;
  g_autofree char *from = ng_relation_describe (relation, input);
  g_autofree char *to = has_reference (ng_relation_layer (relation))
                            ? ng_relation_describe (relation, &output)
                            : ng_print_short (param->expr, NG_MAX_SHOWN_NAME);

  ng_relation_fail (relation,
                    "NetGraph::reshape",
                    "%" G_GINT64_FORMAT " elements, %s, cannot be arranged as %s.",
                    have,
                    from,
                    to);
}

/* The dimensions of one example of @value, as a type. */
static NgType
type_of (NgProgramBuilder *b, NgValue value)
{
  const NgShape *shape = ng_build_shape (b, value);

  return ng_type_real (shape->dims + 1, shape->rank - 1);
}

/* x: (batch, *s), reference: (batch, *d) -> (batch, *d) */
static void
reshape_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, INPUT);
  gint64 dims[NG_MAX_RANK + 1], have = 1, need = 1, result;
  NgType input, output;

  if (ng_program_builder_has_failed (b))
    return;
  input = type_of (b, x);
  if (has_reference (ng_lowering_layer (to)))
    output = type_of (b, ng_lowering_input (to, REFERENCE));
  else
    find_output (ng_lowering_param (to, DIMENSIONS), &input, &output);
  for (int i = 0; i < input.rank; i++)
    have *= input.dims[i].value;
  for (int i = 0; i < output.rank; i++)
    need *= output.dims[i].state == NG_DIM_NUMBER ? output.dims[i].value : 1;
  dims[0] = ng_build_shape (b, x)->dims[0];
  result = dims[0];
  for (int i = 0; i < output.rank; i++) {
    dims[i + 1] = output.dims[i].state == NG_DIM_NUMBER ? output.dims[i].value : have / need;
    result *= dims[i + 1];
  }
  if (result == dims[0] * have) {
    ng_lowering_output (to, 0, ng_build_reshape (b, x, dims, output.rank + 1));
    return;
  }
  g_autofree char *from = ng_type_notation (&input);
  g_autofree char *wanted = ng_type_notation (&output);

  ng_lowering_fail (to,
                    "NetGraph::reshape",
                    "%" G_GINT64_FORMAT " elements, %s, cannot be arranged as %s.",
                    have,
                    from,
                    wanted);
}

static char *
reshape_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, DIMENSIONS));
}

const NgLayerClass ng_layer_reshape = {
  .name = "ReshapeLayer",
  .summary = "Arranges the same elements in other dimensions",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M1.5 6h5v8h-5z M9.5 9h5v5h-5z M4 3.5h6c2 0 2 1 2 3 M10.5 5l1.5 2l1.5-2",
  .law = "the number of elements stays",
  .params = { { "Dimensions",
                NG_PARAM_DIMS,
                .position = 1,
                .flags = NG_PARAM_REQUIRED | NG_PARAM_ALLOWS_AUTOMATIC | NG_PARAM_ALLOWS_INHERITED |
                         NG_PARAM_ALLOWS_ALL,
                .choices = words,
                .help = "The new dimensions: integers, Automatic, Inherited or All; or "
                        "\"ReferenceShape\": those of a second input." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .ports = reshape_ports,
  .check = reshape_check,
  .infer = reshape_infer,
  .verify = reshape_verify,
  .lower = reshape_lower,
  .label = reshape_label,
  .examples = { "ReshapeLayer[{3, 4}, \"Input\" -> {2, 6}]",
                "ReshapeLayer[{2, Automatic}, \"Input\" -> {2, 2, 3}]",
                "ReshapeLayer[{Inherited, 4}, \"Input\" -> {\"Varying\", 2, 2}]",
                "ReshapeLayer[{Automatic, All}, \"Input\" -> {2, 3, 2}]",
                "ReshapeLayer[{}, \"Input\" -> 1]",
                "ReshapeLayer[\"ReferenceShape\", \"Input\" -> {2, 6}, \"ReferenceShape\" -> {3, "
                "4}]" },
};
