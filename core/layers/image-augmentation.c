/* ImageAugmentationLayer[{h, w}]: in training, a part of the picture of that size from anywhere in
 * it, turned over at random, each example for itself; in evaluation, the middle. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"

enum { SIZE, REFLECTION };
enum { HEIGHT, WIDTH };

static gboolean
is_probability (const NgExpr *expr)
{
  return ng_expr_is_number (expr) && ng_expr_number (expr) >= 0 && ng_expr_number (expr) <= 1;
}

static gboolean
image_augmentation_check (const NgLayer *layer, GError **error)
{
  const NgParam *size = ng_layer_param (layer, SIZE);
  NgExpr *pair = ng_layer_param (layer, REFLECTION)->expr;

  if (!size->is_list || size->n_ints != 2) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (size->expr),
                      "The size of the output has to be {height, width}.");
    return FALSE;
  }
  if (!ng_expr_is_call (pair, "List") || ng_expr_n_args (pair) != 2 ||
      !is_probability (ng_expr_arg (pair, 0)) || !is_probability (ng_expr_arg (pair, 1))) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (pair),
                      "\"ReflectionProbabilities\" have to be two numbers from 0 to 1, for upside "
                      "down and for left to right.");
    return FALSE;
  }
  return TRUE;
}

static void
image_augmentation_verify (NgRelation *relation)
{
  const gint64 *size = ng_layer_param (ng_relation_layer (relation), SIZE)->ints;
  const NgType *input = ng_relation_input (relation, 0);

  for (int i = 0; i < 2 && input->rank == 3; i++)
    if (input->dims[i + 1].state == NG_DIM_NUMBER && input->dims[i + 1].value < size[i])
      ng_relation_fail (relation,
                        "NetGraph::kernel",
                        "A part of %" G_GINT64_FORMAT
                        " elements along level %d is asked for, and there are %" G_GINT64_FORMAT
                        ".",
                        size[i],
                        i + 2,
                        input->dims[i + 1].value);
}

/* For each example the places, along one axis of @n elements, of the @kept ones: (batch, kept) */
static NgValue
draw_places (NgLowering *to, NgElement element, gint64 n, int axis)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const NgExpr *pair = ng_lowering_param (to, REFLECTION)->expr;
  gint64 kept = ng_lowering_param (to, SIZE)->ints[axis];
  double probability = ng_expr_number (ng_expr_arg (pair, (gsize) axis));
  NgShape example = { .element = element, .rank = 1, .dims = { ng_lowering_batch (to) } };
  NgShape shape = { .element = NG_ELEMENT_I64, .rank = 2, .dims = { example.dims[0], kept } };
  NgValue places = ng_build_iota (b, &shape, 1);
  NgValue start, is_turned, last;

  /* The product may be rounded up to the number of places that there are. */
  start = ng_build_scale (b, ng_build_random (b, &example), (double) (n - kept + 1));
  start = ng_build_convert (b, start, NG_ELEMENT_I64);
  start = ng_build_binary (
      b, NG_PRIMITIVE_MIN, start, ng_build_fill_like (b, start, (double) (n - kept)));
  is_turned = ng_build_random (b, &example);
  is_turned = ng_build_binary (
      b, NG_PRIMITIVE_LESS, is_turned, ng_build_fill_like (b, is_turned, probability));
  last = ng_build_fill_like (b, places, (double) (kept - 1));
  places = ng_build_select (b,
                            ng_build_broadcast_at (b, is_turned, places, 0),
                            ng_build_subtract (b, last, places),
                            places);
  return ng_build_add (b, places, ng_build_broadcast_at (b, start, places, 0));
}

/* x: (batch, c, h0, w0); -> (batch, c, h, w) */
static NgValue
take_any (NgLowering *to, NgValue x)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const gint64 *size = ng_lowering_param (to, SIZE)->ints;
  NgShape shape = *ng_build_shape (b, x);
  gint64 dims[] = { shape.dims[0], size[HEIGHT], size[WIDTH] };
  NgValue rows = draw_places (to, shape.element, shape.dims[2], HEIGHT);
  NgValue columns = draw_places (to, shape.element, shape.dims[3], WIDTH);
  NgValue places;

  rows = ng_build_scale (b, rows, (double) shape.dims[3]);
  places = ng_build_add (b,
                         ng_build_broadcast (b, rows, dims, 3, (int[]){ 0, 1 }),
                         ng_build_broadcast (b, columns, dims, 3, (int[]){ 0, 2 }));
  places = ng_build_reshape (b, places, (gint64[]){ shape.dims[0], size[HEIGHT] * size[WIDTH] }, 2);
  x = ng_build_reshape (
      b, x, (gint64[]){ shape.dims[0], shape.dims[1], shape.dims[2] * shape.dims[3] }, 3);
  x = ng_build_gather_rows (b, ng_build_transpose (b, x, (int[]){ 0, 2, 1 }), places);
  return ng_build_reshape (b,
                           ng_build_transpose (b, x, (int[]){ 0, 2, 1 }),
                           (gint64[]){ shape.dims[0], shape.dims[1], size[HEIGHT], size[WIDTH] },
                           4);
}

static NgValue
take_middle (NgLowering *to, NgValue x)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const gint64 *size = ng_lowering_param (to, SIZE)->ints;
  NgShape shape = *ng_build_shape (b, x);

  return ng_build_slice (
      b,
      x,
      (gint64[]){ 0, 0, (shape.dims[2] - size[HEIGHT]) / 2, (shape.dims[3] - size[WIDTH]) / 2 },
      (gint64[]){ 1, 1, 1, 1 },
      (gint64[]){ shape.dims[0], shape.dims[1], size[HEIGHT], size[WIDTH] });
}

static void
image_augmentation_lower (NgLowering *to)
{
  NgValue x = ng_lowering_input (to, 0);

  if (ng_program_builder_has_failed (ng_lowering_builder (to)))
    return;
  ng_lowering_output (
      to, 0, ng_lowering_mode (to) == NG_MODE_TRAINING ? take_any (to, x) : take_middle (to, x));
}

static char *
image_augmentation_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, SIZE));
}

const NgLayerClass ng_layer_image_augmentation = {
  .name = "ImageAugmentationLayer",
  .summary = "Takes parts of pictures at random during training, and their middle afterwards",
  .category = NG_CATEGORY_TRAINING,
  .glyph = "M2 5v-3h3 M11 2h3v3 M14 11v3h-3 M5 14h-3v-3 M5 6h5v5h-5z M7 8.5h1",
  .law = "the size that is given behind the channels",
  .params = { { "Size",
                NG_PARAM_DIMS,
                .position = 1,
                .binds = "*o",
                .flags = NG_PARAM_REQUIRED,
                .help = "The size {height, width} of the part." },
              { "ReflectionProbabilities",
                NG_PARAM_EXPR,
                .value = "{0, 0}",
                .help = "How often the part is turned upside down, and left to right." } },
  .inputs = { { "Input", "c h w" } },
  .outputs = { { "Output", "c *o" } },
  .flags = NG_LAYER_FIXED | NG_LAYER_RANDOM,
  .check = image_augmentation_check,
  .verify = image_augmentation_verify,
  .lower = image_augmentation_lower,
  .label = image_augmentation_label,
  .examples = { "ImageAugmentationLayer[{2, 3}, \"Input\" -> {2, 4, 3}]",
                "ImageAugmentationLayer[{3, 2}, \"ReflectionProbabilities\" -> {0.5, 0.5}, "
                "\"Input\" -> {1, 5, 5}]" },
};
