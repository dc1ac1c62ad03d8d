/* SpatialTransformationLayer[{h, w}]: looks at a picture through a window that is turned, stretched
 * and moved as the parameters {zh, sh, th, sv, zv, tv} say (Jaderberg et al. 2015).
 *
 * Both pictures span [-1, 1] from the middle of the first element to that of the last. What is
 * shown at (x, y) lies at (zh x + sh y + th, sv x + zv y + tv), between four elements; outside is
 * 0. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"

enum { SIZE };
enum { INPUT, PARAMETERS };
enum { N_NEIGHBOURS = 4 };

static gboolean
spatial_transformation_check (const NgLayer *layer, GError **error)
{
  const NgParam *size = ng_layer_param (layer, SIZE);

  if (size->is_list && size->n_ints == 2)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (size->expr),
                    "The size of the output has to be {height, width}.");
  return FALSE;
}

/* The middle of cell @i of @n in [-1, 1]. */
static double
middle (gint64 i, gint64 n)
{
  return n > 1 ? 2 * (double) i / (double) (n - 1) - 1 : 0;
}

/* (3, h w): x, y and 1 for each element of the output */
static NgValue
make_grid (NgProgramBuilder *b, NgElement element, gint64 height, gint64 width)
{
  gint64 dims[] = { 3, height * width };
  double *data = g_new (double, 3 * height * width);
  g_autoptr (NgTensor) wide = NULL;
  g_autoptr (NgTensor) grid = NULL;

  for (gint64 i = 0; i < height * width; i++) {
    data[i] = middle (i % width, width);
    data[dims[1] + i] = middle (i / width, height);
    data[2 * dims[1] + i] = 1;
  }
  wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, data);
  grid = ng_tensor_convert (wide, element);
  return ng_build_constant (b, grid);
}

/* Coordinate @index of places: (batch, 2, n) in [-1, 1], as (batch, n) in 0 … size - 1 */
static NgValue
take_coordinate (NgProgramBuilder *b, NgValue places, gint64 index, gint64 size)
{
  NgValue x = ng_build_part (b, places, 1, index);

  return ng_build_scale (b, ng_build_offset (b, x, 1), (double) (size - 1) / 2);
}

/* One axis of the places that are looked at. */
typedef struct {
  NgValue floor, fraction;
  gint64 size;
} Axis;

/* The neighbour in front of each place, or that behind it: where it stands, as an integer that lies
 * in the picture, and what it weighs, which is nothing if it lies outside. */
static NgValue
find_neighbour (NgProgramBuilder *b, const Axis *axis, gboolean is_behind, NgValue *weight)
{
  NgValue place = ng_build_offset (b, axis->floor, is_behind);
  NgValue zero = ng_build_fill_like (b, place, 0);
  NgValue last = ng_build_fill_like (b, place, (double) (axis->size - 1));
  NgValue is_inside = ng_build_binary (b,
                                       NG_PRIMITIVE_AND,
                                       ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, zero, place),
                                       ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, place, last));
  NgValue one = ng_build_fill_like (b, place, 1);
  NgValue share = is_behind ? axis->fraction : ng_build_subtract (b, one, axis->fraction);

  *weight = ng_build_select (b, is_inside, share, zero);
  return ng_build_convert (b, ng_build_select (b, is_inside, place, zero), NG_ELEMENT_I64);
}

static Axis
make_axis (NgProgramBuilder *b, NgValue places, gint64 index, gint64 size)
{
  NgValue place = take_coordinate (b, places, index, size);
  NgValue below = ng_build_unary (b, NG_PRIMITIVE_FLOOR, place);

  return (Axis){ below, ng_build_subtract (b, place, below), size };
}

/* x: (batch, c, h0, w0), p: (batch, 6), y: (batch, c, h, w) */
static void
spatial_transformation_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const gint64 *size = ng_lowering_param (to, SIZE)->ints;
  NgValue x = ng_lowering_input (to, INPUT), places, sum = NG_NO_VALUE;
  gint64 n = size[0] * size[1];
  Axis column, row;
  NgShape shape;

  if (ng_program_builder_has_failed (b) ||
      !ng_lowering_has_room (to, (double) size[0] * (double) size[1], 6 * sizeof (double)))
    return;
  shape = *ng_build_shape (b, x);
  places = ng_build_reshape (
      b, ng_lowering_input (to, PARAMETERS), (gint64[]){ shape.dims[0] * 2, 3 }, 2);
  places =
      ng_build_matmul (b, places, make_grid (b, shape.element, size[0], size[1]), FALSE, FALSE);
  places = ng_build_reshape (b, places, (gint64[]){ shape.dims[0], 2, n }, 3);
  column = make_axis (b, places, 0, shape.dims[3]);
  row = make_axis (b, places, 1, shape.dims[2]);
  x = ng_build_reshape (
      b, x, (gint64[]){ shape.dims[0], shape.dims[1], shape.dims[2] * shape.dims[3] }, 3);
  x = ng_build_transpose (b, x, (int[]){ 0, 2, 1 });
  for (int k = 0; k < N_NEIGHBOURS && !ng_program_builder_has_failed (b); k++) {
    NgValue height, width;
    NgValue at =
        ng_build_scale (b, find_neighbour (b, &row, k / 2 != 0, &height), (double) shape.dims[3]);
    NgValue part, weight;

    at = ng_build_add (b, at, find_neighbour (b, &column, k % 2 != 0, &width));
    part = ng_build_gather_rows (b, x, at);
    weight = ng_build_broadcast_at (b, ng_build_multiply (b, height, width), part, 0);
    part = ng_build_multiply (b, part, weight);
    sum = k == 0 ? part : ng_build_add (b, sum, part);
  }
  sum = ng_build_transpose (b, sum, (int[]){ 0, 2, 1 });
  ng_lowering_output (
      to,
      0,
      ng_build_reshape (b, sum, (gint64[]){ shape.dims[0], shape.dims[1], size[0], size[1] }, 4));
}

static char *
spatial_transformation_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, SIZE));
}

const NgLayerClass ng_layer_spatial_transformation = {
  .name = "SpatialTransformationLayer",
  .summary = "Looks at a picture through a window that another input turns and moves",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M2 2h12v12h-12z M7 4l5 4l-3 5l-5-4z",
  .law = "y(x, y) = input (zh x + sh y + th, sv x + zv y + tv)",
  .params = { { "Size",
                NG_PARAM_DIMS,
                .position = 1,
                .binds = "*o",
                .flags = NG_PARAM_REQUIRED,
                .help = "The size {height, width} of the output." } },
  .inputs = { { "Input", "c h w" }, { "Parameters", "6" } },
  .outputs = { { "Output", "c *o" } },
  .flags = NG_LAYER_FIXED,
  .check = spatial_transformation_check,
  .lower = spatial_transformation_lower,
  .label = spatial_transformation_label,
  .examples = { "SpatialTransformationLayer[{3, 2}, \"Input\" -> {2, 4, 3}]",
                "SpatialTransformationLayer[{1, 3}, \"Input\" -> {1, 2, 3}]" },
};
