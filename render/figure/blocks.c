/* Block diagrams, as in papers on transformers: boxes of equal width along the flow, lines at right
 * angles, frames round what repeats. */

#include "render/figure/blocks-draw.h"
#include "render/figure/forms.h"
#include "render/figure/words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Points. */
#define PAGE_MARGIN  3.0F
#define BOX_RADIUS   2.5F
#define FRAME_RADIUS 5.0F
#define CORNER       3.0F
#define HEAD_LENGTH  4.5F
#define HEAD_WIDTH   3.6F
/* What a page holds beside a caption. */
#define PAGE 560.0F
/* Of the height above the baseline, what is above the middle of small letters. */
#define MIDDLE 0.36F
/* Bricks of nets that are open, and of closed ones that show what skips, where nobody says how deep
 * nets are open. */
#define MOST_OPEN 48

/* ---- the page ---- */

static NgPoint
on_page (const NgBlocksDrawing *drawing, NgPoint at)
{
  if (drawing->is_back)
    at.x = drawing->turn - at.x;
  switch (drawing->style.direction) {
  case NG_DIRECTION_RIGHT:
    return (NgPoint){ at.x, -at.y };
  case NG_DIRECTION_DOWN:
    return (NgPoint){ at.y, at.x };
  case NG_DIRECTION_UP:
    break;
  }
  return (NgPoint){ at.y, -at.x };
}

static NgBox
box_on_page (const NgBlocksDrawing *drawing, NgPoint from, NgPoint to)
{
  NgPoint a = on_page (drawing, from), b = on_page (drawing, to);

  return (NgBox){ MIN (a.x, b.x), MIN (a.y, b.y), fabsf (b.x - a.x), fabsf (b.y - a.y) };
}

static void
pick (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPick pick)
{
  if (brick->net != NULL && *brick->net != '\0' && pick.kind != NG_PICK_NONE)
    pick.net = ng_scene_builder_add_path_name (drawing->builder, brick->net);
  ng_scene_builder_set_pick (drawing->builder, pick);
}

void
ng_blocks_pick_edge (const NgBlocksDrawing *drawing, const NgBrick *brick, int port)
{
  NgPick edge = { NG_PICK_EDGE, (guint32) port, brick->pick.id, 0 };

  drawing->state->is_wrong = brick->wrong_port == port;

  if (brick->pick.kind == NG_PICK_NET_OUTPUT)
    edge = (NgPick){ NG_PICK_EDGE, brick->pick.port, NG_PICK_NET, 0 };
  else if (brick->pick.kind != NG_PICK_VERTEX)
    edge = (NgPick){ 0 };
  pick (drawing, brick, edge);
}

static void
add_text (const NgBlocksDrawing *drawing,
          NgRole role,
          NgFont font,
          NgAlign align,
          NgPoint at,
          const char *text)
{
  float y = at.y + MIDDLE * font.size;

  if (strstr (text, "ᵢ") == NULL) {
    ng_scene_builder_add_text (drawing->builder, role, font, align, at.x, y, text);
    return;
  }
  g_autoptr (NgWords) words = ng_words_new (drawing->style.metrics, font, text, G_MAXFLOAT);
  ng_words_draw (words, drawing->builder, role, align, at.x, y);
}

/* Lines that are drawn next belong to no one in particular. */
static void
pick_nothing (const NgBlocksDrawing *drawing)
{
  drawing->state->is_wrong = FALSE;
  ng_scene_builder_set_pick (drawing->builder, (NgPick){ 0 });
}

/* ---- lines ---- */

void
ng_blocks_go_to (const NgBlocksDrawing *drawing, float u, float v)
{
  NgPoint point = { u, v };

  if (drawing->line->len > 0) {
    NgPoint last = g_array_index (drawing->line, NgPoint, drawing->line->len - 1);
    if (fabsf (last.x - u) < 0.01F && fabsf (last.y - v) < 0.01F)
      return;
  }
  g_array_append_val (drawing->line, point);
}

static NgPoint
towards (NgPoint from, NgPoint to, float most)
{
  float dx = to.x - from.x, dy = to.y - from.y, length = hypotf (dx, dy);
  float part = length > 0 ? MIN (most / length, 0.5F) : 0;

  return (NgPoint){ from.x + part * dx, from.y + part * dy };
}

