#include "ui/figure-page.h"

#include "render/export/pango.h"
#include "render/export/widths.h"
#include "render/figure/caption.h"
#include "ui/paper.h"
#include "ui/picture-content.h"
#include "ui/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Pixels. */
#define SETTINGS_WIDTH 330
#define MM_PER_POINT   (25.4 / 72)

/* One setting that is one of several words. */
#define MAX_WORDS 5

typedef struct {
  const char *title;
  gsize offset; /* of an int in NgFigureSettings */
  struct {
    const char *label;
    int value;
  } words[MAX_WORDS];
} Choice;

static const Choice choices[] = {
  { N_ ("Flow"),
    G_STRUCT_OFFSET (NgFigureSettings, figure.direction),
    { { N_ ("As it suits"), NG_FIGURE_AUTOMATIC },
      { N_ ("To the right"), NG_DIRECTION_RIGHT },
      { N_ ("Down"), NG_DIRECTION_DOWN },
      { N_ ("Up"), NG_DIRECTION_UP } } },
  { N_ ("Rows"),
    G_STRUCT_OFFSET (NgFigureSettings, figure.wrap),
    { { N_ ("One"), 0 }, { N_ ("To fill a page"), NG_WRAP_AUTOMATIC } } },
  { N_ ("Dimensions"),
    G_STRUCT_OFFSET (NgFigureSettings, figure.dimensions),
    { { N_ ("As it suits"), NG_FIGURE_AUTOMATIC },
      { N_ ("Everywhere"), NG_DIMENSIONS_ALL },
      { N_ ("Where they change"), NG_DIMENSIONS_CHANGES },
      { N_ ("Nowhere"), NG_DIMENSIONS_NONE } } },
  { N_ ("Groups and nested nets"),
    G_STRUCT_OFFSET (NgFigureSettings, figure.depth),
    { { N_ ("No groups"), -1 },
      { N_ ("Closed"), 0 },
      { N_ ("Outermost open"), 1 },
      { N_ ("Two levels open"), 2 },
      { N_ ("All open"), NG_MAX_NET_DEPTH } } },
  { N_ ("Kinds of layers"),
    G_STRUCT_OFFSET (NgFigureSettings, palette),
    { { N_ ("By tints"), NG_THEME_PALETTE_TINTS },
      { N_ ("By hues that nobody mixes up"), NG_THEME_PALETTE_COLOUR_BLIND },
      { N_ ("By greys and hatches"), NG_THEME_PALETTE_GREY },
      { N_ ("Not at all: lines alone"), NG_THEME_PALETTE_PLAIN } } },
  { N_ ("Legend"),
    G_STRUCT_OFFSET (NgFigureSettings, figure.legend),
    { { N_ ("None"), NG_LEGEND_NONE },
      { N_ ("On the right"), NG_LEGEND_RIGHT },
      { N_ ("Below"), NG_LEGEND_BELOW } } },
};

static const struct {
  const char *title;
  gsize offset; /* of a gboolean in NgFigureSettings */
} switches[] = {
  { N_ ("Title and counts"), G_STRUCT_OFFSET (NgFigureSettings, figure.header) },
  { N_ ("Names of layers"), G_STRUCT_OFFSET (NgFigureSettings, figure.names) },
  { N_ ("Symbols for ports"), G_STRUCT_OFFSET (NgFigureSettings, figure.symbols) },
  { N_ ("Layers in a row share a box"), G_STRUCT_OFFSET (NgFigureSettings, figure.stack) },
  { N_ ("Repeats once, with their count"), G_STRUCT_OFFSET (NgFigureSettings, figure.fold) },
  { N_ ("Nothing see-through"), G_STRUCT_OFFSET (NgFigureSettings, opaque) },
};

struct _NgFigurePage {
  GtkWidget parent_instance;

  NgDocument *document;
  NgFigureSettings *settings; /* those of the document */
  NgTheme *theme;             /* of these settings */
  gboolean is_showing;        /* whether rows are being set to what the settings are */
  GtkWidget *form_row, *width_row, *theme_row;
  GtkWidget *choice_rows[G_N_ELEMENTS (choices)], *switches[G_N_ELEMENTS (switches)];
  GtkWidget *box, *paper, *refusal_label, *size_label, *caption;
  AdwPreferencesGroup *form_group; /* says what the form is good for */
  GtkStack *stage;
  NgScene *scene;
  NgTheme *scene_theme; /* both of the settings that the scene was drawn with */
  double scene_width;
  char *refusal;
  GCancellable *drawing;
  gboolean is_stale; /* whether what is seen is of another net or other settings */
};

