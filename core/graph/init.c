/* NetInitialize. Every array has a stream of random numbers of its own, that of its path, so adding
 * a layer changes no other array. Sources: He et al. 2015 (Kaiming), Glorot and Bengio 2010
 * (Xavier), Saxe et al. 2014 (Orthogonal). */

#include "core/base/rng.h"
#include "core/graph/net-private.h"
#include "core/graph/path.h"
#include <math.h>
#include <string.h>

typedef struct {
  NgInitialization given;
  GHashTable *shared; /* of NgTensor, by interned name: arrays that were filled already */
} Initializer;

static const char *const methods[] = {
  "Kaiming", "Xavier", "Orthogonal", "Identity", "Random", NULL
};

const char *const *
ng_net_initialize_methods (void)
{
  return methods;
}

static void
fill_normal (double *data, gint64 count, double deviation, guint64 seed, guint64 stream)
{
  for (gint64 i = 0; i < count; i++)
    data[i] = deviation * ng_rng_normal (seed, stream, (guint64) i);
}

/* uniform in [-bound, bound) */
static void
fill_uniform (double *data, gint64 count, double bound, guint64 seed, guint64 stream)
{
  for (gint64 i = 0; i < count; i++)
    data[i] = bound * (2 * ng_rng_unit (seed, stream, (guint64) i) - 1);
}

/* Adds draws of a distribution with its parameters; none and an automatic one add nothing. */
static void
add_draws (double *data, gint64 count, const NgDistribution *from, guint64 seed, guint64 stream)
{
  for (gint64 i = 0; i < count; i++) {
    if (from->kind == NG_DISTRIBUTION_NORMAL)
      data[i] += from->a + from->b * ng_rng_normal (seed, stream, (guint64) i);
    else if (from->kind == NG_DISTRIBUTION_UNIFORM)
      data[i] += from->a + (from->b - from->a) * ng_rng_unit (seed, stream, (guint64) i);
  }
}

/* Draws of a variance: normal ones, or uniform ones within sqrt (3 variance). */
static void
fill_variance (
    double *data, gint64 count, double variance, const NgInitialization *how, guint64 stream)
{
  if (how->weights.kind == NG_DISTRIBUTION_UNIFORM)
    fill_uniform (data, count, sqrt (3 * variance), how->seed, stream);
  else
    fill_normal (data, count, sqrt (variance), how->seed, stream);
}

/* Rows made orthonormal one after another (columns, when there are more rows than columns), by
 * Gram and Schmidt, twice for accuracy. data: (rows, columns) */
static void
orthogonalize (double *data, gint64 rows, gint64 columns, GCancellable *cancellable)
{
  gboolean by_rows = rows <= columns;
  gint64 n = by_rows ? rows : columns;
  gint64 length = by_rows ? columns : rows;
  gint64 step = by_rows ? 1 : columns;
  gint64 next = by_rows ? columns : 1;

  for (gint64 i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++) {
    double *v = data + i * next;
    double norm = 0;

    for (int pass = 0; pass < 2; pass++)
      for (gint64 j = 0; j < i; j++) {
        const double *u = data + j * next;
        double dot = 0;

        for (gint64 k = 0; k < length; k++)
          dot += u[k * step] * v[k * step];
        for (gint64 k = 0; k < length; k++)
          v[k * step] -= dot * u[k * step];
      }
    for (gint64 k = 0; k < length; k++)
      norm += v[k * step] * v[k * step];
    norm = sqrt (norm);
    for (gint64 k = 0; k < length; k++)
      v[k * step] /= norm;
  }
}

/* dims: (out, in, taps …): ones where out meets in, at the centre tap, and a little noise */
static void
fill_identity (
    double *data, const gint64 *dims, gsize rank, const NgInitialization *how, guint64 stream)
{
  static const NgDistribution little = { NG_DISTRIBUTION_NORMAL, 0, 0.01 };
  gint64 taps = 1;
  gint64 centre = 0;
  gint64 n_in = rank > 1 ? dims[1] : 1;

  for (gsize i = 2; i < rank; i++) {
    taps *= dims[i];
    centre = centre * dims[i] + dims[i] / 2;
  }
  for (gint64 i = 0; i < dims[0] * n_in * taps; i++)
    data[i] = 0;
  add_draws (data,
             dims[0] * n_in * taps,
             how->weights.kind == NG_DISTRIBUTION_AUTOMATIC ? &little : &how->weights,
             how->seed,
             stream);
  for (gint64 i = 0; i < MIN (dims[0], n_in); i++)
    data[(i * n_in + i) * taps + centre] += 1;
}

