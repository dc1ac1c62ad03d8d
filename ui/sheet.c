#include "ui/sheet-private.h"

#include "ui/actions.h"
#include "ui/file-menu.h"
#include "ui/gallery-cards.h"
#include "ui/text.h"
#include "ui/tooltip.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (NgSheet, ng_sheet, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_TITLE, PROP_IS_BUSY, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

enum { CHANGED, SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

NgDocument *
ng_sheet_document (NgSheet *self)
{
  return self->document;
}

const char *
ng_sheet_title (NgSheet *self)
{
  return self->title;
}

gboolean
ng_sheet_is_busy (NgSheet *self)
{
  return self->is_busy;
}

gboolean
ng_sheet_is_free (NgSheet *self)
{
  return !self->is_editing && !ng_document_is_opening (self->document);
}

gboolean
ng_sheet_shows_net (NgSheet *self)
{
  return strcmp (gtk_stack_get_visible_child_name (self->pages), "net") == 0;
}

static void busy_changed_cb (NgSheet *self);

static void
changed (NgSheet *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The canvas, whatever is on it, once there was a net or somebody wanted to begin one. */
static void
update_page (NgSheet *self)
{
  gboolean has_net = ng_document_net (self->document) != NULL;
  const char *page = has_net && self->shows_figure             ? "figure"
                     : has_net                                 ? "net"
                     : ng_document_is_opening (self->document) ? "opening"
                     : self->is_editing                        ? "net"
                                                               : "empty";

  self->is_editing |= has_net;
  gtk_widget_set_visible (self->empty_hint, !has_net);
  if (strcmp (gtk_stack_get_visible_child_name (self->pages), page) == 0)
    return;
  gtk_stack_set_visible_child_name (self->pages, page);
  if ((ng_sheet_shows_net (self) || ng_sheet_shows_figure (self)) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

gboolean
ng_sheet_shows_figure (NgSheet *self)
{
  return strcmp (gtk_stack_get_visible_child_name (self->pages), "figure") == 0;
}

void
ng_sheet_set_shows_figure (NgSheet *self, gboolean shows_figure)
{
  if (shows_figure && self->figure == NULL) {
    GtkWidget *page = ng_figure_page_new (self->document);

    self->figure = NG_FIGURE_PAGE (page);
    g_signal_connect_object (
        page, "changed", G_CALLBACK (busy_changed_cb), self, G_CONNECT_SWAPPED);
    gtk_stack_add_named (self->pages, page, "figure");
  }
  self->shows_figure = shows_figure;
  update_page (self);
  changed (self);
}

void
ng_sheet_begin (NgSheet *self)
{
  self->is_editing = TRUE;
  update_page (self);
  ng_sheet_update_title (self);
  changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
ng_sheet_take_shape (NgSheet *self, NgSheet *other)
{
  AdwViewStack *const stacks[][2] = { { self->drawer_stack, other->drawer_stack },
                                      { self->inspector_stack, other->inspector_stack } };
  GtkPaned *const panes[][2] = { { self->sides, other->sides },
                                 { self->floors, other->floors },
                                 { self->halves, other->halves } };

  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    adw_view_stack_set_visible_child_name (stacks[i][0],
                                           adw_view_stack_get_visible_child_name (stacks[i][1]));
  for (gsize i = 0; i < G_N_ELEMENTS (panes); i++) {
    gboolean is_placed;

    g_object_get (panes[i][1], "position-set", &is_placed, NULL);
    if (is_placed)
      gtk_paned_set_position (panes[i][0], gtk_paned_get_position (panes[i][1]));
  }
}

/* Following the document. */

void
ng_sheet_update_title (NgSheet *self)
{
  const char *name = ng_document_title (self->document);

  if (ng_document_net (self->document) == NULL && !self->is_editing)
    name = self->unread != NULL ? self->unread : "NetGraph";
  g_free (self->title);
  self->title = g_strconcat (ng_document_is_changed (self->document) ? "• " : "", name, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
file_changed_cb (NgSheet *self)
{
  ng_sheet_update_title (self);
  changed (self);
}

static void
arranged_cb (NgSheet *self)
{
  ng_sheet_stay (self);
  file_changed_cb (self);
}

static void
update_problems (NgSheet *self)
{
  guint n = ng_problems_n (self->problems);

  adw_view_stack_page_set_badge_number (self->problems_page, n);
  adw_view_stack_page_set_needs_attention (self->problems_page, n > 0);
}

static void
net_changed_cb (NgSheet *self)
{
  GFile *file = ng_document_file (self->document);

  ng_sheet_stay (self);
  ng_sheet_update_title (self);
  update_problems (self);
  gtk_info_bar_set_revealed (self->failure, FALSE);
  update_page (self);
  if (file != NULL && !ng_document_can_undo (self->document)) {
    g_autofree char *uri = g_file_get_uri (file);

    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  }
  changed (self);
}

static void
update_status (NgSheet *self)
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
selection_changed_cb (NgSheet *self)
{
  update_status (self);
  changed (self);
}

static void
picture_changed_cb (NgSheet *self)
{
  if (self->shows_selection && ng_document_selection (self->document) != NULL)
    ng_canvas_show (self->canvas, ng_document_selection (self->document));
  self->shows_selection = FALSE;
  update_status (self);
  changed (self);
}

static void
busy_changed_cb (NgSheet *self)
{
  self->is_busy = ng_document_is_opening (self->document) ||
                  ng_document_is_drawing (self->document) ||
                  ng_experiment_is_running (self->experiment) ||
                  (self->figure != NULL && ng_figure_page_is_drawing (self->figure));
  update_page (self);
  update_status (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
  changed (self);
}

void
ng_sheet_color_by (NgSheet *self, NgMeasure measure)
{
  g_autoptr (GHashTable) values =
      measure == NG_MEASURE_VALUES ? ng_experiment_greatest (self->experiment) : NULL;

  ng_document_set_measure (self->document, measure, values);
}

static void
experiment_changed_cb (NgSheet *self)
{
  if (ng_document_measure (self->document) == NG_MEASURE_VALUES &&
      !ng_experiment_is_running (self->experiment))
    ng_sheet_color_by (self, NG_MEASURE_VALUES);
  update_problems (self);
  busy_changed_cb (self);
}

static void
view_changed_cb (NgSheet *self)
{
  g_autofree char *text = g_strdup_printf ("%.0f %%", 100 * ng_canvas_zoom (self->canvas));

  ng_label_set (self->zoom_label, text);
  update_status (self);
}

void
ng_sheet_show_subject (NgSheet *self, const NgSubject *subject)
{
  g_autoptr (NgSubject) copy = ng_subject_copy (subject);

  ng_sheet_set_shows_figure (self, FALSE);
  ng_document_reveal (self->document, copy);
  self->shows_selection = ng_document_is_drawing (self->document);
  ng_canvas_show (self->canvas, copy);
}

/* What is said. */

static void
close_failure_cb (NgSheet *self)
{
  gtk_info_bar_set_revealed (self->failure, FALSE);
  g_clear_pointer (&self->unread, g_free);
  ng_sheet_update_title (self);
  changed (self);
}

void
ng_sheet_toast (NgSheet *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

void
ng_sheet_toast_undo (NgSheet *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Panes. */

static void
close_drawer_cb (NgSheet *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-drawer", NULL);
}

static void
search_stopped_cb (NgSheet *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

static void
search_mode_cb (NgSheet *self)
{
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
  NgSheet *self = NG_SHEET (object);

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_IS_BUSY:
    g_value_set_boolean (value, self->is_busy);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static gboolean
grab_focus (GtkWidget *widget)
{
  NgSheet *self = NG_SHEET (widget);

  return gtk_widget_grab_focus (ng_sheet_shows_figure (self) ? GTK_WIDGET (self->figure)
                                : ng_sheet_shows_net (self)  ? GTK_WIDGET (self->canvas)
                                                             : GTK_WIDGET (self->pages));
}

static void
dispose (GObject *object)
{
  NgSheet *self = NG_SHEET (object);

  g_clear_pointer (&self->quick_add, gtk_widget_unparent);
  if (self->toasts != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->toasts));
  self->toasts = NULL;
  g_clear_object (&self->experiment);
  g_clear_object (&self->document);
  g_clear_object (&self->application);
  G_OBJECT_CLASS (ng_sheet_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (NG_SHEET (object)->title);
  g_free (NG_SHEET (object)->unread);
  G_OBJECT_CLASS (ng_sheet_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, NgSheet, toasts);
  gtk_widget_class_bind_template_child (class, NgSheet, failure);
  gtk_widget_class_bind_template_child (class, NgSheet, failure_title);
  gtk_widget_class_bind_template_child (class, NgSheet, failure_text);
  gtk_widget_class_bind_template_child (class, NgSheet, notices);
  gtk_widget_class_bind_template_child (class, NgSheet, search_bar);
  gtk_widget_class_bind_template_child (class, NgSheet, search);
  gtk_widget_class_bind_template_child (class, NgSheet, pages);
  gtk_widget_class_bind_template_child (class, NgSheet, sides);
  gtk_widget_class_bind_template_child (class, NgSheet, floors);
  gtk_widget_class_bind_template_child (class, NgSheet, halves);
  gtk_widget_class_bind_template_child (class, NgSheet, cards);
  gtk_widget_class_bind_template_child (class, NgSheet, examples);
  gtk_widget_class_bind_template_child (class, NgSheet, breadcrumb);
  gtk_widget_class_bind_template_child (class, NgSheet, canvas);
  gtk_widget_class_bind_template_child (class, NgSheet, minimap);
  gtk_widget_class_bind_template_child (class, NgSheet, depth);
  gtk_widget_class_bind_template_child (class, NgSheet, zoom_label);
  gtk_widget_class_bind_template_child (class, NgSheet, status);
  gtk_widget_class_bind_template_child (class, NgSheet, empty_hint);
  gtk_widget_class_bind_template_child (class, NgSheet, notation);
  gtk_widget_class_bind_template_child (class, NgSheet, drawer);
  gtk_widget_class_bind_template_child (class, NgSheet, drawer_stack);
  gtk_widget_class_bind_template_child (class, NgSheet, problems_page);
  gtk_widget_class_bind_template_child (class, NgSheet, outline);
  gtk_widget_class_bind_template_child (class, NgSheet, problems);
  gtk_widget_class_bind_template_child (class, NgSheet, side);
  gtk_widget_class_bind_template_child (class, NgSheet, console);
  gtk_widget_class_bind_template_child (class, NgSheet, inspector_stack);
  gtk_widget_class_bind_template_child (class, NgSheet, inspector);
  gtk_widget_class_bind_template_child (class, NgSheet, runner);
}

static void
ng_sheet_class_init (NgSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->get_property = get_property;
  G_OBJECT_CLASS (class)->dispose = dispose;
  G_OBJECT_CLASS (class)->finalize = finalize;
  widget_class->grab_focus = grab_focus;
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_BUSY] = g_param_spec_boolean (
      "is-busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new (
      "changed", NG_TYPE_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTLED] = g_signal_new ("settled",
                                   NG_TYPE_SHEET,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_INT,
                                   G_TYPE_BOOLEAN);

  g_type_ensure (NG_TYPE_BREADCRUMB);
  g_type_ensure (NG_TYPE_CANVAS);
  g_type_ensure (NG_TYPE_CONSOLE);
  g_type_ensure (NG_TYPE_DEPTH_BUTTON);
  g_type_ensure (NG_TYPE_INSPECTOR);
  g_type_ensure (NG_TYPE_MINIMAP);
  g_type_ensure (NG_TYPE_NOTICES);
  g_type_ensure (NG_TYPE_NOTATION_PANE);
  g_type_ensure (NG_TYPE_OUTLINE);
  g_type_ensure (NG_TYPE_PROBLEMS);
  g_type_ensure (NG_TYPE_RUNNER);
  g_type_ensure (NG_TYPE_SEARCH);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/netgraph/Studio/sheet.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, close_failure_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_drawer_cb);
}

static void
ng_sheet_init (NgSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
follow (NgSheet *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback callback;
  } links[] = {
    { self->document, "net-changed", G_CALLBACK (net_changed_cb) },
    { self->document, "picture-changed", G_CALLBACK (picture_changed_cb) },
    { self->document, "selection-changed", G_CALLBACK (selection_changed_cb) },
    { self->document, "inside-changed", G_CALLBACK (selection_changed_cb) },
    { self->document, "arranged", G_CALLBACK (arranged_cb) },
    { self->document, "busy-changed", G_CALLBACK (busy_changed_cb) },
    { self->document, "saved", G_CALLBACK (file_changed_cb) },
    { self->document, "figure-changed", G_CALLBACK (file_changed_cb) },
    { self->document, "disk-changed", G_CALLBACK (file_changed_cb) },
    { self->experiment, "changed", G_CALLBACK (experiment_changed_cb) },
    { self->canvas, "view-changed", G_CALLBACK (view_changed_cb) },
    { self->canvas, "message", G_CALLBACK (ng_sheet_toast) },
    { self->outline, "shown", G_CALLBACK (ng_sheet_show_subject) },
    { self->problems, "shown", G_CALLBACK (ng_sheet_show_subject) },
    { self->search, "shown", G_CALLBACK (ng_sheet_show_subject) },
    { self->search, "stopped", G_CALLBACK (search_stopped_cb) },
    { self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    g_signal_connect_object (
        links[i].object, links[i].signal, links[i].callback, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->notation, "shown", G_CALLBACK (ng_canvas_show), self->canvas, G_CONNECT_SWAPPED);
}

/* What is said stops before the map. */
static void
minimap_shown_cb (NgSheet *self)
{
  gboolean is_shown = gtk_widget_get_visible (GTK_WIDGET (self->minimap));

  gtk_widget_set_margin_end (GTK_WIDGET (self->status), is_shown ? NG_MINIMAP_MAX_WIDTH + 24 : 12);
}

NgSheet *
ng_sheet_new (NgStudioApplication *application)
{
  NgSheet *self = g_object_new (NG_TYPE_SHEET, NULL);
  GSettings *settings = ng_studio_application_settings (application);

  self->application = g_object_ref (application);
  self->document = ng_document_new (ng_studio_application_tasks (application));
  self->experiment = ng_experiment_new (self->document);
  ng_canvas_set_document (self->canvas, self->document, self->experiment);
  ng_breadcrumb_set_document (self->breadcrumb, self->document);
  ng_minimap_set_canvas (self->minimap, self->canvas, self->document);
  g_signal_connect_object (
      self->minimap, "notify::visible", G_CALLBACK (minimap_shown_cb), self, G_CONNECT_SWAPPED);
  ng_depth_button_set_document (self->depth, self->document);
  ng_inspector_set_document (self->inspector, self->document, self->experiment);
  ng_runner_set_document (self->runner, self->document, self->experiment);
  ng_outline_set_document (self->outline, self->document, self->experiment);
  ng_problems_set_document (self->problems, self->document, self->experiment);
  ng_search_set_document (self->search, self->document);
  ng_notices_set_document (self->notices, self->document);
  ng_notation_pane_set_document (self->notation, self->document);
  ng_console_set_document (self->console, self->document);
  self->quick_add = ng_quick_add_new (self->document, settings);
  gtk_widget_set_parent (self->quick_add, GTK_WIDGET (self->canvas));
  ng_sheet_update_title (self);
  follow (self);
  ng_sheet_init_files (self);
  ng_actions_add_to_canvas (GTK_WIDGET (self->canvas));
  ng_gallery_cards_fill (self->cards, ng_studio_application_tasks (application));
  ng_file_menu_add_buttons (self->examples);
  return self;
}
