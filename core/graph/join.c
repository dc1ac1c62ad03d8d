/* What is put to a net reads its only output or feeds its only input. Layers that were there keep
 * what they knew; what the new ones need is inferred. */

#include "core/graph/join.h"

#include "core/graph/builder-private.h"
#include "core/graph/keep.h"
#include "core/graph/literal.h"

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

/* Puts a layer at the port of a net that has only one on that side. @keeps_type: what was written
 * for the port is asked of the layer's port that takes its place
 */
typedef NgNet *(*PutAtPort) (
    NgNet *self, const char *name, NgLayer *layer, gboolean keeps_type, GError **error);

/* Layers keep what was written for the port that they had. */
static gboolean
check_written (const NgNetPort *port,
               gboolean is_output,
               const NgType *now,
               const NgLayer *layer,
               GError **error)
{
  g_autofree char *written = NULL;
  g_autofree char *given = NULL;
  NgDiagnostic *diagnostic;

  if (!ng_types_contradict (&port->declared, now))
    return TRUE;
  written = ng_type_notation (&port->declared);
  given = ng_type_notation (now);
  diagnostic =
      ng_diagnostic_new ("NetGraph::shape",
                         ng_layer_place (layer),
                         is_output ? "The net gives %s at \"%s\", and the %s needs %s there."
                                   : "The net needs %s at \"%s\", and the %s gives %s there.",
                         written,
                         port->name,
                         ng_layer_kind (layer),
                         given);
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    diagnostic, "NetReplacePart[net, \"%s\" -> None] frees the port.", port->name));
  return FALSE;
}

/* What was written for the port is a promise of the net: it goes to the layer that has the port
 * from now on where it fits there, and holds where it held before in any case. */
static NgNet *
put_at_port (NgNet *self,
             const NgNetPort *port,
             const char *name,
             NgLayer *layer,
             PutAtPort put,
             gboolean keeps_coder,
             GError **error)
{
  gboolean is_written = port->declared.rank >= 0 || port->declared.kind != NG_KIND_UNKNOWN;
  gboolean may_keep = is_written && (keeps_coder || port->coder == NULL);
  g_autoptr (NgNet) net = may_keep ? put (self, name, layer, TRUE, NULL) : NULL;

  if (net != NULL && !ng_net_check (net, NULL))
    g_clear_pointer (&net, ng_net_unref);
  if (net == NULL)
    net = put (self, name, layer, FALSE, error);
  return g_steal_pointer (&net);
}

static NgNet *
append (NgNet *self, const char *name, NgLayer *layer, gboolean keeps_type, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  int entry = find_entry (layer, error);
  int exit = entry >= 0 ? find_exit (layer, error) : -1;
  int index = exit >= 0 ? put_layer (builder, self->n_layers, name, layer, error) : -1;
  NgSource source = ng_net_builder_output_source (builder, 0);
  g_autoptr (NgNet) net = NULL;

  if (index < 0 ||
      !ng_net_builder_connect (builder, source, index, entry, ng_layer_place (layer), error))
    return NULL;
  ng_net_builder_set_output_source (builder, 0, (NgSource){ NG_SOURCE_LAYER, index, exit });
  if (!keeps_type)
    forget_type (builder, ng_net_builder_output_name (builder, 0));
  net = end (g_steal_pointer (&builder), self, error);
  if (net == NULL || !check_written (&g_array_index (self->outputs, NgNetPort, 0),
                                     TRUE,
                                     ng_net_type (net, source),
                                     layer,
                                     error))
    return NULL;
  return g_steal_pointer (&net);
}

NgNet *
ng_net_append (NgNet *self, const char *name, NgLayer *layer, GError **error)
{
  if (self->outputs->len != 1) {
    ng_error_set_new (error,
                      "NetGraph::ambout",
                      NULL,
                      "The net has %u outputs, and nothing tells which one to go on from.",
                      self->outputs->len);
    return NULL;
  }
  return put_at_port (
      self, &g_array_index (self->outputs, NgNetPort, 0), name, layer, append, FALSE, error);
}

