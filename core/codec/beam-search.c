/* A prefix is a node of a tree: a label behind another prefix. Each prefix that is kept has the
 * logarithms of the probabilities of its paths that end in a blank and that do not. */

#include "core/codec/beam-search.h"

#include "core/codec/heap.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The logarithm of 0. */
#define IMPOSSIBLE ((double) -INFINITY)

typedef struct {
  gint64 parent; /* -1 for the empty prefix, which is node 0 */
  guint32 label;
  guint32 place; /* in kept, + 1; 0 for one that is not kept */
} Node;

typedef struct {
  gint64 node; /* -1 for one that is not in the tree yet */
  gint64 parent;
  guint32 label;
  double blank, label_last; /* logarithms */
} Prefix;

typedef struct {
  GArray *nodes;     /* of Node */
  GHashTable *found; /* guint64 of parent and label -> node */
  GArray *kept;      /* of Prefix */
  GArray *next;      /* of Prefix: first those of kept, then longer ones */
  GArray *longer;    /* heap of the likeliest longer ones, the least likely in front */
} Search;

static double
add_logs (double a, double b)
{
  double high = MAX (a, b), low = MIN (a, b);

  return isinf (high) ? high : high + log1p (exp (low - high));
}

static double
total (const Prefix *self)
{
  return add_logs (self->blank, self->label_last);
}

static int
compare_prefixes (const void *a, const void *b)
{
  const Prefix *left = a, *right = b;
  double x = total (left), y = total (right);

  if (x != y)
    return x > y ? -1 : 1;
  if (left->parent != right->parent)
    return left->parent < right->parent ? -1 : 1;
  return (left->label > right->label) - (left->label < right->label);
}

static guint64
key_of (gint64 parent, guint32 label)
{
  return (guint64) parent << 32 | label;
}

static gint64
find_node (const Search *self, gint64 parent, guint32 label)
{
  guint64 key = key_of (parent, label);
  gpointer node = g_hash_table_lookup (self->found, &key);

  return node != NULL ? (gint64) GPOINTER_TO_SIZE (node) : -1;
}

/* Integers that are ordered as the numbers are; and back. */
static gint64
rank_of (double number)
{
  gint64 bits;

  number += 0.0; /* -0 and 0 are one */
  memcpy (&bits, &number, sizeof bits);
  return bits < 0 ? bits ^ G_MAXINT64 : bits;
}

