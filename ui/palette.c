#include "ui/palette.h"

#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "render/export/pango.h"
#include "render/standard/standard.h"
#include "ui/scene-view.h"
#include "ui/used-kinds.h"
#include "ui/word-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Pixels of an example that a tooltip shows. */
#define EXAMPLE_WIDTH 420

struct _NgPalette {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkSearchEntry *entry;
  GtkStack *stack;  /* "all" or "found" */
  GtkBox *sections; /* expanders with a list each */
  GtkWidget *favourites, *recent;
  GtkListBox *found;
  GSettings *settings;
};

enum { CHOSEN, STOPPED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgPalette, ng_palette, GTK_TYPE_WIDGET)

static const char *
category_title (NgCategory category)
{
  static const char *const titles[NG_N_CATEGORIES] = {
    [NG_CATEGORY_BASIC] = N_ ("Basic Layers"),
    [NG_CATEGORY_ELEMENTWISE] = N_ ("Element by Element"),
    [NG_CATEGORY_STRUCTURE] = N_ ("Structure"),
    [NG_CATEGORY_CONVOLUTION] = N_ ("Convolution and Pooling"),
    [NG_CATEGORY_NORMALIZATION] = N_ ("Normalization"),
    [NG_CATEGORY_TRAINING] = N_ ("Training"),
    [NG_CATEGORY_RECURRENT] = N_ ("Recurrence"),
    [NG_CATEGORY_ATTENTION] = N_ ("Attention"),
    [NG_CATEGORY_LOSS] = N_ ("Losses"),
    [NG_CATEGORY_CONTAINER] = N_ ("Containers"),
    [NG_CATEGORY_OPERATOR] = N_ ("Operators"),
  };

  return _ (titles[category]);
}

GtkEditable *
ng_palette_entry (NgPalette *self)
{
  return GTK_EDITABLE (self->entry);
}

/* ---- what a row can do ---- */

/* The net of the first example, small. */
static GtkWidget *
example_new (const NgLayerClass *class)
{
  g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[0]);
  g_autoptr (NgNet) net = NULL;
  NgStandardOptions options = { .depth = -1, .metrics = ng_pango_metrics () };
  NgScene *scene;

  net = ng_net_read_text (text, -1, NULL, NULL);
  scene = net != NULL ? ng_standard_draw (net, &options, NULL, NULL) : NULL;
  if (scene == NULL)
    return NULL;
  if (ng_scene_bounds (scene).width > EXAMPLE_WIDTH) {
    ng_scene_unref (scene);
    return NULL;
  }
  return ng_scene_view_new (scene, class->examples[0]);
}

static gboolean
tooltip_cb (
    GtkWidget *row, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  const NgLayerWord *word = ng_word_row_word (NG_WORD_ROW (row));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *summary = gtk_label_new (word->sentence);
  GtkWidget *notation = gtk_label_new (word->class->examples[0]);
  GtkWidget *example = example_new (word->class);

  gtk_label_set_wrap (GTK_LABEL (summary), TRUE);
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (summary), 50);
  gtk_label_set_wrap (GTK_LABEL (notation), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (notation), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (notation), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (notation), 50);
  gtk_widget_add_css_class (notation, "monospace");
  gtk_widget_add_css_class (notation, "caption");
  gtk_box_append (GTK_BOX (box), summary);
  gtk_box_append (GTK_BOX (box), notation);
  if (example != NULL) {
    ng_scene_view_set_dark (NG_SCENE_VIEW (example));
    gtk_widget_set_halign (example, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (box), example);
  }
  gtk_tooltip_set_custom (tooltip, box);
  return TRUE;
}

/* As a layer for the canvas, and as notation for everybody else. */
static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  const NgLayerWord *word = ng_word_row_word (NG_WORD_ROW (row));
  NgLayer *layer = word->layer;
  g_autoptr (NgExpr) notation = NULL;
  g_autofree char *text = NULL;
  GdkContentProvider *both[2];

  if (word->class == NULL)
    return gdk_content_provider_new_typed (NG_TYPE_DRAGGED_PORT, word);
  if (layer == NULL)
    return NULL;
  notation = ng_layer_notation (layer, FALSE);
  text = ng_print (notation, 0);
  both[0] = gdk_content_provider_new_typed (NG_TYPE_DRAGGED_LAYER, layer);
  both[1] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  return gdk_content_provider_new_union (both, G_N_ELEMENTS (both));
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag);
  const NgLayerWord *word = ng_word_row_word (NG_WORD_ROW (row));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_widget_add_css_class (box, "dragged");
  gtk_box_append (GTK_BOX (box), ng_glyph_tile_new (word->class));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word->name));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word->parameters));
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), box);
}

