/* Arrays as solids in depth: along the flow as thick as they have channels, across it as high and
 * deep as the map, on logarithmic scales. What follows without a branch and keeps the size stands
 * side by side, with the pooling behind it; the activation is the stronger end of a solid. Vectors
 * lie in depth.
 *
 * All solids have their middles on the axis of their row. Depth goes to the upper right, so that
 * front, top and right side are seen, and what stands further right is nearer. Where the flow is
 * upright solids lie on one another, and what stands higher is nearer. */

#include "render/figure/forms.h"
#include "render/figure/solid.h"
#include "render/figure/tensor-draw.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points, where objects are as big as they may be. */
#define GAP     24.0F
#define ROW_GAP 16.0F
/* Room for labels on both sides of what stands side by side. */
#define LABELS 60.0F
/* Between a solid and its labels. */
#define NEAR 2.5F
/* Share of a side that a window covers at least. */
#define LEAST_WINDOW 0.08F
/* A line along the axis needs this to either side. */
#define AXIS 3.5F
/* Between a solid and what is told of it beside an upright flow. */
#define SIDE_GAP 7.0F

/* Solids side by side, or a place where lines meet. */
typedef struct {
  guint first, n;
  NgStepWords words;
  const char *height, *depth; /* (nullable): labels; where the flow is upright, of its width */
  char *pooled, *sides;       /* (nullable): of the pooling behind it; of all else together */
  guint last;                 /* the solid whose depth is told: the last that is no pooling */
  gboolean is_shared;         /* whether others than the pooling read that one: over the top */
} Group;

typedef struct {
  NgTensorLook look;
  NgSolid *solids;
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

/* Solids that stand side by side; no more than are @most points thick, 0 for as many as there are.
 */
static void
find_groups (Picture *self, float most)
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
    float length = 0;
    for (int v = (int) i; v >= 0; v = next[v]) {
      NgSolid *solid = &self->solids[k];

      solid->node = node_at (tensors, (guint) v);
      ng_solid_size (&self->look, solid, FALSE);
      length += solid->thickness;
      if (v == (int) i || (most > 0 && length > most && !solid->node->is_pooled)) {
        self->groups[self->n_groups++] = (Group){ .first = k, .last = k };
        length = solid->thickness;
      }
      Group *group = &self->groups[self->n_groups - 1];
      self->group_of[v] = (int) self->n_groups - 1;
      if (!solid->node->is_pooled)
        group->last = k;
      group->is_shared |= next[v] >= 0 && n_outs[v] > 1;
      group->n++;
      k++;
    }
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
    ng_step_words_add (&group->words, &self->look, node, count, detail);
  }
}

/* The first name that is to be told of what stands side by side. */
static void
add_name (const Picture *self, Group *group)
{
  for (guint i = group->first; i < group->first + group->n && group->words.lines->len == 0; i++)
    ng_tensor_look_name (&self->look, self->solids[i].node, &group->words);
}

static void
find_words (const Picture *self, Group *group)
{
  for (int detail = NG_STEPS_APART; detail < NG_N_STEP_DETAILS; detail++) {
    ng_step_words_clear (&group->words);
    group->words = ng_step_words_new ();
    add_name (self, group);
    add_words (self, group, (NgStepDetail) detail);
    if (!group->words.is_cut)
      break;
  }
}

/* Both sides of a map: "14" of what is square, or "14×7". */
static char *
tell_sides (const Picture *self, const NgTensorNode *node)
{
  const char *high = ng_solid_text (&self->look, node, 1);
  const char *wide = ng_solid_text (&self->look, node, 2);

  if (high == NULL || wide == NULL || g_str_equal (high, wide))
    return g_strdup (wide);
  return g_strdup_printf ("%s×%s", high, wide);
}

/* Beside an upright flow rays leave room for one label only. */
static void
find_labels (const Picture *self, Group *group)
{
  const NgTensorNode *first = self->solids[group->first].node;
  const NgTensorNode *last = self->solids[group->first + group->n - 1].node;
  gboolean is_upright = ng_solid_is_upright (&self->look);

  if (first->kind == NG_TENSOR_VECTOR) {
    group->depth = ng_solid_text (&self->look, first, 0);
  } else if (first->kind != NG_TENSOR_MEET && is_upright && self->look.figure->kernels) {
    group->depth = group->sides = tell_sides (self, first);
  } else if (first->kind != NG_TENSOR_MEET) {
    group->depth = ng_solid_text (&self->look, first, is_upright ? 1 : 2);
    group->height = ng_solid_text (&self->look, first, is_upright ? 2 : 1);
  }
  if (group->n > 1 && last->is_pooled)
    group->pooled = tell_sides (self, last);
}

