/* Operators of texts, and texts that others move, compare and give. */

#include "core/base/limits.h"
#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "core/operators/onnx-node.h"
#include "core/tensor/texts.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>

enum { TEXTS = 8, TRUTHS = 9, INTEGERS = 7 };

/* A tensor of words that blanks part; "-" is the empty one. */
static NgTensor *
words (const gint64 *dims, gsize rank, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (strings, g_strdup (strcmp (parts[i], "-") != 0 ? parts[i] : ""));
  return ng_tensor_new_strings (dims, rank, strings);
}

static NgTensor *
list (const char *text)
{
  gint64 n = 1;

  for (const char *c = text; *c != '\0'; c++)
    n += *c == ' ';
  return words (&n, 1, text);
}

/* The net of @node (transfer full), which has the inputs "x" and "y" and gives @result, of @code.
 */
static NgNet *
net_of (GString *node, gboolean has_second, const char *result, gint64 code)
{
  static const gint64 dims[] = { -1 }, one[] = { 1 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 11, ng_proto_value ("x", TEXTS, dims, 1));
  if (has_second)
    ng_proto_message (graph, 11, ng_proto_value ("y", TEXTS, one, 1));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 12, ng_proto_value (result, code, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static NgTensor *
apply (NgEvaluator *evaluator, NgTensor *x, NgTensor *y)
{
  NgTensor *inputs[2] = { x, y }, *result = NULL;
  g_autoptr (GError) error = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = inputs, .wants = &want, .n_wants = 1 };

  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

/* @node (transfer full) makes @wanted, as words() has it, of these dimensions of @text. */
static void
expect (GString *node, const char *text, const gint64 *dims, gsize rank, const char *wanted)
{
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", TEXTS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = list (text);
  g_autoptr (NgTensor) got = apply (evaluator, x, NULL);
  g_autoptr (NgTensor) want = words (dims, rank, wanted);

  g_assert_true (ng_tensor_equal (got, want));
}

static void
expect_list (GString *node, const char *text, gint64 n, const char *wanted)
{
  expect (node, text, &n, 1, wanted);
}

/* @node (transfer full) makes these integers of @text. */
static void
expect_integers (GString *node, const char *text, const gint64 *wanted, gint64 n)
{
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", INTEGERS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = list (text);
  g_autoptr (NgTensor) got = apply (evaluator, x, NULL);

  g_assert_cmpint (ng_tensor_count (got), ==, n);
  for (gint64 i = 0; i < n; i++)
    g_assert_cmpint (ng_tensor_get_int (got, i), ==, wanted[i]);
}

/* @node (transfer full) makes the real numbers @wanted of @text. */
static void
expect_reals (GString *node, const char *text, const double *wanted, gint64 n)
{
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", 1);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = list (text);
  g_autoptr (NgTensor) got = apply (evaluator, x, NULL);

  g_assert_cmpint (ng_tensor_count (got), ==, n);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (got, i), wanted[i], 1e-6);
}

static void
expect_net_failure (NgNet *net, const char *text, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = list (text);
  NgTensor *result = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };

  g_assert_false (evaluator != NULL &&
                  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error));
  g_test_message ("%s", error->message);
  g_assert_true (ng_error_has_tag (error, tag));
}

/* @node (transfer full), which gives @code, cannot be run with @text. */
static void
expect_failure (GString *node, gint64 code, const char *text, const char *tag)
{
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", code);

  expect_net_failure (net, text, tag);
}

