#include "ui/pass.h"

#include "core/base/format.h"
#include "core/engine/blame.h"

#include <glib/gi18n.h>
#include <math.h>

/* Values inside the net, and as much again of gradients, are kept for showing as long as they fit
 * in this; outputs always. */
#define MAX_INTERIOR_BYTES (G_GINT64_CONSTANT (1) << 28)

struct _NgEngine {
  NgNet *net; /* with the types that the data have */
  NgEvaluator *evaluator;
  GPtrArray *dims; /* (element-type NgTensor): the inputs that it was completed from */
  GArray *wants;   /* (element-type NgWant): the outputs, then the values inside */
  GPtrArray *keys; /* (element-type utf8): of the values inside */
};

void
ng_engine_free (NgEngine *self)
{
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->evaluator, ng_evaluator_free);
  g_clear_pointer (&self->dims, g_ptr_array_unref);
  g_clear_pointer (&self->wants, g_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgEngine, ng_engine_free)

void
ng_pass_free (gpointer self)
{
  NgPass *pass = self;

  ng_net_unref (pass->net);
  g_ptr_array_unref (pass->inputs);
  g_clear_pointer (&pass->engine, ng_engine_free);
  g_object_unref (pass->cancellable);
  g_free (pass);
}

static void
origin_free (gpointer data)
{
  NgOrigin *origin = data;

  ng_diagnostic_unref (origin->problem);
  ng_subject_free (origin->subject);
  g_free (origin);
}

static void
decoded_free (gpointer data)
{
  if (data != NULL)
    ng_expr_unref (data);
}

void
ng_passed_free (NgPassed *self)
{
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->gradients, g_hash_table_unref);
  g_clear_pointer (&self->weights, g_hash_table_unref);
  g_clear_pointer (&self->array_gradients, g_hash_table_unref);
  g_clear_pointer (&self->broken, g_hash_table_unref);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_pointer (&self->decoded, g_ptr_array_unref);
  g_clear_pointer (&self->origins, g_ptr_array_unref);
  g_clear_error (&self->gradient_error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPassed, ng_passed_free)

char *
ng_pass_key (const char *path, NgVertexId vertex, int port)
{
  return g_strdup_printf ("%u:%d:%s", vertex, port, path);
}

char *
ng_pass_array_key (const char *path, NgVertexId vertex, gsize index)
{
  return g_strdup_printf ("%u/%" G_GSIZE_FORMAT ":%s", vertex, index, path);
}

static GHashTable *
tensors_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
}

/* ---- what is wanted ---- */

/* Whether there is room for a value of this type, which takes it then. */
static gboolean
take_room (const NgType *type, gint64 *bytes)
{
  gint64 count;

  if (!ng_type_count (type, &count) || *bytes + count * 4 > MAX_INTERIOR_BYTES ||
      type->kind == NG_KIND_STRING || type->kind == NG_KIND_OTHER)
    return FALSE;
  *bytes += count * 4;
  return TRUE;
}

/* Adds the outputs of all layers of @net, a net at @path whose layers the wants reach by @above,
 * and those of nets inside, while they fit. */
static void
add_interior (const NgNet *net,
              const char *path,
              const NgWant *above,
              GArray *wants,
              GPtrArray *keys,
              gint64 *bytes)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    NgWant want = *above;

    want.kind = NG_WANT_INTERIOR;
    want.layers[want.n_layers++] = (int) i;
    for (gsize port = 0; port < ng_layer_n_outputs (layer); port++) {
      const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) port });

      if (!take_room (type, bytes))
        continue;
      want.port = (int) port;
      g_array_append_val (wants, want);
      g_ptr_array_add (keys, ng_pass_key (path, ng_net_vertex (net, i), (int) port));
    }

    /* Of a net that stands for itself; a fold or a map runs its net many times over. */
    NgNet *inner = ng_layer_body (layer);
    if (inner != NULL && want.n_layers < NG_MAX_NET_DEPTH - 1) {
      g_autofree char *name = ng_net_shown_name (net, i);
      g_autofree char *inner_path = ng_subject_join (path, name);

      add_interior (inner, inner_path, &want, wants, keys, bytes);
    }
  }
}