/* The upper end of the label at the left side, which lies under the axis. */
static float
height_label (const NgSolid *solid, float line)
{
  return MAX (solid->depth.y / 2 - line / 2, AXIS);
}

/* The upper end of the label at the edge that goes into the depth; rays begin above it. */
static float
edge_label (const Picture *self, const NgSolid *told)
{
  return told->height / 2 + (self->look.figure->kernels ? told->depth.y / 2 : 0) + 1;
}

/* The upper end of the label under a solid; one that is wider than that stands below all others. */
static float
channels_label (const Picture *self, const NgSolid *solid)
{
  float line = ng_tensor_look_line (&self->look);
  NgBox front = ng_solid_front (&self->look, solid);
  float top = front.y + front.height + 1;

  if (ng_tensor_look_width (&self->look, solid->channels) <= solid->thickness)
    return top;
  return MAX (top, MAX (height_label (solid, line), edge_label (self, solid)) + line);
}

/* Where the label of what is pooled begins, and its lower end: over the axis beside the pooling,
 * or, where rays are, over all. */
static NgPoint
pooled_label (const Picture *self, const Group *group)
{
  const NgSolid *told = &self->solids[group->last];
  const NgSolid *last = &self->solids[group->first + group->n - 1];
  float end = last->at + last->thickness;

  if (self->look.figure->kernels)
    return (NgPoint){ end - last->thickness / 2 + 4, -(told->height + told->depth.y) / 2 };
  return (NgPoint){ end + last->depth.x / 2 + NEAR, MIN (-last->depth.y / 2, -AXIS) };
}

/* Beside an upright flow, the upper end of the label on the right, in the middle of its edge. */
static float
depth_label (const Picture *self, const Group *group)
{
  const NgSolid *told = &self->solids[group->last];
  NgBox front = ng_solid_front (&self->look, told);

  return front.y + front.height / 2 - told->depth.y - ng_tensor_look_line (&self->look) / 2;
}

/* Where the label of the width begins, and its upper end, where the flow is upright: on the side
 * that the flow comes to, over the edge behind or under the one in front. */
static NgPoint
width_label (const Picture *self, const Group *group)
{
  const NgSolid *first = &self->solids[group->first];
  NgBox front = ng_solid_front (&self->look, first);
  float width = ng_tensor_look_width (&self->look, group->height);

  if (self->look.direction == NG_DIRECTION_UP)
    return (NgPoint){ MIN (front.x, -AXIS - width), front.y + front.height + 1 };
  return (NgPoint){ MAX (front.x + front.width + first->depth.x - width, AXIS),
                    front.y - first->depth.y - ng_tensor_look_line (&self->look) - 1 };
}

/* How far all of a group reaches, without its labels, and its lines along the axis. */
static void
size_solids (const Picture *self, const Group *group, NgRailNode *place)
{
  NgSolid *first = &self->solids[group->first], *last = first + group->n - 1;
  float thickness = 0;

  for (NgSolid *solid = first; solid <= last; solid++)
    thickness += solid->thickness;
  for (NgSolid *solid = first; solid <= last; solid++) {
    solid->at = solid == first ? -thickness / 2 : solid[-1].at + solid[-1].thickness;
    NgBox front = ng_solid_front (&self->look, solid);
    place->left = MAX (place->left, -front.x);
    place->right = MAX (place->right, front.x + front.width + solid->depth.x);
    place->up = MAX (place->up, solid->depth.y - front.y);
    place->down = MAX (place->down, front.y + front.height);
  }
  place->in = first->at;
  place->out = last->at + last->thickness;
  if (self->look.direction == NG_DIRECTION_DOWN)
    place->out += ng_solid_hidden (&self->look, last);
  else
    place->in -= ng_solid_hidden (&self->look, first);
}

