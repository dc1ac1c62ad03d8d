#include "core/graph/nested.h"

#include "core/graph/builder-private.h"
#include "core/graph/layer-notation.h"
#include "core/graph/near.h"
#include "core/graph/wire.h"
#include <string.h>

/* By its name, or by its number where it has none. */
static int
find_shown (const NgNet *self, const char *name)
{
  int index = ng_net_find (self, name);
  guint64 number;

  if (index >= 0 || !g_ascii_string_to_unsigned (name, 10, 1, self->n_layers, &number, NULL))
    return index;
  return *name != '0' && ng_net_name (self, number - 1) == NULL ? (int) number - 1 : -1;
}

int
ng_net_find_on_path (const NgNet *self, const char *path, const char **rest)
{
  g_autofree char *name = g_strdup (path);

  for (gsize end = strlen (path); end > 0; end--) {
    if (path[end] != '\0' && path[end] != '/')
      continue;
    name[end] = '\0';
    int index = find_shown (self, name);
    if (index >= 0) {
      *rest = path + end + (path[end] == '/' ? 1 : 0);
      return index;
    }
  }
  *rest = path;
  return -1;
}

NgNet *
ng_net_nested (NgNet *self, const guint *path, gsize n)
{
  for (gsize i = 0; self != NULL && i < n; i++)
    self = path[i] < self->n_layers ? ng_layer_inside (self->originals[path[i]]) : NULL;
  return self;
}

NgLayer *
ng_net_written_layer (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->n_layers, NULL);
  return self->originals[index];
}

/* The layer that holds the net at @path, which is not the outermost. */
static NgLayer *
get_holder (NgNet *self, const guint *path, gsize n)
{
  return ng_net_nested (self, path, n - 1)->originals[path[n - 1]];
}

static gboolean
fail_fixed (
    const char *what, const NgLayer *layer, const char *why, const char *hint, GError **error)
{
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("NetGraph::fixed", NULL, "%s %s %s.", what, ng_layer_kind (layer), why);

  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "%s", hint));
  return FALSE;
}

static gboolean
check_traced (NgNet *self, const guint *path, gsize n, GError **error)
{
  for (; n > 0; n--)
    if ((ng_layer_class (get_holder (self, path, n))->flags & NG_LAYER_TRACES) != 0)
      return fail_fixed ("The layers of a",
                         get_holder (self, path, n),
                         "are made of its function",
                         "change the function",
                         error);
  return TRUE;
}

gboolean
ng_net_check_nested (NgNet *self, const guint *path, gsize n, GError **error)
{
  if (!check_traced (self, path, n, error))
    return FALSE;
  if (n > 0 && ng_layer_holds (get_holder (self, path, n)))
    return fail_fixed ("The nets that a",
                       get_holder (self, path, n),
                       "holds stand beside each other, as many as it needs",
                       "change what is inside them",
                       error);
  return TRUE;
}

/* ---- which port is which ---- */

static const char *
port_name (const NgLayer *layer, gboolean is_output, gsize index)
{
  return is_output ? ng_layer_output_name (layer, index) : ng_layer_input_name (layer, index);
}

static gsize
count_ports (const NgLayer *layer, gboolean is_output)
{
  return is_output ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);
}

static int
find_port (const NgLayer *layer, gboolean is_output, const char *name)
{
  for (gsize i = 0; i < count_ports (layer, is_output); i++)
    if (g_str_equal (port_name (layer, is_output, i), name))
      return (int) i;
  return -1;
}

/* Whether outputs of two versions of a net come from the same layer. */
static gboolean
is_same_output (const NgNet *old, gsize index, const NgNet *new, gsize other)
{
  NgSource a = ng_net_output_source (old, index);
  NgSource b = ng_net_output_source (new, other);

  if (a.kind != NG_SOURCE_LAYER || b.kind != NG_SOURCE_LAYER)
    return ng_source_equal (a, b);
  return a.port == b.port &&
         ng_net_vertex (old, (gsize) a.index) == ng_net_vertex (new, (gsize) b.index);
}

typedef enum { BY_NAME_AND_LAYER, BY_LAYER, BY_NAME, BY_PLACE, N_WAYS } Way;

static gboolean
is_match (const NgLayer *old, gsize i, const NgLayer *new, gsize k, gboolean is_output, Way way)
{
  gboolean has_name = g_str_equal (port_name (old, is_output, i), port_name (new, is_output, k));
  gboolean has_layer = is_output && ng_layer_body (old) != NULL && ng_layer_body (new) != NULL &&
                       is_same_output (ng_layer_body (old), i, ng_layer_body (new), k);

  switch (way) {
  case BY_NAME_AND_LAYER:
    return has_name && has_layer;
  case BY_LAYER:
    return has_layer;
  case BY_NAME:
    return has_name;
  default:
    return i == k && find_port (new, is_output, port_name (old, is_output, i)) < 0 &&
           find_port (old, is_output, port_name (new, is_output, k)) < 0;
  }
}

/* Returns for each port of @old its index in @new, -1 for one that is gone. */
static int *
match_ports (const NgLayer *old, const NgLayer *new, gboolean is_output)
{
  gsize n = count_ports (old, is_output), n_new = count_ports (new, is_output);
  int *place = g_new (int, n + 1);
  g_autofree gboolean *is_taken = g_new0 (gboolean, n_new + 1);

  for (gsize i = 0; i < n; i++)
    place[i] = -1;
  for (Way way = 0; way < N_WAYS; way++)
    for (gsize i = 0; i < n; i++)
      for (gsize k = 0; place[i] < 0 && k < n_new; k++)
        if (!is_taken[k] && is_match (old, i, new, k, is_output, way)) {
          place[i] = (int) k;
          is_taken[k] = TRUE;
        }
  return place;
}

