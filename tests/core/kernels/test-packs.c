#include "core/kernels/packs.h"
#include "tests/support/pages.h"
#include "tests/support/plans.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* Who wants the same constant in the same form gets the same memory. */
static void
test_share (void)
{
  static const float x[] = { 1, 2 }, y[] = { 1, 2 };
  const NgPackForm form = { x, "rows", 4 }, other_form = { x, "columns", 7 };
  const NgPackForm other_data = { y, "rows", 4 }, alone = { NULL, "rows", 4 };
  g_autoptr (NgPacks) packs = ng_packs_new (NULL, 1000);
  gpointer packed = ng_packs_allocate (packs, 100);
  guint n_uses;

  g_assert_cmpuint ((gsize) packed % 64, ==, 0);
  g_assert_null (ng_packs_find (packs, &form, &n_uses));
  ng_packs_add (packs, &form, packed, 100);
  for (guint i = 1; i < 4; i++) {
    g_assert_true (ng_packs_find (packs, &form, &n_uses) == packed);
    g_assert_cmpuint (n_uses, ==, i);
  }
  g_assert_null (ng_packs_find (packs, &other_form, &n_uses));
  g_assert_null (ng_packs_find (packs, &other_data, &n_uses));
  ng_packs_add (packs, &alone, ng_packs_allocate (packs, 0), 0);
  g_assert_null (ng_packs_find (packs, &alone, &n_uses));
}

/* Plans of one pool share what any of them packed, until the last of them is gone. */
static void
test_pool (void)
{
  static const float x[] = { 1, 2 };
  const NgPackForm form = { x, "rows", 4 };
  g_autoptr (NgPackPool) pool = ng_pack_pool_new ();
  NgPacks *first = ng_packs_new (pool, 100), *second = ng_packs_new (pool, 100);
  gpointer packed = ng_packs_allocate (first, 100);
  guint n_uses;

  ng_packs_add (first, &form, packed, 100);
  g_assert_true (ng_packs_find (second, &form, &n_uses) == packed);
  g_assert_cmpuint (n_uses, ==, 0);
  g_assert_true (ng_packs_find (second, &form, &n_uses) == packed);
  g_assert_cmpuint (n_uses, ==, 1);
  g_assert_cmpuint (ng_packs_size (second), ==, 100);
  g_assert_cmpuint (ng_pack_pool_size (pool), ==, 100);
  ng_packs_free (first);
  g_assert_true (ng_packs_find (second, &form, &n_uses) == packed);
  g_assert_null (ng_packs_allocate (second, 1));
  g_assert_cmpuint (ng_packs_size (second), ==, 101);
  ng_packs_free (second);
  g_assert_cmpuint (ng_pack_pool_size (pool), ==, 0);
}

static void
test_align (void)
{
  static const char bytes[] = { 9, 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (NgPacks) packs = ng_packs_new (NULL, 1000);
  g_autofree char *memory = g_malloc (16);
  gconstpointer copy;

  g_assert_true (ng_packs_align (packs, memory, 8, 8) == memory);
  memcpy (memory, bytes, sizeof bytes);
  copy = ng_packs_align (packs, memory + 1, 8, 8);
  g_assert_cmpuint ((gsize) copy % 8, ==, 0);
  g_assert_cmpmem (copy, 8, bytes + 1, 8);
  ng_packs_forget (packs);
}

/* A mapped file of @n numbers, number i being i, that begin with byte @offset; and of as many bytes
 * again, so that what lies behind is in the file too. */
static GBytes *
map_numbers (gsize n, gsize offset)
{
  g_autofree char *name = NULL;
  g_autofree char *content = g_malloc0 (offset + 2 * n * sizeof (float));
  int file = g_file_open_tmp (NULL, &name, NULL);
  GMappedFile *mapped;
  GBytes *bytes;

  g_assert_cmpint (file, >=, 0);
  for (gsize i = 0; i < n; i++) {
    float number = (float) i;
    memcpy (content + offset + i * sizeof number, &number, sizeof number);
  }
  g_assert_true (
      g_file_set_contents (name, content, (gssize) (offset + 2 * n * sizeof (float)), NULL));
  mapped = g_mapped_file_new (name, FALSE, NULL);
  g_assert_nonnull (mapped);
  bytes = g_mapped_file_get_bytes (mapped);
  g_mapped_file_unref (mapped);
  close (file);
  g_unlink (name);
  return bytes;
}

/* What is left takes no memory where a file lies there, and can be read again. */
static void
test_leave (void)
{
  gsize n = 100000;
  g_autoptr (GBytes) bytes = map_numbers (n, 0);
  g_autoptr (NgPacks) packs = ng_packs_new (NULL, 1000);
  g_autofree float *memory = g_memdup2 (g_bytes_get_data (bytes, NULL), n * sizeof *memory);
  const float *mapped = g_bytes_get_data (bytes, NULL);

  gsize n_pages = n * sizeof *mapped / (gsize) sysconf (_SC_PAGESIZE);

  ng_packs_leave (memory, n * sizeof *memory);
  ng_packs_leave (mapped, n * sizeof *mapped);
  ng_packs_leave (mapped, 0);
  if (ng_test_knows_pages ()) {
    g_assert_cmpuint (ng_test_count_pages (memory, n_pages), ==, n_pages);
    g_assert_cmpuint (ng_test_count_pages (mapped, n_pages), <=, 1);
  }
  for (gsize i = 0; i < n; i++) {
    ng_assert_near (memory[i], (double) i, 0);
    ng_assert_near (mapped[i], (double) i, 0);
  }
}

/* Arrays in files begin anywhere. Kernels of all kinds give with them what they give with aligned
 * ones. */
static void
test_unaligned (void)
{
  const gint64 sizes[4] = { 48, 36, 3, 3 };
  const NgShape row = { NG_ELEMENT_F32, 2, { 1, 324 } };
  const NgShape rows = { NG_ELEMENT_F32, 2, { 7, 324 } };
  const NgShape image = { NG_ELEMENT_F32, 4, { 1, 36, 9, 9 } };
  const NgShape sum = { NG_ELEMENT_F32, 2, { 48, 324 } };
  const NgShape indices = { NG_ELEMENT_I64, 1, { 3 } };
  const NgWindow window = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };

  for (gsize offset = 0; offset < 4; offset++) {
    g_autoptr (GBytes) bytes = map_numbers (48 * 324, offset);
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, offset, 48 * 324 * sizeof (float));
    g_autoptr (NgTensor) tensor = ng_tensor_new_bytes (NG_ELEMENT_F32, sizes, 4, part, NULL);
    NgProgramBuilder *builder = ng_program_builder_new ();
    NgValue w = ng_build_constant (builder, tensor);
    NgValue matrix = ng_build_reshape (builder, w, sum.dims, 2);
    NgValue y = ng_build_convolve (builder, ng_build_input (builder, "image", &image), w, &window);

    ng_program_builder_output (builder, y);
    ng_program_builder_output (
        builder,
        ng_build_matmul (builder, ng_build_input (builder, "row", &row), matrix, FALSE, TRUE));
    ng_program_builder_output (
        builder,
        ng_build_matmul (builder, ng_build_input (builder, "rows", &rows), matrix, FALSE, TRUE));
    ng_program_builder_output (
        builder, ng_build_gather (builder, matrix, ng_build_input (builder, "i", &indices), 0));
    ng_test_check_last (
        builder, ng_build_add (builder, ng_build_input (builder, "sum", &sum), matrix), 1e-5);
  }
}