/* Adds the arrays of real numbers, likewise. */
static void
add_arrays (const NgNet *net,
            const char *path,
            const NgWant *above,
            GArray *wants,
            GPtrArray *keys,
            gint64 *bytes)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    NgNet *inner = ng_layer_net (layer);
    NgWant want = *above;

    want.kind = NG_WANT_ARRAY_GRADIENT;
    want.layers[want.n_layers++] = (int) i;
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      const NgTensor *array = ng_layer_array (layer, a);

      if (array == NULL || !ng_element_is_real (ng_tensor_element (array)) ||
          !take_room (ng_net_array_type (net, i, a), bytes))
        continue;
      want.port = (int) a;
      g_array_append_val (wants, want);
      g_ptr_array_add (keys, ng_pass_array_key (path, ng_net_vertex (net, i), a));
    }
    if (inner != NULL && want.n_layers < NG_MAX_NET_DEPTH - 1) {
      g_autofree char *name = ng_net_shown_name (net, i);
      g_autofree char *inner_path = ng_subject_join (path, name);

      add_arrays (inner, inner_path, &want, wants, keys, bytes);
    }
  }
}

/* ---- the engine ---- */

/* Returns: (transfer full): the net with the types that the data have, where they tell more;
 * lengths stay lengths unless @binds */
static NgNet *
complete_net (NgNet *net, GPtrArray *inputs, gboolean binds, GError **error)
{
  gsize n = ng_net_n_inputs (net);
  g_autofree NgType *types = g_new0 (NgType, n);

  for (gsize i = 0; i < n; i++) {
    const NgTensor *tensor = g_ptr_array_index (inputs, (guint) i);

    types[i] = *ng_net_input_type (net, i);
    if (types[i].rank != (int) ng_tensor_rank (tensor) ||
        (!binds && ng_type_is_fixed (&types[i]))) {
      types[i] = ng_type_unknown ();
      continue;
    }
    for (int d = 0; d < types[i].rank; d++)
      if (types[i].dims[d].state == NG_DIM_UNKNOWN ||
          (binds && types[i].dims[d].state == NG_DIM_VARYING))
        types[i].dims[d] = ng_dim_number (ng_tensor_dims (tensor)[d]);
  }
  return ng_net_with_input_types (net, types, error);
}

static gboolean
have_same_dims (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < a->len; i++) {
    const NgTensor *x = a->pdata[i], *y = b->pdata[i];

    if (ng_tensor_rank (x) != ng_tensor_rank (y))
      return FALSE;
    for (gsize d = 0; d < ng_tensor_rank (x); d++)
      if (ng_tensor_dims (x)[d] != ng_tensor_dims (y)[d])
        return FALSE;
  }
  return TRUE;
}

/* Makes the engine of @pass, unless it has one that fits its data. */
static gboolean
prepare_engine (NgPass *pass, GError **error)
{
  g_autoptr (NgEngine) self = NULL;
  g_autoptr (NgNet) sized = NULL;
  NgWant want = { NG_WANT_OUTPUT };
  gint64 bytes = 0;

  if (pass->engine != NULL && have_same_dims (pass->engine->dims, pass->inputs))
    return TRUE;
  g_clear_pointer (&pass->engine, ng_engine_free);
  self = g_new0 (NgEngine, 1);
  self->net = complete_net (pass->net, pass->inputs, FALSE, error);
  self->evaluator = self->net != NULL ? ng_evaluator_new (self->net, error) : NULL;
  if (self->evaluator == NULL)
    return FALSE;
  self->dims = g_ptr_array_ref (pass->inputs);
  self->wants = g_array_new (FALSE, TRUE, sizeof (NgWant));
  self->keys = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    want.port = (int) i;
    g_array_append_val (self->wants, want);
  }
  want.port = 0;
  /* How large the values are that lengths are in. */
  sized = complete_net (self->net, pass->inputs, TRUE, NULL);
  add_interior (sized != NULL ? sized : self->net, "", &want, self->wants, self->keys, &bytes);
  pass->engine = g_steal_pointer (&self);
  return TRUE;
}

