/* The end of a builder: what it was told becomes a net. */

#include "core/base/nearest.h"
#include "core/graph/builder-private.h"
#include "core/graph/near.h"
#include <string.h>

/* Connections without a slot get the free ones in order; a layer with open slots gets as many as
 * its connections need. */
static gboolean
fill_slots (NgNetBuilder *self, int index, GError **error)
{
  NgVertex *vertex = ng_net_builder_vertex (self, index);
  gboolean is_open = ng_layer_has_open_slots (vertex->layer);
  guint next = 0;

  for (guint p = 0; vertex->pending != NULL && p < vertex->pending->len; p++) {
    const NgConnection *connection = &g_array_index (vertex->pending, NgConnection, p);

    while (next < vertex->inputs->len &&
           g_array_index (vertex->inputs, NgConnection, next).source.kind != NG_SOURCE_NONE)
      next++;
    if (next == vertex->inputs->len) {
      if (!is_open) {
        g_autofree char *whose = ng_net_builder_describe (self, index);
        guint n = vertex->inputs->len;

        ng_error_set_new (error,
                          "NetGraph::toomany",
                          &connection->place,
                          "%s takes %u input%s, and this is one more.",
                          whose,
                          n,
                          n == 1 ? "" : "s");
        return FALSE;
      }
      g_array_set_size (vertex->inputs, next + 1);
    }
    g_array_index (vertex->inputs, NgConnection, next) = *connection;
  }
  g_clear_pointer (&vertex->pending, g_array_unref);
  if (is_open && vertex->inputs->len > 0) {
    NgLayer *layer = ng_layer_with_slots (vertex->layer, vertex->inputs->len);

    ng_layer_unref (vertex->layer);
    vertex->layer = layer;
  }
  return TRUE;
}

/* Slots of one layer are connected all or none. */
static gboolean
check_gaps (NgNetBuilder *self, int index, GError **error)
{
  const NgVertex *vertex = ng_net_builder_vertex (self, index);
  const NgConnection *connected = NULL;
  int hole = -1;

  if (!ng_layer_has_slots (vertex->layer))
    return TRUE;
  for (guint i = 0; i < vertex->inputs->len; i++) {
    const NgConnection *connection = &g_array_index (vertex->inputs, NgConnection, i);

    if (connection->source.kind != NG_SOURCE_NONE)
      connected = connection;
    else if (hole < 0)
      hole = (int) i;
  }
  if (connected == NULL || hole < 0)
    return TRUE;
  g_autofree char *whose = ng_net_builder_describe (self, index);
  ng_error_set_new (error,
                    "NetGraph::gap",
                    &connected->place,
                    "Input %d of %s is not connected.",
                    hole + 1,
                    whose);
  return FALSE;
}

