/* Strips turned into shapes: frames of groups, lines, joints, glyphs, then words. */

#include "render/figure/strip.h"
#include "render/scene/grid.h"

#include <math.h>

/* Points. */
#define FRAME_RADIUS 4.0F
#define FORK         5.2F
#define FORK_ARM     2.4F
#define FORK_BASE    4.4F
#define FORK_END     3.2F

/* ---- glyphs ---- */

static void
draw_part (const NgStripPicture *self,
           guint index,
           float from,
           float to,
           NgRole role,
           NgSceneBuilder *builder)
{
  const NgStripGlyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  float slope = (glyph->right - glyph->left) / 2, sides[] = { from, to, to, from };
  NgPoint corners[4];

  for (int k = 0; k < 4; k++) {
    float half = glyph->left / 2 + sides[k] * slope;
    corners[k] =
        ng_rail_turn (self->look.direction, (sides[k] - 0.5F) * glyph->width, k < 2 ? -half : half);
    corners[k].x += place->x;
    corners[k].y += place->y;
  }
  ng_scene_builder_add_path (builder, role, "MLLLZ", corners);
}

/* The body with its arms, then a stripe for each step beside the main one. Returns: how far along
 * the flow the middle of what is left of the body is */
static float
draw_body (const NgStripPicture *self, guint index, NgSceneBuilder *builder)
{
  const NgStripGlyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  NgStripJoint joint = ng_strip_joint_of (glyph);
  guint n = ng_strip_count_stripes (glyph), n_before = ng_strip_count_stripes_before (glyph);
  float share = NG_STRIPE / glyph->width;

  ng_strip_joint_draw (&joint,
                       self->look.direction,
                       (NgPoint){ place->x, place->y },
                       NG_ROLE_LAYER + glyph->node->category,
                       builder);
  for (guint i = 0; i < n; i++) {
    guint step = i < n_before || ng_strip_is_meet (glyph) ? i : i + 1;
    float from = i < n_before ? share * (float) i : 1 - share * (float) (n - i);
    draw_part (self,
               index,
               from,
               from + share,
               NG_ROLE_LAYER + g_array_index (glyph->node->kinds, NgCategory, step),
               builder);
  }
  return NG_STRIPE / 2 * ((float) n_before - (float) (n - n_before));
}

static void
draw_glyph (const NgStripPicture *self, guint index, NgSceneBuilder *builder)
{
  const NgStripGlyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorNode *node = glyph->node;
  NgPick end = { NG_PICK_NET_OUTPUT, (guint32) MAX (node->output, 0), 0, 0 };
  NgFont font = ng_strip_key_font (self->key);

  ng_tensors_pick (builder, glyph->is_end ? end : node->pick, glyph->is_end ? "" : node->path);
  if (glyph->entry < 0) {
    ng_scene_builder_add_box (
        builder,
        NG_ROLE_REPEAT,
        (NgBox){
            place->x - glyph->width / 2, place->y - glyph->right / 2, glyph->width, glyph->right },
        0);
    return;
  }
  NgPoint middle = ng_rail_turn (self->look.direction, draw_body (self, index, builder), 0);
  font.size = ng_strip_is_meet (glyph) ? 1.5F * NG_STRIP_BALL : font.size;
  ng_scene_builder_add_text (builder,
                             NG_ROLE_NAME,
                             font,
                             NG_ALIGN_MIDDLE,
                             place->x + middle.x,
                             place->y + middle.y + NG_STRIP_BASELINE * font.size,
                             ng_strip_key_sign (self->key, glyph->entry));
}

/* ---- joints ---- */

/* Where something lies that is @by from a point of the page, seen along the flow. */
static NgArms
arm_towards (const NgStripPicture *self, NgPoint by, float reach)
{
  NgPoint u = ng_rail_turn (self->look.direction, 1, 0),
          v = ng_rail_turn (self->look.direction, 0, 1);

  return ng_strip_arm (by.x * u.x + by.y * u.y, by.x * v.x + by.y * v.y, reach);
}

static const NgPoint *
points_of (const NgStripPicture *self, guint edge)
{
  return &g_array_index (self->rail->points, NgPoint, self->edges[edge].first);
}

/* The arms of what joins lines. */
void
ng_strip_find_arms (NgStripPicture *self)
{
  for (guint e = 0; e < self->n_edges; e++) {
    const NgPoint *points = points_of (self, e);
    NgStripGlyph *glyph = &self->glyphs[self->edges[e].to];
    const NgRailNode *place = &self->places[self->edges[e].to];
    NgPoint tip = points[self->edges[e].n - 1];

    if (glyph->n_inputs > 1 && !glyph->is_end)
      glyph->arms |= arm_towards (
          self, (NgPoint){ tip.x - place->x, tip.y - place->y }, glyph->width / 2 + NG_STRIP_ARM);
  }
}