G_DEFINE_FINAL_TYPE (NgFigurePage, ng_figure_page, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Drawing. */

/* metrics: (nullable): of the theme's fonts, where they are not the usual ones; caption,
 * alternative: (nullable): made with the figure */
typedef struct {
  NgNet *net;
  NgFigureSettings *settings;
  const NgTheme *theme;
  NgMetrics *metrics;
  GCancellable *cancellable;
  NgPositions *positions;
  char *title, *caption, *alternative;
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
  g_free (draw->title);
  g_free (draw->caption);
  g_free (draw->alternative);
  g_free (draw);
}

static gpointer
draw_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Draw *draw = data;
  const NgFigure *figure = &draw->settings->figure;
  NgScene *scene = ng_figure_draw (draw->net, figure, cancellable, error);

  if (scene != NULL)
    ng_figure_words (draw->net, figure, scene, cancellable, &draw->caption, &draw->alternative);
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
    ng_label_set (GTK_LABEL (self->caption), draw->caption);
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->paper), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, draw->alternative, -1);
    gtk_stack_set_visible_child_name (self->stage, "paper");
  }
  g_signal_emit (self, signals[CHANGED], 0);
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
    .title = g_strdup (ng_document_title (self->document)),
  };
  if (self->settings->font != NULL)
    draw->metrics = ng_pango_metrics_new (draw->theme);
  draw->settings->figure.title = draw->title;
  draw->settings->figure.positions = draw->positions;
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
  NgThemeKind kind = settings->theme != NG_FIGURE_AUTOMATIC ? (NgThemeKind) settings->theme
                                                            : settings->figure.form->theme;

  g_clear_pointer (&self->theme, ng_theme_unref);
  self->theme = ng_theme_with (
      ng_theme_get (kind), (NgThemePalette) settings->palette, settings->font, settings->opaque);
}

/* Somebody has settled something: the document keeps it. */
static void
settle (NgFigurePage *self)
{
  g_autofree char *text = ng_figure_settings_print (self->settings);

  ng_document_set_figure (self->document, text);
  take_theme (self);
  update (self);
}

static GtkWidget *
combo_new (AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  adw_preferences_group_add (group, row);
  return row;
}

static void
combo_append (GtkWidget *row, const char *label)
{
  gtk_string_list_append (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (row))), label);
}

static void
form_cb (AdwComboRow *row, GParamSpec *pspec, NgFigurePage *self)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  guint index = adw_combo_row_get_selected (row);

  if (index >= n)
    return;
  adw_preferences_group_set_description (self->form_group, _ (forms[index]->summary));
  if (self->is_showing)
    return;
  self->settings->figure.form = forms[index];
  settle (self);
}

static void
add_forms (NgFigurePage *self, AdwPreferencesGroup *group)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  GtkWidget *row = combo_new (group, _ ("Form"));

  for (gsize i = 0; i < n; i++)
    combo_append (row, _ (forms[i]->title));
  self->form_group = group;
  adw_preferences_group_set_description (group, _ (forms[0]->summary));
  g_signal_connect (row, "notify::selected", G_CALLBACK (form_cb), self);
  self->form_row = row;
}

static void
width_cb (AdwComboRow *row, GParamSpec *pspec, NgFigurePage *self)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  guint index = adw_combo_row_get_selected (row);

  if (self->is_showing)
    return;
  self->settings->figure.width = index > 0 && index <= n ? widths[index - 1].points : 0;
  settle (self);
}

static void
add_widths (NgFigurePage *self, AdwPreferencesGroup *group)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  GtkWidget *row = combo_new (group, _ ("Width"));

  combo_append (row, _ ("Its own"));
  for (gsize i = 0; i < n; i++) {
    g_autofree char *label = ng_width_text (&widths[i]);
    combo_append (row, label);
  }
  g_signal_connect (row, "notify::selected", G_CALLBACK (width_cb), self);
  self->width_row = row;
}

static void
theme_cb (AdwComboRow *row, GParamSpec *pspec, NgFigurePage *self)
{
  guint index = adw_combo_row_get_selected (row);

  if (self->is_showing)
    return;
  self->settings->theme = index > 0 && index <= NG_N_THEMES ? (int) index - 1 : NG_FIGURE_AUTOMATIC;
  settle (self);
}

static void
add_themes (NgFigurePage *self, AdwPreferencesGroup *group)
{
  static const char *const labels[NG_N_THEMES] = { [NG_THEME_LIGHT] = N_ ("Light"),
                                                   [NG_THEME_DARK] = N_ ("Dark"),
                                                   [NG_THEME_CONTRAST] = N_ ("High contrast"),
                                                   [NG_THEME_CONTRAST_DARK] =
                                                       N_ ("High contrast, dark"),
                                                   [NG_THEME_PRINT] = N_ ("Grey, for print") };
  GtkWidget *row = combo_new (group, _ ("Colors"));

  combo_append (row, _ ("As it suits"));
  for (gsize i = 0; i < NG_N_THEMES; i++)
    combo_append (row, _ (labels[i]));
  g_signal_connect (row, "notify::selected", G_CALLBACK (theme_cb), self);
  self->theme_row = row;
}

static void
choice_cb (AdwComboRow *row, GParamSpec *pspec, NgFigurePage *self)
{
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");
  guint index = adw_combo_row_get_selected (row);

  if (index >= MAX_WORDS || self->is_showing)
    return;
  G_STRUCT_MEMBER (int, self->settings, choice->offset) = choice->words[index].value;
  settle (self);
}