/* The tables of layers and edges; sources keep the builder's numbering of inputs. */
NgNet *
ng_net_builder_lay_out (const NgNetBuilder *self)
{
  NgNet *net = ng_net_alloc ();
  guint n = self->vertices->len;
  guint n_inputs = 0, n_outputs = 0, n_arrays = 0;

  net->is_named = self->is_named;
  net->is_chain = self->is_chain;
  net->is_closed = self->is_closed;
  net->place = self->place;
  net->n_layers = n;
  net->next_vertex = self->next_vertex;
  net->layers = g_new (NgLayer *, n);
  net->originals = g_new (NgLayer *, n);
  net->names = self->is_named ? g_new (GRefString *, n) : NULL;
  net->vertices = g_new (NgVertexId, n);
  net->first_input = g_new (guint, n + 1);
  net->first_output = g_new (guint, n + 1);
  net->first_array = g_new (guint, n + 1);
  for (guint l = 0; l < n; l++) {
    const NgVertex *vertex = ng_net_builder_vertex (self, (int) l);
    NgNet *inner = ng_layer_net (vertex->layer);

    net->layers[l] = ng_layer_ref (vertex->layer);
    net->originals[l] = ng_layer_ref (vertex->layer);
    if (self->is_named)
      net->names[l] = g_ref_string_acquire (vertex->name);
    net->vertices[l] = vertex->vertex;
    net->first_input[l] = n_inputs;
    net->first_output[l] = n_outputs;
    net->first_array[l] = n_arrays;
    n_inputs += vertex->inputs->len;
    n_outputs += (guint) ng_layer_n_outputs (vertex->layer);
    n_arrays += (guint) ng_layer_n_arrays (vertex->layer);
    net->depth = MAX (net->depth, inner != NULL ? inner->depth + 1 : 1);
    net->n_leaves += inner != NULL ? inner->n_leaves : 1;
    if (inner != NULL ? inner->is_raw : (ng_layer_class (vertex->layer)->flags & NG_LAYER_RAW) != 0)
      net->is_raw = TRUE;
    if (ng_layer_has_open_slots (vertex->layer))
      net->open_layer = (int) l;
    net->has_shared |= inner != NULL && inner->has_shared;
    for (gsize a = 0; a < ng_layer_n_arrays (vertex->layer); a++)
      net->has_shared |= ng_layer_array_shared (vertex->layer, a) != NULL;
  }
  net->first_input[n] = n_inputs;
  net->first_output[n] = n_outputs;
  net->first_array[n] = n_arrays;
  net->sources = g_new0 (NgSource, n_inputs);
  net->places = g_new0 (NgPlace, n_inputs);
  net->muted = g_new0 (guint8, n_outputs);
  for (guint l = 0; l < n; l++) {
    const NgVertex *vertex = ng_net_builder_vertex (self, (int) l);

    for (guint i = 0; i < vertex->inputs->len; i++) {
      const NgConnection *connection = &g_array_index (vertex->inputs, NgConnection, i);

      net->sources[net->first_input[l] + i] = connection->source;
      net->places[net->first_input[l] + i] = connection->place;
    }
    for (guint o = 0; o < ng_layer_n_outputs (vertex->layer); o++)
      net->muted[net->first_output[l] + o] =
          vertex->muted != NULL && g_hash_table_contains (vertex->muted, GUINT_TO_POINTER (o + 1));
  }
  return net;
}

/* A coder that was kept from another net comes with its type, whose lengths are those of the net.
 */
static gboolean
apply_coder (NgNetBuilder *self, NgPortOption *option, NgCoderSide side, GError **error)
{
  if (!option->is_coder || option->coder != NULL)
    return TRUE;
  option->coder = ng_coder_read (option->option, side, error);
  if (option->coder == NULL)
    return FALSE;
  option->type = ng_coder_type (option->coder, ng_net_builder_new_length, self);
  return TRUE;
}

/* The input of a layer that nothing tells how many it has: those have numbers for names. */
static gboolean
find_open (const NgNet *net, const char *name, gsize *index)
{
  if (*name == '\0' || strspn (name, "0123456789") != strlen (name))
    return FALSE;
  for (*index = 0; *index < ng_net_n_layers (net); ++*index)
    if (ng_layer_has_open_slots (ng_net_layer (net, *index)))
      return TRUE;
  return FALSE;
}

static gboolean
fail_option (const NgNet *net, const NgPortOption *option, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  NgDiagnostic *diagnostic;
  gsize open;

  if (find_open (net, option->name, &open)) {
    g_autofree char *shown = ng_net_shown_name (net, open);

    diagnostic = ng_diagnostic_new ("NetGraph::novar",
                                    &option->place,
                                    "The net has no port \"%s\" as long as nothing tells how many "
                                    "inputs layer %s has.",
                                    option->name,
                                    shown);
    ng_error_set (
        error,
        ng_diagnostic_with_hint (diagnostic, "Connect it, or write \"Inputs\" -> n in the layer."));
    return FALSE;
  }
  diagnostic = ng_diagnostic_new (
      "NetGraph::noport", &option->place, "The net has no port \"%s\".", option->name);
  for (guint p = 0; p < net->inputs->len; p++)
    g_ptr_array_add (names, (gpointer) g_array_index (net->inputs, NgNetPort, p).name);
  for (guint p = 0; p < net->outputs->len; p++)
    g_ptr_array_add (names, (gpointer) g_array_index (net->outputs, NgNetPort, p).name);
  g_ptr_array_add (names, NULL);
  ng_error_set (
      error,
      ng_diagnostic_with_names (diagnostic, option->name, (const char *const *) names->pdata));
  return FALSE;
}