static void
add_head (const NgBlocksDrawing *drawing, NgPoint from, NgPoint to)
{
  float dx = to.x - from.x, dy = to.y - from.y, length = hypotf (dx, dy);

  if (length <= 0)
    return;
  dx /= length;
  dy /= length;
  NgPoint back = { to.x - HEAD_LENGTH * dx, to.y - HEAD_LENGTH * dy };
  NgPoint points[] = { to,
                       { back.x - HEAD_WIDTH / 2 * dy, back.y + HEAD_WIDTH / 2 * dx },
                       { back.x + HEAD_WIDTH / 2 * dy, back.y - HEAD_WIDTH / 2 * dx } };
  ng_scene_builder_add_path (drawing->builder,
                             drawing->state->is_wrong ? NG_ROLE_ARROW_PROBLEM : NG_ROLE_ARROW,
                             "MLLZ",
                             points);
}

/* Draws the line that was led so far, with round corners, and begins another. */
void
ng_blocks_end_line (const NgBlocksDrawing *drawing, gboolean has_head)
{
  GArray *line = drawing->line;
  g_autoptr (GString) ops = g_string_new ("M");
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));

  if (line->len > 1) {
    for (guint i = 0; i < line->len; i++)
      g_array_index (line, NgPoint, i) = on_page (drawing, g_array_index (line, NgPoint, i));
    const NgPoint *at = (const NgPoint *) (void *) line->data;
    NgPoint end = at[line->len - 1];
    NgPoint tip = has_head ? towards (end, at[line->len - 2], HEAD_LENGTH * 0.7F) : end;
    g_array_append_val (points, at[0]);
    for (guint i = 1; i + 1 < line->len; i++) {
      NgPoint in = towards (at[i], at[i - 1], CORNER), out = towards (at[i], at[i + 1], CORNER);
      NgPoint curve[] = { towards (in, at[i], 0.55F * CORNER),
                          towards (out, at[i], 0.55F * CORNER),
                          out };
      g_array_append_val (points, in);
      g_array_append_vals (points, curve, 3);
      g_string_append (ops, "LC");
    }
    g_array_append_val (points, tip);
    g_string_append_c (ops, 'L');
    ng_scene_builder_add_path (drawing->builder,
                               drawing->state->is_wrong ? NG_ROLE_EDGE_PROBLEM : NG_ROLE_EDGE,
                               ops->str,
                               (const NgPoint *) (void *) points->data);
    if (has_head)
      add_head (drawing, at[line->len - 2], end);
  }
  g_array_set_size (line, 0);
}

/* ---- bricks ---- */

static void draw_row (const NgBlocksDrawing *drawing, const NgBrickRow *row, NgPoint origin);

static void
draw_frame (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPoint at)
{
  const NgBrickStyle *style = &drawing->style;
  NgBox box = box_on_page (drawing,
                           (NgPoint){ at.x, at.y - brick->before },
                           (NgPoint){ at.x + brick->along, at.y + brick->after });
  g_autofree char *name = ng_brick_words (style, brick), *count = ng_brick_count (brick);
  float top = box.y + 7;

  pick (drawing, brick, brick->pick);
  ng_scene_builder_add_box (
      drawing->builder, brick->is_repeat ? NG_ROLE_REPEAT : NG_ROLE_FRAME, box, FRAME_RADIUS);
  if (name != NULL)
    add_text (drawing,
              NG_ROLE_FRAME_NAME,
              style->small,
              NG_ALIGN_START,
              (NgPoint){ box.x + 1.25F * NG_BRICK_PAD, top },
              name);
  if (count != NULL)
    add_text (drawing,
              NG_ROLE_REPEAT_COUNT,
              style->count,
              NG_ALIGN_END,
              (NgPoint){ box.x + box.width - 1.25F * NG_BRICK_PAD, top },
              count);
}