static double
number_of (gint64 rank)
{
  gint64 bits = rank < 0 ? rank ^ G_MAXINT64 : rank;
  double number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

/* Of the paths of a prefix, those that come to it with one more @label behind. */
static double
sum_with (const Prefix *prefix, double whole, guint32 label, const double *logs)
{
  gboolean is_repeated = prefix->node > 0 && prefix->label == label;

  return (is_repeated ? prefix->blank : whole) + logs[label];
}

/* The prefixes of kept as they are in the next step. The paths of a prefix come out of itself and,
 * where that is kept too, of the prefix that is shorter by its last label. */
static void
continue_kept (Search *self, const double *logs, gsize n_labels)
{
  g_array_set_size (self->next, 0);
  for (guint i = 0; i < self->kept->len; i++) {
    Prefix prefix = g_array_index (self->kept, Prefix, i);
    guint32 place = prefix.node > 0 ? g_array_index (self->nodes, Node, prefix.parent).place : 0;

    prefix.blank = total (&prefix) + logs[n_labels];
    prefix.label_last = prefix.node > 0 ? prefix.label_last + logs[prefix.label] : IMPOSSIBLE;
    if (place > 0) {
      const Prefix *shorter = &g_array_index (self->kept, Prefix, place - 1);
      double sum = sum_with (shorter, total (shorter), prefix.label, logs);

      if (!isinf (sum))
        prefix.label_last = add_logs (prefix.label_last, sum);
    }
    g_array_append_val (self->next, prefix);
  }
}

/* Of all prefixes that are longer by a label and not in kept, the likeliest @width; each comes out
 * of one prefix alone. The heap holds the complements of parent and label, since of equally likely
 * ones the greatest is the first to go. */
static void
lengthen (Search *self, const double *logs, gsize n_labels, gsize width)
{
  g_array_set_size (self->longer, 0);
  for (guint i = 0; i < self->kept->len; i++) {
    const Prefix *prefix = &g_array_index (self->kept, Prefix, i);
    double whole = total (prefix);

    for (guint32 label = 0; label < n_labels; label++) {
      double sum = sum_with (prefix, whole, label, logs);
      NgHeapEntry entry = { rank_of (sum), ~(guint64) prefix->node, ~(guint64) label };
      gboolean is_full = self->longer->len == width;
      gint64 node;

      if (isinf (sum) ||
          (is_full && entry.rank < g_array_index (self->longer, NgHeapEntry, 0).rank))
        continue;
      node = find_node (self, prefix->node, label);
      if (node > 0 && g_array_index (self->nodes, Node, node).place > 0)
        continue;
      ng_heap_push (self->longer, entry);
      if (is_full)
        ng_heap_pop (self->longer, &entry);
    }
  }
  for (guint i = 0; i < self->longer->len; i++) {
    const NgHeapEntry *entry = &g_array_index (self->longer, NgHeapEntry, i);
    gint64 parent = (gint64) ~entry->first;
    guint32 label = (guint32) ~entry->second;
    Prefix longer = {
      find_node (self, parent, label), parent, label, IMPOSSIBLE, number_of (entry->rank)
    };

    g_array_append_val (self->next, longer);
  }
}

/* Those of the next step that are possible and likeliest, as nodes of the tree. */
static void
keep (Search *self, gsize width)
{
  for (guint i = 0; i < self->kept->len; i++)
    g_array_index (self->nodes, Node, g_array_index (self->kept, Prefix, i).node).place = 0;
  g_array_set_size (self->kept, 0);
  qsort (self->next->data, self->next->len, sizeof (Prefix), compare_prefixes);
  for (guint i = 0; i < self->next->len && self->kept->len < width; i++) {
    Prefix prefix = g_array_index (self->next, Prefix, i);
    guint64 key = key_of (prefix.parent, prefix.label);
    if (isinf (total (&prefix)))
      break;
    if (prefix.node < 0) {
      Node node = { prefix.parent, prefix.label, 0 };
      prefix.node = self->nodes->len;
      g_array_append_val (self->nodes, node);
      g_hash_table_insert (
          self->found, g_memdup2 (&key, sizeof key), GSIZE_TO_POINTER ((gsize) prefix.node));
    }
    g_array_append_val (self->kept, prefix);
    g_array_index (self->nodes, Node, prefix.node).place = self->kept->len;
  }
}

static GArray *
read_labels (const Search *self, gint64 node)
{
  GArray *labels = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (; node > 0; node = g_array_index (self->nodes, Node, node).parent)
    g_array_append_val (labels, g_array_index (self->nodes, Node, node).label);
  for (guint i = 0; i < labels->len / 2; i++) {
    guint32 *a = &g_array_index (labels, guint32, i);
    guint32 *b = &g_array_index (labels, guint32, labels->len - 1 - i);
    guint32 swapped = *a;
    *a = *b;
    *b = swapped;
  }
  return labels;
}

static void
clear_decoding (gpointer data)
{
  g_array_unref (((NgDecoding *) data)->labels);
}

static GArray *
decodings_new (void)
{
  GArray *decodings = g_array_new (FALSE, FALSE, sizeof (NgDecoding));

  g_array_set_clear_func (decodings, clear_decoding);
  return decodings;
}

static GArray *
follow_best (const double *p, gsize steps, gsize n_labels)
{
  GArray *decodings = decodings_new ();
  NgDecoding decoding = { g_array_new (FALSE, FALSE, sizeof (guint32)), 0 };
  guint32 last = (guint32) n_labels;

  for (gsize t = 0; t < steps; t++) {
    const double *row = p + t * (n_labels + 1);
    guint32 best = 0;
    for (guint32 label = 1; label <= n_labels; label++) {
      if (row[label] > row[best] || isnan (row[best]))
        best = label;
    }
    if (best != last && best != n_labels)
      g_array_append_val (decoding.labels, best);
    decoding.cost -= row[best] > 0 ? log (row[best]) : IMPOSSIBLE;
    last = best;
  }
  if (isinf (decoding.cost))
    clear_decoding (&decoding);
  else
    g_array_append_val (decodings, decoding);
  return decodings;
}

static GArray *
search (const double *p, gsize steps, gsize n_labels, gsize width)
{
  Search self = { g_array_new (FALSE, FALSE, sizeof (Node)),
                  g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
                  g_array_new (FALSE, FALSE, sizeof (Prefix)),
                  g_array_new (FALSE, FALSE, sizeof (Prefix)),
                  g_array_new (FALSE, FALSE, sizeof (NgHeapEntry)) };
  GArray *decodings = decodings_new ();
  g_autofree double *logs = g_new (double, n_labels + 1);
  Node root = { -1, 0, 1 };
  Prefix empty = { 0, -1, 0, 0, IMPOSSIBLE };

  g_array_append_val (self.nodes, root);
  g_array_append_val (self.kept, empty);
  for (gsize t = 0; t < steps; t++) {
    const double *row = p + t * (n_labels + 1);
    for (gsize i = 0; i <= n_labels; i++)
      logs[i] = row[i] > 0 ? log (row[i]) : IMPOSSIBLE;
    continue_kept (&self, logs, n_labels);
    lengthen (&self, logs, n_labels, width);
    keep (&self, width);
  }
  for (guint i = 0; i < self.kept->len; i++) {
    const Prefix *prefix = &g_array_index (self.kept, Prefix, i);
    NgDecoding decoding = { read_labels (&self, prefix->node), -total (prefix) };
    g_array_append_val (decodings, decoding);
  }
  g_array_unref (self.nodes);
  g_hash_table_unref (self.found);
  g_array_unref (self.kept);
  g_array_unref (self.next);
  g_array_unref (self.longer);
  return decodings;
}

GArray *
ng_beam_search (const double *p, gsize steps, gsize n_labels, gsize width)
{
  g_return_val_if_fail (width > 0, NULL);
  return width == 1 ? follow_best (p, steps, n_labels) : search (p, steps, n_labels, width);
}
