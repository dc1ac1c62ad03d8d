/* The window and its file: opening, saving, exporting, closing, and saying what went wrong. */

#include "ui/window-private.h"

#include "ui/dialogs.h"
#include "ui/session.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Saying what happened. */

void
ng_studio_window_toast (NgStudioWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

void
ng_studio_window_toast_undo (NgStudioWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

const char *
ng_studio_window_failure (NgStudioWindow *self)
{
  return gtk_info_bar_get_revealed (self->failure) ? gtk_label_get_text (self->failure_text) : NULL;
}

/* The sentence, its place in the file, and what to do. */
static char *
failure_text (const GError *error)
{
  const NgDiagnostic *problem = ng_error_diagnostic (error);
  GString *text = g_string_new (NULL);

  if (problem != NULL && problem->place.line > 0)
    g_string_append_printf (
        text, _ ("Line %d, column %d: "), problem->place.line, problem->place.column);
  else if (problem != NULL && problem->place.path != NULL && *problem->place.path != '\0' &&
           strstr (error->message, problem->place.path) == NULL)
    g_string_append_printf (text, "%s: ", problem->place.path);
  g_string_append (text, error->message);
  if (problem != NULL && problem->hint != NULL)
    g_string_append_printf (text, "\n%s", problem->hint);
  return g_string_free (text, FALSE);
}

static void
show_failure (NgStudioWindow *self, const char *title, const GError *error)
{
  g_autofree char *text = failure_text (error);

  ng_label_set (self->failure_title, title);
  ng_label_set (self->failure_text, text);
  gtk_info_bar_set_revealed (self->failure, TRUE);
}

/* Files. */

void
ng_studio_window_open (NgStudioWindow *self, GFile *file)
{
  ng_document_open (self->document, file);
}

void
ng_studio_window_open_uri (NgStudioWindow *self, const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  ng_studio_window_open (self, file);
}

static void
net_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_studio_window_open (NG_STUDIO_WINDOW (owner), file);
}

void
ng_studio_window_ask_open (NgStudioWindow *self)
{
  ng_dialog_open_net (GTK_WINDOW (self), G_OBJECT (self), net_chosen_cb);
}

static void
exported_cb (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgStudioWindow *self = owner;

  int percent = GPOINTER_TO_INT (result);
  g_autofree char *text = NULL;

  if (error != NULL) {
    show_failure (self, _ ("The picture could not be exported"), error);
    return;
  }
  if (percent < 100)
    text = g_strdup_printf (
        _ ("Picture exported at %d %% of the usual resolution, the most a PNG can have; SVG and "
           "PDF have no such limit"),
        percent);
  ng_studio_window_toast (self, text != NULL ? text : _ ("Picture exported"));
}

void
ng_studio_window_export (NgStudioWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  NgScene *scene = ng_document_scene (self->document);

  if (path == NULL || scene == NULL)
    return;
  ng_picture_save (ng_document_tasks (self->document),
                   G_OBJECT (self),
                   scene,
                   ng_document_title (self->document),
                   path,
                   exported_cb);
}

static void
picture_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_studio_window_export (NG_STUDIO_WINDOW (owner), file);
}

/* Returns: (transfer full): the title without a file's ending */
static char *
plain_title (NgStudioWindow *self)
{
  char *name = g_strdup (ng_document_title (self->document));
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

static void
place_chosen_cb (GObject *owner, guint index, GFile *file)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (owner);

  if (g_file_peek_path (file) != NULL && ng_document_net (self->document) != NULL)
    ng_document_write (self->document, file);
}

void
ng_studio_window_ask_save (NgStudioWindow *self)
{
  g_autofree char *name = plain_title (self);

  ng_dialog_save_net (GTK_WINDOW (self), G_OBJECT (self), name, place_chosen_cb);
}

void
ng_studio_window_save (NgStudioWindow *self)
{
  if (ng_document_can_write (self->document))
    ng_document_write (self->document, ng_document_file (self->document));
  else
    ng_studio_window_ask_save (self);
}