static void
draw_shape (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPoint at)
{
  const NgBrickStyle *style = &drawing->style;
  NgBox box = box_on_page (drawing,
                           (NgPoint){ at.x, at.y - brick->before },
                           (NgPoint){ at.x + brick->along, at.y + brick->after });
  NgPoint middle = { box.x + box.width / 2, box.y + box.height / 2 };
  g_autofree char *words = ng_brick_words (style, brick);
  gboolean is_port = brick->kind == NG_BRICK_PORT;

  pick (drawing, brick, brick->pick);
  if (!is_port)
    ng_scene_builder_add_box (drawing->builder,
                              NG_ROLE_LAYER + brick->category,
                              box,
                              brick->kind == NG_BRICK_SIGN ? box.width / 2 : BOX_RADIUS);
  add_text (drawing,
            is_port ? NG_ROLE_PORT_NAME : NG_ROLE_NAME,
            style->word,
            NG_ALIGN_MIDDLE,
            middle,
            words);
}

/* Words beside a brick, with a line between where @has_line. @side: of the line of the row */
static void
draw_words (const NgBlocksDrawing *drawing,
            const NgBrick *brick,
            NgPoint at,
            int side,
            float shift,
            NgRole role,
            NgFont font,
            const char *words)
{
  gboolean is_count = role == NG_ROLE_REPEAT_COUNT, is_note = role == NG_ROLE_TAG_NAME;
  float shape = side > 0 ? brick->after : brick->before;
  float reach = shape + (is_count ? NG_BRICK_PAD : NG_BRICK_NOTE + NG_BRICK_PAD / 2);
  float u = at.x + brick->along / 2 + shift;
  NgPoint place = on_page (drawing, (NgPoint){ u, at.y + (float) side * reach });
  NgAlign align = side > 0 ? NG_ALIGN_START : NG_ALIGN_END;

  if (drawing->style.is_right) {
    align = NG_ALIGN_MIDDLE;
    place.y -= (float) side * font.size / 2;
  }
  add_text (drawing, role, font, align, place, words);
  if (is_count)
    return;
  drawing->state->is_wrong = FALSE;
  ng_blocks_go_to (drawing, u, at.y + (float) side * (is_note ? reach - NG_BRICK_PAD / 2 : shape));
  ng_blocks_go_to (drawing, u, at.y + (float) side * (is_note ? shape : reach - NG_BRICK_PAD / 2));
  ng_blocks_end_line (drawing, TRUE);
}

static void
draw_beside (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPoint at)
{
  const NgBrickStyle *style = &drawing->style;
  g_autofree char *notes = ng_brick_names (style, brick, brick->notes);
  g_autofree char *outlets = ng_brick_names (style, brick, brick->outlets);
  g_autofree char *count = brick->kind != NG_BRICK_FRAME ? ng_brick_count (brick) : NULL;
  int side = ng_brick_outlet_side (brick);
  float shift = notes != NULL && outlets != NULL && side < 0 ? brick->along / 4 : 0;

  if (notes != NULL)
    draw_words (drawing, brick, at, -1, -shift, NG_ROLE_TAG_NAME, style->small, notes);
  if (outlets != NULL)
    draw_words (drawing, brick, at, side, shift, NG_ROLE_PORT_NAME, style->small, outlets);
  if (count != NULL)
    draw_words (drawing, brick, at, 1, 0, NG_ROLE_REPEAT_COUNT, style->count, count);
}

/* ---- rows ---- */

/* From the end of a branch to the brick that it comes to. */
static void
lead_in (const NgBlocksDrawing *drawing, const NgBrick *brick, guint index, NgPoint at)
{
  const NgBrickRow *row = brick->branches->pdata[index];
  float u = at.x - brick->u + row->u, v = at.y + row->v, place = 0;
  gboolean has_head = brick->kind != NG_BRICK_POINT && brick->kind != NG_BRICK_FRAME;

  ng_blocks_pick_edge (drawing, brick, row->port);
  ng_blocks_go_to (drawing, u + ng_brick_row_end (row), v);
  if (brick->branches->len > 1 && brick->kind == NG_BRICK_SIGN && fabsf (row->v) > 0.05F) {
    ng_blocks_go_to (drawing, at.x + brick->along / 2, v);
    ng_blocks_go_to (
        drawing, at.x + brick->along / 2, at.y + (row->v < 0 ? -brick->before : brick->after));
  } else if (brick->branches->len > 1 && brick->kind != NG_BRICK_SIGN) {
    int lane = ng_brick_lane (brick, index, &place);
    if (brick->kind == NG_BRICK_FRAME)
      place = 0;
    float turn = at.x - HEAD_LENGTH - 2 - NG_BRICK_LANE * (float) lane;
    if (lane > 0) {
      ng_blocks_go_to (drawing, turn, v);
      ng_blocks_go_to (drawing, turn, at.y + place);
    }
    ng_blocks_go_to (drawing, at.x, at.y + place);
  } else {
    ng_blocks_go_to (drawing, at.x, at.y);
  }
  ng_blocks_end_line (drawing, has_head);
}

