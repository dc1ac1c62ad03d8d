/* What is put to a net reads its only output or feeds its only input. Layers that were there keep
 * what they knew; what the new ones need is inferred. */

#include "core/graph/join.h"

#include "core/graph/builder-private.h"
#include "core/graph/keep.h"

/* A name for a new layer: the given one, or the first number that is free. */
static char *
name_layer (const NgNetBuilder *self, const char *name, gsize position)
{
  if (name != NULL || !self->is_named)
    return g_strdup (name);
  for (gsize number = position + 1;; number++) {
    g_autofree char *found = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

    if (ng_net_builder_find (self, found) < 0)
      return g_steal_pointer (&found);
  }
}

/* Puts a layer at a position. Returns its index, or -1. */
static int
put_layer (NgNetBuilder *self, gsize position, const char *name, NgLayer *layer, GError **error)
{
  g_autofree char *own = name_layer (self, name, position);

  if (name != NULL && !self->is_named) {
    ng_error_set_new (error,
                      "NetGraph::mixed",
                      ng_layer_place (layer),
                      "The layers of the net have no names; \"%s\" would be the only one.",
                      name);
    return -1;
  }
  return ng_net_builder_insert_layer (self, position, own, layer, ng_layer_place (layer), error);
}

/* The input by which a layer is put behind another: of many-input layers the first slot. */
static int
find_entry (const NgLayer *layer, GError **error)
{
  int only = ng_layer_has_open_slots (layer) ? 0 : ng_layer_only_input (layer);

  if (only < 0)
    ng_error_set_new (error,
                      "NetGraph::ambin",
                      ng_layer_place (layer),
                      "%s has not just one input.",
                      ng_layer_kind (layer));
  return only;
}

static int
find_exit (const NgLayer *layer, GError **error)
{
  int only = ng_layer_only_output (layer);

  if (only < 0)
    ng_error_set_new (error,
                      "NetGraph::ambout",
                      ng_layer_place (layer),
                      "%s has not just one output.",
                      ng_layer_kind (layer));
  return only;
}

static void
forget_type (NgNetBuilder *self, const char *name)
{
  NgType unknown = ng_type_unknown ();

  ng_net_builder_set_port_type (self, name, &unknown, NULL, NULL);
}

static NgNet *
end (NgNetBuilder *self, NgNet *base, GError **error)
{
  g_autofree NgOrigin *origins = ng_net_builder_find_origins (self, base);

  return ng_net_builder_end_kept (self, origins, error);
}

NgNet *
ng_net_append (NgNet *self, const char *name, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  int entry, index;
  int exit = find_exit (layer, error);
  NgSource source;

  if (exit < 0)
    return NULL;
  if (self->outputs->len != 1) {
    ng_error_set_new (error,
                      "NetGraph::ambout",
                      NULL,
                      "The net has %u outputs, and nothing tells which one to go on from.",
                      self->outputs->len);
    return NULL;
  }
  entry = find_entry (layer, error);
  index = entry >= 0 ? put_layer (builder, self->n_layers, name, layer, error) : -1;
  if (index < 0)
    return NULL;
  source = ng_net_builder_output_source (builder, 0);
  if (!ng_net_builder_connect (builder, source, index, entry, ng_layer_place (layer), error))
    return NULL;
  ng_net_builder_set_output_source (builder, 0, (NgSource){ NG_SOURCE_LAYER, index, exit });
  forget_type (builder, ng_net_builder_output_name (builder, 0));
  return end (g_steal_pointer (&builder), self, error);
}

NgNet *
ng_net_prepend (NgNet *self, const char *name, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  int entry, exit, index;
  NgSource input = { NG_SOURCE_INPUT, 0, 0 };

  if (self->inputs->len != 1) {
    ng_error_set_new (error,
                      "NetGraph::ambin",
                      NULL,
                      "The net has %u inputs, and nothing tells which one to put the layer at.",
                      self->inputs->len);
    return NULL;
  }
  entry = find_entry (layer, error);
  exit = entry >= 0 ? find_exit (layer, error) : -1;
  index = exit >= 0 ? put_layer (builder, 0, name, layer, error) : -1;
  if (index < 0)
    return NULL;
  for (int l = 1; l < (int) ng_net_builder_n_layers (builder); l++)
    for (gsize i = 0; i < ng_net_builder_n_connections (builder, l); i++)
      if (ng_net_builder_source (builder, l, i).kind == NG_SOURCE_INPUT)
        ng_net_builder_set_source (builder, l, i, (NgSource){ NG_SOURCE_LAYER, index, exit });
  if (!ng_net_builder_connect (builder, input, index, entry, ng_layer_place (layer), error))
    return NULL;
  forget_type (builder, ng_net_builder_input_name (builder, 0));
  return end (g_steal_pointer (&builder), self, error);
}

