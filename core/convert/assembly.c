/* New layers, and the operators that stay, as a net.
 *
 * Where operators stay, the net shows the batch axis, and layers, which know none, stand in
 * operators that map over it. Layers of one of these have no operator between them: each layer has
 * a rank, which grows by one behind an operator, and those of one rank that are connected stand
 * together. */

#include "core/convert/assembly.h"

#include "core/graph/builder.h"
#include "core/graph/literal.h"
#include "core/graph/registry.h"

/**
 * Assembly:
 * @value_feeds: (array): by value, what gives it in the form that it has in the file; nothing where
 *   no layer does
 * @is_live: (array): by new layer, whether something reads it
 * @ranks: (array): by new layer
 * @operator_ranks: (array): by layer of the old net
 * @regions: (array): by new layer, the least new layer that it stands together with
 * @n_misfits: how many operators have to stay that became layers
 */
typedef struct {
  NgConversion *conversion;
  gboolean *is_needed;
  NgFeed *value_feeds;
  gboolean *is_live;
  guint *ranks;
  guint *operator_ranks;
  guint *regions;
  guint *n_misfits;
  NgNetBuilder *builder;
  GError **error;
} Assembly;

static const NgNewLayer *
new_layer (const Assembly *self, guint index)
{
  return &g_array_index (self->conversion->layers, NgNewLayer, index);
}

static NgFeed
feed_at (const Assembly *self, guint layer, guint input)
{
  return g_array_index (new_layer (self, layer)->feeds, NgFeed, input);
}

/* An operator that became a layer stays instead, when all is begun anew. */
static gboolean
refuse_operator (Assembly *self, gsize index, const char *reason)
{
  g_autofree char *name = ng_net_shown_name (self->conversion->net, index);

  (*self->n_misfits)++;
  ng_conversion_leave (self->conversion, index, reason);
  if (*self->error == NULL)
    ng_error_set_new (self->error, "ONNX::layers", NULL, "Of \"%s\": %s.", name, reason);
  return FALSE;
}

static gboolean
misfit (Assembly *self, int value, const char *reason)
{
  int maker = ng_conversion_maker (self->conversion, value);

  return maker >= 0 && refuse_operator (self, (gsize) maker, reason);
}

/* Whether something can read a value in the form that it has in the file. */
static gboolean
check_form (Assembly *self, int value)
{
  NgFeed feed = self->value_feeds[value];

  return feed.layer >= 0 || feed.value >= 0 ||
         misfit (self, value, "no layer gives it the form in which it is read");
}

/* ---- what is needed ---- */

typedef struct {
  gboolean is_new;
  guint index;
} Needed;

static void
need_value (Assembly *self, GArray *list, int value)
{
  int maker = ng_conversion_maker (self->conversion, value);

  if (maker < 0 || self->is_needed[maker])
    return;
  self->is_needed[maker] = TRUE;
  g_array_append_val (list, ((Needed){ FALSE, (guint) maker }));
}

static void
need_feed (Assembly *self, GArray *list, NgFeed feed)
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

/* What stands for a value where an operator or an output of the net reads it. */
static NgFeed
feed_of_value (const Assembly *self, int value)
{
  return self->value_feeds[value];
}

static void
grow (Assembly *self, GArray *list)
{
  const NgNet *net = self->conversion->net;

  while (list->len > 0) {
    Needed at = g_array_index (list, Needed, list->len - 1);
    g_array_set_size (list, list->len - 1);
    if (at.is_new) {
      for (guint i = 0; i < new_layer (self, at.index)->feeds->len; i++)
        need_feed (self, list, feed_at (self, at.index, i));
      continue;
    }
    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, at.index)); i++) {
      int value = ng_conversion_value_of (self->conversion, ng_net_source (net, at.index, i));
      if (value >= 0)
        need_feed (self, list, feed_of_value (self, value));
    }
  }
}

