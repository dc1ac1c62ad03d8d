#include "core/graph/states.h"

#include "core/graph/builder.h"

int
ng_layer_next_state (const NgLayer *layer, gsize input)
{
  int output;

  if (!ng_layer_input_is_optional (layer, input))
    return -1;
  output = ng_layer_find_output (layer, ng_layer_input_name (layer, input));
  return output >= 0 && ng_layer_output_is_optional (layer, (gsize) output) ? output : -1;
}

/* Whether some layer, nested ones too, has a state that nothing feeds. */
static gboolean
has_states (const NgNet *net)
{
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    NgLayer *layer = ng_net_layer (net, l);

    if (ng_layer_body (layer) != NULL && has_states (ng_layer_body (layer)))
      return TRUE;
    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
      if (ng_layer_next_state (layer, i) >= 0 && ng_net_source (net, l, i).kind == NG_SOURCE_NONE)
        return TRUE;
  }
  return FALSE;
}

static gboolean
has_port (const NgNet *net, const char *name)
{
  return ng_net_find_input (net, name) >= 0 || ng_net_find_output (net, name) >= 0;
}

/* "a/State" for port "State" of layer "a", with primes where a port of the net is called so. */
static char *
port_name (const NgNet *net, gsize layer, const char *port)
{
  g_autofree char *shown = ng_net_shown_name (net, layer);
  gboolean is_short = ng_net_n_layers (net) == 1 && !ng_net_is_named (net);
  char *name = is_short ? g_strdup (port) : g_strconcat (shown, "/", port, NULL);

  while (has_port (net, name)) {
    char *longer = g_strconcat (name, "'", NULL);

    g_free (name);
    name = longer;
  }
  return name;
}

/* Makes input @input of the layer, and output @output, ports of the net. */
static gboolean
open_port (NgNetBuilder *builder,
           const NgNet *net,
           gsize layer,
           int input,
           const char *in_name,
           int output,
           const char *out_name,
           GError **error)
{
  const NgPlace *place = ng_layer_place (ng_net_layer (net, layer));
  g_autofree char *in = port_name (net, layer, in_name);
  g_autofree char *out = port_name (net, layer, out_name);
  NgSource source = { .kind = NG_SOURCE_INPUT };

  source.index = ng_net_builder_input (builder, in, place);
  return ng_net_builder_connect (builder, source, (int) layer, input, place, error) &&
         ng_net_builder_output (
             builder, out, (NgSource){ NG_SOURCE_LAYER, (int) layer, output }, place, error);
}

/* Adds a state of the net, whose ports stand behind those that it had and those of the states so
 * far. */
static void
add_state (const NgNet *net, gsize layer, const NgNetState *inner, int port, GArray *states)
{
  NgNetState state = { .n_layers = 1, .port = port };
  int n = (int) states->len;

  state.layers[0] = (int) layer;
  for (int i = 0; inner != NULL && i < inner->n_layers; i++)
    state.layers[state.n_layers++] = inner->layers[i];
  state.input = (int) ng_net_n_inputs (net) + n;
  state.output = (int) ng_net_n_outputs (net) + n;
  g_array_append_val (states, state);
}

static NgNet *open_net (NgNet *net, GArray *states, GError **error);

/* The states of a nested net: they follow the ports that it had. */
static gboolean
open_body (NgNetBuilder *builder, NgNet *net, gsize layer, GArray *states, GError **error)
{
  NgLayer *old = ng_net_builder_layer (builder, layer);
  g_autoptr (GArray) inner = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (NgNet) body = open_net (ng_layer_body (old), inner, error);
  g_autoptr (NgLayer) opened = NULL;

  if (body == NULL)
    return FALSE;
  opened = ng_layer_new_net (body, ng_layer_place (old));
  ng_net_builder_set_layer (builder, layer, opened);
  for (guint i = 0; i < inner->len; i++) {
    const NgNetState *state = &g_array_index (inner, NgNetState, i);

    if (!open_port (builder,
                    net,
                    layer,
                    state->input,
                    ng_net_input_name (body, (gsize) state->input),
                    state->output,
                    ng_net_output_name (body, (gsize) state->output),
                    error))
      return FALSE;
    add_state (net, layer, state, state->port, states);
  }
  return TRUE;
}

static gboolean
open_layer (NgNetBuilder *builder, NgNet *net, gsize layer, GArray *states, GError **error)
{
  const NgLayer *of = ng_net_layer (net, layer);

  for (gsize i = 0; i < ng_layer_n_inputs (of); i++) {
    int output = ng_layer_next_state (of, i);
    g_autofree char *out = g_strconcat ("Out", ng_layer_input_name (of, i), NULL);

    if (output < 0 || ng_net_source (net, layer, i).kind != NG_SOURCE_NONE)
      continue;
    if (!open_port (builder, net, layer, (int) i, ng_layer_input_name (of, i), output, out, error))
      return FALSE;
    add_state (net, layer, NULL, (int) i, states);
  }
  return TRUE;
}

/* @states: empty */
static NgNet *
open_net (NgNet *net, GArray *states, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;

  if (!has_states (net))
    return ng_net_ref (net);
  builder = ng_net_builder_new_explicit (net);
  ng_net_builder_set_chain (builder, FALSE);
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    NgLayer *layer = ng_net_layer (net, l);

    if (ng_layer_body (layer) != NULL ? !open_body (builder, net, l, states, error)
                                      : !open_layer (builder, net, l, states, error))
      return NULL;
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_with_states (NgNet *net, GArray *states, GError **error)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  NgNet *opened = open_net (net, own, error);

  if (opened != NULL && states != NULL)
    g_array_append_vals (states, own->data, own->len);
  return opened;
}

gboolean
ng_net_input_is_state (const NgNet *self, gsize index)
{
  NgSource source = { .kind = NG_SOURCE_INPUT, .index = (int) index };
  gsize n;
  const NgTarget *targets = ng_net_targets (self, source, &n);

  for (gsize i = 0; i < n; i++) {
    const NgLayer *layer =
        targets[i].index >= 0 ? ng_net_layer (self, (gsize) targets[i].index) : NULL;

    if (layer == NULL ||
        (ng_layer_body (layer) != NULL
             ? !ng_net_input_is_state (ng_layer_body (layer), (gsize) targets[i].port)
             : !ng_layer_input_is_optional (layer, (gsize) targets[i].port)))
      return FALSE;
  }
  return n > 0;
}

int
ng_net_only_input (const NgNet *self)
{
  int found = -1;

  for (gsize i = 0; i < ng_net_n_inputs (self); i++) {
    if (ng_net_input_is_state (self, i))
      continue;
    if (found >= 0)
      return -1;
    found = (int) i;
  }
  return found;
}
