#include "ui/figure-page.h"

#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "render/export/pango.h"
#include "render/figure/caption.h"
#include "render/figure/proof.h"
#include "render/scene/pick.h"
#include "ui/figure-layers.h"
#include "ui/figure-rows.h"
#include "ui/paper.h"
#include "ui/picture-content.h"
#include "ui/subject.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pixels. */
#define SETTINGS_WIDTH 400
#define MM_PER_POINT   (25.4 / 72)

struct _NgFigurePage {
  GtkWidget parent_instance;

  NgDocument *document;
  NgFigureSettings *settings; /* those of the document */
  NgTheme *theme;             /* of these settings */
  NgFigureRows *rows;
  NgFigureLayers *layers;
  GtkWidget *box, *paper, *refusal_label, *size_label, *proof_label, *caption;
  GtkStack *stage;
  NgScene *scene;
  NgTheme *scene_theme; /* both of the settings that the scene was drawn with */
  double scene_width;
  char *refusal, *alternative, *name;
  GCancellable *drawing;
  gboolean is_stale; /* whether what is seen is of another net or other settings */
};

G_DEFINE_FINAL_TYPE (NgFigurePage, ng_figure_page, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Drawing. */

/* metrics: (nullable): of the theme's fonts, where they are not the usual ones; caption,
 * alternative, proof: (nullable): made with the figure */
typedef struct {
  NgNet *net;
  NgFigureSettings *settings;
  const NgTheme *theme;
  NgMetrics *metrics;
  GCancellable *cancellable;
  NgPositions *positions;
  NgStandardCache
      *cache; /* (nullable): with the words measured as those of the document's picture */
  char *title, *caption, *alternative, *proof;
} Draw;

static void
draw_free (gpointer data)
{
  Draw *draw = data;

  ng_net_unref (draw->net);
  ng_figure_settings_free (draw->settings);
  g_clear_pointer (&draw->metrics, ng_pango_metrics_free);
  ng_theme_unref (draw->theme);
  g_object_unref (draw->cancellable);
  g_clear_pointer (&draw->positions, ng_positions_unref);
  g_clear_pointer (&draw->cache, ng_standard_cache_unref);
  g_free (draw->title);
  g_free (draw->caption);
  g_free (draw->alternative);
  g_free (draw->proof);
  g_free (draw);
}

/* Returns: (transfer full): what speaks against printing the figure, a line for each; mostly "" */
static char *
proof_text (const Draw *draw, const NgScene *scene)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autofree char *families = NULL;
  GString *text = g_string_new (NULL);

  if (draw->settings->font != NULL)
    families = ng_proof_font (draw->settings->font, warnings);
  ng_proof_print (scene, draw->theme, draw->settings, ng_figure_rows_say, warnings);
  ng_proof_glyphs (scene, draw->theme, warnings);
  for (guint i = 0; i < warnings->len; i++) {
    const NgDiagnostic *warning = warnings->pdata[i];

    g_string_append_printf (text, "%s%s %s", i > 0 ? "\n" : "", warning->message, warning->hint);
  }
  return g_string_free (text, FALSE);
}

static gpointer
draw_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Draw *draw = data;
  const NgFigure *figure = &draw->settings->figure;
  NgScene *scene = ng_figure_draw (draw->net, figure, cancellable, error);

  if (scene != NULL) {
    ng_figure_words (draw->net, figure, scene, cancellable, &draw->caption, &draw->alternative);
    draw->proof = proof_text (draw, scene);
  }
  return scene;
}

static void
show_size (NgFigurePage *self)
{
  NgBox page = ng_scene_bounds (self->scene);
  double width = self->scene_width;
  double height = width * (double) page.height / MAX ((double) page.width, 1e-3);
  g_autofree char *text =
      g_strdup_printf (_ ("%.0f × %.0f mm in print"), width * MM_PER_POINT, height * MM_PER_POINT);

  ng_label_set (GTK_LABEL (self->size_label), text);
}

static void
show_words (NgFigurePage *self, Draw *draw)
{
  g_free (self->alternative);
  self->alternative = g_steal_pointer (&draw->alternative);
  ng_label_set (GTK_LABEL (self->caption), draw->caption);
  gtk_label_set_text (GTK_LABEL (self->proof_label), draw->proof);
  gtk_widget_set_visible (self->proof_label, *draw->proof != '\0');
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->paper), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->alternative, -1);
}

