/* Operators -> layers: constants are computed, idioms found, and each operator that is left becomes
 * layers by the rule of its name, along the flow. Then it is seen which operators something still
 * needs: the net is made of these and of the new layers. */

#include "core/convert/to-layers.h"

#include "core/convert/assembly.h"
#include "core/graph/path.h"
#include "core/graph/present.h"
#include "core/operators/operation.h"
#include <string.h>

/* How often all is begun anew without an operator that turned out to have to stay. */
#define MAX_ROUNDS 64
/* Sizes that are tried as that of the batch. */
#define MAX_BATCHES 4

static const NgRuleRow *const families[] = {
  ng_rules_elementwise,   ng_rules_structure, ng_rules_windows, ng_rules_products,
  ng_rules_normalization, ng_rules_recurrent, ng_rules_logic,   ng_rules_parts,
  ng_rules_attention,     ng_rules_loops,
};

const NgRuleRow *
ng_conversion_row (const NgOnnxNode *node)
{
  if (*node->domain != '\0' && !g_str_equal (node->domain, "com.microsoft"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    for (const NgRuleRow *row = families[i]; row->op != NULL; row++) {
      if (g_str_equal (row->op, node->op))
        return row;
    }
  }
  return NULL;
}

/* ---- the batch ---- */

/* Where the batch stands in an input of the net, or in what an operator that stays gives. */
static int
batch_axis (const NgConversion *self, const NgType *type, gboolean is_input)
{
  for (int i = 0; i < (is_input ? type->rank : MIN (type->rank, 1)); i++) {
    if (self->batch.state != NG_DIM_UNKNOWN && ng_dim_equal (type->dims[i], self->batch))
      return i;
  }
  return -1;
}

/* Whether the file calls a length as people call that of the batch. */
static gboolean
is_called_batch (const NgNet *net, NgDim dim)
{
  static const char *const words[] = { "n", "b", "bs", NULL };
  const char *const *names = ng_net_length_names (net);

  if (names == NULL || dim.state != NG_DIM_VARYING)
    return FALSE;
  g_autofree char *name = g_ascii_strdown (names[dim.value - 1], -1);
  return strstr (name, "batch") != NULL || g_strv_contains (words, name);
}

/* Sizes that may be that of the batch: what is called so; first axes of inputs, those without a
 * number before the others, then second axes, where recurrent layers have it. */
static GArray *
find_batches (const NgNet *net)
{
  static const struct {
    int axis;
    NgDimState state;
  } places[] = { { 0, NG_DIM_VARYING }, { 0, NG_DIM_NUMBER }, { 1, NG_DIM_VARYING } };
  GArray *batches = g_array_new (FALSE, FALSE, sizeof (NgDim));
  guint n_called = 0;

  for (gsize k = 0; k < G_N_ELEMENTS (places); k++) {
    for (gsize i = 0; i < ng_net_n_inputs (net) && batches->len < MAX_BATCHES; i++) {
      const NgType *type = ng_net_input_type (net, i);
      gboolean is_new =
          type->rank > places[k].axis && type->dims[places[k].axis].state == places[k].state;
      for (guint j = 0; is_new && j < batches->len; j++)
        is_new = !ng_dim_equal (g_array_index (batches, NgDim, j), type->dims[places[k].axis]);
      if (is_new && is_called_batch (net, type->dims[places[k].axis]))
        g_array_insert_val (batches, n_called++, type->dims[places[k].axis]);
      else if (is_new)
        g_array_append_val (batches, type->dims[places[k].axis]);
    }
  }
  return batches;
}

static void
set_operator (NgConversion *self, guint value, const NgType *type, gboolean is_input, gsize index)
{
  int axis = batch_axis (self, type, is_input);
  NgType levels = ng_levels_without (type, axis);

  self->values[value] = (NgCarried){ .kind = NG_CARRIED_OPERATOR,
                                     .feed = { .layer = -1, .value = (int) value },
                                     .axis = axis,
                                     .held = levels,
                                     .wanted = levels,
                                     .shaper = index,
                                     .shaped = -1 };
}

/* ---- along the flow ---- */

static void
clear_new_layer (gpointer data)
{
  NgNewLayer *self = data;

  ng_layer_unref (self->layer);
  g_free (self->name);
  g_array_unref (self->feeds);
}

/* Takes back what a rule has put that then did not fit. */
static void
take_back (NgConversion *self, guint n)
{
  for (guint i = n; i < self->layers->len; i++) {
    const NgNewLayer *new = &g_array_index (self->layers, NgNewLayer, i);
    g_autofree char *own = ng_net_shown_name (self->net, new->node);
    if (g_str_equal (own, new->name))
      self->is_named[new->node] = FALSE;
    else
      g_hash_table_remove (self->names, new->name);
  }
  g_array_set_size (self->layers, n);
}

/* Whether inference knows of what rank and size all is that the operator takes and gives. */
static gboolean
is_known (NgConversion *self)
{
  const NgLayer *layer = ng_net_layer (self->net, self->index);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (self->net, self->index, i);
    if (source.kind != NG_SOURCE_NONE && !ng_type_is_sized (ng_net_type (self->net, source)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) self->index, (int) i };
    if (!ng_type_is_sized (ng_net_type (self->net, source)))
      return FALSE;
  }
  return TRUE;
}

