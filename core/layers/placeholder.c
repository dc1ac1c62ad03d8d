/* PlaceholderLayer[name]: stands for a layer that is still to be chosen. What is known of its ports
 * tells the layers around it their types; a net with it cannot be run. */

#include "core/graph/lowering.h"
#include "core/graph/slots.h"

enum { NAME, INPUTS, OUTPUTS };

static gboolean
placeholder_check (const NgLayer *layer, GError **error)
{
  return ng_slots_check (ng_layer_param (layer, INPUTS), error) &&
         ng_slots_check_outputs (ng_layer_param (layer, OUTPUTS), error);
}

static void
placeholder_ports (NgLayer *layer)
{
  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
  ng_slots_add_outputs (layer, ng_layer_param (layer, OUTPUTS));
}

static void
placeholder_lower (NgLowering *to)
{
  ng_lowering_fail (to,
                    "NetGraph::unspec",
                    "A placeholder cannot be run; put the layer that it stands for in its place.");
}

static char *
placeholder_label (const NgLayer *layer)
{
  const NgParam *name = ng_layer_param (layer, NAME);

  return name->is_none ? g_strdup ("") : ng_param_label (name);
}

const NgLayerClass ng_layer_placeholder = {
  .name = "PlaceholderLayer",
  .summary = "Stands for a layer that is still to be chosen",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M3 3h2 M7 3h2 M11 3h2v2 M13 7v2 M13 11v2h-2 M9 13h-2 M5 13h-2v-2 M3 9v-2 M3 5v-2",
  .law = "what is said of its ports",
  .params = { { "Name",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "None",
                .flags = NG_PARAM_ALLOWS_NONE,
                .help = "What it stands for, in a word." },
              { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "{\"Input\"}",
                .help = "How many inputs there are, or their names or types." },
              { "Outputs",
                NG_PARAM_EXPR,
                .alias = "OutputPorts",
                .value = "{\"Output\"}",
                .help = "How many outputs there are, or their names or types." } },
  .flags = NG_LAYER_EMPTY,
  .check = placeholder_check,
  .ports = placeholder_ports,
  .lower = placeholder_lower,
  .label = placeholder_label,
  .examples = { "PlaceholderLayer[\"Input\" -> 3, \"Output\" -> {2, 4}]",
                "PlaceholderLayer[\"encoder\", \"Inputs\" -> <|\"a\" -> 3, \"b\" -> "
                "{\"Varying\", 2}|>, \"Outputs\" -> {\"Real\", 5}]" },
};
