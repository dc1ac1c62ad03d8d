#include "core/graph/builder.h"

#include "core/graph/builder-private.h"
#include <string.h>

void
ng_net_builder_clear_vertex (gpointer data)
{
  NgVertex *vertex = data;

  g_clear_pointer (&vertex->layer, ng_layer_unref);
  g_clear_pointer (&vertex->name, g_ref_string_release);
  g_clear_pointer (&vertex->inputs, g_array_unref);
  g_clear_pointer (&vertex->pending, g_array_unref);
  g_clear_pointer (&vertex->muted, g_hash_table_unref);
}

static void
clear_option (gpointer data)
{
  NgPortOption *option = data;

  g_clear_pointer (&option->name, g_ref_string_release);
  g_clear_pointer (&option->option, ng_expr_unref);
  g_clear_pointer (&option->coder, ng_coder_unref);
}

NgNetBuilder *
ng_net_builder_new (gboolean is_named, gboolean is_chain)
{
  NgNetBuilder *self = g_new0 (NgNetBuilder, 1);

  self->is_named = is_named;
  self->is_chain = is_chain;
  self->vertices = g_array_new (FALSE, TRUE, sizeof (NgVertex));
  g_array_set_clear_func (self->vertices, ng_net_builder_clear_vertex);
  self->index_of_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->inputs = g_array_new (FALSE, TRUE, sizeof (NgNetPort));
  g_array_set_clear_func (self->inputs, ng_net_port_clear);
  self->outputs = g_array_new (FALSE, TRUE, sizeof (NgNetPort));
  g_array_set_clear_func (self->outputs, ng_net_port_clear);
  self->inputs_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->outputs_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->options_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->options = g_array_new (FALSE, TRUE, sizeof (NgPortOption));
  g_array_set_clear_func (self->options, clear_option);
  self->length_names = g_ptr_array_new_with_free_func (g_free);
  self->diagnostics = ng_diagnostic_list_new ();
  return self;
}

void
ng_net_builder_free (NgNetBuilder *self)
{
  g_clear_pointer (&self->base, ng_net_unref);
  g_array_unref (self->vertices);
  g_hash_table_unref (self->index_of_name);
  g_hash_table_unref (self->inputs_by_name);
  g_hash_table_unref (self->outputs_by_name);
  g_hash_table_unref (self->options_by_name);
  g_array_unref (self->inputs);
  g_array_unref (self->outputs);
  g_array_unref (self->options);
  g_ptr_array_unref (self->length_names);
  g_ptr_array_unref (self->diagnostics);
  g_free (self);
}

NgVertex *
ng_net_builder_vertex (const NgNetBuilder *self, int index)
{
  return &g_array_index (self->vertices, NgVertex, index);
}

static void
append_vertex (NgNetBuilder *self, NgLayer *layer, const char *name, NgVertexId id)
{
  NgVertex vertex = { .layer = ng_layer_ref (layer), .vertex = id };

  vertex.name = name != NULL ? g_ref_string_new_intern (name) : NULL;
  vertex.inputs = g_array_new (FALSE, TRUE, sizeof (NgConnection));
  g_array_set_size (vertex.inputs, (guint) ng_layer_n_inputs (layer));
  g_array_append_val (self->vertices, vertex);
  if (name != NULL)
    g_hash_table_insert (self->index_of_name, vertex.name, GUINT_TO_POINTER (self->vertices->len));
}

static void
add_option (NgNetBuilder *self, const char *name, const NgPortOption *option)
{
  NgPortOption entry = *option;

  /* The first of repeated options holds. */
  if (g_hash_table_contains (self->options_by_name, name) && !self->is_closed)
    return;
  entry.name = g_ref_string_new_intern (name);
  if (entry.option != NULL)
    ng_expr_ref (entry.option);
  if (entry.coder != NULL)
    ng_coder_ref (entry.coder);
  g_array_append_val (self->options, entry);
  g_hash_table_replace (self->options_by_name, entry.name, GUINT_TO_POINTER (self->options->len));
}

static void
keep_option (NgNetBuilder *self, const NgNetPort *port)
{
  g_autoptr (NgExpr) option = port->option != NULL  ? ng_expr_ref (port->option)
                              : port->coder != NULL ? ng_coder_notation (port->coder)
                                                    : NULL;

  add_option (self,
              port->name,
              &(NgPortOption){ .type = port->declared,
                               .option = option,
                               .is_coder = port->coder != NULL,
                               .coder = port->coder,
                               .place = port->place });
}

/* Everything of @net but its ports. @kept: the builder's input for each of the net's, -1 for one
 * that the rules of names are to find again. */
