#include "core/formats/attach.h"

#include "core/graph/builder.h"
#include "core/graph/path.h"

typedef struct {
  NgFindArray find;
  gpointer user_data;
  GError **error;
} Search;

static NgNet *attach_net (const Search *search, NgNet *net, const char *prefix);

/* The layer with the arrays that were found; the same layer where there are none. */
static NgLayer *
attach_layer (const Search *search, NgNet *net, gsize index, const char *prefix)
{
  g_autoptr (NgLayer) layer = ng_layer_ref (ng_net_layer (net, index));
  g_autofree char *name = ng_net_shown_name (net, index);
  g_autofree char *path = ng_path_join (prefix, name);

  if (ng_layer_net (layer) != NULL) {
    g_autoptr (NgNet) inner = attach_net (search, ng_layer_net (layer), path);
    if (inner == NULL)
      return NULL;
    if (inner != ng_layer_net (layer)) {
      NgLayer *changed = ng_layer_with_net (layer, inner);
      ng_layer_unref (layer);
      layer = changed;
    }
  }
  for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
    g_autofree char *key = ng_path_join (path, ng_layer_array_spec (layer, j)->name);
    NgTensor *tensor =
        ng_layer_array_is_absent (layer, j) ? NULL : search->find (key, search->user_data);
    if (tensor == NULL)
      continue;
    NgLayer *changed = ng_layer_with_array (layer, j, tensor);
    ng_layer_unref (layer);
    layer = changed;
  }
  return g_steal_pointer (&layer);
}

static NgNet *
attach_net (const Search *search, NgNet *net, const char *prefix)
{
  g_autoptr (NgNetBuilder) builder = NULL;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autoptr (NgLayer) layer = attach_layer (search, net, i, prefix);
    if (layer == NULL)
      return NULL;
    if (layer == ng_net_layer (net, i))
      continue;
    if (builder == NULL)
      builder = ng_net_builder_new_from (net);
    ng_net_builder_set_layer (builder, i, layer);
  }
  return builder != NULL ? ng_net_builder_end (g_steal_pointer (&builder), search->error)
                         : ng_net_ref (net);
}

NgNet *
ng_net_attach (NgNet *self, NgFindArray find, gpointer user_data, GError **error)
{
  Search search = { find, user_data, error };

  return attach_net (&search, self, "");
}

static void
see_net (const NgNet *net, const char *prefix, NgSeeArray see, gpointer user_data)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = ng_path_join (prefix, name);
    if (ng_layer_net (layer) != NULL)
      see_net (ng_layer_net (layer), path, see, user_data);
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      g_autofree char *key = ng_path_join (path, ng_layer_array_spec (layer, j)->name);
      if (!ng_layer_array_is_absent (layer, j))
        see (key, ng_net_array_type (net, i, j), ng_layer_array (layer, j) != NULL, user_data);
    }
  }
}

void
ng_net_see_arrays (const NgNet *self, NgSeeArray see, gpointer user_data)
{
  see_net (self, "", see, user_data);
}