/* The types that were written for ports of the net. */
static gboolean
apply_options (NgNetBuilder *self, NgNet *net, GError **error)
{
  g_autoptr (GHashTable) inputs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) outputs = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = net->inputs->len; i > 0; i--)
    g_hash_table_insert (inputs,
                         (gpointer) g_array_index (net->inputs, NgNetPort, i - 1).name,
                         GUINT_TO_POINTER (i));
  for (guint i = net->outputs->len; i > 0; i--)
    g_hash_table_insert (outputs,
                         (gpointer) g_array_index (net->outputs, NgNetPort, i - 1).name,
                         GUINT_TO_POINTER (i));
  for (guint i = 0; i < self->options->len; i++) {
    NgPortOption *option = &g_array_index (self->options, NgPortOption, i);
    guint input = GPOINTER_TO_UINT (g_hash_table_lookup (inputs, option->name));
    guint output = GPOINTER_TO_UINT (g_hash_table_lookup (outputs, option->name));
    NgCoderSide side = NG_DECODER;
    NgNetPort *port;

    if (output == 0 && input == 0)
      output = (guint) (ng_net_find_output (net, option->name) + 1);
    if (input != 0 && g_array_index (net->inputs, NgNetPort, input - 1).option == NULL &&
        g_array_index (net->inputs, NgNetPort, input - 1).declared.rank < 0) {
      port = &g_array_index (net->inputs, NgNetPort, input - 1);
      side = NG_ENCODER;
    } else if (output != 0) {
      port = &g_array_index (net->outputs, NgNetPort, output - 1);
    } else if (input != 0 || self->base != NULL) {
      continue;
    } else {
      return fail_option (net, option, error);
    }
    if (!apply_coder (self, option, side, error))
      return FALSE;
    port->declared = option->type;
    port->option = option->option != NULL ? ng_expr_ref (option->option) : NULL;
    g_clear_pointer (&port->coder, ng_coder_unref);
    port->coder = option->coder != NULL ? ng_coder_ref (option->coder) : NULL;
    port->place = option->place;
  }
  return TRUE;
}

static gboolean
check_size (const NgNet *net, const NgPlace *place, GError **error)
{
  if (net->depth > NG_MAX_NET_DEPTH) {
    ng_error_set_new (error, "NetGraph::limit", place, "Nets are nested too deeply here.");
    return FALSE;
  }
  if (net->n_leaves <= NG_MAX_LAYERS)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::limit",
                    place,
                    "The net has %" G_GUINT64_FORMAT " layers; at most %d are possible.",
                    net->n_leaves,
                    NG_MAX_LAYERS);
  return FALSE;
}

static void
append_port (GArray *ports, const NgNetPort *port)
{
  NgNetPort copy = ng_net_port_copy (port);

  g_array_append_val (ports, copy);
}

/* The number of inputs of layers with many of them, and holes among these. */
static gboolean
settle_slots (NgNetBuilder *self, GError **error)
{
  for (guint v = 0; v < self->vertices->len; v++) {
    NgVertex *vertex = ng_net_builder_vertex (self, (int) v);

    if (!fill_slots (self, (int) v, error) || !check_gaps (self, (int) v, error))
      return FALSE;
    if (ng_layer_has_open_slots (vertex->layer) &&
        (ng_layer_class (vertex->layer)->flags & NG_LAYER_ONE_INPUT) != 0) {
      g_array_set_size (vertex->inputs, 1);
      fill_slots (self, (int) v, NULL);
    }
  }
  return TRUE;
}