/* One evaluator joins texts that change from run to run. */
static void
test_concat (void)
{
  g_autoptr (NgNet) net = net_of (ng_proto_node ("StringConcat", "x y", "r"), TRUE, "r", TEXTS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  static const char *const firsts[] = { "a b c", "d e f g", "a b c" };
  static const char *const results[] = { "a! b! c!", "d! e! f! g!", "a! b! c!" };

  g_assert_cmpint (ng_net_output_type (net, 0)->kind, ==, NG_KIND_STRING);
  for (int i = 0; i < 3; i++) {
    g_autoptr (NgTensor) x = list (firsts[i]);
    g_autoptr (NgTensor) y = list ("!");
    g_autoptr (NgTensor) got = apply (evaluator, x, y);
    g_autoptr (NgTensor) want = list (results[i]);
    g_assert_true (ng_tensor_equal (got, want));
  }
}

/* Equal texts are equal wherever they come from, and operators that only move them do. */
static void
test_moves (void)
{
  static const gint64 places[] = { 2, 0 };
  gint64 two = 2;
  g_autoptr (NgTensor) index = ng_tensor_new_copy (NG_ELEMENT_I64, &two, 1, places);
  g_autoptr (NgTensor) constant = list ("b a");
  GString *graph = g_string_new (NULL);
  static const gint64 dims[] = { -1 };
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 11, ng_proto_value ("x", TEXTS, dims, 1));
  ng_proto_message (graph, 5, ng_proto_tensor ("index", index));
  ng_proto_message (graph, 5, ng_proto_tensor ("constant", constant));
  ng_proto_message (graph, 1, ng_proto_node ("Gather", "x index", "moved"));
  ng_proto_message (graph, 1, ng_proto_node ("Equal", "moved constant", "same"));
  ng_proto_message (graph, 1, ng_proto_node ("Where", "same moved constant", "r"));
  ng_proto_message (graph, 12, ng_proto_value ("same", TRUTHS, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("r", TEXTS, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = list ("a q z a");
  NgTensor *results[2] = { NULL };
  NgWant wants[2] = { { .kind = NG_WANT_OUTPUT }, { .kind = NG_WANT_OUTPUT, .port = 1 } };
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = 2 };

  g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, results, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_get_int (results[0], 0), ==, 0);
  g_assert_cmpint (ng_tensor_get_int (results[0], 1), ==, 1);
  g_assert_cmpstr (ng_tensor_string (results[1], 0), ==, "b");
  g_assert_cmpstr (ng_tensor_string (results[1], 1), ==, "a");
  ng_tensor_unref (results[0]);
  ng_tensor_unref (results[1]);
}

/* More texts than are remembered: each run still gives its own. */
static void
test_many (void)
{
  const int n = 70000;
  gint64 dims = n;
  g_autoptr (NgNet) net = net_of (ng_proto_node ("Identity", "x", "r"), FALSE, "r", TEXTS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);

  for (int round = 0; round < 3; round++) {
    GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
    for (int i = 0; i < n; i++)
      g_ptr_array_add (strings, g_strdup_printf ("%d", round * n + i));
    g_autoptr (NgTensor) x = ng_tensor_new_strings (&dims, 1, strings);
    g_autoptr (NgTensor) y = apply (evaluator, x, NULL);
    g_assert_true (ng_tensor_equal (x, y));
  }
}

static void
test_wrong (void)
{
  g_autoptr (NgNet) net = net_of (ng_proto_node ("Identity", "x", "r"), FALSE, "r", TEXTS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = ng_tensor_fill (3, 1);
  g_autoptr (GError) error = NULL;
  NgTensor *result = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };

  g_assert_false (ng_evaluator_apply (evaluator, &apply, NULL, &result, &error));
  g_assert_true (ng_error_has_tag (error, "NetGraph::indata"));
}

/* Operators that compute with numbers take none that stand for texts. */
static void
test_numbers (void)
{
  static const struct {
    const char *op, *inputs;
  } nodes[] = { { "Add", "x x" },     { "Relu", "x" },    { "Less", "x x" },
                { "ReduceMax", "x" }, { "ArgMax", "x" },  { "CumSum", "x x" },
                { "IsNaN", "x" },     { "EyeLike", "x" }, { "ConstantOfShape", "x" },
                { "MatMul", "x x" } };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    expect_failure (
        ng_proto_node (nodes[i].op, nodes[i].inputs, "r"), 0, "b a", "NetGraph::operator");
}

/* What is filled is the empty text, and what is not empty is not zero. */
static void
test_empty (void)
{
  static const gint64 places[] = { 0, 2 }, pads[] = { 1, 2 };
  GString *pad = ng_proto_node ("Pad", "x", "r");

  ng_proto_add_integers (pad, "pads", pads, 2);
  expect_list (pad, "q r", 5, "- q r - -");
  expect_integers (ng_proto_node ("NonZero", "x", "r"), "a - b", places, 2);
}

static void
test_unique (void)
{
  static const gint64 counts[] = { 1, 2, 1 };
  GString *as_met = ng_proto_node ("Unique", "x", "r");

  ng_proto_add_integer (as_met, "sorted", 0);
  expect_list (as_met, "b a b ä", 3, "b a ä");
  expect_list (ng_proto_node ("Unique", "x", "r"), "b a b ä", 3, "a b ä");
  expect_integers (ng_proto_node ("Unique", "x", "- - - r"), "b a b ä", counts, 3);
}

/* The keys of texts are texts. */
static void
test_labels (void)
{
  static const gint64 numbers[] = { 5, 7 }, found[] = { 7, -1, 5 };
  static const char *const texts[] = { "a", "b" };
  GString *node = ng_proto_node ("LabelEncoder", "x", "r");
  GString *wrong = ng_proto_node ("LabelEncoder", "x", "r");

  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_texts (node, "keys_strings", texts, 2);
  ng_proto_add_integers (node, "values_int64s", numbers, 2);
  expect_integers (node, "b c a", found, 3);
  ng_proto_text (wrong, 7, "ai.onnx.ml");
  ng_proto_add_integers (wrong, "keys_int64s", numbers, 2);
  ng_proto_add_integers (wrong, "values_int64s", numbers, 2);
  expect_failure (wrong, INTEGERS, "b c a", "ONNX::operator");
}

static GString *
one_hot (gboolean is_lenient)
{
  static const char *const categories[] = { "a", "b" };
  GString *node = ng_proto_node ("OneHotEncoder", "x", "r");

  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_texts (node, "cats_strings", categories, 2);
  ng_proto_add_integer (node, "zeros", is_lenient);
  return node;
}

/* What is no category is zeros, or a failure where the model says so. */
static void
test_one_hot (void)
{
  static const double zeros[] = { 0, 1, 0, 0 }, known[] = { 0, 1, 1, 0 };

  expect_reals (one_hot (TRUE), "b c", zeros, 4);
  expect_reals (one_hot (FALSE), "b a", known, 4);
  expect_failure (one_hot (FALSE), 1, "b c", "ONNX::operator");
}

static GString *
split (const char *delimiter, gint64 most)
{
  GString *node = ng_proto_node ("StringSplit", "x", "r -");

  if (delimiter != NULL)
    ng_proto_add_text (node, "delimiter", delimiter);
  if (most >= 0)
    ng_proto_add_integer (node, "maxsplit", most);
  return node;
}

static void
test_split (void)
{
  static const gint64 dims[][2] = { { 3, 3 }, { 2, 2 }, { 2, 3 }, { 1, 2 } };

  expect (split (".", -1), "a.b.c x. -", dims[0], 2, "a b c x - - - - -");
  expect (split (".", 1), "a.b.c x", dims[1], 2, "a b.c x -");
  expect (split (NULL, -1), "a\tb\n\nc d", dims[2], 2, "a b c d - -");
  expect (split (".", G_MAXINT64), "a.b.c x. -", dims[0], 2, "a b c x - - - - -");
  expect (split ("", 1), "\ta\tb\tc\t", dims[3], 2, "a b\tc");
}

static GString *
tokenizer (const char *words, const char *separator, const char *other, gint64 least, gint64 mark)
{
  GString *node = ng_proto_node ("Tokenizer", "x", "r");
  const char *const separators[] = { separator, other };

  ng_proto_text (node, 7, "com.microsoft");
  if (words != NULL)
    ng_proto_add_text (node, "tokenexp", words);
  else
    ng_proto_add_texts (node, "separators", separators, other != NULL ? 2 : 1);
  ng_proto_add_text (node, "pad_value", "#");
  ng_proto_add_integer (node, "mincharnum", least);
  ng_proto_add_integer (node, "mark", mark);
  return node;
}

/* Texts that double with each node, as many pieces for each text as one has, words of a byte each,
 * and comparing that would take hours. */
static void
test_bounds (void)
{
  static const gint64 dims[] = { 1 };
  GString *graph = g_string_new (NULL);
  GString *match = ng_proto_node ("RegexFullMatch", "x", "r");
  g_autofree char *letters = g_strnfill (NG_MAX_NODE_TEXTS / NG_TEXT_BYTES + 100000, '.');
  g_autofree char *dots = g_strnfill (1500, '.');
  GString *table = g_string_new (dots);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) pattern = g_string_new (NULL);

  ng_proto_message (graph, 11, ng_proto_value ("x0", TEXTS, dims, 1));
  for (int i = 0; i < 36; i++) {
    g_autofree char *inputs = g_strdup_printf ("x%d x%d", i, i);
    g_autofree char *output = g_strdup_printf ("x%d", i + 1);
    ng_proto_message (graph, 1, ng_proto_node ("StringConcat", inputs, output));
  }
  ng_proto_message (graph, 12, ng_proto_value ("x36", TEXTS, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, NULL);
  expect_net_failure (net, "abcdefgh", "NetGraph::operator");
  for (int i = 0; i < 1500; i++)
    g_string_append (table, " a");
  expect_failure (split (".", -1), TEXTS, table->str, "NetGraph::operator");
  g_string_free (table, TRUE);
  expect_failure (tokenizer (NULL, "", NULL, 1, 0), TEXTS, letters, "NetGraph::operator");
  /* Steps are counted over all texts, each of which takes many. */
  g_string_append_printf (pattern, "(a?){1000}(a?){1000}");
  ng_proto_add_text (match, "pattern", pattern->str);
  for (int i = 0; i < 200; i++)
    g_string_append_printf (many, "%s%.*s", i > 0 ? " " : "", 1500, dots);
  for (char *c = many->str; *c != '\0'; c++)
    *c = *c == '.' ? 'a' : *c;
  expect_failure (match, TRUTHS, many->str, "NetGraph::operator");
  expect_failure (
      tokenizer (pattern->str, NULL, NULL, 1, 0), TEXTS, many->str, "NetGraph::operator");
}

static GString *
normalizer (const char *action, gboolean heeds_case)
{
  static const char *const stopwords[] = { "Monday", "the" };
  GString *node = ng_proto_node ("StringNormalizer", "x", "r");

  ng_proto_add_text (node, "case_change_action", action);
  ng_proto_add_integer (node, "is_case_sensitive", heeds_case);
  ng_proto_add_texts (node, "stopwords", stopwords, 2);
  return node;
}

static void
test_normalizer (void)
{
  expect_list (normalizer ("UPPER", TRUE), "monday Monday The straße", 3, "MONDAY THE STRASSE");
  expect_list (normalizer ("LOWER", FALSE), "monday Monday The ÄBC", 1, "äbc");
  expect_list (normalizer ("NONE", FALSE), "monday the", 1, "-");
  /* Letters change alike wherever the program runs and whatever stands around them. */
  expect_list (normalizer ("LOWER", TRUE), "ΑΣ ΣΑ I", 3, "ασ σα i");
  expect_list (normalizer ("UPPER", TRUE), "ﬁx i", 2, "FIX I");
}

static void
test_match (void)
{
  static const char *const of_words[] = { "www.x.com", "xwww.x.com", "www.x.com\n" };
  GString *node = ng_proto_node ("RegexFullMatch", "x", "r");

  ng_proto_add_text (node, "pattern", "www\\.[\\w.-]+\\.\\bcom\\b|other");
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", TRUTHS);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  for (int i = 0; i < 3; i++) {
    g_autoptr (NgTensor) x = list (of_words[i]);
    g_autoptr (NgTensor) y = apply (evaluator, x, NULL);
    g_assert_cmpint (ng_tensor_element (y), ==, NG_ELEMENT_BOOL);
    g_assert_cmpint (ng_tensor_get_int (y, 0), ==, i == 0);
  }
}

