/* Which layers lie on a path: forward from the starts, backward from the ends, both without
 * crossing an input that a start has cut. */

#include "core/graph/take.h"

#include "core/graph/keep.h"
#include "core/graph/net-private.h"
#include <stdlib.h>

/* An output of the result. */
typedef struct {
  NgSource source;
  int output; /* that of the net whose name it keeps, or -1 */
} End;

typedef struct {
  NgNet *net;
  gboolean *is_start; /* by layer */
  gboolean *is_cut;   /* by input of all layers */
  GArray *ends;       /* End */
  gboolean *is_kept;  /* by layer */
} Taking;

/* ---- starts and ends ---- */

static void
start_at (Taking *self, int layer, gsize input)
{
  guint e = self->net->first_input[layer] + (guint) input;

  self->is_start[layer] = TRUE;
  self->is_cut[e] |= self->net->sources[e].kind == NG_SOURCE_LAYER;
}

static void
start_behind (Taking *self, NgSource source)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (self->net, source, &n);

  for (gsize t = 0; t < n; t++)
    if (targets[t].index >= 0)
      start_at (self, targets[t].index, (gsize) targets[t].port);
}

static gboolean
has_source (const NgNet *net, guint layer)
{
  for (guint e = net->first_input[layer]; e < net->first_input[layer + 1]; e++)
    if (net->sources[e].kind != NG_SOURCE_NONE)
      return TRUE;
  return FALSE;
}

static gboolean
fail_port (const Taking *self, const NgNetPoint *point, const char *message, GError **error)
{
  g_autofree char *shown = ng_points_describe (self->net, point, 1);

  ng_error_set_new (error, "Take::port", NULL, "%s is %s", shown, message);
  return FALSE;
}

static gboolean
add_start (Taking *self, const NgNetPoint *point, GError **error)
{
  NgNet *net = self->net;

  switch (point->kind) {
  case NG_POINT_ALL:
    for (guint i = 0; i < net->inputs->len; i++)
      start_behind (self, (NgSource){ NG_SOURCE_INPUT, (int) i, 0 });
    for (guint l = 0; l < net->n_layers; l++)
      self->is_start[l] |= !has_source (net, l);
    return TRUE;
  case NG_POINT_LAYER:
    self->is_start[point->layer] = TRUE;
    for (gsize i = 0; i < ng_layer_n_inputs (net->layers[point->layer]); i++)
      start_at (self, point->layer, i);
    return TRUE;
  case NG_POINT_LAYER_INPUT:
    start_at (self, point->layer, (gsize) point->port);
    return TRUE;
  case NG_POINT_LAYER_OUTPUT:
    start_behind (self, (NgSource){ NG_SOURCE_LAYER, point->layer, point->port });
    return TRUE;
  case NG_POINT_INPUT:
    start_behind (self, (NgSource){ NG_SOURCE_INPUT, point->port, 0 });
    return TRUE;
  case NG_POINT_OUTPUT:
    break;
  }
  return fail_port (self, point, "an output of the net, and nothing starts there.", error);
}

static void
end_with (Taking *self, NgSource source, int output)
{
  End end = { source, output };
  gsize n;
  const NgTarget *targets = ng_net_targets (self->net, source, &n);
  guint n_outputs = 0;

  if (source.kind != NG_SOURCE_LAYER)
    return;
  for (gsize t = 0; output < 0 && t < n; t++)
    if (targets[t].index < 0) {
      end.output = targets[t].port;
      n_outputs++;
    }
  if (n_outputs > 1)
    end.output = -1;
  g_array_append_val (self->ends, end);
}

static gboolean
add_end (Taking *self, const NgNetPoint *point, GError **error)
{
  NgNet *net = self->net;

  switch (point->kind) {
  case NG_POINT_ALL:
    for (guint o = 0; o < net->outputs->len; o++)
      end_with (self, ng_net_output_source (net, o), (int) o);
    return TRUE;
  case NG_POINT_LAYER:
    for (gsize o = 0; o < ng_layer_n_outputs (net->layers[point->layer]); o++)
      if (!ng_layer_output_is_optional (net->layers[point->layer], o))
        end_with (self, (NgSource){ NG_SOURCE_LAYER, point->layer, (int) o }, -1);
    return TRUE;
  case NG_POINT_LAYER_INPUT:
    end_with (self, ng_net_source (net, (gsize) point->layer, (gsize) point->port), -1);
    return TRUE;
  case NG_POINT_LAYER_OUTPUT:
    end_with (self, (NgSource){ NG_SOURCE_LAYER, point->layer, point->port }, -1);
    return TRUE;
  case NG_POINT_OUTPUT:
    end_with (self, ng_net_output_source (net, (gsize) point->port), point->port);
    return TRUE;
  case NG_POINT_INPUT:
    break;
  }
  return fail_port (self, point, "an input of the net, and nothing ends there.", error);
}