NgNet *
ng_net_insert (NgNet *self, gsize position, const char *name, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  int entry, exit, index, next;

  g_return_val_if_fail (self->is_chain && position <= self->n_layers, NULL);
  if (position == 0)
    return ng_net_prepend (self, name, layer, error);
  if (position == self->n_layers)
    return ng_net_append (self, name, layer, error);
  builder = ng_net_builder_new_fixed (self);
  entry = find_entry (layer, error);
  exit = entry >= 0 ? find_exit (layer, error) : -1;
  index = exit >= 0 ? put_layer (builder, position, name, layer, error) : -1;
  if (index < 0)
    return NULL;
  next = ng_layer_only_input (self->originals[position]);
  if (!ng_net_builder_connect (builder,
                               ng_net_builder_source (builder, index + 1, (gsize) next),
                               index,
                               entry,
                               ng_layer_place (layer),
                               error))
    return NULL;
  ng_net_builder_set_source (
      builder, index + 1, (gsize) next, (NgSource){ NG_SOURCE_LAYER, index, exit });
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_add (NgNet *self, const char *name, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);

  if (put_layer (builder, self->n_layers, name, layer, error) < 0)
    return NULL;
  ng_net_builder_set_chain (builder, FALSE);
  ng_net_builder_promote_outputs (builder);
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* ---- several nets ---- */

static gboolean
check_alike (NgNet *const *nets, gsize n, GError **error)
{
  for (gsize i = 1; i < n; i++)
    if (nets[i]->is_named != nets[0]->is_named) {
      ng_error_set_new (error,
                        "NetGraph::mixed",
                        NULL,
                        "Layers of some of the nets have names, and those of others have none.");
      return FALSE;
    }
  return TRUE;
}

/* The layers of a net behind those that are there, and how they are connected among themselves.
 * @inputs: the builder's input for each of the net's, -1 for one that is left open */
static gboolean
copy_net (NgNetBuilder *self, const NgNet *net, const int *inputs, GError **error)
{
  int first = (int) ng_net_builder_n_layers (self);

  for (guint l = 0; l < net->n_layers; l++)
    if (ng_net_builder_add_layer (self,
                                  net->names != NULL ? net->names[l] : NULL,
                                  net->originals[l],
                                  ng_layer_place (net->originals[l]),
                                  error) < 0)
      return FALSE;
  for (guint l = 0; l < net->n_layers; l++) {
    for (guint e = net->first_input[l]; e < net->first_input[l + 1]; e++) {
      NgSource source = net->sources[e];

      if (source.kind == NG_SOURCE_LAYER)
        source.index += first;
      else if (source.kind == NG_SOURCE_INPUT)
        source.index = inputs[source.index];
      if (source.kind != NG_SOURCE_NONE && source.index >= 0 &&
          !ng_net_builder_connect (self,
                                   source,
                                   first + (int) l,
                                   (int) (e - net->first_input[l]),
                                   &net->places[e],
                                   error))
        return FALSE;
    }
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++)
      if (net->muted[o])
        ng_net_builder_mute (self, first + (int) l, (int) (o - net->first_output[l]));
  }
  return TRUE;
}

/* The type that was written for a port, with varying lengths of the builder's own. */
static void
copy_type (NgNetBuilder *self, const NgNetPort *port, const char *name)
{
  NgType type = port->declared;

  if (port->option == NULL)
    return;
  for (int i = 0; i < type.rank; i++)
    if (type.dims[i].state == NG_DIM_VARYING)
      type.dims[i] = ng_net_builder_fresh_length (self, NULL);
  ng_net_builder_set_port_type (self, name, &type, port->option, &port->place);
}

/* Ports that meet in the middle lose the types that were written for them. */
static NgNet *
join_chains (NgNet *const *nets, gsize n, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (nets[0]->is_named, TRUE);

  for (gsize k = 0; k < n; k++) {
    NgNet *net = nets[k];
    int first = (int) ng_net_builder_n_layers (builder);
    g_autofree int *inputs = g_new (int, net->inputs->len + 1);
    int exit, entry;

    for (guint i = 0; i < net->inputs->len; i++)
      inputs[i] = -1;
    if (!copy_net (builder, net, inputs, error))
      return NULL;
    if (k == 0)
      continue;
    exit = ng_layer_only_output (ng_net_builder_layer (builder, (gsize) first - 1));
    entry = ng_layer_only_input (ng_net_builder_layer (builder, (gsize) first));
    if (exit < 0 || entry < 0) {
      ng_error_set_new (error,
                        exit < 0 ? "NetChain::multout" : "NetChain::multin",
                        NULL,
                        "Where two chains meet there has to be one output and one input.");
      return NULL;
    }
    if (!ng_net_builder_connect (
            builder, (NgSource){ NG_SOURCE_LAYER, first - 1, exit }, first, entry, NULL, error))
      return NULL;
  }
  for (guint i = 0; i < nets[0]->inputs->len; i++) {
    const NgNetPort *port = &g_array_index (nets[0]->inputs, NgNetPort, i);

    copy_type (builder, port, port->name);
  }
  for (guint o = 0; o < nets[n - 1]->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (nets[n - 1]->outputs, NgNetPort, o);

    copy_type (builder, port, port->name);
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

static NgNet *
join_graphs (NgNet *const *nets, gsize n, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (nets[0]->is_named, FALSE);

  for (gsize k = 0; k < n; k++) {
    NgNet *net = nets[k];
    int first = (int) ng_net_builder_n_layers (builder);
    g_autofree int *inputs = g_new (int, net->inputs->len + 1);

    for (guint i = 0; i < net->inputs->len; i++) {
      const NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);

      inputs[i] = port->is_explicit ? ng_net_builder_input (builder, port->name, &port->place) : -1;
      copy_type (builder, port, port->name);
    }
    if (!copy_net (builder, net, inputs, error))
      return NULL;
    for (guint o = 0; o < net->outputs->len; o++) {
      const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);
      NgSource source = port->source;

      if (source.kind == NG_SOURCE_LAYER)
        source.index += first;
      else if (source.kind == NG_SOURCE_INPUT)
        source.index = inputs[source.index];
      if (port->is_explicit &&
          !ng_net_builder_output (builder, port->name, source, &port->place, error))
        return NULL;
      if (port->is_explicit)
        copy_type (builder, port, port->name);
    }
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_join (NgNet *const *nets, gsize n, GError **error)
{
  gboolean are_chains = TRUE;

  for (gsize i = 0; i < n; i++)
    are_chains = are_chains && nets[i]->is_chain;
  if (!check_alike (nets, n, error))
    return NULL;
  return are_chains ? join_chains (nets, n, error) : join_graphs (nets, n, error);
}
