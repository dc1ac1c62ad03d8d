/* Arrays as solids in depth: as wide as they have channels, as high and deep as the map, on
 * logarithmic scales. What follows without a branch and keeps the size stands side by side, with
 * the pooling behind it; the activation is the stronger end of a solid. Vectors lie in depth.
 *
 * All solids have their middles on the axis of their row. Depth goes to the upper right, so that
 * front, top and right side are seen, and what stands further right is nearer. */

#include "render/figure/forms.h"
#include "render/figure/tensor-look.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points, where objects are as big as they may be. */
#define SIDE    60.0F
#define LENGTH  88.0F
#define WIDTH   24.0F
#define THIN    4.0F /* poolings, and sides of vectors */
#define LEAST   3.0F
#define GAP     24.0F
#define ROW_GAP 16.0F
/* How far something deep reaches, by its depth, and at which angle. */
#define REACH 0.524976F
#define ANGLE 40.364537
/* What part of a solid its band is. */
#define BAND 0.34F
/* Between a solid and its labels. */
#define NEAR 2.5F
/* Share of a side that a window covers at least. */
#define LEAST_WINDOW 0.08F
/* A line along the axis needs this to either side. */
#define AXIS 3.5F

typedef struct {
  const NgTensorNode *node;
  float x, width, height; /* x: of its left side, from the middle of the group */
  NgPoint depth;          /* from the front to the back */
  const char *channels;   /* (nullable): what stands under it */
} Solid;

/* Solids side by side, or a place where lines meet. */
typedef struct {
  guint first, n;
  NgStepWords words;
  char *name;
  const char *height, *depth; /* (nullable): labels */
  guint last;                 /* the solid whose depth is told: the last that is no pooling */
  gboolean is_shared;         /* whether others than the pooling read that one: over the top */
} Group;

typedef struct {
  NgTensorLook look;
  Solid *solids;
  Group *groups;
  int *group_of;
  const guint8 *is_apart; /* of nodes: their poolings stand for themselves */
  NgRailNode *places;
  NgRailEdge *edges;
  guint *origins; /* of edges: which one of the net's */
  guint n_solids, n_groups, n_edges;
  NgRail *rail;
} Picture;

static const NgTensorEdge *
tensor_edge (const Picture *self, guint index)
{
  return &g_array_index (self->look.tensors->edges, NgTensorEdge, self->origins[index]);
}

static const NgTensorNode *
node_at (const NgTensors *tensors, guint index)
{
  return &g_array_index (tensors->nodes, NgTensorNode, index);
}

/* What is written at a solid, where anything is. */
static const char *
size_text (const Picture *self, const NgTensorNode *node, int which)
{
  return self->look.figure->dimensions != (int) NG_DIMENSIONS_NONE ? node->texts[which] : NULL;
}

static float
text_width (const Picture *self, const char *text)
{
  return text != NULL ? ng_metrics_width (self->look.figure->metrics, self->look.font, text) : 0;
}

static void
size_solid (const Picture *self, Solid *solid)
{
  const NgTensorNode *node = solid->node;
  gint64 longer = MAX (node->height, node->width);
  float scale = self->look.scale, side = SIDE * scale * ng_span_share (self->look.sides, longer);
  float deep = side, chosen = self->look.figure->angle;
  double angle = (chosen > 0 ? (double) chosen : ANGLE) * G_PI / 180;

  solid->height = side;
  solid->width = MAX (THIN * scale, LEAST);
  if (node->kind == NG_TENSOR_VECTOR) {
    solid->height = solid->width;
    deep = LENGTH * scale * ng_span_share (self->look.lengths, node->channels);
  } else if (node->height > 0 && node->width > 0) {
    solid->height = MAX (side * (float) node->height / (float) longer, LEAST);
    deep = MAX (side * (float) node->width / (float) longer, LEAST);
  }
  if (node->kind == NG_TENSOR_MAPS && !node->is_pooled) {
    solid->channels = size_text (self, node, 0);
    solid->width = MAX (WIDTH * scale * ng_span_share (self->look.channels, node->channels),
                        text_width (self, solid->channels) + 2);
  }
  solid->depth =
      (NgPoint){ REACH * (float) cos (angle) * deep, REACH * (float) sin (angle) * deep };
}