/* Far more separators than there are calls on a stack; as many as may be divide as few do. */
static void
test_separators (void)
{
  enum { MANY = 120000 };
  const char **separators = g_new (const char *, MANY);
  GString *node = ng_proto_node ("Tokenizer", "x", "r");
  GString *most = ng_proto_node ("Tokenizer", "x", "r");
  GString *large = ng_proto_node ("Tokenizer", "x", "r");
  static const gint64 dims[] = { 1, 3 };

  for (int i = 0; i < MANY; i++)
    separators[i] = i % 2 == 0 ? "-" : "_";
  ng_proto_text (node, 7, "com.microsoft");
  ng_proto_add_texts (node, "separators", separators, MANY);
  expect_failure (node, TEXTS, "a b c d", "NetGraph::operator");
  ng_proto_text (most, 7, "com.microsoft");
  ng_proto_add_texts (most, "separators", separators, NG_MAX_SEPARATORS);
  expect (most, "a_b--c_", dims, 2, "a b c");
  for (int i = 0; i < 100; i++)
    separators[i] = "b{1000}";
  ng_proto_text (large, 7, "com.microsoft");
  ng_proto_add_texts (large, "separators", separators, 100);
  expect_failure (large, TEXTS, "a b c d", "NetGraph::operator");
  g_free (separators);
}

