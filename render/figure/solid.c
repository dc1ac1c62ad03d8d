#include "render/figure/solid.h"

#include <math.h>

/* Points, where objects are as big as they may be. */
#define SIDE   60.0F
#define LENGTH 88.0F
#define WIDTH  24.0F
#define THIN   4.0F /* poolings, and sides of vectors */
#define LEAST  3.0F
/* Degrees at which the depth goes up, and from which it is seen. */
#define ANGLE 40.364537
#define VIEW  31.666628
/* What part of a solid its band is. */
#define BAND 0.34F

const char *
ng_solid_text (const NgTensorLook *look, const NgTensorNode *node, int which)
{
  return look->figure->dimensions != (int) NG_DIMENSIONS_NONE ? node->texts[which] : NULL;
}

gboolean
ng_solid_is_upright (const NgTensorLook *look)
{
  return look->direction != NG_DIRECTION_RIGHT;
}

/* In radians; @chosen: in degrees, 0 for the usual ones */
static double
choose (float chosen, double usual)
{
  return (chosen > 0 ? (double) chosen : usual) * G_PI / 180;
}

void
ng_solid_size (const NgTensorLook *look, NgSolid *solid, gboolean is_alone)
{
  const NgTensorNode *node = solid->node;
  gint64 longer = MAX (node->height, node->width);
  float scale = look->scale, side = SIDE * scale * ng_span_share (look->sides, longer);
  float high = side, wide = side, deep;
  double angle = choose (look->figure->angle, ANGLE), view = choose (look->figure->view, VIEW);

  solid->thickness = MAX (THIN * scale, LEAST);
  if (node->kind == NG_TENSOR_VECTOR) {
    high = solid->thickness;
    wide = LENGTH * scale * ng_span_share (look->lengths, node->channels);
  } else if (node->height > 0 && node->width > 0) {
    high = MAX (side * (float) node->height / (float) longer, LEAST);
    wide = MAX (side * (float) node->width / (float) longer, LEAST);
  }
  if (node->kind == NG_TENSOR_MAPS && (!node->is_pooled || is_alone))
    solid->channels = ng_solid_text (look, node, 0);
  if (node->kind == NG_TENSOR_MAPS && !node->is_pooled)
    solid->thickness = WIDTH * scale * ng_span_share (look->channels, node->channels);
  /* Labels of solids side by side do not touch. */
  if (solid->channels != NULL && !node->is_pooled)
    solid->thickness =
        MAX (solid->thickness,
             ng_solid_is_upright (look) ? ng_tensor_look_line (look)
                                        : ng_tensor_look_width (look, solid->channels) + 2);
  solid->width = ng_solid_is_upright (look) ? wide : solid->thickness;
  solid->height = ng_solid_is_upright (look) ? solid->thickness : high;
  deep = ng_solid_is_upright (look) ? high : wide;
  deep *= (float) sin (view);
  solid->depth = (NgPoint){ (float) cos (angle) * deep, (float) sin (angle) * deep };
}

NgBox
ng_solid_front (const NgTensorLook *look, const NgSolid *solid)
{
  NgPoint begin = ng_rail_turn (look->direction, solid->at, 0);
  NgPoint end = ng_rail_turn (look->direction, solid->at + solid->thickness, 0);
  NgPoint middle = { (begin.x + end.x) / 2, (begin.y + end.y) / 2 };

  return (NgBox){ middle.x - (solid->width + solid->depth.x) / 2,
                  middle.y - (solid->height - solid->depth.y) / 2,
                  solid->width,
                  solid->height };
}

float
ng_solid_hidden (const NgTensorLook *look, const NgSolid *solid)
{
  float half = ng_solid_is_upright (look) ? solid->width / 2 : solid->height / 2;
  float aside = ng_solid_is_upright (look) ? solid->depth.x : solid->depth.y;
  float back = ng_solid_is_upright (look) ? solid->depth.y : solid->depth.x;

  return aside <= 2 * half ? back / 2 : half * back / aside;
}