/* Whether a node stands right beside the one that it is made of. Outputs tell their own size, and
 * windows need room. */
static gboolean
is_beside (const Picture *self, const NgTensorNode *before, const NgTensorNode *node)
{
  if (before->kind != NG_TENSOR_MAPS || node->kind != NG_TENSOR_MAPS || before->is_pooled ||
      before->pick.kind != NG_PICK_VERTEX)
    return FALSE;
  if (node->is_pooled)
    return !node->is_port;
  return node->height == before->height && node->width == before->width &&
         !(self->look.figure->kernels && node->window[1] > 0);
}

static void
find_groups (Picture *self)
{
  const NgTensors *tensors = self->look.tensors;
  guint n = self->n_solids;
  g_autofree int *n_ins = g_new0 (int, n + 1), *n_outs = g_new0 (int, n + 1);
  g_autofree int *before = g_new0 (int, n + 1);
  g_autofree int *next = g_new (int, n + 1);
  g_autofree gboolean *follows = g_new0 (gboolean, n + 1);

  for (guint e = 0; e < tensors->edges->len; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    n_outs[edge->from]++;
    n_ins[edge->to]++;
    before[edge->to] = edge->from;
  }
  for (guint i = 0; i < n; i++)
    next[i] = -1;
  for (guint i = 0; i < n; i++) {
    int from = before[i];

    follows[i] = n_ins[i] == 1 &&
                 is_beside (self, node_at (tensors, (guint) from), node_at (tensors, i)) &&
                 (n_outs[from] == 1 ||
                  (node_at (tensors, i)->is_pooled && next[from] < 0 && !self->is_apart[from]));
    if (follows[i])
      next[from] = (int) i;
  }

  guint k = 0;
  for (guint i = 0; i < n; i++) {
    if (follows[i])
      continue;
    Group *group = &self->groups[self->n_groups];
    *group = (Group){ .first = k, .last = k };
    for (int v = (int) i; v >= 0; v = next[v]) {
      Solid *solid = &self->solids[k];
      solid->node = node_at (tensors, (guint) v);
      self->group_of[v] = (int) self->n_groups;
      if (!solid->node->is_pooled)
        group->last = k;
      group->is_shared |= next[v] >= 0 && n_outs[v] > 1;
      group->n++;
      k++;
    }
    self->n_groups++;
  }
}

