/* Surgery on a net being written: layers and ports go, come in between and change their names. */

#include "core/graph/builder-private.h"

#include "core/base/pair.h"
#include <string.h>

/* ---- reading ---- */

static NgConnection *
get_connection (const NgNetBuilder *self, int layer, gsize input)
{
  return &g_array_index (ng_net_builder_vertex (self, layer)->inputs, NgConnection, input);
}

static NgNetPort *
get_port (GArray *ports, gsize index)
{
  return &g_array_index (ports, NgNetPort, index);
}

NgSource
ng_net_builder_source (const NgNetBuilder *self, int layer, gsize input)
{
  return get_connection (self, layer, input)->source;
}

gsize
ng_net_builder_n_connections (const NgNetBuilder *self, int layer)
{
  return ng_net_builder_vertex (self, layer)->inputs->len;
}

gsize
ng_net_builder_n_inputs (const NgNetBuilder *self)
{
  return self->inputs->len;
}

gsize
ng_net_builder_n_outputs (const NgNetBuilder *self)
{
  return self->outputs->len;
}

const char *
ng_net_builder_input_name (const NgNetBuilder *self, gsize index)
{
  return get_port (self->inputs, index)->name;
}

const char *
ng_net_builder_output_name (const NgNetBuilder *self, gsize index)
{
  return get_port (self->outputs, index)->name;
}

NgSource
ng_net_builder_output_source (const NgNetBuilder *self, gsize index)
{
  return get_port (self->outputs, index)->source;
}

GHashTable *
ng_net_builder_port_names (const NgNetBuilder *self)
{
  return ng_net_taken_names (self->inputs, self->outputs);
}

gboolean
ng_net_builder_port_has_coder (const NgNetBuilder *self, const char *name)
{
  guint input = GPOINTER_TO_UINT (g_hash_table_lookup (self->inputs_by_name, name));
  guint output = GPOINTER_TO_UINT (g_hash_table_lookup (self->outputs_by_name, name));

  if (input > 0)
    return get_port (self->inputs, input - 1)->coder != NULL;
  return output > 0 && get_port (self->outputs, output - 1)->coder != NULL;
}

/* ---- connections and ports ---- */

void
ng_net_builder_set_source (NgNetBuilder *self, int layer, gsize input, NgSource source)
{
  get_connection (self, layer, input)->source = source;
}

/* What is an output is not muted. */
static void
unmute (NgNetBuilder *self, NgSource source)
{
  GHashTable *muted =
      source.kind == NG_SOURCE_LAYER ? ng_net_builder_vertex (self, source.index)->muted : NULL;

  if (muted != NULL)
    g_hash_table_remove (muted, GINT_TO_POINTER (source.port + 1));
}

void
ng_net_builder_set_output_source (NgNetBuilder *self, gsize index, NgSource source)
{
  unmute (self, source);
  get_port (self->outputs, index)->source = source;
}

void
ng_net_builder_move_readers (NgNetBuilder *self, NgSource old, NgSource new)
{
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++)
      if (ng_source_equal (ng_net_builder_source (self, (int) v, i), old))
        ng_net_builder_set_source (self, (int) v, i, new);
  for (guint o = 0; o < self->outputs->len; o++)
    if (ng_source_equal (get_port (self->outputs, o)->source, old))
      ng_net_builder_set_output_source (self, o, new);
}

/* Name -> index + 1, once a table of ports has changed. */
static void
index_ports (GHashTable *by_name, const GArray *ports)
{
  g_hash_table_remove_all (by_name);
  for (guint i = 0; i < ports->len; i++)
    g_hash_table_insert (
        by_name, g_array_index (ports, NgNetPort, i).name, GUINT_TO_POINTER (i + 1));
}

static void
add_port (GArray *ports, GHashTable *by_name, const char *name, NgSource source)
{
  NgNetPort port = { .name = g_ref_string_new_intern (name), .source = source };

  port.declared = ng_type_unknown ();
  g_array_append_val (ports, port);
  g_hash_table_insert (by_name, port.name, GUINT_TO_POINTER (ports->len));
}

int
ng_net_builder_add_input (NgNetBuilder *self, const char *name)
{
  add_port (self->inputs, self->inputs_by_name, name, (NgSource){ NG_SOURCE_NONE, 0, 0 });
  return (int) self->inputs->len - 1;
}

