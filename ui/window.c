#include "ui/window-private.h"

#include "ui/window-edit.h"

#include "core/base/format.h"
#include "ui/actions.h"
#include "ui/file-menu.h"
#include "ui/filetypes.h"
#include "ui/gallery-cards.h"
#include "ui/minimap.h"
#include "ui/models.h"
#include "ui/runner.h"
#include "ui/sample-paste.h"
#include "ui/text.h"
#include "ui/tooltip.h"
#include "ui/window-nested.h"
#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (NgStudioWindow, ng_studio_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_SHOW_PALETTE,
  PROP_SHOW_INSPECTOR,
  PROP_SHOW_DRAWER,
  PROP_SHOW_MINIMAP,
  PROP_SHOW_SEARCH,
  PROP_TOP_DOWN,
  PROP_SHOW_VALUES,
  PROP_SHOW_GRADIENTS,
  PROP_TRAINING,
  PROP_NOTATION,
  PROP_CONSOLE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

NgDocument *
ng_studio_window_document (NgStudioWindow *self)
{
  return self->document;
}

NgExperiment *
ng_studio_window_experiment (NgStudioWindow *self)
{
  return self->experiment;
}

NgCanvas *
ng_studio_window_canvas (NgStudioWindow *self)
{
  return self->canvas;
}

NgBreadcrumb *
ng_studio_window_breadcrumb (NgStudioWindow *self)
{
  return self->breadcrumb;
}

NgInspector *
ng_studio_window_inspector (NgStudioWindow *self)
{
  return self->inspector;
}

NgOutline *
ng_studio_window_outline (NgStudioWindow *self)
{
  return self->outline;
}

NgProblems *
ng_studio_window_problems (NgStudioWindow *self)
{
  return self->problems;
}

NgNotationPane *
ng_studio_window_notation (NgStudioWindow *self)
{
  return self->notation;
}

NgConsole *
ng_studio_window_console (NgStudioWindow *self)
{
  return self->console;
}

NgSearch *
ng_studio_window_search (NgStudioWindow *self)
{
  return self->search;
}

NgRunner *
ng_studio_window_runner (NgStudioWindow *self)
{
  return self->runner;
}

NgPalette *
ng_studio_window_palette (NgStudioWindow *self)
{
  return self->palette;
}

NgQuickAdd *
ng_studio_window_quick_add (NgStudioWindow *self)
{
  return NG_QUICK_ADD (self->quick_add);
}

NgNotices *
ng_studio_window_notices (NgStudioWindow *self)
{
  return self->notices;
}

static void
close_failure_cb (NgStudioWindow *self)
{
  gtk_info_bar_set_revealed (self->failure, FALSE);
}

/* Following the document. */

/* Whether it is one of several numbered inputs of a layer. */
static gboolean
is_slot (NgStudioWindow *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;

  return subject != NULL && subject->kind == NG_PICK_INPUT &&
         ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer) &&
         ng_layer_has_slots (ng_net_layer (net, (gsize) layer)) &&
         ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)) > 1;
}

static void
update_actions (NgStudioWindow *self)
{
  NgNet *net = ng_document_net (self->document);
  const NgSubject *selection = ng_document_selection (self->document);
  NgNeeds fulfilled = NG_NEEDS_NOTHING;

  if (net != NULL)
    fulfilled |= NG_NEEDS_NET;
  if (net != NULL && selection != NULL)
    fulfilled |= NG_NEEDS_SELECTION;
  if (ng_document_can_undo (self->document))
    fulfilled |= NG_NEEDS_UNDO;
  if (ng_document_can_redo (self->document))
    fulfilled |= NG_NEEDS_REDO;
  if (net != NULL && (ng_document_state (self->document) & NG_STATE_UNINITIALIZED))
    fulfilled |= NG_NEEDS_ARRAYS;
  if (ng_document_scene (self->document) != NULL)
    fulfilled |= NG_NEEDS_PICTURE;
  if (ng_canvas_can_toggle (self->canvas, selection))
    fulfilled |= NG_NEEDS_CONTENTS;
  else if (ng_subject_is_port (selection))
    fulfilled |= NG_NEEDS_PORT;
  else if (selection != NULL)
    fulfilled |= NG_NEEDS_CLOSED;
  if (is_slot (self, selection))
    fulfilled |= NG_NEEDS_SLOT;
  if (selection != NULL && ng_experiment_value (self->experiment, selection) != NULL)
    fulfilled |= NG_NEEDS_VALUE;
  ng_actions_update (self, fulfilled | ng_studio_window_nested_needs (self));
}

