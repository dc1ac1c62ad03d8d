/* WAV files written by hand, sound and broken. */

#include "core/media/audio.h"

#include "tests/support/test.h"
#include <math.h>
#include <string.h>

typedef struct {
  guint16 format; /* 1: integers, 3: floating-point */
  guint16 channels;
  guint32 rate;
  guint16 bits;
  guint32 riff_size, data_size; /* 0 for the true ones */
} Header;

static void
append (GString *file, guint32 value, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_c (file, (char) (value >> (8 * i) & 0xFF));
}

static GBytes *
wav (Header header, gconstpointer data, gsize size)
{
  GString *file = g_string_new ("RIFF");
  guint32 frame = (guint32) header.channels * header.bits / 8;

  append (file, header.riff_size > 0 ? header.riff_size : (guint32) (36 + size), 4);
  g_string_append (file, "WAVEfmt ");
  append (file, 16, 4);
  append (file, header.format, 2);
  append (file, header.channels, 2);
  append (file, header.rate, 4);
  append (file, header.rate * frame, 4);
  append (file, frame, 2);
  append (file, header.bits, 2);
  g_string_append (file, "data");
  append (file, header.data_size > 0 ? header.data_size : (guint32) size, 4);
  g_string_append_len (file, data, (gssize) size);
  return g_string_free_to_bytes (file);
}

static void
assert_samples (GBytes *bytes, gint64 rate, const double *expected, gint64 n)
{
  gint64 read = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) samples = ng_audio_parse (bytes, &read, &error);

  g_assert_no_error (error);
  g_assert_cmpint (read, ==, rate);
  g_assert_cmpint (ng_tensor_count (samples), ==, n);
  g_assert_cmpint (ng_tensor_element (samples), ==, NG_ELEMENT_F32);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (samples, i), expected[i], 1e-7);
}

static const gint16 integers[] = { 0, 16384, -32768, 8192, 1, -1 };

static void
test_integers (void)
{
  const double mono[] = { 0, 0.5, -1, 0.25, 1 / 32768.0, -1 / 32768.0 };
  const double stereo[] = { 0.25, -0.375, 0 };
  const guint8 bytes[] = { 128, 255, 0 };
  const double eight[] = { 0, 127 / 128.0, -1 };
  g_autoptr (GBytes) a = wav ((Header){ 1, 1, 16000, 16 }, integers, sizeof integers);
  g_autoptr (GBytes) b = wav ((Header){ 1, 2, 44100, 16 }, integers, sizeof integers);
  g_autoptr (GBytes) c = wav ((Header){ 1, 1, 8000, 8 }, bytes, sizeof bytes);

  assert_samples (a, 16000, mono, 6);
  assert_samples (b, 44100, stereo, 3);
  assert_samples (c, 8000, eight, 3);
}

static void
test_reals (void)
{
  const float reals[] = { 0.125f, -2.5f, 1e-3f };
  const double expected[] = { 0.125, -2.5, (double) 1e-3f };
  g_autoptr (GBytes) bytes = wav ((Header){ 3, 1, 22050, 32 }, reals, sizeof reals);

  assert_samples (bytes, 22050, expected, 3);
}

static void
test_not_finite (void)
{
  const float reals[] = { 0.125f, NAN, INFINITY };
  g_autoptr (GBytes) bytes = wav ((Header){ 3, 1, 22050, 32 }, reals, sizeof reals);
  gint64 rate = 0;
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_audio_parse (bytes, &rate, &error));
  g_assert_nonnull (strstr (error->message, "Sample 2"));
  ng_assert_tag (&error, "Sample::format");
}

/* Whatever a header says, what is there counts. */
static void
test_lying_sizes (void)
{
  const double expected[] = { 0, 0.5, -1, 0.25, 1 / 32768.0, -1 / 32768.0 };
  static const guint32 sizes[] = { 0x7FFFFFFE, 0xFFFFFFFF, 0x80000000, 1 << 30 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) bytes =
        wav ((Header){ 1, 1, 16000, 16, sizes[i], sizes[i] }, integers, sizeof integers);
    assert_samples (bytes, 16000, expected, 6);
  }
}

/* Cut short anywhere, a file gives the samples that are left or an error. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) whole = wav ((Header){ 1, 1, 16000, 16 }, integers, sizeof integers);

  for (gsize size = 0; size < g_bytes_get_size (whole); size++) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, size);
    g_autoptr (GError) error = NULL;
    gint64 rate = 0;
    g_autoptr (NgTensor) samples = ng_audio_parse (part, &rate, &error);
    if (size < 46) {
      g_assert_null (samples);
      ng_assert_tag (&error, "Sample::format");
    } else {
      g_assert_no_error (error);
      g_assert_cmpint (ng_tensor_count (samples), ==, ((gint64) size - 44) / 2);
    }
  }
}

static void
assert_refused (Header header, const char *tag)
{
  g_autoptr (GBytes) bytes = wav (header, integers, sizeof integers);
  g_autoptr (GError) error = NULL;
  gint64 rate = 0;

  g_assert_null (ng_audio_parse (bytes, &rate, &error));
  ng_assert_tag (&error, tag);
}

static void
test_headers (void)
{
  g_autoptr (GBytes) no_sound = g_bytes_new_static ("a text", 6);
  g_autoptr (GBytes) silent = wav ((Header){ 1, 1, 16000, 16 }, NULL, 0);
  g_autoptr (GError) error = NULL;
  gint64 rate = 0;

  assert_refused ((Header){ 1, 0, 16000, 16 }, "Sample::format");
  assert_refused ((Header){ 1, 65535, 16000, 16 }, "Sample::format");
  assert_refused ((Header){ 1, 1, 0, 16 }, "Sample::format");
  assert_refused ((Header){ 1, 1, 2000000000, 16 }, "Sample::limit");
  assert_refused ((Header){ 77, 1, 16000, 16 }, "Sample::format");
  g_assert_null (ng_audio_parse (no_sound, &rate, &error));
  ng_assert_tag (&error, "Sample::format");
  g_assert_null (ng_audio_parse (silent, &rate, &error));
  ng_assert_tag (&error, "Sample::format");
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "sample.wav", NULL);
  g_autofree char *none = g_build_filename (folder, "none.wav", NULL);
  g_autoptr (GBytes) bytes = wav ((Header){ 1, 1, 16000, 16 }, integers, sizeof integers);
  g_autoptr (GError) error = NULL;
  gint64 rate = 0, again = 0;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  g_autoptr (NgTensor) read = ng_audio_read (path, &rate, &error);
  g_assert_no_error (error);
  g_autoptr (NgTensor) parsed = ng_audio_parse (bytes, &again, NULL);
  g_assert_true (ng_tensor_equal (read, parsed));
  g_assert_cmpint (rate, ==, again);
  g_assert_null (ng_audio_read (none, &rate, &error));
  ng_assert_tag (&error, "File::missing");
  g_assert_null (ng_audio_read (folder, &rate, &error));
  ng_assert_tag (&error, "Sample::format");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/audio/integers", test_integers);
  g_test_add_func ("/media/audio/reals", test_reals);
  g_test_add_func ("/media/audio/not-finite", test_not_finite);
  g_test_add_func ("/media/audio/lying-sizes", test_lying_sizes);
  g_test_add_func ("/media/audio/truncated", test_truncated);
  g_test_add_func ("/media/audio/headers", test_headers);
  g_test_add_func ("/media/audio/files", test_files);
  return g_test_run ();
}
