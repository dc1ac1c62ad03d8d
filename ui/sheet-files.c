/* The sheet and its file: saving, exporting, closing, and saying what went wrong. */

#include "ui/sheet-private.h"

#include "core/formats/onnx.h"
#include "render/export/widths.h"
#include "ui/dialogs.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Saying what went wrong. */

const char *
ng_sheet_failure (NgSheet *self)
{
  return gtk_info_bar_get_revealed (self->failure) ? gtk_label_get_text (self->failure_text) : NULL;
}

static void
show_failure (NgSheet *self, const char *title, const GError *error)
{
  g_autofree char *text = ng_failure_text (error);

  ng_label_set (self->failure_title, title);
  ng_label_set (self->failure_text, text);
  gtk_info_bar_set_revealed (self->failure, TRUE);
}

/* Files. */

/* Returns: (nullable): %NULL while it goes from one window to another */
static GtkWindow *
window_of (NgSheet *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
exported_cb (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgSheet *self = owner;

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
  ng_sheet_toast (self, text != NULL ? text : _ ("Picture exported"));
}

/* The figure, or what is on the canvas, with nothing that needs to be cleared. */
static gboolean
picture_of (NgSheet *self, NgPicture *picture)
{
  if (ng_sheet_shows_figure (self))
    *picture = ng_figure_page_picture (self->figure);
  else
    *picture = (NgPicture){ .scene = ng_document_scene (self->document),
                            .theme = ng_theme_get (NG_THEME_LIGHT),
                            .net = ng_document_net (self->document),
                            .direction = ng_document_direction (self->document),
                            .title = (char *) ng_document_title (self->document) };
  return picture->scene != NULL;
}

void
ng_sheet_export (NgSheet *self, GFile *file, double width)
{
  g_autofree char *path = g_file_get_path (file);
  NgPicture picture;

  if (path == NULL || !picture_of (self, &picture))
    return;
  if (width > 0)
    picture.width = width;
  ng_picture_save (
      &picture, ng_document_tasks (self->document), G_OBJECT (self), path, exported_cb);
}

static void
picture_chosen_cb (GObject *owner, guint index, GFile *file)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  ng_sheet_export (NG_SHEET (owner), file, index > 0 ? widths[index - 1].points : 0);
}

/* Returns: (transfer full): the title without a file's ending */
static char *
plain_title (NgSheet *self)
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
  NgSheet *self = NG_SHEET (owner);

  if (g_file_peek_path (file) != NULL && ng_document_net (self->document) != NULL)
    ng_document_write (self->document, file);
}

void
ng_sheet_ask_save (NgSheet *self)
{
  g_autofree char *name = plain_title (self);
  NgNet *net = ng_document_net (self->document);

  ng_sheet_stay (self);
  ng_dialog_save_net (
      window_of (self), G_OBJECT (self), name, net != NULL && ng_net_is_raw (net), place_chosen_cb);
}

void
ng_sheet_save (NgSheet *self)
{
  ng_sheet_stay (self);
  if (ng_document_can_write (self->document))
    ng_document_write (self->document, ng_document_file (self->document));
  else
    ng_sheet_ask_save (self);
}

void
ng_sheet_ask_export (NgSheet *self)
{
  g_autofree char *name = plain_title (self);

  ng_dialog_save_picture (
      window_of (self), G_OBJECT (self), name, !ng_sheet_shows_figure (self), picture_chosen_cb);
}

/* Following the document. */

static void
overwrite_cb (GObject *owner, gboolean is_accepted)
{
  NgSheet *self = NG_SHEET (owner);

  if (is_accepted && ng_document_net (self->document) != NULL)
    ng_document_overwrite (self->document);
  else
    ng_sheet_stay (self);
}

static void
failed_cb (NgSheet *self, GFile *file, GError *error)
{
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;
  g_autofree char *title = name != NULL ? g_strdup_printf (_ ("“%s” could not be opened"), name)
                                        : g_strdup (_ ("That could not be done"));

  if (file == ng_document_file (self->document) && ng_document_net (self->document) != NULL) {
    g_free (title);
    title = g_strdup (_ ("That could not be done"));
  }
  if (ng_error_has_tag (error, "File::write") || ng_error_has_tag (error, "ONNX::write")) {
    g_free (title);
    title = g_strdup (_ ("The net could not be saved"));
  }
  if (ng_error_has_tag (error, "File::changed")) {
    ng_dialog_ask_overwrite (
        window_of (self), G_OBJECT (self), ng_document_title (self->document), overwrite_cb);
    return;
  }
  ng_sheet_stay (self);
  show_failure (self, title, error);
  g_free (self->unread);
  self->unread = g_steal_pointer (&name);
  ng_sheet_update_title (self);
}