static void
convert_operator (NgConversion *self)
{
  const NgRuleRow *row = ng_conversion_row (self->node);
  guint n = self->layers->len;
  gboolean ok = FALSE;

  if (self->is_refused[self->index])
    ok = FALSE;
  else if (self->is_chosen != NULL && !self->is_chosen[self->index])
    ok = ng_conversion_refuse (self, "it was not chosen");
  else if (row == NULL && self->idioms[self->index] == NULL)
    ok = ng_conversion_refuse (self, "no layer does this");
  else if (!is_known (self))
    ok = ng_conversion_refuse (self, "its sizes are not known");
  else if (self->held_bytes > ng_constants_room (self->constants))
    ok = ng_conversion_refuse (self, "the arrays of the layers would take too much memory");
  else if (self->idioms[self->index] == NULL)
    ok = row->rule (self);
  else if (!ng_conversion_apply_idiom (self))
    ng_conversion_drop_idiom (self, self->index);
  else
    ok = TRUE;
  if (!ok)
    take_back (self, n);
  for (guint i = 0; !ok && i < self->node->outputs->len; i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) self->index, (int) i };
    set_operator (
        self, self->first[self->index] + i, ng_net_type (self->net, source), FALSE, self->index);
  }
}

static void
look_at (NgConversion *self, gsize index)
{
  self->index = index;
  self->node = ng_layer_onnx_node (ng_net_layer (self->net, index));
}

static void
set_inputs (NgConversion *self)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    set_operator (self, (guint) i, ng_net_input_type (self->net, i), TRUE, 0);
}

/* Whether what the operator gives is constant. */
static gboolean
take_constants (NgConversion *self)
{
  gsize n = ng_layer_n_outputs (ng_net_layer (self->net, self->index));

  for (gsize i = 0; i < n && ng_constants_has (self->constants, self->index); i++) {
    NgTensor *tensor = ng_constants_get (self->constants, self->index, i);
    if (tensor != NULL)
      self->values[self->first[self->index] + i] = (NgCarried){ .kind = NG_CARRIED_CONSTANT,
                                                                .tensor = tensor,
                                                                .feed = NG_FEED_NONE,
                                                                .axis = -1,
                                                                .shaped = -1 };
  }
  return ng_constants_has (self->constants, self->index);
}

static void
convert_once (NgConversion *self)
{
  self->is_stale = FALSE;
  take_back (self, 0);
  g_ptr_array_set_size (self->held, 0);
  self->held_bytes = 0;
  set_inputs (self);
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    look_at (self, (gsize) ng_net_order (self->net)[i]);
    if (!self->is_refused[self->index])
      g_clear_pointer (&self->reasons[self->index], g_free);
    for (gsize j = 0; j < ng_layer_n_outputs (ng_net_layer (self->net, self->index)); j++) {
      NgSource source = { NG_SOURCE_LAYER, (int) self->index, (int) j };
      set_operator (self,
                    self->first[self->index] + (guint) j,
                    ng_net_type (self->net, source),
                    FALSE,
                    self->index);
    }
    if (self->node != NULL && self->owner[self->index] < 0 && !take_constants (self))
      convert_operator (self);
  }
}

