/* Guesses about parameters: of the layer that does not fit and of those that feed it. */

#include "core/graph/fixes-private.h"
#include "core/graph/layer-notation.h"
#include "core/graph/wire.h"

#include <string.h>

/* Layers whose parameters are looked at, and how far up the connections they are. */
#define MOST_LAYERS 6
#define MOST_STEPS  4
/* Values that are tried for one parameter. */
#define MOST_VALUES 8
/* A size of which nobody said anything. */
#define SOME_SIZE 10
/* The same of a picture. */
#define SOME_PICTURE "{1, 28, 28}"

/* Sizes that take part in the problem, each once. */
static void
add_size (GArray *sizes, gint64 size)
{
  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index (sizes, gint64, i) == size)
      return;
  if (size > 0)
    g_array_append_val (sizes, size);
}

static void
add_type (GArray *sizes, GPtrArray *shapes, const NgType *type)
{
  gint64 count;

  for (int i = 0; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_NUMBER)
      add_size (sizes, type->dims[i].value);
  if (ng_type_count (type, &count))
    add_size (sizes, count);
  if (ng_type_is_fixed (type) && type->rank != 1)
    g_ptr_array_add (shapes, ng_type_notation (type));
}

/* What stands around a layer: at its inputs and outputs, and what its neighbours read and make. */
static void
add_around (const NgFixFinder *self, gsize layer, GArray *sizes, GPtrArray *shapes)
{
  const NgNet *net = self->typed;
  const NgLayer *record = ng_net_layer (net, layer);

  for (gsize i = 0; i < ng_layer_n_inputs (record); i++) {
    NgSource source = ng_net_source (net, layer, i);

    if (source.kind != NG_SOURCE_NONE)
      add_type (sizes, shapes, ng_net_type (net, source));
  }
  for (gsize o = 0; o < ng_layer_n_outputs (record); o++)
    add_type (
        sizes, shapes, ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) o }));
  for (gsize a = 0; a < ng_layer_n_arrays (record); a++)
    if (ng_layer_array (record, a) != NULL)
      add_type (sizes, shapes, ng_net_array_type (net, layer, a));
}