/* The line from the one before, or past the branches. */
static void
lead_past (const NgBlocksDrawing *drawing, const NgBrick *brick, float end, NgPoint at)
{
  float base = at.x - brick->u;
  gboolean has_head = brick->kind != NG_BRICK_POINT && brick->kind != NG_BRICK_FRAME;

  ng_blocks_pick_edge (drawing, brick, brick->port);
  ng_blocks_go_to (drawing, end, at.y);
  if (brick->branches->len > 0) {
    ng_blocks_go_to (drawing, base + brick->fork_u, at.y);
    ng_blocks_go_to (drawing, base + brick->fork_u, at.y + brick->loop_v);
    ng_blocks_go_to (drawing, at.x + brick->along / 2, at.y + brick->loop_v);
    ng_blocks_go_to (drawing, at.x + brick->along / 2, at.y + brick->after);
  } else {
    ng_blocks_go_to (drawing, at.x, at.y);
  }
  ng_blocks_end_line (drawing, has_head);
}

static gboolean
entry_is_used (const NgBrick *brick)
{
  for (guint i = 0; i < brick->ties->len; i++)
    if (g_array_index (brick->ties, NgBrickTie, i).from < 0)
      return TRUE;
  return FALSE;
}

/* How far behind its last brick a branch ends. */
static float
row_label_length (const NgBrick *brick, int branch)
{
  const NgBrickRow *row = branch >= 0 ? brick->branches->pdata[branch] : NULL;

  return row != NULL ? row->length - ng_brick_row_end (row) : 0;
}

/* Branches that are tied to one another, as they were laid out. */
static void
draw_tied (const NgBlocksDrawing *drawing, const NgBrick *brick, float end, NgPoint origin)
{
  const NgLayout *layout = brick->layout;
  NgBox entry = layout->nodes[0];
  float start = origin.x + brick->fork_u, base = origin.y + brick->layout_v;
  float far = drawing->style.is_up ? layout->height : 0;
  NgPoint corner = on_page (drawing, (NgPoint){ start + far, base });

  float entry_u = drawing->style.is_right ? entry.x
                  : drawing->style.is_up  ? layout->height - entry.y
                                          : entry.y;
  float entry_v = drawing->style.is_right ? -entry.y : entry.x;

  ng_blocks_go_to (drawing, end, origin.y);
  ng_blocks_go_to (drawing, start, origin.y);
  ng_blocks_go_to (drawing, start, base + entry_v);
  ng_blocks_go_to (drawing, start + entry_u, base + entry_v);
  pick_nothing (drawing);
  if (entry_is_used (brick))
    ng_blocks_end_line (drawing, FALSE);
  g_array_set_size (drawing->line, 0);
  for (gsize i = 0; i < layout->n_routes; i++) {
    const NgBrickTie *tie = &g_array_index (brick->ties, NgBrickTie, i);
    const NgRoute *route = &layout->routes[i];
    const NgBrick *to = brick;
    float along = row_label_length (brick, tie->from);
    guint skipped = along > 0 ? 1 : 0;
    g_autofree NgPoint *points = g_new (NgPoint, route->n + 2);
    g_autoptr (GString) ops = g_string_new (skipped > 0 ? "ML" : "M");

    if ((guint) tie->to < brick->branches->len)
      to = ((const NgBrickRow *) brick->branches->pdata[tie->to])->bricks->pdata[0];
    for (guint32 k = 0; k < route->n; k++) {
      NgPoint p = layout->points[route->first + k];
      points[k + skipped] = (NgPoint){ corner.x + p.x, corner.y + p.y };
      if (k % 3 == 1)
        g_string_append_c (ops, 'C');
    }
    if (route->n < 4)
      continue;
    /* Past the label behind the brick. */
    if (skipped > 0) {
      NgPoint flow = on_page (drawing, (NgPoint){ along, 0 });
      points[0] = (NgPoint){ points[1].x - flow.x, points[1].y - flow.y };
    }
    guint last = route->n + skipped - 1;
    NgPoint tip = points[last], back = points[last - 1];
    ng_blocks_pick_edge (drawing, to, tie->port);
    if (to->kind != NG_BRICK_FRAME && to->kind != NG_BRICK_POINT)
      points[last] = towards (tip, back, HEAD_LENGTH * 0.7F);
    ng_scene_builder_add_path (drawing->builder,
                               drawing->state->is_wrong ? NG_ROLE_EDGE_PROBLEM : NG_ROLE_EDGE,
                               ops->str,
                               points);
    if (to->kind != NG_BRICK_FRAME && to->kind != NG_BRICK_POINT)
      add_head (drawing, back, tip);
  }
}