static void
copy_layers (NgNetBuilder *self, const NgNet *net, const int *kept)
{
  for (guint l = 0; l < net->n_layers; l++) {
    append_vertex (
        self, net->originals[l], net->names != NULL ? net->names[l] : NULL, net->vertices[l]);
    for (guint e = net->first_input[l]; e < net->first_input[l + 1]; e++) {
      NgConnection *connection = &g_array_index (
          ng_net_builder_vertex (self, (int) l)->inputs, NgConnection, e - net->first_input[l]);

      connection->source = net->sources[e];
      connection->place = net->places[e];
      if (connection->source.kind == NG_SOURCE_INPUT) {
        connection->source.index = kept[connection->source.index];
        if (connection->source.index < 0)
          connection->source = (NgSource){ NG_SOURCE_NONE, 0, 0 };
      }
    }
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++)
      if (net->muted[o])
        ng_net_builder_mute (self, (int) l, (int) (o - net->first_output[l]));
  }
}

static NgNetBuilder *
new_with_base (NgNet *net)
{
  NgNetBuilder *self = ng_net_builder_new (net->is_named, net->is_chain);

  self->base = ng_net_ref (net);
  self->is_closed = net->is_closed;
  self->next_vertex = net->next_vertex;
  for (gint64 i = 0; i < net->n_lengths; i++)
    g_ptr_array_add (self->length_names,
                     g_strdup (net->length_names != NULL ? net->length_names[i] : ""));
  for (guint i = 0; i < net->n_given; i++)
    ng_net_builder_add_diagnostic (
        self, ng_diagnostic_ref (g_array_index (net->diagnostics, NgNetDiagnostic, i).diagnostic));
  return self;
}

static NgNetBuilder *
copy_net (NgNet *net, gboolean is_explicit)
{
  NgNetBuilder *self = new_with_base (net);
  g_autofree int *kept = g_new (int, net->inputs->len + 1);

  self->place = net->place;
  for (guint i = 0; i < net->inputs->len; i++) {
    const NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);

    kept[i] = port->is_explicit || is_explicit
                  ? ng_net_builder_input (self, port->name, &port->place)
                  : -1;
    if (port->option != NULL || port->declared.rank >= 0 || (is_explicit && port->coder != NULL))
      keep_option (self, port);
  }
  copy_layers (self, net, kept);
  for (guint i = 0; i < net->outputs->len; i++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, i);

    if (port->is_explicit || is_explicit) {
      NgNetPort copy = ng_net_port_copy (port);

      copy.is_explicit = TRUE;
      g_clear_pointer (&copy.option, ng_expr_unref);
      g_clear_pointer (&copy.coder, ng_coder_unref);
      if (copy.source.kind == NG_SOURCE_INPUT)
        copy.source.index = kept[copy.source.index];
      g_array_append_val (self->outputs, copy);
      g_hash_table_insert (self->outputs_by_name, copy.name, GUINT_TO_POINTER (self->outputs->len));
    }
    if (port->option != NULL || (is_explicit && port->coder != NULL))
      keep_option (self, port);
  }
  return self;
}

NgNetBuilder *
ng_net_builder_new_from (NgNet *net)
{
  /* No rule of names makes ports of a closed net anew. */
  return copy_net (net, net->is_closed);
}

NgNetBuilder *
ng_net_builder_new_explicit (NgNet *net)
{
  return copy_net (net, TRUE);
}

NgDim
ng_net_builder_new_length (gpointer builder)
{
  return ng_net_builder_fresh_length (builder, NULL);
}

/* A coder that came with a layer is written for the port, since the layer may go. */
static NgNetPort
copy_with_coder (NgNetBuilder *self, const NgNetPort *port)
{
  NgNetPort copy = ng_net_port_copy (port);

  if (copy.option == NULL && copy.coder != NULL) {
    copy.option = ng_coder_notation (copy.coder);
    copy.declared = ng_coder_type (copy.coder, ng_net_builder_new_length, self);
  }
  return copy;
}

NgNetBuilder *
ng_net_builder_new_fixed (NgNet *net)
{
  NgNetBuilder *self = new_with_base (net);
  g_autofree int *kept = g_new (int, net->inputs->len + 1);

  self->is_fixed = TRUE;
  for (guint i = 0; i < net->inputs->len; i++) {
    NgNetPort copy = copy_with_coder (self, &g_array_index (net->inputs, NgNetPort, i));

    kept[i] = (int) i;
    g_array_append_val (self->inputs, copy);
    g_hash_table_insert (self->inputs_by_name, copy.name, GUINT_TO_POINTER (i + 1));
  }
  copy_layers (self, net, kept);
  for (guint i = 0; i < net->outputs->len; i++) {
    NgNetPort copy = copy_with_coder (self, &g_array_index (net->outputs, NgNetPort, i));

    g_array_append_val (self->outputs, copy);
    g_hash_table_insert (self->outputs_by_name, copy.name, GUINT_TO_POINTER (i + 1));
  }
  return self;
}

