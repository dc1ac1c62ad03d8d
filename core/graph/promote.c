/* Ports of the whole net: free inputs and outputs of layers become ports of the net. */

#include "core/graph/net-private.h"

static void
add_port (
    GArray *ports, const char *name, NgSource source, const NgCoder *coder, const NgPlace *place)
{
  NgNetPort port = { .name = g_ref_string_new_intern (name), .source = source };

  if (coder != NULL)
    port.coder = ng_coder_ref ((NgCoder *) coder);

  port.declared = ng_type_unknown ();
  if (place != NULL)
    port.place = *place;
  g_array_append_val (ports, port);
}

void
ng_net_promote_inputs (NgNet *net)
{
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < net->inputs->len; i++)
    g_hash_table_insert (
        index, (gpointer) g_array_index (net->inputs, NgNetPort, i).name, GUINT_TO_POINTER (i + 1));
  for (guint l = 0; l < net->n_layers; l++) {
    gboolean is_single = (ng_layer_class (net->layers[l])->flags & NG_LAYER_ONE_INPUT) != 0 &&
                         ng_layer_n_inputs (net->layers[l]) == 1;

    for (guint e = net->first_input[l]; e < net->first_input[l + 1]; e++) {
      const char *name;
      guint found;

      if (net->sources[e].kind != NG_SOURCE_NONE ||
          ng_layer_input_is_optional (net->layers[l], e - net->first_input[l]))
        continue;
      name = is_single ? "Input" : ng_layer_input_name (net->layers[l], e - net->first_input[l]);
      found = GPOINTER_TO_UINT (g_hash_table_lookup (index, name));
      if (found == 0) {
        add_port (net->inputs,
                  name,
                  (NgSource){ NG_SOURCE_NONE, 0, 0 },
                  ng_layer_input_coder (net->layers[l], e - net->first_input[l]),
                  ng_layer_place (net->layers[l]));
        found = net->inputs->len;
        g_hash_table_insert (index, (gpointer) name, GUINT_TO_POINTER (found));
      }
      net->sources[e] = (NgSource){ NG_SOURCE_INPUT, (int) found - 1, 0 };
    }
  }
}

/* Of two places the one that comes second in the text. */
static const NgPlace *
later (const NgPlace *a, const NgPlace *b)
{
  return a->line > b->line || (a->line == b->line && a->column > b->column) ? a : b;
}

gboolean
ng_net_check_sides (const NgNet *net, GError **error)
{
  g_autoptr (GHashTable) inputs = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < net->inputs->len; i++) {
    NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);

    g_hash_table_insert (inputs, (gpointer) port->name, port);
  }
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);
    const NgNetPort *input = g_hash_table_lookup (inputs, port->name);

    if (input != NULL) {
      NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::iodup",
                                                    later (&input->place, &port->place),
                                                    "\"%s\" is both an input and an output.",
                                                    port->name);

      ng_error_set (
          error,
          ng_diagnostic_with_hint (diagnostic, "write two rules, with different names of ports"));
      return FALSE;
    }
  }
  return TRUE;
}

/* Whether the output may become one of the net, unless something reads it. */
static gboolean
can_be_promoted (const NgNet *net, guint layer, guint output)
{
  return !net->muted[output] &&
         !ng_layer_output_is_optional (net->layers[layer], output - net->first_output[layer]);
}

void
ng_net_promote_outputs (NgNet *net)
{
  g_autoptr (GHashTable) uses = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint8 *is_read = g_new0 (guint8, net->first_output[net->n_layers] + 1);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  guint count = 0;

  for (guint e = 0; e < net->first_input[net->n_layers]; e++)
    if (net->sources[e].kind == NG_SOURCE_LAYER)
      is_read[net->first_output[net->sources[e].index] + net->sources[e].port] = TRUE;
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);

    if (port->source.kind == NG_SOURCE_LAYER)
      is_read[net->first_output[port->source.index] + port->source.port] = TRUE;
    g_hash_table_add (taken, (gpointer) port->name);
  }
  for (guint i = 0; i < net->inputs->len; i++)
    g_hash_table_add (taken, (gpointer) g_array_index (net->inputs, NgNetPort, i).name);

  for (guint l = 0; l < net->n_layers; l++)
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++)
      if (!is_read[o] && can_be_promoted (net, l, o)) {
        gpointer name = (gpointer) ng_layer_output_name (net->layers[l], o - net->first_output[l]);

        g_hash_table_insert (
            uses, name, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (uses, name)) + 1));
      }
  for (guint l = 0; l < net->n_layers; l++)
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++) {
      const char *name;
      char numbered[32];
      NgSource source = { NG_SOURCE_LAYER, (int) l, (int) (o - net->first_output[l]) };

      if (is_read[o] || !can_be_promoted (net, l, o))
        continue;
      name = ng_layer_output_name (net->layers[l], o - net->first_output[l]);
      if (GPOINTER_TO_UINT (g_hash_table_lookup (uses, name)) > 1 ||
          g_hash_table_contains (taken, name)) {
        do
          g_snprintf (numbered, sizeof numbered, "Port%u", ++count);
        while (g_hash_table_contains (taken, numbered));
        name = numbered;
      }
      add_port (net->outputs,
                name,
                source,
                ng_layer_output_coder (net->layers[l], o - net->first_output[l]),
                ng_layer_place (net->layers[l]));
    }
}
