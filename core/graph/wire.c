#include "core/graph/wire.h"

#include "core/graph/builder-private.h"
#include "core/graph/layer-private.h"
#include "core/graph/near.h"
#include <string.h>

static const NgSource no_source = { NG_SOURCE_NONE, 0, 0 };

static NgSource
layer_source (int layer, int port)
{
  return (NgSource){ NG_SOURCE_LAYER, layer, port };
}

/* ---- ports that open and close ---- */

/* Whether an input of a layer has to be fed by something. */
static gboolean
is_needed (const NgLayer *layer, gsize input)
{
  return input >= ng_layer_n_inputs (layer) || !ng_layer_input_is_optional (layer, input);
}

/* What the rules of names call an input of a layer, unless it is taken; of a slot a word. */
static const char *
wanted_name (const NgLayer *layer, gsize input, GHashTable *taken)
{
  if (input >= ng_layer_n_inputs (layer) || ng_layer_has_slots (layer) ||
      g_hash_table_contains (taken, ng_layer_input_name (layer, input)))
    return input < ng_layer_n_inputs (layer) ? ng_layer_input_word (layer, input) : "Input";
  return ng_layer_input_name (layer, input);
}

/* A layer that takes any number of inputs begins with two of them, or with one where it can. */
static void
open_slots (NgVertex *vertex)
{
  gboolean is_single = (ng_layer_class (vertex->layer)->flags & NG_LAYER_ONE_INPUT) != 0;

  if (ng_layer_has_open_slots (vertex->layer) && vertex->inputs->len == 0)
    g_array_set_size (vertex->inputs, is_single ? 1 : 2);
}

/* Inputs of layers that nothing feeds become inputs of the net. Returns how many. */
static guint
open_inputs (NgNetBuilder *self)
{
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (self);
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (NgTarget));
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;

  for (guint v = 0; v < self->vertices->len; v++) {
    NgVertex *vertex = ng_net_builder_vertex (self, (int) v);

    open_slots (vertex);
    for (guint i = 0; i < vertex->inputs->len; i++) {
      NgTarget target = { (int) v, (int) i };

      if (g_array_index (vertex->inputs, NgConnection, i).source.kind != NG_SOURCE_NONE ||
          !is_needed (vertex->layer, i))
        continue;
      g_array_append_val (targets, target);
      g_ptr_array_add (own, (gpointer) wanted_name (vertex->layer, i, taken));
    }
  }
  names = ng_port_names_of_inputs ((const char *const *) own->pdata, own->len, taken);
  for (guint i = 0; i < targets->len; i++) {
    NgTarget target = g_array_index (targets, NgTarget, i);
    int input = ng_net_builder_add_input (self, names[i]);

    ng_net_builder_set_source (
        self, target.index, (gsize) target.port, (NgSource){ NG_SOURCE_INPUT, input, 0 });
  }
  return targets->len;
}

static gboolean
is_read (const NgNetBuilder *self, NgSource source)
{
  for (guint v = 0; v < self->vertices->len; v++)
    for (gsize i = 0; i < ng_net_builder_n_connections (self, (int) v); i++)
      if (ng_source_equal (ng_net_builder_source (self, (int) v, i), source))
        return TRUE;
  return FALSE;
}

/* An output that the rules of names gave goes when a layer reads it, but not what was written for
 * it. */
static void
keep_written_outputs (NgNetBuilder *self)
{
  for (guint o = 0; o < self->outputs->len; o++) {
    NgNetPort *port = &g_array_index (self->outputs, NgNetPort, o);

    if (!port->is_explicit && (port->option != NULL || port->coder != NULL))
      port->is_explicit = is_read (self, port->source);
  }
}

NgNet *
ng_net_builder_end_open (NgNetBuilder *self, GError **error)
{
  if (!self->is_closed) {
    guint n = self->inputs->len;
    gboolean has_closed;

    ng_net_builder_remove_unused (self, NULL);
    has_closed = self->inputs->len < n;
    /* A port may have the name of another one before; then nothing is recalled. */
    if (open_inputs (self) > 0 && has_closed)
      g_clear_pointer (&self->base, ng_net_unref);
    keep_written_outputs (self);
    ng_net_builder_promote_outputs (self);
  }
  return ng_net_builder_end (self, error);
}

