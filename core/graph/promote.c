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

/* Outputs of layers, in order, that no layer and no output of the net reads, and that are not
 * muted.
 */
static GArray *
find_free_outputs (const NgNet *net)
{
  g_autofree guint8 *is_read = g_new0 (guint8, net->first_output[net->n_layers] + 1);
  GArray *sources = g_array_new (FALSE, FALSE, sizeof (NgSource));

  for (guint e = 0; e < net->first_input[net->n_layers]; e++)
    if (net->sources[e].kind == NG_SOURCE_LAYER)
      is_read[net->first_output[net->sources[e].index] + net->sources[e].port] = TRUE;
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);

    if (port->source.kind == NG_SOURCE_LAYER)
      is_read[net->first_output[port->source.index] + port->source.port] = TRUE;
  }
  for (guint l = 0; l < net->n_layers; l++)
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++) {
      NgSource source = { NG_SOURCE_LAYER, (int) l, (int) (o - net->first_output[l]) };

      if (!is_read[o] && can_be_promoted (net, l, o))
        g_array_append_val (sources, source);
    }
  return sources;
}

GHashTable *
ng_net_taken_names (const GArray *inputs, const GArray *outputs)
{
  GHashTable *taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < inputs->len; i++)
    g_hash_table_add (taken, (gpointer) g_array_index (inputs, NgNetPort, i).name);
  for (guint o = 0; o < outputs->len; o++)
    g_hash_table_add (taken, (gpointer) g_array_index (outputs, NgNetPort, o).name);
  return taken;
}

void
ng_net_promote_outputs (NgNet *net)
{
  g_autoptr (GHashTable) taken = ng_net_taken_names (net->inputs, net->outputs);
  g_autoptr (GArray) sources = find_free_outputs (net);
  g_autofree const char **own = g_new (const char *, sources->len + 1);
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < sources->len; i++) {
    NgSource source = g_array_index (sources, NgSource, i);

    own[i] = ng_layer_output_name (net->layers[source.index], (gsize) source.port);
  }
  names = ng_port_names_of_outputs (own, sources->len, taken);
  for (guint i = 0; i < sources->len; i++) {
    NgSource source = g_array_index (sources, NgSource, i);

    add_port (net->outputs,
              names[i],
              source,
              ng_layer_output_coder (net->layers[source.index], (gsize) source.port),
              ng_layer_place (net->layers[source.index]));
  }
}

/* Whether a layer of a chain reads the one before it alone, or, as the first, no layer. */
static gboolean
is_fed_by_last (const NgNet *net, guint layer)
{
  int only = layer > 0 ? ng_layer_only_input (net->layers[layer]) : -1;

  for (guint e = net->first_input[layer]; e < net->first_input[layer + 1]; e++) {
    NgSource source = net->sources[e];
    gboolean is_only = (int) (e - net->first_input[layer]) == only;

    if (is_only && (source.kind != NG_SOURCE_LAYER || (guint) source.index != layer - 1 ||
                    source.port != ng_layer_only_output (net->layers[layer - 1])))
      return FALSE;
    if (!is_only &&
        (source.kind == NG_SOURCE_LAYER || (layer > 0 && source.kind == NG_SOURCE_INPUT)))
      return FALSE;
  }
  return layer == 0 || only >= 0;
}

gboolean
ng_net_is_in_line (const NgNet *net)
{
  guint last = net->n_layers - 1;

  for (guint i = 0; i < net->inputs->len; i++)
    if (g_array_index (net->inputs, NgNetPort, i).is_explicit)
      return FALSE;
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);

    if (port->is_explicit || port->source.kind != NG_SOURCE_LAYER ||
        (guint) port->source.index != last)
      return FALSE;
  }
  for (guint l = 0; l < net->n_layers; l++) {
    if (!is_fed_by_last (net, l))
      return FALSE;
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++)
      if (net->muted[o])
        return FALSE;
  }
  return TRUE;
}