void
ng_net_builder_add_output (NgNetBuilder *self, const char *name, NgSource source)
{
  unmute (self, source);
  add_port (self->outputs, self->outputs_by_name, name, source);
}

static void
add_reader (GHashTable *read, NgSource source)
{
  if (source.kind == NG_SOURCE_LAYER)
    g_hash_table_add (read, ng_pair_key ((guint) source.index, (guint) source.port));
}

void
ng_net_builder_remove_outputs (NgNetBuilder *self, const gboolean *is_removed)
{
  for (guint o = self->outputs->len; o-- > 0;)
    if (is_removed[o])
      g_array_remove_index (self->outputs, o);
  index_ports (self->outputs_by_name, self->outputs);
}

gboolean *
ng_net_builder_find_used (const NgNetBuilder *self)
{
  gboolean *is_used = g_new0 (gboolean, self->inputs->len + 1);

  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++) {
      NgSource source = ng_net_builder_source (self, (int) v, i);

      if (source.kind == NG_SOURCE_INPUT)
        is_used[source.index] = TRUE;
    }
  for (guint o = 0; o < self->outputs->len; o++) {
    NgSource source = get_port (self->outputs, o)->source;

    if (source.kind == NG_SOURCE_INPUT)
      is_used[source.index] = TRUE;
  }
  return is_used;
}

void
ng_net_builder_remove_unused (NgNetBuilder *self, const gboolean *was_used)
{
  guint n = self->inputs->len;
  g_autofree gboolean *is_used = ng_net_builder_find_used (self);
  g_autofree int *place = g_new0 (int, n + 1);
  int next = 0;

  for (guint i = 0; i < n; i++)
    place[i] = is_used[i] || (was_used != NULL && !was_used[i]) ? next++ : -1;
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++) {
      NgSource *source = &get_connection (self, (int) v, i)->source;

      if (source->kind == NG_SOURCE_INPUT)
        source->index = place[source->index];
    }
  for (guint o = 0; o < self->outputs->len; o++) {
    NgSource *source = &get_port (self->outputs, o)->source;

    if (source->kind == NG_SOURCE_INPUT)
      source->index = place[source->index];
  }
  for (guint i = n; i-- > 0;)
    if (place[i] < 0)
      g_array_remove_index (self->inputs, i);
  index_ports (self->inputs_by_name, self->inputs);
}

void
ng_net_builder_mute_rest (NgNetBuilder *self)
{
  g_autoptr (GHashTable) read = g_hash_table_new (ng_pair_hash, NULL);

  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++)
      add_reader (read, ng_net_builder_source (self, (int) v, i));
  for (guint o = 0; o < self->outputs->len; o++)
    add_reader (read, get_port (self->outputs, o)->source);
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize o = 0; o < ng_layer_n_outputs (ng_net_builder_layer (self, v)); o++)
      if (!ng_layer_output_is_optional (ng_net_builder_layer (self, v), o) &&
          !g_hash_table_contains (read, ng_pair_key ((guint) v, (guint) o)))
        ng_net_builder_mute (self, (int) v, (int) o);
}

/* Gives ports new names; NULL leaves one as it is. */
static void
rename_ports (GArray *ports, GHashTable *by_name, const char *const *names)
{
  for (guint i = 0; i < ports->len; i++) {
    NgNetPort *port = get_port (ports, i);

    if (names[i] == NULL || g_str_equal (port->name, names[i]))
      continue;
    g_ref_string_release (port->name);
    port->name = g_ref_string_new_intern (names[i]);
    port->is_explicit = TRUE;
  }
  index_ports (by_name, ports);
}

static gboolean
add_port_name (GHashTable *seen, const char *name, gboolean is_output, GError **error)
{
  gpointer other;

  if (*name == '\0') {
    ng_error_set_new (
        error, "NetGraph::badname", NULL, "The name of a port must be a string that is not empty.");
    return FALSE;
  }
  if (!g_hash_table_lookup_extended (seen, name, NULL, &other)) {
    g_hash_table_insert (seen, (gpointer) name, GINT_TO_POINTER (is_output));
    return TRUE;
  }
  if (GPOINTER_TO_INT (other) != is_output)
    ng_error_set_new (
        error, "NetGraph::iodup", NULL, "\"%s\" would be both an input and an output.", name);
  else
    ng_error_set_new (
        error, "NetGraph::dupname", NULL, "Two ports of the net would be called \"%s\".", name);
  return FALSE;
}

