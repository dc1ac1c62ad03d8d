#include "ui/application.h"

#include "core/formats/file-guard.h"
#include "ui/actions.h"
#include "ui/recovery.h"
#include "ui/session.h"
#include "ui/settings.h"
#include "ui/window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _NgStudioApplication {
  AdwApplication parent_instance;

  NgTasks *tasks;
  GSettings *settings;
  NgJournal *journal;
  gboolean has_looked; /* for unsaved work */
  gboolean is_quitting;
  gboolean is_started_empty; /* as its user asked */
  guint guard;               /* against files that are cut short */
};

G_DEFINE_FINAL_TYPE (NgStudioApplication, ng_studio_application, ADW_TYPE_APPLICATION)

NgTasks *
ng_studio_application_tasks (NgStudioApplication *self)
{
  return self->tasks;
}

NgJournal *
ng_studio_application_journal (NgStudioApplication *self)
{
  return self->journal;
}

GSettings *
ng_studio_application_settings (NgStudioApplication *self)
{
  return self->settings;
}

void
ng_studio_application_quit (NgStudioApplication *self)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  ng_session_save (self, NULL);
  self->is_quitting = TRUE;
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

void
ng_studio_application_stay (NgStudioApplication *self)
{
  self->is_quitting = FALSE;
}

gboolean
ng_studio_application_is_quitting (NgStudioApplication *self)
{
  return self->is_quitting;
}

static int
handle_local_options (GApplication *application, GVariantDict *options)
{
  NgStudioApplication *self = NG_STUDIO_APPLICATION (application);

  if (g_variant_dict_contains (options, "new-window")) {
    self->is_started_empty = TRUE;
    if (!g_application_register (application, NULL, NULL) ||
        !g_application_get_is_remote (application))
      return -1;
    g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
    return 0;
  }
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("netgraph-studio %s\n", NG_VERSION);
  return 0;
}

/* Once, what an earlier process left unsaved is offered in the first window. */
static void
present (NgStudioApplication *self, NgStudioWindow *window)
{
  gtk_window_present (GTK_WINDOW (window));
  if (!self->has_looked)
    ng_recovery_look (window);
  self->has_looked = TRUE;
}

/* Of the desktop's menu, which knows the program and none of its windows. */
static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present (user_data, ng_studio_window_new (user_data));
}

/* What is missing in a file that is open reads as zeros, and nobody else would say so. */
static gboolean
shortened_cb (gpointer data)
{
  for (GList *l = gtk_application_get_windows (data); l != NULL; l = l->next)
    if (NG_IS_STUDIO_WINDOW (l->data))
      ng_studio_window_toast (
          l->data,
          _ ("A file that is open was cut short by another program: arrays that "
             "lay there are zeros now."));
  return G_SOURCE_CONTINUE;
}

static void
startup (GApplication *application)
{
  NgStudioApplication *self = NG_STUDIO_APPLICATION (application);
  AdwStyleManager *style;
  g_autoptr (GAction) scheme = NULL;
  g_autoptr (GSimpleAction) new_window = NULL;

  G_APPLICATION_CLASS (ng_studio_application_parent_class)->startup (application);
  self->guard = g_unix_signal_add (SIGUSR2, shortened_cb, self);
  ng_file_guard_continue ();
  style = adw_style_manager_get_default ();
  /* What is said is not selected just because the keyboard comes by. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  self->settings = ng_settings_new ();
  if (self->settings != NULL)
    g_settings_bind (
        self->settings, "color-scheme", style, "color-scheme", G_SETTINGS_BIND_DEFAULT);
  scheme = G_ACTION (g_property_action_new ("color-scheme", style, "color-scheme"));
  g_action_map_add_action (G_ACTION_MAP (self), scheme);
  ng_actions_add_to_application (GTK_APPLICATION (self));
  new_window = g_simple_action_new ("new-window", NULL);
  g_signal_connect (new_window, "activate", G_CALLBACK (new_window_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (new_window));
}

/* Returns: (nullable): the window used last */
static NgStudioWindow *
find_window (NgStudioApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (NG_IS_STUDIO_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* Without a file: the window that is there, what was open the last time, or a window that offers
 * the gallery. */
static void
activate (GApplication *application)
{
  NgStudioApplication *self = NG_STUDIO_APPLICATION (application);
  NgStudioWindow *window = self->is_started_empty ? NULL : find_window (self);

  self->is_quitting = FALSE;
  if (!self->is_started_empty && window == NULL && ng_session_restore (self))
    window = find_window (self);
  if (window == NULL) {
    window = ng_studio_window_new (self);
    ng_studio_window_offer_tour (window);
  }
  self->is_started_empty = FALSE;
  present (self, window);
}

static void
open_files (GApplication *application, GFile **files, int n_files, const char *hint)
{
  NgStudioApplication *self = NG_STUDIO_APPLICATION (application);
  NgStudioWindow *window = find_window (self);

  if (window == NULL)
    window = ng_studio_window_new (self);
  present (self, window);
  for (int i = 0; i < n_files; i++)
    ng_studio_window_open (window, files[i]);
}

static void
finalize (GObject *object)
{
  NgStudioApplication *self = NG_STUDIO_APPLICATION (object);

  g_clear_handle_id (&self->guard, g_source_remove);
  g_clear_object (&self->journal);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->tasks, ng_tasks_unref);
  G_OBJECT_CLASS (ng_studio_application_parent_class)->finalize (object);
}

static void
ng_studio_application_class_init (NgStudioApplicationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  G_APPLICATION_CLASS (class)->handle_local_options = handle_local_options;
  G_APPLICATION_CLASS (class)->startup = startup;
  G_APPLICATION_CLASS (class)->activate = activate;
  G_APPLICATION_CLASS (class)->open = open_files;
}

static const GOptionEntry options[] = {
  { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open a window with nothing in it"), NULL },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { NULL },
};

static void
ng_studio_application_init (NgStudioApplication *self)
{
  g_autofree char *folder = ng_journal_folder ();

  self->tasks = ng_tasks_new ();
  self->journal = ng_journal_new (self->tasks, folder);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
  g_application_set_option_context_summary (
      G_APPLICATION (self), _ ("Opens neural nets: notation, .netgraph and ONNX files."));
}

NgStudioApplication *
ng_studio_application_new (void)
{
  return g_object_new (NG_TYPE_STUDIO_APPLICATION,
                       "application-id",
                       "io.github.netgraph.Studio",
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       "/io/github/netgraph/Studio",
                       NULL);
}
