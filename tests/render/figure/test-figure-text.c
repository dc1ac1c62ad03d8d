/* Settings of figures as words and as JSON: what is written is read, what cannot be is left out and
 * said, and a net is drawn with them. */

#include "render/figure/figure-text.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/export/widths.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

/* A word for each setting that is not its value in a new figure, and how JSON has it. */
static const struct {
  const char *name, *value, *json;
} words[] = {
  { "direction", "up", "\"up\"" },
  { "dimensions", "changes", "\"changes\"" },
  { "depth", "2", "2" },
  { "groups", "repeats", "\"repeats\"" },
  { "names", "yes", "true" },
  { "symbols", "yes", "true" },
  { "stack", "yes", "true" },
  { "fold", "yes", "true" },
  { "alike", "yes", "true" },
  { "apart", "a, b/2", "\"a, b/2\"" },
  { "kernels", "yes", "true" },
  { "angle", "30", "30" },
  { "view", "45", "45" },
  { "numbers", "yes", "true" },
  { "fills", "yes", "true" },
  { "color-by", "parameters", "\"parameters\"" },
  { "legend", "below", "\"below\"" },
  { "header", "yes", "true" },
  { "title", "A \\ net", "\"A \\\\ net\"" },
  { "author", "Ada", "\"Ada\"" },
  { "badges", "yes", "true" },
  { "width", "1in", "\"72pt\"" },
  { "wrap", "auto", "\"auto\"" },
  { "wires", "orthogonal", "\"orthogonal\"" },
  { "font", "Some Serif", "\"Some Serif\"" },
  { "font-size", "8.5", "8.5" },
  { "text", "outlines", "\"outlines\"" },
  { "theme", "print", "\"print\"" },
  { "palette", "grey", "\"grey\"" },
  { "opaque", "yes", "true" },
};

static NgFigureSettings *
parse (const char *text, GPtrArray *warnings)
{
  g_autoptr (GError) error = NULL;
  NgFigureSettings *self = ng_figure_settings_parse (text, strlen (text), warnings, &error);

  g_assert_no_error (error);
  return self;
}

static void
set (NgFigureSettings *self, const char *name, const char *value)
{
  g_autofree char *why = ng_figure_settings_set (self, name, value);

  g_assert_cmpstr (why, ==, NULL);
}

static void
test_words (void)
{
  g_autoptr (NgFigureSettings) all = ng_figure_settings_new ();
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
    g_autofree char *expected = g_strdup_printf ("{\"%s\":%s}", words[i].name, words[i].json);

    set (self, words[i].name, words[i].value);
    set (all, words[i].name, words[i].value);
    g_autofree char *text = ng_figure_settings_print (self);
    g_assert_cmpstr (text, ==, expected);
    g_autoptr (NgFigureSettings) again = parse (text, NULL);
    g_assert_true (ng_figure_settings_equal (self, again));
    g_assert_false (ng_figure_settings_equal (self, fresh));
    set (self, words[i].name, NULL);
    g_assert_true (ng_figure_settings_equal (self, fresh));
  }
  set (all, "depth", "auto");
  ng_figure_settings_set_alias (all, "b/1", "a \"stem\"");
  ng_figure_settings_set_alias (all, "a", "ℝ");
  ng_figure_settings_set_alias (all, "c", "gone");
  ng_figure_settings_set_alias (all, "c", NULL);
  ng_figure_settings_hide (all, "x/2", TRUE);
  ng_figure_settings_hide (all, "d", TRUE);
  ng_figure_settings_hide (all, "y", TRUE);
  ng_figure_settings_hide (all, "y", FALSE);
  g_autoptr (NgFigureSettings) copy = ng_figure_settings_copy (all);
  g_autofree char *text = ng_figure_settings_print (all);
  g_autoptr (NgFigureSettings) again = parse (text, NULL);
  g_assert_true (ng_figure_settings_equal (all, copy));
  g_assert_true (ng_figure_settings_equal (all, again));
  g_assert_true (g_str_has_suffix (text,
                                   "\"aliases\":{\"a\":\"ℝ\",\"b/1\":\"a \\\"stem\\\"\"},"
                                   "\"hidden\":[\"d\",\"x/2\"]}"));
  g_assert_true (copy->font != all->font && copy->figure.aliases == copy->aliases);
  g_assert_true (copy->figure.hidden == copy->hidden && copy->hidden != all->hidden);
}

