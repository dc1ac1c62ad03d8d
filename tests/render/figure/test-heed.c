/* What a setting is said to change it changes, and nothing else: each setting in each form, with
 * all its words, over nets that have what it speaks of. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/figure/figure-text.h"
#include "render/scene/dump.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

/* Two stages of the same layers, a skip, a nested net, dimensions that change; layers that repeat
 * where nothing is nested; lines that cross; layers that are alike but for their sizes. */
static const char *const nets[] = {
  "NetChain[<|\"stage\" -> NetChain[{ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], "
  "BatchNormalizationLayer[], Ramp, ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], "
  "BatchNormalizationLayer[], Ramp, ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], "
  "BatchNormalizationLayer[], Ramp}], \"block\" -> NetGraph[{ConvolutionLayer[4, 3, "
  "\"PaddingSize\" -> 1], Ramp, ThreadingLayer[Plus]}, {NetPort[\"Input\"] -> 1 -> 2 -> 3, "
  "NetPort[\"Input\"] -> 3}], \"pool\" -> PoolingLayer[2, 2], \"flat\" -> FlattenLayer[], "
  "\"last\" -> LinearLayer[10], \"soft\" -> SoftmaxLayer[]|>, \"Input\" -> {4, 16, 16}]",
  "NetChain[{ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, "
  "\"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, "
  "ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, \"PaddingSize\" -> "
  "1], Ramp}, \"Input\" -> {4, 16, 16}]",
  "NetGraph[{ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, "
  "\"PaddingSize\" -> 1], Ramp, CatenateLayer[]}, {NetPort[\"Input\"] -> 1 -> 2 -> 5, "
  "NetPort[\"Input\"] -> 3 -> 4 -> 5, NetPort[\"Input\"] -> 5}, \"Input\" -> {4, 16, 16}]",
  "NetChain[{ConvolutionLayer[8, 3], BatchNormalizationLayer[], Ramp, ConvolutionLayer[16, 3], "
  "BatchNormalizationLayer[], Ramp, ConvolutionLayer[32, 3], BatchNormalizationLayer[], Ramp}, "
  "\"Input\" -> {4, 16, 16}]",
};

/* What a theme or a file is made of, not the scene: seen in files. */
static const char *const of_files[] = { "title", "author",  "font",   "text",
                                        "theme", "palette", "opaque", NULL };

/* Values to try where words do not say them all. */
static const struct {
  const char *name, *values;
} others[] = { { "width", "50pt 150pt 300pt" },
               { "wrap", "auto 200pt" },
               { "font-size", "14" },
               { "depth", "-1 0 1 2" },
               { "angle", "20 70" },
               { "apart", "1,2,3,4" },
               { "view", "15 60" } };

/* base: (nullable): a setting that is on, or "depth" */
static char *
draw (NgNet *net, const NgFigureForm *form, const char *base, const char *name, const char *value)
{
  g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  settings->figure.form = form;
  settings->figure.metrics = ng_metrics_test ();
  settings->figure.without_dot = TRUE;
  if (base != NULL)
    g_assert_null (
        ng_figure_settings_set (settings, base, strcmp (base, "depth") == 0 ? "0" : "yes"));
  if (name != NULL)
    why = ng_figure_settings_set (settings, name, value);
  g_assert_cmpstr (why, ==, NULL);
  g_autoptr (NgScene) scene = ng_figure_draw (net, &settings->figure, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *dump = ng_scene_dump (scene);
  return g_strdup_printf ("%g\n%s", ng_figure_width (&settings->figure, scene), dump);
}

/* Returns: (transfer full): what the setting may be */
static char **
list_values (const NgFigureSetting *setting)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].name, setting->name) == 0)
      return g_strsplit (others[i].values, " ", -1);
  for (guint i = 0; i < setting->choices->len; i++)
    g_strv_builder_add (builder, g_array_index (setting->choices, NgFigureChoice, i).word);
  return g_strv_builder_end (builder);
}