/* Ports that were named, then those that the rules of names find. */
static gboolean
add_ports (NgNetBuilder *self, NgNet *net, GError **error)
{
  for (guint i = 0; i < self->inputs->len; i++)
    append_port (net->inputs, &g_array_index (self->inputs, NgNetPort, i));
  if (!self->is_closed)
    ng_net_promote_inputs (net);
  for (guint o = 0; o < self->outputs->len; o++)
    append_port (net->outputs, &g_array_index (self->outputs, NgNetPort, o));
  if (self->is_closed)
    return TRUE;
  if (!ng_net_check_sides (net, error))
    return FALSE;
  ng_net_promote_outputs (net);
  if (self->is_fixed)
    ng_net_builder_mark_explicit (self, net);
  return TRUE;
}

NgNet *
ng_net_builder_build (NgNetBuilder *self, GError **error)
{
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgDiagnostic) conflict = NULL;

  if (self->vertices->len == 0 && !self->is_closed) {
    ng_error_set_new (error, "NetGraph::empty", &self->place, "A net needs at least one layer.");
    return NULL;
  }
  if (!settle_slots (self, error))
    return NULL;
  net = ng_net_builder_lay_out (self);
  conflict = ng_net_share_arrays (net);
  if (!check_size (net, &self->place, error) || !add_ports (self, net, error))
    return NULL;
  net->is_chain = net->is_chain && ng_net_is_in_line (net);
  if (!ng_net_build_tables (net, error))
    return NULL;
  if (net->outputs->len == 0 && !self->is_closed) {
    ng_error_set_new (error,
                      "NetGraph::noout",
                      &self->place,
                      "Every output is muted; the net would return nothing.");
    return NULL;
  }
  if (!apply_options (self, net, error))
    return NULL;
  net->n_lengths = (gint64) self->length_names->len;
  net->length_names = g_new0 (char *, self->length_names->len + 1);
  for (guint i = 0; i < self->length_names->len; i++)
    net->length_names[i] = g_strdup (self->length_names->pdata[i]);
  for (guint i = 0; i < self->diagnostics->len; i++)
    ng_net_add_diagnostic (net, ng_diagnostic_ref (self->diagnostics->pdata[i]), NULL);
  net->n_given = net->diagnostics->len;
  if (conflict != NULL)
    ng_net_add_diagnostic (net, g_steal_pointer (&conflict), NULL);
  if (self->base == NULL || !ng_net_infer_near (net, self->base))
    ng_net_infer (net, self->base);
  return g_steal_pointer (&net);
}

NgNet *
ng_net_builder_end (NgNetBuilder *self, GError **error)
{
  NgNet *net = ng_net_builder_build (self, error);

  ng_net_builder_free (self);
  return net;
}

NgNet *
ng_net_with_slots (NgNet *self, gsize n)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = NULL;
  NgNet *net;

  g_return_val_if_fail (self->open_layer >= 0, NULL);
  layer = ng_layer_with_slots (self->originals[self->open_layer], n);
  ng_net_builder_set_layer (builder, (gsize) self->open_layer, layer);
  net = ng_net_builder_end (g_steal_pointer (&builder), &error);
  if (net == NULL)
    g_error ("a net with slots: %s", error->message);
  return net;
}

NgNet *
ng_net_with_layer (NgNet *self, gsize index, NgLayer *layer)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (self);
  g_autoptr (GError) error = NULL;
  NgNet *net;

  ng_net_builder_set_layer (builder, index, layer);
  net = ng_net_builder_end (g_steal_pointer (&builder), &error);
  if (net == NULL)
    g_error ("a net with another layer: %s", error->message);
  return net;
}
