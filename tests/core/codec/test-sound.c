/* Coders of sounds from WAV files and samples. The numbers of spectra were computed by NumPy in
 * double from the formulas in spectrum.h. */

#include "core/graph/coder.h"
#include "core/language/session.h"

#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum { RATE = 16000, N = 1600 };

/* 16 bits, one channel; its folder is left behind. */
static char *
put_wav (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  char *path = g_build_filename (folder, "tone.wav", NULL);
  guint32 sizes[] = { 36 + 2 * N, 16, RATE, 2 * RATE, 2 * N };
  GString *file = g_string_new ("RIFF");

  g_string_append_len (file, (const char *) &sizes[0], 4);
  g_string_append (file, "WAVEfmt ");
  g_string_append_len (file, (const char *) &sizes[1], 4);
  g_string_append_len (file, "\1\0\1\0", 4);
  g_string_append_len (file, (const char *) &sizes[2], 8);
  g_string_append_len (file, "\2\0\20\0data", 8);
  g_string_append_len (file, (const char *) &sizes[4], 4);
  for (int i = 0; i < N; i++) {
    gint16 sample = (gint16) lround (16384 * sin (2 * G_PI * 1000 * i / RATE) +
                                     8192 * cos (2 * G_PI * 3000 * i / RATE) +
                                     4096 * (i * 37 % 101 / 50.0 - 1));
    g_string_append_len (file, (const char *) &sample, 2);
  }
  g_assert_true (g_file_set_contents (path, file->str, (gssize) file->len, NULL));
  g_string_free (file, TRUE);
  return path;
}

static NgCoder *
read_encoder (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  NgCoder *coder = expr != NULL ? ng_coder_read (expr, NG_ENCODER, &error) : NULL;

  if (coder == NULL)
    g_error ("%s: %s", text, error->message);
  return coder;
}

static NgTensor *
encode (const char *encoder, NgExpr *item, const NgCoding *coding)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgCoder) coder = read_encoder (encoder);
  NgTensor *array = ng_coder_encode (coder, item, NULL, coding, &error);

  if (array == NULL)
    g_error ("%s: %s", encoder, error->message);
  return array;
}

static void
test_spectra (void)
{
  static const struct {
    const char *encoder;
    gint64 rows, columns, row, column;
    double value, tolerance;
  } cases[] = {
    { "NetEncoder[\"Audio\"]", 1600, 1, 0, 0, 4096 / 32768.0, 1e-6 },
    { "NetEncoder[{\"Audio\", \"TargetLength\" -> 100}]", 100, 1, 0, 0, 4096 / 32768.0, 1e-6 },
    { "NetEncoder[\"AudioSpectrogram\"]", 11, 201, 0, 25, 50.1356877427, 1e-4 },
    { "NetEncoder[\"AudioSpectrogram\"]", 11, 201, 4, 75, 25.1930356999, 1e-4 },
    { "NetEncoder[\"AudioSpectrogram\"]", 11, 201, 10, 25, 40.9457325899, 1e-4 },
    { "NetEncoder[\"AudioSTFT\"]", 11, 402, 1, 25, 46.1152977832, 1e-4 },
    { "NetEncoder[\"AudioSTFT\"]", 11, 402, 1, 201 + 25, 19.0200944884, 1e-4 },
    { "NetEncoder[\"AudioMelSpectrogram\"]", 11, 40, 0, 13, 2167.7735787595, 0.01 },
    { "NetEncoder[\"AudioMelSpectrogram\"]", 11, 40, 3, 25, 16.7973078936, 1e-4 },
    { "NetEncoder[\"AudioMFCC\"]", 11, 13, 0, 0, -1.4738380387, 1e-3 },
    { "NetEncoder[\"AudioMFCC\"]", 11, 13, 2, 3, -3.6521106063, 1e-3 },
    { "NetEncoder[\"AudioMFCC\"]", 11, 13, 10, 12, 2.1650452900, 1e-3 },
    { "NetEncoder[{\"AudioMelSpectrogram\", \"NumberOfFilters\" -> 10, \"MinimumFrequency\" -> "
      "200, "
      "\"MaximumFrequency\" -> 4000}]",
      11,
      10,
      0,
      4,
      826.6612620479,
      0.005 },
    { "NetEncoder[{\"AudioMFCC\", \"NumberOfFilters\" -> 10, \"MinimumFrequency\" -> 200, "
      "\"MaximumFrequency\" -> 4000., \"NumberOfCoefficients\" -> 5}]",
      11,
      5,
      1,
      4,
      2.3148985671,
      1e-3 },
    { "NetEncoder[{\"AudioSpectrogram\", \"TargetLength\" -> 3}]",
      3,
      201,
      0,
      25,
      50.1356877427,
      1e-4 },
    { "NetEncoder[{\"AudioSpectrogram\", \"TargetLength\" -> 20}]", 20, 201, 19, 25, 0, 0 },
    { "NetEncoder[{\"AudioSpectrogram\", \"TargetLength\" -> Quantity[50, \"Milliseconds\"]}]",
      5, /* 1 + ⌈(800 - 400)/133⌉ */
      201,
      0,
      25,
      50.1356877427,
      1e-4 },
    { "NetEncoder[{\"AudioSpectrogram\", \"WindowSize\" -> Quantity[0.01, \"Seconds\"], \"Offset\" "
      "-> 80, "
      "\"WindowFunction\" -> DirichletWindow}]",
      19,
      81,
      0,
      10,
      /* a sine of ten periods and amplitude 1/2 in 160 samples, and a little noise */
      40,
      2 },
  };
  g_autofree char *path = put_wav ();
  g_autoptr (NgExpr) item = ng_expr_new_string (path, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    NgCoding coding = { 0 };
    g_autoptr (NgTensor) array = encode (cases[i].encoder, item, &coding);
    g_assert_cmpuint (ng_tensor_rank (array), ==, 2);
    g_assert_cmpint (ng_tensor_dims (array)[0], ==, cases[i].rows);
    g_assert_cmpint (ng_tensor_dims (array)[1], ==, cases[i].columns);
    ng_assert_near (ng_tensor_get_real (array, cases[i].row * cases[i].columns + cases[i].column),
                    cases[i].value,
                    cases[i].tolerance);
  }
}

