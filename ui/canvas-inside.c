/* From one of the nets inside each other to another: it is seen from its beginning at first, and as
 * it was seen last when one comes back to it. */

#include "ui/canvas-private.h"

typedef struct {
  double x, y, scale;
  gboolean is_fitted;
} View;

void
ng_canvas_forget_views (NgCanvas *self)
{
  g_clear_pointer (&self->views, g_hash_table_unref);
  self->is_placed = FALSE;
}

static void
keep_view (NgCanvas *self)
{
  View *view = g_new (View, 1);

  *view = (View){ self->x, self->y, self->scale, self->is_fitted };
  if (self->views == NULL)
    self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->views, g_strdup (self->inside), view);
}

gboolean
ng_canvas_follow_inside (NgCanvas *self)
{
  const char *inside = ng_document_inside (self->document);
  const View *view;

  if (g_strcmp0 (inside, self->inside) == 0 || !ng_document_scene_is_current (self->document))
    return FALSE;
  if (self->inside != NULL && self->is_placed)
    keep_view (self);
  g_free (self->inside);
  self->inside = g_strdup (inside);
  view = self->views != NULL ? g_hash_table_lookup (self->views, inside) : NULL;
  self->is_placed = view != NULL;
  if (view == NULL)
    return FALSE;
  self->x = view->x;
  self->y = view->y;
  self->scale = view->scale;
  self->is_fitted = view->is_fitted;
  if (self->is_fitted)
    ng_canvas_fit (self);
  return TRUE;
}
