/* Each row is a line along the flow. Branches of a link stand beside one another between a fork and
 * the brick at their end, each in a strip as wide as all that is in it, so that nothing overlaps. A
 * line past them leads round the outermost. */

#include "render/figure/bricks-place.h"

#include "render/layout/orthogonal.h"

#include <math.h>
#include <string.h>

/* Points. */
#define USUAL_SIZE  8.0F
#define LEAST_SIZE  6.0F
#define GAP         11.0F /* between bricks of a row, with an arrow */
#define FORK        6.0F  /* from a brick to where its line parts */
#define SIDE        9.0F  /* between branches, and to a line past them */
#define FRAME       8.0F  /* from a frame to what is in it */
#define BAND        11.0F /* for the name of a frame and its count */
#define PORT        2.0F  /* from words in the line to that */
#define LEAST_WIDTH 44.0F
#define LEAST       26.0F /* of boxes beside others */
#define MOST_WORDS  132.0F
#define MOST_NOTE   80.0F
/* In sizes of words. */
#define HEIGHT 2.05F
#define SIGN   1.5F
#define MARGIN 0.8F

void
ng_brick_style_init (NgBrickStyle *self, const NgFigure *figure)
{
  float size = figure->font_size > 0 ? figure->font_size : USUAL_SIZE;

  self->metrics = figure->metrics;
  self->direction = figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction
                                                             : figure->form->flow;
  self->dimensions = figure->dimensions != NG_FIGURE_AUTOMATIC ? (NgDimensions) figure->dimensions
                                                               : NG_DIMENSIONS_NONE;
  self->without_dot = figure->without_dot;
  self->is_right = self->direction == NG_DIRECTION_RIGHT;
  self->is_up = self->direction == NG_DIRECTION_UP;
  self->word = (NgFont){ size, NG_FAMILY_SANS, FALSE, FALSE };
  self->small = (NgFont){ MAX (0.85F * size, LEAST_SIZE), NG_FAMILY_SANS, FALSE, FALSE };
  self->count = (NgFont){ size, NG_FAMILY_SANS, TRUE, FALSE };
  self->height = roundf (HEIGHT * size);
  self->width = LEAST_WIDTH;
}

char *
ng_brick_count (const NgBrick *brick)
{
  return brick->count > 1 ? g_strdup_printf ("×%d", brick->count) : NULL;
}

char *
ng_brick_names (const NgBrickStyle *style, const NgBrick *brick, const GPtrArray *names)
{
  g_autoptr (GString) all = g_string_new (NULL);
  float most = style->is_right ? MAX (brick->along, LEAST_WIDTH) : MOST_NOTE;

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  return names->len > 0 ? ng_metrics_ellipsize (style->metrics, style->small, all->str, most, TRUE)
                        : NULL;
}

char *
ng_brick_words (const NgBrickStyle *style, const NgBrick *brick)
{
  gboolean is_frame = brick->kind == NG_BRICK_FRAME;
  gboolean has_letters = is_frame && brick->letters != NULL;
  g_autofree char *told = has_letters ? g_strconcat (brick->words != NULL ? brick->words : "",
                                                     brick->words != NULL ? ", " : "",
                                                     brick->letters,
                                                     NULL)
                                      : g_strdup (brick->words);

  return told != NULL
             ? ng_metrics_ellipsize (
                   style->metrics, is_frame ? style->small : style->word, told, MOST_WORDS, TRUE)
             : NULL;
}

char *
ng_brick_label (const NgBrickStyle *style, const NgBrick *brick)
{
  return ng_metrics_ellipsize (style->metrics, style->small, brick->label, MOST_NOTE, FALSE);
}

char *
ng_brick_row_label (const NgBrickStyle *style, const NgBrickRow *row)
{
  return ng_metrics_ellipsize (style->metrics, style->small, row->label, MOST_NOTE, FALSE);
}

float
ng_brick_row_end (const NgBrickRow *row)
{
  const NgBrick *last = row->bricks->len > 0 ? row->bricks->pdata[row->bricks->len - 1] : NULL;

  return last != NULL ? last->u + last->along : 0;
}

int
ng_brick_outlet_side (const NgBrick *brick)
{
  gboolean is_free = brick->count == 1 && !(brick->is_passed && brick->branches->len > 0);

  return is_free ? 1 : -1;
}

