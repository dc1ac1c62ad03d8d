/* New layers as a net. */

#include "core/convert/assembly-private.h"

#include "core/graph/literal.h"
#include "core/graph/registry.h"

const NgNewLayer *
ng_assembly_layer (const NgAssembly *self, guint index)
{
  return &g_array_index (self->conversion->layers, NgNewLayer, index);
}

NgFeed
ng_assembly_feed (const NgAssembly *self, guint layer, guint input)
{
  return g_array_index (ng_assembly_layer (self, layer)->feeds, NgFeed, input);
}

gboolean
ng_assembly_refuse (NgAssembly *self, gsize index, const char *reason)
{
  g_autofree char *name = ng_net_shown_name (self->conversion->net, index);

  (*self->n_misfits)++;
  ng_conversion_leave (self->conversion, index, reason);
  if (*self->error == NULL)
    ng_error_set_new (self->error, "ONNX::layers", NULL, "Of \"%s\": %s.", name, reason);
  return FALSE;
}

gboolean
ng_assembly_misfit (NgAssembly *self, int value, const char *reason)
{
  int maker = ng_conversion_maker (self->conversion, value);

  return maker >= 0 && ng_assembly_refuse (self, (gsize) maker, reason);
}

gboolean
ng_assembly_check_form (NgAssembly *self, int value)
{
  NgFeed feed = self->value_feeds[value];

  return feed.layer >= 0 || feed.value >= 0 ||
         ng_assembly_misfit (self, value, "no layer gives it the form in which it is read");
}

/* ---- what is needed ---- */

typedef struct {
  gboolean is_new;
  guint index;
} Needed;

static void
need_value (NgAssembly *self, GArray *list, int value)
{
  int maker = ng_conversion_maker (self->conversion, value);

  if (maker < 0 || self->is_needed[maker])
    return;
  self->is_needed[maker] = TRUE;
  g_array_append_val (list, ((Needed){ FALSE, (guint) maker }));
}

static void
need_feed (NgAssembly *self, GArray *list, NgFeed feed)
{
  if (feed.layer < 0) {
    if (feed.value >= 0)
      need_value (self, list, feed.value);
    return;
  }
  if (self->is_live[feed.layer])
    return;
  self->is_live[feed.layer] = TRUE;
  g_array_append_val (list, ((Needed){ TRUE, (guint) feed.layer }));
}

static void
grow (NgAssembly *self, GArray *list)
{
  const NgNet *net = self->conversion->net;

  while (list->len > 0) {
    Needed at = g_array_index (list, Needed, list->len - 1);
    g_array_set_size (list, list->len - 1);
    if (at.is_new) {
      for (guint i = 0; i < ng_assembly_layer (self, at.index)->feeds->len; i++)
        need_feed (self, list, ng_assembly_feed (self, at.index, i));
      continue;
    }
    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, at.index)); i++) {
      int value = ng_conversion_value_of (self->conversion, ng_net_source (net, at.index, i));
      if (value >= 0)
        need_feed (self, list, self->value_feeds[value]);
    }
  }
}

/* Every value gets the form that it has in the file, where it can have one. */
static void
shape_values (NgAssembly *self)
{
  NgConversion *conversion = self->conversion;

  for (guint value = 0; value < conversion->n_values; value++) {
    NgCarried *carried = &conversion->values[value];
    NgFeed *feed = &self->value_feeds[value];
    *feed = (NgFeed){ .layer = -1, .value = (int) value };
    if (carried->kind == NG_CARRIED_LAYER &&
        (carried->merged > 0 || !ng_conversion_feed_of (conversion, carried, feed)))
      *feed = NG_FEED_NONE;
  }
}

static void
find_needed (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Needed));

  for (gsize i = 0; i < ng_net_n_layers (conversion->net); i++) {
    self->is_needed[i] = ng_layer_onnx_node (ng_net_layer (conversion->net, i)) == NULL;
    if (self->is_needed[i])
      g_array_append_val (list, ((Needed){ FALSE, (guint) i }));
  }
  for (gsize i = 0; i < ng_net_n_outputs (conversion->net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (conversion->net, i));
    if (value >= 0)
      need_feed (self, list, self->value_feeds[value]);
  }
  grow (self, list);
}

static gboolean
has_operators (const NgAssembly *self)
{
  for (gsize i = 0; i < ng_net_n_layers (self->conversion->net); i++) {
    if (self->is_needed[i])
      return TRUE;
  }
  return FALSE;
}

/* ---- nets of layers alone ---- */

NgType
ng_assembly_port_type (NgAssembly *self, NgNetBuilder *builder, GHashTable *lengths, NgType type)
{
  for (int i = 0; i < type.rank; i++) {
    if (type.dims[i].state != NG_DIM_VARYING)
      continue;
    gpointer key = GINT_TO_POINTER ((int) type.dims[i].value);
    gpointer known = g_hash_table_lookup (lengths, key);
    if (known == NULL) {
      NgDim fresh = ng_net_builder_fresh_length (builder, NULL);
      known = GINT_TO_POINTER ((int) fresh.value);
      g_hash_table_insert (lengths, key, known);
    }
    type.dims[i] = ng_dim_varying (GPOINTER_TO_INT (known));
  }
  type.element = NG_ELEMENT_NONE;
  /* Notation has no arrays of truth values. */
  if (type.kind == NG_KIND_UNKNOWN || (type.kind == NG_KIND_BOOLEAN && type.rank > 0))
    type.kind = NG_KIND_REAL;
  type.min = type.kind == NG_KIND_BOOLEAN ? 0 : G_MININT64;
  type.max = type.kind == NG_KIND_BOOLEAN ? 1 : G_MAXINT64;
  return type;
}