static char *
subtitle_text (NgStudioWindow *self)
{
  NgNet *net = ng_document_net (self->document);
  NgNetState state = ng_document_state (self->document);
  gsize n = net != NULL ? ng_net_n_layers (net) : 0;
  g_autofree char *layers = ng_count_text ((gint64) n);
  gint64 count = net != NULL ? ng_net_n_parameters (net) : 0;
  g_autofree char *parameters = ng_count_text (count);
  GString *text = g_string_new (NULL);

  g_string_printf (text, g_dngettext (NULL, "%s layer", "%s layers", n), layers);
  if (count > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (
        text, g_dngettext (NULL, "%s parameter", "%s parameters", (gulong) count), parameters);
  }
  if (state & NG_STATE_WRONG)
    g_string_append_printf (text, " · %s", _ ("with errors"));
  if (state & NG_STATE_UNSPECIFIED)
    g_string_append_printf (text, " · %s", _ ("shapes unknown"));
  if (state & NG_STATE_UNINITIALIZED)
    g_string_append_printf (text, " · %s", _ ("no values yet"));
  return g_string_free (text, FALSE);
}

/* A dot before the name where the file holds another net. */
static void
update_title (NgStudioWindow *self)
{
  g_autofree char *title = g_strconcat (ng_document_is_changed (self->document) ? "• " : "",
                                        ng_document_title (self->document),
                                        NULL);

  adw_window_title_set_title (self->window_title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_problems (NgStudioWindow *self)
{
  guint n = ng_problems_n (self->problems);

  adw_view_stack_page_set_badge_number (self->problems_page, n);
  adw_view_stack_page_set_needs_attention (self->problems_page, n > 0);
}

static void
net_changed_cb (NgStudioWindow *self)
{
  GFile *file = ng_document_file (self->document);
  g_autofree char *subtitle = subtitle_text (self);

  self->closes_when_saved = FALSE;
  update_title (self);
  adw_window_title_set_subtitle (self->window_title, subtitle);
  update_problems (self);
  gtk_info_bar_set_revealed (self->failure, FALSE);
  ng_studio_window_update_page (self);
  if (file != NULL && !ng_document_can_undo (self->document)) {
    g_autofree char *uri = g_file_get_uri (file);

    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  }
  update_actions (self);
}

static void
arranged_cb (NgStudioWindow *self)
{
  self->closes_when_saved = FALSE;
  update_title (self);
  update_actions (self);
}

static void
update_status (NgStudioWindow *self)
{
  g_autofree char *text = ng_canvas_describe_wire (self->canvas);

  if (text != NULL)
    ; /* what is being done comes before what is selected */
  else if (ng_document_is_drawing (self->document) && ng_document_scene (self->document) == NULL)
    text = g_strdup (_ ("Drawing…"));
  else if (ng_document_selection (self->document) != NULL)
    text = ng_describe (self->document, ng_document_selection (self->document));
  else if (ng_canvas_hides_values (self->canvas))
    text = g_strdup (_ ("Zoom in to see the values on connections"));
  ng_label_set (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
}

static void
selection_changed_cb (NgStudioWindow *self)
{
  update_status (self);
  update_actions (self);
}

static void
picture_changed_cb (NgStudioWindow *self)
{
  if (self->shows_selection && ng_document_selection (self->document) != NULL)
    ng_canvas_show (self->canvas, ng_document_selection (self->document));
  self->shows_selection = FALSE;
  update_status (self);
  update_actions (self);
}

static void
busy_changed_cb (NgStudioWindow *self)
{
  gboolean is_opening = ng_document_is_opening (self->document);

  gtk_spinner_set_spinning (self->spinner,
                            is_opening || ng_document_is_drawing (self->document) ||
                                ng_experiment_is_running (self->experiment));
  ng_studio_window_update_page (self);
  update_status (self);
}

static void
experiment_changed_cb (NgStudioWindow *self)
{
  busy_changed_cb (self);
  update_problems (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_GRADIENTS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRAINING]);
  update_actions (self);
}

static void
view_changed_cb (NgStudioWindow *self)
{
  g_autofree char *text = g_strdup_printf ("%.0f %%", 100 * ng_canvas_zoom (self->canvas));

  ng_label_set (self->zoom_label, text);
  update_status (self);
}

void
ng_studio_window_show_subject (NgStudioWindow *self, const NgSubject *subject)
{
  ng_document_reveal (self->document, subject);
  self->shows_selection = ng_document_is_drawing (self->document);
  ng_canvas_show (self->canvas, subject);
}

static void
shown_cb (NgStudioWindow *self, const NgSubject *subject)
{
  g_autoptr (NgSubject) copy = ng_subject_copy (subject);

  ng_studio_window_show_subject (self, copy);
}

/* Running. */

static void
show_runner (NgStudioWindow *self)
{
  adw_view_stack_set_visible_child_name (self->inspector_stack, "run");
  g_object_set (self, "show-inspector", TRUE, NULL);
}

void
ng_studio_window_run (NgStudioWindow *self)
{
  show_runner (self);
  ng_experiment_run (self->experiment);
}

void
ng_studio_window_sample (NgStudioWindow *self, GFile *file, int input)
{
  NgNet *net = ng_document_net (self->document);

  if (net == NULL)
    return;
  if (input < 0 && ng_net_n_inputs (net) != 1) {
    ng_studio_window_toast (self, _ ("Drop it onto one of the inputs of the net"));
    return;
  }
  show_runner (self);
  ng_experiment_set_file (self->experiment, (guint) MAX (input, 0), file);
}

void
ng_studio_window_paste_sample (NgStudioWindow *self, guint input, GdkClipboard *clipboard)
{
  if (ng_sample_paste (self->experiment, input, clipboard))
    show_runner (self);
  else
    ng_studio_window_toast (self, _ ("There is no sample on the clipboard"));
}

static void
sample_dropped_cb (NgStudioWindow *self, GFile *file, int input)
{
  ng_studio_window_sample (self, file, input);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, NgStudioWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  if (ng_file_is_sample (files->data))
    ng_studio_window_sample (self, files->data, -1);
  else
    ng_studio_window_open (self, files->data);
  return TRUE;
}

static void
show_inspector (NgStudioWindow *self)
{
  adw_view_stack_set_visible_child_name (self->inspector_stack, "details");
  g_object_set (self, "show-inspector", TRUE, NULL);
}

void
ng_studio_window_rename (NgStudioWindow *self)
{
  show_inspector (self);
  if (!ng_inspector_rename (self->inspector))
    ng_studio_window_toast (self, _ ("This has no name of its own"));
}

void
ng_studio_window_step_problem (NgStudioWindow *self, int step)
{
  if (ng_problems_n (self->problems) == 0) {
    ng_studio_window_toast (self, _ ("This net has no problems"));
    return;
  }
  show_inspector (self);
  adw_view_stack_set_visible_child_name (self->drawer_stack, "problems");
  ng_problems_step (self->problems, step);
}

/* Panes. */

static void
close_drawer_cb (NgStudioWindow *self)
{
  g_object_set (self, "show-drawer", FALSE, NULL);
}

static gboolean
has_focus_inside (NgStudioWindow *self, GtkWidget *pane)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return focus != NULL && (focus == pane || gtk_widget_is_ancestor (focus, pane));
}

void
ng_studio_window_next_pane (NgStudioWindow *self)
{
  GtkWidget *panes[] = { GTK_WIDGET (self->palette),
                         GTK_WIDGET (self->canvas),
                         GTK_WIDGET (self->notation),
                         self->side,
                         self->drawer };
  gsize here = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (panes); i++)
    if (has_focus_inside (self, panes[i]))
      here = i;
  for (gsize i = 1; i <= G_N_ELEMENTS (panes); i++) {
    GtkWidget *pane = panes[(here + i) % G_N_ELEMENTS (panes)];

    if (!gtk_widget_get_mapped (pane))
      continue;
    if (pane == GTK_WIDGET (self->canvas) ? gtk_widget_grab_focus (pane)
                                          : gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD))
      return;
  }
}