static NgNet *
prepend (NgNet *self, const char *name, NgLayer *layer, gboolean keeps_type, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  int entry = find_entry (layer, error);
  int exit = entry >= 0 ? find_exit (layer, error) : -1;
  int index = exit >= 0 ? put_layer (builder, 0, name, layer, error) : -1;
  NgSource input = { NG_SOURCE_INPUT, 0, 0 }, made = { NG_SOURCE_LAYER, index, exit };
  g_autoptr (NgNet) net = NULL;

  if (index < 0)
    return NULL;
  for (int l = 1; l < (int) ng_net_builder_n_layers (builder); l++)
    for (gsize i = 0; i < ng_net_builder_n_connections (builder, l); i++)
      if (ng_net_builder_source (builder, l, i).kind == NG_SOURCE_INPUT)
        ng_net_builder_set_source (builder, l, i, made);
  if (!ng_net_builder_connect (builder, input, index, entry, ng_layer_place (layer), error))
    return NULL;
  if (!keeps_type)
    forget_type (builder, ng_net_builder_input_name (builder, 0));
  net = end (g_steal_pointer (&builder), self, error);
  if (net == NULL || !check_written (&g_array_index (self->inputs, NgNetPort, 0),
                                     FALSE,
                                     ng_net_type (net, made),
                                     layer,
                                     error))
    return NULL;
  return g_steal_pointer (&net);
}

NgNet *
ng_net_prepend (NgNet *self, const char *name, NgLayer *layer, GError **error)
{
  if (self->inputs->len != 1) {
    ng_error_set_new (error,
                      "NetGraph::ambin",
                      NULL,
                      "The net has %u inputs, and nothing tells which one to put the layer at.",
                      self->inputs->len);
    return NULL;
  }
  return put_at_port (
      self, &g_array_index (self->inputs, NgNetPort, 0), name, layer, prepend, TRUE, error);
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
  return end (g_steal_pointer (&builder), self, error);
}

NgNet *
ng_net_cut_out (NgNet *self, gsize from, gsize to, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autofree gboolean *is_removed = g_new0 (gboolean, self->n_layers + 1);
  NgSource source;
  int entry;

  g_return_val_if_fail (self->is_chain && from < to && 0 < from && to < self->n_layers, NULL);
  source = ng_net_builder_source (
      builder, (int) from, (gsize) ng_layer_only_input (self->originals[from]));
  entry = ng_layer_only_input (self->originals[to]);
  for (gsize l = from; l < to; l++)
    is_removed[l] = TRUE;
  ng_net_builder_remove_layers (builder, is_removed);
  ng_net_builder_set_source (builder, (int) from, (gsize) entry, source);
  return end (g_steal_pointer (&builder), self, error);
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

/* ---- what the ports of the nets knew ---- */

/* Fails where two of the nets know of one value what cannot both be true. */
static gboolean
check_agreement (const char *what,
                 const NgType *known,
                 const NgType *other,
                 const NgPlace *place,
                 GError **error)
{
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  if (!ng_types_contradict (known, other))
    return TRUE;
  one = ng_type_notation (known);
  two = ng_type_notation (other);
  ng_error_set_new (error,
                    "NetGraph::shape",
                    place,
                    "%s is %s in one of the nets, and %s in another.",
                    what,
                    one,
                    two);
  return FALSE;
}

/* Gives the lengths of @net to the builder. Returns: what has to be added to their identities. */
static gint64
copy_lengths (NgNetBuilder *self, const NgNet *net)
{
  gint64 first = (gint64) self->length_names->len;

  for (gint64 i = 0; i < net->n_lengths; i++)
    ng_net_builder_fresh_length (self, net->length_names != NULL ? net->length_names[i] : NULL);
  return first;
}

/* What was written for @from is written for @port as well. A coder goes before a type, and what two
 * types tell together stands. */
static gboolean
copy_type (NgNetPort *port, const NgNetPort *from, gint64 first_length, GError **error)
{
  NgType type = from->declared;
  NgType met = port->declared;

  if (port->coder != NULL && from->coder != NULL && !ng_coder_equal (port->coder, from->coder)) {
    g_autoptr (NgExpr) coder = ng_coder_notation (port->coder);
    g_autoptr (NgExpr) other = ng_coder_notation (from->coder);
    g_autofree char *one = ng_print_short (coder, NG_MAX_SHOWN_NAME);
    g_autofree char *two = ng_print_short (other, NG_MAX_SHOWN_NAME);

    ng_error_set_new (error,
                      "NetGraph::shape",
                      &from->place,
                      "\"%s\" is %s in one of the nets, and %s in another.",
                      from->name,
                      one,
                      two);
    return FALSE;
  }
  if (port->coder != NULL ||
      (from->coder == NULL && from->declared.rank < 0 && from->declared.kind == NG_KIND_UNKNOWN))
    return TRUE;
  for (int i = 0; i < type.rank; i++)
    if (type.dims[i].state == NG_DIM_VARYING)
      type.dims[i].value += first_length;
  if (port->option != NULL && from->coder == NULL) {
    if (ng_type_meet (&met, &type) != NG_MEET_MOVED)
      return TRUE;
    port->declared = met;
    ng_expr_unref (port->option);
    port->option = ng_port_type_write (&met);
    return TRUE;
  }
  g_clear_pointer (&port->option, ng_expr_unref);
  port->declared = type;
  port->place = from->place;
  port->coder = from->coder != NULL ? ng_coder_ref (from->coder) : NULL;
  if (from->option != NULL)
    port->option = ng_expr_ref (from->option);
  else
    port->option = from->coder != NULL ? ng_coder_notation (from->coder)
                                       : ng_port_type_write (&from->declared);
  return TRUE;
}

/* Inputs of one name are one in the joined net. @known: what is known of each so far */
static gboolean
copy_inputs (
    NgNetBuilder *self, const NgNet *net, gint64 first_length, NgType *known, GError **error)
{
  for (guint i = 0; i < net->inputs->len; i++) {
    const NgNetPort *port = &g_array_index (net->inputs, NgNetPort, i);
    guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->inputs_by_name, port->name));
    const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_INPUT, (int) i, 0 });
    g_autofree char *what = g_strdup_printf ("Input \"%s\"", port->name);

    if (found == 0)
      continue;
    if (!check_agreement (what, &known[found - 1], type, &port->place, error))
      return FALSE;
    ng_type_meet (&known[found - 1], type);
    if (!copy_type (&g_array_index (self->inputs, NgNetPort, found - 1), port, first_length, error))
      return FALSE;
  }
  return TRUE;
}

