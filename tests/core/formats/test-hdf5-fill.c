/* HDF5 arrays of which nothing was written: every element is what the file says instead. */

#include "core/formats/hdf5.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"

enum { LENGTH = 5 };

typedef enum { ONE_PIECE, CHUNKED } Layout;

/* Array "x" of @rank dimensions, of LENGTH floats if 1; @kind: of the message with its fill value,
 * 0 for none. */
static NgHdf5 *
make (Layout layout, int rank, int kind, const guint8 *fill, int fill_size)
{
  GByteArray *file = ng_hdf5_begin ();
  g_autoptr (GError) error = NULL;
  int space = 8 + 8 * rank, padded = (fill_size + 7) / 8 * 8;
  int messages = 8 + space + 8 + 24 + (kind != 0 ? 8 + padded : 0) + 8 + 24;
  const guint64 first = 96 + 40 + 48 + 32 + 2 + 8 + 40;

  ng_hdf5_put_group (file, "x", 1, 0, 1, first, 0);
  g_assert_cmpuint (file->len, ==, first);
  ng_hdf5_put_header (file, kind != 0 ? 4 : 3, messages);
  ng_hdf5_put_message (file, NG_HDF5_MESSAGE_SPACE, space);
  ng_hdf5_put (file, 1, 1);
  ng_hdf5_put (file, (guint64) rank, 7);
  for (int i = 0; i < rank; i++)
    ng_hdf5_put (file, rank == 1 ? LENGTH : 1, 8);
  ng_hdf5_put_message (file, NG_HDF5_MESSAGE_TYPE, 24);
  ng_hdf5_put (file, 0x11, 4);
  ng_hdf5_put (file, 4, 4);
  ng_hdf5_put (file, 32 << 16, 4);
  ng_hdf5_put (file, 23 << 16 | 8 << 8 | 23, 4);
  ng_hdf5_put (file, 127, 8);
  if (kind != 0) {
    ng_hdf5_put_message (file, kind, padded);
    g_byte_array_append (file, fill, (guint) fill_size);
    ng_hdf5_put_filled (file, 0, (guint) (padded - fill_size));
  }
  ng_hdf5_put_message (file, NG_HDF5_MESSAGE_LAYOUT, 24);
  ng_hdf5_put (file, 3, 1);
  if (layout == CHUNKED) {
    ng_hdf5_put (file, 2, 1);
    ng_hdf5_put (file, 2, 1);
    ng_hdf5_put (file, G_MAXUINT64, 8);
    ng_hdf5_put (file, LENGTH, 4);
    ng_hdf5_put (file, 4, 9);
  } else {
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, G_MAXUINT64, 8);
    ng_hdf5_put (file, 4 * LENGTH, 8);
    ng_hdf5_put_filled (file, 0, 6);
  }
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (file);
  NgHdf5 *self = ng_hdf5_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_hdf5_length (self), ==, 1);
  return self;
}

#define TWO_AND_A_HALF 0, 0, 0x20, 0x40

static void
test_values (void)
{
  static const struct {
    int kind;
    guint8 bytes[12];
    int size;
    double value;
  } rows[] = {
    { 0, { 0 }, 0, 0 },
    { 4, { 4, 0, 0, 0, TWO_AND_A_HALF }, 8, 2.5 },
    { 4, { 0, 0, 0, 0 }, 4, 0 },
    { 5, { 1, 2, 2, 1, 4, 0, 0, 0, TWO_AND_A_HALF }, 12, 2.5 },
    { 5, { 1, 2, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF }, 8, 0 },
    { 5, { 2, 2, 2, 1, 4, 0, 0, 0, TWO_AND_A_HALF }, 12, 2.5 },
    { 5, { 2, 2, 2, 1, 0, 0, 0, 0 }, 8, 0 },
    { 5, { 2, 2, 2, 0 }, 4, 0 },
    { 5, { 3, 0x2A, 4, 0, 0, 0, TWO_AND_A_HALF }, 10, 2.5 },
    { 5, { 3, 0x0A }, 2, 0 },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (rows); i++) {
    const Layout layout = i % 2 == 0 ? ONE_PIECE : CHUNKED;
    g_autoptr (NgHdf5) file =
        make (layout, 1, rows[i / 2].kind, rows[i / 2].bytes, rows[i / 2].size);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, 0, &error);

    g_assert_no_error (error);
    g_assert_cmpint (ng_tensor_count (tensor), ==, LENGTH);
    for (int k = 0; k < LENGTH; k++)
      ng_assert_near (ng_tensor_get_real (tensor, k), rows[i / 2].value, 0);
  }
}

/* What is not read is there, and says why. */
static void
test_flaws (void)
{
  static const struct {
    int rank, kind;
    guint8 bytes[12];
    int size;
    const char *message;
  } rows[] = {
    { 13, 0, { 0 }, 0, "*\"x\" has more dimensions than can be*" },
    { 1, 5, { 2, 2, 2, 1, 2, 0, 0, 0, 0, 60 }, 10, "*\"x\" has a fill value of another size*" },
    { 1, 5, { 2, 2, 2, 1, 99, 0, 0, 0, 0, 0 }, 10, "*\"x\" has a fill value that is cut short*" },
    { 1, 5, { 9, 2, 2, 1 }, 4, "*\"x\" has a broken fill value*" },
    { 1, 7, { 0 }, 8, "*\"x\" lies in other files*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (NgHdf5) file =
        make (CHUNKED, rows[i].rank, rows[i].kind, rows[i].bytes, rows[i].size);
    g_autoptr (GError) error = NULL;

    g_assert_null (ng_hdf5_tensor (file, 0, &error));
    g_assert_true (g_pattern_match_simple (rows[i].message, error->message));
    ng_assert_tag (&error, "Hdf5::array");
    g_assert_null (ng_hdf5_bytes (file, 0, &error));
    ng_assert_tag (&error, "Hdf5::array");
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/hdf5-fill/values", test_values);
  g_test_add_func ("/formats/hdf5-fill/flaws", test_flaws);
  return g_test_run ();
}