void
ng_studio_window_show_menu (NgStudioWindow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
update_recent (NgStudioWindow *self)
{
  ng_file_menu_fill_recent (self->recent_section);
}

static void
search_stopped_cb (NgStudioWindow *self)
{
  g_object_set (self, "show-search", FALSE, NULL);
}

static void
search_mode_cb (NgStudioWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SEARCH]);
  if (gtk_search_bar_get_search_mode (self->search_bar)) {
    gtk_editable_select_region (ng_search_entry (self->search), 0, -1);
    gtk_widget_grab_focus (GTK_WIDGET (ng_search_entry (self->search)));
  } else if (gtk_widget_get_mapped (GTK_WIDGET (self->canvas))) {
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  }
}

/* The object. */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (object);

  switch (id) {
  case PROP_SHOW_PALETTE:
    g_value_set_boolean (value, gtk_widget_get_visible (GTK_WIDGET (self->palette)));
    break;
  case PROP_SHOW_INSPECTOR:
    g_value_set_boolean (value, gtk_widget_get_visible (self->side));
    break;
  case PROP_SHOW_DRAWER:
    g_value_set_boolean (value, gtk_widget_get_visible (self->drawer));
    break;
  case PROP_SHOW_MINIMAP:
    g_value_set_boolean (value, self->show_minimap);
    break;
  case PROP_SHOW_SEARCH:
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->search_bar));
    break;
  case PROP_TOP_DOWN:
    g_value_set_boolean (value, ng_document_direction (self->document) == NG_DIRECTION_DOWN);
    break;
  case PROP_SHOW_VALUES:
    g_value_set_boolean (value, ng_canvas_shows_values (self->canvas));
    break;
  case PROP_SHOW_GRADIENTS:
    g_value_set_boolean (value, ng_experiment_shows_gradients (self->experiment));
    break;
  case PROP_TRAINING:
    g_value_set_boolean (value, ng_experiment_is_training (self->experiment));
    break;
  case PROP_NOTATION:
    g_value_set_boolean (value, gtk_widget_get_visible (GTK_WIDGET (self->notation)));
    break;
  case PROP_CONSOLE:
    g_value_set_boolean (value, ng_studio_window_shows_console (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (object);
  gboolean is_on = g_value_get_boolean (value);

  switch (id) {
  case PROP_SHOW_PALETTE:
    gtk_widget_set_visible (GTK_WIDGET (self->palette), is_on);
    break;
  case PROP_SHOW_INSPECTOR:
    gtk_widget_set_visible (self->side, is_on);
    break;
  case PROP_SHOW_DRAWER:
    gtk_widget_set_visible (self->drawer, is_on);
    break;
  case PROP_SHOW_MINIMAP:
    self->show_minimap = is_on;
    ng_minimap_set_wanted (self->minimap, is_on);
    break;
  case PROP_SHOW_SEARCH:
    gtk_search_bar_set_search_mode (self->search_bar, is_on);
    break;
  case PROP_TOP_DOWN:
    ng_document_set_direction (self->document, is_on ? NG_DIRECTION_DOWN : NG_DIRECTION_RIGHT);
    break;
  case PROP_SHOW_VALUES:
    ng_canvas_set_shows_values (self->canvas, is_on);
    break;
  case PROP_SHOW_GRADIENTS:
    ng_experiment_set_shows_gradients (self->experiment, is_on);
    break;
  case PROP_TRAINING:
    ng_experiment_set_training (self->experiment, is_on);
    break;
  case PROP_NOTATION:
    gtk_widget_set_visible (GTK_WIDGET (self->notation), is_on);
    break;
  case PROP_CONSOLE:
    ng_studio_window_show_console (self, is_on);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
dispose (GObject *object)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (object);

  g_clear_pointer (&self->quick_add, gtk_widget_unparent);
  g_clear_weak_pointer (&self->help);
  g_clear_object (&self->experiment);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_studio_window_parent_class)->dispose (object);
}

static GParamSpec *
boolean_new (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, NgStudioWindow, toasts);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, window_title);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, spinner);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, menu_button);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, failure);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, failure_title);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, failure_text);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, notices);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, search_bar);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, search);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, pages);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, sides);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, floors);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, examples);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, cards);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, run_button);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, breadcrumb);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, canvas);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, minimap);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, palette);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, zoom_label);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, status);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, empty_hint);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, notation);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, drawer);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, drawer_stack);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, problems_page);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, outline);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, problems);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, side);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, console);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, inspector_stack);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, inspector);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, runner);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, recent_section);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, examples_menu);
}

