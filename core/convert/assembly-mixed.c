/* Nets of layers and operators.
 *
 * Where operators stay, the net shows the batch axis, and layers, which know none, stand in
 * operators that map over it. Layers of one of these have no operator between them: each layer has
 * a rank, which grows by one behind an operator, and those of one rank that are connected stand
 * together. */

#include "core/convert/assembly-private.h"

#include "core/graph/literal.h"
#include "core/graph/registry.h"

/* Whether a layer gives it that reads nothing: it stands wherever it is read. */
static gboolean
is_array (const NgAssembly *self, NgFeed feed)
{
  return feed.layer >= 0 && ng_assembly_layer (self, (guint) feed.layer)->feeds->len == 0;
}

static guint
rank_of_feed (const NgAssembly *self, NgFeed feed)
{
  int maker;

  if (feed.layer >= 0)
    return is_array (self, feed) ? 0 : self->ranks[feed.layer];
  maker = feed.value >= 0 ? ng_conversion_maker (self->conversion, feed.value) : -1;
  return maker >= 0 ? self->operator_ranks[maker] + 1 : 0;
}

/* Where new layers stand among the operators: behind those that they read, whatever operator they
 * are made of. */
static guint *
find_places (const NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  guint *places = g_new0 (guint, conversion->layers->len + 1);

  for (guint i = 0; i < conversion->layers->len; i++) {
    const NgNewLayer *new = ng_assembly_layer (self, i);
    places[i] = conversion->ranks[new->node];
    for (guint j = 0; j < new->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
      int maker =
          feed.layer < 0 && feed.value >= 0 ? ng_conversion_maker (conversion, feed.value) : -1;
      guint least = feed.layer >= 0 ? places[feed.layer]
                    : maker >= 0    ? conversion->ranks[maker]
                                    : 0;
      places[i] = MAX (places[i], least);
    }
  }
  return places;
}

/* New layers by place: the first of each, and of each the next. */
static int *
chain_layers (const NgAssembly *self, int *next)
{
  gsize n = ng_net_n_layers (self->conversion->net);
  g_autofree guint *places = find_places (self);
  int *first = g_new (int, n + 1);

  for (gsize i = 0; i <= n; i++)
    first[i] = -1;
  for (guint i = self->conversion->layers->len; i > 0; i--) {
    next[i - 1] = first[places[i - 1]];
    first[places[i - 1]] = (int) i - 1;
  }
  return first;
}

static void
rank_operator (NgAssembly *self, gsize index)
{
  const NgConversion *conversion = self->conversion;

  for (gsize j = 0; j < ng_layer_n_inputs (ng_net_layer (conversion->net, index)); j++) {
    int value = ng_conversion_value_of (conversion, ng_net_source (conversion->net, index, j));
    NgFeed feed = value >= 0 ? self->value_feeds[value] : NG_FEED_NONE;
    int maker = feed.layer < 0 && value >= 0 ? ng_conversion_maker (conversion, value) : -1;
    guint rank = feed.layer >= 0 ? self->ranks[feed.layer]
                 : maker >= 0    ? self->operator_ranks[maker]
                                 : 0;
    self->operator_ranks[index] = MAX (self->operator_ranks[index], rank);
  }
}

/* Along the flow: each operator, then the layers that stand behind it. */
static void
find_ranks (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  g_autofree int *next = g_new (int, conversion->layers->len + 1);
  g_autofree int *first = chain_layers (self, next);

  for (gsize k = 0; k < ng_net_n_layers (conversion->net); k++) {
    gsize i = (gsize) ng_net_order (conversion->net)[k];
    if (self->is_needed[i])
      rank_operator (self, i);
    for (int at = first[k]; at >= 0; at = next[at]) {
      const GArray *feeds = ng_assembly_layer (self, (guint) at)->feeds;
      for (guint j = 0; self->is_live[at] && j < feeds->len; j++) {
        guint rank = rank_of_feed (self, ng_assembly_feed (self, (guint) at, j));
        self->ranks[at] = MAX (self->ranks[at], rank);
      }
    }
  }
}

static guint
region_of (const NgAssembly *self, guint layer)
{
  while (self->regions[layer] != layer) {
    self->regions[layer] = self->regions[self->regions[layer]];
    layer = self->regions[layer];
  }
  return layer;
}