/* Operators that add an axis to arrays of the highest rank say that there is none higher. */
static void
test_rank (void)
{
  static const char *const separators[] = { "-" };
  static const gint64 dims[NG_MAX_RANK] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  static const struct {
    const char *op, *domain, *list;
  } nodes[] = { { "StringSplit", "", NULL },
                { "Tokenizer", "com.microsoft", "separators" },
                { "OneHotEncoder", "ai.onnx.ml", "cats_strings" } };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++) {
    GString *graph = g_string_new (NULL), *node = ng_proto_node (nodes[i].op, "x", "r -");
    g_autoptr (NgTensor) x = words (dims, NG_MAX_RANK, "a");
    g_autoptr (GError) error = NULL;
    NgTensor *result = NULL;
    NgWant want = { .kind = NG_WANT_OUTPUT };
    NgApply apply = { .inputs = (NgTensor *[]){ x }, .wants = &want, .n_wants = 1 };

    ng_proto_text (node, 7, nodes[i].domain);
    if (nodes[i].list != NULL)
      ng_proto_add_texts (node, nodes[i].list, separators, 1);
    ng_proto_message (graph, 11, ng_proto_value ("x", TEXTS, dims, NG_MAX_RANK));
    ng_proto_message (graph, 1, node);
    ng_proto_message (graph, 12, ng_proto_value ("r", 0, NULL, 0));
    g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
    g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
    g_assert_false (evaluator != NULL &&
                    ng_evaluator_apply (evaluator, &apply, NULL, &result, &error));
    g_assert_nonnull (strstr (error->message, "would make an array of rank 13"));
  }
}

