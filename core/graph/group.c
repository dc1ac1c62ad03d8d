#include "core/graph/group.h"

#include "core/graph/builder-private.h"
#include "core/graph/wire.h"

/* Some layers of a net, and what becomes of the connections at them. */
typedef struct {
  NgNet *net;
  const gboolean *is_member; /* by layer */
  int *place;                /* by layer: its index among the members, or -1 */
  GArray *inputs;            /* NgSource of the net: what they read from elsewhere, each once */
  GArray *outputs;           /* NgSource of the net: what is read of them elsewhere, each once */
} Grouping;

static void
clear_grouping (Grouping *self)
{
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->inputs, g_array_unref);
  g_clear_pointer (&self->outputs, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grouping, clear_grouping)

static gboolean
is_inside (const Grouping *self, NgSource source)
{
  return source.kind == NG_SOURCE_LAYER && self->is_member[source.index];
}

/* Whether a layer or an output outside reads it. */
static gboolean
is_shown (const Grouping *self, NgSource source)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (self->net, source, &n);

  for (gsize t = 0; t < n; t++)
    if (targets[t].index < 0 || !self->is_member[targets[t].index])
      return TRUE;
  return FALSE;
}

static gboolean
find_ports (Grouping *self, NgNet *net, const gboolean *is_member, GError **error)
{
  g_autofree guint8 *is_found = g_new0 (guint8, ng_net_n_wires (net) + 1);
  int next = 0;

  self->net = net;
  self->is_member = is_member;
  self->place = g_new (int, net->n_layers + 1);
  self->inputs = g_array_new (FALSE, FALSE, sizeof (NgSource));
  self->outputs = g_array_new (FALSE, FALSE, sizeof (NgSource));
  for (guint l = 0; l < net->n_layers; l++) {
    self->place[l] = is_member[l] ? next++ : -1;
    for (guint e = net->first_input[l]; is_member[l] && e < net->first_input[l + 1]; e++) {
      NgSource source = net->sources[e];

      if (source.kind == NG_SOURCE_NONE || is_inside (self, source) ||
          is_found[ng_net_wire (net, source)])
        continue;
      is_found[ng_net_wire (net, source)] = TRUE;
      g_array_append_val (self->inputs, source);
    }
    for (guint o = net->first_output[l]; is_member[l] && o < net->first_output[l + 1]; o++) {
      NgSource source = { NG_SOURCE_LAYER, (int) l, (int) (o - net->first_output[l]) };

      if (is_shown (self, source))
        g_array_append_val (self->outputs, source);
    }
  }
  if (next > 0)
    return TRUE;
  ng_error_set_new (error, "NetGraph::empty", NULL, "A net needs at least one layer.");
  return FALSE;
}

static NgSource
source_inside (const Grouping *self, NgSource source)
{
  if (is_inside (self, source)) {
    source.index = self->place[source.index];
    return source;
  }
  for (guint i = 0; i < self->inputs->len; i++)
    if (ng_source_equal (g_array_index (self->inputs, NgSource, i), source))
      return (NgSource){ NG_SOURCE_INPUT, (int) i, 0 };
  return (NgSource){ NG_SOURCE_NONE, 0, 0 };
}

/* What the inputs are called: as the input of the net that they were, else as what reads them. */
static char **
name_inputs (const Grouping *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; i < self->inputs->len; i++) {
    NgSource source = g_array_index (self->inputs, NgSource, i);
    gsize t = 0, n;
    const NgTarget *targets = ng_net_targets (self->net, source, &n);

    while (targets[t].index < 0 || !self->is_member[targets[t].index])
      t++;
    g_ptr_array_add (own,
                     (gpointer) (source.kind == NG_SOURCE_INPUT
                                     ? ng_net_input_name (self->net, (gsize) source.index)
                                     : ng_layer_input_word (self->net->layers[targets[t].index],
                                                            (gsize) targets[t].port)));
  }
  return ng_port_names_of_inputs ((const char *const *) own->pdata, own->len, taken);
}

static void
add_outputs (const Grouping *self, NgNetBuilder *builder)
{
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;

  for (guint o = 0; o < self->outputs->len; o++) {
    NgSource source = g_array_index (self->outputs, NgSource, o);

    g_ptr_array_add (
        own,
        (gpointer) ng_layer_output_name (self->net->layers[source.index], (gsize) source.port));
  }
  names = ng_port_names_of_outputs ((const char *const *) own->pdata, own->len, taken);
  for (guint o = 0; o < self->outputs->len; o++)
    ng_net_builder_add_output (
        builder, names[o], source_inside (self, g_array_index (self->outputs, NgSource, o)));
}