static NgApply
apply_of (const NgPass *pass, const GArray *wants)
{
  return (NgApply){ .inputs = (NgTensor *const *) pass->inputs->pdata,
                    .wants = (const NgWant *) (gpointer) wants->data,
                    .n_wants = wants->len,
                    .mode = pass->is_training ? NG_MODE_TRAINING : NG_MODE_TEST,
                    .random_seed = pass->seed };
}

/* ---- values ---- */

static void
note_broken (NgPassed *passed, const char *key, const NgTensor *value)
{
  NgTensorStatistics statistics;

  if (!ng_element_is_real (ng_tensor_element (value)))
    return;
  ng_tensor_statistics (value, &statistics);
  if (statistics.n_finite < statistics.n)
    g_hash_table_add (passed->broken, g_strdup (key));
}

static gboolean
forward (NgPass *pass, NgPassed *passed, GCancellable *cancellable, GError **error)
{
  const NgEngine *engine = pass->engine;
  g_autofree NgTensor **results = g_new0 (NgTensor *, engine->wants->len + 1);
  guint n_outputs = (guint) ng_net_n_outputs (engine->net);
  NgApply apply = apply_of (pass, engine->wants);
  gint64 start = g_get_monotonic_time ();

  if (!ng_evaluator_apply (engine->evaluator, &apply, cancellable, results, error))
    return FALSE;
  passed->milliseconds = (double) (g_get_monotonic_time () - start) / 1000;
  for (guint i = 0; i < n_outputs; i++)
    g_ptr_array_add (passed->outputs, results[i]);
  for (guint i = 0; i < engine->keys->len; i++) {
    const char *key = g_ptr_array_index (engine->keys, i);

    note_broken (passed, key, results[n_outputs + i]);
    g_hash_table_insert (passed->values, g_strdup (key), results[n_outputs + i]);
  }
  for (guint i = 0; i < pass->inputs->len; i++) {
    g_autofree char *key = ng_pass_key ("", NG_PICK_NET, (int) i);

    note_broken (passed, key, pass->inputs->pdata[i]);
  }
  return TRUE;
}

static void
decode (const NgPass *pass, NgPassed *passed)
{
  for (guint i = 0; i < passed->outputs->len; i++) {
    const NgCoder *decoder = ng_net_output_coder (pass->net, i);
    NgCoding coding = { .type = ng_net_output_type (pass->engine->net, i), .seed = pass->seed };

    g_ptr_array_add (passed->decoded,
                     decoder != NULL
                         ? ng_coder_decode (decoder, passed->outputs->pdata[i], NULL, &coding, NULL)
                         : NULL);
  }
}

/* ---- gradients ---- */

static gint64
largest (const NgTensor *value)
{
  gint64 best = 0;

  for (gint64 i = 1; i < ng_tensor_count (value); i++)
    if (ng_tensor_get_real (value, i) > ng_tensor_get_real (value, best))
      best = i;
  return best;
}

/* 1 at one element of one output, 0 elsewhere. */
static GPtrArray *
make_seeds (const NgPass *pass, const NgPassed *passed)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  for (guint i = 0; i < passed->outputs->len; i++) {
    const NgTensor *output = passed->outputs->pdata[i];
    float *data = g_new0 (float, (gsize) MAX (ng_tensor_count (output), 1));

    if (i == pass->output && passed->element < ng_tensor_count (output))
      data[passed->element] = 1;
    g_ptr_array_add (seeds,
                     ng_tensor_new_take (
                         NG_ELEMENT_F32, ng_tensor_dims (output), ng_tensor_rank (output), data));
  }
  return seeds;
}

