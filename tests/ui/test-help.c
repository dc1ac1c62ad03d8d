/* The pages of the help: those of files, those of layers, and how one finds them. */

#include "tests/ui/ui-test.h"
#include "ui/help-pages.h"
#include "ui/help-window.h"

#include "core/graph/registry.h"
#include <string.h>

/* Every page can be shown, every layer but the operators has one. */
static void
test_pages (void)
{
  static const char *const files[] = { "start", "build", "wires", "run", "errors", "files" };
  g_autoptr (GPtrArray) pages = ng_help_pages ();
  guint n_layers = 0;

  for (gsize i = 0; i < ng_registry_length (); i++)
    n_layers += ng_registry_class (i)->category != NG_CATEGORY_OPERATOR;
  g_assert_cmpuint (pages->len, ==, G_N_ELEMENTS (files) + n_layers);
  for (guint i = 0; i < pages->len; i++) {
    const NgHelpPage *page = pages->pdata[i];
    g_autofree char *markup = ng_help_markup (page->text);
    g_autofree char *plain = NULL;
    g_autoptr (GError) error = NULL;

    if (i < G_N_ELEMENTS (files))
      g_assert_cmpstr (page->name, ==, files[i]);
    g_assert_true (pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, &error));
    g_assert_no_error (error);
    g_assert_null (strstr (plain, "## "));
    g_assert_cmpuint (strlen (plain), >, 40);
  }
}

static void
test_window (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgHelpWindow *help;

  ng_ui_start (self, path);
  ng_ui_activate (self, "help");
  ng_ui_wait (gtk_widget_get_mapped (ng_studio_window_help (self->window)));
  help = NG_HELP_WINDOW (ng_studio_window_help (self->window));
  g_assert_cmpstr (ng_help_window_page (help), ==, "start");
  ng_ui_screenshot_of (GTK_WIDGET (help), "help");
  g_assert_cmpuint (ng_help_window_search (help, "Knife nowhere"), ==, 0);
  g_assert_null (ng_help_window_page (help));
  g_assert_cmpuint (ng_help_window_search (help, "RUBS out CRASH"), ==, 0);
  g_assert_cmpuint (ng_help_window_search (help, "crash ASKS"), ==, 1);
  g_assert_cmpstr (ng_help_window_page (help), ==, "files");
  g_assert_false (ng_help_window_show (help, "no such page"));

  /* The inspector's button asks for the page of the layer. */
  ng_ui_select (self, "conv1");
  g_assert_true (gtk_widget_activate_action (
      GTK_WIDGET (self->window), "win.help-on", "s", "ConvolutionLayer"));
  g_assert_true (ng_studio_window_help (self->window) == GTK_WIDGET (help));
  g_assert_cmpstr (ng_help_window_page (help), ==, "ConvolutionLayer");
  ng_ui_screenshot_of (GTK_WIDGET (help), "help-layer");
  ng_ui_select (self, "softmax");
  ng_ui_activate (self, "help");
  g_assert_cmpstr (ng_help_window_page (help), ==, "SoftmaxLayer");
  gtk_window_destroy (GTK_WINDOW (help));
  g_assert_null (ng_studio_window_help (self->window));
  ng_ui_screenshot (self, "help-button");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/help/pages", test_pages);
  g_test_add_data_func ("/help/window", &test, test_window);
  return ng_ui_run (&test);
}