static void
star_cb (GtkButton *button, GtkWidget *row)
{
  NgPalette *self = NG_PALETTE (gtk_widget_get_ancestor (row, NG_TYPE_PALETTE));

  ng_favourite_kinds_toggle (self->settings, ng_word_row_word (NG_WORD_ROW (row))->class);
}

/* What a port is shown as, and can do, is less. */
static gboolean
is_port (GtkWidget *row)
{
  return ng_word_row_word (NG_WORD_ROW (row))->class == NULL;
}

static void
update_star (NgPalette *self, GtkWidget *row, GPtrArray *favourites)
{
  GtkWidget *button = g_object_get_data (G_OBJECT (row), "star");
  gboolean is_on = !is_port (row) &&
                   g_ptr_array_find (favourites, ng_word_row_word (NG_WORD_ROW (row))->class, NULL);
  const char *label = is_on ? _ ("No Longer a Favourite") : _ ("A Favourite");

  gtk_button_set_icon_name (GTK_BUTTON (button),
                            is_on ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (button, self->settings != NULL && !is_port (row));
}

/* @word: (transfer full) */
static GtkWidget *
row_new (NgPalette *self, NgLayerWord *word, GPtrArray *favourites)
{
  GtkWidget *row = ng_word_row_new (word);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkWidget *star = gtk_button_new ();

  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_css_class (star, "flat");
  gtk_widget_add_css_class (star, "star");
  g_signal_connect (star, "clicked", G_CALLBACK (star_cb), row);
  ng_word_row_add_suffix (NG_WORD_ROW (row), star);
  g_object_set_data (G_OBJECT (row), "star", star);
  update_star (self, row, favourites);
  if (word->class == NULL)
    gtk_widget_set_tooltip_text (row, word->sentence);
  if (word->layer != NULL) {
    gtk_widget_set_has_tooltip (row, TRUE);
    g_signal_connect (row, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  }
  return row;
}

/* ---- sections ---- */

static void
activated_cb (NgPalette *self, GtkListBoxRow *row)
{
  g_autoptr (NgLayer) layer = NULL;

  if (is_port (GTK_WIDGET (row))) {
    gtk_widget_activate_action (GTK_WIDGET (self),
                                ng_word_row_word (NG_WORD_ROW (row))->is_output ? "win.add-output"
                                                                                : "win.add-input",
                                NULL);
    return;
  }
  if (ng_word_row_word (NG_WORD_ROW (row))->layer == NULL) {
    gtk_widget_error_bell (GTK_WIDGET (row));
    return;
  }
  layer = ng_layer_ref (ng_word_row_word (NG_WORD_ROW (row))->layer);
  g_signal_emit (self, signals[CHOSEN], 0, layer);
}

static GtkListBox *
list_new (NgPalette *self)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  gtk_widget_add_css_class (GTK_WIDGET (list), "words");
  gtk_list_box_set_activate_on_single_click (list, FALSE);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (activated_cb), self);
  return list;
}

static GtkWidget *
section_new (NgPalette *self, const char *title, gboolean is_open)
{
  GtkWidget *expander = gtk_expander_new (title);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), is_open);
  gtk_expander_set_child (GTK_EXPANDER (expander), GTK_WIDGET (list_new (self)));
  gtk_widget_add_css_class (expander, "section");
  gtk_box_append (self->sections, expander);
  return expander;
}

static GtkListBox *
list_of (GtkWidget *section)
{
  return GTK_LIST_BOX (gtk_expander_get_child (GTK_EXPANDER (section)));
}

static void
clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static void
fill (NgPalette *self, GtkWidget *section, const GPtrArray *classes, GPtrArray *favourites)
{
  clear (list_of (section));
  for (guint i = 0; i < classes->len; i++)
    gtk_list_box_append (list_of (section),
                         row_new (self, ng_layer_word_of (classes->pdata[i]), favourites));
  gtk_widget_set_visible (section, classes->len > 0);
}

static void
fill_used (NgPalette *self)
{
  g_autoptr (GPtrArray) favourites = ng_favourite_kinds (self->settings);
  g_autoptr (GPtrArray) recent = ng_recent_kinds (self->settings);
  GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections));

  fill (self, self->favourites, favourites, favourites);
  fill (self, self->recent, recent, favourites);
  for (; section != NULL; section = gtk_widget_get_next_sibling (section)) {
    GtkListBoxRow *row;

    for (int i = 0; (row = gtk_list_box_get_row_at_index (list_of (section), i)) != NULL; i++)
      update_star (self, GTK_WIDGET (row), favourites);
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const NgLayerClass *x = *(const NgLayerClass *const *) a, *y = *(const NgLayerClass *const *) b;

  return strcmp (x->name, y->name);
}