/* Idioms that turn out not to fit are taken one by one. */
static void
convert_all (NgConversion *self)
{
  do
    convert_once (self);
  while (self->is_stale);
}

static void
count_uses (NgConversion *self)
{
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    for (gsize j = 0; j < ng_layer_n_inputs (ng_net_layer (self->net, i)); j++) {
      int value = ng_conversion_value_of (self, ng_net_source (self->net, i, j));
      if (value >= 0)
        self->n_uses[value]++;
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    int value = ng_conversion_value_of (self, ng_net_output_source (self->net, i));
    if (value >= 0)
      self->n_uses[value] += 2;
  }
}

static void
begin (NgConversion *self)
{
  gsize n = ng_net_n_layers (self->net);

  self->first = g_new0 (guint, n + 1);
  self->owner = g_new0 (int, n + 1);
  self->ranks = g_new0 (guint, n + 1);
  self->idioms = g_new0 (NgIdiomMatch *, n + 1);
  self->is_refused = g_new0 (gboolean, n + 1);
  self->is_named = g_new0 (gboolean, n + 1);
  self->reasons = g_new0 (char *, n + 1);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_values = (guint) ng_net_n_inputs (self->net);
  for (gsize i = 0; i < n; i++) {
    self->first[i] = self->n_values;
    self->n_values += (guint) ng_layer_n_outputs (ng_net_layer (self->net, i));
    self->owner[i] = -1;
    self->ranks[ng_net_order (self->net)[i]] = (guint) i;
    g_hash_table_add (self->names, ng_net_shown_name (self->net, i));
  }
  self->values = g_new0 (NgCarried, self->n_values + 1);
  self->n_uses = g_new0 (guint, self->n_values + 1);
  self->layers = g_array_new (FALSE, FALSE, sizeof (NgNewLayer));
  g_array_set_clear_func (self->layers, clear_new_layer);
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  count_uses (self);
}

static void
end (NgConversion *self)
{
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    g_free (self->reasons[i]);
    g_clear_pointer (&self->idioms[i], ng_idiom_match_free);
  }
  g_free (self->first);
  g_free (self->owner);
  g_free (self->ranks);
  g_free (self->idioms);
  g_free (self->is_refused);
  g_free (self->is_named);
  g_free (self->reasons);
  g_free (self->values);
  g_free (self->n_uses);
  g_hash_table_unref (self->names);
  g_array_unref (self->layers);
  g_ptr_array_unref (self->held);
}

static void
free_left (gpointer data)
{
  NgLeftOperator *self = data;

  g_free (self->name);
  g_free (self->op);
  g_free (self->reason);
  g_free (self);
}

void
ng_layers_report_clear (NgLayersReport *self)
{
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_clear_pointer (&self->origin, ng_layers_origin_unref);
}

char *
ng_layers_report_text (const NgLayersReport *self)
{
  return g_strdup_printf ("%u of %u operator%s became %u layer%s",
                          self->n_converted,
                          self->n_operators,
                          self->n_operators == 1 ? "" : "s",
                          self->n_layers,
                          self->n_layers == 1 ? "" : "s");
}

/* Layers that are no operators, those inside of others too. */
static guint
count_layers (const NgNet *net)
{
  guint n = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    if (ng_layer_onnx_node (layer) != NULL)
      continue;
    const char *kind = ng_layer_class (layer)->name;
    gboolean is_around = g_str_has_prefix (kind, "NetMap") || g_str_equal (kind, "NetGraph");
    n += is_around ? count_layers (ng_layer_net (layer)) : 1;
  }
  return n;
}

/* @is_needed: by layer of the old net, whether it stands in the new one */
static void
tell (const NgConversion *self, const NgNet *net, const gboolean *is_needed, NgLayersReport *report)
{
  report->left = g_ptr_array_new_with_free_func (free_left);
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    gsize index = (gsize) ng_net_order (self->net)[i];
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (self->net, index));
    if (node == NULL || (self->is_chosen != NULL && !self->is_chosen[index]))
      continue;
    report->n_operators++;
    if (!is_needed[index]) {
      report->n_converted++;
      continue;
    }
    NgLeftOperator *left = g_new0 (NgLeftOperator, 1);
    left->name = ng_net_shown_name (self->net, index);
    left->op = g_strdup (node->op);
    left->reason = g_strdup (self->reasons[index] != NULL ? self->reasons[index] : "it is read");
    g_ptr_array_add (report->left, left);
  }
  report->n_layers = count_layers (net);
}

