#include "render/figure/paths.h"

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/graph/nested.h"
#include "core/graph/repeats.h"

#include <string.h>

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

/* Whether names of layers begin with the path; recursion goes as deep as nets are nested. */
static gboolean
is_scope (NgNet *net, const char *path)
{
  gsize length = strlen (path);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    const char *begin = name + strspn (name, "/");
    gsize n = strlen (name);

    if (strncmp (begin, path, length) == 0 && begin[length] == '/')
      return TRUE;
    if (inner != NULL && strncmp (path, name, n) == 0 && path[n] == '/' &&
        is_scope (inner, path + n + 1))
      return TRUE;
  }
  return FALSE;
}

gboolean
ng_figure_apart_check (NgNet *net, const char *path, GError **error)
{
  const char *first = path + strlen (NG_REPEAT_MARK), *plus = strrchr (path, '+');

  if (g_str_has_prefix (path, NG_REPEAT_MARK) && plus > first && plus[1] != '\0' &&
      strspn (plus + 1, "0123456789") == strlen (plus + 1)) {
    g_autofree char *layer = g_strndup (first, (gsize) (plus - first));

    return ng_figure_path_check (net, layer, error);
  }
  return is_scope (net, path) || ng_figure_path_check (net, path, error);
}