static void
find_regions (NgAssembly *self)
{
  for (guint i = 0; i < self->conversion->layers->len; i++)
    self->regions[i] = i;
  for (guint i = 0; i < self->conversion->layers->len; i++) {
    for (guint j = 0; self->is_live[i] && j < ng_assembly_layer (self, i)->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
      if (feed.layer < 0 || is_array (self, feed) || self->ranks[feed.layer] != self->ranks[i])
        continue;
      guint a = region_of (self, i), b = region_of (self, (guint) feed.layer);
      self->regions[MAX (a, b)] = MIN (a, b);
    }
  }
}

/**
 * Region: layers that stand together, as a net that is mapped over the batch.
 * @layers: (element-type guint)
 * @feeds: (element-type NgFeed): by input of the net, what comes from outside
 * @results: (element-type NgFeed): by output of the net, what is read outside
 * @place: of the layer that holds the net, in the new net
 */
typedef struct {
  GArray *layers, *feeds, *results;
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
find_ports (NgAssembly *self, Region *regions)
{
  const NgConversion *conversion = self->conversion;
  const NgNet *net = conversion->net;

  for (guint i = 0; i < conversion->layers->len; i++) {
    guint region = region_of (self, i);
    if (self->is_live[i])
      g_array_append_val (regions[region].layers, i);
    for (guint j = 0; self->is_live[i] && j < ng_assembly_layer (self, i)->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
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
      NgFeed feed = value >= 0 ? self->value_feeds[value] : NG_FEED_NONE;
      if (feed.layer >= 0)
        add_feed (regions[region_of (self, (guint) feed.layer)].results, feed);
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (net, i));
    NgFeed feed = value >= 0 ? self->value_feeds[value] : NG_FEED_NONE;
    if (feed.layer >= 0)
      add_feed (regions[region_of (self, (guint) feed.layer)].results, feed);
  }
}

/* What operators and outputs of the net read shows the batch in front, and is of the element that
 * the file says: layers give real numbers. */
static gboolean
check_axis (NgAssembly *self, int value)
{
  const NgConversion *conversion = self->conversion;
  const NgCarried *carried = value >= 0 ? &conversion->values[value] : NULL;

  if (carried == NULL || carried->kind != NG_CARRIED_LAYER)
    return TRUE;
  const NgType *type = ng_net_type (conversion->net, ng_conversion_source_of (conversion, value));
  if (type->element != NG_ELEMENT_NONE && !ng_element_is_real (type->element))
    return ng_assembly_misfit (self, value, "an operator that stays reads integers or truth of it");
  if (carried->axis == 0)
    return ng_assembly_check_form (self, value);
  return ng_assembly_misfit (
      self, value, "an operator that stays reads it with the batch elsewhere");
}

/* Against the flow: what stays makes others stay. */
static gboolean
check_axes (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  const NgNet *net = conversion->net;
  gboolean ok = TRUE;

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    ok &= check_axis (self, ng_conversion_value_of (conversion, ng_net_output_source (net, i)));
  for (gsize k = ng_net_n_layers (net); k > 0; k--) {
    gsize i = (gsize) ng_net_order (net)[k - 1];
    gboolean stays = self->is_needed[i] || conversion->is_refused[i];
    for (gsize j = 0; stays && j < ng_layer_n_inputs (ng_net_layer (net, i)); j++)
      ok &= check_axis (self, ng_conversion_value_of (conversion, ng_net_source (net, i, j)));
  }
  for (guint i = 0; i < conversion->layers->len; i++) {
    for (guint j = 0; self->is_live[i] && j < ng_assembly_layer (self, i)->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
      if (feed.layer < 0 && feed.value >= 0 && conversion->values[feed.value].axis > 0)
        ok = ng_assembly_refuse (
            self, ng_assembly_layer (self, i)->node, "what it reads has the batch elsewhere");
    }
  }
  return ok;
}

static guint
feed_hash (gconstpointer key)
{
  const NgFeed *feed = key;

  return (guint) feed->layer * 31 + (guint) feed->port;
}

static gboolean
feed_same (gconstpointer a, gconstpointer b)
{
  return feed_equal (*(const NgFeed *) a, *(const NgFeed *) b);
}

/* What values tell of what new layers give. */
static void
find_types (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;

  self->types = g_hash_table_new (feed_hash, feed_same);
  for (guint i = 0; i < conversion->layers->len; i++) {
    NgNewLayer *new = &g_array_index (conversion->layers, NgNewLayer, i);
    if (new->levels.rank >= 0)
      g_hash_table_insert (self->types, &new->self, &new->levels);
  }
  for (guint i = 0; i < conversion->n_values; i++) {
    NgCarried *carried = &conversion->values[i];
    if (carried->kind == NG_CARRIED_LAYER && carried->feed.layer >= 0)
      g_hash_table_insert (self->types, &carried->feed, &carried->held);
  }
}

/* The type of what comes into a region, as far as it is known, without the batch. */
static const NgType *
type_of_feed (const NgAssembly *self, NgFeed feed)
{
  return feed.layer < 0 ? &self->conversion->values[feed.value].held
                        : g_hash_table_lookup (self->types, &feed);
}

/* The arrays that new layer @index reads, before it. @places: (array): -1 for those not there yet
 */
static gboolean
add_arrays (NgAssembly *self, NgNetBuilder *builder, guint index, int *places)
{
  for (guint j = 0; j < ng_assembly_layer (self, index)->feeds->len; j++) {
    NgFeed feed = ng_assembly_feed (self, index, j);
    if (!is_array (self, feed) || places[feed.layer] >= 0)
      continue;
    const NgNewLayer *array = ng_assembly_layer (self, (guint) feed.layer);
    places[feed.layer] =
        ng_net_builder_add_layer (builder, array->name, array->layer, NULL, self->error);
    if (places[feed.layer] < 0)
      return FALSE;
  }
  return TRUE;
}

/* Of the layers of the region, and of the arrays that they read. */
static void
clear_places (const NgAssembly *self, const Region *ports, int *places)
{
  for (guint k = 0; k < ports->layers->len; k++) {
    guint i = g_array_index (ports->layers, guint, k);
    places[i] = -1;
    for (guint j = 0; j < ng_assembly_layer (self, i)->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
      if (feed.layer >= 0)
        places[feed.layer] = -1;
    }
  }
}

/* @places: (array): room for a place for each new layer */
static NgNet *
region_net (NgAssembly *self, const Region *ports, int *places)
{
  NgNetBuilder *builder = ng_net_builder_new (TRUE, FALSE), *outer = self->builder;
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  gboolean ok = TRUE;

  ng_net_builder_set_closed (builder);
  clear_places (self, ports, places);
  for (guint i = 0; i < ports->feeds->len; i++) {
    NgFeed feed = g_array_index (ports->feeds, NgFeed, i);
    g_autofree char *name =
        ports->feeds->len == 1 ? g_strdup ("Input") : g_strdup_printf ("Input%u", i + 1);
    const NgType *known = type_of_feed (self, feed);
    ng_net_builder_input (builder, name, NULL);
    if (known != NULL) {
      NgType type = ng_assembly_port_type (self, builder, lengths, *known);
      g_autoptr (NgExpr) option = ng_port_type_write (&type);
      ng_net_builder_set_port_type (builder, name, &type, option, NULL);
    }
  }
  for (guint k = 0; ok && k < ports->layers->len; k++) {
    guint i = g_array_index (ports->layers, guint, k);
    const NgNewLayer *new = ng_assembly_layer (self, i);
    ok = add_arrays (self, builder, i, places);
    if (!ok)
      break;
    places[i] = ng_net_builder_add_layer (builder, new->name, new->layer, NULL, self->error);
    ok = places[i] >= 0;
    for (guint j = 0; ok && j < new->feeds->len; j++) {
      NgFeed feed = ng_assembly_feed (self, i, j);
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
    const NgType *known = type_of_feed (self, feed);
    if (ok && known != NULL && ng_type_is_fixed (known)) {
      NgType type = ng_assembly_port_type (self, builder, lengths, *known);
      g_autoptr (NgExpr) option = ng_port_type_write (&type);
      ng_net_builder_set_port_type (builder, name, &type, option, NULL);
    }
  }
  self->builder = outer;
  if (ok)
    ng_net_builder_mute_rest (builder);
  if (ok)
    return ng_net_builder_end (builder, self->error);
  ng_net_builder_free (builder);
  return NULL;
}

/* The layer that stands for a region, called as its only layer, or by a number. */
static gboolean
add_region (NgAssembly *self, Region *ports, int *places, guint number)
{
  g_autofree char *name = NULL;
  guint n = ports->layers->len;
  const NgNewLayer *only =
      ng_assembly_layer (self, g_array_index (ports->layers, guint, ports->layers->len - 1));

  if (ports->feeds->len == 0)
    return ng_assembly_refuse (self, only->node, "nothing of it depends on the batch");
  g_autoptr (NgNet) net = region_net (self, ports, places);
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
  while (ng_net_builder_find (self->builder, name) >= 0) {
    char *next = g_strconcat (name, "_", NULL);
    g_free (name);
    name = next;
  }
  ports->place = ng_net_builder_add_layer (self->builder, name, layer, NULL, self->error);
  return ports->place >= 0;
}

static NgSource
outer_source (const NgAssembly *self, const Region *regions, const int *places, NgFeed feed)
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

/* Connects what stands in the builder. */
static void
connect_all (NgAssembly *self, const Region *regions, const int *places)
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
        ng_net_builder_set_source (self->builder,
                                   places[i],
                                   j,
                                   outer_source (self, regions, places, self->value_feeds[value]));
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    int value = ng_conversion_value_of (conversion, ng_net_output_source (net, i));
    if (value >= 0)
      ng_net_builder_set_output_source (
          self->builder, i, outer_source (self, regions, places, self->value_feeds[value]));
  }
}

