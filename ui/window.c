#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/arrange.h"
#include "ui/dialogs.h"
#include "ui/file-menu.h"
#include "ui/filetypes.h"
#include "ui/finger.h"
#include "ui/models.h"
#include "ui/sample-paste.h"
#include "ui/window-nested.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (NgStudioWindow, ng_studio_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_SHOW_PALETTE,
  PROP_SHOW_INSPECTOR,
  PROP_SHOW_DRAWER,
  PROP_SHOW_MINIMAP,
  PROP_SHOW_SEARCH,
  PROP_TOP_DOWN,
  PROP_BOTTOM_UP,
  PROP_ORTHOGONAL,
  PROP_SHOW_VALUES,
  PROP_SHOW_FIGURE,
  PROP_COLOR_BY, /* and the measures behind kind */
  LAST_PROP_COLOR_BY = PROP_COLOR_BY + NG_N_MEASURES - 2,
  PROP_SHOW_GRADIENTS,
  PROP_TRAINING,
  PROP_NOTATION,
  PROP_CONSOLE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* In the order of NgMeasure. */
static const char *const color_by[NG_N_MEASURES] = {
  [NG_MEASURE_PARAMETERS] = "color-by-parameters",
  [NG_MEASURE_MULTIPLY_ADDS] = "color-by-multiply-adds",
  [NG_MEASURE_ACTIVATIONS] = "color-by-activations",
  [NG_MEASURE_VALUES] = "color-by-values"
};

static NgMeasure
measure_of (guint property)
{
  return NG_MEASURE_KIND + 1 + (property - PROP_COLOR_BY);
}

NgDocument *
ng_studio_window_document (NgStudioWindow *self)
{
  return self->sheet->document;
}

NgExperiment *
ng_studio_window_experiment (NgStudioWindow *self)
{
  return self->sheet->experiment;
}

NgCanvas *
ng_studio_window_canvas (NgStudioWindow *self)
{
  return self->sheet->canvas;
}

NgBreadcrumb *
ng_studio_window_breadcrumb (NgStudioWindow *self)
{
  return self->sheet->breadcrumb;
}

NgInspector *
ng_studio_window_inspector (NgStudioWindow *self)
{
  return self->sheet->inspector;
}

NgOutline *
ng_studio_window_outline (NgStudioWindow *self)
{
  return self->sheet->outline;
}

NgProblems *
ng_studio_window_problems (NgStudioWindow *self)
{
  return self->sheet->problems;
}

NgNotationPane *
ng_studio_window_notation (NgStudioWindow *self)
{
  return self->sheet->notation;
}

NgConsole *
ng_studio_window_console (NgStudioWindow *self)
{
  return self->sheet->console;
}

NgSearch *
ng_studio_window_search (NgStudioWindow *self)
{
  return self->sheet->search;
}

NgRunner *
ng_studio_window_runner (NgStudioWindow *self)
{
  return self->sheet->runner;
}

NgPalette *
ng_studio_window_palette (NgStudioWindow *self)
{
  return self->palette;
}

NgQuickAdd *
ng_studio_window_quick_add (NgStudioWindow *self)
{
  return NG_QUICK_ADD (self->sheet->quick_add);
}

NgNotices *
ng_studio_window_notices (NgStudioWindow *self)
{
  return self->sheet->notices;
}

/* What is seen, told to do something. */

const char *
ng_studio_window_failure (NgStudioWindow *self)
{
  return ng_sheet_failure (self->sheet);
}

void
ng_studio_window_toast (NgStudioWindow *self, const char *text)
{
  ng_sheet_toast (self->sheet, text);
}

void
ng_studio_window_toast_undo (NgStudioWindow *self, const char *text)
{
  ng_sheet_toast_undo (self->sheet, text);
}

void
ng_studio_window_save (NgStudioWindow *self)
{
  ng_sheet_save (self->sheet);
}

void
ng_studio_window_ask_save (NgStudioWindow *self)
{
  ng_sheet_ask_save (self->sheet);
}

void
ng_studio_window_ask_export (NgStudioWindow *self)
{
  ng_sheet_ask_export (self->sheet);
}

void
ng_studio_window_export (NgStudioWindow *self, GFile *file)
{
  ng_sheet_export (self->sheet, file, 0);
}

void
ng_studio_window_show_subject (NgStudioWindow *self, const NgSubject *subject)
{
  ng_sheet_show_subject (self->sheet, subject);
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

/* Following the sheet that is seen. */

/* Whether it is one of several numbered inputs of a layer. */
static gboolean
is_slot (NgStudioWindow *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;

  return subject != NULL && subject->kind == NG_PICK_INPUT &&
         ng_subject_resolve (subject, ng_document_net (self->sheet->document), &net, &layer) &&
         ng_layer_has_slots (ng_net_layer (net, (gsize) layer)) &&
         ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)) > 1;
}