/* Every value gets the form that it has in the file, where it can have one. */
static void
shape_values (Assembly *self)
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
find_needed (Assembly *self)
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
      need_feed (self, list, feed_of_value (self, value));
  }
  grow (self, list);
}

static gboolean
has_operators (const Assembly *self)
{
  for (gsize i = 0; i < ng_net_n_layers (self->conversion->net); i++) {
    if (self->is_needed[i])
      return TRUE;
  }
  return FALSE;
}

/* ---- nets of layers alone ---- */

/* The type of a port without the batch, whose lengths are those of @builder. */
static NgType
port_type (Assembly *self, NgNetBuilder *builder, GHashTable *lengths, NgType type)
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
  if (type.kind == NG_KIND_UNKNOWN)
    type.kind = NG_KIND_REAL;
  type.min = type.kind == NG_KIND_BOOLEAN ? 0 : G_MININT64;
  type.max = type.kind == NG_KIND_BOOLEAN ? 1 : G_MAXINT64;
  return type;
}

static gboolean
add_outputs (Assembly *self, const int *places)
{
  const NgConversion *conversion = self->conversion;

  for (gsize i = 0; i < ng_net_n_outputs (conversion->net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (conversion->net, i));
    if (!check_form (self, value))
      return FALSE;
    NgFeed feed = feed_of_value (self, value);
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
connect_layer (Assembly *self, guint index, const int *places)
{
  for (guint i = 0; i < new_layer (self, index)->feeds->len; i++) {
    NgFeed feed = feed_at (self, index, i);
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
assemble_layers (Assembly *self)
{
  const NgConversion *conversion = self->conversion;
  guint n = conversion->layers->len;
  g_autofree int *places = g_new0 (int, n + 1);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < ng_net_n_inputs (conversion->net); i++) {
    const char *name = ng_net_input_name (conversion->net, i);
    NgType type = port_type (self, self->builder, lengths, conversion->values[i].held);
    ng_net_builder_input (self->builder, name, NULL);
    g_autoptr (NgExpr) option = ng_port_type_write (&type);
    ng_net_builder_set_port_type (self->builder, name, &type, option, NULL);
  }
  for (guint i = 0; i < n; i++) {
    if (!self->is_live[i])
      continue;
    places[i] = ng_net_builder_add_layer (
        self->builder, new_layer (self, i)->name, new_layer (self, i)->layer, NULL, self->error);
    if (places[i] < 0 || !connect_layer (self, i, places))
      return NULL;
  }
  return add_outputs (self, places)
             ? ng_net_builder_end (g_steal_pointer (&self->builder), self->error)
             : NULL;
}

/* ---- nets of layers and operators ---- */

/* Whether a layer gives it that reads nothing: it stands wherever it is read. */
static gboolean
is_array (const Assembly *self, NgFeed feed)
{
  return feed.layer >= 0 && new_layer (self, (guint) feed.layer)->feeds->len == 0;
}

static guint
rank_of_feed (const Assembly *self, NgFeed feed)
{
  int maker;

  if (feed.layer >= 0)
    return is_array (self, feed) ? 0 : self->ranks[feed.layer];
  maker = feed.value >= 0 ? ng_conversion_maker (self->conversion, feed.value) : -1;
  return maker >= 0 ? self->operator_ranks[maker] + 1 : 0;
}

static gboolean
raise_rank (guint *rank, guint least)
{
  if (*rank >= least)
    return FALSE;
  *rank = least;
  return TRUE;
}

static void
find_ranks (Assembly *self)
{
  const NgConversion *conversion = self->conversion;
  gboolean moved = TRUE;

  while (moved) {
    moved = FALSE;
    for (guint i = 0; i < conversion->layers->len; i++) {
      for (guint j = 0; self->is_live[i] && j < new_layer (self, i)->feeds->len; j++)
        moved |= raise_rank (&self->ranks[i], rank_of_feed (self, feed_at (self, i, j)));
    }
    for (gsize k = 0; k < ng_net_n_layers (conversion->net); k++) {
      gsize i = (gsize) ng_net_order (conversion->net)[k];
      for (gsize j = 0;
           self->is_needed[i] && j < ng_layer_n_inputs (ng_net_layer (conversion->net, i));
           j++) {
        int value = ng_conversion_value_of (conversion, ng_net_source (conversion->net, i, j));
        NgFeed feed = value >= 0 ? feed_of_value (self, value) : NG_FEED_NONE;
        int maker = feed.layer < 0 && value >= 0 ? ng_conversion_maker (conversion, value) : -1;
        if (feed.layer >= 0)
          moved |= raise_rank (&self->operator_ranks[i], self->ranks[feed.layer]);
        else if (maker >= 0)
          moved |= raise_rank (&self->operator_ranks[i], self->operator_ranks[maker]);
      }
    }
  }
}

static guint
region_of (const Assembly *self, guint layer)
{
  while (self->regions[layer] != layer)
    layer = self->regions[layer];
  return layer;
}

static void
find_regions (Assembly *self)
{
  for (guint i = 0; i < self->conversion->layers->len; i++)
    self->regions[i] = i;
  for (guint i = 0; i < self->conversion->layers->len; i++) {
    for (guint j = 0; self->is_live[i] && j < new_layer (self, i)->feeds->len; j++) {
      NgFeed feed = feed_at (self, i, j);
      if (feed.layer < 0 || is_array (self, feed) || self->ranks[feed.layer] != self->ranks[i])
        continue;
      guint a = region_of (self, i), b = region_of (self, (guint) feed.layer);
      self->regions[MAX (a, b)] = MIN (a, b);
    }
  }
}

/**
 * Region: layers that stand together, as a net that is mapped over the batch.
 * @feeds: (element-type NgFeed): by input of the net, what comes from outside
 * @results: (element-type NgFeed): by output of the net, what is read outside
 * @place: of the layer that holds the net, in the new net
 */
typedef struct {
  GArray *feeds, *results;
  int place;
} Region;

static gboolean
feed_equal (NgFeed a, NgFeed b)
{
  return a.layer == b.layer && a.value == b.value && (a.layer < 0 || a.port == b.port);
}

static int
find_feed (const GArray *feeds, NgFeed feed)
{
  for (guint i = 0; i < feeds->len; i++) {
    if (feed_equal (g_array_index (feeds, NgFeed, i), feed))
      return (int) i;
  }
  return -1;
}

static void
add_feed (GArray *feeds, NgFeed feed)
{
  if (find_feed (feeds, feed) < 0)
    g_array_append_val (feeds, feed);
}

static void
find_ports (Assembly *self, Region *regions)
{
  const NgConversion *conversion = self->conversion;
  const NgNet *net = conversion->net;

  for (guint i = 0; i < conversion->layers->len; i++) {
    guint region = region_of (self, i);
    for (guint j = 0; self->is_live[i] && j < new_layer (self, i)->feeds->len; j++) {
      NgFeed feed = feed_at (self, i, j);
      if ((feed.layer < 0 && feed.value < 0) || is_array (self, feed))
        continue;
      if (feed.layer >= 0 && region_of (self, (guint) feed.layer) == region)
        continue;
      add_feed (regions[region].feeds, feed);
      if (feed.layer >= 0)
        add_feed (regions[region_of (self, (guint) feed.layer)].results, feed);
    }
  }
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    for (gsize j = 0; self->is_needed[i] && j < ng_layer_n_inputs (ng_net_layer (net, i)); j++) {
      int value = ng_conversion_value_of (conversion, ng_net_source (net, i, j));
      NgFeed feed = value >= 0 ? feed_of_value (self, value) : NG_FEED_NONE;
      if (feed.layer >= 0)
        add_feed (regions[region_of (self, (guint) feed.layer)].results, feed);
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (net, i));
    NgFeed feed = value >= 0 ? feed_of_value (self, value) : NG_FEED_NONE;
    if (feed.layer >= 0)
      add_feed (regions[region_of (self, (guint) feed.layer)].results, feed);
  }
}

/* What operators and outputs of the net read shows the batch in front. */
static gboolean
check_axis (Assembly *self, int value)
{
  const NgCarried *carried = value >= 0 ? &self->conversion->values[value] : NULL;

  if (carried == NULL || carried->kind != NG_CARRIED_LAYER)
    return TRUE;
  if (carried->axis == 0)
    return check_form (self, value);
  return misfit (self, value, "an operator that stays reads it with the batch elsewhere");
}

static gboolean
check_axes (Assembly *self)
{
  const NgConversion *conversion = self->conversion;
  const NgNet *net = conversion->net;
  gboolean ok = TRUE;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    for (gsize j = 0; self->is_needed[i] && j < ng_layer_n_inputs (ng_net_layer (net, i)); j++)
      ok &= check_axis (self, ng_conversion_value_of (conversion, ng_net_source (net, i, j)));
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    ok &= check_axis (self, ng_conversion_value_of (conversion, ng_net_output_source (net, i)));
  for (guint i = 0; i < conversion->layers->len; i++) {
    for (guint j = 0; self->is_live[i] && j < new_layer (self, i)->feeds->len; j++) {
      NgFeed feed = feed_at (self, i, j);
      if (feed.layer < 0 && feed.value >= 0 && conversion->values[feed.value].axis > 0)
        ok = refuse_operator (
            self, new_layer (self, i)->node, "what it reads has the batch elsewhere");
    }
  }
  return ok;
}

/* The type of what comes into a region, as far as it is known, without the batch. */
static const NgType *
type_of_feed (const Assembly *self, NgFeed feed)
{
  const NgConversion *conversion = self->conversion;

  if (feed.layer < 0)
    return &conversion->values[feed.value].held;
  for (guint i = 0; i < conversion->n_values; i++) {
    const NgCarried *carried = &conversion->values[i];
    if (carried->kind == NG_CARRIED_LAYER && feed_equal (carried->feed, feed))
      return &carried->held;
    if (carried->kind == NG_CARRIED_LAYER && carried->shaped == feed.layer)
      return &carried->wanted;
  }
  return NULL;
}

/* The arrays that new layer @index reads, before it. @places: (array): -1 for those not there yet
 */
static gboolean
add_arrays (Assembly *self, NgNetBuilder *builder, guint index, int *places)
{
  for (guint j = 0; j < new_layer (self, index)->feeds->len; j++) {
    NgFeed feed = feed_at (self, index, j);
    if (!is_array (self, feed) || places[feed.layer] >= 0)
      continue;
    const NgNewLayer *array = new_layer (self, (guint) feed.layer);
    places[feed.layer] =
        ng_net_builder_add_layer (builder, array->name, array->layer, NULL, self->error);
    if (places[feed.layer] < 0)
      return FALSE;
  }
  return TRUE;
}

static NgNet *
region_net (Assembly *self, guint region, const Region *ports)
{
  const NgConversion *conversion = self->conversion;
  NgNetBuilder *builder = ng_net_builder_new (TRUE, FALSE), *outer = self->builder;
  g_autofree int *places = g_new0 (int, conversion->layers->len + 1);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  gboolean ok = TRUE;

  ng_net_builder_set_closed (builder);
  for (guint i = 0; i < conversion->layers->len; i++)
    places[i] = -1;
  for (guint i = 0; i < ports->feeds->len; i++) {
    NgFeed feed = g_array_index (ports->feeds, NgFeed, i);
    g_autofree char *name =
        ports->feeds->len == 1 ? g_strdup ("Input") : g_strdup_printf ("Input%u", i + 1);
    const NgType *known = type_of_feed (self, feed);
    ng_net_builder_input (builder, name, NULL);
    if (known != NULL) {
      NgType type = port_type (self, builder, lengths, *known);
      g_autoptr (NgExpr) option = ng_port_type_write (&type);
      ng_net_builder_set_port_type (builder, name, &type, option, NULL);
    }
  }
  for (guint i = 0; ok && i < conversion->layers->len; i++) {
    const NgNewLayer *new = new_layer (self, i);
    if (!self->is_live[i] || region_of (self, i) != region)
      continue;
    ok = add_arrays (self, builder, i, places);
    if (!ok)
      break;
    places[i] = ng_net_builder_add_layer (builder, new->name, new->layer, NULL, self->error);
    ok = places[i] >= 0;
    for (guint j = 0; ok && j < new->feeds->len; j++) {
      NgFeed feed = feed_at (self, i, j);
      int input = find_feed (ports->feeds, feed);
      NgSource source = { input >= 0 ? NG_SOURCE_INPUT : NG_SOURCE_LAYER, input, 0 };
      if (feed.layer < 0 && feed.value < 0)
        continue;
      if (input < 0)
        source = (NgSource){ NG_SOURCE_LAYER, places[feed.layer], feed.port };
      ok = ng_net_builder_connect (builder, source, places[i], (int) j, NULL, self->error);
    }
  }
  for (guint i = 0; ok && i < ports->results->len; i++) {
    NgFeed feed = g_array_index (ports->results, NgFeed, i);
    g_autofree char *name =
        ports->results->len == 1 ? g_strdup ("Output") : g_strdup_printf ("Output%u", i + 1);
    ok = ng_net_builder_output (builder,
                                name,
                                (NgSource){ NG_SOURCE_LAYER, places[feed.layer], feed.port },
                                NULL,
                                self->error);
  }
  self->builder = outer;
  if (ok)
    return ng_net_builder_end (builder, self->error);
  ng_net_builder_free (builder);
  return NULL;
}

/* The layer that stands for a region, called as its only layer, or by a number. */
static gboolean
add_region (Assembly *self, guint region, Region *ports, guint number)
{
  const NgConversion *conversion = self->conversion;
  g_autofree char *name = NULL;
  guint n = 0;
  const NgNewLayer *only = NULL;

  for (guint i = 0; i < conversion->layers->len; i++) {
    if (self->is_live[i] && region_of (self, i) == region) {
      only = new_layer (self, i);
      n++;
    }
  }
  if (ports->feeds->len == 0)
    return refuse_operator (self, only->node, "nothing of it depends on the batch");
  g_autoptr (NgNet) net = region_net (self, region, ports);
  if (net == NULL)
    return FALSE;
  gboolean is_chain = ports->feeds->len == 1 && ports->results->len == 1;
  gboolean is_alone = n == 1 && is_chain && only->feeds->len == 1;
  g_autoptr (NgLayer) inner = is_alone ? ng_layer_ref (only->layer) : ng_layer_new_net (net, NULL);
  g_autoptr (NgLayer) layer =
      is_alone && ng_layer_category (only->layer) == NG_CATEGORY_ELEMENTWISE
          ? ng_layer_ref (only->layer)
          : ng_layer_new_around (
                ng_registry_find (is_chain ? "NetMapOperator" : "NetMapThreadOperator"),
                (NgLayer *[]){ inner },
                1,
                NULL,
                0,
                NULL,
                self->error);
  if (layer == NULL)
    return FALSE;
  name = n == 1 ? g_strdup (only->name) : g_strdup_printf ("layers%u", number);
  while (n > 1 && ng_net_builder_find (self->builder, name) >= 0) {
    char *next = g_strconcat (name, "_", NULL);
    g_free (name);
    name = next;
  }
  ports->place = ng_net_builder_add_layer (self->builder, name, layer, NULL, self->error);
  return ports->place >= 0;
}

static NgSource
outer_source (const Assembly *self, const Region *regions, const int *places, NgFeed feed)
{
  const NgConversion *conversion = self->conversion;

  if (feed.layer >= 0) {
    const Region *region = &regions[region_of (self, (guint) feed.layer)];
    return (NgSource){ NG_SOURCE_LAYER, region->place, find_feed (region->results, feed) };
  }
  int maker = ng_conversion_maker (conversion, feed.value);
  if (maker < 0)
    return (NgSource){ NG_SOURCE_INPUT, feed.value, 0 };
  return (NgSource){ NG_SOURCE_LAYER, places[maker], feed.value - (int) conversion->first[maker] };
}

/* Connects what stands in the builder, and takes the operators out that are gone. */
static gboolean
connect_all (Assembly *self, const Region *regions, const int *places, const gboolean *is_removed)
{
  const NgConversion *conversion = self->conversion;
  const NgNet *net = conversion->net;

  for (guint i = 0; i < conversion->layers->len; i++) {
    if (!self->is_live[i] || region_of (self, i) != i)
      continue;
    for (guint j = 0; j < regions[i].feeds->len; j++) {
      NgFeed feed = g_array_index (regions[i].feeds, NgFeed, j);
      ng_net_builder_set_source (
          self->builder, regions[i].place, j, outer_source (self, regions, places, feed));
    }
  }
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    for (gsize j = 0; self->is_needed[i] && j < ng_layer_n_inputs (ng_net_layer (net, i)); j++) {
      int value = ng_conversion_value_of (conversion, ng_net_source (net, i, j));
      if (value >= 0)
        ng_net_builder_set_source (
            self->builder,
            places[i],
            j,
            outer_source (self, regions, places, feed_of_value (self, value)));
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (net, i));
    if (value >= 0)
      ng_net_builder_set_output_source (
          self->builder, i, outer_source (self, regions, places, feed_of_value (self, value)));
  }
  ng_net_builder_remove_layers (self->builder, is_removed);
  return TRUE;
}

static gboolean
add_regions (Assembly *self, Region *regions)
{
  guint number = 0;

  for (guint i = 0; i < self->conversion->layers->len; i++) {
    if (self->is_live[i] && region_of (self, i) == i && new_layer (self, i)->feeds->len > 0 &&
        !add_region (self, i, &regions[i], ++number))
      return FALSE;
  }
  return number > 0;
}

static NgNet *
assemble_mixed (Assembly *self)
{
  const NgConversion *conversion = self->conversion;
  gsize n_old = ng_net_n_layers (conversion->net);
  guint n = conversion->layers->len;
  g_autofree Region *regions = g_new0 (Region, n + 1);
  g_autofree int *places = g_new0 (int, n_old + 1);
  g_autofree gboolean *is_removed = NULL;
  gboolean ok = check_axes (self);

  find_ranks (self);
  find_regions (self);
  for (guint i = 0; i < n; i++) {
    regions[i].feeds = g_array_new (FALSE, FALSE, sizeof (NgFeed));
    regions[i].results = g_array_new (FALSE, FALSE, sizeof (NgFeed));
  }
  find_ports (self, regions);
  /* Names of operators that go are free for what takes their place. */
  g_autofree const char **names = g_new0 (const char *, n_old + 1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < n_old; i++) {
    g_ptr_array_add (texts,
                     self->is_needed[i] ? ng_net_shown_name (conversion->net, i)
                                        : g_strdup_printf ("\x1f%" G_GSIZE_FORMAT, i));
    names[i] = texts->pdata[i];
    places[i] = (int) i;
  }
  ok = ok && ng_net_builder_rename_layers (self->builder, names, self->error) &&
       add_regions (self, regions);
  is_removed = g_new0 (gboolean, ng_net_builder_n_layers (self->builder) + 1);
  for (gsize i = 0; i < n_old; i++)
    is_removed[i] = !self->is_needed[i];
  ok = ok && connect_all (self, regions, places, is_removed);
  for (guint i = 0; i < n; i++) {
    g_array_unref (regions[i].feeds);
    g_array_unref (regions[i].results);
  }
  return ok ? ng_net_builder_end (g_steal_pointer (&self->builder), self->error) : NULL;
}

static gboolean
check_live (const Assembly *self)
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
  Assembly self = {
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
    net = is_mixed ? assemble_mixed (&self) : assemble_layers (&self);
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