static gboolean
add_regions (NgAssembly *self, Region *regions)
{
  g_autofree int *places = g_new0 (int, self->conversion->layers->len + 1);
  guint number = 0;

  for (guint i = 0; i < self->conversion->layers->len; i++) {
    if (self->is_live[i] && region_of (self, i) == i &&
        ng_assembly_layer (self, i)->feeds->len > 0 &&
        !add_region (self, &regions[i], places, ++number))
      return FALSE;
  }
  return number > 0;
}

typedef struct {
  guint rank, flow;
  int layer;
} Place;

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->flow != y->flow ? (x->flow < y->flow ? -1 : 1) : x->layer - y->layer;
}

/* Takes the operators out that are gone, and puts the others along the flow, of one rank behind
 * layers: inference then sees what is read first, and computes with no length that is a number only
 * later. */
static void
arrange_layers (NgAssembly *self, const Region *regions)
{
  const NgConversion *conversion = self->conversion;
  gsize n = ng_net_builder_n_layers (self->builder);
  g_autofree Place *sorted = g_new0 (Place, n + 1);
  g_autofree int *places = g_new (int, n + 1);
  g_autofree gboolean *is_removed = g_new0 (gboolean, n + 1);

  for (gsize i = 0; i < ng_net_n_layers (conversion->net); i++)
    sorted[i] = (Place){ 2 * self->operator_ranks[i] + 1, conversion->ranks[i], (int) i };
  for (guint i = 0; i < conversion->layers->len; i++) {
    if (self->is_live[i] && region_of (self, i) == i && ng_assembly_layer (self, i)->feeds->len > 0)
      sorted[regions[i].place] = (Place){ 2 * self->ranks[i], i, regions[i].place };
  }
  qsort (sorted, n, sizeof *sorted, compare_places);
  for (gsize i = 0; i < n; i++)
    places[sorted[i].layer] = (int) i;
  for (gsize i = 0; i < ng_net_n_layers (conversion->net); i++)
    is_removed[places[i]] = !self->is_needed[i];
  ng_net_builder_order_layers (self->builder, places);
  ng_net_builder_remove_layers (self->builder, is_removed);
}

NgNet *
ng_assembly_mixed (NgAssembly *self)
{
  const NgConversion *conversion = self->conversion;
  gsize n_old = ng_net_n_layers (conversion->net);
  guint n = conversion->layers->len;
  g_autofree Region *regions = g_new0 (Region, n + 1);
  g_autofree int *places = g_new0 (int, n_old + 1);
  gboolean ok = check_axes (self);

  find_ranks (self);
  find_regions (self);
  find_types (self);
  for (guint i = 0; i < n; i++) {
    regions[i].layers = g_array_new (FALSE, FALSE, sizeof (guint));
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
  if (ok) {
    connect_all (self, regions, places);
    arrange_layers (self, regions);
  }
  for (guint i = 0; i < n; i++) {
    g_array_unref (regions[i].layers);
    g_array_unref (regions[i].feeds);
    g_array_unref (regions[i].results);
  }
  g_clear_pointer (&self->types, g_hash_table_unref);
  return ok ? ng_net_builder_end (g_steal_pointer (&self->builder), self->error) : NULL;
}
