/* ElementwiseLayer[f]: applies a function of one number to each element. */

#include "core/graph/function.h"
#include "core/graph/lowering.h"
#include "core/graph/steps.h"

enum { FUNCTION };

static gboolean
elementwise_check (const NgLayer *layer, GError **error)
{
  return ng_function_check (ng_layer_param (layer, FUNCTION)->expr, 1, error);
}

static gboolean
elementwise_keeps_integers (const NgLayer *layer)
{
  return ng_function_keeps_integers (ng_layer_param (layer, FUNCTION)->expr);
}

static void
elementwise_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue y = ng_function_build (b, ng_lowering_param (to, FUNCTION)->expr, &x, 1);

  /* Where it was said, the results are integers, which others count with. */
  if (ng_lowering_output_type (to, 0)->kind == NG_KIND_INTEGER && y != NG_NO_VALUE &&
      ng_element_is_real (ng_build_shape (b, y)->element))
    y = ng_build_convert (b, ng_build_unary (b, NG_PRIMITIVE_ROUND, y), NG_ELEMENT_I64);
  ng_lowering_output (to, 0, y);
}

static char *
elementwise_label (const NgLayer *layer)
{
  return ng_function_label (ng_layer_param (layer, FUNCTION)->expr);
}

static char *
elementwise_term (const NgLayer *layer, const NgType *input)
{
  return ng_function_formula (ng_layer_param (layer, FUNCTION)->expr);
}

const NgLayerClass ng_layer_elementwise = {
  .name = "ElementwiseLayer",
  .summary = "Applies a function to each element",
  .category = NG_CATEGORY_ELEMENTWISE,
  .glyph = "M2 13h6l6-10 M2 8h12 M8 2v12",
  .law = "y = f (x)",
  .params = { { "Function",
                NG_PARAM_FUNCTION,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help =
                    "A function of one number: a name, or a pure function such as #^2 + 1 &." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .flags = NG_LAYER_ELIDE,
  .check = elementwise_check,
  .steps = ng_steps_all,
  .keeps_integers = elementwise_keeps_integers,
  .lower = elementwise_lower,
  .label = elementwise_label,
  .term_of = elementwise_term,
  .examples = { "ElementwiseLayer[Ramp, \"Input\" -> 3]",
                "ElementwiseLayer[Tanh[2 #] + #^2/3 &, \"Input\" -> {2, 2}]",
                "ElementwiseLayer[\"SELU\", \"Input\" -> 4]",
                "ElementwiseLayer[If[# > 0, Sin[#], Exp[#] - 1] &, \"Input\" -> \"Real\"]",
                "ElementwiseLayer[LogisticSigmoid, \"Input\" -> {\"Varying\", 2}]",
                "ElementwiseLayer[\"GELU\", \"Input\" -> 4]",
                "ElementwiseLayer[\"Mish\", \"Input\" -> 4]",
                "ElementwiseLayer[Composition[Erf, Sqrt, #^2 + 1 &], \"Input\" -> 3]" },
};
