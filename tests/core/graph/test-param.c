#include "core/graph/param.h"

#include "tests/support/test.h"

static const char *const words[] = { "Max", "Mean", NULL };

static const NgParamSpec integer = {
  "N", NG_PARAM_INTEGER, .value = "3", .at_least = 1, .below = 9
};
static const NgParamSpec real = { "P", NG_PARAM_REAL, .value = "0.5", .below = 1 };
static const NgParamSpec truth = { "B", NG_PARAM_BOOLEAN, .value = "False" };
static const NgParamSpec word = { "W", NG_PARAM_WORD, .value = "Max", .choices = words };
static const NgParamSpec dims = { "D",
                                  NG_PARAM_DIMS,
                                  .value = "Automatic",
                                  .flags = NG_PARAM_ALLOWS_AUTOMATIC | NG_PARAM_ALLOWS_INHERITED };
static const NgParamSpec sizes = { "S", NG_PARAM_SIZES, .value = "1" };
static const NgParamSpec padding = { "A", NG_PARAM_PADDING, .value = "0" };
static const NgParamSpec level = { "L", NG_PARAM_LEVEL, .value = "1" };
static const NgParamSpec levels = { "M", NG_PARAM_LEVELS, .value = "2;;All" };
static const NgParamSpec function = {
  "F", NG_PARAM_FUNCTION, .value = "Ramp", .flags = NG_PARAM_ALLOWS_NONE
};

static NgParam
parse (const NgParamSpec *spec, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = text != NULL ? ng_parse_one (text, -1, NULL, &error) : NULL;
  NgParam param;

  g_assert_no_error (error);
  ng_param_parse (spec, expr, &param, &error);
  g_assert_no_error (error);
  g_assert_cmpint (param.is_given, ==, text != NULL);
  return param;
}

static void
assert_ints (const NgParamSpec *spec, const char *text, gsize n, const gint64 *ints)
{
  NgParam param = parse (spec, text);

  g_assert_cmpuint (param.n_ints, ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (param.ints[i], ==, ints[i]);
  ng_param_clear (&param);
}

static void
test_values (void)
{
  NgParam param = parse (&integer, "8");

  g_assert_cmpint (param.integer, ==, 8);
  ng_param_clear (&param);
  param = parse (&integer, NULL);
  g_assert_cmpint (param.integer, ==, 3);
  ng_param_clear (&param);
  param = parse (&real, "0");
  g_assert_cmpfloat (param.real, ==, 0);
  ng_param_clear (&param);
  param = parse (&truth, "True");
  g_assert_cmpint (param.integer, ==, 1);
  ng_param_clear (&param);
  param = parse (&word, "\"Mean\"");
  g_assert_cmpint (param.integer, ==, 1);
  ng_param_clear (&param);
  param = parse (&dims, NULL);
  g_assert_true (param.is_automatic);
  ng_param_clear (&param);
  param = parse (&padding, "\"Same\"");
  g_assert_cmpint (param.integer, ==, 1);
  ng_param_clear (&param);
  param = parse (&level, "-2");
  g_assert_cmpint (param.integer, ==, -2);
  ng_param_clear (&param);
  param = parse (&function, "None");
  g_assert_true (param.is_none);
  ng_param_clear (&param);
}

static void
test_lists (void)
{
  assert_ints (&dims, "4", 1, (gint64[]){ 4 });
  assert_ints (&dims, "{}", 0, NULL);
  assert_ints (&dims, "\"Real\"", 0, NULL);
  assert_ints (&dims, "{2, Automatic, Inherited}", 3, (gint64[]){ 2, NG_AUTOMATIC, NG_INHERITED });
  assert_ints (&sizes, "{3, 5}", 2, (gint64[]){ 3, 5 });
  assert_ints (&padding, "2", 2, (gint64[]){ 2, 2 });
  assert_ints (&padding, "{1, {2, 3}}", 4, (gint64[]){ 1, 1, 2, 3 });
  assert_ints (&levels, NULL, 2, (gint64[]){ 2, NG_ALL });
  assert_ints (&levels, "{1, -1}", 2, (gint64[]){ 1, -1 });
}

/* What is wrong is refused at its own place. */
static void
test_refused (void)
{
  static const struct {
    const NgParamSpec *spec;
    const char *text;
    int column;
  } cases[] = { { &integer, "0", 1 },       { &integer, "9", 1 },        { &integer, "2.", 1 },
                { &real, "1", 1 },          { &real, "x", 1 },           { &truth, "1", 1 },
                { &word, "Maximum", 1 },    { &dims, "{2, 0}", 5 },      { &dims, "{2, All}", 5 },
                { &sizes, "{}", 1 },        { &sizes, "{1, x}", 5 },     { &sizes, "Automatic", 1 },
                { &padding, "{1, -1}", 5 }, { &padding, "\"same\"", 1 }, { &level, "0", 1 },
                { &levels, "{1, 0}", 5 },   { &function, "3", 1 },       { &integer, "None", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) parsed = ng_parse_one (cases[i].text, -1, NULL, &error);
    g_autoptr (NgExpr) expr = ng_expr_evaluate (parsed, NULL, &error);
    NgParam param;

    g_assert_no_error (error);
    if (ng_param_parse (cases[i].spec, expr, &param, &error))
      g_error ("%s is taken for %s", cases[i].text, cases[i].spec->name);
    g_assert_cmpint (ng_error_diagnostic (error)->place.column, ==, cases[i].column);
    ng_assert_tag (&error, "NetGraph::badarg");
  }
}

static void
test_label (void)
{
  static const struct {
    const NgParamSpec *spec;
    const char *text, *label;
  } cases[] = { { &sizes, "{3, 5}", "3×5" },
                { &sizes, "3", "3" },
                { &real, "0.25", "0.25" },
                { &padding, "\"Same\"", "Same" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    NgParam param = parse (cases[i].spec, cases[i].text);
    g_autofree char *label = ng_param_label (&param);

    g_assert_cmpstr (label, ==, cases[i].label);
    ng_param_clear (&param);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/param/values", test_values);
  g_test_add_func ("/graph/param/lists", test_lists);
  g_test_add_func ("/graph/param/refused", test_refused);
  g_test_add_func ("/graph/param/label", test_label);
  return g_test_run ();
}