/* ---- ends of connections ---- */

/* Whether the layer, made anew, would ask its connections how many inputs it has. */
static gboolean
takes_any_slots (const NgLayer *layer)
{
  g_autoptr (NgLayer) anew = NULL;

  if (ng_layer_has_open_slots (layer))
    return TRUE;
  if (!ng_layer_has_slots (layer) || ng_layer_net (layer) != NULL ||
      ng_layer_payload (layer) != NULL)
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (ng_layer_input_type (layer, i)->rank >= 0 || ng_layer_input_coder (layer, i) != NULL)
      return FALSE;
  anew = ng_layer_remake_ports (layer);
  return ng_layer_has_open_slots (anew);
}

gboolean
ng_net_can_add_slot (const NgNet *self, gsize layer)
{
  g_return_val_if_fail (layer < self->n_layers, FALSE);
  return takes_any_slots (self->originals[layer]);
}

static gboolean
fail_port (const NgNet *self, int layer, int port, gboolean is_output, GError **error)
{
  g_autofree char *who = layer >= 0 ? ng_net_describe_layer (self, (gsize) layer) : NULL;

  ng_error_set_new (error,
                    "NetGraph::noport",
                    NULL,
                    "%s has no %s %d.",
                    who != NULL ? who : "The net",
                    is_output ? "output" : "input",
                    port + 1);
  return FALSE;
}

static gboolean
check_source (const NgNet *self, NgSource source, GError **error)
{
  if (source.kind == NG_SOURCE_INPUT && (guint) source.index >= self->inputs->len)
    return fail_port (self, -1, source.index, FALSE, error);
  if (source.kind == NG_SOURCE_LAYER &&
      (gsize) source.port >= ng_layer_n_outputs (self->originals[source.index]))
    return fail_port (self, source.index, source.port, TRUE, error);
  return TRUE;
}

/* How many inputs can be connected. */
static gsize
count_inputs (const NgNet *self, int layer)
{
  return ng_layer_n_inputs (self->originals[layer]) +
         (takes_any_slots (self->originals[layer]) ? 1 : 0);
}

static gboolean
check_target (const NgNet *self, NgTarget target, GError **error)
{
  if (target.index < 0 && (guint) target.port >= self->outputs->len)
    return fail_port (self, -1, target.port, TRUE, error);
  if (target.index >= 0 && (gsize) target.port >= count_inputs (self, target.index))
    return fail_port (self, target.index, target.port, FALSE, error);
  return TRUE;
}

static void
set_slots (NgNetBuilder *self, int layer, gsize n)
{
  g_autoptr (NgLayer) slotted = ng_layer_with_slots (ng_net_builder_layer (self, (gsize) layer), n);

  ng_net_builder_set_layer (self, (gsize) layer, slotted);
}

/* What feeds an output of the net or an input of a layer, which gets a slot for it where need be.
 */
static void
set_target (NgNetBuilder *self, NgTarget target, NgSource source)
{
  if (target.index < 0) {
    ng_net_builder_set_output_source (self, (gsize) target.port, source);
    return;
  }
  if ((gsize) target.port >= ng_net_builder_n_connections (self, target.index))
    set_slots (self, target.index, (gsize) target.port + 1);
  ng_net_builder_set_source (self, target.index, (gsize) target.port, source);
}

/* ---- a layer more ---- */

/* The name of a function that is the layer's first parameter, or else the layer's kind. */
static char *
make_stem (const NgLayer *layer)
{
  static const char *const ends[] = { "Layer", "Operator" };
  const NgLayerClass *class = ng_layer_class (layer);
  const char *kind = ng_layer_kind (layer);
  char *stem;

  if (ng_layer_n_params (layer) > 0 && class->params[0].kind == NG_PARAM_FUNCTION &&
      ng_expr_kind (ng_layer_param (layer, 0)->expr) == NG_EXPR_SYMBOL)
    kind = ng_expr_text (ng_layer_param (layer, 0)->expr);
  stem = g_strdup (kind);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (stem, ends[i]) && strlen (stem) > strlen (ends[i]))
      stem[strlen (stem) - strlen (ends[i])] = '\0';
  stem[0] = g_ascii_tolower (stem[0]);
  return stem;
}