static float
width_of (const NgBrickStyle *style, NgFont font, const char *text)
{
  return text != NULL ? ng_metrics_width (style->metrics, font, text) : 0;
}

static float
height_of (const NgBrickStyle *style, NgFont font)
{
  return style->metrics->ascent (style->metrics, font) +
         style->metrics->descent (style->metrics, font);
}

/* ---- sizes ---- */

static float
width_of_words (const NgBrickStyle *style, const NgBrick *brick)
{
  g_autofree char *words = ng_brick_words (style, brick);

  return width_of (style, style->word, words);
}

static gboolean
stands_beside (const NgBrick *brick)
{
  return brick->branches->len > 1;
}

/* The widest words of boxes; of those in rows that stand beside others only where @is_deep. */
static float
widest (const NgBrickStyle *style, const NgBrickRow *row, gboolean is_deep)
{
  float most = 0;

  for (guint i = 0; i < row->bricks->len; i++) {
    const NgBrick *brick = row->bricks->pdata[i];
    float own = brick->kind == NG_BRICK_BOX ? width_of_words (style, brick)
                : brick->inner != NULL      ? widest (style, brick->inner, is_deep)
                                            : 0;
    most = MAX (most, own);
    for (guint b = 0; b < brick->branches->len && (is_deep || !stands_beside (brick)); b++) {
      own = widest (style, brick->branches->pdata[b], is_deep);
      most = MAX (most, own);
    }
    own = brick->beside != NULL ? widest (style, brick->beside, is_deep) : 0;
    most = MAX (most, own);
  }
  return most;
}

static void
set_size (NgBrick *brick, float along, float across)
{
  brick->along = along;
  brick->before = brick->after = across / 2;
}

/* Where the last brick's output @index of @n that are read is, beside the line: spread over a box.
 */
static float
output_place (const NgBrickRow *row, int index, int n)
{
  const NgBrick *last = row->bricks->pdata[row->bricks->len - 1];
  float width = last->kind == NG_BRICK_BOX ? last->before + last->after : 0;

  return n > 1 ? width * ((float) (index + 1) / (float) (n + 1) - 0.5F) : 0;
}

/* A band along the page's upper side holds name and count. */
static void
size_frame (const NgBrickStyle *style, NgBrick *brick, float width)
{
  g_autofree char *name = ng_brick_words (style, brick), *count = ng_brick_count (brick);
  float name_width = width_of (style, style->small, name);
  float count_width = width_of (style, style->count, count);
  float band = name != NULL || count != NULL ? BAND : 0;
  NgBrickRow *inner = brick->inner;

  ng_brick_row_place (style, inner, width);
  brick->along = inner->length + FRAME;
  brick->before = inner->before + FRAME;
  brick->after = inner->after + FRAME;
  inner->u = inner->v = 0;
  if (style->is_right) {
    brick->after += band;
    brick->along = MAX (brick->along, name_width + count_width + 4 * NG_BRICK_PAD);
    return;
  }
  brick->along += band;
  if (!style->is_up)
    inner->u = band;
  if (name != NULL)
    brick->before = MAX (brick->before, name_width + 2 * NG_BRICK_PAD);
  if (count != NULL)
    brick->after = MAX (brick->after, count_width + 2 * NG_BRICK_PAD);
}

static void
size_brick (const NgBrickStyle *style, NgBrick *brick, float width)
{
  float words;

  switch (brick->kind) {
  case NG_BRICK_BOX:
    if (style->is_right)
      set_size (brick, width, style->height);
    else
      set_size (brick, style->height, width);
    return;
  case NG_BRICK_SIGN:
    words = MAX (SIGN * style->word.size, width_of_words (style, brick) + NG_BRICK_PAD);
    set_size (brick, words, words);
    return;
  case NG_BRICK_PORT:
    words = width_of_words (style, brick);
    if (style->is_right)
      set_size (brick, words + 2 * PORT, height_of (style, style->word));
    else
      set_size (brick, height_of (style, style->word), words);
    return;
  case NG_BRICK_FRAME:
    size_frame (style, brick, width);
    return;
  case NG_BRICK_POINT:
    set_size (brick, 0, 0);
    return;
  }
}

