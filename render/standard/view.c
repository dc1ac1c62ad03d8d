#include "render/standard/view.h"

#include "core/base/pair.h"
#include <stdlib.h>
#include <string.h>

/* The layer that a path such as "3/Weights" or "conv1" begins with; names may hold slashes. */
static int
layer_of_path (const NgNet *net, const char *path)
{
  g_autofree char *name = g_strdup (path);

  for (;;) {
    int index = ng_net_find (net, name);
    if (index >= 0)
      return index;
    char *slash = strrchr (name, '/');
    if (slash == NULL)
      break;
    *slash = '\0';
  }

  guint64 number;
  if (g_ascii_string_to_unsigned (name, 10, 1, ng_net_n_layers (net), &number, NULL))
    return (int) number - 1;
  return -1;
}

/* What follows @outer in @path; NULL where it is not inside that. */
static const char *
rest_of_path (const char *path, const char *outer)
{
  gsize length = strlen (outer);

  if (length == 0)
    return path;
  return strncmp (path, outer, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static void
find_marks (NgView *self, const NgNet *whole)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (whole); i++) {
    const NgDiagnostic *diagnostic = ng_net_diagnostic (whole, i);
    const char *path = diagnostic->place.path;
    NgMark mark = diagnostic->severity == NG_SEVERITY_ERROR ? NG_MARK_ERROR : NG_MARK_WARNING;
    NgTarget target;

    if (ng_net_diagnostic_target (whole, i, &target)) {
      if (self->net != whole)
        continue;
      gpointer old = g_hash_table_lookup (self->edge_marks,
                                          ng_pair_key ((guint) target.index, (guint) target.port));
      g_hash_table_insert (self->edge_marks,
                           ng_pair_key ((guint) target.index, (guint) target.port),
                           GINT_TO_POINTER (MAX ((int) mark, GPOINTER_TO_INT (old))));
    } else if (path != NULL && (path = rest_of_path (path, self->path)) != NULL) {
      int layer = layer_of_path (self->net, path);
      if (layer >= 0)
        self->marks[layer] = (guint8) MAX (self->marks[layer], mark);
    }
  }
}

const NgLook *
ng_view_look (const NgView *self, int index)
{
  return &g_array_index (self->looks, NgLook, index);
}

static void
find_outputs (NgView *self)
{
  gsize n = ng_net_n_layers (self->net), n_slots = 0;

  self->out_base = g_new0 (int, n + 1);
  self->n_outs = g_new0 (int, n + 1);
  for (gsize i = 0; i < n; i++) {
    self->out_base[i] = (int) n_slots;
    n_slots += (gsize) ng_view_look (self, (int) i)->n_outputs;
  }
  self->out_base[n] = (int) n_slots;
  self->out_slot = g_new0 (int, n_slots + 1);
  for (gsize i = 0; i < n; i++) {
    for (int port = 0; port < ng_view_look (self, (int) i)->n_outputs; port++) {
      gsize n_targets;
      ng_net_targets (self->net, (NgSource){ NG_SOURCE_LAYER, (int) i, port }, &n_targets);
      self->out_slot[self->out_base[i] + port] = n_targets > 0 ? self->n_outs[i]++ : -1;
    }
  }
}

NgView *
ng_view_new (const NgNet *net,
             const NgNet *whole,
             const char *path,
             int depth,
             const NgScopeRules *rules,
             GArray *looks,
             const NgMetrics *metrics)
{
  NgView *self = g_new0 (NgView, 1);
  gsize n = ng_net_n_layers (net);

  self->net = net;
  self->path = g_strdup (path);
  self->depth = depth;
  self->scopes = ng_scopes_new (net, path, rules);
  self->marks = g_new0 (guint8, n + 1);
  self->edge_marks = g_hash_table_new (ng_pair_hash, NULL);
  self->owner = g_new0 (int, n + 1);
  self->level = g_new0 (int, n + 1);
  self->looks = ng_looks_new (net, looks, metrics);
  find_outputs (self);
  find_marks (self, whole);
  return self;
}

void
ng_view_free (NgView *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->looks, g_array_unref);
  g_free (self->path);
  ng_scopes_free (self->scopes);
  g_free (self->out_base);
  g_free (self->out_slot);
  g_free (self->n_outs);
  g_free (self->marks);
  g_hash_table_unref (self->edge_marks);
  g_free (self->owner);
  g_free (self->level);
  g_free (self);
}

NgMark
ng_view_edge_mark (const NgView *self, NgTarget target)
{
  if (g_hash_table_size (self->edge_marks) == 0)
    return NG_MARK_NONE;
  return (NgMark) GPOINTER_TO_INT (g_hash_table_lookup (
      self->edge_marks, ng_pair_key ((guint) target.index, (guint) target.port)));
}

char *
ng_view_layer_path (const NgView *self, int layer)
{
  g_autofree char *name = ng_net_shown_name (self->net, (gsize) layer);

  return *self->path == '\0' ? g_steal_pointer (&name) : g_strconcat (self->path, "/", name, NULL);
}

const char *
ng_view_alias (const NgView *self, int layer, GHashTable *aliases)
{
  g_autofree char *path = NULL;

  if (aliases == NULL || g_hash_table_size (aliases) == 0)
    return NULL;
  path = ng_view_layer_path (self, layer);
  return g_hash_table_lookup (aliases, path);
}
