/* The window in a language that does not exist: every text of ours is in brackets, and a third
 * longer than in English. What has no brackets was never offered for translation. */

#include "tests/ui/ui-test.h"
#include "ui/actions.h"
#include "ui/language.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Puts the translation where gettext looks for it. */
static char *
translation_folder (const char *file)
{
  g_autofree char *root = g_dir_make_tmp (NULL, NULL);
  g_autofree char *folder = g_build_filename (root, "en_XA", "LC_MESSAGES", NULL);
  g_autofree char *link = g_build_filename (folder, "netgraph.mo", NULL);

  g_mkdir_with_parents (folder, 0755);
  g_assert_cmpint (symlink (file, link), ==, 0);
  return g_steal_pointer (&root);
}

/* Three lower case letters in a row are a word. */
static gboolean
has_word (const char *text)
{
  int n = 0;

  for (const char *p = text; *p != '\0'; p++) {
    n = g_ascii_islower (*p) ? n + 1 : 0;
    if (n == 3)
      return TRUE;
  }
  return FALSE;
}

/* Names and kinds of layers, of files and of the program are nobody's to translate, nor are words
 * of the notation and what records of layers say, which the inspector shows. */
static gboolean
is_name (NgUiTest *self, GtkWidget *widget, const char *text)
{
  static const char *const names[] = { "NetGraph", "lenet.wl", "Input" };
  NgNet *net = ng_document_net (ng_ui_document (self));

  if (gtk_widget_get_ancestor (widget, NG_TYPE_INSPECTOR) != NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (text, names[i]) != NULL)
      return TRUE;
  for (gsize i = 0; net != NULL && i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);

    if (strstr (text, name) != NULL ||
        strstr (text, ng_layer_class (ng_net_layer (net, i))->name) != NULL ||
        strstr (ng_layer_class (ng_net_layer (net, i))->name, text) != NULL)
      return TRUE;
  }
  return FALSE;
}

static guint
check_label (NgUiTest *self, GtkLabel *label)
{
  const char *text = gtk_label_get_text (label);
  gboolean is_ours = strchr (text, '[') != NULL;

  if (!is_ours && has_word (text) && !is_name (self, GTK_WIDGET (label), text)) {
    g_test_message ("“%s” is not translated", text);
    return 1;
  }
  if (is_ours && pango_layout_is_ellipsized (gtk_label_get_layout (label))) {
    g_test_message ("“%s” is cut", text);
    return 1;
  }
  return 0;
}

static guint
check_widgets (NgUiTest *self, GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (GTK_IS_LABEL (widget))
    n += check_label (self, GTK_LABEL (widget));
  if (tooltip != NULL && has_word (tooltip) && strchr (tooltip, '[') == NULL &&
      !is_name (self, widget, tooltip)) {
    g_test_message ("the tooltip “%s” is not translated", tooltip);
    n++;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_widgets (self, child);
  return n;
}

static void
test_window (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  guint n_wrong = 0;

  ng_ui_start (self, NULL);
  ng_ui_screenshot (self, "translation-empty");
  ng_ui_stop (self);
  ng_ui_start (self, path);
  ng_ui_activate (self, "show-drawer");
  ng_ui_activate (self, "show-search");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "translation");
  n_wrong += check_widgets (self, GTK_WIDGET (self->window));
  ng_ui_select (self, "conv1");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "translation-layer");
  n_wrong += check_widgets (self, GTK_WIDGET (self->window));
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "translation-run");
  n_wrong += check_widgets (self, GTK_WIDGET (self->window));
  g_assert_cmpuint (n_wrong, ==, 0);
  ng_ui_stop (self);
}

/* Every command can be said in another language. */
static void
test_actions (gconstpointer data)
{
  const NgAction *actions;
  gsize n;

  actions = ng_actions (&n);
  for (gsize i = 0; i < n; i++) {
    if (*_ (actions[i].label) != '[')
      g_error ("“%s” is not translated", actions[i].label);
    if (actions[i].section != NULL && *_ (actions[i].section) != '[')
      g_error ("“%s” is not translated", actions[i].section);
  }
}

/* Whatever the language, numbers are written as notation and files have them. */
static void
test_numbers (gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("%.1f", 1.5);

  g_assert_cmpstr (text, ==, "1.5");
}

int
main (int argc, char **argv)
{
  const char *file = g_getenv ("NETGRAPH_PSEUDO");
  g_autofree char *folder = translation_folder (file);
  NgUiTest test;

  g_setenv ("NETGRAPH_LOCALE_DIR", folder, TRUE);
  g_setenv ("LANGUAGE", "en_XA", TRUE);
  ng_language_begin ();
  ng_ui_init (&test, &argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  if (*_ ("Quit") != '[') {
    g_print ("1..0 # SKIP this system has no locale but C\n");
    return 0;
  }
  g_test_add_data_func ("/translation/window", &test, test_window);
  g_test_add_data_func ("/translation/actions", &test, test_actions);
  g_test_add_data_func ("/translation/numbers", &test, test_numbers);
  return ng_ui_run (&test);
}