/* Texts that GLib's hash function takes for one. */
static void
test_collisions (void)
{
  enum { N_PARTS = 17, N_TEXTS = 1 << N_PARTS };
  g_autoptr (NgTexts) texts = ng_texts_new ();

  for (gint32 i = 0; i < N_TEXTS; i++) {
    char text[2 * N_PARTS + 1] = "";

    for (int part = 0; part < N_PARTS; part++)
      memcpy (text + 2 * part, i >> part & 1 ? "BA" : "Ab", 2);
    g_assert_cmpint (ng_texts_number (texts, text), ==, i + 1);
  }
  g_assert_cmpuint (ng_texts_count (texts), ==, N_TEXTS + 1);
}

static void
test_tokenizer (void)
{
  static const gint64 dims[][2] = { { 3, 3 }, { 2, 2 }, { 2, 3 }, { 2, 2 }, { 2, 4 }, { 1, 1 } };

  expect (
      tokenizer ("[a-zä]+", NULL, NULL, 1, 0), "ab-cä9d -- x", dims[0], 2, "ab cä d # # # x # #");
  expect (tokenizer ("[a-zä]+", NULL, NULL, 2, 0), "ab-cä9d x", dims[1], 2, "ab cä # #");
  expect (tokenizer (NULL, "-", "_+", 1, 0), "a-b__c- _", dims[2], 2, "a b c # # #");
  expect (tokenizer ("a|ab", NULL, NULL, 1, 0), "ab-b", dims[5], 2, "ab");
  expect (tokenizer (NULL, "", NULL, 1, 0), "aä b", dims[3], 2, "a ä b #");
  expect (tokenizer (NULL, "-", NULL, 1, 1), "a-b c", dims[4], 2, "\x02 a b \x03 \x02 c \x03 #");
}