static gboolean
has_equal_words (const NgTensorNode *a, const NgTensorNode *b, NgStepDetail detail)
{
  if (detail == NG_STEPS_MAIN)
    return a->words->len > 0 && b->words->len > 0 &&
           g_str_equal (a->words->pdata[a->main], b->words->pdata[b->main]);
  if (a->words->len != b->words->len || a->main != b->main)
    return FALSE;
  for (guint i = 0; i < a->words->len; i++)
    if (!g_str_equal (a->words->pdata[i], b->words->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Equal steps that follow one another are told once. */
static void
add_words (const Picture *self, Group *group, NgStepDetail detail)
{
  for (guint i = group->first, end = group->first + group->n; i < end;) {
    const NgTensorNode *node = self->solids[i].node;
    int count = node->count;

    for (i++; i < end && has_equal_words (node, self->solids[i].node, detail); i++)
      count += self->solids[i].node->count;
    ng_step_words_add (&group->words,
                       &self->look,
                       node,
                       count,
                       detail,
                       self->look.scale < 1 && detail == NG_STEPS_APART);
  }
}

static void
find_words (const Picture *self, Group *group)
{
  for (int detail = NG_STEPS_APART; detail < NG_N_STEP_DETAILS; detail++) {
    ng_step_words_clear (&group->words);
    group->words = ng_step_words_new ();
    add_words (self, group, (NgStepDetail) detail);
    if (!group->words.is_cut)
      break;
  }
}

static void
find_labels (Picture *self, Group *group)
{
  const NgTensorNode *first = self->solids[group->first].node;

  for (guint i = group->first; i < group->first + group->n && group->name == NULL; i++)
    group->name = ng_tensor_look_name (&self->look, self->solids[i].node);
  if (first->kind == NG_TENSOR_VECTOR) {
    group->depth = size_text (self, first, 0);
  } else if (first->kind != NG_TENSOR_MEET) {
    group->depth = size_text (self, first, 2);
    group->height = size_text (self, first, 1);
  }
}

/* Where a line along the axis meets a solid that it comes to from the left. */
static float
find_begin (const Solid *solid)
{
  if (solid->depth.y <= solid->height)
    return solid->x - solid->depth.x / 2;
  return solid->x - solid->height / 2 * solid->depth.x / solid->depth.y;
}

/* The upper end of the label at the left side, which lies under the axis. */
static float
height_label (const Solid *solid, float line)
{
  return MAX (solid->depth.y / 2 - line / 2, AXIS);
}

static void
size_group (const Picture *self, Group *group, NgRailNode *place)
{
  const Solid *first = &self->solids[group->first];
  const Solid *last = &self->solids[group->first + group->n - 1], *told;
  float line = ng_tensor_look_line (&self->look), width = 0, words;

  *place = (NgRailNode){ .is_open_above = TRUE };
  if (first->node->kind == NG_TENSOR_MEET) {
    ng_tensor_meet_size (&self->look, &group->words, place);
    return;
  }
  for (guint i = group->first; i < group->first + group->n; i++)
    width += self->solids[i].width;
  for (guint i = group->first; i < group->first + group->n; i++) {
    Solid *solid = &self->solids[i];
    float bottom = (solid->height + solid->depth.y) / 2;

    solid->x = i == group->first ? -width / 2 : solid[-1].x + solid[-1].width;
    place->left = MAX (place->left, -solid->x + solid->depth.x / 2);
    place->right = MAX (place->right, solid->x + solid->width + solid->depth.x / 2);
    place->up = MAX (place->up, bottom);
    place->down = MAX (place->down, solid->channels != NULL ? bottom + NEAR + line : bottom);
  }
  told = &self->solids[group->last];
  if (group->height != NULL) {
    place->left =
        MAX (place->left, -first->x + first->depth.x / 2 + NEAR + text_width (self, group->height));
    place->down = MAX (place->down, height_label (first, line) + line);
  }
  if (group->depth != NULL) {
    place->right =
        MAX (place->right, told->x + told->width + NEAR + text_width (self, group->depth));
    place->down = MAX (place->down, told->height / 2 + 1 + line);
  }
  words = MAX (group->words.width, text_width (self, group->name));
  place->left = MAX (place->left, words / 2);
  place->right = MAX (place->right, words / 2);
  place->text = group->words.height + (group->name != NULL ? line : 0);
  place->text += place->text > 0 ? 4 : 0;
  place->in = find_begin (first);
  place->out = last->x + last->width;
  place->enter = (NgPoint){ first->x + first->width / 2, -first->height / 2 };
  if (group->is_shared)
    last = told;
  place->leave = (NgPoint){ last->x + last->width / 2, -last->height / 2 };
  if (group->n == 1) {
    place->enter.x -= MIN (first->width / 4, 3);
    place->leave.x += MIN (first->width / 4, 3);
  }
}

/* The part of a solid from @from to @to of its width. */
static void
draw_part (NgSceneBuilder *builder,
           const Solid *solid,
           const NgRailNode *place,
           float from,
           float to,
           const NgRole *roles)
{
  float dx = solid->depth.x, dy = solid->depth.y;
  float left = place->x + solid->x + from * solid->width - dx / 2;
  float right = place->x + solid->x + to * solid->width - dx / 2;
  float top = place->y - solid->height / 2 + dy / 2, bottom = top + solid->height;

  ng_scene_builder_add_box (
      builder, roles[0], (NgBox){ left, top, right - left, solid->height }, 0);
  ng_scene_builder_add_path (
      builder,
      roles[1],
      "MLLLZ",
      (NgPoint[]){
          { left, top }, { right, top }, { right + dx, top - dy }, { left + dx, top - dy } });
  if (to < 1)
    return;
  ng_scene_builder_add_path (builder,
                             roles[2],
                             "MLLLZ",
                             (NgPoint[]){ { right, top },
                                          { right + dx, top - dy },
                                          { right + dx, bottom - dy },
                                          { right, bottom } });
}

/* The edges behind the faces, which end in the corner that is furthest from the one in front. */
static void
draw_hidden (NgSceneBuilder *builder, const Solid *solid, const NgRailNode *place)
{
  float left = place->x + solid->x + solid->depth.x / 2, right = left + solid->width;
  float bottom = place->y + solid->height / 2 - solid->depth.y / 2;

  ng_scene_builder_add_path (builder,
                             NG_ROLE_HIDDEN_LINE,
                             "MLLML",
                             (NgPoint[]){ { left - solid->depth.x, bottom + solid->depth.y },
                                          { left, bottom },
                                          { right, bottom },
                                          { left, bottom },
                                          { left, bottom - solid->height } });
}

static void
draw_solid (NgSceneBuilder *builder, const Solid *solid, const NgRailNode *place)
{
  NgCategory category = solid->node->category;
  NgRole plain[] = { NG_ROLE_LAYER + category, NG_ROLE_TOP + category, NG_ROLE_SIDE + category };
  NgRole strong[] = { NG_ROLE_BAND + category, NG_ROLE_BAND + category, NG_ROLE_BAND + category };
  NgRole plate[] = { NG_ROLE_SIDE + category, NG_ROLE_TOP + category, NG_ROLE_BAND + category };
  /* No layer makes what comes in. */
  NgRole given[] = { NG_ROLE_MAP, NG_ROLE_MAP, NG_ROLE_MAP_BACK };

  ng_tensors_pick (builder, solid->node->pick, solid->node->path);
  if (solid->node->pick.kind == NG_PICK_NET_INPUT) {
    draw_part (builder, solid, place, 0, 1, given);
  } else if (solid->node->is_pooled) {
    draw_part (builder, solid, place, 0, 1, plate);
  } else if (solid->node->has_activation && solid->node->kind != NG_TENSOR_VECTOR) {
    draw_part (builder, solid, place, 0, 1 - BAND, plain);
    draw_part (builder, solid, place, 1 - BAND, 1, strong);
  } else {
    draw_part (builder, solid, place, 0, 1, plain);
  }
  if (solid->node->kind == NG_TENSOR_MAPS && !solid->node->is_pooled)
    draw_hidden (builder, solid, place);
}

static void
draw_label (const Picture *self,
            NgSceneBuilder *builder,
            NgAlign align,
            float x,
            float top,
            const char *text)
{
  if (text != NULL)
    ng_scene_builder_add_text (
        builder,
        *text == '?' ? NG_ROLE_DIMENSION_UNKNOWN : NG_ROLE_DIMENSION,
        self->look.font,
        align,
        x,
        top + self->look.figure->metrics->ascent (self->look.figure->metrics, self->look.font),
        text);
}

static void
draw_group (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Group *group = &self->groups[index];
  const NgRailNode *place = &self->places[index];
  const Solid *first = &self->solids[group->first], *told = &self->solids[group->last];
  float line = ng_tensor_look_line (&self->look), y = place->text_y + 4;

  if (first->node->kind == NG_TENSOR_MEET) {
    ng_tensors_pick (builder, first->node->pick, first->node->path);
    ng_tensor_meet_draw (&self->look, first->node, &group->words, place, builder);
    return;
  }
  for (guint i = group->first; i < group->first + group->n; i++)
    draw_solid (builder, &self->solids[i], place);
  for (guint i = group->first; i < group->first + group->n; i++) {
    const Solid *solid = &self->solids[i];
    ng_tensors_pick (builder, solid->node->pick, solid->node->path);
    draw_label (self,
                builder,
                NG_ALIGN_MIDDLE,
                place->x + solid->x + (solid->width - solid->depth.x) / 2,
                place->y + (solid->height + solid->depth.y) / 2 + 1,
                solid->channels);
  }
  draw_label (self,
              builder,
              NG_ALIGN_END,
              place->x + first->x - first->depth.x / 2 - NEAR,
              place->y + height_label (first, line),
              group->height);
  draw_label (self,
              builder,
              NG_ALIGN_START,
              place->x + told->x + told->width + NEAR,
              place->y + told->height / 2 + 1,
              group->depth);
  if (group->name != NULL) {
    ng_scene_builder_add_text (builder,
                               NG_ROLE_NAME,
                               self->look.font,
                               NG_ALIGN_MIDDLE,
                               place->x,
                               y + line - 0.3F * self->look.font.size,
                               group->name);
    y += line;
  }
  ng_step_words_draw (&group->words, &self->look, builder, NG_ALIGN_MIDDLE, place->x, y);
}

/* The point on the left or right side of a solid, at @a of its depth and @b of its height. */
static NgPoint
on_side (const Solid *solid, const NgRailNode *place, gboolean is_right, float a, float b)
{
  float x = place->x + solid->x + (is_right ? solid->width : 0) - solid->depth.x / 2;
  float y = place->y - solid->height / 2 + solid->depth.y / 2;

  return (NgPoint){ x + a * solid->depth.x, y + b * solid->height - a * solid->depth.y };
}

/* The window that an edge has, on the side of the solid that it slides over, through all channels,
 * and rays to the one element that it makes; a transposed one the other way round. */
static void
draw_window (const Picture *self, guint edge, NgSceneBuilder *builder)
{
  const Group *before = &self->groups[self->edges[edge].from];
  const Group *after = &self->groups[self->edges[edge].to];
  const Solid *from = &self->solids[before->first + before->n - 1];
  const Solid *to = &self->solids[after->first];
  const gint64 *window = to->node->window;
  gboolean is_transposed = to->node->width > from->node->width;
  const Solid *under = is_transposed ? to : from, *other = is_transposed ? from : to;
  const NgRailNode *place =
      &self->places[is_transposed ? self->edges[edge].to : self->edges[edge].from];
  const NgRailNode *there =
      &self->places[is_transposed ? self->edges[edge].from : self->edges[edge].to];
  NgPoint spot = ng_tensor_spot (edge), corners[4], far[4];
  float a = MAX (ng_tensor_covered (window[1], under->node->width), LEAST_WINDOW);
  float b = MAX (ng_tensor_covered (window[0], under->node->height), LEAST_WINDOW);
  float left = CLAMP (spot.x - a / 2, 0, 1 - a), top = CLAMP (0.7F * spot.y - b / 2, 0, 1 - b);
  NgPoint end = on_side (other, there, is_transposed, left + a / 2, top + b / 2);

  /* Labels stand below the axis. */
  if (!is_transposed)
    end.y = MIN (end.y, there->y - 2);

  for (int k = 0; k < 4; k++) {
    float u = left + (k == 1 || k == 2 ? a : 0), v = top + (k >= 2 ? b : 0);
    corners[k] = on_side (under, place, !is_transposed, u, v);
    far[k] = on_side (under, place, is_transposed, u, v);
  }
  ng_tensors_pick (builder, tensor_edge (self, edge)->pick, tensor_edge (self, edge)->path);
  ng_scene_builder_add_path (builder, NG_ROLE_HIDDEN_LINE, "MLLLZ", far);
  for (int k = 0; k < 4; k++)
    ng_scene_builder_add_path (
        builder, NG_ROLE_HIDDEN_LINE, "ML", (NgPoint[]){ far[k], corners[k] });
  ng_scene_builder_add_path (builder, NG_ROLE_KERNEL, "MLLLZ", corners);
  for (int k = 0; k < 4; k++)
    ng_scene_builder_add_path (builder, NG_ROLE_RAY, "ML", (NgPoint[]){ corners[k], end });
}

/* Whether an edge is shown by its window instead of an arrow. */
static gboolean
has_window (const Picture *self, guint edge)
{
  const Group *before = &self->groups[self->edges[edge].from];
  const NgTensorNode *from = self->solids[before->first + before->n - 1].node;
  const NgTensorNode *to = self->solids[self->groups[self->edges[edge].to].first].node;

  return self->look.figure->kernels && self->edges[edge].is_straight &&
         !tensor_edge (self, edge)->is_wrong && from->kind == NG_TENSOR_MAPS &&
         to->kind == NG_TENSOR_MAPS && to->window[1] > 0;
}

static NgScene *
paint (const Picture *self)
{
  NgSceneBuilder *builder = ng_scene_builder_new (self->look.figure->metrics);
  const NgPoint *points = (const NgPoint *) (void *) self->rail->points->data;

  for (guint i = 0; i < self->n_groups; i++)
    draw_group (self, i, builder);
  /* Lines begin in the middle of a side that is seen, and end on what stands in front of them. */
  for (guint e = 0; e < self->n_edges; e++)
    if (has_window (self, e))
      draw_window (self, e, builder);
    else
      ng_tensor_line_draw (
          tensor_edge (self, e), points + self->edges[e].first, self->edges[e].n, TRUE, builder);
  return ng_scene_builder_end (builder, NG_TENSOR_MARGIN);
}

static void
clear (Picture *self)
{
  for (guint i = 0; i < self->n_groups; i++) {
    ng_step_words_clear (&self->groups[i].words);
    g_free (self->groups[i].name);
  }
  g_free (self->solids);
  g_free (self->groups);
  g_free (self->group_of);
  g_free (self->places);
  g_free (self->edges);
  g_free (self->origins);
  ng_rail_free (self->rail);
}

static void
place (Picture *self,
       const NgTensors *tensors,
       const NgFigure *figure,
       const guint8 *is_apart,
       float scale,
       float width)
{
  guint n = tensors->nodes->len, n_edges = tensors->edges->len;

  *self = (Picture){ .look = ng_tensor_look (tensors, figure, scale),
                     .solids = g_new0 (Solid, n + 1),
                     .groups = g_new0 (Group, n + 1),
                     .group_of = g_new0 (int, n + 1),
                     .places = g_new0 (NgRailNode, n + 1),
                     .edges = g_new0 (NgRailEdge, n_edges + 1),
                     .origins = g_new0 (guint, n_edges + 1),
                     .is_apart = is_apart,
                     .n_solids = n };
  find_groups (self);
  for (guint g = 0; g < self->n_groups; g++) {
    Group *group = &self->groups[g];

    for (guint i = group->first; i < group->first + group->n; i++)
      size_solid (self, &self->solids[i]);
    find_words (self, group);
    find_labels (self, group);
    size_group (self, group, &self->places[g]);
  }
  for (guint e = 0; e < n_edges; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    int from = self->group_of[edge->from], to = self->group_of[edge->to];

    if (from == to)
      continue;
    self->origins[self->n_edges] = e;
    self->edges[self->n_edges++] = (NgRailEdge){ .from = from, .to = to };
  }
  NgRailOptions options = { .gap = GAP * scale,
                            .lane = 7,
                            .row_gap = ROW_GAP,
                            .width = width,
                            .most_width = ng_tensor_most_width (&self->look, width) };
  self->rail = ng_rail_place (self->places, self->n_groups, self->edges, self->n_edges, &options);
}

/* A pooling hides the side of what it stands at, so lines from there have to begin on the top, and
 * those from the pooling must not. Where it cannot be so they are drawn apart. Returns: whether
 * there are such */
static gboolean
take_apart (const Picture *self, guint8 *is_apart)
{
  const NgPoint *points = (const NgPoint *) (void *) self->rail->points->data;
  gboolean is_found = FALSE;

  for (guint e = 0; e < self->n_edges; e++) {
    const NgRailEdge *edge = &self->edges[e];
    const Group *group = &self->groups[edge->from];
    const NgRailNode *at = &self->places[edge->from];
    int from = tensor_edge (self, e)->from;
    const NgTensorNode *told = self->solids[group->last].node;
    gboolean is_told = node_at (self->look.tensors, (guint) from) == told;
    gboolean is_above = points[edge->first].y == at->y + at->leave.y;

    if (!group->is_shared || is_told == is_above)
      continue;
    is_apart[told - node_at (self->look.tensors, 0)] = TRUE;
    is_found = TRUE;
  }
  return is_found;
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgTensors) tensors = ng_tensors_new (net, figure, cancellable, error);
  g_autofree guint8 *is_apart = NULL;
  Picture picture = { 0 };
  float scale, width;

  if (tensors == NULL)
    return NULL;
  is_apart = g_new0 (guint8, tensors->nodes->len + 1);
  for (int n = 0; ng_tensor_attempt (figure, n, &scale, &width); n++) {
    clear (&picture);
    place (&picture, tensors, figure, is_apart, scale, width);
    if (take_apart (&picture, is_apart)) {
      n--;
      continue;
    }
    if (picture.rail->width + 2 * NG_TENSOR_MARGIN <= (float) figure->width)
      break;
  }
  NgScene *scene = paint (&picture);
  clear (&picture);
  return scene;
}

const NgFigureForm ng_figure_volumes = {
  .name = "volumes",
  .title = N_ ("Volumes"),
  .summary = N_ ("Arrays as solids in depth, as wide as they have channels, as of AlexNet."),
  .theme = NG_THEME_LIGHT,
  .needs_maps = TRUE,
  .draw = draw,
};