static void
drawn_cb (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgFigurePage *self = owner;
  Draw *draw = data;
  g_autoptr (NgScene) scene = result;

  if (self->document == NULL || draw->cancellable != self->drawing)
    return;
  g_clear_object (&self->drawing);
  g_clear_pointer (&self->refusal, g_free);
  if (scene == NULL) {
    self->refusal = ng_failure_text (error);
    ng_label_set (GTK_LABEL (self->refusal_label), self->refusal);
    ng_label_set (GTK_LABEL (self->size_label), "");
    gtk_widget_set_visible (self->proof_label, FALSE);
    gtk_stack_set_visible_child_name (self->stage, "refusal");
  } else {
    g_clear_pointer (&self->scene, ng_scene_unref);
    self->scene = g_steal_pointer (&scene);
    g_clear_pointer (&self->scene_theme, ng_theme_unref);
    self->scene_theme = (NgTheme *) ng_theme_ref (draw->theme);
    self->scene_width = ng_figure_width (&draw->settings->figure, self->scene);
    ng_paper_set_scene (NG_PAPER (self->paper), self->scene, self->scene_width);
    ng_paper_set_theme (NG_PAPER (self->paper), self->scene_theme);
    show_size (self);
    show_words (self, draw);
    gtk_stack_set_visible_child_name (self->stage, "paper");
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static const char *
page_title (NgFigurePage *self)
{
  return ng_figure_settings_title (self->settings, self->name);
}

/* What the file says that its net is, or its name. */
static void
take_name (NgFigurePage *self)
{
  GFile *file = ng_document_file (self->document);

  g_free (self->name);
  self->name = file != NULL && g_file_peek_path (file) != NULL
                   ? ng_gallery_name (g_file_peek_path (file))
                   : ng_document_stem (ng_document_title (self->document));
}

/* A figure that is being drawn is given up for a newer one. */
static void
update (NgFigurePage *self)
{
  NgNet *net = ng_document_net (self->document);
  Draw *draw;

  self->is_stale = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || net == NULL)
    return;
  self->is_stale = FALSE;
  take_name (self);
  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->drawing = g_cancellable_new ();
  draw = g_new0 (Draw, 1);
  *draw = (Draw){
    .net = ng_net_ref (net),
    .settings = ng_figure_settings_copy (self->settings),
    .theme = ng_theme_ref (self->theme),
    .cancellable = g_object_ref (self->drawing),
    .positions = ng_positions_copy (ng_document_positions (self->document)),
    .title = g_strdup (page_title (self)),
  };
  if (self->settings->font != NULL)
    draw->metrics = ng_pango_metrics_new (draw->theme);
  else
    draw->cache = ng_standard_cache_ref (ng_document_cache (self->document));
  draw->settings->figure.title = draw->title;
  draw->settings->figure.positions = draw->positions;
  draw->settings->figure.cache = draw->cache;
  draw->settings->figure.metrics = draw->metrics != NULL ? draw->metrics : ng_pango_metrics ();
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  draw_work,
                  draw,
                  draw_free,
                  self->drawing,
                  drawn_cb);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ng_figure_page_parent_class)->map (widget);
  if (NG_FIGURE_PAGE (widget)->is_stale)
    update (NG_FIGURE_PAGE (widget));
}

/* Settings. */

static void
take_theme (NgFigurePage *self)
{
  const NgFigureSettings *settings = self->settings;
  g_autofree char *families = settings->font != NULL ? ng_proof_font (settings->font, NULL) : NULL;
  NgThemeKind kind = settings->theme != NG_FIGURE_AUTOMATIC ? (NgThemeKind) settings->theme
                                                            : settings->figure.form->theme;

  g_clear_pointer (&self->theme, ng_theme_unref);
  self->theme = ng_theme_with (
      ng_theme_get (kind), (NgThemePalette) settings->palette, families, settings->opaque);
}

/* Somebody has settled something: the document keeps it. */
static void
settled_cb (gpointer owner)
{
  NgFigurePage *self = owner;
  g_autofree char *text = ng_figure_settings_print (self->settings);

  ng_document_settle_figure (self->document, text);
  take_theme (self);
  update (self);
}

static NgNet *
net_cb (gpointer owner)
{
  return ng_document_net (NG_FIGURE_PAGE (owner)->document);
}

static void
show_settings (NgFigurePage *self)
{
  ng_figure_rows_show (self->rows, self->settings);
  ng_figure_layers_show (self->layers, self->settings);
}