/* ---- what lies between ---- */

static void
find_kept (Taking *self)
{
  const NgNet *net = self->net;
  g_autofree gboolean *leads = g_new0 (gboolean, net->n_layers + 1);

  for (guint i = 0; i < net->n_layers; i++) {
    guint l = (guint) net->order[i];

    self->is_kept[l] = self->is_start[l];
    for (guint e = net->first_input[l]; e < net->first_input[l + 1]; e++)
      if (!self->is_cut[e] && net->sources[e].kind == NG_SOURCE_LAYER)
        self->is_kept[l] |= self->is_kept[net->sources[e].index];
  }
  for (guint i = 0; i < self->ends->len; i++)
    leads[g_array_index (self->ends, End, i).source.index] = TRUE;
  for (guint i = net->n_layers; i-- > 0;) {
    guint l = (guint) net->order[i];

    for (guint e = net->first_input[l]; leads[l] && e < net->first_input[l + 1]; e++)
      if (!self->is_cut[e] && net->sources[e].kind == NG_SOURCE_LAYER)
        leads[net->sources[e].index] = TRUE;
    self->is_kept[l] &= leads[l];
  }
}

/* By output of the net, then by layer and port: as the rules of names have it. */
static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const End *left = a, *right = b;

  if (left->output != right->output)
    return left->output < 0 ? 1 : right->output < 0 ? -1 : left->output - right->output;
  if (left->source.index != right->source.index)
    return left->source.index - right->source.index;
  return left->source.port - right->source.port;
}

/* Ends that are left, each once; without a name only where it has none. Returns whether any is. */
static gboolean
settle_ends (Taking *self)
{
  g_autoptr (GArray) all = self->ends;

  self->ends = g_array_new (FALSE, FALSE, sizeof (End));
  g_array_sort (all, compare_ends);
  for (guint i = 0; i < all->len; i++) {
    End end = g_array_index (all, End, i);
    gboolean is_known = !self->is_kept[end.source.index];

    for (guint k = 0; k < self->ends->len && !is_known; k++) {
      const End *other = &g_array_index (self->ends, End, k);

      is_known = other->source.index == end.source.index && other->source.port == end.source.port &&
                 (end.output < 0 || other->output == end.output);
    }
    if (!is_known)
      g_array_append_val (self->ends, end);
  }
  return self->ends->len > 0;
}

/* ---- the new net ---- */

/* What a kept layer reads and nobody in the result makes, in order of the readers. */
static GArray *
find_cut_inputs (const Taking *self)
{
  const NgNet *net = self->net;
  GArray *cut = g_array_new (FALSE, FALSE, sizeof (NgTarget));

  for (guint l = 0; l < net->n_layers; l++)
    for (guint e = net->first_input[l]; self->is_kept[l] && e < net->first_input[l + 1]; e++) {
      NgTarget target = { (int) l, (int) (e - net->first_input[l]) };

      if (net->sources[e].kind == NG_SOURCE_LAYER &&
          (self->is_cut[e] || !self->is_kept[net->sources[e].index]))
        g_array_append_val (cut, target);
    }
  return cut;
}

/* One input for each source of the cut. @place: of the kept layers in the builder. */
static void
open_inputs (const Taking *self, NgNetBuilder *builder, const GArray *cut, const int *place)
{
  g_autofree int *input_of = g_new (int, ng_net_n_wires (self->net) + 1);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_auto (GStrv) names = NULL;
  gsize first = ng_net_builder_n_inputs (builder);

  for (guint w = 0; w < ng_net_n_wires (self->net); w++)
    input_of[w] = -1;
  for (guint i = 0; i < cut->len; i++) {
    NgTarget target = g_array_index (cut, NgTarget, i);
    NgSource source = ng_net_source (self->net, (gsize) target.index, (gsize) target.port);
    int wire = ng_net_wire (self->net, source);

    if (input_of[wire] < 0) {
      input_of[wire] = (int) (first + own->len);
      g_ptr_array_add (
          own,
          (gpointer) ng_layer_input_word (self->net->layers[target.index], (gsize) target.port));
    }
    ng_net_builder_set_source (builder,
                               place[target.index],
                               (gsize) target.port,
                               (NgSource){ NG_SOURCE_INPUT, input_of[wire], 0 });
  }
  names = ng_port_names_of_inputs ((const char *const *) own->pdata, own->len, taken);
  for (guint i = 0; i < own->len; i++)
    ng_net_builder_add_input (builder, names[i]);
}