static gboolean
add_outputs (NgAssembly *self, const int *places)
{
  const NgConversion *conversion = self->conversion;

  for (gsize i = 0; i < ng_net_n_outputs (conversion->net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (conversion->net, i));
    if (!ng_assembly_check_form (self, value))
      return FALSE;
    NgFeed feed = self->value_feeds[value];
    NgSource source = { NG_SOURCE_LAYER, 0, feed.port };
    if (feed.layer >= 0) {
      source.index = places[feed.layer];
    } else {
      g_autofree char *name =
          g_strdup_printf ("%s/Identity", ng_net_output_name (conversion->net, i));
      g_autoptr (NgExpr) expr = ng_parse_one ("ElementwiseLayer[# &]", -1, NULL, NULL);
      g_autoptr (NgLayer) layer = ng_layer_new (ng_registry_find ("ElementwiseLayer"),
                                                (NgExpr *[]){ ng_expr_arg (expr, 0) },
                                                1,
                                                NULL,
                                                self->error);
      source.index = layer != NULL
                         ? ng_net_builder_add_layer (self->builder, name, layer, NULL, self->error)
                         : -1;
      if (source.index < 0 || !ng_net_builder_connect (self->builder,
                                                       (NgSource){ NG_SOURCE_INPUT, feed.value, 0 },
                                                       source.index,
                                                       0,
                                                       NULL,
                                                       self->error))
        return FALSE;
    }
    if (!ng_net_builder_output (
            self->builder, ng_net_output_name (conversion->net, i), source, NULL, self->error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
connect_layer (NgAssembly *self, guint index, const int *places)
{
  for (guint i = 0; i < ng_assembly_layer (self, index)->feeds->len; i++) {
    NgFeed feed = ng_assembly_feed (self, index, i);
    NgSource source = { NG_SOURCE_LAYER, 0, feed.port };
    if (feed.layer >= 0)
      source.index = places[feed.layer];
    else if (feed.value >= 0)
      source = (NgSource){ NG_SOURCE_INPUT, feed.value, 0 };
    else
      continue;
    if (!ng_net_builder_connect (self->builder, source, places[index], (int) i, NULL, self->error))
      return FALSE;
  }
  return TRUE;
}

static NgNet *
assemble_layers (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  guint n = conversion->layers->len;
  g_autofree int *places = g_new0 (int, n + 1);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < ng_net_n_inputs (conversion->net); i++) {
    const char *name = ng_net_input_name (conversion->net, i);
    NgType type = ng_assembly_port_type (self, self->builder, lengths, conversion->values[i].held);
    ng_net_builder_input (self->builder, name, NULL);
    g_autoptr (NgExpr) option = ng_port_type_write (&type);
    ng_net_builder_set_port_type (self->builder, name, &type, option, NULL);
  }
  for (guint i = 0; i < n; i++) {
    if (!self->is_live[i])
      continue;
    places[i] = ng_net_builder_add_layer (self->builder,
                                          ng_assembly_layer (self, i)->name,
                                          ng_assembly_layer (self, i)->layer,
                                          NULL,
                                          self->error);
    if (places[i] < 0 || !connect_layer (self, i, places))
      return NULL;
  }
  if (!add_outputs (self, places))
    return NULL;
  ng_net_builder_mute_rest (self->builder);
  return ng_net_builder_end (g_steal_pointer (&self->builder), self->error);
}

static gboolean
check_live (const NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;

  for (guint i = 0; i < self->conversion->layers->len; i++) {
    if (self->is_live[i])
      return TRUE;
  }
  for (gsize i = 0; i < ng_net_n_layers (conversion->net); i++) {
    gsize index = (gsize) ng_net_order (conversion->net)[i];
    if (conversion->reasons[index] == NULL || !self->is_needed[index])
      continue;
    g_autofree char *name = ng_net_shown_name (conversion->net, index);
    ng_error_set_new (self->error,
                      "ONNX::layers",
                      NULL,
                      "No operator of the net can become a layer. Of \"%s\": %s.",
                      name,
                      conversion->reasons[index]);
    return FALSE;
  }
  ng_error_set_new (
      self->error, "ONNX::layers", NULL, "No operator of the net can become a layer.");
  return FALSE;
}

NgNet *
ng_conversion_assemble (NgConversion *conversion,
                        gboolean *is_needed,
                        guint *n_misfits,
                        GError **error)
{
  g_autoptr (GError) reason = NULL;
  NgAssembly self = {
    .conversion = conversion, .is_needed = is_needed, .n_misfits = n_misfits, .error = &reason
  };
  NgNet *net = NULL;

  self.value_feeds = g_new0 (NgFeed, conversion->n_values + 1);
  shape_values (&self);
  guint n = conversion->layers->len;
  self.is_live = g_new0 (gboolean, n + 1);
  self.ranks = g_new0 (guint, n + 1);
  self.operator_ranks = g_new0 (guint, ng_net_n_layers (conversion->net) + 1);
  self.regions = g_new0 (guint, n + 1);
  find_needed (&self);
  if (check_live (&self)) {
    gboolean is_mixed = has_operators (&self);
    self.builder =
        is_mixed ? ng_net_builder_new_fixed (conversion->net) : ng_net_builder_new (TRUE, FALSE);
    if (!is_mixed)
      ng_net_builder_set_closed (self.builder);
    net = is_mixed ? ng_assembly_mixed (&self) : assemble_layers (&self);
  }
  g_clear_pointer (&self.builder, ng_net_builder_free);
  g_free (self.value_feeds);
  g_free (self.is_live);
  g_free (self.ranks);
  g_free (self.operator_ranks);
  g_free (self.regions);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return net;
}
