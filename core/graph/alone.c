#include "core/graph/alone.h"

#include "core/graph/builder.h"
#include "core/graph/layer-notation.h"
#include "core/shape/words.h"

/* The net of @layer alone, which is layer @index of @self or has the same ports, with the types
 * that were found for them there; NULL for a layer that is a net, or that shows the batch axis. */
static NgNet *
stand_alone (const NgNet *self, gsize index, NgLayer *layer)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgLayer) given = ng_layer_ref (layer);

  if (ng_layer_body (layer) != NULL || (ng_layer_class (layer)->flags & NG_LAYER_RAW) != 0)
    return NULL;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (self, index, i);
    NgLayer *next;

    if (source.kind == NG_SOURCE_NONE)
      continue;
    next = ng_layer_with_port_type (given, FALSE, i, ng_net_type (self, source));
    ng_layer_unref (given);
    given = next;
  }
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    NgSource source = { NG_SOURCE_LAYER, (int) index, (int) o };
    NgLayer *next = ng_layer_with_port_type (given, TRUE, o, ng_net_type (self, source));

    ng_layer_unref (given);
    given = next;
  }
  if (ng_net_builder_add_layer (builder, NULL, given, NULL, NULL) < 0)
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), NULL);
}

/* ---- what Automatic stands for ---- */

static void
add_size (GArray *sizes, gint64 size)
{
  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index (sizes, gint64, i) == size)
      return;
  g_array_append_val (sizes, size);
}

static void
add_sizes (GArray *sizes, const NgType *type)
{
  for (int i = 0; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_NUMBER)
      add_size (sizes, type->dims[i].value);
  if (type->kind == NG_KIND_INTEGER && type->max != G_MAXINT64)
    add_size (sizes, type->max);
}

/* Whether the layer with that value goes with the types around it and those of its arrays. */
static gboolean
fits (const NgNet *self, gsize index, gsize param, NgExpr *value)
{
  g_autoptr (NgLayer) changed =
      ng_layer_with_param (ng_net_layer (self, index), param, value, NULL);
  g_autoptr (NgNet) alone = changed != NULL ? stand_alone (self, index, changed) : NULL;

  if (alone == NULL || ng_net_n_diagnostics (alone) > 0)
    return FALSE;
  for (gsize a = 0; a < ng_layer_n_arrays (changed); a++) {
    NgType type = *ng_net_array_type (self, index, a);

    if (ng_type_meet (&type, ng_net_array_type (alone, 0, a)) == NG_MEET_CONFLICT)
      return FALSE;
  }
  return TRUE;
}

/* The output whose pattern the parameter is. */
static char *
bound_dims (const NgNet *self, gsize index, const NgParamSpec *spec)
{
  const NgLayerClass *class = ng_layer_class (ng_net_layer (self, index));

  for (gsize o = 0; spec->binds != NULL && o < NG_MAX_CLASS_PORTS; o++) {
    const NgType *type;

    if (class->outputs[o].name == NULL || g_strcmp0 (class->outputs[o].shape, spec->binds) != 0)
      continue;
    type = ng_net_type (self, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o });
    if (!ng_type_is_specified (type))
      return NULL;
    return type->rank == 1 && type->dims[0].state == NG_DIM_NUMBER
               ? g_strdup_printf ("%" G_GINT64_FORMAT, type->dims[0].value)
               : ng_type_words (type, ng_net_length_names (self));
  }
  return NULL;
}

char *
ng_net_inferred_param (const NgNet *self, gsize index, gsize param)
{
  const NgLayer *layer = ng_net_layer (self, index);
  const NgParamSpec *spec = &ng_layer_class (layer)->params[param];
  g_autoptr (GArray) sizes = NULL;
  gint64 found = 0;
  char *dims;

  if (!ng_layer_param (layer, param)->is_automatic)
    return NULL;
  dims = bound_dims (self, index, spec);
  if (dims != NULL || (spec->kind != NG_PARAM_INTEGER && spec->kind != NG_PARAM_DIMS))
    return dims;
  sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (ng_net_source (self, index, i).kind != NG_SOURCE_NONE)
      add_sizes (sizes, ng_net_type (self, ng_net_source (self, index, i)));
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
    add_sizes (sizes, ng_net_type (self, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o }));
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
    add_sizes (sizes, ng_net_array_type (self, index, a));
  for (gint64 size = 1; size <= 3; size++)
    add_size (sizes, size);
  for (guint i = 0; i < sizes->len; i++) {
    gint64 size = g_array_index (sizes, gint64, i);
    g_autoptr (NgExpr) value = ng_expr_new_integer (size, NULL);

    if (!fits (self, index, param, value))
      continue;
    if (found > 0)
      return NULL;
    found = size;
  }
  return found > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, found) : NULL;
}

/* ---- one array ---- */

NgTensor *
ng_net_draw_array (const NgNet *self, gsize index, gsize array, guint64 seed, GError **error)
{
  g_autoptr (NgLayer) bare = ng_layer_with_array (ng_net_layer (self, index), array, NULL);
  g_autoptr (NgNet) alone = stand_alone (self, index, bare);
  g_autoptr (NgNet) drawn = NULL;

  if (alone == NULL) {
    ng_error_set_new (error,
                      "NetGraph::badarray",
                      NULL,
                      "The arrays of a %s cannot be drawn.",
                      ng_layer_kind (bare));
    return NULL;
  }
  drawn = ng_net_initialize (alone, FALSE, seed, ng_net_initialize_methods ()[0], error);
  return drawn != NULL ? ng_tensor_ref (ng_layer_array (ng_net_layer (drawn, 0), array)) : NULL;
}
