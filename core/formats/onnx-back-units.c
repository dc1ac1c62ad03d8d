/* Which units go back: all of their layers stand in the net and read what they read, and what
 * passes between them and others has a form for both. */

#include "core/formats/onnx-back-private.h"

const NgOriginLayer *
ng_onnx_back_made (const NgOnnxBack *self, int place)
{
  return &g_array_index (self->origin->made, NgOriginLayer, place);
}

NgOriginFeed
ng_onnx_back_feed (const NgOnnxBack *self, int place, gsize input)
{
  const GArray *feeds = ng_onnx_back_made (self, place)->feeds;

  return input < feeds->len ? g_array_index (feeds, NgOriginFeed, input)
                            : (NgOriginFeed){ .layer = -1, .value = -1 };
}

int
ng_onnx_back_output_value (const NgOnnxBack *self, const NgNet *net, gsize output)
{
  const NgNet *operators = self->origin->operators;
  int old = ng_net_find_output (operators, ng_net_output_name (net, output));

  return old >= 0 && net == self->outer
             ? ng_layers_origin_value (self->origin, ng_net_output_source (operators, (gsize) old))
             : -1;
}

/* ---- the layers of a unit ---- */

static gsize
unit_of (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index)
{
  return ng_onnx_back_made (self, plan->places[index])->unit;
}

typedef struct {
  const NgOnnxBack *back;
  const NgOnnxPlan *plan;
} Sorting;

static int
compare_layers (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorting *self = data;
  int one = *(const int *) a, other = *(const int *) b;
  gsize unit = unit_of (self->back, self->plan, (gsize) one);
  gsize other_unit = unit_of (self->back, self->plan, (gsize) other);

  if (unit != other_unit)
    return unit < other_unit ? -1 : 1;
  if (self->plan->places[one] != self->plan->places[other])
    return self->plan->places[one] < self->plan->places[other] ? -1 : 1;
  return one < other ? -1 : one > other;
}

/* Layers that were made, those of one unit one after the other. Returns: how many */
static gsize
sort_layers (const NgOnnxBack *self, NgOnnxPlan *plan)
{
  Sorting sorting = { self, plan };
  gsize n = ng_net_n_layers (plan->net), n_made = 0;

  plan->sorted = g_new (int, n + 1);
  plan->runs = g_new0 (NgOnnxRun, n + 1);
  for (gsize i = 0; i < n; i++)
    if (plan->places[i] >= 0)
      plan->sorted[n_made++] = (int) i;
  g_qsort_with_data (plan->sorted, (int) n_made, sizeof (int), compare_layers, &sorting);
  for (gsize i = 0, end; i < n_made; i = end) {
    for (end = i; end < n_made && unit_of (self, plan, (gsize) plan->sorted[end]) ==
                                      unit_of (self, plan, (gsize) plan->sorted[i]);)
      end++;
    for (gsize k = i; k < end; k++)
      plan->runs[plan->sorted[k]] = (NgOnnxRun){ plan->sorted + i, end - i };
  }
  return n_made;
}

/* Whether all layers of a unit stand in the net, each once. */
static gboolean
is_whole (const NgOnnxBack *self, const NgOnnxPlan *plan, NgOnnxRun run)
{
  guint n = 0;

  for (gsize i = 0; i < run.n; i++) {
    int place = plan->places[run.layers[i]];
    gboolean is_live = ng_onnx_back_made (self, place)->is_live;
    if (is_live && i > 0 && plan->places[run.layers[i - 1]] == place)
      return FALSE;
    n += is_live;
  }
  return n == ng_origin_tables_n_live (self->tables, unit_of (self, plan, (gsize) *run.layers));
}

/* ---- what passes between units ---- */

static int
place_of (const NgOnnxPlan *plan, int index)
{
  return index >= 0 ? plan->places[index] : -1;
}

gboolean
ng_onnx_back_reads_same (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, gsize input)
{
  NgOriginFeed feed = ng_onnx_back_feed (self, plan->places[index], input);
  NgSource source = ng_net_source (plan->net, index, input);

  if (feed.layer >= 0)
    return source.kind == NG_SOURCE_LAYER && place_of (plan, source.index) == feed.layer &&
           source.port == feed.port;
  if (feed.value < 0)
    return source.kind == NG_SOURCE_NONE;
  if ((gsize) feed.value >= ng_net_n_inputs (self->origin->operators))
    return FALSE;
  return source.kind == NG_SOURCE_INPUT && plan->net == self->outer &&
         g_str_equal (ng_net_input_name (plan->net, (gsize) source.index),
                      ng_net_input_name (self->origin->operators, (gsize) feed.value));
}

