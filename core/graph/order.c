/* Tables of a net: who reads each wire, in which order layers come, and whether they run in a
 * circle. */

#include "core/graph/net-private.h"

/* Who reads each wire: counting sort of all edges by wire. */
static void
build_targets (NgNet *self)
{
  guint n_wires = ng_net_n_wires (self);
  guint n_edges = 0;
  g_autofree guint *next = NULL;

  self->first_target = g_new0 (guint, n_wires + 1);
  for (guint e = 0; e < self->first_input[self->n_layers]; e++)
    if (self->sources[e].kind != NG_SOURCE_NONE)
      self->first_target[ng_net_wire (self, self->sources[e]) + 1]++;
  for (guint o = 0; o < self->outputs->len; o++) {
    NgSource source = g_array_index (self->outputs, NgNetPort, o).source;

    if (source.kind != NG_SOURCE_NONE)
      self->first_target[ng_net_wire (self, source) + 1]++;
  }
  for (guint w = 0; w < n_wires; w++)
    self->first_target[w + 1] += self->first_target[w];
  n_edges = self->first_target[n_wires];
  self->targets = g_new (NgTarget, n_edges);
  next = g_memdup2 (self->first_target, (n_wires + 1) * sizeof (guint));
  for (guint l = 0; l < self->n_layers; l++)
    for (guint e = self->first_input[l]; e < self->first_input[l + 1]; e++)
      if (self->sources[e].kind != NG_SOURCE_NONE)
        self->targets[next[ng_net_wire (self, self->sources[e])]++] =
            (NgTarget){ (int) l, (int) (e - self->first_input[l]) };
  for (guint o = 0; o < self->outputs->len; o++) {
    NgSource source = g_array_index (self->outputs, NgNetPort, o).source;

    if (source.kind != NG_SOURCE_NONE)
      self->targets[next[ng_net_wire (self, source)]++] = (NgTarget){ -1, (int) o };
  }
}

/* A min-heap of layer indices, so that ties in the order go by index. */
static void
heap_push (GArray *heap, int value)
{
  guint i = heap->len;

  g_array_append_val (heap, value);
  while (i > 0 && g_array_index (heap, int, (i - 1) / 2) > value) {
    g_array_index (heap, int, i) = g_array_index (heap, int, (i - 1) / 2);
    i = (i - 1) / 2;
  }
  g_array_index (heap, int, i) = value;
}

static int
heap_pop (GArray *heap)
{
  int top = g_array_index (heap, int, 0);
  int last = g_array_index (heap, int, heap->len - 1);
  guint i = 0;

  g_array_set_size (heap, heap->len - 1);
  while (2 * i + 1 < heap->len) {
    guint child = 2 * i + 1;

    if (child + 1 < heap->len &&
        g_array_index (heap, int, child + 1) < g_array_index (heap, int, child))
      child++;
    if (g_array_index (heap, int, child) >= last)
      break;
    g_array_index (heap, int, i) = g_array_index (heap, int, child);
    i = child;
  }
  if (heap->len > 0)
    g_array_index (heap, int, i) = last;
  return top;
}

/* Names the layers of one cycle: from any layer that is left, walk back until one repeats. */
static void
fail_cycle (NgNet *self, const guint *missing, GError **error)
{
  g_autofree int *seen = g_new0 (int, self->n_layers);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  guint l = 0;
  guint start;
  guint closing = 0;

  while (missing[l] == 0)
    l++;
  for (int step = 1; seen[l] == 0; step++) {
    seen[l] = step;
    for (guint e = self->first_input[l]; e < self->first_input[l + 1]; e++)
      if (self->sources[e].kind == NG_SOURCE_LAYER && missing[self->sources[e].index] > 0) {
        l = (guint) self->sources[e].index;
        break;
      }
  }
  start = l;
  do {
    g_ptr_array_add (names, ng_net_shown_name (self, l));
    for (guint e = self->first_input[l]; e < self->first_input[l + 1]; e++)
      if (self->sources[e].kind == NG_SOURCE_LAYER && missing[self->sources[e].index] > 0) {
        /* The rule that closes the circle is the one written last. */
        const NgPlace *place = &self->places[e];
        const NgPlace *last = &self->places[closing];

        if (names->len == 1 || place->line > last->line ||
            (place->line == last->line && place->column > last->column))
          closing = e;
        l = (guint) self->sources[e].index;
        break;
      }
  } while (l != start);
  for (guint i = names->len; i > 0; i--)
    g_string_append_printf (text, "%s → ", (char *) names->pdata[i - 1]);
  g_string_append (text, names->pdata[names->len - 1]);
  ng_error_set_new (error,
                    "NetGraph::cycle",
                    &self->places[closing],
                    "The connections run in a circle: %s.",
                    text->str);
}

static gboolean
build_order (NgNet *self, GError **error)
{
  g_autofree guint *missing = g_new0 (guint, self->n_layers + 1);
  g_autoptr (GArray) ready = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = 0;

  for (guint l = 0; l < self->n_layers; l++) {
    for (guint e = self->first_input[l]; e < self->first_input[l + 1]; e++)
      missing[l] += self->sources[e].kind == NG_SOURCE_LAYER;
    if (missing[l] == 0)
      heap_push (ready, (int) l);
  }
  self->order = g_new (int, self->n_layers);
  while (ready->len > 0) {
    int l = heap_pop (ready);
    guint first = self->inputs->len + self->first_output[l];
    guint last = self->inputs->len + self->first_output[l + 1];

    self->order[n++] = l;
    for (guint t = self->first_target[first]; t < self->first_target[last]; t++) {
      int target = self->targets[t].index;

      if (target >= 0 && --missing[target] == 0)
        heap_push (ready, target);
    }
  }
  if (n < self->n_layers) {
    fail_cycle (self, missing, error);
    return FALSE;
  }
  return TRUE;
}

void
ng_net_index_vertices (NgNet *self)
{
  g_clear_pointer (&self->index_of_vertex, g_hash_table_unref);
  self->index_of_vertex = g_hash_table_new (NULL, NULL);
  for (guint l = 0; l < self->n_layers; l++)
    g_hash_table_insert (
        self->index_of_vertex, GUINT_TO_POINTER (self->vertices[l]), GUINT_TO_POINTER (l + 1));
}

gboolean
ng_net_build_tables (NgNet *self, GError **error)
{
  ng_net_index_vertices (self);
  if (self->names != NULL) {
    self->index_of_name = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint l = 0; l < self->n_layers; l++)
      g_hash_table_insert (
          self->index_of_name, (gpointer) self->names[l], GUINT_TO_POINTER (l + 1));
  }
  build_targets (self);
  return build_order (self, error);
}
