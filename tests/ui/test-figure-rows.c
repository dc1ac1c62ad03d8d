/* The settings of a figure in the window: each row of the table has a widget, with which the figure
 * becomes another one and again what it was; other words for layers, and layers that are left out.
 */

#include "tests/ui/ui-test.h"

#include "ui/figure-page.h"
#include "ui/paper.h"
#include "ui/picture.h"

#include <string.h>

/* A skip, a nested net, what repeats, in other sizes too; dimensions that change. */
static const char net_text[] =
    "NetGraph[<|\"c1\" -> ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], \"r1\" -> Ramp, \"c2\" -> "
    "ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], \"r2\" -> Ramp, \"c3\" -> ConvolutionLayer[4, "
    "3, "
    "\"PaddingSize\" -> 1], \"r3\" -> Ramp, \"add\" -> ThreadingLayer[Plus], \"inner\" -> "
    "NetChain[<|\"a\" -> Ramp, \"b\" -> Tanh|>], \"d1\" -> ConvolutionLayer[6, 3], \"s1\" -> Tanh, "
    "\"d2\" -> ConvolutionLayer[8, 3], \"s2\" -> Tanh, \"d3\" -> ConvolutionLayer[10, 3], \"s3\" "
    "-> "
    "Tanh, \"pool\" -> PoolingLayer[2, 2]|>, {NetPort[\"Input\"] -> \"c1\" -> \"r1\" -> \"c2\" -> "
    "\"r2\" -> \"c3\" -> \"r3\" -> \"add\", NetPort[\"Input\"] -> \"add\", \"add\" -> \"inner\" -> "
    "\"d1\" -> \"s1\" -> \"d2\" -> \"s2\" -> \"d3\" -> \"s3\" -> \"pool\"}, \"Input\" -> {4, 16, "
    "16}]";

/* What is typed where words do not say all. */
static const struct {
  const char *name, *text;
} typed[] = { { "depth", "1" },    { "title", "Another title" },
              { "author", "Ada" }, { "apart", "c1" },
              { "angle", "20" },   { "width", "40mm" },
              { "view", "60" },    { "wrap", "200pt" },
              { "font", "serif" }, { "font-size", "14" } };

static NgFigurePage *
figure_page (NgUiTest *self)
{
  return ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_FIGURE_PAGE);
}

static gboolean
is_drawn (NgUiTest *self)
{
  NgFigurePage *page = figure_page (self);

  return page != NULL && !ng_figure_page_is_drawing (page) &&
         (ng_figure_page_scene (page) != NULL || ng_figure_page_refusal (page) != NULL);
}

static gpointer
find_named (GtkWidget *root, const char *name)
{
  if (g_str_equal (gtk_widget_get_name (root), name))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_named (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gpointer
find (NgUiTest *self, const char *name, const char *more)
{
  g_autofree char *whole = g_strconcat (name, more, NULL);

  return find_named (GTK_WIDGET (figure_page (self)), whole);
}

static void
apply (NgUiTest *self, GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "apply");
  ng_ui_wait (is_drawn (self));
}

static void
choose (NgUiTest *self, const char *name, guint index)
{
  GtkWidget *row = find (self, name, "");

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), index);
  ng_ui_wait (is_drawn (self));
}

static void
toggle (NgUiTest *self, const char *name, gboolean is_on)
{
  GtkSwitch *widget = ng_ui_find_widget (find (self, name, ""), GTK_TYPE_SWITCH);

  g_assert_nonnull (widget);
  gtk_switch_set_active (widget, is_on);
  ng_ui_wait (is_drawn (self));
}

/* The figure as a file for print, and how wide it is there. */
static GBytes *
print (NgUiTest *self)
{
  NgPicture picture = ng_figure_page_picture (figure_page (self));
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  g_assert_nonnull (picture.scene);
  bytes = ng_picture_bytes (&picture, "figure.pdf", NULL, &error);
  g_assert_no_error (error);
  return bytes;
}