static void
update_actions (NgStudioWindow *self)
{
  NgSheet *sheet = self->sheet;
  NgNet *net = ng_document_net (sheet->document);
  const NgSubject *selection = ng_document_selection (sheet->document);
  NgNeeds fulfilled = NG_NEEDS_NOTHING;

  if (net != NULL)
    fulfilled |= NG_NEEDS_NET;
  if (net != NULL && selection != NULL)
    fulfilled |= NG_NEEDS_SELECTION;
  if (ng_document_can_undo (sheet->document))
    fulfilled |= NG_NEEDS_UNDO;
  if (ng_document_can_redo (sheet->document))
    fulfilled |= NG_NEEDS_REDO;
  if (net != NULL && (ng_document_state (sheet->document) & NG_STATE_UNINITIALIZED))
    fulfilled |= NG_NEEDS_ARRAYS;
  if (ng_document_scene (sheet->document) != NULL)
    fulfilled |= NG_NEEDS_PICTURE;
  if (ng_canvas_can_toggle (sheet->canvas, selection))
    fulfilled |= NG_NEEDS_CONTENTS;
  else if (ng_subject_is_port (selection))
    fulfilled |= NG_NEEDS_PORT;
  else if (selection != NULL)
    fulfilled |= NG_NEEDS_CLOSED;
  if (selection != NULL && selection->kind == NG_PICK_EDGE)
    fulfilled |= NG_NEEDS_WIRE;
  if (is_slot (self, selection))
    fulfilled |= NG_NEEDS_SLOT;
  if (selection != NULL && ng_experiment_value (sheet->experiment, selection) != NULL)
    fulfilled |= NG_NEEDS_VALUE;
  if (ng_studio_window_n_sheets (self) > 1)
    fulfilled |= NG_NEEDS_TABS;
  ng_actions_update (self, fulfilled | ng_studio_window_nested_needs (self));
}

static char *
subtitle_text (NgDocument *document)
{
  NgNet *net = ng_document_net (document);
  NgNetState state = ng_document_state (document);
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

void
ng_studio_window_sheet_changed (NgStudioWindow *self)
{
  NgSheet *sheet = self->sheet;
  g_autofree char *subtitle = NULL;

  if (ng_document_net (sheet->document) != NULL)
    subtitle = subtitle_text (sheet->document);
  adw_window_title_set_title (self->window_title, ng_sheet_title (sheet));
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
  gtk_window_set_title (GTK_WINDOW (self), ng_sheet_title (sheet));
  gtk_spinner_set_spinning (self->spinner, ng_sheet_is_busy (sheet));
  gtk_widget_set_visible (GTK_WIDGET (self->palette),
                          self->show_palette && ng_sheet_shows_net (sheet));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORTHOGONAL]);
  update_actions (self);
}

/* Running. */

static void
show_runner (NgStudioWindow *self)
{
  ng_sheet_set_shows_figure (self->sheet, FALSE);
  adw_view_stack_set_visible_child_name (self->sheet->inspector_stack, "run");
  g_object_set (self, "show-inspector", TRUE, NULL);
}

void
ng_studio_window_run (NgStudioWindow *self)
{
  show_runner (self);
  ng_experiment_run (self->sheet->experiment);
}

void
ng_studio_window_sample (NgStudioWindow *self, GFile *file, int input)
{
  NgNet *net = ng_document_net (self->sheet->document);

  if (net == NULL)
    return;
  if (input < 0 && ng_net_n_inputs (net) != 1) {
    ng_studio_window_toast (self, _ ("Drop it onto one of the inputs of the net"));
    return;
  }
  show_runner (self);
  ng_experiment_set_file (self->sheet->experiment, (guint) MAX (input, 0), file);
}

void
ng_studio_window_paste_sample (NgStudioWindow *self, guint input, GdkClipboard *clipboard)
{
  if (ng_sample_paste (self->sheet->experiment, input, clipboard))
    show_runner (self);
  else
    ng_studio_window_toast (self, _ ("There is no sample on the clipboard"));
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
  ng_sheet_set_shows_figure (self->sheet, FALSE);
  adw_view_stack_set_visible_child_name (self->sheet->inspector_stack, "details");
  g_object_set (self, "show-inspector", TRUE, NULL);
}

void
ng_studio_window_rename (NgStudioWindow *self)
{
  show_inspector (self);
  if (!ng_inspector_rename (self->sheet->inspector))
    ng_studio_window_toast (self, _ ("This has no name of its own"));
}