/* Takes the document's settings, where they are others than these. */
static void
figure_changed_cb (NgFigurePage *self)
{
  const char *text = ng_document_figure (self->document);
  NgFigureSettings *settings =
      text != NULL ? ng_figure_settings_parse (text, strlen (text), NULL, NULL) : NULL;
  NgFigureSettings *old;

  if (settings == NULL)
    settings = ng_figure_settings_new ();
  if (ng_figure_settings_equal (settings, self->settings)) {
    ng_figure_settings_free (settings);
    return;
  }
  old = self->settings;
  self->settings = settings;
  show_settings (self);
  ng_figure_settings_free (old);
  take_theme (self);
  update (self);
}

static GtkWidget *
settings_new (NgFigurePage *self)
{
  GtkWidget *page = adw_preferences_page_new (), *frame = gtk_scrolled_window_new ();
  GtkWidget *group;

  self->rows = ng_figure_rows_new (ADW_PREFERENCES_PAGE (page), settled_cb, self);
  self->layers = ng_figure_layers_new (ADW_PREFERENCES_PAGE (page), net_cb, settled_cb, self);
  show_settings (self);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Draft of a Caption"));
  self->caption = ng_paragraph_new ("", NULL);
  gtk_label_set_selectable (GTK_LABEL (self->caption), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->caption);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  /* It stays as wide, whatever is said in it. */
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (frame), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_widget_set_hexpand (frame, FALSE);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (frame), SETTINGS_WIDTH);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (frame), page);
  return frame;
}

/* The stage: the figure, or why there is none; under it how large it is, and what to do with it. */

static void
fit_cb (NgFigurePage *self)
{
  ng_paper_set_zoom (NG_PAPER (self->paper), 0);
}

static void
actual_size_cb (NgFigurePage *self)
{
  ng_paper_set_zoom (NG_PAPER (self->paper), 1);
}

NgPicture
ng_figure_page_picture (NgFigurePage *self)
{
  return (NgPicture){ .scene = ng_figure_page_scene (self),
                      .theme = ng_figure_page_theme (self),
                      .net = ng_document_net (self->document),
                      .settings = self->settings,
                      .title = (char *) page_title (self),
                      .description = self->alternative,
                      .author = self->settings->author,
                      .width = ng_figure_page_width (self),
                      .outlines = self->settings->outlines };
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, NgFigurePage *self)
{
  NgPicture picture = ng_figure_page_picture (self);

  if (picture.scene == NULL)
    return NULL;
  return ng_picture_content_new (ng_document_tasks (self->document), &picture);
}

static void
copy (NgFigurePage *self)
{
  NgPicture picture = ng_figure_page_picture (self);
  g_autoptr (GdkContentProvider) content = NULL;

  if (picture.scene == NULL)
    return;
  content = ng_picture_content_new (ng_document_tasks (self->document), &picture);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
}

/* The settings of the layer that was clicked, where one may say something else of it. */
static void
clicked_cb (GtkGestureClick *gesture, int n_press, double x, double y, NgFigurePage *self)
{
  NgNet *root = ng_document_net (self->document), *net;
  g_autoptr (NgSubject) subject = NULL;
  NgPick pick;
  int layer;

  if (root == NULL || !ng_paper_pick (NG_PAPER (self->paper), x, y, &pick))
    return;
  subject = ng_subject_from_pick (self->scene, pick);
  if (subject == NULL || subject->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (subject, root, &net, &layer) || layer < 0)
    return;
  g_autofree char *name = ng_net_shown_name (net, (gsize) layer);
  g_autofree char *path = ng_subject_join (subject->net, name);
  ng_figure_layers_point (self->layers, path);
}

static gboolean
copy_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  copy (NG_FIGURE_PAGE (widget));
  return TRUE;
}

