#include "core/convert/origin.h"

#include "core/graph/builder.h"
#include "core/graph/same.h"
#include "core/operators/onnx-node.h"

static void
clear_made (gpointer data)
{
  NgOriginLayer *self = data;

  ng_layer_unref (self->layer);
  g_array_unref (self->feeds);
}

NgLayersOrigin *
ng_layers_origin_new (NgNet *operators, NgNet *layers)
{
  NgLayersOrigin *self = g_new0 (NgLayersOrigin, 1);

  g_atomic_ref_count_init (&self->references);
  self->operators = ng_net_ref (operators);
  self->layers = ng_net_ref (layers);
  self->made = g_array_new (FALSE, FALSE, sizeof (NgOriginLayer));
  g_array_set_clear_func (self->made, clear_made);
  self->places = g_hash_table_new (NULL, NULL);
  return self;
}

NgOriginLayer *
ng_layers_origin_add (NgLayersOrigin *self, NgLayer *layer, gsize unit)
{
  NgOriginLayer made = { .layer = ng_layer_ref (layer),
                         .unit = unit,
                         .feeds = g_array_new (FALSE, FALSE, sizeof (NgOriginFeed)),
                         .shapes = { -1, 0, -1 } };

  g_array_append_val (self->made, made);
  g_hash_table_insert (self->places, layer, GUINT_TO_POINTER (self->made->len));
  return &g_array_index (self->made, NgOriginLayer, self->made->len - 1);
}

int *
ng_layers_origin_find (const NgLayersOrigin *self, NgNet *net)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  gsize n = ng_net_n_layers (net);
  int *places = g_new (int, n + 1);

  /* As they were put in: what inference told nets inside makes other layers of theirs. */
  for (gsize i = 0; i < n; i++)
    places[i] =
        GPOINTER_TO_INT (g_hash_table_lookup (self->places, ng_net_builder_layer (builder, i))) - 1;
  return places;
}

static void
mark_live (NgLayersOrigin *self, NgNet *net)
{
  g_autofree int *places = ng_layers_origin_find (self, net);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    if (places[i] >= 0)
      g_array_index (self->made, NgOriginLayer, places[i]).is_live = TRUE;
    else if (ng_layer_net (ng_net_layer (net, i)) != NULL)
      mark_live (self, ng_layer_net (ng_net_layer (net, i)));
  }
}

void
ng_layers_origin_end (NgLayersOrigin *self)
{
  mark_live (self, self->layers);
}

NgLayersOrigin *
ng_layers_origin_ref (NgLayersOrigin *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_layers_origin_unref (NgLayersOrigin *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  ng_net_unref (self->operators);
  ng_net_unref (self->layers);
  g_free (self->first);
  g_free (self->values);
  g_array_unref (self->made);
  g_hash_table_unref (self->places);
  g_free (self);
}

gboolean
ng_layers_origin_knows (const NgLayersOrigin *self, NgNet *net)
{
  g_autofree int *places = ng_layers_origin_find (self, net);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inside = ng_layer_net (ng_net_layer (net, i));
    if (places[i] >= 0 || (inside != NULL && ng_layers_origin_knows (self, inside)))
      return TRUE;
  }
  return FALSE;
}

int
ng_layers_origin_value (const NgLayersOrigin *self, NgSource source)
{
  if (source.kind == NG_SOURCE_NONE)
    return -1;
  return source.kind == NG_SOURCE_INPUT ? source.index
                                        : (int) self->first[source.index] + source.port;
}

int
ng_layers_origin_maker (const NgLayersOrigin *self, int value)
{
  gsize low = 0, high = ng_net_n_layers (self->operators);

  if ((gsize) value < ng_net_n_inputs (self->operators))
    return -1;
  while (high - low > 1) {
    gsize middle = (low + high) / 2;
    if (self->first[middle] <= (guint) value)
      low = middle;
    else
      high = middle;
  }
  return (int) low;
}

gboolean
ng_layers_origin_is_same (const NgLayersOrigin *self, const NgNet *net)
{
  if (net == self->layers)
    return TRUE;
  if (!ng_net_same (net, self->layers, 0))
    return FALSE;
  /* Attributes are no parameters. */
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    if (ng_layer_onnx_node (ng_net_layer (net, i)) !=
        ng_layer_onnx_node (ng_net_layer (self->layers, i)))
      return FALSE;
  return TRUE;
}