char *
ng_net_make_name (GHashTable *taken, const char *wanted, const NgLayer *layer)
{
  g_autofree char *stem = wanted != NULL && *wanted != '\0' ? g_strdup (wanted) : make_stem (layer);

  if (!g_hash_table_contains (taken, stem))
    return g_steal_pointer (&stem);
  for (guint number = 2;; number++) {
    g_autofree char *name = g_strdup_printf ("%s%u", stem, number);

    if (!g_hash_table_contains (taken, name))
      return g_steal_pointer (&name);
  }
}

char *
ng_net_free_name (const NgNet *self, const char *wanted, const NgLayer *layer)
{
  g_autoptr (GHashTable) none = NULL;

  if (self == NULL)
    none = g_hash_table_new (g_str_hash, g_str_equal);
  else if (!self->is_named)
    return NULL;
  return ng_net_make_name (self != NULL ? self->index_of_name : none, wanted, layer);
}

/* The input by which a layer reads when only the layer is named; -1 for none. */
static int
find_entry (const NgLayer *layer)
{
  if (ng_layer_has_open_slots (layer))
    return 0;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (!ng_layer_input_is_optional (layer, i))
      return (int) i;
  return ng_layer_n_inputs (layer) > 0 ? 0 : -1;
}

static int
find_exit (const NgLayer *layer)
{
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
    if (!ng_layer_output_is_optional (layer, o))
      return (int) o;
  return ng_layer_n_outputs (layer) > 0 ? 0 : -1;
}

