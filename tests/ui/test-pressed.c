/* What is pressed stays where it is until it is let go, whatever comes meanwhile from workers: the
 * click counts, and GTK has nothing to say about it. */

#include "tests/ui/ui-test.h"
#include "ui/edits.h"
#include "ui/fix-popover.h"
#include "ui/text.h"

static void
count_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  guint *n = data;

  (*n)++;
  g_log_default_handler (domain, level, message, NULL);
}

/* Presses the middle of a widget, without letting go. */
static gboolean
press (NgUiTest *self, GtkWidget *widget)
{
  int x, y;

  ng_ui_wait (gtk_widget_get_width (widget) > 0);
  ng_ui_settle (self);
  ng_ui_place (self,
               widget,
               gtk_widget_get_width (widget) / 2.0,
               gtk_widget_get_height (widget) / 2.0,
               &x,
               &y);
  if (!ng_ui_send ("mousemove %d %d mousedown 1", x, y))
    return FALSE;
  ng_ui_wait ((gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_ACTIVE) != 0);
  return TRUE;
}

static gboolean
has_popover (GtkWidget *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));

  return popover != NULL && gtk_widget_get_mapped (GTK_WIDGET (popover));
}

/* The button of a problem, while another net comes. */
static void
test_problem (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  GtkWidget *button;
  guint n_warnings = 0, handler;

  ng_ui_start_text (self,
                    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> LinearLayer[5, \"Input\" -> "
                    "4]|>, {\"a\" -> \"b\"}, \"Input\" -> 7]");
  document = ng_ui_document (self);
  handler = g_log_set_handler ("Gtk", G_LOG_LEVEL_WARNING, count_cb, &n_warnings);
  button = ng_ui_find_widget (GTK_WIDGET (ng_studio_window_inspector (self->window)),
                              GTK_TYPE_MENU_BUTTON);
  g_assert_nonnull (button);
  g_object_ref (button);
  if (press (self, button)) {
    g_signal_emit_by_name (document, "costs-changed");
    ng_ui_settle (self);
    g_assert_nonnull (gtk_widget_get_root (button));
    ng_ui_send ("mouseup 1");
    ng_ui_wait (has_popover (button));
    gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
    ng_ui_wait (gtk_widget_get_root (button) == NULL);
    g_assert_cmpuint (n_warnings, ==, 0);
  }
  g_object_unref (button);
  g_log_remove_handler ("Gtk", handler);
  ng_ui_stop (self);
}

/* A fix in what is open over the page, while another net comes: it is about the net before, so
 * nothing is done, and then it is gone. */
static void
test_fix (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  GtkWidget *button, *popover, *fix;
  g_autoptr (NgNet) renamed = NULL;
  g_autoptr (NgSubject) a = NULL;
  int x, y;

  ng_ui_start_text (self,
                    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> LinearLayer[5, \"Input\" -> "
                    "4]|>, {\"a\" -> \"b\"}, \"Input\" -> 7]");
  document = ng_ui_document (self);
  button = ng_ui_find_widget (GTK_WIDGET (ng_studio_window_inspector (self->window)),
                              GTK_TYPE_MENU_BUTTON);
  g_object_ref (button);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ng_ui_wait (has_popover (button));
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  ng_ui_wait (ng_fix_list_n (ng_fix_popover_list (popover)) > 0);
  fix = ng_fix_list_button (ng_fix_popover_list (popover), 0);
  ng_ui_where (fix, &x, &y);
  if (ng_ui_send ("mousemove %d %d mousedown 1", x, y)) {
    ng_ui_wait ((gtk_widget_get_state_flags (fix) & GTK_STATE_FLAG_ACTIVE) != 0);
    a = ng_ui_layer (self, "a");
    renamed = ng_edit_rename (ng_document_net (document), a, "c", NULL);
    ng_document_push (document, renamed, "rename");
    ng_ui_settle (self);
    g_assert_nonnull (gtk_widget_get_root (fix));
    ng_ui_send ("mouseup 1");
    ng_ui_wait (gtk_widget_get_root (button) == NULL);
    g_assert_true (ng_document_net (document) == renamed);
  }
  g_object_unref (button);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/pressed/problem", &test, test_problem);
  g_test_add_data_func ("/pressed/fix", &test, test_fix);
  return ng_ui_run (&test);
}