/* The values whose gradients are wanted: those of real numbers. */
static void
want_gradients (
    const NgPass *pass, const NgPassed *passed, GArray *wants, GPtrArray *keys, guint *n_values)
{
  const NgEngine *engine = pass->engine;
  guint n_outputs = passed->outputs->len;
  NgWant above = { 0 };
  gint64 bytes = 0;

  for (guint i = 0; i < engine->keys->len; i++) {
    const char *key = g_ptr_array_index (engine->keys, i);
    NgWant want = g_array_index (engine->wants, NgWant, n_outputs + i);

    if (!ng_element_is_real (ng_tensor_element (g_hash_table_lookup (passed->values, key))))
      continue;
    want.kind = NG_WANT_INTERIOR_GRADIENT;
    g_array_append_val (wants, want);
    g_ptr_array_add (keys, g_strdup (key));
  }
  for (guint i = 0; i < pass->inputs->len; i++) {
    const NgType *type = ng_net_input_type (engine->net, i);
    NgWant want = { .kind = NG_WANT_INPUT_GRADIENT, .port = (int) i };

    if ((type->kind != NG_KIND_REAL && type->kind != NG_KIND_UNKNOWN) ||
        (type->element != NG_ELEMENT_NONE && !ng_element_is_real (type->element)))
      continue;
    g_array_append_val (wants, want);
    g_ptr_array_add (keys, ng_pass_key ("", NG_PICK_NET, (int) i));
  }
  *n_values = wants->len;
  add_arrays (engine->net, "", &above, wants, keys, &bytes);
}

static void
note_weight (NgPassed *passed, const char *key, const NgTensor *gradient)
{
  double *weight = g_new0 (double, 1);
  gint64 n = ng_tensor_count (gradient);

  for (gint64 i = 0; i < n; i++)
    *weight += fabs (ng_tensor_get_real (gradient, i)) / (double) n;
  if (isfinite (*weight) && *weight > 0) {
    passed->most_weight = MAX (passed->most_weight, *weight);
    passed->least_weight = passed->least_weight > 0 ? MIN (passed->least_weight, *weight) : *weight;
  }
  g_hash_table_insert (passed->weights, g_strdup (key), weight);
}

static void
backward (NgPass *pass, NgPassed *passed, GCancellable *cancellable)
{
  g_autoptr (GArray) wants = g_array_new (FALSE, TRUE, sizeof (NgWant));
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) seeds = NULL;
  g_autofree NgTensor **results = NULL;
  const NgTensor *output;
  NgApply apply;
  guint n_values;

  if (pass->output >= passed->outputs->len)
    return;
  output = passed->outputs->pdata[pass->output];
  if (!ng_element_is_real (ng_tensor_element (output)) || ng_tensor_count (output) == 0) {
    ng_error_set_new (&passed->gradient_error,
                      "NetPortGradient::intgrad",
                      NULL,
                      "\"%s\" is of integers, and has no gradient.",
                      ng_net_output_name (pass->net, pass->output));
    return;
  }
  passed->element = pass->element >= 0 && pass->element < ng_tensor_count (output)
                        ? pass->element
                        : largest (output);
  want_gradients (pass, passed, wants, keys, &n_values);
  seeds = make_seeds (pass, passed);
  results = g_new0 (NgTensor *, wants->len + 1);
  apply = apply_of (pass, wants);
  apply.seeds = (NgTensor *const *) seeds->pdata;
  if (wants->len > 0 &&
      !ng_evaluator_apply (
          pass->engine->evaluator, &apply, cancellable, results, &passed->gradient_error))
    return;
  passed->gradients = tensors_new ();
  passed->weights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  passed->array_gradients = tensors_new ();
  for (guint i = 0; i < wants->len; i++) {
    if (i < n_values)
      note_weight (passed, keys->pdata[i], results[i]);
    g_hash_table_insert (i < n_values ? passed->gradients : passed->array_gradients,
                         g_strdup (keys->pdata[i]),
                         results[i]);
  }
}