static void
ng_studio_window_class_init (NgStudioWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  properties[PROP_SHOW_PALETTE] = boolean_new ("show-palette");
  properties[PROP_SHOW_INSPECTOR] = boolean_new ("show-inspector");
  properties[PROP_SHOW_DRAWER] = boolean_new ("show-drawer");
  properties[PROP_SHOW_MINIMAP] = boolean_new ("show-minimap");
  properties[PROP_SHOW_SEARCH] = boolean_new ("show-search");
  properties[PROP_TOP_DOWN] = boolean_new ("top-down");
  properties[PROP_SHOW_VALUES] = boolean_new ("show-values");
  properties[PROP_SHOW_GRADIENTS] = boolean_new ("show-gradients");
  properties[PROP_TRAINING] = boolean_new ("training");
  properties[PROP_NOTATION] = boolean_new ("notation");
  properties[PROP_CONSOLE] = boolean_new ("console");
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (NG_TYPE_BREADCRUMB);
  g_type_ensure (NG_TYPE_CANVAS);
  g_type_ensure (NG_TYPE_CONSOLE);
  g_type_ensure (NG_TYPE_INSPECTOR);
  g_type_ensure (NG_TYPE_MINIMAP);
  g_type_ensure (NG_TYPE_NOTICES);
  g_type_ensure (NG_TYPE_NOTATION_PANE);
  g_type_ensure (NG_TYPE_OUTLINE);
  g_type_ensure (NG_TYPE_PALETTE);
  g_type_ensure (NG_TYPE_PROBLEMS);
  g_type_ensure (NG_TYPE_RUNNER);
  g_type_ensure (NG_TYPE_SEARCH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/netgraph/Studio/window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, close_failure_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_drawer_cb);
}

