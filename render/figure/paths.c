#include "render/figure/paths.h"

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/graph/nested.h"

/* Paths among which the nearest is looked for. */
#define MOST_PATHS 20000

static gboolean
is_there (NgNet *net, const char *path)
{
  while (net != NULL && *path != '\0') {
    const char *rest;
    int index = ng_net_find_on_path (net, path, &rest);

    if (index < 0)
      return FALSE;
    if (*rest == '\0')
      return TRUE;
    net = ng_layer_net (ng_net_layer (net, (gsize) index));
    path = rest;
  }
  return FALSE;
}

static void
list_paths (NgNet *net, const char *prefix, GPtrArray *paths)
{
  for (gsize i = 0; i < ng_net_n_layers (net) && paths->len < MOST_PATHS; i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    char *path = g_strconcat (prefix, name, NULL);
    g_autofree char *deeper = g_strconcat (path, "/", NULL);

    g_ptr_array_add (paths, path);
    if (inner != NULL)
      list_paths (inner, deeper, paths);
  }
}

gboolean
ng_figure_path_check (NgNet *net, const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = NULL;

  if (is_there (net, path))
    return TRUE;
  paths = g_ptr_array_new_with_free_func (g_free);
  list_paths (net, "", paths);
  g_ptr_array_add (paths, NULL);
  ng_error_set (error,
                ng_diagnostic_with_names (
                    ng_diagnostic_new ("Figure::path", NULL, "The net has no layer \"%s\".", path),
                    path,
                    (const char *const *) paths->pdata));
  return FALSE;
}
