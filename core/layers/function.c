/* FunctionLayer[f]: what a function does, as a net: the function is followed through once and each
 * step becomes layers (core/notation/trace.c). The layer has the ports of that net. */

#include "core/graph/inner.h"
#include "core/graph/net.h"

enum { FUNCTION };

static gboolean
function_check (const NgLayer *layer, GError **error)
{
  if (ng_layer_body (layer) != NULL)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_layer_place (layer),
                    "FunctionLayer needs a function as its argument.");
  return FALSE;
}

static char *
function_label (const NgLayer *layer)
{
  return ng_print_short (ng_layer_param (layer, FUNCTION)->expr, 16);
}

const NgLayerClass ng_layer_function = {
  .name = "FunctionLayer",
  .summary = "What a function does, made of other layers",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M10.5 2.5c-3 -1 -3.5 1.5 -4 5.5s-1 6.5 -4 5.5 M4 7h6 M10.5 9l3.5 4.5 M14 9l-3.5 4.5",
  .law = "y = f (x)",
  .params = { { "Function",
                NG_PARAM_EXPR,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "A function of numbers, arrays and layers: slots are inputs, an "
                        "association is several outputs." } },
  .flags = NG_LAYER_TRACES,
  .check = function_check,
  .lower = ng_inner_lower_body,
  .label = function_label,
  .examples = { "FunctionLayer[#a . #b + 1 &, \"a\" -> {2, 3}, \"b\" -> 3]",
                "FunctionLayer[Tanh[LinearLayer[3][#]] + # &, \"Input\" -> 3]",
                "FunctionLayer[<|\"first\" -> First[#], \"last\" -> #[[-1]]|> &, "
                "\"Input\" -> {\"Varying\", 2}]",
                "FunctionLayer[Map[Function[y, Tanh[LinearLayer[2][y]] - Mean[#]], #] &, "
                "\"Input\" -> {3, 2}]",
                "FunctionLayer[Fold[Function[{s, x}, s/2 + x . First[#]], 0, #] &, \"Input\" -> "
                "{\"Varying\", 2}]",
                "FunctionLayer[Table[#[[i]] + Tr[#], {i, 2}] &, \"Input\" -> {2, 2}]",
                "FunctionLayer[Apply[#1*#2 + Reverse[#2] &], \"1\" -> {3, 2}, \"2\" -> {3, 2}]" },
};
