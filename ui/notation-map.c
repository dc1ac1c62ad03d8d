#include "ui/notation-map.h"

#include "ui/subject.h"

#include <string.h>

struct _NgNotationMap {
  GArray *spans;       /* NgNotationSpan; what is inside others comes after them */
  GHashTable *by_name; /* "path\nindex" -> index in spans + 1 */
};

static void
clear_span (gpointer data)
{
  g_free (((NgNotationSpan *) data)->path);
}

static char *
key_of (const char *path, gsize index)
{
  return g_strdup_printf ("%s\n%" G_GSIZE_FORMAT, path, index);
}

static void
add (NgNotationMap *self, const NgPlace *place, const char *path, gsize index, gboolean is_written)
{
  NgNotationSpan span = {
    .place = *place, .path = g_strdup (path), .index = index, .is_written = is_written
  };

  g_array_append_val (self->spans, span);
  g_hash_table_insert (self->by_name, key_of (path, index), GUINT_TO_POINTER (self->spans->len));
}

static gboolean
is_container (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association");
}

static gboolean
is_net (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "NetGraph") || ng_expr_is_call (expr, "NetChain");
}

/* Returns: (nullable): the list or association of the layers of a net that is written out */
static const NgExpr *
find_layers (const NgExpr *expr, gsize n)
{
  while (expr != NULL && is_net (expr) && ng_expr_n_args (expr) > 0)
    expr = ng_expr_arg (expr, 0);
  return expr != NULL && is_container (expr) && ng_expr_n_args (expr) == n ? expr : NULL;
}

/* The expression of a layer without its name. */
static const NgExpr *
value_of (const NgExpr *expr)
{
  return expr != NULL && ng_expr_is_rule (expr) ? ng_expr_arg (expr, 1) : expr;
}

static void add_net (
    NgNotationMap *self, const NgExpr *expr, const NgNet *net, gboolean is_read, const char *path);

static void
add_inside (NgNotationMap *self,
            const NgExpr *expr,
            const NgLayer *layer,
            gboolean is_read,
            const char *path)
{
  NgNet *net = ng_layer_net (layer);
  const NgExpr *first = expr != NULL && ng_expr_n_args (expr) > 0 ? ng_expr_arg (expr, 0) : NULL;

  if (!ng_layer_wraps (layer)) {
    add_net (self, expr, net, is_read, path);
  } else if (first != NULL && ng_net_n_layers (net) == 1) {
    /* The net that it holds is its first argument. */
    g_autofree char *name = ng_net_shown_name (net, 0);
    g_autofree char *inner = ng_subject_join (path, name);

    add (self, ng_expr_place (first), path, 0, TRUE);
    if (ng_layer_net (ng_net_layer (net, 0)) != NULL)
      add_inside (self, first, ng_net_layer (net, 0), is_read, inner);
  } else {
    add_net (self, first, net, is_read, path);
  }
}

static void
add_net (
    NgNotationMap *self, const NgExpr *expr, const NgNet *net, gboolean is_read, const char *path)
{
  gsize n = ng_net_n_layers (net);
  const NgExpr *layers = expr != NULL ? find_layers (expr, n) : NULL;

  for (gsize i = 0; i < n; i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    const NgExpr *item = layers != NULL ? ng_expr_arg (layers, i) : n == 1 ? expr : NULL;
    const NgPlace *place = item != NULL ? ng_expr_place (item)
                           : is_read    ? ng_layer_place (layer)
                                        : NULL;

    if (place != NULL && place->line > 0)
      add (self, place, path, i, item != NULL);
    if (ng_layer_net (layer) != NULL) {
      g_autofree char *name = ng_net_shown_name (net, i);
      g_autofree char *inner = ng_subject_join (path, name);

      add_inside (self, value_of (item), layer, is_read, inner);
    }
  }
}

NgNotationMap *
ng_notation_map_new (const GPtrArray *program, const NgNet *net, gboolean is_read)
{
  NgNotationMap *self = g_new0 (NgNotationMap, 1);
  const NgExpr *last = program->len > 0 ? program->pdata[program->len - 1] : NULL;

  self->spans = g_array_new (FALSE, TRUE, sizeof (NgNotationSpan));
  g_array_set_clear_func (self->spans, clear_span);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (last != NULL && ng_expr_is_call (last, "Set") && ng_expr_n_args (last) == 2)
    last = ng_expr_arg (last, 1);
  add_net (self, last, net, is_read, "");
  return self;
}

void
ng_notation_map_free (NgNotationMap *self)
{
  g_hash_table_unref (self->by_name);
  g_array_unref (self->spans);
  g_free (self);
}

const NgNotationSpan *
ng_notation_map_find (const NgNotationMap *self, const char *path, gsize index)
{
  g_autofree char *key = key_of (path, index);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, key));

  return found > 0 ? &g_array_index (self->spans, NgNotationSpan, found - 1) : NULL;
}

static gboolean
holds (const NgPlace *place, int line, int column)
{
  return (line > place->line || (line == place->line && column >= place->column)) &&
         (line < place->end_line || (line == place->end_line && column <= place->end_column));
}

static gboolean
is_inside (const NgPlace *place, const NgPlace *around)
{
  return holds (around, place->line, place->column) &&
         holds (around, place->end_line, place->end_column);
}

const NgNotationSpan *
ng_notation_map_at (const NgNotationMap *self, int line, int column)
{
  const NgNotationSpan *best = NULL;

  for (guint i = 0; i < self->spans->len; i++) {
    const NgNotationSpan *span = &g_array_index (self->spans, NgNotationSpan, i);

    if (holds (&span->place, line, column) &&
        (best == NULL || is_inside (&span->place, &best->place)))
      best = span;
  }
  return best;
}
