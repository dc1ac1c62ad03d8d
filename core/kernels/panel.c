#include "core/kernels/panel.h"

#include "core/kernels/vector.h"

NG_VECTOR_INLINE void
multiply_rows (int rows,
               int lanes,
               const float *a,
               gint64 stride,
               const float *panel,
               gint64 pitch,
               gint64 depth,
               NgLanes *y)
{
  const NgLanes *b = (const NgLanes *) panel;
  NgLanes sums[NG_PANEL_ROWS][NG_PANEL_LANES];

  for (int r = 0; r < rows; r++) {
    for (int l = 0; l < lanes; l++)
      sums[r][l] = y[r * pitch + l];
  }
  for (gint64 i = 0; i < depth; i++, b += pitch) {
    for (int r = 0; r < rows; r++) {
      float x = a[r * stride + i];

      for (int l = 0; l < lanes; l++)
        sums[r][l] += x * b[l];
    }
  }
  for (int r = 0; r < rows; r++) {
    for (int l = 0; l < lanes; l++)
      y[r * pitch + l] = sums[r][l];
  }
}

/* The same for one to six rows. */
NG_VECTOR_INLINE void
multiply_lanes (int rows,
                int lanes,
                const float *a,
                gint64 stride,
                const float *panel,
                gint64 pitch,
                gint64 depth,
                NgLanes *y)
{
  switch (rows) {
  case 1:
    multiply_rows (1, lanes, a, stride, panel, pitch, depth, y);
    break;
  case 2:
    multiply_rows (2, lanes, a, stride, panel, pitch, depth, y);
    break;
  case 3:
    multiply_rows (3, lanes, a, stride, panel, pitch, depth, y);
    break;
  case 4:
    multiply_rows (4, lanes, a, stride, panel, pitch, depth, y);
    break;
  case 5:
    multiply_rows (5, lanes, a, stride, panel, pitch, depth, y);
    break;
  default:
    multiply_rows (6, lanes, a, stride, panel, pitch, depth, y);
    break;
  }
}

NG_VECTOR_MATH void
ng_panel_multiply (int rows,
                   int lanes,
                   const float *a,
                   gint64 stride,
                   const float *panel,
                   gint64 pitch,
                   gint64 depth,
                   NgLanes *y)
{
  switch (lanes) {
  case 1:
    multiply_lanes (rows, 1, a, stride, panel, pitch, depth, y);
    break;
  case 2:
    multiply_lanes (rows, 2, a, stride, panel, pitch, depth, y);
    break;
  case 3:
    multiply_lanes (rows, 3, a, stride, panel, pitch, depth, y);
    break;
  default:
    multiply_lanes (rows, 4, a, stride, panel, pitch, depth, y);
    break;
  }
}