/* Where layers came from, so that they can go back. */
static NgLayersOrigin *
make_origin (const NgConversion *self, NgNet *net)
{
  NgLayersOrigin *origin = ng_layers_origin_new (self->net, net);

  origin->first = g_memdup2 (self->first, (ng_net_n_layers (self->net) + 1) * sizeof (guint));
  origin->n_values = self->n_values;
  origin->values = g_new0 (NgOriginValue, self->n_values + 1);
  for (guint i = 0; i < self->n_values; i++) {
    const NgCarried *carried = &self->values[i];
    NgFeed feed = carried->feed;
    origin->values[i] = (NgOriginValue){
      .feed = { feed.layer, feed.port, feed.value },
      .shaped = carried->merged == 0 && ng_carried_is_shaped (self, carried) ? carried->shaped : -1,
      .axis = carried->axis,
      .is_plain = carried->merged == 0 && ng_levels_equal (&carried->held, &carried->wanted),
      .is_constant = carried->kind == NG_CARRIED_CONSTANT,
    };
  }
  for (guint i = 0; i < self->layers->len; i++) {
    const NgNewLayer *new = &g_array_index (self->layers, NgNewLayer, i);
    NgOriginLayer *made = ng_layers_origin_add (origin, new->layer, new->node);
    if (new->levels.rank >= 0)
      made->shapes = (NgOriginFeed){ new->origin.layer, new->origin.port, new->origin.value };
    for (guint j = 0; j < new->feeds->len; j++) {
      NgFeed feed = g_array_index (new->feeds, NgFeed, j);
      NgOriginFeed own = { feed.layer, feed.port, feed.value };
      g_array_append_val (made->feeds, own);
    }
  }
  ng_layers_origin_end (origin);
  return origin;
}

/* ---- what does not fit after all ---- */

/* Whether the path leads to a layer of that name, or into it. */
static gboolean
leads_to (const char *path, const char *name)
{
  g_autofree char *step = ng_path_join ("", name);
  gsize length = strlen (step);
  const char *at = strstr (path, step);

  while (at != NULL &&
         !((at == path || at[-1] == '/') && (at[length] == '\0' || at[length] == '/')))
    at = strstr (at + 1, step);
  return at != NULL;
}

/* What the operator that the path leads to reads of new layers, be it through others, is left to
 * operators. Returns: how many */
static guint
leave_before (NgConversion *self, const char *path, const char *reason)
{
  gsize n_layers = ng_net_n_layers (self->net);
  g_autofree gboolean *is_read = g_new0 (gboolean, n_layers + 1);
  guint n = 0;

  for (gsize k = n_layers; k > 0; k--) {
    gsize i = (gsize) ng_net_order (self->net)[k - 1];
    g_autofree char *name = ng_net_shown_name (self->net, i);
    if (!is_read[i] && !leads_to (path, name))
      continue;
    for (gsize j = 0; j < ng_layer_n_inputs (ng_net_layer (self->net, i)); j++) {
      int value = ng_conversion_value_of (self, ng_net_source (self->net, i, j));
      int maker = value >= 0 ? ng_conversion_maker (self, value) : -1;
      if (maker < 0 || self->values[value].kind == NG_CARRIED_CONSTANT)
        continue;
      if (self->values[value].kind == NG_CARRIED_OPERATOR) {
        is_read[maker] = TRUE;
      } else if (!self->is_refused[maker]) {
        ng_conversion_leave (self, (gsize) maker, reason);
        n++;
      }
    }
  }
  return n;
}

/* Layers that are wrong where they stand are left operators: those that the error names, else those
 * in front of the operator that it names, else all that read operators, else all. Returns: how many
 */