/* How many groups of channels a convolution has: each output is read by one of them alone. */
static gint64
count_groups (const NgLayer *layer)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize p = 0; p < ng_layer_n_params (layer); p++)
    if ((class->params[p].flags & NG_PARAM_GROUPS) != 0)
      return MAX (ng_layer_param (layer, p)->integer, 1);
  return 1;
}

/* Kaiming: variance 2/fan_in. Xavier: 2/(fan_in + fan_out). */
static void
fill_weights (double *data,
              const gint64 *dims,
              gsize rank,
              gboolean is_transposed,
              gint64 n_groups,
              const NgInitialization *how,
              guint64 stream)
{
  static const NgDistribution standard = { NG_DISTRIBUTION_NORMAL, 0, 1 };
  gint64 count = 1, taps = 1;
  double fan_in, fan_out;

  for (gsize i = 0; i < rank; i++)
    count *= dims[i];
  for (gsize i = 2; i < rank; i++)
    taps *= dims[i];
  fan_out = rank > 0 ? (double) (dims[0] * taps) / (double) n_groups : 1;
  fan_in = (double) (rank > 1 ? count / MAX (dims[0], 1) : count);
  if (is_transposed) {
    double swapped = fan_in;

    fan_in = fan_out;
    fan_out = swapped;
  }
  if (g_str_equal (how->method, "Xavier")) {
    fill_variance (data, count, 2 / (fan_in + fan_out), how, stream);
  } else if (g_str_equal (how->method, "Random")) {
    for (gint64 i = 0; i < count; i++)
      data[i] = 0;
    add_draws (data,
               count,
               how->weights.kind == NG_DISTRIBUTION_AUTOMATIC ? &standard : &how->weights,
               how->seed,
               stream);
  } else if (g_str_equal (how->method, "Orthogonal") && rank > 1) {
    fill_normal (data, count, 1, how->seed, stream);
    orthogonalize (data, dims[0], count / dims[0], how->cancellable);
  } else if (g_str_equal (how->method, "Identity") && rank > 1) {
    fill_identity (data, dims, rank, how, stream);
  } else {
    fill_variance (data, count, 2 / fan_in, how, stream);
  }
}

static NgTensor *
new_array (const NgLayer *layer,
           const NgArraySpec *spec,
           const NgType *type,
           const NgInitialization *how,
           const char *path,
           GError **error)
{
  gint64 dims[NG_MAX_RANK] = { 0 };
  gint64 count;
  g_autofree double *data = NULL;
  guint64 stream = ng_rng_stream (path);
  g_autoptr (NgTensor) tensor = NULL;

  for (int i = 0; i < type->rank; i++)
    dims[i] = type->dims[i].value;
  if (!ng_type_count (type, &count) || (data = g_try_new (double, (gsize) count)) == NULL) {
    ng_error_set_new (error, "NetGraph::limit", NULL, "There is no memory for \"%s\".", path);
    return NULL;
  }
  switch (spec->init) {
  case NG_INIT_KAIMING:
  case NG_INIT_KAIMING_TRANSPOSED:
    fill_weights (data,
                  dims,
                  (gsize) type->rank,
                  spec->init == NG_INIT_KAIMING_TRANSPOSED,
                  count_groups (layer),
                  how,
                  stream);
    break;
  case NG_INIT_SMALL_NORMAL:
    fill_normal (data, count, 0.01, how->seed, stream);
    break;
  case NG_INIT_ROW_NORMAL:
    fill_normal (data, count, 1 / sqrt ((double) dims[MAX (type->rank - 1, 0)]), how->seed, stream);
    break;
  case NG_INIT_SLOPE:
    for (gint64 i = 0; i < count; i++)
      data[i] = 0.1;
    break;
  case NG_INIT_ZERO:
  case NG_INIT_BIAS:
  case NG_INIT_ONE:
    for (gint64 i = 0; i < count; i++)
      data[i] = spec->init == NG_INIT_ONE;
    if (spec->init == NG_INIT_BIAS)
      add_draws (data, count, &how->biases, how->seed, stream);
    break;
  }
  if (g_cancellable_is_cancelled (how->cancellable)) {
    g_set_error_literal (error, NG_ERROR, NG_ERROR_CANCELLED, "The net was not initialized.");
    return NULL;
  }
  tensor = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) type->rank, g_steal_pointer (&data));
  return ng_tensor_convert (tensor, NG_ELEMENT_F32);
}