/* The steps of a recurrence share their weights, which are packed once. */
static void
test_recurrence (void)
{
  const NgShape state = { NG_ELEMENT_F32, 2, { 1, 130 } };
  const NgShape square = { NG_ELEMENT_F32, 2, { 130, 130 } };

  for (gint64 batch = 1; batch <= 5; batch += 4) {
    g_autoptr (NgTensor) weights = ng_test_tensor (&square, 3);
    NgProgramBuilder *builder = ng_program_builder_new ();
    NgShape shape = state;
    NgValue h;

    shape.dims[0] = batch;
    h = ng_build_input (builder, "h", &shape);
    for (int t = 0; t < 5; t++) {
      h = ng_build_matmul (builder, h, ng_build_constant (builder, weights), FALSE, TRUE);
      h = ng_build_unary (builder, NG_PRIMITIVE_TANH, ng_build_scale (builder, h, 0.02));
    }
    ng_test_check_last (builder, h, 1e-5);
  }
}

static NgValue
scaled_convolution (NgProgramBuilder *builder, NgTensor *weights, double factor)
{
  const NgShape image = { NG_ELEMENT_F32, 4, { 1, 32, 12, 12 } };
  const NgShape channels = { NG_ELEMENT_F32, 1, { 32 } };
  const NgWindow window = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };
  g_autoptr (NgTensor) numbers = ng_test_tensor (&channels, 5);
  NgValue y = ng_build_convolve (builder,
                                 ng_build_input (builder, "x", &image),
                                 ng_build_constant (builder, weights),
                                 &window);
  NgValue scale = ng_build_scale (builder, ng_build_constant (builder, numbers), factor);

  return ng_build_binary (
      builder,
      NG_PRIMITIVE_MULTIPLY,
      y,
      ng_build_broadcast (builder, scale, ng_build_shape (builder, y)->dims, 4, (int[]){ 1 }));
}

static gsize
packed_size (NgTensor *weights, double first, double second)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  g_autoptr (GError) error = NULL;

  ng_program_builder_output (builder, scaled_convolution (builder, weights, first));
  if (second > 0)
    ng_program_builder_output (builder, scaled_convolution (builder, weights, second));
  g_autoptr (NgProgram) program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, &error);
  g_assert_no_error (error);
  return ng_plan_packed_size (plan);
}

/* Weights that the same known scale follows are packed once, and those with another one apart. */
static void
test_scaled (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 4, { 32, 32, 3, 3 } };
  g_autoptr (NgTensor) weights = ng_test_tensor (&shape, 3);
  gsize once = packed_size (weights, 2, 0);

  if (once == 0) {
    g_test_skip ("Nothing is packed for convolutions here.");
    return;
  }
  g_assert_cmpuint (packed_size (weights, 2, 2), ==, once);
  g_assert_cmpuint (packed_size (weights, 2, 3), >=, 2 * once);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/packs/share", test_share);
  g_test_add_func ("/kernels/packs/pool", test_pool);
  g_test_add_func ("/kernels/packs/align", test_align);
  g_test_add_func ("/kernels/packs/leave", test_leave);
  g_test_add_func ("/kernels/packs/unaligned", test_unaligned);
  g_test_add_func ("/kernels/packs/recurrence", test_recurrence);
  g_test_add_func ("/kernels/packs/scaled", test_scaled);
  return g_test_run ();
}
