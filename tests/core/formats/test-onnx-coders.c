/* Encoders and decoders in ONNX: the model gives for bytes, places and truth values what the net
 * gives for what they stand for, and says what it was made of. */

#include "core/engine/evaluator.h"
#include "core/graph/same.h"
#include "tests/support/battery.h"
#include "tests/support/checker.h"
#include "tests/support/written.h"

#include <string.h>

static const NgOnnxOptions with_coders = { .with_coders = TRUE };

/* What output @output of the net is for one input, a batch of one. */
static NgTensor *
apply (NgNet *net, NgTensor *input, int output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT, .port = output };
  NgApply apply = {
    .inputs = &input, .is_batch = !ng_net_is_raw (net), .wants = &want, .n_wants = 1
  };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

/* The same numbers with one axis of size 1 more in front. */
static NgTensor *
as_batch (const NgTensor *tensor)
{
  gint64 dims[NG_MAX_RANK] = { 1 };

  memcpy (dims + 1, ng_tensor_dims (tensor), ng_tensor_rank (tensor) * sizeof *dims);
  return ng_tensor_reshape ((NgTensor *) tensor, dims, ng_tensor_rank (tensor) + 1);
}

static NgNet *
read_filled (const char *notation)
{
  g_autoptr (NgNet) open = ng_test_read (notation);

  return ng_test_fill (open, 3);
}

static NgTensor *
read_raw (const char *text, NgElement element)
{
  g_autoptr (NgTensor) wide = ng_test_read_tensor (text);

  return ng_tensor_convert (wide, element);
}

/* Of each encoder an item, and what the model takes in its place. */
static const struct {
  const char *net, *item;
  NgElement element;
  const char *raw;
} encoders[] = {
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[\"Boolean\"]]", "True", NG_ELEMENT_BOOL, "{1}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Boolean\", {2}}]]",
    "{False, True}",
    NG_ELEMENT_BOOL,
    "{{0, 1}}" },
  { "NetGraph[{EmbeddingLayer[2]}, {}, \"Input\" -> NetEncoder[{\"Class\", {\"a\", \"b\", "
    "\"c\"}}]]",
    "\"b\"",
    NG_ELEMENT_I64,
    "{1}" },
  { "NetGraph[{LinearLayer[2]}, {}, \"Input\" -> NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}, "
    "\"IndicatorVector\"}]]",
    "\"c\"",
    NG_ELEMENT_I64,
    "{2}" },
  { "NetGraph[{LinearLayer[2]}, {}, \"Input\" -> NetEncoder[{\"UnitVector\", 3}]]",
    "1",
    NG_ELEMENT_I64,
    "{0}" },
  { "NetGraph[{LinearLayer[2]}, {}, \"Input\" -> NetEncoder[\"Scalar\"]]",
    "0.5",
    NG_ELEMENT_F32,
    "{0.5}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[\"Real\"]]", "0.5", NG_ELEMENT_F32, "{0.5}" },
  { "NetGraph[{EmbeddingLayer[2]}, {}, \"Input\" -> NetEncoder[{\"Tokens\", {\"the\", \"cat\"}}]]",
    "\"cat the dog\"",
    NG_ELEMENT_I64,
    "{{1, 0, 2}}" },
  { "NetGraph[{EmbeddingLayer[2]}, {}, \"Input\" -> NetEncoder[\"UTF8\"]]",
    "\"A!\"",
    NG_ELEMENT_U8,
    "{{65, 33}}" },
  { "NetGraph[{SequenceLastLayer[]}, {}, \"Input\" -> NetEncoder[{\"Characters\", \"abc\", "
    "\"UnitVector\"}]]",
    "\"cab\"",
    NG_ELEMENT_I64,
    "{{2, 0, 1}}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Image\", {2, 1}}]]",
    "Image[{{{255, 0, 51}, {102, 255, 7}}}, \"Byte\"]",
    NG_ELEMENT_U8,
    "{{{{255, 0, 51}, {102, 255, 7}}}}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Image\", {2, 2}, ColorSpace -> "
    "\"Grayscale\", \"MeanImage\" -> 0.3, \"VarianceImage\" -> 0.25}]]",
    "Image[{{0, 255}, {51, 102}}, \"Byte\"]",
    NG_ELEMENT_U8,
    "{{{{0}, {255}}, {{51}, {102}}}}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Image\", {1, 2}, \"MeanImage\" -> {0.1, "
    "0.2, 0.3}, Interleaving -> True, Method -> \"Fit\"}]]",
    "Image[{{{255, 0, 51}}, {{102, 255, 7}}}, \"Byte\"]",
    NG_ELEMENT_U8,
    "{{{{255, 0, 51}}, {{102, 255, 7}}}}" },
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Image\", {2, 1}, ColorSpace -> "
    "\"Grayscale\", \"MeanImage\" -> Image[{{0.25, 0.5}}]}]]",
    "Image[{{10, 20}}, \"Byte\"]",
    NG_ELEMENT_U8,
    "{{{{10}, {20}}}}" },
  /* a picture of another size */
  { "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Image\", {3, 3}, ColorSpace -> "
    "\"Grayscale\", Interleaving -> True}]]",
    "Image[{{0, 255}, {51, 102}}, \"Byte\"]",
    NG_ELEMENT_U8,
    "{{{{0}, {255}}, {{51}, {102}}}}" },
};