/* What flows there, beside the line. */
static void
draw_dimensions (const NgBlocksDrawing *drawing, float u, float v, const char *label)
{
  const NgBrickStyle *style = &drawing->style;
  NgPoint at = on_page (drawing, (NgPoint){ u, v + NG_BRICK_PAD });

  if (style->is_right)
    at.y -= style->small.size / 2;
  add_text (drawing,
            NG_ROLE_DIMENSION,
            style->small,
            style->is_right ? NG_ALIGN_MIDDLE : NG_ALIGN_START,
            at,
            label);
}

/* What comes from the one before. */
static void
draw_label (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPoint origin)
{
  if (brick->label_u <= 0)
    return;
  g_autofree char *label = ng_brick_label (&drawing->style, brick);
  ng_blocks_pick_edge (drawing, brick, brick->port);
  draw_dimensions (drawing, origin.x + brick->label_u, origin.y, label);
}

/* What a branch gives, or a row beside it. @start: where it begins */
static void
draw_row_label (const NgBlocksDrawing *drawing,
                const NgBrick *brick,
                const NgBrickRow *row,
                NgPoint start)
{
  if (row->label_u <= 0)
    return;
  g_autofree char *label = ng_brick_row_label (&drawing->style, row);
  ng_blocks_pick_edge (drawing, brick, row->port);
  draw_dimensions (drawing, start.x + row->label_u, start.y + row->label_v, label);
}

/* A row beside a brick, and the line from its end to the brick in that which it comes to. */
static void
draw_beside_row (const NgBlocksDrawing *drawing, const NgBrick *brick, NgPoint origin)
{
  const NgBrickRow *row = brick->beside;
  NgPoint start = { origin.x + row->u, origin.y + row->v };
  NgPoint to = drawing->state->reached;
  float end = start.x + row->length, lane = start.y + row->after + NG_BRICK_NOTE;

  draw_row (drawing, row, start);
  draw_row_label (drawing, brick, row, start);
  ng_blocks_pick_edge (drawing, brick, row->port);
  ng_blocks_go_to (drawing, start.x + ng_brick_row_end (row), start.y);
  ng_blocks_go_to (drawing, end + HEAD_LENGTH, start.y);
  ng_blocks_go_to (drawing, end + HEAD_LENGTH, lane);
  ng_blocks_go_to (drawing, to.x, lane);
  ng_blocks_go_to (drawing, to.x, to.y);
  ng_blocks_end_line (drawing, TRUE);
}

/* Bricks @from to @to - 1. @origin: u and v of the row's beginning; a line that was led to @end
 * goes on. */