/* Room for labels under and beside solids, for words below, and for lines over them. */
static void
add_labels (const Picture *self, const Group *group, NgRailNode *place)
{
  const NgTensorLook *look = &self->look;
  const NgSolid *first = &self->solids[group->first], *told = &self->solids[group->last];
  const NgSolid *last = first + group->n - 1;
  float line = ng_tensor_look_line (look);

  for (const NgSolid *solid = first; solid <= last; solid++)
    if (solid->channels != NULL) {
      float width = ng_tensor_look_width (look, solid->channels);
      NgBox front = ng_solid_front (&self->look, solid);
      place->down = MAX (place->down, channels_label (self, solid) - 1 + NEAR + line);
      place->left = MAX (place->left, width / 2 - front.x - front.width / 2);
    }
  if (group->height != NULL) {
    float width = ng_tensor_look_width (look, group->height);
    place->left = MAX (place->left, -first->at + first->depth.x / 2 + NEAR + width);
    place->down = MAX (place->down, height_label (first, line) + line);
  }
  if (group->depth != NULL) {
    float width = ng_tensor_look_width (look, group->depth);
    place->right = MAX (place->right, told->at + told->thickness + NEAR + width);
    place->down = MAX (place->down, edge_label (self, told) + line);
  }
  if (group->pooled != NULL) {
    NgPoint at = pooled_label (self, group);
    place->right = MAX (place->right, at.x + ng_tensor_look_width (look, group->pooled));
    place->up = MAX (place->up, line - at.y);
  }
  place->left = MAX (place->left, group->words.width / 2);
  place->right = MAX (place->right, group->words.width / 2);
  if (group->words.height > 0)
    place->text = group->words.height + 4;
  place->is_open_above = TRUE;
  place->enter = (NgPoint){ first->at + first->thickness / 2, -first->height / 2 };
  if (group->is_shared)
    last = told;
  place->leave = (NgPoint){ last->at + last->thickness / 2, -last->height / 2 };
  if (group->n == 1) {
    place->enter.x -= MIN (first->thickness / 4, 3);
    place->leave.x += MIN (first->thickness / 4, 3);
  }
}

/* Likewise on both sides of an upright flow. */
static void
add_upright_labels (const Picture *self, const Group *group, NgRailNode *place)
{
  const NgTensorLook *look = &self->look;
  float line = ng_tensor_look_line (look), right = place->right, left = 0;
  NgPoint wide = width_label (self, group);
  float beside = depth_label (self, group);

  for (guint i = group->first; i < group->first + group->n; i++)
    if (self->solids[i].channels != NULL) {
      NgBox front = ng_solid_front (&self->look, &self->solids[i]);
      float width = ng_tensor_look_width (look, self->solids[i].channels);
      float middle = front.y + front.height / 2;
      left = MAX (left, width + NEAR - front.x);
      place->up = MAX (place->up, line / 2 - middle);
      place->down = MAX (place->down, line / 2 + middle);
    }
  place->left = MAX (place->left, left);
  if (group->height != NULL) {
    float width = ng_tensor_look_width (look, group->height);
    place->up = MAX (place->up, -wide.y);
    place->down = MAX (place->down, wide.y + line);
    place->left = MAX (place->left, -wide.x);
    place->right = MAX (place->right, wide.x + width);
  }
  if (group->depth != NULL || group->pooled != NULL) {
    float width =
        MAX (ng_tensor_look_width (look, group->depth), ng_tensor_look_width (look, group->pooled));
    place->right = MAX (place->right, right + NEAR + width);
    place->up = MAX (place->up, -beside);
    place->down = MAX (place->down, beside + (group->pooled != NULL ? 2 : 1) * line);
  }
  if (group->words.height > 0) {
    place->text = group->words.width + SIDE_GAP;
    place->up = MAX (place->up, group->words.height / 2);
    place->down = MAX (place->down, group->words.height / 2);
  }
}