/* Outputs may have other names in the joined net; what feeds them tells which they are.
 * @first: where the layers of @net begin */
static gboolean
copy_outputs (NgNetBuilder *self, const NgNet *net, int first, gint64 first_length, GError **error)
{
  for (guint o = 0; o < net->outputs->len; o++) {
    const NgNetPort *port = &g_array_index (net->outputs, NgNetPort, o);
    NgSource source = port->source;

    source.index += first;
    for (guint p = 0; source.kind == NG_SOURCE_LAYER && p < self->outputs->len; p++) {
      NgNetPort *own = &g_array_index (self->outputs, NgNetPort, p);

      if (ng_source_equal (own->source, source) &&
          (!port->is_explicit || g_str_equal (own->name, port->name)) &&
          !copy_type (own, port, first_length, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* The joined net with all that the nets knew of its ports and layers.
 * @joined: (transfer full) (nullable): how they are connected */
static NgNet *
keep_types (NgNet *joined, gboolean are_chains, NgNet *const *nets, gsize n, GError **error)
{
  g_autoptr (NgNet) owned = joined;
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree NgOrigin *origins = NULL;
  g_autofree NgType *known = NULL;
  int first = 0;

  if (joined == NULL)
    return NULL;
  builder = ng_net_builder_new_fixed (joined);
  origins = g_new (NgOrigin, joined->n_layers);
  known = g_new (NgType, joined->inputs->len + 1);
  for (guint i = 0; i < joined->inputs->len; i++)
    known[i] = ng_type_unknown ();
  for (gsize k = 0; k < n; k++) {
    gint64 first_length = copy_lengths (builder, nets[k]);

    if ((k == 0 || !are_chains) && !copy_inputs (builder, nets[k], first_length, known, error))
      return NULL;
    if (!copy_outputs (builder, nets[k], first, first_length, error))
      return NULL;
    for (guint l = 0; l < nets[k]->n_layers; l++)
      origins[first + (int) l] = (NgOrigin){ nets[k], (int) l };
    first += (int) nets[k]->n_layers;
  }
  return ng_net_builder_end_kept (g_steal_pointer (&builder), origins, error);
}

/* Ports that meet in the middle go, with their coders; the layers keep what they knew of them. */
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
    if (!check_agreement (
            "What goes from one chain to the next",
            ng_net_type (nets[k - 1],
                         (NgSource){ NG_SOURCE_LAYER, (int) nets[k - 1]->n_layers - 1, exit }),
            ng_net_type (net, ng_net_source (net, 0, (gsize) entry)),
            ng_layer_place (net->originals[0]),
            error) ||
        !ng_net_builder_connect (
            builder, (NgSource){ NG_SOURCE_LAYER, first - 1, exit }, first, entry, NULL, error))
      return NULL;
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
  return keep_types (are_chains ? join_chains (nets, n, error) : join_graphs (nets, n, error),
                     are_chains,
                     nets,
                     n,
                     error);
}
