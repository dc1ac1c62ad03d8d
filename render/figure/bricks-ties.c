#include "render/figure/bricks-ties.h"

static void
add_tie (GArray *ties, int from, int to, int port, NgSource source)
{
  NgBrickTie tie = { from, to, port, source };

  for (guint i = 0; i < ties->len; i++) {
    const NgBrickTie *known = &g_array_index (ties, NgBrickTie, i);
    if (known->from == from && known->to == to)
      return;
  }
  g_array_append_val (ties, tie);
}

void
ng_brick_find_ties (const NgBrickLevel *level, const GArray *chains, NgBrick *brick)
{
  const NgRegions *regions = level->regions;
  g_autoptr (GHashTable) branch_of = g_hash_table_new (NULL, NULL);
  GArray *ties = g_array_new (FALSE, FALSE, sizeof (NgBrickTie));
  gboolean are_tied = FALSE;

  for (guint i = 0; i < chains->len; i++) {
    int chain = *(const int *) (const void *) (chains->data + i * 2 * sizeof (int));
    g_hash_table_insert (branch_of, GINT_TO_POINTER (chain), GINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < chains->len; i++) {
    int chain = *(const int *) (const void *) (chains->data + i * 2 * sizeof (int));
    int head = regions->members[regions->starts[chain]];
    for (gsize k = 0; k < ng_regions_n_inputs (regions, level->net, head); k++) {
      NgSource input = ng_regions_input (regions, level->net, head, k);
      int source = ng_regions_source (regions, input);
      if (source < 0 || regions->chain[source] < 0 || regions->is_aside[source])
        continue;
      gpointer from = g_hash_table_lookup (branch_of, GINT_TO_POINTER (regions->chain[source]));
      are_tied = are_tied || from != NULL;
      add_tie (ties, GPOINTER_TO_INT (from) - 1, (int) i, (int) k, input);
    }
  }
  if (are_tied)
    brick->ties = ties;
  else
    g_array_unref (ties);
}

/* What lines read of a branch: how many outputs, and "n×128, 128" of one that does not come to the
 * brick. */
static void
find_outputs (const NgBrickLevel *level, NgBrick *brick, int branch)
{
  NgBrickRow *row = brick->branches->pdata[branch];
  g_autoptr (GString) all = g_string_new (NULL);
  guint64 told = 0;

  for (guint i = 0; i < brick->ties->len; i++) {
    const NgBrickTie *tie = &g_array_index (brick->ties, NgBrickTie, i);
    guint64 bit = 1ULL << (tie->source.port & 63);
    if (tie->from != branch || (told & bit) != 0 || tie->source.kind == NG_SOURCE_NONE)
      continue;
    g_autofree char *label = ng_brick_level_source_label (level, tie->source);
    g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", label);
    told |= bit;
    row->n_outputs++;
  }
  if (all->len > 0 && row->label == NULL)
    row->label = g_strdup (all->str);
}

void
ng_brick_complete_ties (const NgBrickLevel *level, int node, NgBrick *brick, gboolean is_led_to)
{
  int n = (int) brick->branches->len;
  NgSource none = { NG_SOURCE_NONE, 0, 0 };

  for (int b = 0; b < n; b++) {
    NgBrickRow *row = brick->branches->pdata[b];
    gboolean is_known = FALSE;
    for (guint i = 0; i < brick->ties->len; i++)
      is_known = is_known || g_array_index (brick->ties, NgBrickTie, i).to == b;
    if (row->is_attached && !is_known)
      add_tie (brick->ties, -1, b, 0, none);
    if (row->is_joined)
      add_tie (brick->ties,
               b,
               n,
               row->port,
               ng_regions_input (level->regions, level->net, node, (gsize) row->port));
    row->is_attached = FALSE;
  }
  for (int b = 0; b < n; b++)
    find_outputs (level, brick, b);
  if (brick->is_passed && is_led_to)
    add_tie (brick->ties, -1, n, brick->port, none);
}

void
ng_brick_drop_chain (GArray *chains, int chain)
{
  for (guint i = 0; i < chains->len; i++)
    if (*(const int *) (const void *) (chains->data + i * 2 * sizeof (int)) == chain) {
      g_array_remove_index (chains, i);
      return;
    }
}