static NgExpr *
evaluate (const char *text, GError **error)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, error);

  return expr != NULL ? ng_session_evaluate (session, expr, NULL, error) : NULL;
}

/* Samples at the rate of the encoder, so that nothing is resampled. */
static void
test_samples (void)
{
  static const struct {
    const char *text, *value;
  } cases[] = {
    { "NetEncoder[{\"Audio\", \"SampleRate\" -> 44100}][Audio[{0.5, -1}]]", "{{0.5}, {-1.}}" },
    { "NetEncoder[\"Audio\"][Audio[{{1, 0}, {0, 1}, {0.5, 0.5}}, SampleRate -> 16000]]",
      "{{0.5}, {0.5}}" },
    { "NetEncoder[\"Audio\"][{Audio[{1}, SampleRate -> 16000], Audio[{2, 3}, SampleRate -> "
      "16000]}]",
      "{{{1.}}, {{2.}, {3.}}}" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> \"Max\"}][Audio[{0.5, -2}, SampleRate -> "
      "16000]]",
      "{{0.25}, {-1.}}" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> {\"Max\", 4}}][Audio[{0.5, -2}, SampleRate -> "
      "16000]]",
      "{{1.}, {-4.}}" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> {\"RMS\", 5}}][Audio[{3, -4, 0, 5}, SampleRate "
      "-> "
      "16000]]", /* the root mean square is √12.5 */
      "{{4.24264}, {-5.65685}, {0.}, {7.07107}}" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> \"Max\"}][Audio[{0, 0}, SampleRate -> 16000]]",
      "{{0.}, {0.}}" },
    { "NetEncoder[\"Audio\"][{{0.5}, {1}}]", "{{0.5}, {1.}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (cases[i].text, &error);
    if (value == NULL)
      g_error ("%s: %s", cases[i].text, error->message);
    g_autofree char *shown = ng_print_rounded (value, 0, 6);
    if (strcmp (shown, cases[i].value) != 0)
      g_error ("%s gives %s, not %s", cases[i].text, shown, cases[i].value);
  }
}

static void
test_failures (void)
{
  static const struct {
    const char *text, *tag, *part;
  } cases[] = {
    { "NetEncoder[\"Audio\"][\"/no/such/file.wav\"]", "File::missing", "no file" },
    { "NetEncoder[\"AudioMFCC\"][{Audio[{1}], File[\"/no/such/file.wav\"]}]",
      "File::missing",
      "Item 2" },
    { "NetEncoder[\"Audio\"][Audio[{}]]", "NetGraph::indata", "no sound" },
    { "NetEncoder[\"Audio\"][Audio[{{{1}}}]]", "NetGraph::indata", "no sound" },
    { "NetEncoder[\"Audio\"][Audio[x]]", "NetGraph::indata", "no sound" },
    { "NetEncoder[\"Audio\"][Audio[{1}, SampleRate -> 0]]", "NetGraph::indata", "SampleRate" },
    { "NetEncoder[\"Audio\"][Audio[{1}, Speed -> 1]]", "NetGraph::indata", "SampleRate" },
    { "NetEncoder[\"Audio\"][{1, 2}]", "NetGraph::indata", "Audio" },
    { "NetEncoder[{\"Audio\", \"SampleRate\" -> 0}]", "NetGraph::badarg", "SampleRate" },
    { "NetEncoder[{\"Audio\", \"SampleRate\" -> 10^8}]", "NetGraph::badarg", "SampleRate" },
    { "NetEncoder[{\"Audio\", \"WindowSize\" -> 4}]", "NetGraph::badopt", "WindowSize" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> \"RMS\"}]", "NetGraph::badarg", "RMS" },
    { "NetEncoder[{\"Audio\", \"Normalization\" -> {\"Max\", 0}}]", "NetGraph::badarg", "Max" },
    { "NetEncoder[{\"Audio\", \"TargetLength\" -> 0}]", "NetGraph::badarg", "TargetLength" },
    { "NetEncoder[{\"Audio\", \"TargetLength\" -> Quantity[1, \"Kilograms\"]}]",
      "NetGraph::badarg",
      "TargetLength" },
    { "NetEncoder[{\"AudioSTFT\", \"TargetLength\" -> 10^9}]", "NetGraph::badarg", "TargetLength" },
    { "NetEncoder[{\"AudioSTFT\", \"WindowSize\" -> 2^21}]", "NetGraph::badarg", "WindowSize" },
    { "NetEncoder[{\"AudioSTFT\", \"Offset\" -> 0}]", "NetGraph::badarg", "Offset" },
    { "NetEncoder[{\"AudioSTFT\", \"WindowFunction\" -> \"Square\"}]",
      "NetGraph::badarg",
      "HannWindow" },
    { "NetEncoder[{\"AudioMFCC\", \"NumberOfFilters\" -> 5}]",
      "NetGraph::badarg",
      "NumberOfCoefficients" },
    { "NetEncoder[{\"AudioMFCC\", \"MinimumFrequency\" -> 9000}]",
      "NetGraph::badarg",
      "MinimumFrequency" },
    { "NetEncoder[{\"AudioMFCC\", \"MinimumFrequency\" -> 200, \"MaximumFrequency\" -> 100}]",
      "NetGraph::badarg",
      "MaximumFrequency" },
    { "NetEncoder[{\"Audio\", \"Augmentation\" -> \"Loud\"}]", "NetGraph::badarg", "Volume" },
    { "NetEncoder[{\"Audio\", \"Augmentation\" -> \"VTLP\"}]", "NetGraph::badarg", "VTLP" },
    { "NetEncoder[{\"Audio\", \"Augmentation\" -> {\"Noise\" -> {2, 1}}}]",
      "NetGraph::badarg",
      "Noise" },
    { "NetEncoder[{\"Audio\", \"Augmentation\" -> \"Convolution\"}]",
      "NetGraph::badarg",
      "Convolution" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (cases[i].text, &error);
    const NgDiagnostic *told = error != NULL ? ng_error_diagnostic (error) : NULL;
    if (value != NULL)
      g_error ("%s is accepted", cases[i].text);
    if (strstr (told->message, cases[i].part) == NULL)
      g_error ("%s says: %s", cases[i].text, told->message);
    if (strcmp (told->tag, cases[i].tag) != 0)
      g_error ("%s has the tag %s", cases[i].text, told->tag);
  }
}

static NgExpr *
ramp (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr =
      ng_parse_one ("Audio[Table[i/1000., {i, 1000}], SampleRate -> 16000]", -1, NULL, &error);
  NgExpr *value = ng_expr_evaluate (expr, NULL, &error);

  g_assert_no_error (error);
  return value;
}

/* Nothing happens outside training; in training it depends on the seed and the item alone. */
static void
test_augmentation (void)
{
  static const char *const coders[] = {
    "NetEncoder[{\"Audio\", \"Augmentation\" -> \"Noise\"}]",
    "NetEncoder[{\"Audio\", \"Augmentation\" -> \"Volume\"}]",
    "NetEncoder[{\"Audio\", \"Augmentation\" -> {\"TimeShift\" -> {0.001, 0.02}}}]",
    "NetEncoder[{\"AudioSpectrogram\", \"Augmentation\" -> {\"VTLP\"}}]",
  };
  g_autoptr (NgExpr) item = ramp ();

  for (gsize i = 0; i < G_N_ELEMENTS (coders); i++) {
    NgCoding test = { .seed = 1, .index = 3 };
    NgCoding training = { .seed = 1, .index = 3, .is_training = TRUE };
    NgCoding other = { .seed = 2, .index = 3, .is_training = TRUE };
    NgCoding next = { .seed = 1, .index = 4, .is_training = TRUE };
    const char *plain = i < 3 ? "NetEncoder[\"Audio\"]" : "NetEncoder[\"AudioSpectrogram\"]";
    g_autoptr (NgTensor) a = encode (plain, item, &training);
    g_autoptr (NgTensor) b = encode (coders[i], item, &test);
    g_autoptr (NgTensor) c = encode (coders[i], item, &training);
    g_autoptr (NgTensor) d = encode (coders[i], item, &training);
    g_autoptr (NgTensor) e = encode (coders[i], item, &other);
    g_autoptr (NgTensor) f = encode (coders[i], item, &next);
    g_assert_true (ng_tensor_equal (a, b));
    g_assert_false (ng_tensor_equal (a, c));
    g_assert_true (ng_tensor_equal (c, d));
    g_assert_false (ng_tensor_equal (c, e));
    g_assert_false (ng_tensor_equal (c, f));
  }
}

static double
at (const NgTensor *tensor, gint64 index)
{
  return index < 0 ? 0 : ng_tensor_get_real (tensor, index);
}

/* What each does to a ramp of 1000 samples. The noise's deviation from its root mean square 0.5 is
 * within five standard errors, 0.5/√2000. */
static void
test_augmentations (void)
{
  NgCoding coding = { .seed = 7, .is_training = TRUE };
  g_autoptr (NgExpr) item = ramp ();
  g_autoptr (NgTensor) louder =
      encode ("NetEncoder[{\"Audio\", \"Augmentation\" -> {\"Volume\" -> 3}}]", item, &coding);
  g_autoptr (NgTensor) later =
      encode ("NetEncoder[{\"Audio\", \"Augmentation\" -> {\"TimeShift\" -> {0.01, 0.01}}}]",
              item,
              &coding);
  g_autoptr (NgTensor) sooner =
      encode ("NetEncoder[{\"Audio\", \"Augmentation\" -> {\"TimeShift\" -> {-0.01, -0.01}}}]",
              item,
              &coding);
  g_autoptr (NgTensor) noisy = encode (
      "NetEncoder[{\"Audio\", \"Augmentation\" -> {\"Noise\" -> {0.5, 0.5}}}]", item, &coding);
  g_autoptr (NgTensor) echoed =
      encode ("NetEncoder[{\"Audio\", \"Augmentation\" -> {\"Convolution\" -> "
              "Audio[{1, 0, 0.5}, SampleRate -> 16000]}}]",
              item,
              &coding);
  double squares = 0;

  for (gint64 i = 0; i < 1000; i++) {
    double x = (double) (i + 1) / 1000;
    double noise = at (noisy, i) - x;
    ng_assert_near (at (louder, i), 3 * x, 1e-6);
    ng_assert_near (at (later, i), i < 160 ? 0 : x - 0.16, 1e-6);
    ng_assert_near (at (sooner, i), i < 840 ? x + 0.16 : 0, 1e-6);
    ng_assert_near (at (echoed, i), x + (i < 2 ? 0 : 0.5 * (x - 0.002)), 1e-6);
    squares += noise * noise;
  }
  ng_assert_near (sqrt (squares / 1000), 0.5, 5 * 0.5 / sqrt (2000));
}

/* Two sounds of different lengths are a ragged batch; the sum of each. */
static void
test_in_net (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value =
      evaluate ("NetChain[{SummationLayer[]}, \"Input\" -> NetEncoder[\"Audio\"]][{Audio[{1, 2}, "
                "SampleRate -> 16000], Audio[{4}, SampleRate -> 16000]}]",
                &error);

  g_assert_no_error (error);
  g_autofree char *shown = ng_print (value, 0);
  g_assert_cmpstr (shown, ==, "{3., 4.}");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/sound/spectra", test_spectra);
  g_test_add_func ("/codec/sound/samples", test_samples);
  g_test_add_func ("/codec/sound/failures", test_failures);
  g_test_add_func ("/codec/sound/augmentation", test_augmentation);
  g_test_add_func ("/codec/sound/augmentations", test_augmentations);
  g_test_add_func ("/codec/sound/in-net", test_in_net);
  return g_test_run ();
}
