#include "ui/window.h"

#include "ui/actions.h"

#include <glib/gi18n.h>

struct _NgStudioWindow {
  AdwApplicationWindow parent_instance;

  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (NgStudioWindow, ng_studio_window, ADW_TYPE_APPLICATION_WINDOW)

void
ng_studio_window_show_menu (NgStudioWindow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

void
ng_studio_window_show_about (NgStudioWindow *self)
{
  adw_show_about_window (
      GTK_WINDOW (self),
      "application-name",
      "NetGraph",
      "application-icon",
      "io.github.netgraph.Studio",
      "version",
      NG_VERSION,
      "developer-name",
      _ ("The NetGraph authors"),
      "license-type",
      GTK_LICENSE_APACHE_2_0,
      "comments",
      _ ("Neural nets as graphs: look inside, run them, take their picture along."),
      NULL);
}

static void
ng_studio_window_class_init (NgStudioWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/netgraph/Studio/window.ui");
  gtk_widget_class_bind_template_child (widget_class, NgStudioWindow, menu_button);
}

static void
ng_studio_window_init (NgStudioWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ng_actions_add_to_window (self);
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self),
                                           GTK_SHORTCUTS_WINDOW (ng_actions_shortcuts ()));
}

NgStudioWindow *
ng_studio_window_new (NgStudioApplication *application)
{
  return g_object_new (NG_TYPE_STUDIO_WINDOW, "application", application, NULL);
}