/* How far words beside the brick reach. */
static void
reach_of (const NgBrickStyle *style, const NgBrick *brick, float *before, float *after)
{
  g_autofree char *notes = ng_brick_names (style, brick, brick->notes);
  g_autofree char *outlets = ng_brick_names (style, brick, brick->outlets);
  g_autofree char *count = brick->kind != NG_BRICK_FRAME ? ng_brick_count (brick) : NULL;
  float size = height_of (style, style->small);
  float note = style->is_right ? size : width_of (style, style->small, notes);
  float outlet = style->is_right ? size : width_of (style, style->small, outlets);
  int side = ng_brick_outlet_side (brick);

  *before = brick->before;
  *after = brick->after;
  if (notes != NULL)
    *before = MAX (*before, brick->before + NG_BRICK_NOTE + NG_BRICK_PAD / 2 + note);
  if (outlets != NULL && side < 0)
    *before = MAX (*before, brick->before + NG_BRICK_NOTE + NG_BRICK_PAD / 2 + outlet);
  if (outlets != NULL && side > 0)
    *after = MAX (*after, brick->after + NG_BRICK_NOTE + NG_BRICK_PAD / 2 + outlet);
  if (count != NULL)
    *after = MAX (*after,
                  brick->after + NG_BRICK_PAD +
                      (style->is_right ? height_of (style, style->count)
                                       : width_of (style, style->count, count)));
}

/* ---- places ---- */

/* Lines from the sides turn so that those from further out turn later. */
int
ng_brick_lane (const NgBrick *brick, guint index, float *place)
{
  const GPtrArray *branches = brick->branches;
  guint n = 0, at = 0;
  int lane = 0;

  for (guint b = 0; b < branches->len; b++) {
    const NgBrickRow *row = branches->pdata[b];
    at += b < index && row->is_joined;
    n += row->is_joined;
  }
  float width = brick->before + brick->after;
  *place = -brick->before + width * (float) (at + 1) / (float) (n + 1);
  float v = ((const NgBrickRow *) branches->pdata[index])->v;
  if (fabsf (v - *place) < 0.05F)
    return 0;
  /* One lane for itself, and one for each that comes in further in on its side. */
  for (guint b = 0; b < branches->len; b++) {
    const NgBrickRow *row = branches->pdata[b];
    gboolean is_inside = v < *place ? b > index && row->v < 0 : b < index && row->v > 0;
    lane += row->is_joined && is_inside;
  }
  return lane + 1;
}

static int
count_lanes (const NgBrick *brick)
{
  int most = 0;
  float place;

  for (guint b = 0; b < brick->branches->len; b++)
    if (((const NgBrickRow *) brick->branches->pdata[b])->is_joined)
      most = MAX (most, ng_brick_lane (brick, b, &place));
  return most;
}

/* Side by side; the middle one goes on in the line. */
static void
place_branches (const NgBrickStyle *style, NgBrick *brick, float width, float *length)
{
  GPtrArray *branches = brick->branches;
  guint n = branches->len;
  float at = 0, middle;

  *length = 0;
  for (guint b = 0; b < n; b++) {
    NgBrickRow *row = branches->pdata[b];
    float own = n > 1 ? widest (style, row, TRUE) + 2 * MARGIN * style->word.size : width;
    ng_brick_row_place (style, row, MAX (own, n > 1 ? LEAST : own));
    at += b > 0 ? SIDE : 0;
    row->v = at + row->before;
    at += row->before + row->after;
    *length = MAX (*length, row->length);
  }
  const NgBrickRow *central = branches->pdata[n / 2];
  middle = n % 2 == 1 ? central->v : central->v - central->before - SIDE / 2;
  for (guint b = 0; b < n; b++)
    ((NgBrickRow *) branches->pdata[b])->v -= middle;
}

/* A node of the layout of ties: a shape of that length, whose line is @before from one side. */
static NgLayoutNode
node_of (const NgBrickStyle *style, float length, float before, float after)
{
  return style->is_right ? (NgLayoutNode){ .width = length, .height = before + after }
                         : (NgLayoutNode){ .width = before + after, .height = length };
}

