#include "ui/dialogs.h"

#include "render/export/widths.h"
#include "ui/filetypes.h"
#include "ui/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  GObject *owner;
  guint index;
  NgChosen chosen;
  gboolean asks_width;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->owner);
  g_free (question);
}

/* The name of the choice, and of the picture's own width. */
#define WIDTH     "width"
#define OWN_WIDTH "own"

static guint
chosen_width (GtkFileChooser *chooser)
{
  const char *name = gtk_file_chooser_get_choice (chooser, WIDTH);
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (name, widths[i].name) == 0)
      return i + 1;
  return 0;
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    question->chosen (question->owner,
                      question->asks_width ? chosen_width (GTK_FILE_CHOOSER (dialog))
                                           : question->index,
                      file);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static Question *
ask (GtkFileChooserNative *dialog, GObject *owner, guint index, NgChosen chosen)
{
  Question *question = g_new0 (Question, 1);

  question->owner = g_object_ref (owner);
  question->index = index;
  question->chosen = chosen;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
  return question;
}

static void
add_filter (GtkFileChooserNative *dialog, GtkFileFilter *filter)
{
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
}

void
ng_dialog_open_net (GtkWindow *parent, GObject *owner, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open a Net"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  add_filter (dialog, ng_net_filter ());
  add_filter (dialog, ng_all_filter ());
  ask (dialog, owner, 0, chosen);
}

void
ng_dialog_open_sample (GtkWindow *parent, GObject *owner, guint index, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Choose a Sample"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  add_filter (dialog, ng_sample_filter ());
  add_filter (dialog, ng_all_filter ());
  ask (dialog, owner, index, chosen);
}

void
ng_dialog_open_dataset (
    GtkWindow *parent, GObject *owner, guint index, gboolean is_folder, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Choose a Data Set"),
      parent,
      is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
      _ ("_Open"),
      _ ("_Cancel"));

  if (!is_folder) {
    add_filter (dialog, ng_dataset_filter ());
    add_filter (dialog, ng_all_filter ());
  }
  ask (dialog, owner, index, chosen);
}

static void
add_ending_filter (GtkFileChooserNative *dialog, const char *name, const char *ending)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, ending);
  add_filter (dialog, filter);
}

void
ng_dialog_save_net (
    GtkWindow *parent, GObject *owner, const char *name, gboolean is_onnx, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save the Net"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *suggestion = g_strconcat (name, is_onnx ? ".onnx" : ".netgraph", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), suggestion);
  if (!is_onnx) {
    add_ending_filter (dialog, _ ("NetGraph, with its arrays"), "netgraph");
    add_ending_filter (dialog, _ ("Notation, a text"), "wl");
  }
  add_ending_filter (dialog, _ ("ONNX model"), "onnx");
  ask (dialog, owner, 0, chosen);
}

void
ng_dialog_open_array (GtkWindow *parent, GObject *owner, guint index, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Load an Array"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Load"), _ ("_Cancel"));

  add_ending_filter (dialog, _ ("Arrays of NumPy"), "npy");
  add_filter (dialog, ng_all_filter ());
  ask (dialog, owner, index, chosen);
}

void
ng_dialog_save_array (
    GtkWindow *parent, GObject *owner, guint index, const char *name, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save the Array"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *suggestion = g_strconcat (name, ".npy", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), suggestion);
  add_ending_filter (dialog, _ ("Arrays of NumPy"), "npy");
  ask (dialog, owner, index, chosen);
}

static void
add_widths (GtkFileChooser *chooser)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, (gpointer) OWN_WIDTH);
  g_ptr_array_add (texts, g_strdup (_ ("As it is drawn")));
  for (gsize i = 0; i < n; i++) {
    g_ptr_array_add (names, (gpointer) widths[i].name);
    g_ptr_array_add (texts, ng_width_text (&widths[i]));
  }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (texts, NULL);
  gtk_file_chooser_add_choice (chooser,
                               WIDTH,
                               _ ("Width of the figure"),
                               (const char **) names->pdata,
                               (const char **) texts->pdata);
  gtk_file_chooser_set_choice (chooser, WIDTH, OWN_WIDTH);
}

void
ng_dialog_save_picture (
    GtkWindow *parent, GObject *owner, const char *name, gboolean asks_width, NgChosen chosen)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export the Picture"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));
  g_autofree char *suggestion = g_strconcat (name, ".svg", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), suggestion);
  add_ending_filter (dialog, _ ("SVG, for the web and for editing"), "svg");
  add_ending_filter (dialog, _ ("PDF, for print"), "pdf");
  add_ending_filter (dialog, _ ("PNG, pixels"), "png");
  add_ending_filter (dialog, _ ("TeX, drawn by TikZ"), "tex");
  add_ending_filter (dialog, _ ("DOT, for Graphviz"), "dot");
  if (asks_width)
    add_widths (GTK_FILE_CHOOSER (dialog));
  ask (dialog, owner, 0, chosen)->asks_width = asks_width;
}

/* Asking. */

typedef struct {
  GObject *owner;
  void (*answered) (GObject *owner, gboolean is_accepted);
} Overwrite;

static void
overwrite_free (gpointer data, GClosure *closure)
{
  g_object_unref (((Overwrite *) data)->owner);
  g_free (data);
}

static void
overwrite_response_cb (GtkWidget *dialog, const char *response, Overwrite *overwrite)
{
  overwrite->answered (overwrite->owner, strcmp (response, "replace") == 0);
}

void
ng_dialog_ask_overwrite (GtkWindow *parent,
                         GObject *owner,
                         const char *name,
                         void (*answered) (GObject *owner, gboolean is_accepted))
{
  GtkWidget *widget = adw_message_dialog_new (parent, _ ("Replace the File?"), NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  Overwrite *overwrite = g_new0 (Overwrite, 1);

  adw_message_dialog_format_body (
      dialog,
      _ ("“%s” was changed by another program. Saving replaces what that program has written."),
      name);
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  overwrite->owner = g_object_ref (owner);
  overwrite->answered = answered;
  g_signal_connect_data (
      dialog, "response", G_CALLBACK (overwrite_response_cb), overwrite, overwrite_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