static NgNet *
initialize_net (NgNet *self, const Initializer *how, const char *prefix, GError **error);

/* A layer with all its arrays; the same layer where it had them. */
static NgLayer *
initialize_layer (
    NgNet *net, guint index, const Initializer *how, const char *prefix, GError **error)
{
  g_autoptr (NgLayer) layer = ng_layer_ref (net->layers[index]);
  g_autofree char *name = ng_net_shown_name (net, index);
  g_autofree char *place = ng_path_join (prefix, name);

  if (ng_layer_net (layer) != NULL) {
    g_autoptr (NgNet) inner = initialize_net (ng_layer_net (layer), how, place, error);

    if (inner == NULL)
      return NULL;
    return inner == ng_layer_net (layer) ? g_steal_pointer (&layer)
                                         : ng_layer_with_net (layer, inner);
  }
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    const NgArraySpec *spec = ng_layer_array_spec (layer, a);
    const char *shared = ng_layer_array_shared (layer, a);
    g_autofree char *path =
        shared != NULL ? ng_path_join ("NetArray", shared) : ng_path_join (place, spec->name);
    g_autoptr (NgTensor) tensor = NULL;
    NgLayer *next;

    if (ng_layer_array_is_absent (layer, a) ||
        (ng_layer_array (layer, a) != NULL && !how->given.renew))
      continue;
    if (shared != NULL && g_hash_table_contains (how->shared, shared))
      tensor = ng_tensor_ref (g_hash_table_lookup (how->shared, shared));
    else
      tensor = new_array (layer, spec, ng_net_array_type (net, index, a), &how->given, path, error);
    if (tensor == NULL)
      return NULL;
    if (shared != NULL)
      g_hash_table_insert (how->shared, (gpointer) shared, ng_tensor_ref (tensor));
    next = ng_layer_with_array (layer, a, tensor);
    ng_layer_unref (layer);
    layer = next;
  }
  return g_steal_pointer (&layer);
}

/* Recursion goes as deep as nets are nested. Types stay as they are, so nothing is inferred. */
static NgNet *
initialize_net (NgNet *self, const Initializer *how, const char *prefix, GError **error)
{
  g_autoptr (NgNet) copy = ng_net_clone (self);
  gboolean moved = FALSE;

  for (guint l = 0; l < self->n_layers; l++) {
    NgLayer *layer = initialize_layer (self, l, how, prefix, error);

    if (layer == NULL)
      return NULL;
    moved |= layer != self->layers[l];
    ng_layer_unref (copy->layers[l]);
    ng_layer_unref (copy->originals[l]);
    copy->layers[l] = layer;
    copy->originals[l] = ng_layer_ref (layer);
  }
  return moved ? g_steal_pointer (&copy) : ng_net_ref (self);
}

NgNet *
ng_net_initialize_with (NgNet *self, const NgInitialization *how, GError **error)
{
  g_autoptr (GHashTable) shared =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_tensor_unref);
  Initializer initializer = { *how, shared };

  g_return_val_if_fail (g_strv_contains (methods, how->method), NULL);
  if (!ng_net_check (self, error) || !ng_net_check_specified (self, error))
    return NULL;
  return initialize_net (self, &initializer, "", error);
}

NgNet *
ng_net_initialize (NgNet *self, gboolean renew, guint64 seed, const char *method, GError **error)
{
  NgInitialization how = { .renew = renew, .seed = seed, .method = method };

  return ng_net_initialize_with (self, &how, error);
}