/* A point of an edge, counted from the glyph where it begins or, for @is_end, ends. */
static NgPoint
point_at (const NgStripPicture *self, guint edge, guint k, gboolean is_end)
{
  return points_of (self, edge)[is_end ? self->edges[edge].n - 1 - k : k];
}

static gboolean
is_there (NgPoint a, NgPoint b)
{
  return fabsf (a.x - b.x) < 0.05F && fabsf (a.y - b.y) < 0.05F;
}

static int
count_arms (NgArms arms)
{
  int n = 0;

  for (guint rest = arms; rest != 0; rest &= rest - 1)
    n++;
  return n;
}

/* A place where lines from one glyph part, or where those to one meet before it: a joint with arms
 * to where they go. @edges: those of the glyph; @first: the one that turns there */
static void
draw_fork (const NgStripPicture *self,
           const guint *edges,
           guint n,
           guint first,
           gboolean is_end,
           NgSceneBuilder *builder)
{
  NgPoint at = point_at (self, edges[first], 1, is_end);
  NgStripJoint joint = { .width = FORK,
                         .left = FORK,
                         .right = FORK,
                         .arm = FORK_ARM,
                         .base = FORK_BASE,
                         .end = FORK_END,
                         .arms = is_end ? NG_ARM_AHEAD : NG_ARM_BACK };
  NgArms straight = is_end ? NG_ARM_BACK : NG_ARM_AHEAD;
  const NgRailEdge *edge = &self->edges[edges[first]];
  const NgTensorNode *node = self->glyphs[is_end ? edge->to : edge->from].node;

  for (guint i = 0; i < n; i++) {
    gboolean turns =
        self->edges[edges[i]].n > 2 && is_there (point_at (self, edges[i], 1, is_end), at);
    NgPoint to = point_at (self, edges[i], turns ? 2 : 1, is_end);
    NgArms arm = arm_towards (self, (NgPoint){ to.x - at.x, to.y - at.y }, FORK);

    /* Where another one turned, the joint stands already. */
    if (turns && i < first)
      return;
    joint.arms |= turns || arm == straight ? arm : 0;
  }
  if (count_arms (joint.arms) < 3)
    return;
  ng_tensors_pick (builder, node->pick, node->path);
  ng_strip_joint_draw (&joint, self->look.direction, at, NG_ROLE_LAYER + node->category, builder);
}

static void
draw_forks (const NgStripPicture *self, gboolean is_end, NgSceneBuilder *builder)
{
  g_autofree guint *starts = g_new0 (guint, self->n_glyphs + 2);
  g_autofree guint *edges = g_new (guint, self->n_edges + 1);

  for (guint e = 0; e < self->n_edges; e++)
    starts[(is_end ? self->edges[e].to : self->edges[e].from) + 2]++;
  for (guint i = 2; i < self->n_glyphs + 2; i++)
    starts[i] += starts[i - 1];
  for (guint e = 0; e < self->n_edges; e++)
    edges[starts[(is_end ? self->edges[e].to : self->edges[e].from) + 1]++] = e;
  for (guint i = 0; i < self->n_glyphs; i++)
    for (guint k = starts[i]; k < starts[i + 1] && starts[i + 1] - starts[i] > 1; k++)
      if (self->edges[edges[k]].n > 2)
        draw_fork (
            self, edges + starts[i], starts[i + 1] - starts[i], k - starts[i], is_end, builder);
}

/* ---- groups ---- */

/* What a frame keeps from what is in it, and from what leads there. */
static NgBox
widen (NgBox box, float by)
{
  return (NgBox){ box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by };
}

/* Whether an edge goes back round the end of a line to the next one. */
static gboolean
goes_back (const NgStripPicture *self, guint edge)
{
  NgPoint ahead = ng_rail_turn (self->look.direction, 1, 0);
  const NgPoint *points = points_of (self, edge);

  for (guint k = 0; k + 1 < self->edges[edge].n; k++)
    if ((points[k + 1].x - points[k].x) * ahead.x + (points[k + 1].y - points[k].y) * ahead.y < -1)
      return TRUE;
  return FALSE;
}