static void
add_button (NgFigurePage *self, GtkWidget *bar, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
stage_new (NgFigurePage *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkDragSource *drag;
  GtkGesture *click;
  GtkWidget *export = gtk_button_new_with_mnemonic (_ ("_Export Picture…"));

  self->stage = GTK_STACK (gtk_stack_new ());
  self->paper = ng_paper_new ();
  gtk_widget_set_focusable (self->paper, TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->paper), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Figure"), -1);
  drag = gtk_drag_source_new ();
  g_signal_connect (drag, "prepare", G_CALLBACK (prepare_drag_cb), self);
  gtk_widget_add_controller (self->paper, GTK_EVENT_CONTROLLER (drag));
  click = gtk_gesture_click_new ();
  g_signal_connect (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (self->paper, GTK_EVENT_CONTROLLER (click));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->paper);
  gtk_stack_add_named (self->stage, scrolled, "paper");
  self->refusal_label = ng_paragraph_new ("", "dim-label");
  gtk_label_set_justify (GTK_LABEL (self->refusal_label), GTK_JUSTIFY_CENTER);
  gtk_label_set_width_chars (GTK_LABEL (self->refusal_label), 40);
  gtk_label_set_max_width_chars (GTK_LABEL (self->refusal_label), 50);
  gtk_widget_set_halign (self->refusal_label, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stage, self->refusal_label, "refusal");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stage), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->stage), TRUE);

  self->proof_label = ng_paragraph_new ("", "warning");
  gtk_widget_set_visible (self->proof_label, FALSE);
  gtk_label_set_selectable (GTK_LABEL (self->proof_label), TRUE);
  self->size_label = ng_label_new ("");
  gtk_widget_add_css_class (self->size_label, "dim-label");
  gtk_widget_set_hexpand (self->size_label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->size_label), 0);
  gtk_box_append (GTK_BOX (bar), self->size_label);
  add_button (self, bar, _ ("_Whole Figure"), G_CALLBACK (fit_cb));
  add_button (self, bar, _ ("Actual _Size"), G_CALLBACK (actual_size_cb));
  add_button (self, bar, _ ("_Copy"), G_CALLBACK (copy));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (export), "win.export");
  gtk_widget_add_css_class (export, "suggested-action");
  gtk_box_append (GTK_BOX (bar), export);
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_box_append (GTK_BOX (side), GTK_WIDGET (self->stage));
  gtk_box_append (GTK_BOX (side), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_widget_set_margin_start (self->proof_label, 12);
  gtk_widget_set_margin_end (self->proof_label, 12);
  gtk_widget_set_margin_top (self->proof_label, 6);
  gtk_box_append (GTK_BOX (side), self->proof_label);
  gtk_box_append (GTK_BOX (side), bar);
  return side;
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (NG_FIGURE_PAGE (widget)->paper);
}

static void
dispose (GObject *object)
{
  NgFigurePage *self = NG_FIGURE_PAGE (object);

  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_figure_page_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  NgFigurePage *self = NG_FIGURE_PAGE (object);

  g_clear_pointer (&self->scene, ng_scene_unref);
  g_clear_pointer (&self->scene_theme, ng_theme_unref);
  g_free (self->refusal);
  g_free (self->alternative);
  g_free (self->name);
  ng_figure_settings_free (self->settings);
  ng_theme_unref (self->theme);
  G_OBJECT_CLASS (ng_figure_page_parent_class)->finalize (object);
}

static void
ng_figure_page_class_init (NgFigurePageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  G_OBJECT_CLASS (class)->finalize = finalize;
  GTK_WIDGET_CLASS (class)->map = map;
  GTK_WIDGET_CLASS (class)->grab_focus = grab_focus;
  gtk_widget_class_add_binding (
      GTK_WIDGET_CLASS (class), GDK_KEY_c, GDK_CONTROL_MASK, copy_cb, NULL);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[CHANGED] = g_signal_new (
      "changed", NG_TYPE_FIGURE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ng_figure_page_init (NgFigurePage *self)
{
  self->settings = ng_figure_settings_new ();
  take_theme (self);
  self->is_stale = TRUE;
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->box), stage_new (self));
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (self->box), settings_new (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
ng_figure_page_new (NgDocument *document)
{
  NgFigurePage *self = g_object_new (NG_TYPE_FIGURE_PAGE, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "net-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "arranged", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "figure-changed", G_CALLBACK (figure_changed_cb), self, G_CONNECT_SWAPPED);
  figure_changed_cb (self);
  return GTK_WIDGET (self);
}

NgScene *
ng_figure_page_scene (NgFigurePage *self)
{
  return self->refusal == NULL ? self->scene : NULL;
}

const NgFigure *
ng_figure_page_figure (NgFigurePage *self)
{
  return &self->settings->figure;
}

double
ng_figure_page_width (NgFigurePage *self)
{
  return self->scene_width;
}

const NgTheme *
ng_figure_page_theme (NgFigurePage *self)
{
  return self->scene_theme != NULL ? self->scene_theme : self->theme;
}

gboolean
ng_figure_page_is_drawing (NgFigurePage *self)
{
  return self->drawing != NULL;
}

const char *
ng_figure_page_caption (NgFigurePage *self)
{
  return gtk_label_get_text (GTK_LABEL (self->caption));
}

const char *
ng_figure_page_proof (NgFigurePage *self)
{
  return gtk_label_get_text (GTK_LABEL (self->proof_label));
}

const char *
ng_figure_page_refusal (NgFigurePage *self)
{
  return self->refusal;
}
