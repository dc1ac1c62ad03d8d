/* What every coder is tested for, from its record and its examples alone: the record is complete;
 * notation reads back; applications give what is written beside them; arrays fit the type; a batch
 * of two is two items; decoding gives the item back; what is no item is refused. */

#include "core/graph/coder.h"
#include "core/graph/literal.h"
#include "tests/support/test.h"
#include <math.h>

/* Encoded arrays are float32: 6e-8 relative, and a sum of some terms of that. */
#define TOLERANCE 1e-6

typedef struct {
  const NgCoderClass *class;
  const char *text;
  NgCoder *coder;
  NgExpr *data, *property, *expected; /* the last two may be NULL */
} Example;

static NgExpr *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *expr = ng_parse_one (text, -1, NULL, &error);

  if (expr == NULL)
    g_error ("%s: %s", text, error->message);
  return expr;
}

static NgExpr *
evaluate (NgExpr *expr)
{
  g_autoptr (GError) error = NULL;
  NgExpr *value = ng_expr_evaluate (expr, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static NgCoder *
read_coder (NgExpr *expr, const char *text)
{
  g_autoptr (GError) error = NULL;
  NgCoder *coder = ng_coder_read (expr, ng_coder_side_of (expr), &error);

  if (coder == NULL)
    g_error ("%s: %s", text, error->message);
  return coder;
}

static void
open_example (Example *self, const NgCoderClass *class, const char *text)
{
  g_autoptr (NgExpr) whole = parse (text);
  const NgExpr *call = ng_expr_is_rule (whole) ? ng_expr_arg (whole, 0) : whole;

  *self = (Example){ .class = class, .text = text };
  g_assert_true (ng_coder_is_value (ng_expr_head (call)));
  self->coder = read_coder (ng_expr_head (call), text);
  self->data = evaluate (ng_expr_arg (call, 0));
  if (ng_expr_n_args (call) > 1)
    self->property = evaluate (ng_expr_arg (call, 1));
  if (ng_expr_is_rule (whole))
    self->expected = evaluate (ng_expr_arg (whole, 1));
}

static void
close_example (Example *self)
{
  ng_coder_unref (self->coder);
  ng_expr_unref (self->data);
  g_clear_pointer (&self->property, ng_expr_unref);
  g_clear_pointer (&self->expected, ng_expr_unref);
}

static void
each_example (gconstpointer data, void (*check) (const Example *example))
{
  const NgCoderClass *class = data;

  for (gsize i = 0; i < NG_MAX_CODER_EXAMPLES && class->examples[i] != NULL; i++) {
    Example example;

    open_example (&example, class, class->examples[i]);
    check (&example);
    close_example (&example);
  }
}

static gboolean
is_near (const NgExpr *a, const NgExpr *b)
{
  if (ng_expr_is_number (a) && ng_expr_is_number (b)) {
    double x = ng_expr_number (a), y = ng_expr_number (b);

    return fabs (x - y) <= TOLERANCE * MAX (1, fabs (y));
  }
  if (ng_expr_kind (a) != NG_EXPR_NORMAL || ng_expr_kind (b) != NG_EXPR_NORMAL)
    return ng_expr_equal (a, b);
  if (ng_expr_n_args (a) != ng_expr_n_args (b) || !is_near (ng_expr_head (a), ng_expr_head (b)))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (a); i++)
    if (!is_near (ng_expr_arg (a, i), ng_expr_arg (b, i)))
      return FALSE;
  return TRUE;
}

static NgExpr *
apply (const Example *self, NgExpr *data)
{
  g_autoptr (GError) error = NULL;
  NgCoding coding = { .seed = 5 };
  NgExpr *value = ng_coder_apply (self->coder, data, self->property, &coding, &error);

  if (value == NULL)
    g_error ("%s: %s", self->text, error->message);
  return value;
}

static void
assert_near (const char *text, const NgExpr *found, const NgExpr *wanted)
{
  g_autofree char *left = ng_print_short (found, 400);
  g_autofree char *right = ng_print_short (wanted, 400);

  if (!is_near (found, wanted))
    g_error ("%s gives %s, not %s", text, left, right);
}

/* ---- the tests ---- */

static void
test_record (gconstpointer data)
{
  const NgCoderClass *class = data;

  g_assert_nonnull (class->summary);
  g_assert_false (g_str_has_suffix (class->summary, "."));
  g_assert_nonnull (class->type);
  g_assert_true (class->encode != NULL || class->decode != NULL);
  g_assert_true (class->encode == NULL || class->is_item != NULL);
  g_assert_true (class->decode == NULL || class->properties[0].name != NULL);
  for (gsize i = 0; i < NG_MAX_CODER_PARAMS && class->params[i].name != NULL; i++)
    g_assert_nonnull (class->params[i].help);
  for (gsize i = 0; i < NG_MAX_CODER_PROPERTIES && class->properties[i].name != NULL; i++)
    g_assert_nonnull (class->properties[i].help);
  g_assert_nonnull (class->examples[0]);
  g_assert_nonnull (class->examples[1]);
}

static void
check_notation (const Example *self)
{
  g_autoptr (NgExpr) written = ng_coder_notation (self->coder);
  g_autofree char *text = ng_print (written, 0);
  g_autoptr (NgExpr) parsed = parse (text);
  g_autoptr (NgCoder) again = read_coder (parsed, text);
  NgType type = ng_coder_type (self->coder, NULL, NULL);
  NgType its = ng_coder_type (again, NULL, NULL);

  g_assert_true (ng_coder_equal (self->coder, again));
  g_assert_true (ng_type_equal (&type, &its));
}

static void
test_notation (gconstpointer data)
{
  each_example (data, check_notation);
}

static void
check_value (const Example *self)
{
  g_autoptr (NgExpr) value = apply (self, self->data);

  if (self->expected != NULL)
    assert_near (self->text, value, self->expected);
}

static void
test_values (gconstpointer data)
{
  each_example (data, check_value);
}

/* Every array has the type, its elements their range. */
static void
check_type (const Example *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  NgType type = ng_coder_type (self->coder, NULL, NULL);
  NgCoding coding = { .seed = 5 };
  gboolean is_batch;

  if (ng_coder_side (self->coder) != NG_ENCODER)
    return;
  ng_coder_encode_data (self->coder, self->data, NULL, &coding, arrays, &is_batch, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < arrays->len; i++) {
    const NgTensor *array = arrays->pdata[i];

    g_assert_true (ng_type_fits (&type, ng_tensor_dims (array), ng_tensor_rank (array)));
    for (gint64 k = 0; type.kind == NG_KIND_INTEGER && k < ng_tensor_count (array); k++) {
      g_assert_cmpint (ng_tensor_get_int (array, k), >=, type.min);
      g_assert_cmpint (ng_tensor_get_int (array, k), <=, type.max);
    }
  }
}

static void
test_types (gconstpointer data)
{
  each_example (data, check_type);
}

/* Where nothing is drawn, {x, x} gives what x gives, twice. */
static void
check_batch (const Example *self)
{
  g_autoptr (NgExpr) one = apply (self, self->data);
  g_autoptr (NgExpr) pair =
      ng_expr_new_call ("List", ng_expr_ref (self->data), ng_expr_ref (self->data), NULL);
  g_autoptr (NgExpr) wanted = ng_expr_new_call ("List", ng_expr_ref (one), ng_expr_ref (one), NULL);
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  NgType type = ng_coder_type (self->coder, NULL, NULL);
  g_autoptr (NgExpr) both = NULL;
  NgCoding coding = { .seed = 5 };
  gboolean is_batch = FALSE;

  if (ng_coder_side (self->coder) == NG_ENCODER) {
    ng_coder_encode_data (self->coder, self->data, NULL, &coding, arrays, &is_batch, NULL);
  } else {
    g_autoptr (NgTensor) array = ng_tensor_read (self->data, NULL);

    is_batch = array == NULL || type.rank < 0 || (int) ng_tensor_rank (array) != type.rank;
  }
  if (is_batch)
    return;
  both = apply (self, pair);
  assert_near (self->text, both, wanted);
}

static void
test_batches (gconstpointer data)
{
  each_example (data, check_batch);
}

static void
check_agreement (const Example *self)
{
  g_autoptr (NgExpr) notation = ng_coder_notation (self->coder);
  g_autoptr (NgExpr) turned = ng_expr_new_call ("NetDecoder", ng_expr_ref (notation), NULL);
  g_autoptr (NgCoder) decoder = NULL;
  NgType type = ng_coder_type (self->coder, NULL, NULL);
  NgCoding coding = { .seed = 5 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) array = NULL;
  g_autoptr (NgExpr) item = NULL;
  NgType its;

  if (ng_coder_side (self->coder) != NG_ENCODER || self->class->decode == NULL)
    return;
  decoder = read_coder (turned, self->text);
  its = ng_coder_type (decoder, NULL, NULL);
  if (!ng_type_equal (&type, &its) || !self->class->is_lossless)
    return;
  array = apply (self, self->data);
  item = ng_coder_apply (decoder, array, NULL, &coding, &error);
  g_assert_no_error (error);
  assert_near (self->text, item, self->data);
}

/* NetDecoder[encoder] is there, and gives back what was encoded where both have the same type. */
static void
test_agreement (gconstpointer data)
{
  each_example (data, check_agreement);
}

/* What may stand where an item is expected. All of it is either encoded or refused with a tag. */
static const char *const oddities[] = {
  "{}",
  "{{}}",
  "\"\"",
  "\"no such thing\"",
  "x",
  "1*^300",
  "-9223372036854775807",
  "{1, {2}}",
  "{{1, 2}, {3}}",
  "{True, \"x\", 3}",
  "<|\"a\" -> 1|>",
  "f[x][y]",
  "NumericArray[{1, 2}, \"Real32\"]",
  "NumericArray[ByteArray[\"!!\"], \"Real64\"]",
  "Image[x]",
  "Image[{{0.5, 0.25}}]",
  "{{{{{{{{{{{{{{1}}}}}}}}}}}}}}",
};

static void
check_oddities (const Example *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (oddities); i++) {
    g_autoptr (NgExpr) item = parse (oddities[i]);
    g_autoptr (NgExpr) list = ng_expr_new_call ("List", ng_expr_ref (item), NULL);
    g_autoptr (NgExpr) property = i % 2 == 0 ? ng_expr_ref (item) : NULL;
    NgExpr *const both[] = { item, list };

    for (gsize k = 0; k < G_N_ELEMENTS (both); k++) {
      g_autoptr (GError) error = NULL;
      NgCoding coding = { .seed = 5 };
      g_autoptr (NgExpr) value = ng_coder_apply (self->coder, both[k], NULL, &coding, &error);
      g_autoptr (NgExpr) asked = ng_coder_apply (self->coder, self->data, property, &coding, NULL);

      g_assert_true ((value == NULL) == (error != NULL));
      g_assert_true (error == NULL || ng_error_diagnostic (error) != NULL);
    }
  }
}

static void
test_oddities (gconstpointer data)
{
  each_example (data, check_oddities);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (gconstpointer data);
  } tests[] = {
    { "record", test_record },     { "notation", test_notation }, { "values", test_values },
    { "types", test_types },       { "batches", test_batches },   { "agreement", test_agreement },
    { "oddities", test_oddities },
  };

  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < ng_coder_registry_length (); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (tests); k++) {
      const NgCoderClass *class = ng_coder_registry_class (i);
      g_autofree char *path = g_strdup_printf ("/battery/%s/%s", class->name, tests[k].name);

      g_test_add_data_func (path, class, tests[k].run);
    }
  return g_test_run ();
}