/* Where lines come to @brick, whose line is @middle from the node's side: spread over its width. */
static void
spread_inputs (const NgBrick *brick, NgLayoutNode *node, float middle, float sign)
{
  float *places = g_new (float, node->n_inputs + 1);
  float width = brick->before + brick->after;

  for (int i = 0; i < node->n_inputs; i++) {
    float v = brick->kind == NG_BRICK_FRAME || brick->kind == NG_BRICK_SIGN
                  ? 0
                  : -brick->before + width * (float) (i + 1) / (float) (node->n_inputs + 1);
    places[i] = middle + sign * v;
  }
  node->input_places = places;
}

static int
by_output (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* Outputs of node @node that lines leave, and their places, spread over the brick where that is a
 * box: @node's and those of the lines. */
static void
spread_outputs (
    const NgBrick *brick, int node, NgLayoutNode *to, NgLayoutEdge *edges, float middle, float sign)
{
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (int));
  const NgBrickRow *row = brick->branches->pdata[node];
  float *places;

  for (guint i = 0; i < brick->ties->len; i++) {
    const NgBrickTie *tie = &g_array_index (brick->ties, NgBrickTie, i);
    gboolean is_known = tie->from != node;
    for (guint k = 0; k < outputs->len && !is_known; k++)
      is_known = g_array_index (outputs, int, k) == tie->source.port;
    if (!is_known)
      g_array_append_val (outputs, tie->source.port);
  }
  g_array_sort (outputs, by_output);
  places = g_new (float, outputs->len + 1);
  for (guint k = 0; k < outputs->len; k++)
    places[k] = middle + sign * output_place (row, (int) k, (int) outputs->len);
  for (guint i = 0; i < brick->ties->len; i++) {
    const NgBrickTie *tie = &g_array_index (brick->ties, NgBrickTie, i);
    for (guint k = 0; k < outputs->len && tie->from == node; k++)
      if (g_array_index (outputs, int, k) == tie->source.port)
        edges[i].source_port = (int) k;
  }
  to->n_outputs = (int) outputs->len;
  to->output_places = places;
}

/* The branches, the brick before and the brick itself as a graph. */
static void
place_tied (const NgBrickStyle *style, NgBrick *brick, float *length)
{
  int n = (int) brick->branches->len;
  g_autofree NgLayoutNode *nodes = g_new0 (NgLayoutNode, n + 2);
  g_autofree NgLayoutEdge *edges = g_new0 (NgLayoutEdge, brick->ties->len + 1);
  g_autofree float *outputs = g_new0 (float, n + 2);
  float sign = style->is_right ? -1 : 1;

  for (int b = 0; b < n; b++) {
    NgBrickRow *row = brick->branches->pdata[b];
    ((NgBrick *) row->bricks->pdata[0])->is_sealed = TRUE;
    float own = widest (style, row, TRUE) + 2 * MARGIN * style->word.size;
    ng_brick_row_place (style, row, MAX (own, LEAST));
    nodes[b + 1] = node_of (style, row->length, row->before, row->after);
    outputs[b + 1] = style->is_right ? row->after : row->before;
  }
  nodes[n + 1] = node_of (style, brick->along, brick->before, brick->after);
  outputs[n + 1] = style->is_right ? brick->after : brick->before;
  nodes[n + 1].is_round = brick->kind == NG_BRICK_SIGN;
  nodes[0].border = -1;
  for (guint i = 0; i < brick->ties->len; i++) {
    const NgBrickTie *tie = &g_array_index (brick->ties, NgBrickTie, i);
    nodes[0].n_outputs = 1;
    edges[i] = (NgLayoutEdge){ tie->from + 1, 0, tie->to + 1, nodes[tie->to + 1].n_inputs++, 0, 0 };
  }
  nodes[n + 1].output_places = &outputs[n + 1];
  for (int k = 1; k <= n + 1; k++) {
    const NgBrick *head =
        k <= n ? ((const NgBrickRow *) brick->branches->pdata[k - 1])->bricks->pdata[0] : brick;
    if (k <= n)
      spread_outputs (brick, k - 1, &nodes[k], edges, outputs[k], sign);
    spread_inputs (head, &nodes[k], outputs[k], sign);
  }
  NgLayoutOptions options = { .direction = style->direction,
                              .rank_gap = GAP + 2,
                              .node_gap = SIDE,
                              .without_dot = style->without_dot,
                              .is_orthogonal = TRUE };
  NgLayout *layout =
      ng_layout_new (nodes, (gsize) n + 2, edges, brick->ties->len, &options, NULL, NULL);
  ng_layout_make_orthogonal (layout, nodes, edges, &options, 3, NULL);
  for (int k = 1; k <= n + 1; k++) {
    g_free ((gpointer) nodes[k].input_places);
    if (k <= n)
      g_free ((gpointer) nodes[k].output_places);
  }
  g_clear_pointer (&brick->layout, ng_layout_free);
  brick->layout = layout;

  /* The brick's line is the row's; where nothing follows, that of the one before. */
  gboolean is_last = brick->kind == NG_BRICK_POINT && brick->pick.kind == NG_PICK_NONE;
  NgBox own = layout->nodes[n + 1], first = layout->nodes[is_last ? 0 : n + 1];
  float line = (style->is_right ? first.y : first.x) + outputs[is_last ? 0 : n + 1];
  brick->layout_v = -sign * line;
  *length = style->is_right ? layout->width : layout->height;
  for (int b = 0; b < n; b++) {
    NgBrickRow *row = brick->branches->pdata[b];
    NgBox box = layout->nodes[b + 1];
    row->v = brick->layout_v + sign * ((style->is_right ? box.y : box.x) + outputs[b + 1]);
    row->u = style->is_right ? box.x : style->is_up ? *length - box.y - box.height : box.y;
  }
  brick->u = style->is_right ? own.x : style->is_up ? *length - own.y - own.height : own.y;
}

