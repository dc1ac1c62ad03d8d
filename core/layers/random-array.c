/* RandomArrayLayer[dist]: random numbers, drawn anew for each example and at each evaluation.
 * RandomArrayLayer[dist[#a, #b] &] draws them by parameters that come in, element by element; the
 * slots are its inputs. */

#include "core/graph/distribution.h"
#include "core/graph/function.h"
#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include <math.h>
#include <string.h>

enum { DISTRIBUTION };

/* The distribution, without what makes a function of it. */
static NgExpr *
find_body (NgExpr *expr)
{
  if (!ng_expr_is_call (expr, "Function") || ng_expr_n_args (expr) == 0)
    return expr;
  return ng_expr_arg (expr, MIN (ng_expr_n_args (expr), 2) - 1);
}

/* One parameter as a function of the same arguments; (transfer full). */
static NgExpr *
make_function (NgExpr *expr, NgExpr *parameter)
{
  if (ng_expr_is_call (expr, "Function") && ng_expr_n_args (expr) >= 2)
    return ng_expr_new_call (
        "Function", ng_expr_ref (ng_expr_arg (expr, 0)), ng_expr_ref (parameter), NULL);
  return ng_expr_new_call ("Function", ng_expr_ref (parameter), NULL);
}

static gboolean
random_array_check (const NgLayer *layer, GError **error)
{
  NgExpr *expr = ng_layer_param (layer, DISTRIBUTION)->expr;
  NgExpr *parameters[NG_MAX_DISTRIBUTION_PARAMETERS];

  if (ng_distribution_read (find_body (expr), parameters, error) == NULL)
    return FALSE;
  for (int i = 0; i < NG_MAX_DISTRIBUTION_PARAMETERS; i++) {
    g_autoptr (NgExpr) function =
        parameters[i] != NULL ? make_function (expr, parameters[i]) : NULL;

    if (function != NULL && !ng_function_check (function, ng_layer_n_inputs (layer), error))
      return FALSE;
  }
  return TRUE;
}

static void
random_array_ports (NgLayer *layer)
{
  g_auto (GStrv) slots = ng_function_slots (ng_layer_param (layer, DISTRIBUTION)->expr);

  for (gsize i = 0; slots != NULL && slots[i] != NULL; i++)
    ng_layer_add_port (layer, FALSE, slots[i], NULL);
}

static void
random_array_infer (NgRelation *relation)
{
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_REAL;
  ng_relation_refine_output (relation, 0, &type);
  for (gsize i = 0; i < ng_layer_n_inputs (ng_relation_layer (relation)); i++)
    ng_relation_share_levels (relation, i);
}

/* The input that slot @name stands for. */
static gsize
find_slot (const NgLayer *layer, const char *name)
{
  gsize i = 0;

  while (i + 1 < ng_layer_n_inputs (layer) && !g_str_equal (ng_layer_input_name (layer, i), name))
    i++;
  return i;
}

/* @inputs: float64 (n), and after them one more of that shape. */
static NgParameter
build_parameter (NgLowering *to, NgExpr *parameter, double number, const NgValue *inputs)
{
  const NgLayer *layer = ng_lowering_layer (to);
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue like = inputs[ng_layer_n_inputs (layer)];
  g_autoptr (NgExpr) function = NULL;
  g_auto (GStrv) slots = NULL;
  g_autofree NgValue *arguments = NULL;

  if (parameter != NULL && ng_expr_is_number (parameter))
    number = ng_expr_number (parameter);
  if (parameter == NULL || ng_expr_is_number (parameter))
    return (NgParameter){ ng_build_fill_like (b, like, number), number };
  function = make_function (ng_layer_param (layer, DISTRIBUTION)->expr, parameter);
  slots = ng_function_slots (function);
  arguments = g_new (NgValue, g_strv_length (slots) + 1);
  arguments[0] = like;
  for (gsize i = 0; slots[i] != NULL; i++)
    arguments[i] = inputs[find_slot (layer, slots[i])];
  return (NgParameter){ ng_function_build (b, function, arguments, MAX (g_strv_length (slots), 1)),
                        NAN };
}