int
ng_net_builder_add_layer (
    NgNetBuilder *self, const char *name, NgLayer *layer, const NgPlace *place, GError **error)
{
  if (self->is_named && (name == NULL || *name == '\0')) {
    ng_error_set_new (error,
                      "NetGraph::badname",
                      place,
                      "The name of a layer must be a string that is not empty.");
    return -1;
  }
  if (name != NULL && g_hash_table_contains (self->index_of_name, name)) {
    int first = GPOINTER_TO_INT (g_hash_table_lookup (self->index_of_name, name));

    ng_error_set_new (error,
                      "NetGraph::dupname",
                      place,
                      "The name \"%s\" is used for layers %d and %u.",
                      name,
                      first,
                      self->vertices->len + 1);
    return -1;
  }
  append_vertex (self, layer, self->is_named ? name : NULL, self->next_vertex++);
  return (int) self->vertices->len - 1;
}

gsize
ng_net_builder_n_layers (const NgNetBuilder *self)
{
  return self->vertices->len;
}

NgLayer *
ng_net_builder_layer (const NgNetBuilder *self, gsize index)
{
  g_return_val_if_fail (index < self->vertices->len, NULL);
  return ng_net_builder_vertex (self, (int) index)->layer;
}

int
ng_net_builder_find (const NgNetBuilder *self, const char *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->index_of_name, name)) - 1;
}

void
ng_net_builder_set_layer (NgNetBuilder *self, gsize index, NgLayer *layer)
{
  NgVertex *vertex = ng_net_builder_vertex (self, (int) index);

  ng_layer_ref (layer);
  ng_layer_unref (vertex->layer);
  vertex->layer = layer;
  if (!ng_layer_has_open_slots (layer))
    g_array_set_size (vertex->inputs, (guint) ng_layer_n_inputs (layer));
}

int
ng_net_builder_input (NgNetBuilder *self, const char *name, const NgPlace *place)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->inputs_by_name, name));
  NgNetPort port = { .is_explicit = TRUE };

  if (found > 0)
    return (int) found - 1;
  port.name = g_ref_string_new_intern (name);
  if (place != NULL)
    port.place = *place;
  port.declared = ng_type_unknown ();
  g_array_append_val (self->inputs, port);
  g_hash_table_insert (self->inputs_by_name, port.name, GUINT_TO_POINTER (self->inputs->len));
  return (int) self->inputs->len - 1;
}

/* `Layer 2`, `input "x"`: what feeds something. */
static char *
describe_source (const NgNetBuilder *self, NgSource source)
{
  const NgVertex *vertex;

  if (source.kind == NG_SOURCE_INPUT)
    return g_strdup_printf ("input \"%s\"",
                            g_array_index (self->inputs, NgNetPort, source.index).name);
  vertex = ng_net_builder_vertex (self, source.index);
  return vertex->name != NULL ? g_strdup_printf ("layer \"%s\"", vertex->name)
                              : g_strdup_printf ("layer %d", source.index + 1);
}

char *
ng_net_builder_describe (const NgNetBuilder *self, int index)
{
  return describe_source (self, (NgSource){ NG_SOURCE_LAYER, index, 0 });
}

gboolean
ng_net_builder_connect (
    NgNetBuilder *self, NgSource source, int layer, int input, const NgPlace *place, GError **error)
{
  NgVertex *vertex = ng_net_builder_vertex (self, layer);
  NgConnection connection = { source, place != NULL ? *place : (NgPlace){ 0 } };
  NgConnection *slot;

  if (++self->n_edges > NG_MAX_EDGES) {
    ng_error_set_new (
        error, "NetGraph::limit", place, "A net may have at most %d connections.", NG_MAX_EDGES);
    return FALSE;
  }
  if (input < 0) {
    if (vertex->pending == NULL)
      vertex->pending = g_array_new (FALSE, TRUE, sizeof (NgConnection));
    g_array_append_val (vertex->pending, connection);
    return TRUE;
  }
  if ((guint) input >= vertex->inputs->len)
    g_array_set_size (vertex->inputs, (guint) input + 1);
  slot = &g_array_index (vertex->inputs, NgConnection, input);
  if (slot->source.kind != NG_SOURCE_NONE) {
    g_autofree char *whose = ng_net_builder_describe (self, layer);
    g_autofree char *from = describe_source (self, slot->source);

    if ((gsize) input < ng_layer_n_inputs (vertex->layer))
      ng_error_set_new (error,
                        "NetGraph::multin",
                        place,
                        "Input \"%s\" of %s already comes from %s.",
                        ng_layer_input_name (vertex->layer, (gsize) input),
                        whose,
                        from);
    else
      ng_error_set_new (error,
                        "NetGraph::multin",
                        place,
                        "Input %d of %s already comes from %s.",
                        input + 1,
                        whose,
                        from);
    return FALSE;
  }
  *slot = connection;
  return TRUE;
}

