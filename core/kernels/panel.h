/* The loop inside of products with a packed matrix: some rows times one panel of it, summed up in
 * registers. */

#pragma once

#include "core/kernels/lanes.h"

G_BEGIN_DECLS

/* Most rows and most columns, in lanes, of one call: with the lanes of the panel they fill 32
 * registers. */
#define NG_PANEL_ROWS  6
#define NG_PANEL_LANES 4

/**
 * ng_panel_multiply:
 * @rows: 1 to %NG_PANEL_ROWS
 * @lanes: 1 to %NG_PANEL_LANES
 * @a: (rows, depth), rows @stride elements apart
 * @panel: (depth, 16 lanes), aligned to 64 bytes, rows @pitch lanes apart
 * @y: (rows, 16 lanes), aligned likewise, rows @pitch lanes apart
 *
 * y += a panel
 */
void ng_panel_multiply (int rows,
                        int lanes,
                        const float *a,
                        gint64 stride,
                        const float *panel,
                        gint64 pitch,
                        gint64 depth,
                        NgLanes *y);

G_END_DECLS
