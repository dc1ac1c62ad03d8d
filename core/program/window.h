/* NgWindow: geometry shared by convolution and pooling, layers and operators alike. */

#pragma once

#include "core/base/limits.h"
#include <glib.h>

G_BEGIN_DECLS

#define NG_MAX_WINDOW_RANK 3

/**
 * NgWindow:
 * @rank: number of spatial axes, 1 to 3
 * @size: taps along each
 * @stride: step of the window along each, at least 1
 * @dilation: distance of two taps, at least 1
 * @before: padding in front of each axis, may not be negative
 * @after: padding behind it
 * @groups: channel groups of a convolution; 1 for pooling
 */
typedef struct {
  int rank;
  gint64 size[NG_MAX_WINDOW_RANK];
  gint64 stride[NG_MAX_WINDOW_RANK];
  gint64 dilation[NG_MAX_WINDOW_RANK];
  gint64 before[NG_MAX_WINDOW_RANK];
  gint64 after[NG_MAX_WINDOW_RANK];
  gint64 groups;
} NgWindow;

/**
 * ng_window_output:
 * @input: size of spatial axis @axis
 *
 * floor ((input + before + after - dilation (size - 1) - 1) / stride) + 1, checked for overflow.
 *
 * Returns: the output size, or 0 when the window does not fit or a field is out of its range
 */
gint64 ng_window_output (const NgWindow *self, int axis, gint64 input);

G_END_DECLS