/* Every setting in the list is one of those above, or the form; each says what it may be. */
static void
test_list (void)
{
  g_autoptr (GArray) list = ng_figure_setting_list ();
  g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();

  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (words) + 1);
  for (guint i = 0; i < list->len; i++) {
    const NgFigureSetting *setting = &g_array_index (list, NgFigureSetting, i);
    g_autofree char *why = ng_figure_settings_set (self, setting->name, "\x01");

    g_assert_true (why != NULL && g_str_has_prefix (why, setting->name));
    if (setting->values != NULL)
      g_assert_nonnull (strstr (why, setting->values));
    g_assert_cmpuint (strlen (setting->help), >, 8);
  }
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();
  g_assert_true (ng_figure_settings_equal (self, fresh));
}

static void
test_widths (void)
{
  static const struct {
    const char *text;
    double points; /* 0: refused */
  } widths[] = {
    { "ieee", 252 },  { "slide", 960 }, { "25.4mm", 72 }, { "2.54cm", 72 },   { "100pt", 100 },
    { "3 feet", 0 },  { "in", 0 },      { "-3in", 0 },    { "1e9in", 0 },     { "nanpt", 0 },
    { "0.001in", 0 }, { "inf", 0 },     { "", 0 },        { "0.5ieee", 126 }, { "0.9 slide", 864 },
    { "0 ieee", 0 },  { "1e9ieee", 0 }, { "naniee", 0 },  { "ieee ieee", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++) {
    g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
    g_autofree char *why = ng_figure_settings_set (self, "width", widths[i].text);

    g_assert_true ((why != NULL) == (widths[i].points == 0));
    ng_assert_near (self->figure.width, widths[i].points, 1e-9);
  }
}

/* In the unit of what somebody chose, and never on the wrong side. */
static void
test_lengths (void)
{
  static const struct {
    double points, like;
    gboolean is_least;
    const char *text;
  } lengths[] = {
    { 515.52, 252, TRUE, "7.16in" },         { 515.53, 252, TRUE, "7.17in" },
    { 515.53, 252, FALSE, "7.16in" },        { 515.52, 0, FALSE, "7.16in" },
    { 300, 89 * 72 / 25.4, FALSE, "105mm" }, { 300, 252.28, TRUE, "106mm" },
    { 300.5, 250, FALSE, "300pt" },          { 300, 12.5 * 72 / 2.54, TRUE, "106mm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *text =
        ng_figure_length (lengths[i].points, lengths[i].like, lengths[i].is_least);

    g_assert_cmpstr (text, ==, lengths[i].text);
  }
}

/* Columns and pages as publishers give them, in their units. */
static void
test_papers (void)
{
  const double in = 72, mm = 72 / 25.4, tex = 72 / 72.27;
  const struct {
    const char *name;
    double width, height;
  } papers[] = {
    { "ieee", 3.5 * in, 8.8 * in },
    { "ieee2", 7.16 * in, 8.8 * in },
    { "neurips", 5.5 * in, 9 * in },
    { "icml", 6.75 * in, 9 * in },
    { "cvpr", 3.25 * in, 8.875 * in },
    /* Letter paper with margins of 54 and 57 + 73, 24 between columns; head 13 + 14, foot 12. */
    { "acm", (8.5 * in - (108 + 24) * tex) / 2, 11 * in - (57 + 73 + 13 + 14 + 12) * tex },
    { "lncs", 122 * mm, 193 * mm },
    { "nature", 89 * mm, 170 * mm },
    { "nature2", 183 * mm, 170 * mm },
    { "slide", 13.3333 * in, 7.5 * in },
    { "poster", 841 * mm, 1189 * mm },
  };
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (papers));
  for (gsize i = 0; i < n; i++) {
    g_assert_cmpstr (widths[i].name, ==, papers[i].name);
    ng_assert_near (widths[i].points, papers[i].width, 0.01);
    ng_assert_near (widths[i].height, papers[i].height, 0.01);
    ng_assert_near (ng_paper_height (widths[i].points), papers[i].height, 0.01);
    g_assert_cmpuint (strlen (widths[i].source), >, 8);
  }
}

/* What cannot be is left out, each with a warning; what nobody knows is skipped. */
static void
test_lenient (void)
{
  static const char text[] =
      "{\"form\": \"sepia\", \"direction\": 3, \"depth\": 1e9, \"names\": \"maybe\", \"fold\": [], "
      "\"font\": \"a\\u0007, b\", \"font-size\": -1, \"later\": {\"x\": 1}, \"palette\": \"grey\", "
      "\"aliases\": {\"a\": \"x\", \"b\": 7}, \"hidden\": [\"c\", 3]}";
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgFigureSettings) self = parse (text, warnings);
  g_autofree char *left = ng_figure_settings_print (self);

  g_assert_cmpstr (left, ==, "{\"palette\":\"grey\",\"aliases\":{\"a\":\"x\"},\"hidden\":[\"c\"]}");
  g_assert_cmpuint (warnings->len, ==, 9);
  for (guint i = 0; i < warnings->len; i++)
    g_assert_cmpstr (((const NgDiagnostic *) warnings->pdata[i])->tag, ==, "Figure::setting");

  static const char *const wrong[] = { "", "[]", "{", "\"form\"" };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (ng_figure_settings_parse (wrong[i], strlen (wrong[i]), NULL, &error));
    g_assert_nonnull (error);
  }
}