gboolean
ng_net_builder_rename_ports (NgNetBuilder *self,
                             const char *const *inputs,
                             const char *const *outputs,
                             GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->inputs->len; i++)
    if (!add_port_name (
            seen, inputs[i] != NULL ? inputs[i] : get_port (self->inputs, i)->name, FALSE, error))
      return FALSE;
  for (guint o = 0; o < self->outputs->len; o++)
    if (!add_port_name (
            seen, outputs[o] != NULL ? outputs[o] : get_port (self->outputs, o)->name, TRUE, error))
      return FALSE;
  /* A port may have the name of another one before, so nothing is recalled. */
  g_clear_pointer (&self->base, ng_net_unref);
  rename_ports (self->inputs, self->inputs_by_name, inputs);
  rename_ports (self->outputs, self->outputs_by_name, outputs);
  return TRUE;
}

/* ---- layers ---- */

static void
index_layers (NgNetBuilder *self)
{
  g_hash_table_remove_all (self->index_of_name);
  for (guint v = 0; v < self->vertices->len; v++) {
    NgVertex *vertex = ng_net_builder_vertex (self, (int) v);

    if (vertex->name != NULL)
      g_hash_table_insert (self->index_of_name, vertex->name, GUINT_TO_POINTER (v + 1));
  }
}

/* Gives every source the new index of its layer; -1 for one that is gone. */
static void
renumber (NgNetBuilder *self, const int *place)
{
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++) {
      NgSource *source = &get_connection (self, (int) v, i)->source;

      if (source->kind != NG_SOURCE_LAYER)
        continue;
      source->index = place[source->index];
      if (source->index < 0)
        *source = (NgSource){ NG_SOURCE_NONE, 0, 0 };
    }
  for (guint o = self->outputs->len; o-- > 0;) {
    NgSource *source = &get_port (self->outputs, o)->source;

    if (source->kind != NG_SOURCE_LAYER)
      continue;
    source->index = place[source->index];
    if (source->index < 0)
      g_array_remove_index (self->outputs, o);
  }
  index_ports (self->outputs_by_name, self->outputs);
  index_layers (self);
}

void
ng_net_builder_clear_layers (NgNetBuilder *self)
{
  g_array_set_size (self->vertices, 0);
  g_hash_table_remove_all (self->index_of_name);
}

/* The port of the new layer that takes the place of port @index of the old one: the one of its
 * name, the only one, or the one at its place; -1 for none. */
static int
match_port (const NgLayer *old, const NgLayer *new, gboolean is_output, gsize index)
{
  const char *name =
      is_output ? ng_layer_output_name (old, index) : ng_layer_input_name (old, index);
  int found = is_output ? ng_layer_find_output (new, name) : ng_layer_find_input (new, name);
  gsize n = is_output ? ng_layer_n_outputs (new) : ng_layer_n_inputs (new);
  int only = is_output ? ng_layer_only_output (new) : ng_layer_only_input (new);
  int old_only = is_output ? ng_layer_only_output (old) : ng_layer_only_input (old);

  if (found >= 0)
    return found;
  if (only >= 0 && old_only == (int) index)
    return only;
  return index < n ? (int) index : -1;
}

static gboolean
fail_port (const NgLayer *old, const NgLayer *new, gboolean is_output, gsize index, GError **error)
{
  ng_error_set_new (error,
                    is_output ? "NetGraph::nooutport" : "NetGraph::noinport",
                    ng_layer_place (new),
                    "%s has no %s \"%s\", which the net needs in place of %s.",
                    ng_layer_kind (new),
                    is_output ? "output" : "input",
                    is_output ? ng_layer_output_name (old, index)
                              : ng_layer_input_name (old, index),
                    ng_layer_kind (old));
  return FALSE;
}

/* Sources that are outputs of layer @index become those of the layer that takes its place. */
static gboolean
match_source (NgSource *source, int index, const NgLayer *old, const NgLayer *new, GError **error)
{
  int port;

  if (source->kind != NG_SOURCE_LAYER || source->index != index)
    return TRUE;
  port = match_port (old, new, TRUE, (gsize) source->port);
  if (port < 0)
    return fail_port (old, new, TRUE, (gsize) source->port, error);
  source->port = port;
  return TRUE;
}