void
ng_studio_window_step_problem (NgStudioWindow *self, int step)
{
  if (ng_problems_n (self->sheet->problems) == 0) {
    ng_studio_window_toast (self, _ ("This net has no problems"));
    return;
  }
  show_inspector (self);
  adw_view_stack_set_visible_child_name (self->sheet->drawer_stack, "problems");
  ng_problems_step (self->sheet->problems, step);
}

/* Panes. */

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
                         GTK_WIDGET (self->sheet->canvas),
                         GTK_WIDGET (self->sheet->notation),
                         self->sheet->side,
                         self->sheet->drawer };
  gsize here = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (panes); i++)
    if (has_focus_inside (self, panes[i]))
      here = i;
  for (gsize i = 1; i <= G_N_ELEMENTS (panes); i++) {
    GtkWidget *pane = panes[(here + i) % G_N_ELEMENTS (panes)];

    if (!gtk_widget_get_mapped (pane))
      continue;
    if (pane == GTK_WIDGET (self->sheet->canvas)
            ? gtk_widget_grab_focus (pane)
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

void
ng_studio_window_apply_panes (NgStudioWindow *self)
{
  NgSheet *sheet = self->sheet;

  if (sheet == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->palette),
                          self->show_palette && ng_sheet_shows_net (sheet));
  gtk_widget_set_visible (sheet->side, self->show_inspector);
  gtk_widget_set_visible (sheet->drawer, self->show_drawer);
  gtk_widget_set_visible (GTK_WIDGET (sheet->notation), self->show_notation);
  ng_minimap_set_wanted (sheet->minimap, self->show_minimap);
  ng_document_set_direction (sheet->document, self->direction);
}

void
ng_studio_window_notify_switches (NgStudioWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SEARCH]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_VALUES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_FIGURE]);
  for (guint id = PROP_COLOR_BY; id <= LAST_PROP_COLOR_BY; id++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_GRADIENTS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRAINING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSOLE]);
}

/* The object. */

static gboolean
is_switched_on (NgStudioWindow *self, guint id)
{
  NgSheet *sheet = self->sheet;

  switch (id) {
  case PROP_SHOW_PALETTE:
    return self->show_palette;
  case PROP_SHOW_INSPECTOR:
    return self->show_inspector;
  case PROP_SHOW_DRAWER:
    return self->show_drawer;
  case PROP_SHOW_MINIMAP:
    return self->show_minimap;
  case PROP_TOP_DOWN:
    return self->direction == NG_DIRECTION_DOWN;
  case PROP_BOTTOM_UP:
    return self->direction == NG_DIRECTION_UP;
  case PROP_ORTHOGONAL:
    return sheet != NULL &&
           ng_positions_wires (ng_document_positions (sheet->document)) == NG_WIRES_ORTHOGONAL;
  case PROP_NOTATION:
    return self->show_notation;
  case PROP_SHOW_SEARCH:
    return sheet != NULL && gtk_search_bar_get_search_mode (sheet->search_bar);
  case PROP_COLOR_BY ... LAST_PROP_COLOR_BY:
    return sheet != NULL && ng_document_measure (sheet->document) == measure_of (id);
  case PROP_SHOW_FIGURE:
    return sheet != NULL && ng_sheet_shows_figure (sheet);
  case PROP_SHOW_VALUES:
    return sheet != NULL && ng_canvas_shows_values (sheet->canvas);
  case PROP_SHOW_GRADIENTS:
    return sheet != NULL && ng_experiment_shows_gradients (sheet->experiment);
  case PROP_TRAINING:
    return sheet != NULL && ng_experiment_is_training (sheet->experiment);
  case PROP_CONSOLE:
    return sheet != NULL && ng_studio_window_shows_console (self);
  default:
    return FALSE;
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_0 || id >= N_PROPERTIES)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else
    g_value_set_boolean (value, is_switched_on (NG_STUDIO_WINDOW (object), id));
}