static void
ng_studio_window_init (NgStudioWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->show_minimap = TRUE;
}

static void
follow (NgStudioWindow *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback callback;
  } links[] = {
    { self->document, "net-changed", G_CALLBACK (net_changed_cb) },
    { self->document, "arranged", G_CALLBACK (arranged_cb) },
    { self->document, "picture-changed", G_CALLBACK (picture_changed_cb) },
    { self->document, "selection-changed", G_CALLBACK (selection_changed_cb) },
    { self->document, "inside-changed", G_CALLBACK (selection_changed_cb) },
    { self->document, "busy-changed", G_CALLBACK (busy_changed_cb) },
    { self->document, "saved", G_CALLBACK (update_title) },
    { self->document, "disk-changed", G_CALLBACK (update_title) },
    { self->experiment, "changed", G_CALLBACK (experiment_changed_cb) },
    { self->canvas, "view-changed", G_CALLBACK (view_changed_cb) },
    { self->canvas, "sample-dropped", G_CALLBACK (sample_dropped_cb) },
    { self->canvas, "net-dropped", G_CALLBACK (ng_studio_window_open) },
    { self->outline, "shown", G_CALLBACK (shown_cb) },
    { self->problems, "shown", G_CALLBACK (shown_cb) },
    { self->search, "shown", G_CALLBACK (shown_cb) },
    { self->search, "stopped", G_CALLBACK (search_stopped_cb) },
    { self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb) },
    { gtk_recent_manager_get_default (), "changed", G_CALLBACK (update_recent) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    g_signal_connect_object (
        links[i].object, links[i].signal, links[i].callback, self, G_CONNECT_SWAPPED);
}

static void
bind_settings (NgStudioWindow *self, GSettings *settings)
{
  static const char *const keys[] = { "show-palette", "show-inspector", "show-drawer",
                                      "show-minimap", "top-down",       "notation" };
  int width, height;

  if (settings == NULL)
    return;
  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_bind (settings, keys[i], self, keys[i], G_SETTINGS_BIND_DEFAULT);
}

NgStudioWindow *
ng_studio_window_new (NgStudioApplication *application)
{
  NgStudioWindow *self = g_object_new (NG_TYPE_STUDIO_WINDOW, "application", application, NULL);
  GSettings *settings = ng_studio_application_settings (application);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->document = ng_document_new (ng_studio_application_tasks (application));
  self->experiment = ng_experiment_new (self->document);
  ng_canvas_set_document (self->canvas, self->document, self->experiment);
  ng_breadcrumb_set_document (self->breadcrumb, self->document);
  ng_minimap_set_canvas (self->minimap, self->canvas, self->document);
  ng_inspector_set_document (self->inspector, self->document, self->experiment);
  ng_runner_set_document (self->runner, self->document, self->experiment);
  ng_outline_set_document (self->outline, self->document);
  ng_problems_set_document (self->problems, self->document, self->experiment);
  ng_search_set_document (self->search, self->document);
  ng_notices_set_document (self->notices, self->document);
  ng_palette_set_settings (self->palette, settings);
  self->quick_add = ng_quick_add_new (self->document, settings);
  gtk_widget_set_parent (self->quick_add, GTK_WIDGET (self->canvas));
  ng_studio_window_init_building (self);
  ng_studio_window_init_editing (self);
  follow (self);
  ng_studio_window_init_files (self);
  ng_studio_window_init_text (self);
  ng_actions_add_to_window (self);
  ng_actions_add_to_canvas (GTK_WIDGET (self->canvas));
  bind_settings (self, settings);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->pages), GTK_EVENT_CONTROLLER (target));
  ng_gallery_cards_fill (self->cards, ng_studio_application_tasks (application));
  ng_file_menu_add_examples (self->examples_menu, self->examples);
  update_recent (self);
  update_actions (self);
  return self;
}
