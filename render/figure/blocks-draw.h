/* What is known while a block diagram is drawn, for the files blocks*.c. */

#pragma once

#include "render/figure/bricks-place.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

/**
 * NgBlocksState:
 * @reached: where the brick was that something beside comes to, and how far it reaches
 * @is_wrong: whether the line that is being drawn does not fit
 *
 * What changes while bricks are drawn.
 */
typedef struct {
  NgPoint reached;
  gboolean is_wrong;
} NgBlocksState;

/**
 * NgBlocksDrawing:
 * @line: (element-type NgPoint): along u and v, of the line that is being drawn
 * @is_back: whether the flow leads back, from @turn to 0: u begins there
 */
typedef struct {
  NgBrickStyle style;
  NgSceneBuilder *builder;
  GArray *line;
  NgBlocksState *state;
  gboolean is_back;
  float turn;
} NgBlocksDrawing;

/* In blocks.c. */
/** ng_blocks_pick_edge: what the next items depict: the line to an input of a brick */
void ng_blocks_pick_edge (const NgBlocksDrawing *drawing, const NgBrick *brick, int port);
/** ng_blocks_go_to: leads the line on, along the flow and across it */
void ng_blocks_go_to (const NgBlocksDrawing *drawing, float u, float v);
/** ng_blocks_end_line: draws the line that was led so far, with round corners, and begins another
 */
void ng_blocks_end_line (const NgBlocksDrawing *drawing, gboolean has_head);
/** ng_blocks_draw_bricks: bricks @from to @to - 1; @origin: u and v of the row's beginning; a line
 *   that was led to @end goes on */
void ng_blocks_draw_bricks (const NgBlocksDrawing *drawing,
                            const NgBrickRow *row,
                            guint from,
                            guint to,
                            NgPoint origin,
                            float end);

/* In blocks-turn.c. */
/** ng_blocks_draw_turned: Returns: whether the row is one that skips lead over, one in the other,
 * as of a U-Net; it is drawn then with what leads down beside what leads up, and skips across */
gboolean ng_blocks_draw_turned (const NgBlocksDrawing *drawing, const NgBrickRow *row);

/* In blocks-columns.c. */
/** ng_blocks_draw_columns: a row in parts no longer than @most, where it can be broken */
void ng_blocks_draw_columns (const NgBlocksDrawing *drawing, const NgBrickRow *row, float most);

G_END_DECLS
