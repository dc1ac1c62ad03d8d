#include "ui/file-menu.h"

#include "core/formats/gallery.h"
#include "ui/gallery-cards.h"
#include <gio/gio.h>

#define MAX_RECENT 10

static void
append_file (GMenu *menu, const char *label, const char *uri)
{
  /* One underscore would be taken for a mnemonic. */
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (escaped, NULL);

  g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
  g_menu_append_item (menu, item);
}

static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, g_get_application_name ()) ||
         gtk_recent_info_has_application (info, g_get_prgname ());
}

void
ng_file_menu_fill_recent (GMenu *menu)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  int n = 0;

  g_menu_remove_all (menu);
  for (GList *l = items; l != NULL && n < MAX_RECENT; l = l->next)
    if (is_ours (l->data) && gtk_recent_info_is_local (l->data) &&
        gtk_recent_info_exists (l->data)) {
      append_file (
          menu, gtk_recent_info_get_display_name (l->data), gtk_recent_info_get_uri (l->data));
      n++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* Returns: (transfer full) (nullable) */
static char *
uri_of (const NgGalleryNet *net)
{
  return g_filename_to_uri (net->path, NULL, NULL);
}

void
ng_file_menu_add_examples (GMenu *menu)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *net = gallery->pdata[i];
    g_autofree char *uri = uri_of (net);

    if (uri != NULL)
      append_file (menu, net->name, uri);
  }
}

void
ng_file_menu_add_buttons (GtkFlowBox *buttons)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *net = gallery->pdata[i];
    g_autofree char *uri = uri_of (net);
    GtkWidget *button;

    if (uri == NULL || ng_gallery_cards_has (net->name))
      continue;
    button = gtk_button_new_with_label (net->name);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-uri");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", uri);
    gtk_flow_box_insert (buttons, button, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
}
