#include "render/figure/tensor-draw.h"

#include "render/export/widths.h"

/* Points: as wide as the text of a page. What is narrower than COLUMN is a column of text. */
#define PAGE   504
#define COLUMN 300
/* How small objects may be where nothing else helps. */
#define LEAST_SCALE 0.45F

static const float scales[] = { 1, 0.85F, 0.7F };
#define N_SCALES G_N_ELEMENTS (scales)

/* An attempt, and how wide and high it may become; 0 for as much as it likes. */
typedef struct {
  NgTensorTry attempt;
  float width, height;
} Attempt;

typedef struct {
  GArray *attempts;
  const NgTensorDrawing *drawing;
  const NgTensorLook *look;
  const NgTensorLevel *levels;
  float width, wrap; /* of the figure; 0 for none */
  float page;        /* as high as the paper is */
} Plan;

static void
add (Plan *plan, NgTensorTry attempt, float width, float height)
{
  Attempt it = { attempt, width, height };

  g_array_append_val (plan->attempts, it);
}

/* A U whose flow goes down and up again. */
static void
add_turned (Plan *plan)
{
  NgTensorTry attempt = { .direction = NG_DIRECTION_DOWN, .scale = 1, .levels = plan->levels };
  float most = ng_tensor_most_width (plan->look, plan->width);

  if (!plan->drawing->turns_u || plan->levels == NULL || plan->wrap > 0)
    return;
  if (plan->width <= 0)
    add (plan, attempt, 0, 0);
  for (guint i = 0; plan->width > 0 && i <= N_SCALES; i++) {
    attempt.scale = i < N_SCALES ? scales[i] : LEAST_SCALE;
    add (plan, attempt, i < N_SCALES ? plan->width : most, 0);
  }
}

/* Where the flow is upright: on one page if that can be, what hangs together side by side or below
 * one another. */
static void
list_upright (Plan *plan)
{
  NgTensorTry attempt = { .direction = plan->look->direction, .scale = 1 };
  float width = plan->width;

  if (attempt.direction == NG_DIRECTION_DOWN)
    add_turned (plan);
  if (plan->wrap > 0) {
    attempt.length = plan->wrap;
    add (plan, attempt, width, 0);
  }
  for (guint i = 0; width > 0 && i < N_SCALES; i++) {
    attempt.scale = scales[i];
    attempt.length = plan->page - 2 * NG_TENSOR_MARGIN;
    add (plan, attempt, width, 0);
    attempt.length = 0;
    attempt.is_joined = TRUE;
    add (plan, attempt, width, plan->page);
    attempt.is_joined = FALSE;
  }
  attempt.length = 0;
  if (width > 0)
    add (plan, attempt, width, 0);
  if (width > 0)
    attempt.scale = LEAST_SCALE;
  attempt.is_joined = width > 0;
  add (plan, attempt, 0, 0);
}

/* Likewise of a flow to the right: rows are broken where nothing else helps. */
static void
list_right (Plan *plan)
{
  NgTensorTry attempt = { .direction = NG_DIRECTION_RIGHT, .scale = 1, .levels = plan->levels };
  float width = plan->width;
  guint n = width > 0 ? N_SCALES : 1;

  if (plan->levels != NULL && plan->wrap > 0)
    add (plan, attempt, plan->wrap, 0);
  for (guint i = 0; plan->levels != NULL && plan->wrap <= 0 && i < n; i++) {
    attempt.scale = scales[i];
    add (plan, attempt, width, width > 0 ? plan->page : 0);
  }
  if (plan->levels != NULL && plan->wrap <= 0 && width > 0) {
    attempt.scale = LEAST_SCALE;
    add (plan, attempt, ng_tensor_most_width (plan->look, width), 0);
    if (plan->look->figure->direction == NG_FIGURE_AUTOMATIC)
      add_turned (plan);
  }
  attempt.levels = NULL;
  if (plan->wrap > 0) {
    attempt.scale = 1;
    attempt.length = plan->wrap;
    add (plan, attempt, width, 0);
  }
  attempt.length = 0;
  for (guint i = plan->wrap > 0; i < n; i++) {
    attempt.scale = scales[i];
    add (plan, attempt, width, 0);
  }
  if (width <= 0)
    return;
  attempt.scale = width < COLUMN ? scales[N_SCALES - 1] : scales[1];
  attempt.length = MAX (width - 2 * NG_TENSOR_MARGIN, 1);
  add (plan, attempt, 0, 0);
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
  Plan plan = { attempts,
                drawing,
                &look,
                levels,
                (float) figure->width,
                (float) figure->wrap,
                (float) ng_paper_height (figure->width) };
  if (figure->wrap == NG_WRAP_AUTOMATIC)
    plan.wrap = PAGE;
  if (look.direction == NG_DIRECTION_RIGHT)
    list_right (&plan);
  else
    list_upright (&plan);
  for (guint i = 0; i < attempts->len; i++) {
    const Attempt *it = &g_array_index (attempts, Attempt, i);

    if (i > 0)
      drawing->clear (picture);
    const NgRail *rail = drawing->place (picture, tensors, figure, &it->attempt);
    if (rail == NULL)
      continue;
    if ((it->width <= 0 || rail->width + 2 * NG_TENSOR_MARGIN <= it->width) &&
        (it->height <= 0 || rail->height + 2 * NG_TENSOR_MARGIN <= it->height))
      break;
  }
  NgScene *scene = drawing->paint (picture);
  drawing->clear (picture);
  return scene;
}