static guint
leave_wrong (NgConversion *self, const NgDiagnostic *problem)
{
  const char *path = problem->place.path;
  g_autofree char *reason = g_strdup_printf ("its layer would be wrong: %s", problem->message);
  guint n = 0;

  for (int pass = 0; pass < 3 && n == 0; pass++) {
    if (pass == 1 && path != NULL && (n = leave_before (self, path, reason)) > 0)
      break;
    for (guint i = 0; i < self->layers->len; i++) {
      const NgNewLayer *new = &g_array_index (self->layers, NgNewLayer, i);
      gboolean is_wrong = pass == 2 || (pass == 0 && path != NULL && leads_to (path, new->name));
      for (guint j = 0; pass == 1 && j < new->feeds->len; j++) {
        NgFeed feed = g_array_index (new->feeds, NgFeed, j);
        is_wrong |=
            feed.layer < 0 && feed.value >= 0 && ng_conversion_maker (self, feed.value) >= 0;
      }
      if (!is_wrong || self->is_refused[new->node])
        continue;
      ng_conversion_leave (self, new->node, reason);
      n++;
    }
  }
  return n;
}

/* Whether the net has no errors; else what to do about one of them is done, and counted. */
static gboolean
is_right (NgConversion *self, const NgNet *net, guint *n_misfits, GError **error)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    NgDiagnostic *problem = ng_net_diagnostic (net, i);
    if (problem->severity != NG_SEVERITY_ERROR)
      continue;
    *n_misfits += leave_wrong (self, problem);
    ng_error_set (error, ng_diagnostic_ref (problem));
    return FALSE;
  }
  return TRUE;
}

/* With one size as that of the batch, as @conversion says. */
static NgNet *
convert_net (NgConversion conversion, NgLayersReport *report, GError **error)
{
  g_autofree gboolean *is_needed = g_new0 (gboolean, ng_net_n_layers (conversion.net) + 1);
  NgNet *result = NULL;

  begin (&conversion);
  convert_all (&conversion);
  ng_conversion_find_idioms (&conversion);
  convert_all (&conversion);
  for (int round = 0; round < MAX_ROUNDS; round++) {
    guint n_misfits = 0;
    g_clear_error (error);
    result = ng_conversion_assemble (&conversion, is_needed, &n_misfits, error);
    if (result != NULL && !is_right (&conversion, result, &n_misfits, error))
      g_clear_pointer (&result, ng_net_unref);
    if (result != NULL || n_misfits == 0)
      break;
    convert_all (&conversion);
  }
  if (result != NULL) {
    tell (&conversion, result, is_needed, report);
    report->origin = make_origin (&conversion, result);
  }
  end (&conversion);
  return result;
}

NgNet *
ng_net_to_layers (NgNet *self, const gboolean *is_chosen, NgLayersReport *report, GError **error)
{
  g_autoptr (GArray) batches = find_batches (self);
  g_autoptr (GError) reason = NULL;
  g_auto (NgLayersReport) best = { 0 };
  g_autoptr (NgConstants) constants = NULL;
  NgNet *net = NULL;

  if (!ng_net_check (self, error) || !ng_net_check_present (self, error))
    return NULL;
  constants = ng_constants_find (self);
  for (guint i = 0; i < batches->len && (net == NULL || best.left->len > 0); i++) {
    g_auto (NgLayersReport) now = { 0 };
    g_autoptr (GError) failure = NULL;
    g_autoptr (NgNet) other =
        convert_net ((NgConversion){ .net = self,
                                     .is_chosen = is_chosen,
                                     .constants = constants,
                                     .batch = g_array_index (batches, NgDim, i) },
                     &now,
                     &failure);
    if (other == NULL) {
      if (reason == NULL)
        reason = g_steal_pointer (&failure);
      continue;
    }
    if (net != NULL && now.n_converted <= best.n_converted)
      continue;
    g_clear_pointer (&net, ng_net_unref);
    net = g_steal_pointer (&other);
    ng_layers_report_clear (&best);
    best = now;
    now = (NgLayersReport){ 0 };
  }
  if (net == NULL && reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (net == NULL)
    ng_error_set_new (error,
                      "ONNX::layers",
                      NULL,
                      "No operator of the net can become a layer: no input has a batch axis.");
  if (net != NULL && report != NULL) {
    *report = best;
    best = (NgLayersReport){ 0 };
  }
  return net;
}
