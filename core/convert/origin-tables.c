#include "core/convert/origin-tables.h"

/**
 * NgOriginTables:
 * @first: (array): by made layer its first output among those of all
 * @plain: (array): by output the value that it is, or -1
 * @readers: (element-type NgOriginReader): sorted
 * @operators: (element-type NgLayer int): its place in the model, plus 1; 0 for more than one
 * @n_live: (array): by unit
 */
struct _NgOriginTables {
  gsize *first;
  int *plain;
  GArray *readers;
  GHashTable *operators;
  guint *n_live;
};

gboolean
ng_origin_feed_equal (NgOriginFeed a, NgOriginFeed b)
{
  return a.layer == b.layer && (a.layer >= 0 ? a.port == b.port : a.value == b.value);
}

static const NgOriginLayer *
made (const NgLayersOrigin *origin, int place)
{
  return &g_array_index (origin->made, NgOriginLayer, place);
}

/* ---- values by layer ---- */

/* A value with the batch in front comes first, then the first one. */
static void
offer_plain (NgOriginTables *self, const NgOriginValue *values, int layer, int port, int value)
{
  int *known = &self->plain[self->first[layer] + (gsize) port];

  if (*known < 0 || (values[value].axis == 0 && values[*known].axis > 0))
    *known = value;
}

static void
find_plain (NgOriginTables *self, const NgLayersOrigin *origin)
{
  gsize n = 0;

  self->first = g_new (gsize, origin->made->len + 1);
  for (guint i = 0; i < origin->made->len; i++) {
    self->first[i] = n;
    n += ng_layer_n_outputs (made (origin, (int) i)->layer);
  }
  self->plain = g_new (int, n + 1);
  for (gsize i = 0; i < n; i++)
    self->plain[i] = -1;
  for (guint i = 0; i < origin->n_values; i++) {
    const NgOriginValue *value = &origin->values[i];
    if (value->axis < 0)
      continue;
    if (value->is_plain && value->feed.layer >= 0)
      offer_plain (self, origin->values, value->feed.layer, value->feed.port, (int) i);
    if (value->shaped >= 0)
      offer_plain (self, origin->values, value->shaped, 0, (int) i);
  }
}

int
ng_origin_tables_plain (const NgOriginTables *self, int layer, int port)
{
  return self->plain[self->first[layer] + (gsize) port];
}

/* ---- readers ---- */

static int
compare_place (const NgOriginReader *a, const NgOriginReader *b)
{
  int of_a = a->feed.layer >= 0 ? a->feed.port : a->feed.value;
  int of_b = b->feed.layer >= 0 ? b->feed.port : b->feed.value;

  if (a->feed.layer != b->feed.layer)
    return a->feed.layer < b->feed.layer ? -1 : 1;
  if (of_a != of_b)
    return of_a < of_b ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static int
compare_readers (gconstpointer a, gconstpointer b)
{
  const NgOriginReader *one = a, *other = b;
  int order = compare_place (one, other);

  if (order != 0)
    return order;
  if (one->layer != other->layer)
    return one->layer < other->layer ? -1 : 1;
  return one->input < other->input ? -1 : one->input > other->input;
}

static gboolean
is_nothing (NgOriginFeed feed)
{
  return feed.layer < 0 && feed.value < 0;
}

static void
find_readers (NgOriginTables *self, const NgLayersOrigin *origin)
{
  self->readers = g_array_new (FALSE, FALSE, sizeof (NgOriginReader));
  for (guint m = 0; m < origin->made->len; m++) {
    const NgOriginLayer *layer = made (origin, (int) m);
    for (guint i = 0; layer->is_live && i < layer->feeds->len; i++) {
      NgOriginFeed feed = g_array_index (layer->feeds, NgOriginFeed, i);
      NgOriginReader reader = { feed, layer->unit, (int) m, i, FALSE };
      if (is_nothing (feed) || (feed.layer >= 0 && made (origin, feed.layer)->unit == layer->unit))
        continue;
      g_array_append_val (self->readers, reader);
      reader.feed = feed.layer >= 0 ? made (origin, feed.layer)->shapes : feed;
      reader.is_arranged = TRUE;
      if (!is_nothing (reader.feed) && !ng_origin_feed_equal (reader.feed, feed))
        g_array_append_val (self->readers, reader);
    }
  }
  g_array_sort (self->readers, compare_readers);
}

const NgOriginReader *
ng_origin_tables_readers (const NgOriginTables *self, NgOriginFeed feed, gsize unit, gsize *n)
{
  const NgOriginReader *all = (const NgOriginReader *) self->readers->data;
  NgOriginReader wanted = { .feed = feed, .unit = unit };
  gsize low = 0, high = self->readers->len;

  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (compare_place (&all[middle], &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (high = low; high < self->readers->len && compare_place (&all[high], &wanted) == 0;)
    high++;
  *n = high - low;
  return all + low;
}

/* ---- operators ---- */

static void
find_operators (NgOriginTables *self, const NgNet *net)
{
  self->operators = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    gboolean is_again = g_hash_table_contains (self->operators, layer);
    g_hash_table_insert (self->operators, layer, GUINT_TO_POINTER (is_again ? 0 : (guint) i + 1));
  }
}

int
ng_origin_tables_operator (const NgOriginTables *self, const NgLayer *layer)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->operators, layer)) - 1;
}

guint
ng_origin_tables_n_live (const NgOriginTables *self, gsize unit)
{
  return self->n_live[unit];
}

NgOriginTables *
ng_origin_tables_new (const NgLayersOrigin *origin)
{
  NgOriginTables *self = g_new0 (NgOriginTables, 1);

  find_plain (self, origin);
  find_readers (self, origin);
  find_operators (self, origin->operators);
  self->n_live = g_new0 (guint, ng_net_n_layers (origin->operators) + 1);
  for (guint i = 0; i < origin->made->len; i++)
    self->n_live[made (origin, (int) i)->unit] += made (origin, (int) i)->is_live;
  return self;
}

void
ng_origin_tables_free (NgOriginTables *self)
{
  g_free (self->first);
  g_free (self->plain);
  g_array_unref (self->readers);
  g_hash_table_unref (self->operators);
  g_free (self->n_live);
  g_free (self);
}