gboolean
ng_net_builder_replace_layer (NgNetBuilder *self, gsize index, NgLayer *layer, GError **error)
{
  NgVertex *vertex = ng_net_builder_vertex (self, (int) index);
  g_autoptr (NgLayer) old = ng_layer_ref (vertex->layer);
  g_autoptr (GArray) inputs = g_array_new (FALSE, TRUE, sizeof (NgConnection));

  if (ng_layer_has_open_slots (layer))
    g_array_append_vals (inputs, vertex->inputs->data, vertex->inputs->len);
  else
    g_array_set_size (inputs, (guint) ng_layer_n_inputs (layer));
  for (guint i = 0; !ng_layer_has_open_slots (layer) && i < vertex->inputs->len; i++) {
    const NgConnection *connection = &g_array_index (vertex->inputs, NgConnection, i);
    int port;

    if (connection->source.kind == NG_SOURCE_NONE)
      continue;
    port = match_port (old, layer, FALSE, i);
    if (port < 0 || g_array_index (inputs, NgConnection, port).source.kind != NG_SOURCE_NONE)
      return fail_port (old, layer, FALSE, i, error);
    g_array_index (inputs, NgConnection, port) = *connection;
  }
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++)
      if (!match_source (
              &get_connection (self, (int) v, i)->source, (int) index, old, layer, error))
        return FALSE;
  for (guint o = 0; o < self->outputs->len; o++)
    if (!match_source (&get_port (self->outputs, o)->source, (int) index, old, layer, error))
      return FALSE;
  g_array_unref (vertex->inputs);
  vertex->inputs = g_steal_pointer (&inputs);
  g_clear_pointer (&vertex->muted, g_hash_table_unref);
  ng_layer_unref (vertex->layer);
  vertex->layer = ng_layer_ref (layer);
  return TRUE;
}

void
ng_net_builder_remove_layers (NgNetBuilder *self, const gboolean *is_removed)
{
  guint n = self->vertices->len, next = 0;
  g_autofree int *place = g_new (int, n + 1);

  for (guint v = 0; v < n; v++) {
    NgVertex *vertex = ng_net_builder_vertex (self, (int) v);

    place[v] = is_removed[v] ? -1 : (int) next;
    if (is_removed[v]) {
      ng_net_builder_clear_vertex (vertex);
    } else if (v != next) {
      *ng_net_builder_vertex (self, (int) next) = *vertex;
      memset (vertex, 0, sizeof *vertex);
    }
    next += !is_removed[v];
  }
  g_array_set_size (self->vertices, next);
  renumber (self, place);
}

void
ng_net_builder_order_layers (NgNetBuilder *self, const int *places)
{
  guint n = self->vertices->len;
  g_autofree NgVertex *old = g_memdup2 (self->vertices->data, n * sizeof (NgVertex));

  for (guint v = 0; v < n; v++)
    *ng_net_builder_vertex (self, places[v]) = old[v];
  renumber (self, places);
}

int
ng_net_builder_insert_layer (NgNetBuilder *self,
                             gsize position,
                             const char *name,
                             NgLayer *layer,
                             const NgPlace *place,
                             GError **error)
{
  int last = ng_net_builder_add_layer (self, name, layer, place, error);
  g_autofree int *places = NULL;
  NgVertex vertex;

  if (last < 0)
    return -1;
  places = g_new (int, last + 1);
  for (int v = 0; v < last; v++)
    places[v] = v < (int) position ? v : v + 1;
  places[last] = (int) position;
  vertex = *ng_net_builder_vertex (self, last);
  for (int v = last; v > (int) position; v--)
    *ng_net_builder_vertex (self, v) = *ng_net_builder_vertex (self, v - 1);
  *ng_net_builder_vertex (self, (int) position) = vertex;
  renumber (self, places);
  return (int) position;
}

gboolean
ng_net_builder_rename_layers (NgNetBuilder *self, const char *const *names, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint v = 0; names != NULL && v < self->vertices->len; v++) {
    if (*names[v] == '\0') {
      ng_error_set_new (error,
                        "NetGraph::badname",
                        NULL,
                        "The name of a layer must be a string that is not empty.");
      return FALSE;
    }
    if (g_hash_table_contains (seen, names[v])) {
      ng_error_set_new (error,
                        "NetGraph::dupname",
                        NULL,
                        "The name \"%s\" would be used for layers %d and %u.",
                        names[v],
                        GPOINTER_TO_INT (g_hash_table_lookup (seen, names[v])),
                        v + 1);
      return FALSE;
    }
    g_hash_table_insert (seen, (gpointer) names[v], GUINT_TO_POINTER (v + 1));
  }
  self->is_named = names != NULL;
  for (guint v = 0; v < self->vertices->len; v++) {
    NgVertex *vertex = ng_net_builder_vertex (self, (int) v);
    GRefString *name = names != NULL ? g_ref_string_new_intern (names[v]) : NULL;

    g_clear_pointer (&vertex->name, g_ref_string_release);
    vertex->name = name;
  }
  index_layers (self);
  return TRUE;
}

