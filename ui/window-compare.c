/* Comparing the net that is seen: with what, and the window that shows it. The other net is taken
 * as it was before, the one that is seen as it is after. */

#include "ui/window-private.h"

#include "ui/compare-choice.h"
#include "ui/compare-window.h"
#include "ui/dialogs.h"
#include "ui/popover.h"

#include <glib/gi18n.h>

static void
show (NgStudioWindow *self, const NgCompared *before, const char *note)
{
  NgDocument *document = self->sheet->document;
  NgCompared after = { .document = document, .note = note };
  GtkWidget *window;

  if (ng_document_net (document) == NULL)
    return;
  window = ng_compare_window_new (ng_document_tasks (document), before, &after);
  gtk_window_set_application (GTK_WINDOW (window), gtk_window_get_application (GTK_WINDOW (self)));
  /* It is no window of the desktop's own: it goes with the one that it was asked for in. */
  g_signal_connect_object (
      self, "destroy", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- what there is to compare with ---- */

typedef enum {
  OPTION_DISK,
  OPTION_SAVED,
  OPTION_DOCUMENT,
  OPTION_FILE,
} OptionKind;

typedef struct {
  OptionKind kind;
  NgDocument *document; /* of %OPTION_DOCUMENT */
} Option;

static void
option_free (gpointer data)
{
  Option *option = data;

  g_clear_object (&option->document);
  g_free (option);
}

static void
add_option (GtkWidget *choice,
            OptionKind kind,
            NgDocument *document,
            const char *icon,
            const char *title,
            const char *note)
{
  GPtrArray *options = g_object_get_data (G_OBJECT (choice), "options");
  Option *option = g_new0 (Option, 1);

  option->kind = kind;
  g_set_object (&option->document, document);
  g_ptr_array_add (options, option);
  ng_compare_choice_add (NG_COMPARE_CHOICE (choice), icon, title, note);
}

static void
add_own_versions (NgStudioWindow *self, GtkWidget *choice)
{
  NgDocument *document = self->sheet->document;
  NgDiskState state = ng_document_disk_state (document);
  const char *title = ng_document_title (document);

  if (ng_document_file (document) != NULL && state != NG_DISK_MISSING)
    add_option (choice, OPTION_DISK, NULL, "drive-harddisk-symbolic", _ ("Version on Disk"), title);
  if (ng_document_saved_net (document) != NULL &&
      (ng_document_file (document) == NULL || state != NG_DISK_SAME))
    add_option (choice,
                OPTION_SAVED,
                NULL,
                "document-save-symbolic",
                ng_document_file (document) != NULL ? _ ("Version Saved Last")
                                                    : _ ("Version It Began With"),
                title);
}

/* Where it lies, or the window that it is in. */
static char *
folder_text (NgDocument *document)
{
  GFile *file = ng_document_file (document);
  g_autoptr (GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  return folder != NULL ? g_file_get_parse_name (folder) : g_strdup (_ ("Not saved"));
}

static void
add_open_documents (NgStudioWindow *self, GtkWidget *choice)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next) {
    NgStudioWindow *window = l->data;

    for (guint i = 0; NG_IS_STUDIO_WINDOW (window) && i < ng_studio_window_n_sheets (window); i++) {
      NgDocument *document = ng_studio_window_sheet (window, i)->document;
      g_autofree char *folder = folder_text (document);

      if (document != self->sheet->document && ng_document_net (document) != NULL)
        add_option (choice,
                    OPTION_DOCUMENT,
                    document,
                    "text-x-generic-symbolic",
                    ng_document_title (document),
                    folder);
    }
  }
}

static void
file_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_studio_window_compare_file (NG_STUDIO_WINDOW (owner), file);
}

void
ng_studio_window_compare_file (NgStudioWindow *self, GFile *file)
{
  show (self, &(NgCompared){ .file = file }, NULL);
}

static void
chosen_cb (NgStudioWindow *self, guint index, GtkWidget *choice)
{
  GPtrArray *options = g_object_get_data (G_OBJECT (choice), "options");
  const Option *option = options->pdata[index];
  NgDocument *document = self->sheet->document;
  NgCompared before = { .document = option->document };

  switch (option->kind) {
  case OPTION_DISK:
    before.file = ng_document_file (document);
    before.note = _ ("on disk");
    show (self, &before, _ ("in the window"));
    break;
  case OPTION_SAVED:
    before.net = ng_document_saved_net (document);
    before.title = ng_document_title (document);
    before.note = _ ("as saved last");
    show (self, &before, _ ("in the window"));
    break;
  case OPTION_DOCUMENT:
    show (self, &before, NULL);
    break;
  case OPTION_FILE:
    ng_dialog_open_net (GTK_WINDOW (self), G_OBJECT (self), file_chosen_cb);
    break;
  }
}

/* In the middle, under the header bar. */
void
ng_studio_window_compare (NgStudioWindow *self)
{
  GtkWidget *parent = adw_application_window_get_content (ADW_APPLICATION_WINDOW (self));
  GtkWidget *header = gtk_widget_get_first_child (parent);
  GtkWidget *choice = ng_compare_choice_new ();

  g_object_set_data_full (G_OBJECT (choice),
                          "options",
                          g_ptr_array_new_with_free_func (option_free),
                          (GDestroyNotify) g_ptr_array_unref);
  add_own_versions (self, choice);
  add_open_documents (self, choice);
  add_option (choice, OPTION_FILE, NULL, "document-open-symbolic", _ ("Another File…"), NULL);
  gtk_widget_set_parent (choice, parent);
  g_signal_connect_object (choice, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  ng_popover_go_when_closed (choice);
  gtk_popover_set_pointing_to (
      GTK_POPOVER (choice),
      &(GdkRectangle){ gtk_widget_get_width (parent) / 2, gtk_widget_get_height (header), 1, 1 });
  gtk_popover_popup (GTK_POPOVER (choice));
}
