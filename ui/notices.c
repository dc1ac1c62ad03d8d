#include "ui/notices.h"

#include "ui/text.h"

#include <glib/gi18n.h>

typedef struct {
  GtkInfoBar *bar;
  GtkLabel *title, *text;
  GtkWidget *accept, *refuse;
} Notice;

struct _NgNotices {
  GtkWidget parent_instance;

  NgDocument *document;
  Notice file, question;

  NgNoticeAnswered answered;
  gpointer data;
  GDestroyNotify free_data;
};

G_DEFINE_FINAL_TYPE (NgNotices, ng_notices, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static Notice
notice_new (NgNotices *self, GCallback response)
{
  Notice notice = { .bar = GTK_INFO_BAR (gtk_info_bar_new ()) };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  notice.title = add_label (box);
  gtk_widget_add_css_class (GTK_WIDGET (notice.title), "heading");
  notice.text = add_label (box);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_info_bar_add_child (notice.bar, box);
  notice.accept = gtk_info_bar_add_button (notice.bar, "", GTK_RESPONSE_ACCEPT);
  notice.refuse = gtk_info_bar_add_button (notice.bar, "", GTK_RESPONSE_REJECT);
  gtk_button_set_use_underline (GTK_BUTTON (notice.accept), TRUE);
  gtk_button_set_use_underline (GTK_BUTTON (notice.refuse), TRUE);
  gtk_info_bar_set_show_close_button (notice.bar, TRUE);
  gtk_info_bar_set_revealed (notice.bar, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (notice.bar), GTK_WIDGET (self));
  g_signal_connect_swapped (notice.bar, "response", response, self);
  return notice;
}

static void
show (Notice *self, const char *title, const char *text, const char *accept, const char *refuse)
{
  ng_label_set (self->title, title);
  ng_label_set (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), *text != '\0');
  gtk_button_set_label (GTK_BUTTON (self->accept), accept);
  gtk_button_set_label (GTK_BUTTON (self->refuse), refuse);
  gtk_info_bar_set_revealed (self->bar, TRUE);
}

/* The file. */

static void
file_response_cb (NgNotices *self, int response)
{
  gtk_info_bar_set_revealed (self->file.bar, FALSE);
  if (response == GTK_RESPONSE_ACCEPT)
    ng_document_reload (self->document);
  else if (response == GTK_RESPONSE_REJECT)
    ng_document_keep (self->document);
}

static void
disk_changed_cb (NgNotices *self)
{
  g_autofree char *title = NULL;

  if (ng_document_disk_state (self->document) != NG_DISK_OTHER) {
    gtk_info_bar_set_revealed (self->file.bar, FALSE);
    return;
  }
  title = g_strdup_printf (_ ("“%s” was changed by another program"),
                           ng_document_title (self->document));
  show (&self->file,
        title,
        ng_document_is_changed (self->document)
            ? _ ("The net here has changes of its own. Undo brings it back after reloading.")
            : _ ("Here you see the file as it was before."),
        _ ("_Reload"),
        _ ("_Keep Mine"));
}

void
ng_notices_set_document (NgNotices *self, NgDocument *document)
{
  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "disk-changed", G_CALLBACK (disk_changed_cb), self, G_CONNECT_SWAPPED);
}

/* The question. */

static void
forget_question (NgNotices *self)
{
  gpointer data = g_steal_pointer (&self->data);

  if (data != NULL && self->free_data != NULL)
    self->free_data (data);
  self->answered = NULL;
}

static void
question_response_cb (NgNotices *self, int response)
{
  NgNoticeAnswered answered = self->answered;

  gtk_info_bar_set_revealed (self->question.bar, FALSE);
  if (answered != NULL && response != GTK_RESPONSE_CLOSE)
    answered (self->data, response == GTK_RESPONSE_ACCEPT);
  forget_question (self);
}

void
ng_notices_ask (NgNotices *self,
                const char *title,
                const char *text,
                const char *accept,
                const char *refuse,
                NgNoticeAnswered answered,
                gpointer data,
                GDestroyNotify free_data)
{
  forget_question (self);
  self->answered = answered;
  self->data = data;
  self->free_data = free_data;
  show (&self->question, title, text, accept, refuse);
}

static const Notice *
shown (NgNotices *self)
{
  if (gtk_info_bar_get_revealed (self->question.bar))
    return &self->question;
  return gtk_info_bar_get_revealed (self->file.bar) ? &self->file : NULL;
}

const char *
ng_notices_shown (NgNotices *self)
{
  const Notice *notice = shown (self);

  return notice != NULL ? gtk_label_get_text (notice->title) : NULL;
}

void
ng_notices_answer (NgNotices *self, gboolean is_accepted)
{
  const Notice *notice = shown (self);

  g_return_if_fail (notice != NULL);
  gtk_info_bar_response (notice->bar, is_accepted ? GTK_RESPONSE_ACCEPT : GTK_RESPONSE_REJECT);
}

/* The widget. */

static void
dispose (GObject *object)
{
  NgNotices *self = NG_NOTICES (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  forget_question (self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_notices_parent_class)->dispose (object);
}

static void
ng_notices_class_init (NgNoticesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void
ng_notices_init (NgNotices *self)
{
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->question = notice_new (self, G_CALLBACK (question_response_cb));
  self->file = notice_new (self, G_CALLBACK (file_response_cb));
  gtk_info_bar_set_message_type (self->file.bar, GTK_MESSAGE_WARNING);
}
