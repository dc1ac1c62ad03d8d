#include "ui/proposals.h"

#include <string.h>

/* Letters that are typed before anything is proposed. */
#define LEAST 2
/* Pixels of what is proposed: a row's entry is too narrow for coders. */
#define WIDTH 380

/* Whether the proposal holds what is typed, in letters of either case, and is more than that. */
static gboolean
match_cb (GtkEntryCompletion *completion, const char *key, GtkTreeIter *iter, gpointer user_data)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *needle = g_utf8_casefold (key, -1);

  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, 0, &text, -1);
  folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  return folded != NULL && strstr (folded, needle) != NULL && strcmp (folded, needle) != 0;
}

/* The popover that the completion has made. */
static void
widen (GtkEntry *entry)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (entry)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_widget_set_size_request (gtk_popover_get_child (GTK_POPOVER (child)), WIDTH, -1);
}

void
ng_entry_propose (GtkEntry *entry, const char *const *proposals)
{
  g_autoptr (GtkEntryCompletion) completion = gtk_entry_completion_new ();
  g_autoptr (GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);

  for (gsize i = 0; proposals[i] != NULL; i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, proposals[i], -1);
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_completion_set_match_func (completion, match_cb, NULL, NULL);
  gtk_entry_completion_set_minimum_key_length (completion, LEAST);
  gtk_entry_completion_set_popup_set_width (completion, FALSE);
  gtk_entry_set_completion (entry, completion);
  widen (entry);
}
