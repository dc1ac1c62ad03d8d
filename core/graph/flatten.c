/* A net and the nets to be dissolved in it are a tree of parts. A first walk gives every layer that
 * is left its new index; a second one connects it, following ports of parts outwards and inwards.
 */

#include "core/graph/flatten.h"

#include "core/graph/builder-private.h"
#include "core/graph/keep.h"

typedef struct _Part Part;

struct _Part {
  const NgNet *net; /* with its types */
  const Part *outer;
  guint place;  /* in the outer part */
  int *layers;  /* by layer: its new index, -1 for a part */
  Part **inner; /* by layer: the part, or NULL */
};

typedef struct {
  NgNetBuilder *builder;
  GArray *origins; /* NgOrigin */
  gboolean is_named;
} Flattening;

static void
free_part (Part *self)
{
  for (guint l = 0; l < self->net->n_layers; l++)
    if (self->inner[l] != NULL)
      free_part (self->inner[l]);
  g_free (self->inner);
  g_free (self->layers);
  g_free (self);
}

static Part *
new_part (const NgNet *net, const Part *outer, guint place)
{
  Part *self = g_new0 (Part, 1);

  self->net = net;
  self->outer = outer;
  self->place = place;
  self->layers = g_new (int, net->n_layers + 1);
  self->inner = g_new0 (Part *, net->n_layers + 1);
  return self;
}

/* Adds the layers of a part. Recursion goes as deep as nets are nested. */
static gboolean
add_layers (Flattening *self, Part *part, const char *prefix, guint levels, GError **error)
{
  const NgNet *net = part->net;

  for (guint l = 0; l < net->n_layers; l++) {
    g_autofree char *own = ng_net_shown_name (net, l);
    g_autofree char *name = g_strconcat (prefix, own, NULL);
    NgLayer *layer = net->originals[l];
    NgOrigin origin = { net, (int) l };

    part->layers[l] = -1;
    if (levels > 0 && ng_layer_body (layer) != NULL) {
      g_autofree char *inner_prefix = g_strconcat (name, "/", NULL);

      part->inner[l] = new_part (ng_layer_body (net->layers[l]), part, l);
      if (!add_layers (self, part->inner[l], inner_prefix, levels - 1, error))
        return FALSE;
      continue;
    }
    part->layers[l] = ng_net_builder_add_layer (
        self->builder, self->is_named ? name : NULL, layer, ng_layer_place (layer), error);
    if (part->layers[l] < 0)
      return FALSE;
    if (part->outer == NULL)
      ng_net_builder_vertex (self->builder, part->layers[l])->vertex = net->vertices[l];
    g_array_append_val (self->origins, origin);
  }
  return TRUE;
}

/* What a source of a part is in the new net. */
static NgSource
resolve (const Part *part, NgSource source)
{
  for (;;) {
    if (source.kind == NG_SOURCE_LAYER && part->inner[source.index] != NULL) {
      part = part->inner[source.index];
      source = ng_net_output_source (part->net, (gsize) source.port);
    } else if (source.kind == NG_SOURCE_INPUT && part->outer != NULL) {
      source = ng_net_source (part->outer->net, part->place, (gsize) source.index);
      part = part->outer;
    } else {
      break;
    }
  }
  if (source.kind == NG_SOURCE_LAYER)
    source.index = part->layers[source.index];
  return source;
}

static void
connect_layers (Flattening *self, const Part *part)
{
  for (guint l = 0; l < part->net->n_layers; l++) {
    if (part->inner[l] != NULL) {
      connect_layers (self, part->inner[l]);
      continue;
    }
    for (gsize i = 0; i < ng_net_builder_n_connections (self->builder, part->layers[l]); i++)
      ng_net_builder_set_source (
          self->builder, part->layers[l], i, resolve (part, ng_net_source (part->net, l, i)));
  }
}

NgNet *
ng_net_flatten (NgNet *self, guint levels, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (NgOrigin));
  Flattening flattening = { builder, origins, self->is_named };
  Part *root = new_part (self, NULL, 0);
  gboolean is_done;

  ng_net_builder_clear_layers (builder);
  is_done = add_layers (&flattening, root, "", levels, error);
  if (is_done) {
    connect_layers (&flattening, root);
    for (guint o = 0; o < self->outputs->len; o++)
      ng_net_builder_set_output_source (builder, o, resolve (root, ng_net_output_source (self, o)));
    ng_net_builder_mute_rest (builder);
  }
  free_part (root);
  if (!is_done)
    return NULL;
  return ng_net_builder_end_kept (g_steal_pointer (&builder), (NgOrigin *) origins->data, error);
}