/* ---- where numbers first are none ---- */

/* "NaN in 3 of 100 numbers" */
static char *
describe_broken (const NgTensor *value)
{
  NgTensorStatistics statistics;
  g_autofree char *some = NULL, *all = NULL;

  ng_tensor_statistics (value, &statistics);
  some = ng_format_count (statistics.n_nan + statistics.n_infinite);
  all = ng_format_count (statistics.n);
  return g_strdup_printf (_ ("%s in %s of %s numbers"),
                          statistics.n_infinite == 0 ? "NaN"
                          : statistics.n_nan == 0    ? "∞"
                                                     : _ ("NaN and ∞"),
                          some,
                          all);
}

/* @subject: (transfer full) (nullable) */
static void
add_origin (NgPassed *passed, NgDiagnostic *problem, NgSubject *subject)
{
  NgOrigin *origin = g_new0 (NgOrigin, 1);

  origin->problem = ng_diagnostic_as_warning (problem);
  origin->subject = subject != NULL ? subject : ng_subject_new (NG_PICK_NONE, 0, 0, NULL, NULL);
  g_ptr_array_add (passed->origins, origin);
}

static void
add_input_origin (NgPassed *passed, const NgNet *net, const NgBlame *blame)
{
  g_autofree char *what = describe_broken (blame->value);

  add_origin (passed,
              ng_diagnostic_new ("NetGraph::nan",
                                 NULL,
                                 _ ("The sample of \"%s\" is not finite: %s."),
                                 ng_net_input_name (net, (gsize) blame->input),
                                 what),
              ng_subject_new (NG_PICK_NET_INPUT, 0, (guint) blame->input, NULL, NULL));
}

static void
add_layer_origin (NgPassed *passed, NgNet *net, const NgBlame *blame)
{
  g_autofree char *what = describe_broken (blame->value);
  NgPlace place = { .path = blame->path };
  NgDiagnostic *problem = ng_diagnostic_new (
      "NetGraph::nan", &place, _ ("What comes out of %s is not finite: %s."), blame->path, what);

  if (blame->array != NULL)
    problem =
        ng_diagnostic_with_hint (problem, _ ("So are numbers of its array \"%s\"."), blame->array);
  else
    problem = ng_diagnostic_with_hint (
        problem, _ ("All that goes in is finite, so it begins in this layer."));
  add_origin (passed, problem, ng_path_subject (net, blame->path));
}

static void
find_origins (const NgPass *pass, NgPassed *passed, GCancellable *cancellable)
{
  const NgEngine *engine = pass->engine;
  NgApply apply = apply_of (pass, engine->wants);
  g_autoptr (GPtrArray) blames = NULL;

  if (g_hash_table_size (passed->broken) == 0)
    return;
  blames = ng_blames (engine->net, engine->evaluator, &apply, cancellable);
  for (guint i = 0; i < blames->len; i++) {
    const NgBlame *blame = blames->pdata[i];

    if (blame->layer == NULL)
      add_input_origin (passed, engine->net, blame);
    else
      add_layer_origin (passed, engine->net, blame);
  }
}

gpointer
ng_pass_work (gpointer data, GCancellable *cancellable, GError **error)
{
  NgPass *pass = data;
  g_autoptr (NgPassed) passed = g_new0 (NgPassed, 1);

  passed->values = tensors_new ();
  passed->broken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  passed->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  passed->decoded = g_ptr_array_new_with_free_func (decoded_free);
  passed->origins = g_ptr_array_new_with_free_func (origin_free);
  if (!prepare_engine (pass, error) || !forward (pass, passed, cancellable, error))
    return NULL;
  decode (pass, passed);
  find_origins (pass, passed, cancellable);
  if (pass->wants_gradients)
    backward (pass, passed, cancellable);
  return g_steal_pointer (&passed);
}