static gboolean
differs (NgUiTest *self, GBytes *before)
{
  g_autoptr (GBytes) now = print (self);

  return !g_bytes_equal (before, now);
}

/* Whether one of the choices, or what is typed, makes another figure. */
static gboolean
changes (NgUiTest *self, const NgFigureSetting *setting, GBytes *before)
{
  gboolean is_changed = FALSE;
  guint n_words = setting->choices->len + (setting->fresh != NULL ? 1 : 0);

  if (setting->kind == NG_SETTING_FLAG && setting->fresh == NULL) {
    toggle (self, setting->name, TRUE);
    is_changed = differs (self, before);
    toggle (self, setting->name, FALSE);
    return is_changed;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    GtkWidget *entry = find (self, setting->name, "");

    if (!g_str_equal (typed[i].name, setting->name))
      continue;
    if (setting->choices->len > 0) {
      adw_combo_row_set_selected (ADW_COMBO_ROW (entry), n_words);
      entry = find (self, setting->name, "-other");
    }
    g_assert_true (gtk_widget_get_visible (entry));
    apply (self, entry, typed[i].text);
    is_changed = differs (self, before);
    if (setting->choices->len == 0)
      apply (self, entry, "");
  }
  for (guint i = 0; i < n_words && setting->choices->len > 0 && !is_changed; i++) {
    choose (self, setting->name, i);
    is_changed = differs (self, before);
  }
  if (setting->choices->len > 0)
    choose (self, setting->name, 0);
  return is_changed;
}

/* Groups are seen where they are closed, parts of a header where there is one. */
static void
prepare (NgUiTest *self, const NgFigureSetting *setting, gboolean is_prepared)
{
  if (g_str_equal (setting->name, "groups"))
    choose (self, "depth", is_prepared ? 1 : 0);
  if (g_str_equal (setting->name, "badges"))
    toggle (self, "header", is_prepared);
}

/* In the first form in which it does something; elsewhere the row is not to be used. */
static gboolean
is_heeded (NgUiTest *self, const NgFigureSetting *setting)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  gboolean is_changed = FALSE;

  for (guint i = 0; i < n && !is_changed; i++) {
    choose (self, "form", i);
    g_assert_true (gtk_widget_get_sensitive (find (self, setting->name, "")) ==
                   ng_figure_setting_counts (setting, forms[i]));
    if (!ng_figure_setting_counts (setting, forms[i]))
      continue;
    prepare (self, setting, TRUE);
    g_autoptr (GBytes) before = print (self);
    is_changed = changes (self, setting, before);
    /* What was undone is undone. */
    if (!g_str_equal (setting->name, "form"))
      g_assert_false (differs (self, before));
    prepare (self, setting, FALSE);
  }
  choose (self, "form", 0);
  return is_changed;
}

static void
test_all (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GArray) list = ng_figure_setting_list ();

  ng_ui_start_text (self, net_text);
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  ng_ui_screenshot (self, "figure-rows");
  for (guint i = 0; i < list->len; i++) {
    const NgFigureSetting *setting = &g_array_index (list, NgFigureSetting, i);

    if (find (self, setting->name, "") == NULL)
      g_error ("%s has no row", setting->name);
    if (!is_heeded (self, setting))
      g_error ("%s changes nothing", setting->name);
  }
  ng_ui_stop (self);
}

/* What cannot be is said where it was typed, and the figure stays. */
static void
test_wrong (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self, net_text);
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  g_autoptr (GBytes) before = print (self);
  GtkWidget *entry = find (self, "font-size", "-other");
  if (entry == NULL)
    entry = find (self, "font-size", "");
  apply (self, entry, "-3");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (entry), "a number of points"));
  g_assert_false (differs (self, before));
  apply (self, entry, "9");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  /* Words that are too small to be read are told of. */
  g_assert_cmpstr (ng_figure_page_proof (figure_page (self)), ==, "");
  choose (self, "form", 1);
  choose (self, "direction", 1);
  choose (self, "fold", 2);
  choose (self, "width", 1);
  const char *proof = ng_figure_page_proof (figure_page (self));
  g_assert_nonnull (strstr (proof, "cannot be read"));
  /* Settings are called as they are here, not as options of the command. */
  g_assert_nonnull (strstr (proof, "It needs “Width”: "));
  g_assert_nonnull (strstr (proof, " by “Rows”: "));
  g_assert_null (strstr (proof, "--"));
  ng_ui_screenshot (self, "figure-proof");
  ng_ui_stop (self);
}