static NgNet *
build_part (const Grouping *self, gboolean has_outputs, GError **error)
{
  NgNet *net = self->net;
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (net->is_named, net->is_chain);
  g_auto (GStrv) names = name_inputs (self);

  builder->is_fixed = TRUE;
  builder->is_closed = net->is_closed;
  for (guint i = 0; i < self->inputs->len; i++)
    ng_net_builder_add_input (builder, names[i]);
  for (guint l = 0; l < net->n_layers; l++) {
    int index = self->place[l];

    if (index < 0)
      continue;
    if (ng_net_builder_add_layer (builder, ng_net_name (net, l), net->originals[l], NULL, error) <
        0)
      return NULL;
    ng_net_builder_vertex (builder, index)->vertex = net->vertices[l];
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++)
      if (net->muted[o])
        ng_net_builder_mute (builder, index, (int) (o - net->first_output[l]));
  }
  for (guint l = 0; l < net->n_layers; l++)
    for (guint e = net->first_input[l]; self->place[l] >= 0 && e < net->first_input[l + 1]; e++)
      ng_net_builder_set_source (
          builder, self->place[l], e - net->first_input[l], source_inside (self, net->sources[e]));
  if (has_outputs || net->is_closed)
    add_outputs (self, builder);
  builder->next_vertex = net->next_vertex;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_part (NgNet *self, const gboolean *is_member, GError **error)
{
  g_auto (Grouping) grouping = { 0 };

  return find_ports (&grouping, self, is_member, error) ? build_part (&grouping, FALSE, error)
                                                        : NULL;
}

/* Fails if a path leads from a member to another one by way of layers that are none. */
static gboolean
check_between (const Grouping *self, GError **error)
{
  NgNet *net = self->net;
  g_autofree gboolean *is_behind = g_new0 (gboolean, net->n_layers + 1);

  for (guint o = 0; o < net->n_layers; o++) {
    guint l = (guint) net->order[o];
    int blocked = -1;

    for (guint e = net->first_input[l]; e < net->first_input[l + 1]; e++) {
      NgSource source = net->sources[e];

      if (source.kind != NG_SOURCE_LAYER)
        continue;
      if (is_behind[source.index])
        blocked = source.index;
      is_behind[l] |=
          !self->is_member[l] && (is_behind[source.index] || self->is_member[source.index]);
    }
    if (self->is_member[l] && blocked >= 0) {
      g_autofree char *who = ng_net_describe_layer (net, (gsize) blocked);

      ng_error_set_new (error,
                        "NetGraph::between",
                        NULL,
                        "%s stands between these layers, and would have to be one of them.",
                        who);
      return FALSE;
    }
  }
  return TRUE;
}

/* What a source is when a layer has been put in at @position. */
static NgSource
shifted (NgSource source, int position)
{
  if (source.kind == NG_SOURCE_LAYER && source.index >= position)
    source.index++;
  return source;
}

NgNet *
ng_net_group (
    NgNet *self, const gboolean *is_member, const char *name, gsize *index, GError **error)
{
  g_auto (Grouping) grouping = { 0 };
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autoptr (NgNet) part = NULL;
  g_autoptr (NgLayer) layer = NULL;
  g_autofree char *own = NULL;
  g_autofree gboolean *is_removed = g_new0 (gboolean, self->n_layers + 1);
  int first = 0;

  if (!find_ports (&grouping, self, is_member, error) || !check_between (&grouping, error))
    return NULL;
  part = build_part (&grouping, TRUE, error);
  if (part == NULL)
    return NULL;
  layer = ng_layer_new_net (part, NULL);
  own = ng_net_free_name (self, name, layer);
  while (!is_member[first])
    first++;
  if (ng_net_builder_insert_layer (builder, (gsize) first, own, layer, NULL, error) < 0)
    return NULL;
  for (guint o = 0; o < grouping.outputs->len; o++)
    ng_net_builder_move_readers (builder,
                                 shifted (g_array_index (grouping.outputs, NgSource, o), first),
                                 (NgSource){ NG_SOURCE_LAYER, first, (int) o });
  for (guint i = 0; i < grouping.inputs->len; i++)
    ng_net_builder_set_source (
        builder, first, i, shifted (g_array_index (grouping.inputs, NgSource, i), first));
  for (guint l = 0; l < self->n_layers; l++)
    is_removed[(int) l < first ? l : l + 1] = is_member[l];
  ng_net_builder_remove_layers (builder, is_removed);
  if (index != NULL)
    *index = (gsize) first;
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}
