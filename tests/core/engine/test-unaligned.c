/* Constants lie in files, at any byte; whatever a kernel does with one, it does as with others. */

#include "tests/support/plans.h"

#include <string.h>

static NgValue
input (NgProgramBuilder *builder, const char *name, const gint64 *dims, int rank)
{
  NgShape shape = { .element = NG_ELEMENT_F32, .rank = rank };

  memcpy (shape.dims, dims, (gsize) rank * sizeof *dims);
  return ng_build_input (builder, name, &shape);
}

/* Numbers that begin one byte behind where they should. */
static NgValue
constant (NgProgramBuilder *builder, const gint64 *dims, int rank)
{
  NgShape shape = { .element = NG_ELEMENT_F32, .rank = rank };
  g_autoptr (NgTensor) drawn = NULL;
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *room;

  memcpy (shape.dims, dims, (gsize) rank * sizeof *dims);
  drawn = ng_test_tensor (&shape, 5);
  room = g_malloc (ng_tensor_size (drawn) + 1);
  memcpy (room + 1, ng_tensor_data (drawn), ng_tensor_size (drawn));
  whole = g_bytes_new_take (room, ng_tensor_size (drawn) + 1);
  bytes = g_bytes_new_from_bytes (whole, 1, ng_tensor_size (drawn));
  tensor = ng_tensor_new_bytes (NG_ELEMENT_F32, dims, (gsize) rank, bytes, NULL);
  g_assert_cmpuint ((gsize) ng_tensor_data (tensor) % sizeof (float), !=, 0);
  return ng_build_constant (builder, tensor);
}

static void
check_product (gint64 rows, gboolean is_transposed)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = input (builder, "x", (gint64[]){ rows, 70 }, 2);
  NgValue w = constant (builder, is_transposed ? (gint64[]){ 90, 70 } : (gint64[]){ 70, 90 }, 2);
  NgValue y = ng_build_matmul (builder, x, w, FALSE, is_transposed);

  ng_test_check_last (builder, y, 1e-4);
}

static void
test_product (void)
{
  for (int i = 0; i < 4; i++)
    check_product (i < 2 ? 1 : 9, i % 2 != 0);
}

/* Sizes for which there are several ways to convolve, with weights that are scaled in advance. */
static void
check_convolution (gint64 channels, gboolean is_scaled)
{
  const NgWindow window = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = input (builder, "x", (gint64[]){ 1, channels, 12, 12 }, 4);
  NgValue w = constant (builder, (gint64[]){ channels, channels, 3, 3 }, 4);
  NgValue y = ng_build_convolve (builder, x, w, &window);

  if (is_scaled) {
    NgValue scale = constant (builder, &channels, 1);

    y = ng_build_multiply (builder, y, ng_build_broadcast_at (builder, scale, y, 1));
  }
  ng_test_check_last (builder, y, 1e-4);
}

static void
test_convolution (void)
{
  for (int i = 0; i < 4; i++)
    check_convolution (i < 2 ? 3 : 32, i % 2 != 0);
}

static void
test_gather (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape shape = { .element = NG_ELEMENT_I64, .rank = 1, .dims = { 4 } };
  NgValue indices = ng_build_input (builder, "i", &shape);
  NgValue table = constant (builder, (gint64[]){ 7, 33 }, 2);

  ng_test_check_last (builder, ng_build_gather (builder, table, indices, 0), 0);
}

static void
test_elementwise (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = input (builder, "x", (gint64[]){ 17, 5 }, 2);
  NgValue c = constant (builder, (gint64[]){ 17, 5 }, 2);

  ng_test_check_last (builder, ng_build_add (builder, x, c), 1e-6);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/unaligned/product", test_product);
  g_test_add_func ("/engine/unaligned/convolution", test_convolution);
  g_test_add_func ("/engine/unaligned/gather", test_gather);
  g_test_add_func ("/engine/unaligned/elementwise", test_elementwise);
  return g_test_run ();
}