static gboolean
says (NgUiTest *self, const char *text)
{
  NgScene *scene = ng_figure_page_scene (figure_page (self));
  const NgItem *items = ng_scene_items (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (items[i].kind == NG_ITEM_TEXT && g_str_equal (ng_scene_item_text (scene, &items[i]), text))
      return TRUE;
  return FALSE;
}

static gboolean
is_in_view (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, viewport, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (viewport);
}

/* Other words and layers that are left out, typed and taken back. */
static void
test_layers (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self, net_text);
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  g_assert_true (says (self, "c1"));
  gtk_editable_set_text (GTK_EDITABLE (find (self, "layer-path", "")), "c1");
  apply (self, find (self, "layer-words", ""), "stem");
  g_assert_true (says (self, "stem") && !says (self, "c1"));

  /* A name that is not there is not taken. */
  g_autofree char *before = g_strdup (ng_document_figure (ng_ui_document (self)));
  gtk_editable_set_text (GTK_EDITABLE (find (self, "layer-path", "")), "poo");
  g_signal_emit_by_name (find (self, "layer-hide", ""), "clicked");
  ng_ui_wait (is_drawn (self));
  g_assert_cmpstr (ng_document_figure (ng_ui_document (self)), ==, before);
  ng_ui_screenshot (self, "figure-layers-wrong");
  gtk_editable_set_text (GTK_EDITABLE (find (self, "layer-path", "")), "pool");
  g_signal_emit_by_name (find (self, "layer-hide", ""), "clicked");
  ng_ui_wait (is_drawn (self));
  g_assert_false (says (self, "pool"));
  g_assert_nonnull (strstr (ng_document_figure (ng_ui_document (self)), "\"hidden\":[\"pool\"]"));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "figure-layers");

  /* The layer that is clicked is the one of which one says something. */
  if (ng_ui_send ("key ctrl+0")) {
    NgScene *scene = ng_figure_page_scene (figure_page (self));
    GtkWidget *paper = ng_ui_find_widget (GTK_WIDGET (figure_page (self)), NG_TYPE_PAPER);
    int x = 0, y = 0;

    for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
      const NgItem *item = &ng_scene_items (scene)[i];
      NgBox page = ng_scene_bounds (scene);

      if (item->kind != NG_ITEM_TEXT || !g_str_equal (ng_scene_item_text (scene, item), "add"))
        continue;
      double scale = ng_paper_zoom (NG_PAPER (paper)) * 96 / 72;
      ng_ui_place (
          self,
          paper,
          gtk_widget_get_width (paper) / 2.0 +
              scale * (double) (item->bounds.x + item->bounds.width / 2 - page.x - page.width / 2),
          gtk_widget_get_height (paper) / 2.0 +
              scale *
                  (double) (item->bounds.y + item->bounds.height / 2 - page.y - page.height / 2),
          &x,
          &y);
    }
    g_assert_cmpint (x, >, 0);
    ng_ui_send ("mousemove %d %d click 1", x, y);
    ng_ui_wait (
        g_str_equal (gtk_editable_get_text (GTK_EDITABLE (find (self, "layer-path", ""))), "add"));
    ng_ui_wait (is_in_view (find (self, "layer-path", "")) &&
                is_in_view (find (self, "layer-words", "")));
  }
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/figure-rows/all", &test, test_all);
  g_test_add_data_func ("/figure-rows/wrong", &test, test_wrong);
  g_test_add_data_func ("/figure-rows/layers", &test, test_layers);
  return ng_ui_run (&test);
}
