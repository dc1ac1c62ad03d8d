/* What the window tells of the program: its keys, and what it is. */

#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/command-palette.h"
#include "ui/help-window.h"
#include <glib/gi18n.h>

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

void
ng_studio_window_show_shortcuts (NgStudioWindow *self)
{
  GtkWidget *shortcuts = ng_actions_shortcuts ();

  gtk_window_set_transient_for (GTK_WINDOW (shortcuts), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (shortcuts));
}

GtkWidget *
ng_studio_window_help (NgStudioWindow *self)
{
  return self->help;
}

/* Of the layer that is selected, or whose port is. */
static const char *
selected_page (NgStudioWindow *self)
{
  const NgSubject *subject = ng_document_selection (self->sheet->document);
  NgNet *net;
  int layer;

  if (subject == NULL || subject->kind == NG_PICK_EDGE ||
      !ng_subject_resolve (subject, ng_document_net (self->sheet->document), &net, &layer) ||
      layer < 0)
    return NULL;
  return ng_layer_class (ng_net_layer (net, (gsize) layer))->name;
}

void
ng_studio_window_show_help (NgStudioWindow *self)
{
  const char *page = selected_page (self);

  if (self->help == NULL) {
    g_set_weak_pointer (&self->help, ng_help_window_new ());
    gtk_window_set_transient_for (GTK_WINDOW (self->help), GTK_WINDOW (self));
    gtk_window_set_destroy_with_parent (GTK_WINDOW (self->help), TRUE);
  }
  gtk_window_present (GTK_WINDOW (self->help));
  if (page != NULL)
    ng_help_window_show (NG_HELP_WINDOW (self->help), page);
}

void
ng_studio_window_show_help_on (NgStudioWindow *self, const char *name)
{
  ng_studio_window_show_help (self);
  ng_help_window_show (NG_HELP_WINDOW (self->help), name);
}

GtkWidget *
ng_studio_window_commands (NgStudioWindow *self)
{
  return self->commands;
}

void
ng_studio_window_show_commands (NgStudioWindow *self)
{
  if (self->commands == NULL) {
    self->commands = ng_command_palette_new (self);
    /* A box lays popovers out, and lets go of them at its end. */
    gtk_widget_set_parent (self->commands,
                           adw_application_window_get_content (ADW_APPLICATION_WINDOW (self)));
  }
  ng_command_palette_open (NG_COMMAND_PALETTE (self->commands));
}
