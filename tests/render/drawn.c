#include "tests/render/drawn.h"

#include "tests/support/nets.h"

#include <string.h>

NgFigure
ng_test_figure (const char *form)
{
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find (form);
  figure.metrics = ng_metrics_test ();
  return figure;
}

NgScene *
ng_test_draw (const char *notation, const NgFigure *figure)
{
  g_autoptr (NgNet) net = ng_test_net (notation);
  g_autoptr (GError) error = NULL;
  NgScene *scene = ng_figure_draw (net, figure, NULL, &error);

  g_assert_no_error (error);
  return scene;
}

char *
ng_test_texts (const NgScene *scene, NgRole role)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_TEXT && item->role == role)
      g_string_append_printf (
          all, "%s%s", all->len > 0 ? "|" : "", ng_scene_item_text (scene, item));
  }
  return g_string_free (all, FALSE);
}

guint
ng_test_count_text (const NgScene *scene, const char *text)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    n += item->kind == NG_ITEM_TEXT && strcmp (ng_scene_item_text (scene, item), text) == 0;
  }
  return n;
}

gboolean
ng_test_has_text (const NgScene *scene, const char *text)
{
  return ng_test_count_text (scene, text) > 0;
}