static gboolean
changes_at (NgNet *net, const NgFigureForm *form, const char *base, const NgFigureSetting *setting)
{
  g_autofree char *plain = draw (net, form, base, NULL, NULL);
  g_auto (GStrv) values = list_values (setting);

  for (gsize i = 0; values[i] != NULL; i++) {
    g_autofree char *other = draw (net, form, base, setting->name, values[i]);

    if (strcmp (plain, other) != 0)
      return TRUE;
  }
  return FALSE;
}

/* A legend tells of tints, where there are some; groups are seen where they are gathered, badges in
 * a header, and what is apart where something is folded. */
static gboolean
changes (GPtrArray *list, const NgFigureForm *form, const NgFigureSetting *setting)
{
  for (guint i = 0; i < list->len; i++)
    if (changes_at (list->pdata[i], form, NULL, setting) ||
        changes_at (list->pdata[i], form, "fold", setting) ||
        changes_at (list->pdata[i], form, "fills", setting) ||
        changes_at (list->pdata[i], form, "depth", setting) ||
        changes_at (list->pdata[i], form, "header", setting))
      return TRUE;
  return FALSE;
}

static void
test_forms (void)
{
  g_autoptr (GArray) list = ng_figure_setting_list ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_net_unref);
  g_autoptr (GError) error = NULL;
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_ptr_array_add (all, ng_net_read_text (nets[i], -1, NULL, &error));
    g_assert_no_error (error);
  }
  for (guint i = 0; i < list->len; i++) {
    const NgFigureSetting *setting = &g_array_index (list, NgFigureSetting, i);

    for (gsize k = 0; k < n && !g_strv_contains (of_files, setting->name); k++) {
      gboolean counts = ng_figure_setting_counts (setting, forms[k]);

      if (changes (all, forms[k], setting) != counts)
        g_error ("%s %s in the form %s",
                 setting->name,
                 counts ? "changes nothing" : "changes something",
                 forms[k]->name);
    }
  }
}

/* What is got is what was set, in the words of the list. */
static void
test_get (void)
{
  static const char *const cases[][3] = { { "width", "90mm", "90mm" },
                                          { "width", "252pt", "ieee" },
                                          { "width", "1.25in", "1.25in" },
                                          { "wrap", "auto", "auto" },
                                          { "wrap", "294pt", "294pt" },
                                          { "depth", "3", "3" },
                                          { "depth", "auto", "auto" },
                                          { "palette", "gray", "grey" },
                                          { "palette", "colorblind", "colour-blind" },
                                          { "palette", "color-blind", "colour-blind" },
                                          { "font-size", "8.5", "8.5" },
                                          { "author", "A. N. Other", "A. N. Other" },
                                          { "fold", "yes", "yes" } };
  g_autoptr (GArray) list = ng_figure_setting_list ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
    g_autofree char *why = ng_figure_settings_set (self, cases[i][0], cases[i][1]);
    g_autofree char *got = ng_figure_settings_get (self, cases[i][0]);

    g_assert_cmpstr (why, ==, NULL);
    g_assert_cmpstr (got, ==, cases[i][2]);
  }
  for (guint i = 0; i < list->len; i++) {
    const NgFigureSetting *setting = &g_array_index (list, NgFigureSetting, i);
    g_auto (GStrv) values = list_values (setting);
    g_autoptr (NgFigureSettings) self = ng_figure_settings_new ();
    g_autofree char *fresh = ng_figure_settings_get (self, setting->name);

    g_assert_true ((fresh == NULL) == (setting->fresh != NULL));
    for (gsize k = 0; values[k] != NULL; k++) {
      g_autofree char *why = ng_figure_settings_set (self, setting->name, values[k]);
      g_autofree char *got = ng_figure_settings_get (self, setting->name);

      g_assert_cmpstr (why, ==, NULL);
      if (strcmp (setting->name, "width") != 0)
        g_assert_cmpstr (got, ==, values[k]);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/heed/forms", test_forms);
  g_test_add_func ("/heed/get", test_get);
  return g_test_run ();
}