/* An alias is as long as may be, and stands where the layer's name would. */
static void
test_alias (void)
{
  g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[<|\"a\" -> Ramp, \"b\" -> NetChain[{Tanh}]|>, {1 -> 2}]", -1, NULL, &error);
  g_autofree char *long_words = g_strnfill (5000, 'x');
  gboolean seen[2] = { 0 };

  g_assert_no_error (error);
  ng_figure_settings_set_alias (self, "a", "stem");
  ng_figure_settings_set_alias (self, "b/1", long_words);
  g_assert_cmpuint (strlen (g_hash_table_lookup (self->aliases, "b/1")), ==, NG_MAX_ALIAS);
  ng_figure_settings_set_alias (self, "b/1", "inner");
  self->figure.metrics = ng_metrics_test ();
  self->figure.depth = 1;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &self->figure, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    const char *text = item->kind == NG_ITEM_TEXT ? ng_scene_item_text (scene, item) : "";

    seen[0] |= strcmp (text, "stem") == 0;
    seen[1] |= strcmp (text, "inner") == 0;
    g_assert_cmpstr (text, !=, "a");
  }
  g_assert_true (seen[0] && seen[1]);
}

/* Every form says the other words, or refuses the net. */
static void
test_alias_forms (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("lenet");
  g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  ng_figure_settings_set_alias (self, "conv2", "gist");
  self->figure.metrics = ng_metrics_test ();
  self->figure.without_dot = TRUE;
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    gboolean seen = FALSE;

    self->figure.form = forms[i];
    g_autoptr (NgScene) scene = ng_figure_draw (net, &self->figure, NULL, &error);
    g_assert_no_error (error);
    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];

      seen |=
          item->kind == NG_ITEM_TEXT && strstr (ng_scene_item_text (scene, item), "gist") != NULL;
    }
    if (!seen)
      g_error ("%s does not say it", forms[i]->name);
  }
}

/* A document keeps them; one that is broken is said to be. */
static void
test_document (void)
{
  static const struct {
    const char *note;
    guint n_warnings;
    gboolean is_there;
  } notes[] = { { "{\"fold\":true}", 0, TRUE }, { "{\"fold\":7}", 1, TRUE }, { "{", 1, FALSE } };
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text ("NetChain[{Ramp}]", -1, NULL, &error);

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++) {
    const char *const list[] = { NG_FIGURE_NOTE, notes[i].note, NULL };
    g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
    g_autoptr (GBytes) bytes = ng_document_bytes (net, list, &error);

    g_assert_true (ng_file_replace (path, bytes, &error));
    NgFigureSettings *self = ng_figure_settings_load (path, warnings);
    g_assert_cmpuint (warnings->len, ==, notes[i].n_warnings);
    g_assert_true ((self != NULL) == notes[i].is_there);
    if (i == 0)
      g_assert_true (self->figure.fold);
    g_clear_pointer (&self, ng_figure_settings_free);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure-text/words", test_words);
  g_test_add_func ("/figure-text/list", test_list);
  g_test_add_func ("/figure-text/widths", test_widths);
  g_test_add_func ("/figure-text/lengths", test_lengths);
  g_test_add_func ("/figure-text/papers", test_papers);
  g_test_add_func ("/figure-text/lenient", test_lenient);
  g_test_add_func ("/figure-text/alias", test_alias);
  g_test_add_func ("/figure-text/alias-forms", test_alias_forms);
  g_test_add_func ("/figure-text/document", test_document);
  return g_test_run ();
}