static void
open_outputs (const Taking *self, NgNetBuilder *builder, const int *place)
{
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;
  guint next = 0;

  for (guint i = 0; i < self->ends->len; i++) {
    const End *end = &g_array_index (self->ends, End, i);

    if (end->output < 0)
      g_ptr_array_add (own,
                       (gpointer) ng_layer_output_name (self->net->layers[end->source.index],
                                                        (gsize) end->source.port));
  }
  names = ng_port_names_of_outputs ((const char *const *) own->pdata, own->len, taken);
  for (guint i = 0; i < self->ends->len; i++) {
    End end = g_array_index (self->ends, End, i);

    if (end.output >= 0)
      continue;
    end.source.index = place[end.source.index];
    ng_net_builder_add_output (builder, names[next++], end.source);
  }
}

static NgNet *
build (Taking *self, GError **error)
{
  NgNet *net = self->net;
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (GArray) cut = find_cut_inputs (self);
  g_autofree gboolean *is_removed = g_new (gboolean, net->n_layers + 1);
  g_autofree gboolean *is_gone = g_new (gboolean, net->outputs->len + 1);
  g_autofree int *place = g_new (int, net->n_layers + 1);
  g_autofree NgOrigin *origins = NULL;
  int next = 0;

  for (guint o = 0; o < net->outputs->len; o++)
    is_gone[o] = TRUE;
  for (guint i = 0; i < self->ends->len; i++)
    if (g_array_index (self->ends, End, i).output >= 0)
      is_gone[g_array_index (self->ends, End, i).output] = FALSE;
  for (guint i = 0; i < cut->len; i++) {
    NgTarget target = g_array_index (cut, NgTarget, i);

    ng_net_builder_set_source (
        builder, target.index, (gsize) target.port, (NgSource){ NG_SOURCE_NONE, 0, 0 });
  }
  for (guint l = 0; l < net->n_layers; l++) {
    is_removed[l] = !self->is_kept[l];
    place[l] = self->is_kept[l] ? next++ : -1;
  }
  ng_net_builder_remove_outputs (builder, is_gone);
  ng_net_builder_remove_layers (builder, is_removed);
  ng_net_builder_remove_unused (builder, NULL);
  open_inputs (self, builder, cut, place);
  open_outputs (self, builder, place);
  ng_net_builder_mute_rest (builder);
  origins = ng_net_builder_find_origins (builder, net);
  return ng_net_builder_end_kept (g_steal_pointer (&builder), origins, error);
}

static NgNet *
fail_path (const Taking *self,
           const NgNetPoint *starts,
           gsize n_starts,
           const NgNetPoint *ends,
           gsize n_ends,
           GError **error)
{
  g_autofree char *from = ng_points_describe (self->net, starts, n_starts);
  g_autofree char *to = ng_points_describe (self->net, ends, n_ends);

  ng_error_set_new (error, "Take::nopath", NULL, "No path leads from %s to %s.", from, to);
  return NULL;
}

NgNet *
ng_net_take (NgNet *self,
             const NgNetPoint *starts,
             gsize n_starts,
             const NgNetPoint *ends,
             gsize n_ends,
             GError **error)
{
  g_autofree gboolean *is_start = g_new0 (gboolean, self->n_layers + 1);
  g_autofree gboolean *is_cut = g_new0 (gboolean, self->first_input[self->n_layers] + 1);
  g_autofree gboolean *is_kept = g_new0 (gboolean, self->n_layers + 1);
  Taking taking = { self, is_start, is_cut, g_array_new (FALSE, FALSE, sizeof (End)), is_kept };
  gboolean is_good = TRUE;
  NgNet *net = NULL;

  for (gsize i = 0; is_good && i < n_starts; i++)
    is_good = add_start (&taking, &starts[i], error);
  for (gsize i = 0; is_good && i < n_ends; i++)
    is_good = add_end (&taking, &ends[i], error);
  if (is_good) {
    find_kept (&taking);
    net = settle_ends (&taking) ? build (&taking, error)
                                : fail_path (&taking, starts, n_starts, ends, n_ends, error);
  }
  g_array_unref (taking.ends);
  return net;
}