/* All numbers are drawn as one long vector in double. */
static void
random_array_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const NgType *type = ng_lowering_output_type (to, 0);
  gsize n = ng_lowering_n_inputs (to);
  NgShape shape = { .element = NG_ELEMENT_F64, .rank = 1 };
  gint64 dims[NG_MAX_RANK + 1] = { ng_lowering_batch (to) };
  g_autofree NgValue *inputs = g_new (NgValue, n + 1);
  NgExpr *exprs[NG_MAX_DISTRIBUTION_PARAMETERS];
  NgParameter parameters[NG_MAX_DISTRIBUTION_PARAMETERS];
  const NgDistributionClass *distribution =
      ng_distribution_read (find_body (ng_lowering_param (to, DISTRIBUTION)->expr), exprs, NULL);
  NgValue drawn;

  if (ng_program_builder_has_failed (b) || distribution == NULL)
    return;
  shape.dims[0] = dims[0];
  for (int i = 0; i < type->rank; i++) {
    dims[i + 1] = type->dims[i].value;
    shape.dims[0] = ng_size_multiply (shape.dims[0], dims[i + 1]);
  }
  for (gsize i = 0; i < n; i++) {
    inputs[i] = ng_build_convert (b, ng_lowering_input (to, i), NG_ELEMENT_F64);
    inputs[i] = ng_build_reshape (b, inputs[i], shape.dims, 1);
  }
  inputs[n] = ng_build_fill (b, &shape, 0);
  for (gsize i = 0; i < strlen (distribution->domains); i++)
    parameters[i] = build_parameter (to, exprs[i], distribution->defaults[i], inputs);
  if (ng_program_builder_has_failed (b))
    return;
  drawn = ng_build_reshape (b, distribution->draw (b, parameters), dims, type->rank + 1);
  ng_lowering_output (to, 0, ng_build_convert (b, drawn, ng_lowering_element (to)));
}

static char *
random_array_label (const NgLayer *layer)
{
  NgExpr *body = find_body (ng_layer_param (layer, DISTRIBUTION)->expr);
  char *name = g_strdup (ng_expr_text (ng_expr_head (body)));

  if (g_str_has_suffix (name, "Distribution"))
    name[strlen (name) - strlen ("Distribution")] = '\0';
  return name;
}

static char *
random_array_term (const NgLayer *layer, const NgType *input)
{
  g_autofree char *name = random_array_label (layer);

  return g_strconcat ("∼ ", name, NULL);
}

const NgLayerClass ng_layer_random_array = {
  .name = "RandomArrayLayer",
  .summary = "Draws random numbers",
  .category = NG_CATEGORY_TRAINING,
  .glyph = "M2.5 2.5h11v11h-11z M5 5h1.5v1.5h-1.5z M9.5 5h1.5v1.5h-1.5z M7.2 7.2h1.5v1.5h-1.5z M5 "
           "9.5h1.5v1.5h-1.5z M9.5 9.5h1.5v1.5h-1.5z",
  .law = "all parameters and the output have the same dimensions",
  .params = { { "Distribution",
                NG_PARAM_EXPR,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "NormalDistribution[0, 1], UniformDistribution[{a, b}] and so on, or a "
                        "function whose arguments are parameters: NormalDistribution[#mean, 1] "
                        "&." } },
  .outputs = { { "Output", NULL } },
  .flags = NG_LAYER_RANDOM | NG_LAYER_ALWAYS_RANDOM,
  .check = random_array_check,
  .ports = random_array_ports,
  .infer = random_array_infer,
  .lower = random_array_lower,
  .label = random_array_label,
  .term_of = random_array_term,
  .examples = { "RandomArrayLayer[NormalDistribution[], \"Output\" -> {2, 3}]",
                "RandomArrayLayer[NormalDistribution[#mean, Exp[#spread]] &, \"mean\" -> 3]",
                "RandomArrayLayer[UniformDistribution[{#1, #2^2 + 1}] &, \"1\" -> {\"Varying\", "
                "2}]",
                "RandomArrayLayer[Function[{a, b}, WeibullDistribution[1 + a^2, b]], \"1\" -> 2]",
                "RandomArrayLayer[GammaDistribution[0.5, #scale] &, \"scale\" -> 3]",
                "RandomArrayLayer[BinomialDistribution[100, 0.25], \"Output\" -> {\"Varying\"}]",
                "RandomArrayLayer[PoissonDistribution[20], \"Output\" -> \"Real\"]" },
};
