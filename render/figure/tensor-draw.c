#include "render/figure/tensor-draw.h"

/* Points: as wide as the text of a page, and as high as that. What is narrower than COLUMN is a
 * column of text. */
#define PAGE        504
#define PAGE_HEIGHT 633
#define COLUMN      300
/* How small objects of a U may be. */
#define LEAST_SCALE 0.5F

static const float scales[] = { 1, 0.85F, 0.7F };
#define N_SCALES G_N_ELEMENTS (scales)

/* An attempt, and how wide and high it may become; 0 for as much as it likes. */
typedef struct {
  NgTensorTry attempt;
  float width, height;
} Attempt;

static void
add (GArray *attempts, NgTensorTry attempt, float width, float height)
{
  Attempt it = { attempt, width, height };

  g_array_append_val (attempts, it);
}

/* Where the flow is upright: on one page if that can be, what hangs together side by side or below
 * one another. */
static void
list_upright (GArray *attempts, float wrap, float width)
{
  if (wrap > 0)
    add (attempts, (NgTensorTry){ .scale = 1, .length = wrap }, width, 0);
  for (guint i = 0; width > 0 && i < N_SCALES; i++) {
    add (attempts, (NgTensorTry){ .scale = scales[i], .length = PAGE_HEIGHT }, width, 0);
    add (attempts, (NgTensorTry){ .scale = scales[i], .is_joined = TRUE }, width, PAGE_HEIGHT);
  }
  if (width > 0)
    add (attempts, (NgTensorTry){ .scale = scales[N_SCALES - 1] }, width, 0);
  add (attempts,
       (NgTensorTry){ .scale = width > 0 ? scales[N_SCALES - 1] : 1, .is_joined = width > 0 },
       0,
       0);
}

/* Likewise of a flow to the right: rows are broken where nothing else helps. */
static void
list_right (GArray *attempts,
            const NgTensorLook *look,
            const NgTensorLevel *levels,
            float wrap,
            float width)
{
  guint n = width > 0 ? N_SCALES : 1;

  if (levels != NULL && wrap > 0)
    add (attempts, (NgTensorTry){ .scale = 1, .levels = levels }, wrap, 0);
  for (guint i = 0; levels != NULL && wrap <= 0 && i < n; i++)
    add (attempts, (NgTensorTry){ .scale = scales[i], .levels = levels }, width, 0);
  if (levels != NULL && wrap <= 0 && width > 0)
    add (attempts,
         (NgTensorTry){ .scale = LEAST_SCALE, .levels = levels },
         ng_tensor_most_width (look, width),
         0);
  if (wrap > 0)
    add (attempts, (NgTensorTry){ .scale = 1, .length = wrap }, width, 0);
  for (guint i = wrap > 0; i < n; i++)
    add (attempts, (NgTensorTry){ .scale = scales[i] }, width, 0);
  if (width > 0)
    add (attempts,
         (NgTensorTry){ .scale = width < COLUMN ? scales[N_SCALES - 1] : scales[1],
                        .length = MAX (width - 2 * NG_TENSOR_MARGIN, 1) },
         0,
         0);
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
  attempts = g_array_new (FALSE, FALSE, sizeof (Attempt));
  float width = (float) figure->width;
  float wrap = figure->wrap == NG_WRAP_AUTOMATIC ? PAGE : (float) figure->wrap;
  if (look.direction == NG_DIRECTION_RIGHT)
    list_right (attempts, &look, levels, wrap, width);
  else
    list_upright (attempts, wrap, width);
  for (guint i = 0; i < attempts->len; i++) {
    const Attempt *it = &g_array_index (attempts, Attempt, i);

    if (i > 0)
      drawing->clear (picture);
    const NgRail *rail = drawing->place (picture, tensors, figure, &it->attempt);
    if ((it->width <= 0 || rail->width + 2 * NG_TENSOR_MARGIN <= it->width) &&
        (it->height <= 0 || rail->height + 2 * NG_TENSOR_MARGIN <= it->height))
      break;
  }
  NgScene *scene = drawing->paint (picture);
  drawing->clear (picture);
  return scene;
}
