/* A net and the nets to be dissolved in it are a tree of parts. A first walk gives every layer that
 * is left its new index; a second one connects it, following ports of parts outwards and inwards.
 */

#include "core/graph/flatten.h"

#include "core/graph/builder-private.h"
#include "core/graph/keep.h"
#include "core/graph/wire.h"

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
  int only;               /* the one layer of the outermost net that is dissolved, or -1 */
  const GPtrArray *names; /* what its layers are called, where names are given */
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
    gboolean is_given = self->names != NULL && part->outer != NULL;
    g_autofree char *name =
        is_given ? g_strdup (self->names->pdata[l]) : g_strconcat (prefix, own, NULL);
    NgLayer *layer = net->originals[l];
    NgOrigin origin = { net, (int) l };

    part->layers[l] = -1;
    if (levels > 0 && ng_layer_body (layer) != NULL &&
        (self->only < 0 || part->outer != NULL || l == (guint) self->only)) {
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

static NgNet *
flatten (Flattening *self, NgNet *net, guint levels, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (NgOrigin));
  Part *root = new_part (net, NULL, 0);
  gboolean is_done;

  self->builder = builder;
  self->origins = origins;
  ng_net_builder_clear_layers (builder);
  builder->is_named = self->is_named;
  is_done = add_layers (self, root, "", levels, error);
  if (is_done) {
    connect_layers (self, root);
    for (guint o = 0; o < net->outputs->len; o++)
      ng_net_builder_set_output_source (builder, o, resolve (root, ng_net_output_source (net, o)));
    ng_net_builder_mute_rest (builder);
  }
  free_part (root);
  if (!is_done)
    return NULL;
  return ng_net_builder_end_kept (g_steal_pointer (&builder), (NgOrigin *) origins->data, error);
}

NgNet *
ng_net_flatten (NgNet *self, guint levels, GError **error)
{
  Flattening flattening = { .is_named = self->is_named, .only = -1 };

  return flatten (&flattening, self, levels, error);
}

/* The names of the layers of a net that is dissolved: their own where nobody else has them. */
static GPtrArray *
name_layers (const NgNet *outer, guint index, const NgNet *inner)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint l = 0; l < outer->n_layers; l++)
    if (l != index)
      g_hash_table_add (taken, ng_net_shown_name (outer, l));
  for (guint l = 0; l < inner->n_layers; l++) {
    char *name = ng_net_make_name (taken, ng_net_name (inner, l), inner->originals[l]);

    g_ptr_array_add (names, name);
    g_hash_table_add (taken, g_strdup (name));
  }
  return names;
}

NgNet *
ng_net_ungroup (NgNet *self, gsize index, GError **error)
{
  NgNet *inner = ng_layer_body (self->originals[index]);
  Flattening flattening = { .only = (int) index };
  g_autoptr (GPtrArray) names = NULL;

  if (inner == NULL || (ng_layer_class (self->originals[index])->flags & NG_LAYER_TRACES) != 0) {
    ng_error_set_new (error,
                      "NetGraph::fixed",
                      NULL,
                      "%s is no net that can be put in its place.",
                      ng_layer_kind (self->originals[index]));
    return NULL;
  }
  flattening.is_named = self->is_named || inner->is_named;
  if (flattening.is_named)
    flattening.names = names = name_layers (self, (guint) index, inner);
  return flatten (&flattening, self, 1, error);
}