static void
add_number (GPtrArray *values, gint64 number)
{
  g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

/* Sizes below the ones there are, the largest first: a window that is to fit. */
static void
add_smaller (GPtrArray *values, const NgParam *param, const GArray *sizes)
{
  gint64 now = param->n_ints > 0 ? param->ints[0] : 0;
  gint64 fit = 0;

  for (guint i = 0; i < sizes->len; i++) {
    gint64 size = g_array_index (sizes, gint64, i);

    if (size < now && size > fit)
      fit = size;
  }
  if (fit > 0)
    add_number (values, fit);
  for (gint64 size = MIN (now, 6) - 1; size >= 1; size -= 2)
    add_number (values, size);
  add_number (values, 1);
}

static void
add_values (const NgParamSpec *spec,
            const NgParam *param,
            const GArray *sizes,
            const GPtrArray *shapes,
            GPtrArray *values)
{
  switch (spec->kind) {
  case NG_PARAM_DIMS:
  case NG_PARAM_INTEGER:
    for (guint i = 0; i < sizes->len; i++)
      add_number (values, g_array_index (sizes, gint64, i));
    for (guint i = 0; spec->kind == NG_PARAM_DIMS && i < shapes->len; i++)
      g_ptr_array_add (values, g_strdup (shapes->pdata[i]));
    if (sizes->len == 0)
      add_number (values, SOME_SIZE);
    add_number (values, 1);
    break;
  case NG_PARAM_SIZES:
    add_smaller (values, param, sizes);
    break;
  case NG_PARAM_PADDING:
    g_ptr_array_add (values, g_strdup ("\"Same\""));
    for (gint64 pad = 0; pad <= 2; pad++)
      add_number (values, pad);
    break;
  case NG_PARAM_LEVEL:
  case NG_PARAM_LEVELS:
    for (gint64 level = 1; level <= 3; level++) {
      add_number (values, level);
      add_number (values, -level);
    }
    break;
  case NG_PARAM_BOOLEAN:
    g_ptr_array_add (values, g_strdup (param->integer ? "False" : "True"));
    break;
  case NG_PARAM_WORD:
    for (gsize i = 0; spec->choices[i] != NULL; i++)
      g_ptr_array_add (values, g_strdup_printf ("\"%s\"", spec->choices[i]));
    break;
  case NG_PARAM_REAL:
  case NG_PARAM_FUNCTION:
  case NG_PARAM_EXPR:
    break;
  }
  if ((spec->flags & NG_PARAM_ALLOWS_AUTOMATIC) != 0 && !param->is_automatic)
    g_ptr_array_add (values, g_strdup ("Automatic"));
}

static gboolean
try_value (NgFixFinder *self, gsize layer, gsize index, const char *value)
{
  NgLayer *original = self->net->originals[layer];
  g_autoptr (NgExpr) expr = ng_parse_one (value, -1, NULL, NULL);
  g_autoptr (NgLayer) changed = NULL;
  g_autofree char *who = ng_fix_layer_words (self, self->net, layer);

  if (expr == NULL || ng_expr_equal (expr, ng_layer_param (original, index)->expr))
    return FALSE;
  changed = ng_layer_with_param (original, index, expr, NULL);
  if (changed == NULL)
    return FALSE;
  return ng_fix_finder_try (self,
                            ng_net_exchange_layer (self->net, layer, changed, NULL),
                            FALSE,
                            "Set %s of %s to %s",
                            ng_layer_class (original)->params[index].name,
                            who,
                            value);
}

/* The first value of each parameter that helps. */
static void
change_layer (NgFixFinder *self, gsize layer, const GArray *sizes, const GPtrArray *shapes)
{
  const NgLayer *original = self->net->originals[layer];

  if ((ng_layer_class (original)->flags & (NG_LAYER_TRACES | NG_LAYER_RAW)) != 0)
    return;
  for (gsize p = 0; p < ng_layer_n_params (original); p++) {
    g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

    add_values (
        &ng_layer_class (original)->params[p], ng_layer_param (original, p), sizes, shapes, values);
    for (guint v = 0; v < values->len && v < MOST_VALUES; v++)
      if (ng_fix_finder_is_done (self) || try_value (self, layer, p, values->pdata[v]))
        break;
  }
}

static void
add_layer (GArray *layers, int layer)
{
  for (guint i = 0; i < layers->len; i++)
    if (g_array_index (layers, int, i) == layer)
      return;
  if (layers->len < MOST_LAYERS)
    g_array_append_val (layers, layer);
}

/* The layer itself and what feeds it, the nearest first. */
static GArray *
find_layers (const NgFixFinder *self)
{
  GArray *layers = g_array_new (FALSE, FALSE, sizeof (int));
  guint begin = 0;

  if (self->layer >= 0)
    add_layer (layers, self->layer);
  for (guint t = 0; t < self->targets->len; t++) {
    NgTarget target = g_array_index (self->targets, NgTarget, t);
    NgSource source = target.index >= 0
                          ? ng_net_source (self->net, (gsize) target.index, (gsize) target.port)
                          : ng_net_output_source (self->net, (gsize) target.port);

    if (source.kind == NG_SOURCE_LAYER)
      add_layer (layers, source.index);
  }
  for (int step = 0; step < MOST_STEPS && begin < layers->len; step++) {
    guint end = layers->len;

    for (; begin < end; begin++) {
      gsize layer = (gsize) g_array_index (layers, int, begin);

      for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (self->net, layer)); i++) {
        NgSource source = ng_net_source (self->net, layer, i);

        if (source.kind == NG_SOURCE_LAYER)
          add_layer (layers, source.index);
      }
    }
  }
  return layers;
}

/* Where shapes are not known, the first layers along the flow that know what they read and not what
 * they make. */
static GArray *
find_vague_layers (const NgFixFinder *self)
{
  GArray *layers = g_array_new (FALSE, FALSE, sizeof (int));
  const NgNet *net = self->typed;

  for (gsize i = 0; i < ng_net_n_layers (net) && layers->len < MOST_LAYERS; i++) {
    int layer = ng_net_order (net)[i];
    gboolean is_vague = FALSE;

    for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer)); o++)
      is_vague |=
          !ng_type_is_specified (ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, layer, (int) o }));
    if (is_vague)
      add_layer (layers, layer);
  }
  return layers;
}

void
ng_fix_change_params (NgFixFinder *self)
{
  g_autoptr (GArray) layers = strcmp (self->problem->tag, "NetGraph::unspec") == 0
                                  ? find_vague_layers (self)
                                  : find_layers (self);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) shapes = g_ptr_array_new_with_free_func (g_free);

  if (strcmp (self->problem->tag, "NetGraph::level") == 0)
    g_ptr_array_add (shapes, g_strdup (SOME_PICTURE));
  for (guint t = 0; t < self->targets->len; t++) {
    NgType given, needed;

    ng_fix_find_sides (self, g_array_index (self->targets, NgTarget, t), &given, &needed);
    add_type (sizes, shapes, &needed);
    add_type (sizes, shapes, &given);
  }
  if (layers->len > 0)
    add_around (self, (gsize) g_array_index (layers, int, 0), sizes, shapes);
  for (guint i = 0; i < layers->len && !ng_fix_finder_is_done (self); i++) {
    gsize layer = (gsize) g_array_index (layers, int, i);

    if (i > 0)
      add_around (self, layer, sizes, shapes);
    change_layer (self, layer, sizes, shapes);
  }
}