NgNet *
ng_net_put (NgNet *self,
            const char *name,
            NgLayer *layer,
            NgSource source,
            const NgTarget *target,
            gsize *index,
            GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree char *own = ng_net_free_name (self, name, layer);
  int position = (int) self->n_layers;
  int entry = find_entry (layer), exit = find_exit (layer);
  NgTarget moved = target != NULL ? *target : (NgTarget){ -1, 0 };

  if (!check_source (self, source, error) || (target != NULL && !check_target (self, moved, error)))
    return NULL;
  builder = ng_net_builder_new_fixed (self);
  if (source.kind == NG_SOURCE_LAYER)
    position = source.index + 1;
  else if (target != NULL && target->index >= 0)
    position = target->index;
  else if (source.kind == NG_SOURCE_INPUT)
    position = 0;
  if (ng_net_builder_insert_layer (builder, (gsize) position, own, layer, NULL, error) < 0)
    return NULL;
  if (source.kind == NG_SOURCE_LAYER && source.index >= position)
    source.index++;
  if (moved.index >= position)
    moved.index++;
  if (exit >= 0 && target != NULL)
    set_target (builder, moved, layer_source (position, exit));
  else if (exit >= 0 && source.kind != NG_SOURCE_NONE)
    ng_net_builder_move_readers (builder, source, layer_source (position, exit));
  if (entry >= 0 && source.kind != NG_SOURCE_NONE &&
      !ng_net_builder_connect (builder, source, position, entry, NULL, error))
    return NULL;
  if (index != NULL)
    *index = (gsize) position;
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_exchange_layer (NgNet *self, gsize index, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  NgLayer *old = self->originals[index];

  if (ng_layer_has_same_ports (old, layer)) {
    NgNet *near = ng_net_exchange_near (self, index, layer);

    if (near != NULL)
      return near;
    builder = ng_net_builder_new_from (self);
    ng_net_builder_set_layer (builder, index, layer);
    return ng_net_builder_end (g_steal_pointer (&builder), error);
  }
  builder = ng_net_builder_new_fixed (self);
  if (!ng_net_builder_replace_layer (builder, index, layer, error))
    return NULL;
  for (gsize o = 0; o < ng_layer_n_outputs (old); o++) {
    int output = ng_layer_find_output (layer, ng_layer_output_name (old, o));

    if (self->muted[self->first_output[index] + o] && output >= 0)
      ng_net_builder_mute (builder, (int) index, output);
  }
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

/* ---- connections ---- */

NgNet *
ng_net_connect (NgNet *self, NgSource source, NgTarget target, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;

  if (!check_source (self, source, error) || !check_target (self, target, error))
    return NULL;
  if (target.index < 0 && source.kind == NG_SOURCE_INPUT && !self->is_closed) {
    NgDiagnostic *diagnostic =
        ng_diagnostic_new ("NetGraph::thru", NULL, "An input cannot be an output directly.");

    ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "put a layer between"));
    return NULL;
  }
  builder = ng_net_builder_new_fixed (self);
  if (target.index < 0)
    g_array_index (builder->outputs, NgNetPort, target.port).is_explicit = TRUE;
  set_target (builder, target, source);
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

NgNet *
ng_net_move_input (NgNet *self, gsize layer, gsize from, gsize to, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  NgSource moved;
  gsize n = ng_layer_n_inputs (self->originals[layer]);

  if (!ng_layer_has_slots (self->originals[layer]) || from >= n || to >= n) {
    fail_port (self, (int) layer, (int) MAX (from, to), FALSE, error);
    return NULL;
  }
  if (from == to)
    return ng_net_ref (self);
  builder = ng_net_builder_new_fixed (self);
  moved = ng_net_builder_source (builder, (int) layer, from);
  for (gsize i = from; i != to; i += from < to ? 1 : (gsize) -1)
    ng_net_builder_set_source (
        builder,
        (int) layer,
        i,
        ng_net_builder_source (builder, (int) layer, from < to ? i + 1 : i - 1));
  ng_net_builder_set_source (builder, (int) layer, to, moved);
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

/* What is cut of a net. */
typedef struct {
  const NgNet *net;
  NgNetBuilder *builder;
  guint *n_cut;      /* by input of the net: how many of those that read it are cut off */
  gboolean *is_gone; /* by output of the net */
  gboolean has_changed;
} Cutting;

static int
compare_targets (gconstpointer a, gconstpointer b)
{
  const NgTarget *left = a, *right = b;

  return left->index != right->index ? left->index - right->index : right->port - left->port;
}

/* Whether all that reads @source is cut off, and it is an input of the net. */
static gboolean
loses_input (const Cutting *self, NgSource source)
{
  gsize n;

  if (source.kind != NG_SOURCE_INPUT || self->net->is_closed)
    return FALSE;
  ng_net_targets (self->net, source, &n);
  return self->n_cut[source.index] == n;
}

/* One of any number of slots goes; those behind it move up. */
static void
remove_slot (NgNetBuilder *self, int layer, gsize slot)
{
  gsize n = ng_net_builder_n_connections (self, layer);

  for (gsize i = slot; i + 1 < n; i++)
    ng_net_builder_set_source (self, layer, i, ng_net_builder_source (self, layer, i + 1));
  set_slots (self, layer, n - 1);
}

static void
cut_input (Cutting *self, NgTarget target)
{
  NgSource source = ng_net_builder_source (self->builder, target.index, (gsize) target.port);
  const NgLayer *layer = ng_net_builder_layer (self->builder, (gsize) target.index);

  if (source.kind == NG_SOURCE_NONE)
    return;
  if (!loses_input (self, source) || !is_needed (layer, (gsize) target.port)) {
    ng_net_builder_set_source (self->builder, target.index, (gsize) target.port, no_source);
    self->has_changed = TRUE;
  } else if (ng_layer_n_inputs (layer) > 1 && takes_any_slots (layer)) {
    remove_slot (self->builder, target.index, (gsize) target.port);
    self->has_changed = TRUE;
  }
}

/* What only outputs that go have read is muted. */
static void
cut_outputs (Cutting *self)
{
  for (guint o = 0; o < self->net->outputs->len; o++) {
    NgSource source = ng_net_output_source (self->net, o);
    gboolean is_read = FALSE;
    const NgTarget *targets;
    gsize n;

    if (!self->is_gone[o])
      continue;
    targets = ng_net_targets (self->net, source, &n);
    for (gsize t = 0; t < n; t++)
      is_read |= targets[t].index >= 0 || !self->is_gone[targets[t].port];
    if (!is_read && source.kind == NG_SOURCE_LAYER && !self->net->is_closed)
      ng_net_builder_mute (self->builder, source.index, source.port);
    self->has_changed = TRUE;
  }
  ng_net_builder_remove_outputs (self->builder, self->is_gone);
}

static gboolean
remove_layers (Cutting *self, const gboolean *is_deleted, GError **error)
{
  gboolean is_all = TRUE, is_none = TRUE;

  for (guint l = 0; l < self->net->n_layers; l++) {
    is_all = is_all && is_deleted[l];
    is_none = is_none && !is_deleted[l];
  }
  if (is_all) {
    ng_error_set_new (error, "VertexDelete::empty", NULL, "No layer would be left.");
    return FALSE;
  }
  if (is_none)
    return TRUE;
  ng_net_builder_remove_layers (self->builder, is_deleted);
  self->has_changed = TRUE;
  return TRUE;
}

NgNet *
ng_net_cut (
    NgNet *self, const gboolean *is_deleted, const NgTarget *targets, gsize n, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autofree guint *n_cut = g_new0 (guint, self->inputs->len + 1);
  g_autofree gboolean *is_gone = g_new0 (gboolean, self->outputs->len + 1);
  g_autofree NgTarget *sorted = g_memdup2 (targets, n * sizeof *targets);
  Cutting cutting = { self, builder, n_cut, is_gone, FALSE };

  for (gsize i = 0; i < n; i++)
    if (!check_target (self, targets[i], error))
      return NULL;
  qsort (sorted, n, sizeof *sorted, compare_targets);
  for (gsize i = 0; i < n; i++) {
    NgSource source = no_source;

    if (sorted[i].index < 0)
      is_gone[sorted[i].port] = TRUE;
    else if ((gsize) sorted[i].port < ng_layer_n_inputs (self->originals[sorted[i].index]))
      source = ng_net_source (self, (gsize) sorted[i].index, (gsize) sorted[i].port);
    if (source.kind == NG_SOURCE_INPUT &&
        (i == 0 || compare_targets (&sorted[i - 1], &sorted[i]) != 0))
      n_cut[source.index]++;
  }
  for (gsize i = 0; i < n; i++)
    if (sorted[i].index >= 0 &&
        (gsize) sorted[i].port < ng_net_builder_n_connections (builder, sorted[i].index) &&
        (i == 0 || compare_targets (&sorted[i - 1], &sorted[i]) != 0))
      cut_input (&cutting, sorted[i]);
  cut_outputs (&cutting);
  if (is_deleted != NULL && !remove_layers (&cutting, is_deleted, error))
    return NULL;
  return cutting.has_changed ? ng_net_builder_end_open (g_steal_pointer (&builder), error)
                             : ng_net_ref (self);
}

gboolean
ng_net_check_needed (const NgNet *self, gsize input, GError **error)
{
  gsize n;
  const NgTarget *targets =
      ng_net_targets (self, (NgSource){ NG_SOURCE_INPUT, (int) input, 0 }, &n);

  for (gsize i = 0; i < n && !self->is_closed; i++) {
    g_autofree char *who = NULL;
    const NgLayer *layer;

    if (targets[i].index < 0)
      continue;
    layer = self->originals[targets[i].index];
    if (!is_needed (layer, (gsize) targets[i].port) ||
        (ng_layer_n_inputs (layer) > 1 && takes_any_slots (layer)))
      continue;
    who = ng_net_describe_layer (self, (gsize) targets[i].index);
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new ("NetGraph::needed",
                                         NULL,
                                         "%s needs its input \"%s\".",
                                         who,
                                         ng_layer_input_name (layer, (gsize) targets[i].port)),
                      "connect something else to it"));
    return FALSE;
  }
  return TRUE;
}
