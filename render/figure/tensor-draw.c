#include "render/figure/tensor-draw.h"

/* Points: as wide as the text of a page, and as high as that. What is narrower than COLUMN is a
 * column of text. */
#define PAGE        504
#define PAGE_HEIGHT 633
#define COLUMN      300

/* An attempt, and how wide it may become; 0 for as wide as it likes. */
typedef struct {
  NgTensorTry attempt;
  float most;
} Attempt;

static void
add (GArray *attempts, float scale, float length, const NgTensorLevel *levels, float most)
{
  Attempt attempt = { { scale, length, levels }, most };

  g_array_append_val (attempts, attempt);
}

/* All attempts, each worse to look at than those before it. */
static GArray *
list_attempts (const NgTensorLook *look, const NgTensorLevel *levels)
{
  static const float scales[] = { 1, 0.85F, 0.7F };
  const NgFigure *figure = look->figure;
  GArray *attempts = g_array_new (FALSE, FALSE, sizeof (Attempt));
  float wrap = figure->wrap == NG_WRAP_AUTOMATIC ? PAGE : (float) figure->wrap;
  float width = (float) figure->width, inner = MAX (width - 2 * NG_TENSOR_MARGIN, 1);
  gboolean is_column = width < COLUMN;

  if (look->direction != NG_DIRECTION_RIGHT) {
    if (wrap > 0)
      add (attempts, 1, wrap, NULL, width);
    for (gsize i = 0; width > 0 && i < G_N_ELEMENTS (scales); i++)
      add (attempts, scales[i], PAGE_HEIGHT, NULL, width);
    add (attempts, 1, 0, NULL, width);
    for (gsize i = 1; width > 0 && i < G_N_ELEMENTS (scales); i++)
      add (attempts, scales[i], 0, NULL, width);
    return attempts;
  }
  if (levels != NULL && wrap > 0)
    add (attempts, 1, 0, levels, wrap);
  for (gsize i = 0; levels != NULL && wrap <= 0 && i < (width > 0 ? G_N_ELEMENTS (scales) : 1); i++)
    add (attempts, scales[i], 0, levels, i < 2 ? width : ng_tensor_most_width (look, width));
  if (wrap > 0)
    add (attempts, 1, wrap, NULL, width);
  for (gsize i = wrap > 0; i < (width > 0 ? G_N_ELEMENTS (scales) : 1); i++)
    add (attempts, scales[i], 0, NULL, width);
  if (width > 0)
    add (attempts, is_column ? scales[2] : scales[1], inner, NULL, 0);
  return attempts;
}

NgScene *
ng_tensor_draw (const NgTensorDrawing *drawing,
                NgNet *net,
                const NgFigure *figure,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (NgTensors) tensors = ng_tensors_new (net, figure, cancellable, error);
  g_autofree gpointer picture = g_malloc0 (drawing->size);
  g_autofree NgTensorLevel *levels = NULL;
  g_autoptr (GArray) attempts = NULL;

  if (tensors == NULL)
    return NULL;
  NgTensorLook look = ng_tensor_look (tensors, figure, 1);
  levels = drawing->has_u ? ng_tensor_levels (tensors) : NULL;
  attempts = list_attempts (&look, levels);
  for (guint i = 0; i < attempts->len; i++) {
    const Attempt *it = &g_array_index (attempts, Attempt, i);

    if (i > 0)
      drawing->clear (picture);
    const NgRail *rail = drawing->place (picture, tensors, figure, &it->attempt);
    if (it->most <= 0 || rail->width + 2 * NG_TENSOR_MARGIN <= it->most)
      break;
  }
  NgScene *scene = drawing->paint (picture);
  drawing->clear (picture);
  return scene;
}