/* "a" is there twice and "b" once; "a b" stands side by side and with a word between. */
static void
test_vectorizer (void)
{
  static const gint64 counts[] = { 0, 2 }, places[] = { 3, 0, 1 };
  static const double weights[] = { 2, 3, 5 };
  static const double found[] = { 1, 2, 0, 2 }, weighed[] = { 3, 10, 0, 4 },
                      there[] = { 3, 5, 0, 2 };
  static const char *const pool[] = { "a", "b", "a", "b" };
  static const char *const modes[] = { "TF", "TFIDF", "IDF" };
  const double *const wanted[] = { found, weighed, there };

  for (int i = 0; i < 3; i++) {
    GString *node = ng_proto_node ("TfIdfVectorizer", "x", "r");
    ng_proto_add_text (node, "mode", modes[i]);
    ng_proto_add_integer (node, "min_gram_length", 1);
    ng_proto_add_integer (node, "max_gram_length", 2);
    ng_proto_add_integer (node, "max_skip_count", 1);
    ng_proto_add_integers (node, "ngram_counts", counts, 2);
    ng_proto_add_integers (node, "ngram_indexes", places, 3);
    ng_proto_add_reals (node, "weights", weights, 3);
    ng_proto_add_texts (node, "pool_strings", pool, 4);
    expect_reals (node, "a a b", wanted[i], 4);
  }
}

/* What "x" of text is as @element. */
static void
expect_element (const char *text, gint64 code, gint64 integer)
{
  GString *node = ng_proto_node ("Cast", "x", "r");

  ng_proto_add_integer (node, "to", (guint64) code);
  g_autoptr (NgNet) net = net_of (node, FALSE, "r", code);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) x = list (text);
  g_autoptr (NgTensor) got = apply (evaluator, x, NULL);
  g_assert_cmpint (ng_tensor_get_int (got, 0), ==, integer);
}

/* Texts are numbers as ONNX spells them and as the element has them. */
static void
test_cast_texts (void)
{
  enum { INT8 = 3, UINT64 = 13, FLOAT = 1 };
  static const struct {
    const char *text;
    gint64 code, integer;
  } good[] = { { "9223372036854775807", INTEGERS, G_MAXINT64 },
               { "-9223372036854775808", INTEGERS, G_MININT64 },
               { "18446744073709551615", UINT64, -1 },
               { "+7", UINT64, 7 },
               { "100.5", INTEGERS, 100 },
               { "-.5e1", INT8, -5 },
               { "1E2", FLOAT, 100 } };
  static const struct {
    const char *text;
    gint64 code;
  } bad[] = { { "99999999999999999999", INTEGERS },
              { "-9223372036854775809", INTEGERS },
              { "1e19", INTEGERS },
              { "-1", UINT64 },
              { "128", INT8 },
              { "NaN", INTEGERS },
              { "INF", INTEGERS },
              { "0x10", INTEGERS },
              { "0x10", FLOAT },
              { "\t5", INTEGERS },
              { "\t5", FLOAT },
              { "infinity", FLOAT },
              { "nan(1)", FLOAT },
              { "1e", FLOAT },
              { ".", FLOAT },
              { "-", FLOAT },
              { "1.5f", FLOAT } };
  static const char *const special[] = { "+INF", "inf", "-INF", "NaN" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    expect_element (good[i].text, good[i].code, good[i].integer);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    GString *wrong = ng_proto_node ("Cast", "x", "r");
    ng_proto_add_integer (wrong, "to", bad[i].code);
    g_test_message ("%s", bad[i].text);
    expect_failure (wrong, bad[i].code, bad[i].text, "ONNX::operator");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (special); i++) {
    GString *node = ng_proto_node ("Cast", "x", "r");
    ng_proto_add_integer (node, "to", FLOAT);
    g_autoptr (NgNet) net = net_of (node, FALSE, "r", FLOAT);
    g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
    g_autoptr (NgTensor) x = list (special[i]);
    g_autoptr (NgTensor) got = apply (evaluator, x, NULL);
    double real = ng_tensor_get_real (got, 0);
    g_assert_true (i == 3 ? isnan (real) : isinf (real) && signbit (real) == (i == 2));
  }
}

