/* What somebody sees who starts the program for the first time: the gallery, then the tour. */

#include "tests/ui/ui-test.h"
#include "ui/scene-view.h"
#include "ui/tour.h"

#include <string.h>

static void
find_all (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_all (child, type, found);
}

/* The button that opens the file of that name. */
static GtkWidget *
card_of (NgUiTest *self, const char *file)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  find_all (GTK_WIDGET (self->window), GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++) {
    GVariant *target = gtk_actionable_get_action_target_value (buttons->pdata[i]);

    if (target != NULL && g_variant_is_of_type (target, G_VARIANT_TYPE_STRING) &&
        g_str_has_suffix (g_variant_get_string (target, NULL), file))
      return buttons->pdata[i];
  }
  g_error ("there is no button for %s", file);
}

static void
start (NgUiTest *self)
{
  g_application_activate (G_APPLICATION (self->application));
  self->window =
      NG_STUDIO_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (self->application)));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static gboolean
is_open (NgUiTest *self)
{
  GtkWidget *tour = ng_studio_window_tour (self->window);

  return tour != NULL && gtk_widget_get_mapped (tour);
}

/* Five nets are drawn; a click opens one, and the tour begins, once in a life. */
static void
test_start (gconstpointer data)
{
  static const char *const files[] = {
    "lenet.wl", "residual-block.wl", "u-net.wl", "sequence-tagger.wl", "transformer-encoder.wl"
  };
  NgUiTest *self = (NgUiTest *) data;
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  NgTour *tour;

  start (self);
  ng_ui_settle (self);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GPtrArray) pictures = g_ptr_array_new ();

    find_all (card_of (self, files[i]), NG_TYPE_SCENE_VIEW, pictures);
    g_assert_cmpuint (pictures->len, ==, 1);
  }
  ng_ui_screenshot (self, "first-run");
  g_assert_false (is_open (self));
  gtk_widget_activate (card_of (self, "residual-block.wl"));
  ng_ui_wait (is_open (self));
  ng_ui_settle (self);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "residual-block.wl");
  tour = NG_TOUR (ng_studio_window_tour (self->window));
  while (is_open (self)) {
    g_autofree char *name = g_strdup_printf ("tour-%u", titles->len + 1);

    g_assert_false (
        g_ptr_array_find_with_equal_func (titles, ng_tour_title (tour), g_str_equal, NULL));
    g_ptr_array_add (titles, g_strdup (ng_tour_title (tour)));
    ng_ui_screenshot_of (GTK_WIDGET (tour), name);
    g_assert_false (g_settings_get_boolean (settings, "tour-seen"));
    ng_tour_next (tour);
  }
  g_assert_cmpuint (titles->len, ==, 4);
  g_assert_true (g_settings_get_boolean (settings, "tour-seen"));
  ng_ui_stop (self);

  start (self);
  ng_studio_window_new_net (self->window);
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_ui_canvas (self))));
  ng_ui_screenshot (self, "first-run-over");
  g_assert_null (ng_studio_window_tour (self->window));
  ng_ui_stop (self);
  g_settings_reset (settings, "tour-seen");
}

/* It points at something inside the window, can be left at once, and be had again. */
static void
test_skip (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autofree char *first = NULL;

  ng_ui_start (self, NULL);
  g_object_set (self->window, "show-inspector", FALSE, NULL);
  ng_ui_activate (self, "tour");
  ng_ui_wait (is_open (self));
  first = g_strdup (ng_tour_title (NG_TOUR (ng_studio_window_tour (self->window))));
  for (int i = 0; i < 4; i++) {
    NgTour *tour = NG_TOUR (ng_studio_window_tour (self->window));
    GdkRectangle place;

    g_assert_true (gtk_popover_get_pointing_to (GTK_POPOVER (tour), &place));
    g_assert_cmpint (place.x, >=, 0);
    g_assert_cmpint (place.x + place.width, <=, gtk_widget_get_width (GTK_WIDGET (self->window)));
    g_assert_cmpint (place.y + place.height, <=, gtk_widget_get_height (GTK_WIDGET (self->window)));
    g_assert_cmpint (place.width * place.height, >, 1);
    ng_tour_next (tour);
  }
  ng_ui_wait (!is_open (self));
  ng_ui_activate (self, "tour");
  ng_ui_wait (is_open (self));
  g_assert_cmpstr (ng_tour_title (NG_TOUR (ng_studio_window_tour (self->window))), ==, first);
  if (ng_ui_send ("key Escape"))
    ng_ui_wait (!is_open (self));
  gtk_popover_popdown (GTK_POPOVER (ng_studio_window_tour (self->window)));
  g_assert_true (g_settings_get_boolean (settings, "tour-seen"));
  ng_ui_stop (self);
  g_settings_reset (settings, "tour-seen");
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/first-run/start", &test, test_start);
  g_test_add_data_func ("/first-run/skip", &test, test_skip);
  return ng_ui_run (&test);
}