/* The switches of the two directions other than to the right go off when the other one goes on. */
static void
set_flow (NgStudioWindow *self, NgDirection direction, gboolean is_on)
{
  if (is_on)
    self->direction = direction;
  else if (self->direction == direction)
    self->direction = NG_DIRECTION_RIGHT;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOP_DOWN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOTTOM_UP]);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (object);
  gboolean is_on = g_value_get_boolean (value);

  switch (id) {
  case PROP_SHOW_PALETTE:
    self->show_palette = is_on;
    break;
  case PROP_SHOW_INSPECTOR:
    self->show_inspector = is_on;
    break;
  case PROP_SHOW_DRAWER:
    self->show_drawer = is_on;
    g_object_notify_by_pspec (object, properties[PROP_CONSOLE]);
    break;
  case PROP_SHOW_MINIMAP:
    self->show_minimap = is_on;
    break;
  case PROP_TOP_DOWN:
    set_flow (self, NG_DIRECTION_DOWN, is_on);
    break;
  case PROP_BOTTOM_UP:
    set_flow (self, NG_DIRECTION_UP, is_on);
    break;
  case PROP_ORTHOGONAL:
    ng_arrange_set_wires (self->sheet->document, is_on ? NG_WIRES_ORTHOGONAL : NG_WIRES_SPLINE);
    break;
  case PROP_SHOW_GRADIENTS:
    ng_experiment_set_shows_gradients (self->sheet->experiment, is_on);
    break;
  case PROP_TRAINING:
    ng_experiment_set_training (self->sheet->experiment, is_on);
    break;
  case PROP_NOTATION:
    self->show_notation = is_on;
    break;
  case PROP_SHOW_SEARCH:
    gtk_search_bar_set_search_mode (self->sheet->search_bar, is_on);
    break;
  case PROP_COLOR_BY ... LAST_PROP_COLOR_BY:
    ng_sheet_color_by (self->sheet, is_on ? measure_of (id) : NG_MEASURE_KIND);
    ng_studio_window_notify_switches (self);
    break;
  case PROP_SHOW_FIGURE:
    ng_sheet_set_shows_figure (self->sheet, is_on);
    break;
  case PROP_SHOW_VALUES:
    ng_canvas_set_shows_values (self->sheet->canvas, is_on);
    break;
  case PROP_CONSOLE:
    ng_studio_window_show_console (self, is_on);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  ng_studio_window_apply_panes (self);
}

/* The tabs go with the window; nobody follows them any more. */
static void
dispose (GObject *object)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (object);

  g_clear_weak_pointer (&self->help);
  if (self->tabs != NULL)
    g_signal_handlers_disconnect_by_data (self->tabs, self);
  g_clear_object (&self->sheet);
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
  gtk_widget_class_bind_template_child (class, NgStudioWindow, window_title);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, spinner);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, open_button);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, menu_button);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, run_button);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, palette);
  gtk_widget_class_bind_template_child (class, NgStudioWindow, tabs);
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
  properties[PROP_BOTTOM_UP] = boolean_new ("bottom-up");
  properties[PROP_ORTHOGONAL] = boolean_new ("orthogonal");
  properties[PROP_SHOW_VALUES] = boolean_new ("show-values");
  properties[PROP_SHOW_FIGURE] = boolean_new ("show-figure");
  for (guint id = PROP_COLOR_BY; id <= LAST_PROP_COLOR_BY; id++)
    properties[id] = boolean_new (color_by[measure_of (id)]);
  properties[PROP_SHOW_GRADIENTS] = boolean_new ("show-gradients");
  properties[PROP_TRAINING] = boolean_new ("training");
  properties[PROP_NOTATION] = boolean_new ("notation");
  properties[PROP_CONSOLE] = boolean_new ("console");
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (NG_TYPE_PALETTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/netgraph/Studio/window.ui");
  bind_children (widget_class);
}

static void
ng_studio_window_init (NgStudioWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The arrow of the button has no name of its own. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (self->open_button)),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      adw_split_button_get_dropdown_tooltip (ADW_SPLIT_BUTTON (self->open_button)),
      -1);
  self->show_minimap = TRUE;
}

static void
bind_settings (NgStudioWindow *self, GSettings *settings)
{
  static const char *const keys[] = { "show-palette", "show-inspector", "show-drawer",
                                      "show-minimap", "top-down",       "bottom-up",
                                      "notation" };
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
ng_studio_window_new_bare (NgStudioApplication *application)
{
  NgStudioWindow *self = g_object_new (NG_TYPE_STUDIO_WINDOW, "application", application, NULL);
  GSettings *settings = ng_studio_application_settings (application);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  ng_finger_follow (GTK_WIDGET (self));
  ng_palette_set_settings (self->palette, settings);
  bind_settings (self, settings);
  ng_studio_window_init_tabs (self);
  ng_studio_window_init_building (self);
  ng_actions_add_to_window (self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->tabs), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (gtk_recent_manager_get_default (),
                           "changed",
                           G_CALLBACK (update_recent),
                           self,
                           G_CONNECT_SWAPPED);
  ng_file_menu_add_examples (self->examples_menu);
  update_recent (self);
  return self;
}

NgStudioWindow *
ng_studio_window_new (NgStudioApplication *application)
{
  NgStudioWindow *self = ng_studio_window_new_bare (application);

  ng_studio_window_add_sheet (self);
  return self;
}