static void
add_choices (NgFigurePage *self, AdwPreferencesGroup *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    GtkWidget *row = combo_new (group, _ (choices[i].title));

    g_object_set_data (G_OBJECT (row), "choice", (gpointer) &choices[i]);
    for (gsize k = 0; k < MAX_WORDS && choices[i].words[k].label != NULL; k++)
      combo_append (row, _ (choices[i].words[k].label));
    g_signal_connect (row, "notify::selected", G_CALLBACK (choice_cb), self);
    self->choice_rows[i] = row;
  }
}

static void
switch_cb (GtkSwitch *widget, GParamSpec *pspec, NgFigurePage *self)
{
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (widget), "offset"));

  if (self->is_showing)
    return;
  G_STRUCT_MEMBER (gboolean, self->settings, offset) = gtk_switch_get_active (widget);
  settle (self);
}

static void
add_switches (NgFigurePage *self, AdwPreferencesGroup *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++) {
    GtkWidget *row = adw_action_row_new (), *widget = gtk_switch_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (switches[i].title));
    gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
    g_object_set_data (G_OBJECT (widget), "offset", GSIZE_TO_POINTER (switches[i].offset));
    g_signal_connect (widget, "notify::active", G_CALLBACK (switch_cb), self);
    self->switches[i] = widget;
    adw_preferences_group_add (group, row);
  }
}

static guint
find_form (const NgFigurePage *self)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  guint index = 0;

  while (index + 1 < n && forms[index] != self->settings->figure.form)
    index++;
  return index;
}

/* The row of a width that has a name; none for any other. */
static guint
find_width (const NgFigurePage *self)
{
  double width = self->settings->figure.width;
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  for (guint i = 0; i < n; i++)
    if (ABS (widths[i].points - width) < 1e-6)
      return i + 1;
  return width > 0 ? GTK_INVALID_LIST_POSITION : 0;
}

static guint
find_word (const NgFigurePage *self, const Choice *choice)
{
  int value = G_STRUCT_MEMBER (int, self->settings, choice->offset);

  for (guint i = 0; i < MAX_WORDS && choice->words[i].label != NULL; i++)
    if (choice->words[i].value == value)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_settings (NgFigurePage *self)
{
  self->is_showing = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->form_row), find_form (self));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->width_row), find_width (self));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->theme_row), (guint) (self->settings->theme + 1));
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->choice_rows[i]),
                                find_word (self, &choices[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    gtk_switch_set_active (GTK_SWITCH (self->switches[i]),
                           G_STRUCT_MEMBER (gboolean, self->settings, switches[i].offset));
  self->is_showing = FALSE;
}

/* Takes the document's settings, where they are others than these. */
static void
figure_changed_cb (NgFigurePage *self)
{
  const char *text = ng_document_figure (self->document);
  NgFigureSettings *settings =
      text != NULL ? ng_figure_settings_parse (text, strlen (text), NULL, NULL) : NULL;

  if (settings == NULL)
    settings = ng_figure_settings_new ();
  if (ng_figure_settings_equal (settings, self->settings)) {
    ng_figure_settings_free (settings);
    return;
  }
  ng_figure_settings_free (self->settings);
  self->settings = settings;
  take_theme (self);
  show_settings (self);
  update (self);
}

static GtkWidget *
settings_new (NgFigurePage *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  add_forms (self, ADW_PREFERENCES_GROUP (group));
  add_widths (self, ADW_PREFERENCES_GROUP (group));
  add_themes (self, ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  group = adw_preferences_group_new ();
  add_choices (self, ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  group = adw_preferences_group_new ();
  add_switches (self, ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Draft of a Caption"));
  self->caption = ng_paragraph_new ("", NULL);
  gtk_label_set_selectable (GTK_LABEL (self->caption), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->caption);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_size_request (page, SETTINGS_WIDTH, -1);
  return page;
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

static NgPicture
picture_of (NgFigurePage *self)
{
  return (NgPicture){ .scene = self->scene,
                      .theme = ng_figure_page_theme (self),
                      .title = (char *) ng_document_title (self->document),
                      .width = ng_figure_page_width (self) };
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, NgFigurePage *self)
{
  NgPicture picture = picture_of (self);

  if (ng_figure_page_scene (self) == NULL)
    return NULL;
  return ng_picture_content_new (ng_document_tasks (self->document), &picture);
}

static void
copy (NgFigurePage *self)
{
  NgPicture picture = picture_of (self);
  g_autoptr (GdkContentProvider) content = NULL;

  if (ng_figure_page_scene (self) == NULL)
    return;
  content = ng_picture_content_new (ng_document_tasks (self->document), &picture);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
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
  GtkWidget *export = gtk_button_new_with_mnemonic (_ ("_Export Picture…"));

  self->stage = GTK_STACK (gtk_stack_new ());
  self->paper = ng_paper_new ();
  gtk_widget_set_focusable (self->paper, TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->paper), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Figure"), -1);
  drag = gtk_drag_source_new ();
  g_signal_connect (drag, "prepare", G_CALLBACK (prepare_drag_cb), self);
  gtk_widget_add_controller (self->paper, GTK_EVENT_CONTROLLER (drag));
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
ng_figure_page_refusal (NgFigurePage *self)
{
  return self->refusal;
}
