/* The tabs of the window, each a sheet: which one is seen, how they come, go to other windows, and
 * close. */

#include "ui/window-private.h"

#include "ui/session.h"
#include "ui/window-edit.h"

static NgStudioApplication *
application_of (NgStudioWindow *self)
{
  return NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static NgSheet *
sheet_of (AdwTabPage *page)
{
  return NG_SHEET (adw_tab_page_get_child (page));
}

guint
ng_studio_window_n_sheets (NgStudioWindow *self)
{
  return (guint) adw_tab_view_get_n_pages (self->tabs);
}

NgSheet *
ng_studio_window_sheet (NgStudioWindow *self, guint index)
{
  return sheet_of (adw_tab_view_get_nth_page (self->tabs, (int) index));
}

void
ng_studio_window_select (NgStudioWindow *self, NgSheet *sheet)
{
  adw_tab_view_set_selected_page (self->tabs,
                                  adw_tab_view_get_page (self->tabs, GTK_WIDGET (sheet)));
}

/* Another sheet. */

NgSheet *
ng_studio_window_add_sheet (NgStudioWindow *self)
{
  NgSheet *sheet = ng_sheet_new (application_of (self));
  AdwTabPage *page = adw_tab_view_add_page (
      self->tabs, GTK_WIDGET (sheet), adw_tab_view_get_selected_page (self->tabs));

  g_object_bind_property (sheet, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (sheet, "is-busy", page, "loading", G_BINDING_SYNC_CREATE);
  adw_tab_view_set_selected_page (self->tabs, page);
  return sheet;
}

NgSheet *
ng_studio_window_free_sheet (NgStudioWindow *self)
{
  return ng_sheet_is_free (self->sheet) ? self->sheet : ng_studio_window_add_sheet (self);
}

void
ng_studio_window_new_tab (NgStudioWindow *self)
{
  ng_studio_window_add_sheet (self);
}

void
ng_studio_window_new_net (NgStudioWindow *self)
{
  ng_sheet_begin (ng_studio_window_free_sheet (self));
}

void
ng_studio_window_show_net (NgStudioWindow *self, NgNet *net, const char *title)
{
  ng_document_set_net (ng_studio_window_add_sheet (self)->document, net, title);
}

/* Shows the tab of any window that has the file. Returns: whether there is one */
static gboolean
show_open_file (NgStudioWindow *self, GFile *file)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application_of (self)));

  for (GList *l = windows; l != NULL; l = l->next) {
    NgStudioWindow *window = l->data;

    for (guint i = 0; NG_IS_STUDIO_WINDOW (window) && i < ng_studio_window_n_sheets (window); i++) {
      NgSheet *sheet = ng_studio_window_sheet (window, i);
      GFile *other = ng_document_file (sheet->document);

      if (other != NULL && g_file_equal (file, other)) {
        ng_studio_window_select (window, sheet);
        gtk_window_present (GTK_WINDOW (window));
        return TRUE;
      }
    }
  }
  return FALSE;
}

void
ng_studio_window_open (NgStudioWindow *self, GFile *file)
{
  GSettings *settings = ng_studio_application_settings (application_of (self));

  if (show_open_file (self, file))
    return;
  if (!ng_sheet_is_free (self->sheet) && settings != NULL &&
      !g_settings_get_boolean (settings, "open-in-tabs")) {
    self = ng_studio_window_new (application_of (self));
    gtk_window_present (GTK_WINDOW (self));
  }
  ng_document_open (ng_studio_window_free_sheet (self)->document, file);
}

/* From one tab to another. */

void
ng_studio_window_next_tab (NgStudioWindow *self)
{
  if (!adw_tab_view_select_next_page (self->tabs))
    adw_tab_view_set_selected_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, 0));
}

void
ng_studio_window_previous_tab (NgStudioWindow *self)
{
  int last = adw_tab_view_get_n_pages (self->tabs) - 1;

  if (!adw_tab_view_select_previous_page (self->tabs))
    adw_tab_view_set_selected_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, last));
}

static void
selected_cb (NgStudioWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);
  g_autoptr (NgSheet) before = g_steal_pointer (&self->sheet);

  if (page == NULL)
    return;
  self->sheet = g_object_ref (sheet_of (page));
  if (before != NULL)
    ng_sheet_take_shape (self->sheet, before);
  ng_studio_window_apply_panes (self);
  ng_studio_window_notify_switches (self);
  ng_studio_window_sheet_changed (self);
}

/* The tab whose menu is open, or the one that is seen. */
static AdwTabPage *
meant_page (NgStudioWindow *self)
{
  return self->asked != NULL ? self->asked : adw_tab_view_get_selected_page (self->tabs);
}

static void
menu_cb (NgStudioWindow *self, AdwTabPage *page)
{
  self->asked = page;
}

/* To another window. */

static AdwTabView *
create_window_cb (NgStudioWindow *self)
{
  NgStudioWindow *window = ng_studio_window_new_bare (application_of (self));
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  return window->tabs;
}

void
ng_studio_window_move_tab (NgStudioWindow *self)
{
  AdwTabPage *page = meant_page (self);

  if (ng_studio_window_n_sheets (self) > 1)
    adw_tab_view_transfer_page (self->tabs, page, create_window_cb (self), 0);
}

/* Closing. */

/* Returns: (nullable): the first sheet with changes that nobody has given up */
static NgSheet *
find_unsaved (NgStudioWindow *self)
{
  for (guint i = 0; i < ng_studio_window_n_sheets (self); i++)
    if (!ng_sheet_may_close (ng_studio_window_sheet (self, i)))
      return ng_studio_window_sheet (self, i);
  return NULL;
}