/* Numbers that are declared to be float64 are told by the digits of what was computed. */
static void
test_cast_wide (void)
{
  enum { DOUBLE = 11 };
  static const gint64 dims[] = { 2 };
  static const double numbers[] = { 0.1, 0.1234567891 };
  static const char *const wanted[] = { "0.1 0.12345679", "0.1 0.1234567891" };

  for (int is_wide = 0; is_wide < 2; is_wide++) {
    GString *graph = g_string_new (NULL), *node = ng_proto_node ("Cast", "x", "r");
    NgWant wants = { .kind = NG_WANT_OUTPUT };
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 1, numbers);
    g_autoptr (NgTensor) got = NULL;
    g_autoptr (GError) error = NULL;
    NgApply apply = { .inputs = &x,
                      .wants = &wants,
                      .n_wants = 1,
                      .element = is_wide ? NG_ELEMENT_F64 : NG_ELEMENT_F32 };

    ng_proto_add_integer (node, "to", TEXTS);
    ng_proto_message (graph, 11, ng_proto_value ("x", DOUBLE, dims, 1));
    ng_proto_message (graph, 1, node);
    ng_proto_message (graph, 12, ng_proto_value ("r", TEXTS, NULL, 0));
    g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
    g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, NULL);
    g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
    g_autoptr (NgTensor) want = list (wanted[is_wide]);
    ng_evaluator_apply (evaluator, &apply, NULL, &got, &error);
    g_assert_no_error (error);
    g_assert_true (ng_tensor_equal (got, want));
  }
}

static void
test_cast (void)
{
  static const double numbers[] = { 1.5, -2000, 7 };
  static const gint64 dims[] = { 3 };
  GString *node = ng_proto_node ("Cast", "x", "r"), *graph = g_string_new (NULL);
  GString *there = ng_proto_node ("Cast", "x", "r");
  float reals[] = { 0.1f, 3, -INFINITY };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, reals);

  ng_proto_add_integer (node, "to", 1);
  expect_reals (node, "1.5 -2e3 7", numbers, 3);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_add_integer (there, "to", TEXTS);
  ng_proto_message (graph, 1, there);
  ng_proto_message (graph, 12, ng_proto_value ("r", TEXTS, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, NULL);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autoptr (NgTensor) got = apply (evaluator, x, NULL);
  g_autoptr (NgTensor) want = list ("0.1 3 -INF");
  g_assert_true (ng_tensor_equal (got, want));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/strings/concat", test_concat);
  g_test_add_func ("/strings/moves", test_moves);
  g_test_add_func ("/strings/many", test_many);
  g_test_add_func ("/strings/wrong", test_wrong);
  g_test_add_func ("/strings/numbers", test_numbers);
  g_test_add_func ("/strings/empty", test_empty);
  g_test_add_func ("/strings/unique", test_unique);
  g_test_add_func ("/strings/labels", test_labels);
  g_test_add_func ("/strings/split", test_split);
  g_test_add_func ("/strings/bounds", test_bounds);
  g_test_add_func ("/strings/normalizer", test_normalizer);
  g_test_add_func ("/strings/match", test_match);
  g_test_add_func ("/strings/tokenizer", test_tokenizer);
  g_test_add_func ("/strings/vectorizer", test_vectorizer);
  g_test_add_func ("/strings/cast", test_cast);
  g_test_add_func ("/strings/cast/texts", test_cast_texts);
  g_test_add_func ("/strings/cast/wide", test_cast_wide);
  g_test_add_func ("/strings/one-hot", test_one_hot);
  g_test_add_func ("/strings/separators", test_separators);
  g_test_add_func ("/strings/rank", test_rank);
  g_test_add_func ("/strings/collisions", test_collisions);
  return g_test_run ();
}