void
ng_blocks_draw_bricks (const NgBlocksDrawing *drawing,
                       const NgBrickRow *row,
                       guint from,
                       guint to,
                       NgPoint origin,
                       float end)
{
  for (guint i = from; i < to; i++) {
    const NgBrick *brick = row->bricks->pdata[i];
    NgPoint at = { origin.x + brick->u, origin.y };

    for (guint b = 0; b < brick->branches->len; b++) {
      const NgBrickRow *branch = brick->branches->pdata[b];
      NgPoint start = { origin.x + branch->u, origin.y + branch->v };
      if (branch->is_attached) {
        ng_blocks_go_to (drawing, end, origin.y);
        ng_blocks_go_to (drawing, start.x, origin.y);
        ng_blocks_go_to (drawing, start.x, start.y);
      }
      draw_row (drawing, branch, start);
      if (branch->is_joined && brick->ties == NULL)
        lead_in (drawing, brick, b, at);
      draw_row_label (drawing, brick, branch, start);
    }
    if (brick->ties != NULL)
      draw_tied (drawing, brick, end, origin);
    else if (brick->is_passed && !brick->is_sealed && (i > 0 || row->is_attached))
      lead_past (drawing, brick, end, at);
    g_array_set_size (drawing->line, 0);
    if (brick->kind == NG_BRICK_FRAME) {
      draw_frame (drawing, brick, at);
      if (brick->inner->is_attached)
        ng_blocks_go_to (drawing, at.x, at.y);
      draw_row (drawing, brick->inner, (NgPoint){ at.x + brick->inner->u, at.y });
      const NgBrick *last = brick->inner->bricks->pdata[brick->inner->bricks->len - 1];
      ng_blocks_go_to (drawing, at.x + brick->inner->u + last->u + last->along, at.y);
      ng_blocks_go_to (drawing, at.x + brick->along, at.y);
      pick_nothing (drawing);
      ng_blocks_end_line (drawing, FALSE);
    } else if (brick->kind != NG_BRICK_POINT) {
      draw_shape (drawing, brick, at);
    }
    draw_beside (drawing, brick, at);
    draw_label (drawing, brick, origin);
    if (brick->is_reached)
      drawing->state->reached = (NgPoint){ at.x + brick->along / 2, at.y - brick->before };
    if (brick->beside != NULL)
      draw_beside_row (drawing, brick, origin);
    end = at.x + brick->along;
  }
}

static void
draw_row (const NgBlocksDrawing *drawing, const NgBrickRow *row, NgPoint origin)
{
  ng_blocks_draw_bricks (drawing, row, 0, row->bricks->len, origin, origin.x);
}

/* ---- the form ---- */

/* As deep as is said, else what is outermost open where that is not too much, or what skips in nets
 * that are closed. */
static NgBricks *
make_bricks (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  static const struct {
    int depth;
    gboolean shows_skips;
  } attempts[] = { { 0, TRUE }, { -1, TRUE }, { -1, FALSE } };
  NgBricks *bricks = NULL;

  if (figure->depth >= 0)
    return ng_bricks_new (net, figure, figure->depth - 1, FALSE, cancellable, error);
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++) {
    ng_bricks_free (bricks);
    bricks =
        ng_bricks_new (net, figure, attempts[i].depth, attempts[i].shows_skips, cancellable, error);
    if (bricks == NULL || bricks->n_bricks <= MOST_OPEN)
      break;
  }
  return bricks;
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgBricks) bricks = make_bricks (net, figure, cancellable, error);
  NgBlocksState state = { { 0, 0 }, FALSE };
  NgBlocksDrawing drawing = { .state = &state };

  if (bricks == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  ng_brick_style_init (&drawing.style, figure);
  ng_bricks_place (bricks, &drawing.style);
  drawing.builder = ng_scene_builder_new (figure->metrics);
  drawing.line = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  float most = figure->wrap == NG_WRAP_AUTOMATIC ? PAGE : (float) figure->wrap;
  gboolean is_turned =
      most > 0 && bricks->row->length > most && ng_blocks_draw_turned (&drawing, bricks->row);
  if (!is_turned && most > 0)
    ng_blocks_draw_columns (&drawing, bricks->row, most);
  else if (!is_turned)
    draw_row (&drawing, bricks->row, (NgPoint){ 0, 0 });
  g_array_unref (drawing.line);
  return ng_scene_builder_end (drawing.builder, PAGE_MARGIN);
}

const NgFigureForm ng_figure_blocks = {
  .name = "blocks",
  .title = N_ ("Block diagram"),
  .summary = N_ ("Boxes of equal width, lines past them, and frames round what repeats."),
  .theme = NG_THEME_LIGHT,
  .flow = NG_DIRECTION_UP,
  .folds = TRUE,
  .waits_to_wrap = TRUE,
  .draw = draw,
};