/* Of each glyph, on which line of a broken row it stands. */
static int *
find_lines (const NgStripPicture *self)
{
  int *lines = g_new0 (int, self->n_glyphs + 1);
  gboolean changes = TRUE;

  /* Edges lead to later glyphs, but for those to the ends. */
  for (int round = 0; changes && round < 3; round++) {
    changes = FALSE;
    for (guint e = 0; e < self->n_edges; e++) {
      const NgRailEdge *edge = &self->edges[e];
      int line = lines[edge->from] + goes_back (self, e);
      changes = changes || line > lines[edge->to];
      lines[edge->to] = MAX (lines[edge->to], line);
    }
  }
  return lines;
}

/* A glyph with its words. */
static NgBox
box_of_glyph (const NgStripPicture *self, int index)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  const NgRailNode *place = &self->places[index];
  NgBox all = { place->x - place->left,
                place->y - place->up,
                place->left + place->right,
                place->up + place->down };
  NgBox band = { place->caption_at.x - (is_right ? 0 : place->caption),
                 place->caption_at.y - (is_right ? place->caption : 0),
                 is_right ? 0 : place->caption,
                 is_right ? place->caption : 0 };
  NgBox text = { place->text_at.x - (is_right ? place->before / 2 : 0),
                 place->text_at.y - (is_right ? 0 : place->before / 2),
                 is_right ? place->before : place->text,
                 is_right ? place->text : place->before };

  all = place->caption > 0 ? ng_box_join (all, band) : all;
  return place->before > 0 ? ng_box_join (all, text) : all;
}

/* All that is drawn of a group's glyphs on a line, and the lines between them. Returns: whether
 * there is any */
static gboolean
find_box (
    const NgStripPicture *self, const NgTensorGroup *group, const int *lines, int line, NgBox *all)
{
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT, is_any = FALSE;

  for (int i = group->first; i < group->first + group->n; i++) {
    if (lines[i] != line)
      continue;
    NgBox own = box_of_glyph (self, i);
    *all = is_any ? ng_box_join (*all, own) : own;
    is_any = TRUE;
  }
  for (guint e = 0; is_any && e < self->n_edges; e++) {
    const NgRailEdge *edge = &self->edges[e];
    gboolean is_inside = edge->from >= group->first && lines[edge->from] == line;
    if (edge->to < group->first || edge->to >= group->first + group->n || lines[edge->to] != line)
      continue;
    /* Lines over things lead into the frame at the height where they go. */
    for (guint k = is_inside ? 0 : MAX (edge->n, 3) - 3; k < edge->n; k++) {
      NgPoint at = points_of (self, e)[k];
      NgBox point = { is_inside || !is_right ? at.x : all->x + all->width,
                      is_inside || is_right ? at.y : all->y + all->height,
                      0,
                      0 };
      *all = ng_box_join (*all, point);
    }
  }
  return is_any;
}

/* A frame; where the group goes on on another line it is open. */
static void
draw_frame (const NgStripPicture *self,
            NgBox box,
            gboolean is_begun,
            gboolean goes_on,
            NgSceneBuilder *builder)
{
  NgDirection direction = self->look.direction;
  gboolean is_right = direction == NG_DIRECTION_RIGHT;
  NgPoint middle = { box.x + box.width / 2, box.y + box.height / 2 };
  float u = (is_right ? box.width : box.height) / 2, v = (is_right ? box.height : box.width) / 2;
  float open = goes_on ? u : -u;
  NgPoint corners[] = { ng_rail_turn (direction, open, -v),
                        ng_rail_turn (direction, -open, -v),
                        ng_rail_turn (direction, -open, v),
                        ng_rail_turn (direction, open, v) };

  for (gsize i = 0; i < G_N_ELEMENTS (corners); i++)
    corners[i] = (NgPoint){ corners[i].x + middle.x, corners[i].y + middle.y };
  if (!is_begun && !goes_on)
    ng_scene_builder_add_box (builder, NG_ROLE_FRAME, box, FRAME_RADIUS);
  else
    ng_scene_builder_add_path (
        builder, NG_ROLE_FRAME, is_begun && goes_on ? "MLML" : "MLLL", corners);
}