static void
size_group (const Picture *self, Group *group, NgRailNode *place)
{
  *place = (NgRailNode){ 0 };
  if (self->solids[group->first].node->kind == NG_TENSOR_MEET) {
    ng_tensor_meet_size (&self->look, &group->words, place);
    return;
  }
  size_solids (self, group, place);
  if (ng_solid_is_upright (&self->look))
    add_upright_labels (self, group, place);
  else
    add_labels (self, group, place);
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

/* Numbers under the front and at its edges. */
static void
draw_labels (const Picture *self,
             const Group *group,
             const NgRailNode *place,
             NgSceneBuilder *builder)
{
  const NgSolid *first = &self->solids[group->first], *told = &self->solids[group->last];
  const NgSolid *last = first + group->n - 1;
  float line = ng_tensor_look_line (&self->look);

  for (const NgSolid *solid = first; solid <= last; solid++) {
    NgBox front = ng_solid_front (&self->look, solid);
    ng_tensors_pick (builder, solid->node->pick, solid->node->path);
    draw_label (self,
                builder,
                NG_ALIGN_MIDDLE,
                place->x + front.x + front.width / 2,
                place->y + channels_label (self, solid),
                solid->channels);
  }
  draw_label (self,
              builder,
              NG_ALIGN_END,
              place->x + first->at - first->depth.x / 2 - NEAR,
              place->y + height_label (first, line),
              group->height);
  draw_label (self,
              builder,
              NG_ALIGN_START,
              place->x + told->at + told->thickness + NEAR,
              place->y + edge_label (self, told),
              group->depth);
  NgPoint pooled = pooled_label (self, group);
  draw_label (self,
              builder,
              NG_ALIGN_START,
              place->x + pooled.x,
              place->y + pooled.y - line,
              group->pooled);
}

/* Likewise beside an upright flow. */
static void
draw_upright_labels (const Picture *self,
                     const Group *group,
                     const NgRailNode *place,
                     NgSceneBuilder *builder)
{
  const NgSolid *first = &self->solids[group->first];
  float line = ng_tensor_look_line (&self->look), right = 0;
  NgPoint wide = width_label (self, group);
  float beside = depth_label (self, group);

  for (const NgSolid *solid = first; solid < first + group->n; solid++) {
    NgBox front = ng_solid_front (&self->look, solid);
    ng_tensors_pick (builder, solid->node->pick, solid->node->path);
    right = MAX (right, front.x + front.width + solid->depth.x);
    draw_label (self,
                builder,
                NG_ALIGN_END,
                place->x + front.x - NEAR,
                place->y + front.y + front.height / 2 - line / 2,
                solid->channels);
  }
  draw_label (self, builder, NG_ALIGN_START, place->x + wide.x, place->y + wide.y, group->height);
  draw_label (
      self, builder, NG_ALIGN_START, place->x + right + NEAR, place->y + beside, group->depth);
  draw_label (self,
              builder,
              NG_ALIGN_START,
              place->x + right + NEAR,
              place->y + beside + line,
              group->pooled);
}

static void
draw_group (const Picture *self, guint index, NgSceneBuilder *builder)
{
  const Group *group = &self->groups[index];
  const NgRailNode *place = &self->places[index];
  const NgSolid *first = &self->solids[group->first];

  if (first->node->kind == NG_TENSOR_MEET) {
    ng_tensors_pick (builder, first->node->pick, first->node->path);
    ng_tensor_meet_draw (&self->look, first->node, &group->words, place, builder);
    return;
  }
  for (guint i = 0; i < group->n; i++)
    ng_solid_draw (&self->look,
                   self->look.direction == NG_DIRECTION_DOWN ? first + group->n - 1 - i : first + i,
                   place,
                   builder);
  if (ng_solid_is_upright (&self->look))
    draw_upright_labels (self, group, place, builder);
  else
    draw_labels (self, group, place, builder);
  ng_tensors_pick (builder, first->node->pick, first->node->path);
  if (ng_solid_is_upright (&self->look))
    ng_step_words_draw (&group->words,
                        &self->look,
                        builder,
                        NG_ALIGN_START,
                        place->text_at.x + SIDE_GAP,
                        place->y - group->words.height / 2);
  else
    ng_step_words_draw (
        &group->words, &self->look, builder, NG_ALIGN_MIDDLE, place->x, place->text_at.y + 4);
}

/* The window that an edge has, on the side of the solid that it slides over, through all channels,
 * and rays to the one element that it makes; a transposed one the other way round. */
static void
draw_window (const Picture *self, guint edge, NgSceneBuilder *builder)
{
  const Group *before = &self->groups[self->edges[edge].from];
  const Group *after = &self->groups[self->edges[edge].to];
  const NgSolid *from = &self->solids[before->first + before->n - 1];
  const NgSolid *to = &self->solids[after->first];
  const gint64 *window = to->node->window;
  gboolean is_transposed = to->node->width > from->node->width;
  const NgSolid *under = is_transposed ? to : from, *other = is_transposed ? from : to;
  const NgRailNode *place =
      &self->places[is_transposed ? self->edges[edge].to : self->edges[edge].from];
  const NgRailNode *there =
      &self->places[is_transposed ? self->edges[edge].from : self->edges[edge].to];
  NgPoint spot = ng_tensor_spot (edge), corners[4], far[4];
  float a = MAX (ng_tensor_covered (window[1], under->node->width), LEAST_WINDOW);
  float b = MAX (ng_tensor_covered (window[0], under->node->height), LEAST_WINDOW);
  float left = CLAMP (spot.x - a / 2, 0, 1 - a), top = CLAMP (0.7F * spot.y - b / 2, 0, 1 - b);
  gboolean is_upright = ng_solid_is_upright (&self->look);

  /* Labels stand below the axis of a row, on the side that the flow comes to. */
  top = is_transposed && !is_upright ? 0 : top;
  NgPoint end =
      ng_solid_on_end (&self->look, other, there, is_transposed, left + a / 2, top + b / 2);

  if (!is_transposed && !is_upright)
    end.y = MIN (end.y, there->y - 2);

  for (int k = 0; k < 4; k++) {
    float u = left + (k == 1 || k == 2 ? a : 0), v = top + (k >= 2 ? b : 0);
    corners[k] = ng_solid_on_end (&self->look, under, place, !is_transposed, u, v);
    far[k] = ng_solid_on_end (&self->look, under, place, is_transposed, u, v);
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
paint (gconstpointer picture)
{
  const Picture *self = picture;
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
clear (gpointer picture)
{
  Picture *self = picture;

  for (guint i = 0; i < self->n_groups; i++) {
    ng_step_words_clear (&self->groups[i].words);
    g_free (self->groups[i].pooled);
    g_free (self->groups[i].sides);
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
arrange (Picture *self,
         const NgTensors *tensors,
         const NgFigure *figure,
         const NgTensorTry *attempt,
         const guint8 *is_apart)
{
  guint n = tensors->nodes->len, n_edges = tensors->edges->len;

  *self = (Picture){ .look = ng_tensor_look (tensors, figure, attempt->scale),
                     .solids = g_new0 (NgSolid, n + 1),
                     .groups = g_new0 (Group, n + 1),
                     .group_of = g_new0 (int, n + 1),
                     .places = g_new0 (NgRailNode, n + 1),
                     .edges = g_new0 (NgRailEdge, n_edges + 1),
                     .origins = g_new0 (guint, n_edges + 1),
                     .is_apart = is_apart,
                     .n_solids = n };
  self->look.direction = attempt->direction;
  find_groups (self, attempt->length > 0 ? MAX (attempt->length - LABELS, 1) : 0);
  for (guint g = 0; g < self->n_groups; g++) {
    Group *group = &self->groups[g];

    for (guint i = group->first; i < group->first + group->n; i++)
      ng_solid_size (&self->look, &self->solids[i], group->n == 1);
    find_words (self, group);
    find_labels (self, group);
    size_group (self, group, &self->places[g]);
    if (attempt->levels != NULL) {
      const NgTensorLevel *level =
          &attempt->levels[self->solids[group->first].node - node_at (tensors, 0)];
      self->places[g].level = level->level;
      self->places[g].rises = level->rises;
    }
  }
  for (guint e = 0; e < n_edges; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    int from = self->group_of[edge->from], to = self->group_of[edge->to];

    if (from == to)
      continue;
    self->origins[self->n_edges] = e;
    self->edges[self->n_edges++] = (NgRailEdge){ .from = from, .to = to };
  }
  NgRailOptions options = { .direction = self->look.direction,
                            .is_u = attempt->levels != NULL,
                            .is_joined = attempt->is_joined,
                            .gap = GAP * attempt->scale,
                            .lane = 7,
                            .row_gap = ROW_GAP,
                            .width = attempt->length,
                            .most_width = ng_tensor_most_width (&self->look, attempt->length) };
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
    gboolean is_above = fabsf (points[edge->first].x - at->x - at->leave.x) < 0.01F &&
                        fabsf (points[edge->first].y - at->y - at->leave.y) < 0.01F;

    if (!group->is_shared || is_told == is_above)
      continue;
    is_apart[told - node_at (self->look.tensors, 0)] = TRUE;
    is_found = TRUE;
  }
  return is_found;
}

static const NgRail *
place (gpointer picture,
       const NgTensors *tensors,
       const NgFigure *figure,
       const NgTensorTry *attempt)
{
  g_autofree guint8 *is_apart = g_new0 (guint8, tensors->nodes->len + 1);
  Picture *self = picture;

  arrange (self, tensors, figure, attempt, is_apart);
  while (take_apart (self, is_apart)) {
    clear (self);
    arrange (self, tensors, figure, attempt, is_apart);
  }
  self->is_apart = NULL;
  return self->rail;
}

static const NgTensorDrawing drawing = { sizeof (Picture), TRUE, FALSE, place, paint, clear };

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  return ng_tensor_draw (&drawing, net, figure, cancellable, error);
}

const NgFigureForm ng_figure_volumes = {
  .name = "volumes",
  .title = N_ ("Volumes"),
  .summary = N_ ("Arrays as solids in depth, as wide as they have channels, as of AlexNet."),
  .theme = NG_THEME_LIGHT,
  .needs_maps = TRUE,
  .draw = draw,
};