/* ---- one level ---- */

static void
match_source (NgSource *source, int index, const int *place)
{
  if (source->kind != NG_SOURCE_LAYER || source->index != index)
    return;
  source->port = place[source->port];
  if (source->port < 0)
    *source = (NgSource){ NG_SOURCE_NONE, 0, 0 };
}

/* The net with @layer in the place of one that was an earlier version of it. */
static NgNet *
exchange_any (NgNet *self, guint index, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  NgVertex *vertex = ng_net_builder_vertex (builder, (int) index);
  g_autoptr (NgLayer) old = ng_layer_ref (vertex->layer);
  g_autoptr (GArray) inputs = g_array_ref (vertex->inputs);
  g_autofree int *place = match_ports (old, layer, FALSE);
  g_autofree int *output_place = match_ports (old, layer, TRUE);
  g_autofree gboolean *is_gone = g_new0 (gboolean, builder->outputs->len + 1);
  GHashTable *muted = g_steal_pointer (&vertex->muted);

  g_array_unref (vertex->inputs);
  vertex->inputs = g_array_new (FALSE, TRUE, sizeof (NgConnection));
  ng_net_builder_set_layer (builder, index, layer);
  if (ng_layer_has_open_slots (layer))
    g_array_append_vals (vertex->inputs, inputs->data, inputs->len);
  for (guint i = 0; i < inputs->len && !ng_layer_has_open_slots (layer); i++)
    if (i < ng_layer_n_inputs (old) && place[i] >= 0)
      g_array_index (vertex->inputs, NgConnection, place[i]) =
          g_array_index (inputs, NgConnection, i);
  for (guint v = 0; v < builder->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (builder, (int) v); i++) {
      NgSource source = ng_net_builder_source (builder, (int) v, i);

      match_source (&source, (int) index, output_place);
      ng_net_builder_set_source (builder, (int) v, i, source);
    }
  for (guint o = 0; o < builder->outputs->len; o++) {
    NgSource *source = &g_array_index (builder->outputs, NgNetPort, o).source;

    match_source (source, (int) index, output_place);
    is_gone[o] = source->kind == NG_SOURCE_NONE;
  }
  for (gsize o = 0; muted != NULL && o < ng_layer_n_outputs (old); o++)
    if (output_place[o] >= 0 && g_hash_table_contains (muted, GSIZE_TO_POINTER (o + 1)))
      ng_net_builder_mute (builder, (int) index, output_place[o]);
  g_clear_pointer (&muted, g_hash_table_unref);
  ng_net_builder_remove_outputs (builder, is_gone);
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

static NgNet *
exchange (NgNet *self, guint index, NgLayer *layer, GError **error)
{
  NgNet *near = ng_net_exchange_near (self, index, layer);

  return near != NULL ? near : exchange_any (self, index, layer, error);
}

/* What takes the place of layer @index when the net in it is @net from now on. */
static NgLayer *
hold (const NgLayer *layer, NgNet *net, GError **error)
{
  if (ng_layer_holds (layer))
    return ng_layer_with_nets ((NgLayer *) layer, net->originals, net->n_layers, error);
  return ng_layer_new_net (net, ng_layer_place (layer));
}

/* The nets that a layer holds stand beside each other, and nothing there connects. */
static NgNet *
exchange_held (NgNet *self, guint index, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);

  if (!ng_net_builder_replace_layer (builder, index, layer, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* The outermost net with @layer in the place of layer @path[n - 1] of the net at the path before.
 */
static NgNet *
put_layer (NgNet *self, const guint *path, gsize n, NgLayer *layer, GError **error)
{
  NgNet *outer = ng_net_nested (self, path, n - 1);
  gboolean is_held = n > 1 && ng_layer_holds (get_holder (self, path, n - 1));

  return is_held ? exchange_held (outer, path[n - 1], layer, error)
                 : exchange (outer, path[n - 1], layer, error);
}

NgNet *
ng_net_with_nested (NgNet *self, const guint *path, gsize n, NgNet *net, GError **error)
{
  g_autoptr (NgNet) inner = ng_net_ref (net);

  if (!check_traced (self, path, n, error))
    return NULL;
  for (; n > 0; n--) {
    g_autoptr (NgLayer) layer = hold (get_holder (self, path, n), inner, error);
    NgNet *next = layer != NULL ? put_layer (self, path, n, layer, error) : NULL;

    if (next == NULL)
      return NULL;
    ng_net_unref (inner);
    inner = next;
  }
  return g_steal_pointer (&inner);
}

gboolean
ng_net_is_held (NgNet *self, const guint *path, gsize n)
{
  return n > 0 && ng_layer_holds (get_holder (self, path, n));
}

NgNet *
ng_net_with_held (
    NgNet *self, const guint *path, gsize n, gsize index, NgLayer *layer, GError **error)
{
  NgLayer *holder = get_holder (self, path, n);
  NgNet *held = ng_layer_inside (holder);
  g_autofree NgLayer **nets = g_memdup2 (held->originals, held->n_layers * sizeof *nets);
  g_autoptr (NgLayer) changed = NULL;
  g_autoptr (NgNet) outer = NULL;

  if (!check_traced (self, path, n, error))
    return NULL;
  nets[index] = layer;
  changed = ng_layer_with_nets (holder, nets, held->n_layers, error);
  outer = changed != NULL ? put_layer (self, path, n, changed, error) : NULL;
  return outer != NULL ? ng_net_with_nested (self, path, n - 1, outer, error) : NULL;
}