gboolean
ng_onnx_back_is_read_in_form (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, int port)
{
  NgSource source = { NG_SOURCE_LAYER, (int) index, port };
  NgOriginFeed feed = { plan->places[index], port, -1 };
  gsize n;
  const NgTarget *targets = ng_net_targets (plan->net, source, &n);

  for (gsize i = 0; i < n; i++) {
    int reader = place_of (plan, targets[i].index);
    if (targets[i].index < 0) {
      int value = ng_onnx_back_output_value (self, plan->net, (gsize) targets[i].port);
      if (value < 0 || !ng_origin_feed_equal (self->origin->values[value].feed, feed))
        return FALSE;
    } else if (reader < 0 || !self->goes[ng_onnx_back_made (self, reader)->unit] ||
               !ng_onnx_back_reads_same (
                   self, plan, (gsize) targets[i].index, (gsize) targets[i].port)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Whether the unit of a layer can go back for all that one input of it reads. */
static gboolean
can_read (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, gsize input)
{
  NgOriginFeed feed = ng_onnx_back_feed (self, plan->places[index], input);
  gboolean is_same = ng_onnx_back_reads_same (self, plan, index, input);

  if (feed.layer < 0)
    return TRUE;
  if (ng_onnx_back_made (self, feed.layer)->unit == unit_of (self, plan, index))
    return is_same;
  return (is_same && self->goes[ng_onnx_back_made (self, feed.layer)->unit]) ||
         ng_origin_tables_plain (self->tables, feed.layer, feed.port) >= 0;
}

/* The same for what reads one output of it. */
static gboolean
can_give (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, gsize output)
{
  return ng_origin_tables_plain (self->tables, plan->places[index], (int) output) >= 0 ||
         ng_onnx_back_is_read_in_form (self, plan, index, (int) output);
}

/* ---- what stays behind ---- */

/* The unit of a layer does not go back. @left: (element-type int): gets its layers */
static void
leave_unit (NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, GArray *left)
{
  NgOnnxRun run = plan->runs[index];

  if (!self->goes[unit_of (self, plan, index)])
    return;
  self->goes[unit_of (self, plan, index)] = FALSE;
  g_array_append_vals (left, run.layers, (guint) run.n);
}

/* What gives to a layer that stays or reads from it may have to stay, too. */
static void
look_around (NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, GArray *left)
{
  NgLayer *layer = ng_net_layer (plan->net, index);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (plan->net, index, i);
    if (source.kind == NG_SOURCE_LAYER && plan->places[source.index] >= 0 &&
        !can_give (self, plan, (gsize) source.index, (gsize) source.port))
      leave_unit (self, plan, (gsize) source.index, left);
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    gsize n;
    const NgTarget *targets =
        ng_net_targets (plan->net, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) i }, &n);
    for (gsize j = 0; j < n; j++)
      if (place_of (plan, targets[j].index) >= 0 &&
          !can_read (self, plan, (gsize) targets[j].index, (gsize) targets[j].port))
        leave_unit (self, plan, (gsize) targets[j].index, left);
  }
}

void
ng_onnx_back_begin (NgOnnxEmitter *emitter, NgOnnxPlan *plan)
{
  NgOnnxBack *self = emitter->back;
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (int));
  gsize n;

  plan->places = ng_layers_origin_find (self->origin, plan->net);
  if (self->outer == NULL) {
    self->outer = plan->net;
    self->outer_places = g_memdup2 (plan->places, ng_net_n_layers (plan->net) * sizeof (int));
  }
  n = sort_layers (self, plan);
  for (gsize i = 0; i < n; i += plan->runs[plan->sorted[i]].n) {
    gsize unit = unit_of (self, plan, (gsize) plan->sorted[i]);
    self->goes[unit] =
        !self->is_refused[unit] && is_whole (self, plan, plan->runs[plan->sorted[i]]);
  }
  for (gsize k = 0; k < n; k++) {
    gsize index = (gsize) plan->sorted[k];
    NgLayer *layer = ng_net_layer (plan->net, index);
    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
      if (!can_read (self, plan, index, i))
        leave_unit (self, plan, index, left);
    for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
      if (!can_give (self, plan, index, i))
        leave_unit (self, plan, index, left);
  }
  while (left->len > 0) {
    int index = g_array_index (left, int, left->len - 1);
    g_array_set_size (left, left->len - 1);
    look_around (self, plan, (gsize) index, left);
  }
}

void
ng_onnx_back_plan_clear (NgOnnxPlan *plan)
{
  g_free (plan->places);
  g_free (plan->sorted);
  g_free (plan->runs);
}

gboolean
ng_onnx_back_goes (const NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index)
{
  const NgOnnxBack *self = emitter->back;

  return plan->places[index] >= 0 && self->goes[unit_of (self, plan, index)];
}

gboolean
ng_onnx_back_is_ready (const NgOnnxPlan *plan, gsize index, gboolean is_unit)
{
  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (plan->net, index)); i++) {
    NgSource source = ng_net_source (plan->net, index, i);
    if (source.kind == NG_SOURCE_LAYER && !plan->done[source.index] &&
        !(is_unit && plan->runs[source.index].layers == plan->runs[index].layers))
      return FALSE;
  }
  return TRUE;
}