/* The part of a solid from @from to @to of its thickness. */
static void
draw_part (const NgTensorLook *look,
           NgSceneBuilder *builder,
           const NgSolid *solid,
           const NgRailNode *place,
           float from,
           float to,
           const NgRole *roles)
{
  NgSolid part = *solid;
  gboolean is_top = look->direction != NG_DIRECTION_DOWN ? to == 1 : from == 0;
  float dx = solid->depth.x, dy = solid->depth.y;

  part.at += from * solid->thickness;
  part.thickness *= to - from;
  part.width = ng_solid_is_upright (look) ? solid->width : part.thickness;
  part.height = ng_solid_is_upright (look) ? part.thickness : solid->height;
  NgBox front = ng_solid_front (look, &part);
  float left = place->x + front.x, right = left + front.width;
  float top = place->y + front.y, bottom = top + front.height;

  ng_scene_builder_add_box (builder, roles[0], (NgBox){ left, top, front.width, front.height }, 0);
  if (is_top || !ng_solid_is_upright (look))
    ng_scene_builder_add_path (
        builder,
        roles[1],
        "MLLLZ",
        (NgPoint[]){
            { left, top }, { right, top }, { right + dx, top - dy }, { left + dx, top - dy } });
  if (is_top || ng_solid_is_upright (look))
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
draw_hidden (const NgTensorLook *look,
             NgSceneBuilder *builder,
             const NgSolid *solid,
             const NgRailNode *place)
{
  NgBox front = ng_solid_front (look, solid);
  float left = place->x + front.x + solid->depth.x, right = left + front.width;
  float bottom = place->y + front.y + front.height - solid->depth.y;

  ng_scene_builder_add_path (builder,
                             NG_ROLE_HIDDEN_LINE,
                             "MLLML",
                             (NgPoint[]){ { left - solid->depth.x, bottom + solid->depth.y },
                                          { left, bottom },
                                          { right, bottom },
                                          { left, bottom },
                                          { left, bottom - front.height } });
}

void
ng_solid_draw (const NgTensorLook *look,
               const NgSolid *solid,
               const NgRailNode *place,
               NgSceneBuilder *builder)
{
  NgCategory category = solid->node->category;
  NgRole plain[] = { NG_ROLE_LAYER + category, NG_ROLE_TOP + category, NG_ROLE_SIDE + category };
  NgRole strong[] = { NG_ROLE_BAND + category, NG_ROLE_BAND + category, NG_ROLE_BAND + category };
  NgRole plate[] = { NG_ROLE_SIDE + category, NG_ROLE_TOP + category, NG_ROLE_BAND + category };
  /* No layer makes what comes in. */
  NgRole given[] = { NG_ROLE_MAP, NG_ROLE_MAP, NG_ROLE_MAP_BACK };
  gboolean has_band = solid->node->has_activation && solid->node->kind != NG_TENSOR_VECTOR;
  const NgRole *whole = solid->node->pick.kind == NG_PICK_NET_INPUT ? given
                        : solid->node->is_pooled                    ? plate
                                                                    : plain;

  ng_tensors_pick (builder, solid->node->pick, solid->node->path);
  if (whole != plain || !has_band) {
    draw_part (look, builder, solid, place, 0, 1, whole);
  } else if (look->direction == NG_DIRECTION_DOWN) {
    draw_part (look, builder, solid, place, 1 - BAND, 1, strong);
    draw_part (look, builder, solid, place, 0, 1 - BAND, plain);
  } else {
    draw_part (look, builder, solid, place, 0, 1 - BAND, plain);
    draw_part (look, builder, solid, place, 1 - BAND, 1, strong);
  }
  if (solid->node->kind == NG_TENSOR_MAPS && !solid->node->is_pooled)
    draw_hidden (look, builder, solid, place);
}

NgPoint
ng_solid_on_end (const NgTensorLook *look,
                 const NgSolid *solid,
                 const NgRailNode *place,
                 gboolean is_along,
                 float a,
                 float b)
{
  NgBox front = ng_solid_front (look, solid);
  float x = place->x + front.x, y = place->y + front.y;

  if (!ng_solid_is_upright (look))
    return (NgPoint){ x + (is_along ? front.width : 0) + a * solid->depth.x,
                      y + b * front.height - a * solid->depth.y };
  y += is_along == (look->direction == NG_DIRECTION_DOWN) ? front.height : 0;
  return (NgPoint){ x + a * front.width + (1 - b) * solid->depth.x, y - (1 - b) * solid->depth.y };
}
