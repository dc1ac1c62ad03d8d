#include "render/figure/tensor-groups.h"

#include <stdlib.h>
#include <string.h>

/* Arrays of one group. */
#define LONGEST 64

typedef struct {
  NgTensors *tensors;
  int n;
  int *classes;         /* of each node; equal ones have equal classes */
  int *starts, *inputs; /* of each node, what it is made of, ascending */
  int *last;            /* of each node, the last one that is made of it, or itself */
} Work;

static const NgTensorNode *
node_at (const NgTensors *tensors, int index)
{
  return &g_array_index (tensors->nodes, NgTensorNode, index);
}

/* What a node looks like, and how it was made. */
static char *
tell_node (const NgTensorNode *node)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%d %d %u %s %s",
                          (int) node->kind,
                          node->count,
                          node->main,
                          node->sign != NULL ? node->term : "",
                          node->caption);
  for (guint i = 0; i < node->words->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) node->words->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
find_classes (Work *work)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int n = 0;

  for (int i = 0; i < work->n; i++) {
    const NgTensorNode *node = node_at (work->tensors, i);
    gboolean is_input = node->pick.kind == NG_PICK_NET_INPUT;
    g_autofree char *text = tell_node (node);
    gpointer class;

    if (!is_input && g_hash_table_lookup_extended (known, text, NULL, &class)) {
      work->classes[i] = GPOINTER_TO_INT (class);
      continue;
    }
    work->classes[i] = n++;
    if (!is_input)
      g_hash_table_insert (known, g_steal_pointer (&text), GINT_TO_POINTER (work->classes[i]));
  }
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const NgTensorEdge *x = a, *y = b;

  return x->to != y->to ? x->to - y->to : x->from - y->from;
}

static void
find_inputs (Work *work)
{
  GArray *edges = work->tensors->edges;

  g_array_sort (edges, compare_edges);
  for (int i = 0; i < work->n; i++)
    work->last[i] = i;
  for (guint e = 0; e < edges->len; e++) {
    const NgTensorEdge *edge = &g_array_index (edges, NgTensorEdge, e);
    work->starts[edge->to + 1]++;
    work->inputs[e] = edge->from;
    work->last[edge->from] = MAX (work->last[edge->from], edge->to);
  }
  for (int i = 0; i < work->n; i++)
    work->starts[i + 1] += work->starts[i];
}

/* Whether the group at @first + @length is that at @first again. @entry: (inout): what comes into
 * the first group, -1 while that is not known */
static gboolean
is_again (const Work *work, int first, int length, int begin, int *entry)
{
  for (int i = first; i < first + length; i++) {
    int n = work->starts[i + 1] - work->starts[i];
    const int *own = work->inputs + work->starts[i];
    const int *next = work->inputs + work->starts[i + length];

    if (work->classes[i + length] != work->classes[i] || node_at (work->tensors, i)->output >= 0 ||
        work->starts[i + length + 1] - work->starts[i + length] != n)
      return FALSE;
    /* Nothing but the last goes on, and no further than to the next group. */
    if (work->last[i] >= first + (i < first + length - 1 ? length : 2 * length))
      return FALSE;
    for (int k = 0; k < n; k++) {
      gboolean goes_on = next[k] == first + length - 1 && own[k] < first;

      if (next[k] == own[k] + length && own[k] >= first)
        continue;
      if (next[k] == own[k] && own[k] < begin)
        continue;
      if (!goes_on || (first > begin && own[k] != first - 1) ||
          (first == begin && *entry >= 0 && *entry != own[k]))
        return FALSE;
      *entry = first == begin ? own[k] : *entry;
    }
  }
  return TRUE;
}

/* How often the group that begins there is there in a row. */
static int
count_copies (const Work *work, int begin, int length)
{
  int entry = -1, count = 1;

  for (int first = begin; first + 2 * length <= work->n; first += length) {
    if (!is_again (work, first, length, begin, &entry))
      break;
    count++;
  }
  if (count < 2 || entry < 0)
    return 1;
  /* Of the last copy, too, nothing but its end goes on. */
  int last = begin + (count - 1) * length;
  for (int i = last; i < last + length - 1; i++)
    if (work->last[i] >= last + length || node_at (work->tensors, i)->output >= 0)
      return count - 1;
  return count;
}

/* The longest run of groups that begins at a node; short groups first. */
static NgTensorGroup
find_group (const Work *work, int begin)
{
  NgTensorGroup best = { begin, 1, 1 };

  for (int length = 2; length <= LONGEST && begin + 2 * length <= work->n; length++) {
    if (work->classes[begin + length] != work->classes[begin])
      continue;
    int count = count_copies (work, begin, length);
    if (count > 1 && count * length > best.count * best.n)
      best = (NgTensorGroup){ begin, length, count };
  }
  return best;
}

/* What the last of equal groups gives to the outside is given by the first from now on. */
static void
pass_output (NgTensors *self, const NgTensorGroup *group, int first)
{
  int end = first + group->n - 1;
  NgTensorNode *kept = &g_array_index (self->nodes, NgTensorNode, end);
  NgTensorNode *last =
      &g_array_index (self->nodes, NgTensorNode, end + group->n * (group->count - 1));
  char *name = kept->name;

  if (last->output < 0)
    return;
  kept->name = last->name;
  kept->output = last->output;
  kept->is_port = TRUE;
  last->name = name;
}

/* @kept: of each node, the one that stands for it, by its number among those that stay */
static void
take_first (NgTensors *self, const int *kept, const gboolean *stays)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (NgTensorNode));
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (NgTensorEdge));

  for (guint i = 0; i < self->nodes->len; i++) {
    NgTensorNode *node = &g_array_index (self->nodes, NgTensorNode, i);
    if (stays[i])
      g_array_append_vals (nodes, node, 1);
    else
      ng_tensor_node_clear (node);
  }
  for (guint e = 0; e < self->edges->len; e++) {
    NgTensorEdge edge = g_array_index (self->edges, NgTensorEdge, e);
    if (!stays[edge.to])
      continue;
    edge.from = kept[edge.from];
    edge.to = kept[edge.to];
    g_array_append_val (edges, edge);
  }
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  self->nodes = nodes;
  self->edges = edges;
}

void
ng_tensor_groups_fold (NgTensors *self)
{
  int n = (int) self->nodes->len, n_kept = 0;
  g_autofree int *classes = g_new0 (int, n + 1), *starts = g_new0 (int, n + 2);
  g_autofree int *inputs = g_new0 (int, self->edges->len + 1), *last = g_new0 (int, n + 1);
  g_autofree int *kept = g_new0 (int, n + 1);
  g_autofree gboolean *stays = g_new0 (gboolean, n + 1);
  Work work = { self, n, classes, starts, inputs, last };

  find_classes (&work);
  find_inputs (&work);
  for (int i = 0; i < n;) {
    NgTensorGroup group = find_group (&work, i);

    for (int k = 0; k < group.n * group.count; k++) {
      stays[i + k] = k < group.n;
      kept[i + k] = n_kept + k % group.n;
    }
    if (group.count > 1)
      pass_output (self, &group, i);
    i += group.n * group.count;
    group.first = n_kept;
    n_kept += group.n;
    if (group.count > 1)
      g_array_append_val (self->groups, group);
  }
  if (self->groups->len > 0)
    take_first (self, kept, stays);
}
