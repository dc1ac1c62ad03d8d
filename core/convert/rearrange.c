/* Elements in other dimensions, or with their levels in another order. Lengths that vary stay at
 * their level; levels of size 1 come and go round them. */

#include "core/convert/conversion.h"

static gboolean
is_one (NgDim dim)
{
  return dim.state == NG_DIM_NUMBER && dim.value == 1;
}

static NgType
without_ones (const NgType *levels)
{
  NgType core = *levels;

  core.rank = 0;
  for (int i = 0; i < levels->rank; i++) {
    if (!is_one (levels->dims[i]))
      core.dims[core.rank++] = levels->dims[i];
  }
  return core;
}

static gboolean
has_lengths (const NgType *levels)
{
  for (int i = 0; i < levels->rank; i++) {
    if (levels->dims[i].state != NG_DIM_NUMBER)
      return TRUE;
  }
  return FALSE;
}

/* Lengths that vary can be inherited, from the same level alone. */
static gboolean
inherits_lengths (const NgType *from, const NgType *to)
{
  int n_from = 0, n_to = 0;

  for (int i = 0; i < from->rank; i++)
    n_from += from->dims[i].state != NG_DIM_NUMBER;
  for (int i = 0; i < to->rank; i++) {
    if (to->dims[i].state == NG_DIM_NUMBER)
      continue;
    n_to++;
    if (i >= from->rank || !ng_dim_equal (from->dims[i], to->dims[i]))
      return FALSE;
  }
  return n_from == n_to;
}

/* The notation of what arranges elements anew. */
static char *
reshape_text (const NgType *from, const NgType *to)
{
  GString *text = g_string_new ("ReshapeLayer[{");

  if (to->rank == 1 && from->rank > 1 && !has_lengths (from)) {
    g_string_free (text, TRUE);
    return g_strdup ("FlattenLayer[]");
  }
  for (int i = 0; i < to->rank; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    if (to->dims[i].state == NG_DIM_NUMBER)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, to->dims[i].value);
    else
      g_string_append (text, "Inherited");
  }
  g_string_append (text, "}]");
  return g_string_free (text, FALSE);
}

static gboolean
put_text (NgConversion *self, NgFeed *feed, const char *text)
{
  *feed = ng_conversion_feed (ng_conversion_put (self, feed, 1, NULL, 0, "%s", text), 0);
  return feed->layer >= 0;
}

/* Levels of size 1 go, one after the other. */
static gboolean
drop_ones (NgConversion *self, const NgType *from, NgFeed *feed)
{
  int rank = from->rank;

  for (int i = from->rank - 1; i >= 0; i--) {
    char *selectors[NG_MAX_RANK] = { NULL };
    char one[] = "1";
    if (!is_one (from->dims[i]))
      continue;
    selectors[i] = one;
    g_autofree char *part = ng_parts_text (selectors, rank--);
    g_autofree char *text = g_strdup_printf ("PartLayer[%s]", part);
    if (!put_text (self, feed, text))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_ones (NgConversion *self, const NgType *to, NgFeed *feed)
{
  for (int i = 0; i < to->rank; i++) {
    g_autofree char *text = g_strdup_printf ("ReplicateLayer[1, %d]", i + 1);
    if (is_one (to->dims[i]) && !put_text (self, feed, text))
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_conversion_put_reshape (NgConversion *self, const NgType *from, const NgType *to, NgFeed *feed)
{
  NgType core_from = without_ones (from), core_to = without_ones (to);

  if (ng_levels_equal (from, to))
    return TRUE;
  if (inherits_lengths (from, to)) {
    g_autofree char *text = reshape_text (from, to);
    return put_text (self, feed, text);
  }
  /* Levels of size 1 can come and go before and behind lengths that vary. */
  if (!inherits_lengths (&core_from, &core_to))
    return ng_conversion_refuse (self, "it arranges lengths anew that vary");
  if (!drop_ones (self, from, feed))
    return FALSE;
  if (!ng_levels_equal (&core_from, &core_to)) {
    g_autofree char *text = reshape_text (&core_from, &core_to);
    if (!put_text (self, feed, text))
      return FALSE;
  }
  return insert_ones (self, to, feed);
}

gboolean
ng_conversion_put_order (NgConversion *self, const int *order, int n, NgFeed *feed)
{
  g_autoptr (GString) text = g_string_new ("{");
  int places[NG_MAX_RANK] = { 0 }, moved[2] = { 0 }, n_moved = 0;

  for (int i = 0; i < n; i++) {
    places[order[i]] = i;
    if (order[i] != i && n_moved++ < 2)
      moved[n_moved - 1] = i;
  }
  if (n_moved == 0)
    return TRUE;
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? ", " : "", places[i] + 1);
  g_string_append_c (text, '}');
  if (n_moved == 2)
    g_string_printf (text, "%d <-> %d", moved[0] + 1, moved[1] + 1);
  *feed = ng_conversion_feed (
      ng_conversion_put (self, feed, 1, NULL, 0, "TransposeLayer[%s]", text->str), 0);
  return feed->layer >= 0;
}
