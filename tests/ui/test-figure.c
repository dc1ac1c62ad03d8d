/* A figure for a paper, from the net to the file, as one makes it: with keys and the pointer. It is
 * as wide as a column of the IEEE, 3.5 inches or 252 points, and its text is text. */

#include "tests/ui/ui-test.h"

#include <string.h>

static gpointer
find_widget (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static const char *
chosen_width (void)
{
  return gtk_file_chooser_get_choice (
      GTK_FILE_CHOOSER (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)), "width");
}

/* Ctrl+E, the width of a column from the list, the name of the file, Enter. */
static void export(NgUiTest *self, const char *path, const char *picture)
{
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key ctrl+e");
  ng_ui_wait (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  g_assert_cmpstr (chosen_width (), ==, "own");
  ng_ui_screenshot_of (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG), picture);
  ng_ui_click (find_widget (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG), GTK_TYPE_DROP_DOWN));
  ng_ui_wait (find_widget (find_widget (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG),
                                        GTK_TYPE_DROP_DOWN),
                           GTK_TYPE_POPOVER) != NULL);
  ng_ui_send ("key Down key Return");
  ng_ui_wait (g_strcmp0 (chosen_width (), "ieee") == 0);
  ng_ui_click (find_widget (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG), GTK_TYPE_ENTRY));
  ng_ui_send ("key ctrl+a type %s", path);
  ng_ui_wait (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (find_widget (
                               ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG), GTK_TYPE_ENTRY))),
                           path));
  ng_ui_send ("key Return");
  ng_ui_wait (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  ng_ui_settle (self);
  g_assert_null (ng_studio_window_failure (self->window));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Returns: (transfer full) (nullable): what a program says of the file; %NULL without it */
static char *
ask (const char *program, const char *path, const char *last)
{
  g_autofree char *found = g_find_program_in_path (program);
  const char *const argv[] = { found, path, last, NULL };
  char *output = NULL;

  if (found != NULL)
    g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, NULL, NULL);
  return output;
}

static void
test_paper (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *svg = g_build_filename (folder, "figure.svg", NULL);
  g_autofree char *pdf = g_build_filename (folder, "figure.pdf", NULL);
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  g_autofree char *facts = NULL;

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  if (!ng_ui_send ("key ctrl+k")) {
    ng_ui_stop (self);
    return;
  }
  /* From top to bottom it fits into a column. */
  ng_ui_wait (ng_document_direction (ng_ui_document (self)) == NG_DIRECTION_DOWN);
  ng_ui_settle (self);
  export(self, svg, "figure-svg");
  g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "width=\"252"));
  g_assert_nonnull (strstr (text, ">conv1<"));
  g_assert_nonnull (strstr (text, "16×10×10"));

  export(self, pdf, "figure-pdf");
  words = ask ("pdftotext", pdf, "-");
  if (words != NULL) {
    g_assert_nonnull (strstr (words, "conv1"));
    g_assert_nonnull (strstr (words, "16×10×10"));
  }
  facts = ask ("pdfinfo", pdf, NULL);
  if (facts != NULL)
    g_assert_nonnull (strstr (facts, "252 x "));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/figure/paper", &test, test_paper);
  return ng_ui_run (&test);
}