static void
add_categories (NgPalette *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (NgCategory category = 0; category < NG_N_CATEGORIES; category++) {
    g_autoptr (GPtrArray) classes = g_ptr_array_new ();

    for (gsize i = 0; i < ng_registry_length (); i++)
      if (ng_registry_class (i)->category == category)
        g_ptr_array_add (classes, (gpointer) ng_registry_class (i));
    if (classes->len == 0)
      continue;
    g_ptr_array_sort (classes, compare_names);
    fill (self,
          section_new (self, category_title (category), category <= NG_CATEGORY_CONVOLUTION),
          classes,
          none);
  }
}

/* Those whose names begin with @text. */
static void
add_ports (NgPalette *self, GtkListBox *list, const char *text, GPtrArray *favourites)
{
  g_autofree char *begin = g_utf8_casefold (text, -1);

  for (int i = 0; i < 2; i++) {
    NgLayerWord *word = ng_new_port_word (i);
    g_autofree char *name = g_utf8_casefold (word->name, -1);

    if (g_str_has_prefix (name, begin))
      gtk_list_box_append (list, row_new (self, word, favourites));
    else
      ng_layer_word_free (word);
  }
}

void
ng_palette_set_settings (NgPalette *self, GSettings *settings)
{
  g_return_if_fail (self->settings == NULL);
  if (settings == NULL)
    return;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (
      settings, "changed::recent-kinds", G_CALLBACK (fill_used), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      settings, "changed::favourite-kinds", G_CALLBACK (fill_used), self, G_CONNECT_SWAPPED);
  fill_used (self);
}

/* ---- searching ---- */

static void
search_cb (NgPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) favourites = ng_favourite_kinds (self->settings);
  g_autoptr (GPtrArray) words = NULL;
  g_autofree char *plain = g_strstrip (g_strdup (text));

  clear (self->found);
  gtk_stack_set_visible_child_name (self->stack, *plain != '\0' ? "found" : "all");
  if (*plain == '\0')
    return;
  words = ng_layer_words (text);
  for (guint i = 0; i < words->len; i++)
    gtk_list_box_append (self->found,
                         row_new (self, ng_layer_word_copy (words->pdata[i]), favourites));
  add_ports (self, self->found, plain, favourites);
  gtk_list_box_select_row (self->found, gtk_list_box_get_row_at_index (self->found, 0));
}

static void
search_activate_cb (NgPalette *self)
{
  GtkListBoxRow *row;

  search_cb (self);
  row = gtk_list_box_get_selected_row (self->found);
  if (row != NULL)
    activated_cb (self, row);
}

static void
stop_cb (NgPalette *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signals[STOPPED], 0);
}

static GtkWidget *
find_in (GtkListBox *list, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (strcmp (is_port (GTK_WIDGET (row)) ? ng_word_row_word (NG_WORD_ROW (row))->name
                                           : ng_word_row_word (NG_WORD_ROW (row))->class->name,
                name) == 0)
      return GTK_WIDGET (row);
  return NULL;
}

GtkWidget *
ng_palette_find (NgPalette *self, const char *class_name)
{
  GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections)), *row;

  if (strcmp (gtk_stack_get_visible_child_name (self->stack), "found") == 0)
    return find_in (self->found, class_name);
  for (; section != NULL; section = gtk_widget_get_next_sibling (section))
    if ((row = find_in (list_of (section), class_name)) != NULL) {
      gtk_expander_set_expanded (GTK_EXPANDER (section), TRUE);
      return row;
    }
  return NULL;
}

/* ---- the object ---- */

static void
dispose (GObject *object)
{
  NgPalette *self = NG_PALETTE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ng_palette_parent_class)->dispose (object);
}

static void
ng_palette_class_init (NgPaletteClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen",
                                  NG_TYPE_PALETTE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  NG_TYPE_DRAGGED_LAYER);
  signals[STOPPED] = g_signal_new (
      "stopped", NG_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
scrolled (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
ng_palette_init (NgPalette *self)
{
  GtkWidget *none = adw_status_page_new ();
  g_autoptr (GPtrArray) none_yet = g_ptr_array_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->entry, "placeholder-text", _ ("Find layers, conv 64 3x3"), NULL);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Palette"), -1);
  gtk_widget_set_margin_top (GTK_WIDGET (self->entry), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->entry), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self->entry), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self->entry), 6);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (search_activate_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);

  self->sections = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->favourites = section_new (self, _ ("Favourites"), TRUE);
  self->recent = section_new (self, _ ("Recent"), TRUE);
  gtk_widget_set_visible (self->favourites, FALSE);
  gtk_widget_set_visible (self->recent, FALSE);
  add_ports (self, list_of (section_new (self, _ ("Ports of the Net"), TRUE)), "", none_yet);
  add_categories (self);

  self->found = list_new (self);
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("Nothing Found"));
  gtk_widget_add_css_class (none, "compact");
  gtk_list_box_set_placeholder (self->found, none);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, scrolled (GTK_WIDGET (self->sections)), "all");
  gtk_stack_add_named (self->stack, scrolled (GTK_WIDGET (self->found)), "found");

  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
