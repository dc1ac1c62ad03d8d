#include "render/figure/figure.h"

#include "render/figure/forms.h"
#include "render/figure/hide.h"
#include "render/figure/legend.h"
#include "render/scene/grid.h"
#include "render/standard/depth.h"
#include "render/standard/header.h"

#include <string.h>

static const NgFigureForm *const forms[] = {
  &ng_figure_standard, &ng_figure_blocks,  &ng_figure_traditional,
  &ng_figure_maps,     &ng_figure_volumes, &ng_figure_strip,
};

const NgFigureForm *const *
ng_figure_forms (gsize *n)
{
  *n = G_N_ELEMENTS (forms);
  return forms;
}

const NgFigureForm *
ng_figure_form_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strcmp (forms[i]->name, name) == 0)
      return forms[i];
  return NULL;
}

NgFigure
ng_figure_default (void)
{
  return (NgFigure){ .form = forms[0],
                     .direction = NG_FIGURE_AUTOMATIC,
                     .dimensions = NG_FIGURE_AUTOMATIC,
                     .wires = NG_FIGURE_AUTOMATIC,
                     .fold = NG_FIGURE_AUTOMATIC,
                     .depth = -1 };
}

/* Names have at least this many points, however narrow the figure is. */
#define LEAST_NAME 160.0F

/* @scene: (transfer full): with the header above it */
static NgScene *
add_header (const NgNet *net, const NgFigure *figure, NgScene *scene)
{
  NgSceneBuilder *builder = ng_scene_builder_new (figure->metrics);
  const NgItem *items = ng_scene_items (scene);
  NgBox page = ng_scene_bounds (scene), drawn = page;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    drawn = i == 0 ? items[i].bounds : ng_box_join (drawn, items[i].bounds);
  ng_scene_builder_add_scene (builder, scene, page.x, page.y);
  ng_header_draw (builder,
                  figure->metrics,
                  net,
                  figure->title,
                  MAX (drawn.width, LEAST_NAME),
                  (NgPoint){ drawn.x, drawn.y },
                  figure->badges);
  ng_scene_unref (scene);
  return ng_scene_builder_end (builder, drawn.x - page.x);
}

NgScene *
ng_figure_draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  NgFigure settled = *figure;
  g_autoptr (NgStandardCache) cache =
      figure->cache != NULL ? ng_standard_cache_ref (figure->cache) : ng_standard_cache_new ();
  g_autoptr (NgNet) shown = NULL;
  NgScene *scene = NULL;

  g_return_val_if_fail (net != NULL && figure->metrics != NULL, NULL);
  settled.cache = cache;
  if (figure->depth == NG_FIGURE_BEST)
    settled.depth = ng_standard_depth (net, ng_standard_cache_repeats (cache), cancellable);
  if (figure->fold == NG_FIGURE_AUTOMATIC)
    settled.fold = figure->form->folds;
  shown = ng_figure_hide (net, figure->hidden, figure->aliases, error);
  if (shown != NULL)
    scene = figure->form->draw (shown, &settled, cancellable, error);
  if (scene != NULL && figure->header && !figure->form->has_header)
    scene = add_header (net, figure, scene);
  return scene != NULL ? ng_legend_attach (scene, figure) : NULL;
}

char **
ng_figure_apart (const NgFigure *figure)
{
  g_auto (GStrv) paths = g_strsplit (figure->apart != NULL ? figure->apart : "", ",", -1);

  for (gsize i = 0; paths[i] != NULL; i++)
    g_strstrip (paths[i]);
  return ng_positions_apart (figure->positions, (const char *const *) paths);
}

const char *
ng_figure_alias (const NgFigure *figure, const NgNet *net, const char *path, gsize index)
{
  g_autofree char *name = NULL;
  g_autofree char *whole = NULL;

  if (figure->aliases == NULL || g_hash_table_size (figure->aliases) == 0)
    return NULL;
  name = ng_net_shown_name (net, index);
  whole = *path != '\0' ? g_strdup_printf ("%s/%s", path, name) : g_strdup (name);
  return g_hash_table_lookup (figure->aliases, whole);
}

double
ng_figure_width (const NgFigure *figure, const NgScene *scene)
{
  double own = (double) ng_scene_bounds (scene).width;

  return figure->width > 0 ? MIN (figure->width, own) : own;
}

void
ng_figure_refuse (const NgFigureForm *form, const char *hint, GError **error, const char *why, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, why);
  reason = g_strdup_vprintf (why, arguments);
  va_end (arguments);
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Figure::suit",
                             NULL,
                             "The form \"%s\" does not suit this net: %s",
                             form->name,
                             reason),
          "%s",
          hint != NULL ? hint : "The forms standard, traditional and strip show any net."));
}