/* ---- the rules of names ---- */

/* The layers and edges without the inputs that the rules of names gave; explicit ports are there.
 */
static NgNet *
lay_out_explicit (const NgNetBuilder *self)
{
  NgNet *net = ng_net_builder_lay_out (self);
  g_autofree int *kept = g_new (int, self->inputs->len + 1);

  for (guint i = 0; i < self->inputs->len; i++) {
    NgNetPort copy = { 0 };

    kept[i] = get_port (self->inputs, i)->is_explicit ? (int) net->inputs->len : -1;
    if (kept[i] < 0)
      continue;
    copy = ng_net_port_copy (get_port (self->inputs, i));
    g_array_append_val (net->inputs, copy);
  }
  for (guint e = 0; e < net->first_input[net->n_layers]; e++) {
    NgSource *source = &net->sources[e];

    if (source->kind != NG_SOURCE_INPUT)
      continue;
    source->index = kept[source->index];
    if (source->index < 0)
      *source = (NgSource){ NG_SOURCE_NONE, 0, 0 };
  }
  return net;
}

static void
append_explicit_outputs (const NgNetBuilder *self, NgNet *net)
{
  for (guint o = 0; o < self->outputs->len; o++) {
    NgNetPort copy = { 0 };

    if (!get_port (self->outputs, o)->is_explicit)
      continue;
    copy = ng_net_port_copy (get_port (self->outputs, o));
    g_array_append_val (net->outputs, copy);
  }
}

static gboolean
have_same_names (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (get_port (a, i)->name != get_port (b, i)->name ||
        !ng_source_equal (get_port (a, i)->source, get_port (b, i)->source))
      return FALSE;
  return TRUE;
}

static void
make_explicit (GArray *ports)
{
  for (guint i = 0; i < ports->len; i++)
    get_port (ports, i)->is_explicit = TRUE;
}

void
ng_net_builder_mark_explicit (const NgNetBuilder *self, NgNet *net)
{
  g_autoptr (NgNet) trial = lay_out_explicit (self);
  gboolean is_same;

  ng_net_promote_inputs (trial);
  append_explicit_outputs (self, trial);
  ng_net_promote_outputs (trial);
  is_same = have_same_names (net->inputs, trial->inputs);
  for (guint e = 0; is_same && e < net->first_input[net->n_layers]; e++)
    is_same = ng_source_equal (net->sources[e], trial->sources[e]);
  if (!is_same)
    make_explicit (net->inputs);
  if (!have_same_names (net->outputs, trial->outputs))
    make_explicit (net->outputs);
}

void
ng_net_builder_promote_outputs (NgNetBuilder *self)
{
  g_autoptr (NgNet) net = ng_net_builder_lay_out (self);
  guint n = self->outputs->len;

  for (guint i = 0; i < self->inputs->len; i++) {
    NgNetPort copy = ng_net_port_copy (get_port (self->inputs, i));

    g_array_append_val (net->inputs, copy);
  }
  append_explicit_outputs (self, net);
  ng_net_promote_outputs (net);
  for (guint o = 0; o < net->outputs->len; o++) {
    NgNetPort port = ng_net_port_copy (get_port (net->outputs, o));

    for (guint old = 0; !port.is_explicit && old < n; old++) {
      const NgNetPort *before = get_port (self->outputs, old);

      if (before->is_explicit || !ng_source_equal (before->source, port.source))
        continue;
      port.declared = before->declared;
      port.option = before->option != NULL ? ng_expr_ref (before->option) : NULL;
      g_clear_pointer (&port.coder, ng_coder_unref);
      port.coder = before->coder != NULL ? ng_coder_ref (before->coder) : NULL;
    }
    g_array_append_val (self->outputs, port);
  }
  g_array_remove_range (self->outputs, 0, n);
  index_ports (self->outputs_by_name, self->outputs);
}
