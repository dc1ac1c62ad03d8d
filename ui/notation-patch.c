#include "ui/notation-patch.h"

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "ui/notation-work.h"
#include "ui/subject.h"
#include <string.h>

typedef struct {
  const NgNotationMap *map;
  GArray *edits; /* Edit */
} Patch;

/* A layer that is written anew. */
typedef struct {
  NgPlace place;
  char *text;
} Edit;

static void
clear_edit (gpointer data)
{
  g_free (((Edit *) data)->text);
}

/* Whether two calls are the same but for their first argument. */
static gboolean
have_same_rest (const NgExpr *a, const NgExpr *b)
{
  gsize n = ng_expr_n_args (a);

  if (n == 0 || n != ng_expr_n_args (b) || !ng_expr_equal (ng_expr_head (a), ng_expr_head (b)))
    return FALSE;
  for (gsize i = 1; i < n; i++)
    if (!ng_expr_equal (ng_expr_arg (a, i), ng_expr_arg (b, i)))
      return FALSE;
  return TRUE;
}

static const NgExpr *
value_of (const NgExpr *item)
{
  return ng_expr_is_rule (item) ? ng_expr_arg (item, 1) : item;
}

static gboolean
have_same_name (const NgExpr *a, const NgExpr *b)
{
  if (ng_expr_is_rule (a) != ng_expr_is_rule (b))
    return FALSE;
  return !ng_expr_is_rule (a) || ng_expr_equal (ng_expr_arg (a, 0), ng_expr_arg (b, 0));
}

static gboolean
is_net (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "NetGraph") || ng_expr_is_call (expr, "NetChain");
}

static gboolean add_nets (
    Patch *self, const NgExpr *before, const NgExpr *after, const NgNet *net, const char *path);

static gboolean
add_layer (Patch *self,
           const NgExpr *before,
           const NgExpr *after,
           const NgNet *net,
           gsize index,
           const char *path)
{
  const NgNotationSpan *span = ng_notation_map_find (self->map, path, index);
  NgNet *inner = ng_layer_body (ng_net_layer (net, index));
  Edit edit;

  if (inner != NULL && is_net (value_of (before)) && is_net (value_of (after))) {
    g_autofree char *name = ng_net_shown_name (net, index);
    g_autofree char *inside = ng_subject_join (path, name);
    guint n = self->edits->len;

    if (add_nets (self, value_of (before), value_of (after), inner, inside))
      return TRUE;
    g_array_set_size (self->edits, n);
  }
  if (span == NULL || !span->is_written)
    return FALSE;
  edit = (Edit){ .place = span->place, .text = ng_print (after, 0) };
  g_array_append_val (self->edits, edit);
  return TRUE;
}

/* Adds the layers that differ. Returns: whether nothing else does */
static gboolean
add_nets (
    Patch *self, const NgExpr *before, const NgExpr *after, const NgNet *net, const char *path)
{
  const NgExpr *a, *b;
  gsize n;

  if (!have_same_rest (before, after))
    return FALSE;
  a = ng_expr_arg (before, 0);
  b = ng_expr_arg (after, 0);
  n = ng_expr_n_args (a);
  if (n != ng_net_n_layers (net) || n != ng_expr_n_args (b) || ng_expr_head (a) == NULL ||
      ng_expr_head (b) == NULL || !ng_expr_equal (ng_expr_head (a), ng_expr_head (b)))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    const NgExpr *x = ng_expr_arg (a, i), *y = ng_expr_arg (b, i);

    if (!have_same_name (x, y))
      return FALSE;
    if (!ng_expr_equal (x, y) && !add_layer (self, x, y, net, i, path))
      return FALSE;
  }
  return TRUE;
}

static gsize
offset_of (const char *text, int line, int column)
{
  const char *p = text;

  for (int i = 1; i < line && strchr (p, '\n') != NULL; i++)
    p = strchr (p, '\n') + 1;
  for (int i = 1; i < column && *p != '\0'; i++)
    p = g_utf8_next_char (p);
  return (gsize) (p - text);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const NgPlace *x = &((const Edit *) a)->place, *y = &((const Edit *) b)->place;

  return x->line != y->line ? x->line - y->line : x->column - y->column;
}

/* From the last to the first, so that places before stay. */
static char *
apply (const char *text, GArray *edits)
{
  GString *result = g_string_new (text);

  g_array_sort (edits, compare_cb);
  for (guint i = edits->len; i-- > 0;) {
    const Edit *edit = &g_array_index (edits, Edit, i);
    gsize start = offset_of (text, edit->place.line, edit->place.column);
    gsize end = offset_of (text, edit->place.end_line, edit->place.end_column);

    g_string_erase (result, (gssize) start, (gssize) (end - start));
    g_string_insert (result, (gssize) start, edit->text);
  }
  return g_string_free (result, FALSE);
}

/* Whether the text says the net, but for the values of arrays. */
static gboolean
says (const char *text, const NgExpr *notation)
{
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, NULL);
  g_autoptr (NgExpr) read = net != NULL ? ng_net_write (net, FALSE) : NULL;

  return read != NULL && ng_expr_equal (read, notation);
}

char *
ng_notation_patch (const char *text,
                   const NgNotationMap *map,
                   const NgNet *before,
                   const NgNet *after)
{
  g_autoptr (NgExpr) a = ng_net_write (before, FALSE);
  g_autoptr (NgExpr) b = ng_net_write (after, FALSE);
  Patch self = { .map = map, .edits = g_array_new (FALSE, FALSE, sizeof (Edit)) };
  g_autoptr (GArray) edits = self.edits;
  g_autofree char *result = NULL;

  g_array_set_clear_func (self.edits, clear_edit);
  if (!add_nets (&self, a, b, before, ""))
    return NULL;
  result = apply (text, edits);
  return says (result, b) ? g_steal_pointer (&result) : NULL;
}