/* The net comes back with its coders, and the checker accepts the model. */
static void
assert_comes_back (NgNet *net, NgNet *raw, const char *what)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) layers = ng_onnx_to_layers (raw, NULL, NULL, &error);

  g_assert_no_error (error);
  if (!ng_net_same (net, layers, 0))
    g_error ("%s: another net when it comes back", what);
  g_ptr_array_add (paths, g_build_filename (folder, "it.onnx", NULL));
  ng_onnx_save (net, paths->pdata[0], &with_coders, &error);
  g_assert_no_error (error);
  ng_onnx_losses (net, &with_coders, warnings);
  g_assert_cmpuint (warnings->len, ==, 0);
  g_auto (GStrv) refusals = ng_test_onnx_refusals (paths);
  if (refusals != NULL && *refusals[0] != '\0')
    g_error ("%s: %s", what, refusals[0]);
  ng_test_remove (folder);
}

static void
test_encoders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (encoders); i++) {
    g_autoptr (NgNet) net = read_filled (encoders[i].net);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) raw = ng_test_onnx_read_back (net, &with_coders, encoders[i].net, &error);
    g_assert_no_error (error);
    g_autoptr (NgExpr) item = ng_parse_one (encoders[i].item, -1, NULL, &error);
    g_assert_no_error (error);
    const NgCoding coding = { .type = ng_net_input_type (net, 0) };
    g_autoptr (NgTensor) array =
        ng_coder_encode (ng_net_input_coder (net, 0), item, "Input", &coding, &error);
    g_assert_no_error (error);
    g_autoptr (NgTensor) batch = as_batch (array);
    g_autoptr (NgTensor) given = read_raw (encoders[i].raw, encoders[i].element);
    g_autoptr (NgTensor) wanted = apply (net, batch, 0);
    g_autoptr (NgTensor) got = apply (raw, given, 0);
    g_assert_cmpint (ng_net_input_type (raw, 0)->element, ==, encoders[i].element);
    ng_assert_tensor (wanted, got, 1e-6);
    assert_comes_back (net, raw, encoders[i].net);
  }
}