static void
settled_cb (NgStudioWindow *self, NgClosing closing, gboolean closes, NgSheet *sheet)
{
  if (closes && closing == NG_CLOSING_TAB && ng_studio_window_n_sheets (self) > 1) {
    adw_tab_view_close_page (self->tabs, adw_tab_view_get_page (self->tabs, GTK_WIDGET (sheet)));
  } else if (closes) {
    gtk_window_close (GTK_WINDOW (self));
  } else {
    for (guint i = 0; i < ng_studio_window_n_sheets (self); i++)
      ng_sheet_stay (ng_studio_window_sheet (self, i));
    ng_studio_application_stay (application_of (self));
  }
}

static gboolean
close_page_cb (NgStudioWindow *self, AdwTabPage *page)
{
  NgSheet *sheet = sheet_of (page);
  gboolean may_close = ng_sheet_may_close (sheet);

  if (may_close)
    ng_sheet_forget (sheet);
  adw_tab_view_close_page_finish (self->tabs, page, may_close);
  if (!may_close) {
    ng_studio_window_select (self, sheet);
    ng_sheet_ask_close (sheet, NG_CLOSING_TAB);
  }
  return TRUE;
}

void
ng_studio_window_close_tab (NgStudioWindow *self)
{
  if (ng_studio_window_n_sheets (self) > 1)
    adw_tab_view_close_page (self->tabs, meant_page (self));
  else
    gtk_window_close (GTK_WINDOW (self));
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
  NgSheet *unsaved = find_unsaved (self);

  if (unsaved != NULL) {
    ng_studio_window_select (self, unsaved);
    ng_sheet_ask_close (unsaved, NG_CLOSING_WINDOW);
    return TRUE;
  }
  for (guint i = 0; i < ng_studio_window_n_sheets (self); i++)
    ng_sheet_forget (ng_studio_window_sheet (self, i));
  if (settings != NULL)
    remember_size (self, settings);
  if (!ng_studio_application_is_quitting (application))
    ng_session_save (application, self);
  return FALSE;
}

static gboolean
destroy_empty (gpointer data)
{
  NgStudioWindow *self = data;

  if (self->tabs != NULL && adw_tab_view_get_n_pages (self->tabs) == 0)
    gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* A window from which the last tab was dragged away has nothing to show. It goes later, as who says
 * so is walking over all tab views. */
static void
emptied_cb (NgStudioWindow *self)
{
  if (adw_tab_view_get_n_pages (self->tabs) == 0 &&
      !adw_tab_view_get_is_transferring_page (self->tabs))
    g_idle_add_full (G_PRIORITY_DEFAULT, destroy_empty, g_object_ref (self), g_object_unref);
}

/* Following the sheets that are here. */

static void
counted_cb (NgStudioWindow *self)
{
  if (self->sheet != NULL)
    ng_studio_window_sheet_changed (self);
}

static void
sheet_changed_cb (NgStudioWindow *self, NgSheet *sheet)
{
  if (sheet == self->sheet)
    ng_studio_window_sheet_changed (self);
}

static void
attached_cb (NgStudioWindow *self, AdwTabPage *page)
{
  NgSheet *sheet = sheet_of (page);
  const struct {
    gpointer object;
    const char *signal;
    GCallback callback;
  } links[] = {
    { sheet, "changed", G_CALLBACK (sheet_changed_cb) },
    { sheet, "settled", G_CALLBACK (settled_cb) },
    { sheet->canvas, "sample-dropped", G_CALLBACK (ng_studio_window_sample) },
    { sheet->canvas, "net-dropped", G_CALLBACK (ng_studio_window_open) },
    { sheet->experiment, "changed", G_CALLBACK (ng_studio_window_notify_switches) },
    { sheet->search_bar,
      "notify::search-mode-enabled",
      G_CALLBACK (ng_studio_window_notify_switches) },
    { sheet->drawer_stack, "notify::visible-child", G_CALLBACK (ng_studio_window_notify_switches) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    g_signal_connect_object (
        links[i].object, links[i].signal, links[i].callback, self, G_CONNECT_SWAPPED);
  ng_studio_window_follow_building (self, sheet);
  ng_studio_window_follow_text (self, sheet);
  ng_studio_window_follow_editing (self, sheet);
}

static void
detached_cb (NgStudioWindow *self, AdwTabPage *page)
{
  NgSheet *sheet = sheet_of (page);
  gpointer objects[] = { sheet,          sheet->experiment, sheet->canvas,      sheet->quick_add,
                         sheet->console, sheet->search_bar, sheet->drawer_stack };

  if (self->asked == page)
    self->asked = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    g_signal_handlers_disconnect_by_data (objects[i], self);
  emptied_cb (self);
}

void
ng_studio_window_init_tabs (NgStudioWindow *self)
{
  const struct {
    const char *signal;
    GCallback callback;
  } links[] = {
    { "page-attached", G_CALLBACK (attached_cb) },
    { "page-detached", G_CALLBACK (detached_cb) },
    { "close-page", G_CALLBACK (close_page_cb) },
    { "create-window", G_CALLBACK (create_window_cb) },
    { "setup-menu", G_CALLBACK (menu_cb) },
    { "notify::selected-page", G_CALLBACK (selected_cb) },
    { "notify::n-pages", G_CALLBACK (counted_cb) },
    { "notify::is-transferring-page", G_CALLBACK (emptied_cb) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    g_signal_connect_object (
        self->tabs, links[i].signal, links[i].callback, self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
}