void
ng_studio_window_ask_export (NgStudioWindow *self)
{
  g_autofree char *name = plain_title (self);

  ng_dialog_save_picture (GTK_WINDOW (self), G_OBJECT (self), name, picture_chosen_cb);
}

/* Following the document. */

static void
overwrite_cb (GObject *owner, gboolean is_accepted)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (owner);

  if (is_accepted && ng_document_net (self->document) != NULL)
    ng_document_overwrite (self->document);
  else
    self->closes_when_saved = FALSE;
}

static void
failed_cb (NgStudioWindow *self, GFile *file, GError *error)
{
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;
  g_autofree char *title = name != NULL ? g_strdup_printf (_ ("“%s” could not be opened"), name)
                                        : g_strdup (_ ("That could not be done"));

  if (file == ng_document_file (self->document) && ng_document_net (self->document) != NULL) {
    g_free (title);
    title = g_strdup (_ ("That could not be done"));
  }
  if (ng_error_has_tag (error, "File::write")) {
    g_free (title);
    title = g_strdup (_ ("The net could not be saved"));
  }
  if (ng_error_has_tag (error, "File::changed")) {
    ng_dialog_ask_overwrite (
        GTK_WINDOW (self), G_OBJECT (self), ng_document_title (self->document), overwrite_cb);
    return;
  }
  self->closes_when_saved = FALSE;
  show_failure (self, title, error);
}

static void
saved_cb (NgStudioWindow *self)
{
  gtk_info_bar_set_revealed (self->failure, FALSE);
  ng_studio_window_toast (self, _ ("Saved"));
  if (self->closes_when_saved)
    gtk_window_close (GTK_WINDOW (self));
}

/* Closing. */

static NgStudioApplication *
application_of (NgStudioWindow *self)
{
  return NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static void
close_response_cb (NgStudioWindow *self, const char *response)
{
  if (strcmp (response, "discard") == 0) {
    self->discards_changes = TRUE;
    ng_journal_forget (ng_studio_application_journal (application_of (self)), self->document);
    gtk_window_close (GTK_WINDOW (self));
  } else if (strcmp (response, "save") == 0) {
    self->closes_when_saved = TRUE;
    ng_studio_window_save (self);
  } else {
    ng_studio_application_stay (application_of (self));
  }
}

static void
ask_close (NgStudioWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Save the Changes?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("What was changed in “%s” is in no file yet."),
                                  ng_document_title (self->document));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel",
                                    _ ("_Cancel"),
                                    "discard",
                                    _ ("_Discard"),
                                    "save",
                                    _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (
      ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (
      ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remember_size (NgStudioWindow *self, GSettings *settings)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (
      settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
close_request_cb (NgStudioWindow *self)
{
  NgStudioApplication *application = application_of (self);
  GSettings *settings = ng_studio_application_settings (application);

  if (ng_document_net (self->document) != NULL && ng_document_is_changed (self->document) &&
      !self->discards_changes) {
    ask_close (self);
    return TRUE;
  }
  if (settings != NULL)
    remember_size (self, settings);
  if (!ng_studio_application_is_quitting (application))
    ng_session_save (application, self);
  return FALSE;
}

/* Said once: whoever works on hears no more of it. */
static void
journal_failed_cb (NgStudioWindow *self, NgDocument *document, const GError *error)
{
  g_autofree char *text = NULL;

  if (document != self->document || self->knows_journal_fails)
    return;
  self->knows_journal_fails = TRUE;
  text = g_strdup_printf (_ ("A crash would take unsaved work along: %s"), error->message);
  ng_studio_window_toast (self, text);
}

void
ng_studio_window_init_files (NgStudioWindow *self)
{
  NgJournal *journal = ng_studio_application_journal (application_of (self));

  g_signal_connect_object (
      self->document, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      journal, "failed", G_CALLBACK (journal_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
  ng_journal_follow (journal, self->document);
}