/* A frame for each line that a group goes over; the first has the count. */
static void
draw_groups (const NgStripPicture *self, NgSceneBuilder *builder)
{
  const GArray *groups = self->look.tensors->groups;
  g_autofree int *lines = groups->len > 0 ? find_lines (self) : NULL;
  gboolean is_right = self->look.direction == NG_DIRECTION_RIGHT;
  NgFont font = self->look.font;

  font.bold = TRUE;
  ng_scene_builder_set_pick (builder, (NgPick){ 0 });
  for (guint i = 0; i < groups->len; i++) {
    const NgTensorGroup *group = &g_array_index (groups, NgTensorGroup, i);
    int last = group->first + group->n - 1;
    g_autofree char *count = g_strdup_printf ("×%d", group->count);

    for (int line = lines[group->first]; line <= lines[last]; line++) {
      NgBox box;
      if (!find_box (self, group, lines, line, &box))
        continue;
      box = widen (box, NG_STRIP_PAD);
      draw_frame (self, box, line > lines[group->first], line < lines[last], builder);
      if (line == lines[group->first])
        ng_scene_builder_add_text (builder,
                                   NG_ROLE_REPEAT_COUNT,
                                   font,
                                   NG_ALIGN_START,
                                   is_right ? box.x + 1 : box.x + box.width + 2,
                                   box.y + (is_right ? box.height + font.size : font.size),
                                   count);
    }
  }
}

/* ---- words ---- */

static void
draw_texts (const NgStripPicture *self, guint index, NgSceneBuilder *builder)
{
  const NgStripGlyph *glyph = &self->glyphs[index];
  const NgRailNode *place = &self->places[index];
  const NgTensorLook *look = &self->look;
  gboolean is_right = look->direction == NG_DIRECTION_RIGHT;
  float line = ng_tensor_look_line (look), low = 0.3F * look->font.size;
  float height = glyph->name.height + (glyph->above != NULL ? line : 0);
  float width = MAX (glyph->name.width, ng_tensor_look_width (look, glyph->above));
  float shift = glyph->arms & NG_ARM_ABOVE ? ng_strip_shift (glyph, is_right ? width : height) : 0;
  NgPoint by = ng_rail_turn (look->direction, shift, 0);
  float x = is_right ? place->x + by.x : place->caption_at.x - NG_STRIP_CLEAR;
  float y =
      is_right ? place->caption_at.y - NG_STRIP_CLEAR + low - height : place->y + by.y - height / 2;
  NgAlign align = is_right ? NG_ALIGN_MIDDLE : NG_ALIGN_END;

  ng_tensors_pick (builder, glyph->node->pick, glyph->node->path);
  if (glyph->above != NULL)
    ng_scene_builder_add_text (
        builder, NG_ROLE_DIMENSION, look->font, align, x, y + height - low, glyph->above);
  ng_step_words_draw (&glyph->name, look, builder, align, x, y);
  if (glyph->before != NULL)
    ng_scene_builder_add_text (builder,
                               NG_ROLE_DIMENSION,
                               look->font,
                               is_right ? NG_ALIGN_MIDDLE : NG_ALIGN_START,
                               place->text_at.x + (is_right ? 0 : NG_STRIP_CLEAR),
                               place->text_at.y + (is_right
                                                       ? NG_STRIP_CLEAR + 0.7F * look->font.size
                                                       : NG_STRIP_BASELINE * look->font.size),
                               glyph->before);
}

NgScene *
ng_strip_paint (gconstpointer picture)
{
  const NgStripPicture *self = picture;
  NgSceneBuilder *builder = ng_scene_builder_new (self->look.figure->metrics);
  const NgPoint *points = (const NgPoint *) (void *) self->rail->points->data;
  const NgTensors *tensors = self->look.tensors;

  draw_groups (self, builder);
  for (guint e = 0; e < self->n_edges; e++) {
    const NgTensorNode *node = self->glyphs[self->edges[e].from].node;
    NgTensorEdge end = { (int) self->edges[e].from,
                         (int) self->edges[e].to,
                         "",
                         { NG_PICK_EDGE, (guint32) MAX (node->output, 0), NG_PICK_NET, 0 },
                         FALSE };
    const NgTensorEdge *edge =
        e < tensors->edges->len ? &g_array_index (tensors->edges, NgTensorEdge, e) : &end;
    ng_tensor_line_draw (edge, points + self->edges[e].first, self->edges[e].n, FALSE, builder);
  }
  draw_forks (self, FALSE, builder);
  draw_forks (self, TRUE, builder);
  for (guint i = 0; i < self->n_glyphs; i++)
    draw_glyph (self, i, builder);
  for (guint i = 0; i < self->n_glyphs; i++)
    draw_texts (self, i, builder);
  ng_scene_builder_set_pick (builder, (NgPick){ 0 });
  ng_strip_key_draw (self->key, self->rail->width, self->rail->height, builder);
  return ng_scene_builder_end (builder, NG_TENSOR_MARGIN);
}