/* Room for the label before a brick, which stands beside the line. @known: (inout): the label that
 * was there last. Returns: how much along the flow */
static float
place_label (const NgBrickStyle *style, NgBrickRow *row, guint index, float u, const char **known)
{
  NgBrick *brick = row->bricks->pdata[index];
  gboolean is_known = brick->label != NULL && g_strcmp0 (*known, brick->label) == 0;

  brick->label_u = 0;
  *known = brick->label != NULL ? brick->label : *known;
  if (style->dimensions == NG_DIMENSIONS_NONE || brick->label == NULL || brick->is_sealed ||
      index == 0 || (is_known && style->dimensions == NG_DIMENSIONS_CHANGES))
    return 0;
  g_autofree char *label = ng_brick_label (style, brick);
  float wide = width_of (style, style->small, label), high = height_of (style, style->small);
  float along = style->is_right ? wide + NG_BRICK_PAD : high + 1;
  row->after = MAX (row->after, NG_BRICK_PAD + (style->is_right ? high : wide));
  brick->label_u = u + along / 2 + 1;
  return along;
}

/* Likewise behind the last brick, where the row is a branch. @before: the label that was there last
 */
static float
place_row_label (const NgBrickStyle *style, NgBrickRow *row, float u, const char *before)
{
  row->label_u = 0;
  if (style->dimensions == NG_DIMENSIONS_NONE || row->label == NULL ||
      (style->dimensions == NG_DIMENSIONS_CHANGES && g_strcmp0 (row->label, before) == 0))
    return 0;
  g_autofree char *label = ng_brick_row_label (style, row);
  float wide = width_of (style, style->small, label), high = height_of (style, style->small);
  float along = style->is_right ? wide + NG_BRICK_PAD : high + 1;
  row->label_u = u + along / 2 + 1;
  row->label_v = output_place (row, row->n_outputs - 1, row->n_outputs);
  row->after = MAX (row->after, row->label_v + NG_BRICK_PAD + (style->is_right ? high : wide));
  return along + 2;
}

/* Beside all that comes to a brick, which begins at @from, and the brick. Returns: where both have
 * ended */
static float
place_beside (const NgBrickStyle *style, NgBrickRow *row, NgBrick *brick, float from, float width)
{
  NgBrickRow *beside = brick->beside;
  float reach = MAX (brick->before, brick->branches->len > 0 ? row->before : 0);

  ng_brick_row_place (style, beside, width);
  beside->u = from;
  beside->v = -(reach + 2 * SIDE + beside->after);
  row->before = MAX (row->before, beside->before - beside->v);
  return MAX (brick->u + brick->along, from + beside->length + FORK);
}

