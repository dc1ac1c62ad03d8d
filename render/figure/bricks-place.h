/* Places for bricks: sizes by their words, then positions along the flow and across it. */

#pragma once

#include "render/figure/bricks.h"

G_BEGIN_DECLS

/**
 * NgBrickStyle:
 * @word: font of what stands in boxes; @small of names and notes; @count of ×N
 * @height: of a box
 * @width: of boxes that are not beside others
 * @direction: where the flow goes
 * @dimensions, @without_dot: as of the figure; no dimensions where that is automatic
 * @is_right: whether the flow goes to the right, so that words run along it
 * @is_up: whether the page's upper end is that of the flow
 */
typedef struct {
  const NgMetrics *metrics;
  NgFont word, small, count;
  float height, width;
  NgDirection direction;
  NgDimensions dimensions;
  gboolean without_dot, is_right, is_up;
} NgBrickStyle;

/* Points between a shape and words beside it. */
#define NG_BRICK_PAD 4.0F
/* Points of the line from a note to its box. */
#define NG_BRICK_NOTE 12.0F
/* Points between the lines of several branches that come to a box. */
#define NG_BRICK_LANE 4.0F

/** ng_brick_style_init: what follows from the figure; the flow goes up unless it says otherwise */
void ng_brick_style_init (NgBrickStyle *self, const NgFigure *figure);

/** ng_brick_count: Returns: (transfer full): "×12" */
char *ng_brick_count (const NgBrick *brick);
/** ng_brick_names: Returns: (transfer full) (nullable): notes or outlets in one line; NULL for none
 */
char *ng_brick_names (const NgBrickStyle *style, const NgBrick *brick, const GPtrArray *names);
/** ng_brick_words: Returns: (transfer full): what fits in the brick */
char *ng_brick_words (const NgBrickStyle *style, const NgBrick *brick);
/** ng_brick_label: Returns: (transfer full): the dimensions in short */
char *ng_brick_label (const NgBrickStyle *style, const NgBrick *brick);
/** ng_brick_row_label: Returns: (transfer full): the dimensions of what a row gives in short */
char *ng_brick_row_label (const NgBrickStyle *style, const NgBrickRow *row);
/** ng_brick_row_end: Returns: where its last brick ends, after its @u */
float ng_brick_row_end (const NgBrickRow *row);
/** ng_brick_outlet_side: Returns: on which side outlets leave: 1 after the line, -1 before it */
int ng_brick_outlet_side (const NgBrick *brick);
/** ng_brick_lane: Returns: how many lanes before the box the line of branch @index turns, and
 *   @place: (out): where it comes in; only where several branches come to a box */
int ng_brick_lane (const NgBrick *brick, guint index, float *place);

/** ng_brick_row_place: finds sizes and places of all in a row, whose boxes are @width wide if they
 *   are not beside others */
void ng_brick_row_place (const NgBrickStyle *style, NgBrickRow *row, float width);
/** ng_bricks_place: finds sizes and places of all bricks */
void ng_bricks_place (NgBricks *self, NgBrickStyle *style);

G_END_DECLS