/* Closing. */

static void
settle (NgSheet *self, NgClosing closing, gboolean closes)
{
  self->closing = NG_CLOSING_NOTHING;
  g_signal_emit_by_name (self, "settled", closing, closes);
}

static gboolean
is_model (NgSheet *self)
{
  GFile *file = ng_document_file (self->document);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : g_strdup ("");
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".onnx");
}

/* Whether a model of ONNX lacks encoders or decoders of the net. */
static gboolean
lacks_coders (NgNet *net)
{
  g_autoptr (GPtrArray) losses = ng_diagnostic_list_new ();

  if (net != NULL)
    ng_onnx_losses (net, NULL, losses);
  return losses->len > 0;
}

/* Whether nothing says of which element an input of a net of operators is. */
static gboolean
has_open_input (const NgNet *net)
{
  for (gsize i = 0; net != NULL && ng_net_is_raw (net) && i < ng_net_n_inputs (net); i++) {
    const NgType *type = ng_net_input_type (net, i);

    if (type->element == NG_ELEMENT_NONE && type->kind == NG_KIND_UNKNOWN)
      return TRUE;
  }
  return FALSE;
}

/* What is to be said of the file that was written. */
static const char *
saved_text (NgSheet *self)
{
  NgNet *net = ng_document_net (self->document);

  if (!is_model (self))
    return _ ("Saved");
  if (net != NULL && !ng_net_check (net, NULL))
    return _ ("Saved with errors in it: other programs may refuse the file");
  if (has_open_input (net))
    return _ ("Saved with an input of unknown type: other programs may refuse the file");
  return lacks_coders (net)
             ? _ ("Saved without its encoders and decoders, which ONNX does not have")
             : _ ("Saved");
}

static void
saved_cb (NgSheet *self)
{
  gtk_info_bar_set_revealed (self->failure, FALSE);
  ng_sheet_toast (self, saved_text (self));
  if (self->closing != NG_CLOSING_NOTHING)
    settle (self, self->closing, TRUE);
}

gboolean
ng_sheet_may_close (NgSheet *self)
{
  return ng_document_net (self->document) == NULL || !ng_document_is_changed (self->document) ||
         self->discards_changes;
}

void
ng_sheet_stay (NgSheet *self)
{
  self->closing = NG_CLOSING_NOTHING;
  self->discards_changes = FALSE;
}

void
ng_sheet_forget (NgSheet *self)
{
  ng_journal_forget (ng_studio_application_journal (self->application), self->document);
}

static void
close_response_cb (NgSheet *self, const char *response)
{
  NgClosing closing = self->asked_closing;

  if (strcmp (response, "discard") == 0) {
    self->discards_changes = TRUE;
    settle (self, closing, TRUE);
  } else if (strcmp (response, "save") == 0) {
    ng_sheet_save (self);
    self->closing = closing;
  } else {
    settle (self, closing, FALSE);
  }
}

void
ng_sheet_ask_close (NgSheet *self, NgClosing closing)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (self), _ ("Save the Changes?"), NULL);

  self->asked_closing = closing;
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

/* Said once: whoever works on hears no more of it. */
static void
journal_failed_cb (NgSheet *self, NgDocument *document, const GError *error)
{
  g_autofree char *text = NULL;

  if (document != self->document || self->knows_journal_fails)
    return;
  self->knows_journal_fails = TRUE;
  text = g_strdup_printf (_ ("A crash would take unsaved work along: %s"), error->message);
  ng_sheet_toast (self, text);
}

void
ng_sheet_init_files (NgSheet *self)
{
  NgJournal *journal = ng_studio_application_journal (self->application);

  g_signal_connect_object (
      self->document, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      journal, "failed", G_CALLBACK (journal_failed_cb), self, G_CONNECT_SWAPPED);
  ng_journal_follow (journal, self->document);
}