/* Branches that are tied to one another, from @u on, and the brick. Returns: where it ends */
static float
place_tied_brick (
    const NgBrickStyle *style, NgBrickRow *row, NgBrick *brick, gboolean is_led_to, float u)
{
  float length, across, start = u + (is_led_to ? FORK : 0);

  place_tied (style, brick, &length);
  across = style->is_right ? brick->layout->height : brick->layout->width;
  row->before = MAX (row->before, style->is_right ? across - brick->layout_v : -brick->layout_v);
  row->after = MAX (row->after, style->is_right ? brick->layout_v : across + brick->layout_v);
  brick->fork_u = start;
  for (guint b = 0; b < brick->branches->len; b++)
    ((NgBrickRow *) brick->branches->pdata[b])->u += start;
  brick->u += start;
  return start + length;
}

/* Likewise branches that are not. */
static float
place_plain_brick (const NgBrickStyle *style,
                   NgBrickRow *row,
                   NgBrick *brick,
                   gboolean is_first,
                   float u,
                   float width)
{
  gboolean begins = is_first && !brick->is_passed && brick->branches->len == 0;

  if (brick->branches->len > 0) {
    float length;
    place_branches (style, brick, width, &length);
    const NgBrickRow *first = brick->branches->pdata[0];
    const NgBrickRow *last = brick->branches->pdata[brick->branches->len - 1];
    gboolean parts = brick->branches->len > 1 || brick->is_passed;
    brick->fork_u = u + (parts && (!is_first || first->is_attached) ? FORK : 0);
    for (guint b = 0; b < brick->branches->len; b++)
      ((NgBrickRow *) brick->branches->pdata[b])->u = brick->fork_u;
    u = brick->fork_u + length;
    row->before = MAX (row->before, first->before - first->v);
    row->after = MAX (row->after, last->v + last->after);
    brick->loop_v = MAX (last->v + last->after, brick->after) + SIDE;
    if (brick->is_passed)
      row->after = MAX (row->after, brick->loop_v);
    if (brick->kind != NG_BRICK_SIGN && brick->branches->len > 1)
      u += NG_BRICK_LANE * (float) count_lanes (brick);
  }
  if (!begins && !brick->is_sealed)
    u += brick->kind != NG_BRICK_POINT ? GAP : brick->branches->len > 0 ? GAP / 2 : 0;
  brick->u = u;
  return u + brick->along;
}

/* What comes to the brick is told before its branches part. */
static void
pass_known (NgBrick *brick, const char *known)
{
  known = brick->label != NULL ? brick->label : known;
  for (guint b = 0; b < brick->branches->len; b++)
    ((NgBrickRow *) brick->branches->pdata[b])->known = known;
  if (brick->inner != NULL)
    brick->inner->known = known;
}

static const char *
known_after (const NgBrick *brick, const char *known)
{
  const NgBrickRow *last =
      brick->branches->len > 0 ? brick->branches->pdata[brick->branches->len - 1] : NULL;

  if (brick->inner != NULL)
    return brick->inner->known;
  return last != NULL && last->is_joined && last->label != NULL ? last->label : known;
}

void
ng_brick_row_place (const NgBrickStyle *style, NgBrickRow *row, float width)
{
  const char *known = row->known;
  float u = 0, most_before = 0, most_after = 0;

  for (guint i = 0; i < row->bricks->len; i++) {
    NgBrick *brick = row->bricks->pdata[i];
    float before, after;

    row->before = row->after = 0;
    pass_known (brick, known);
    size_brick (style, brick, width);
    u += place_label (style, row, i, u, &known);
    float from = u;
    u = brick->ties != NULL ? place_tied_brick (style, row, brick, i > 0 || row->is_attached, u)
                            : place_plain_brick (style, row, brick, i == 0, u, width);
    reach_of (style, brick, &before, &after);
    row->before = MAX (row->before, before);
    row->after = MAX (row->after, after);
    known = known_after (brick, known);
    if (brick->beside != NULL)
      u = place_beside (style, row, brick, from, width);
    brick->reach_before = row->before;
    brick->reach_after = row->after;
    most_before = MAX (most_before, row->before);
    most_after = MAX (most_after, row->after);
  }
  row->before = most_before;
  row->after = most_after;
  u += place_row_label (style, row, u, known);
  row->length = u;
  row->known = known;
}

void
ng_bricks_place (NgBricks *self, NgBrickStyle *style)
{
  float own = widest (style, self->row, FALSE) + 2 * MARGIN * style->word.size;

  style->width = MAX (own, LEAST_WIDTH);
  self->row->known = NULL;
  ng_brick_row_place (style, self->row, style->width);
}