/* Of each decoder an array, and what the model gives for it. */
static const struct {
  const char *net, *array;
  NgElement element;
  const char *raw;
} decoders[] = {
  { "NetGraph[{#/2 &}, {}, \"Input\" -> \"Real\", \"Output\" -> NetDecoder[\"Boolean\"]]",
    "{1}",
    NG_ELEMENT_BOOL,
    "{1}" },
  { "NetGraph[{Ramp}, {}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]",
    "{{0.25, 0.5, 0.25}}",
    NG_ELEMENT_I64,
    "{1}" },
  { "NetGraph[{Ramp}, {}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\"}, \"Multilabel\" -> "
    "True}]]",
    "{{0.75, 0.5}}",
    NG_ELEMENT_BOOL,
    "{{1, 0}}" },
  { "NetGraph[{Ramp}, {}, \"Output\" -> NetDecoder[{\"Tokens\", {\"the\", \"cat\"}}]]",
    "{{{0.9, 0.1, 0}, {0, 0, 1}}}",
    NG_ELEMENT_I64,
    "{{0, 2}}" },
  { "NetGraph[{Ramp}, {}, \"Output\" -> NetDecoder[\"Scalar\"]]",
    "{{2.5}}",
    NG_ELEMENT_F32,
    "{2.5}" },
  { "NetGraph[{# &}, {}, \"Input\" -> {3, 1, 2}, \"Output\" -> NetDecoder[\"Image\"]]",
    "{{{{0, 1}}, {{0.4, 0.2}}, {{-1, 2}}}}",
    NG_ELEMENT_U8,
    "{{{{0, 102, 0}, {255, 51, 255}}}}" },
};

static void
test_decoders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (decoders); i++) {
    g_autoptr (NgNet) net = read_filled (decoders[i].net);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) raw = ng_test_onnx_read_back (net, &with_coders, decoders[i].net, &error);
    g_assert_no_error (error);
    g_autoptr (NgTensor) array = read_raw (decoders[i].array, NG_ELEMENT_F32);
    g_autoptr (NgTensor) wanted = read_raw (decoders[i].raw, decoders[i].element);
    g_autoptr (NgTensor) got = apply (raw, array, 0);
    g_assert_cmpint (ng_net_output_type (raw, 0)->element, ==, decoders[i].element);
    ng_assert_tensor (wanted, got, 0);
    if (ng_net_n_outputs (raw) > 1) {
      g_autoptr (NgTensor) more = apply (raw, array, 1);
      g_assert_cmpstr (ng_net_output_name (raw, 1), ==, "Output/Probabilities");
      ng_assert_tensor (array, more, 0);
    }
    assert_comes_back (net, raw, decoders[i].net);
  }
}

/* By itself nothing is written of coders, and each is told of, with the option where it has a form;
 * what has none stays behind with it, too. */
static void
test_left_out (void)
{
  static const char *const texts[] = {
    "NetGraph[{Ramp}, {}, \"Input\" -> {3}, \"Output\" -> NetDecoder[{\"Class\", {1, 2, 3}}]]",
    "NetGraph[{Ramp}, {}, \"Input\" -> NetEncoder[{\"Function\", Total, {3}}]]",
    "NetGraph[{Ramp}, {}, \"Input\" -> NetEncoder[{\"Image\", 2, ColorSpace -> \"HSB\"}]]",
  };
  static const gboolean have_form[] = { TRUE, FALSE, FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NgNet) net = read_filled (texts[i]);
    g_autoptr (GPtrArray) without = ng_diagnostic_list_new ();
    g_autoptr (GPtrArray) with = ng_diagnostic_list_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) raw = ng_test_onnx_read_back (net, NULL, texts[i], &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_net_n_layers (raw), ==, 1);
    ng_onnx_losses (net, NULL, without);
    g_assert_cmpuint (without->len, ==, 1);
    const NgDiagnostic *told = without->pdata[0];
    g_assert_cmpint (strstr (told->hint, "--coders") != NULL, ==, have_form[i]);
    ng_onnx_losses (net, &with_coders, with);
    g_assert_cmpuint (with->len, ==, have_form[i] ? 0 : 1);
    g_autoptr (NgNet) same = ng_test_onnx_read_back (net, &with_coders, texts[i], &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_net_n_layers (same), ==, have_form[i] ? 2 : 1);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-coders/encoders", test_encoders);
  g_test_add_func ("/formats/onnx-coders/decoders", test_decoders);
  g_test_add_func ("/formats/onnx-coders/left-out", test_left_out);
  return g_test_run ();
}