gboolean
ng_net_builder_output (
    NgNetBuilder *self, const char *name, NgSource source, const NgPlace *place, GError **error)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->outputs_by_name, name));
  NgNetPort port = { .is_explicit = TRUE, .source = source };

  if (source.kind == NG_SOURCE_INPUT && !self->is_closed) {
    NgDiagnostic *diagnostic =
        ng_diagnostic_new ("NetGraph::thru", place, "An input cannot be an output directly.");

    ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "put a layer between"));
    return FALSE;
  }
  if (found > 0 && !self->is_closed) {
    g_autofree char *from =
        describe_source (self, g_array_index (self->outputs, NgNetPort, found - 1).source);

    ng_error_set_new (
        error, "NetGraph::multout", place, "Output \"%s\" already comes from %s.", name, from);
    return FALSE;
  }
  port.name = g_ref_string_new_intern (name);
  if (place != NULL)
    port.place = *place;
  port.declared = ng_type_unknown ();
  g_array_append_val (self->outputs, port);
  g_hash_table_replace (self->outputs_by_name, port.name, GUINT_TO_POINTER (self->outputs->len));
  return TRUE;
}

void
ng_net_builder_mute (NgNetBuilder *self, int layer, int output)
{
  NgVertex *vertex = ng_net_builder_vertex (self, layer);

  if (vertex->muted == NULL)
    vertex->muted = g_hash_table_new (NULL, NULL);
  g_hash_table_add (vertex->muted, GINT_TO_POINTER (output + 1));
}

static NgNetPort *
find_fixed (const NgNetBuilder *self, const char *name)
{
  guint input = GPOINTER_TO_UINT (g_hash_table_lookup (self->inputs_by_name, name));
  guint output = GPOINTER_TO_UINT (g_hash_table_lookup (self->outputs_by_name, name));

  if (input > 0)
    return &g_array_index (self->inputs, NgNetPort, input - 1);
  return output > 0 ? &g_array_index (self->outputs, NgNetPort, output - 1) : NULL;
}

/* What was written for a port goes. */
static void
forget_fixed (NgNetPort *port)
{
  port->declared = ng_type_unknown ();
  g_clear_pointer (&port->option, ng_expr_unref);
  g_clear_pointer (&port->coder, ng_coder_unref);
}

void
ng_net_builder_set_port_type (
    NgNetBuilder *self, const char *name, const NgType *type, NgExpr *option, const NgPlace *place)
{
  NgNetPort *fixed = self->is_fixed ? find_fixed (self, name) : NULL;

  if (fixed != NULL) {
    forget_fixed (fixed);
    fixed->declared = *type;
    fixed->option = option != NULL ? ng_expr_ref (option) : NULL;
    if (place != NULL)
      fixed->place = *place;
    return;
  }
  add_option (self,
              name,
              &(NgPortOption){ .type = *type,
                               .option = option,
                               .place = place != NULL ? *place : (NgPlace){ 0 } });
}

void
ng_net_builder_set_port_coder (NgNetBuilder *self,
                               const char *name,
                               NgExpr *option,
                               const NgPlace *place)
{
  NgNetPort *fixed = self->is_fixed ? find_fixed (self, name) : NULL;

  if (fixed != NULL)
    forget_fixed (fixed);
  add_option (self,
              name,
              &(NgPortOption){ .type = ng_type_unknown (),
                               .option = option,
                               .is_coder = TRUE,
                               .place = place != NULL ? *place : (NgPlace){ 0 } });
}

NgDim
ng_net_builder_fresh_length (NgNetBuilder *self, const char *name)
{
  g_ptr_array_add (self->length_names, g_strdup (name != NULL ? name : ""));
  return ng_dim_varying ((gint64) self->length_names->len);
}

void
ng_net_builder_add_diagnostic (NgNetBuilder *self, NgDiagnostic *diagnostic)
{
  g_ptr_array_add (self->diagnostics, diagnostic);
}

void
ng_net_builder_set_place (NgNetBuilder *self, const NgPlace *place)
{
  self->place = *place;
  self->place.path = NULL;
}

void
ng_net_builder_set_closed (NgNetBuilder *self)
{
  self->is_closed = TRUE;
}

void
ng_net_builder_set_chain (NgNetBuilder *self, gboolean is_chain)
{
  self->is_chain = is_chain;
}
