#include "ui/figure-layers.h"

#include "core/base/error.h"
#include "render/figure/paths.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Rows that are shown; files may settle more. */
#define MOST_ROWS 200

struct _NgFigureLayers {
  NgFigureSettings *shown;
  AdwPreferencesGroup *group;
  GtkWidget *path, *words; /* what one types */
  GPtrArray *rows;         /* (element-type GtkWidget): of aliases and hidden layers */
  guint idle;
  NgNet *(*find_net) (gpointer owner);
  void (*changed) (gpointer owner);
  gpointer owner;
};

/* One row for each layer that something is said of. */

static NgFigureLayers *
layers_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "layers");
}

static const char *
path_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "path");
}

static void settled (NgFigureLayers *self);

static void
words_applied_cb (GtkWidget *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  ng_figure_settings_set_alias (layers_of (row)->shown, path_of (row), *text != '\0' ? text : NULL);
  settled (layers_of (row));
}

static void
own_words_cb (GtkWidget *row)
{
  ng_figure_settings_set_alias (layers_of (row)->shown, path_of (row), NULL);
  settled (layers_of (row));
}

static void
show_layer_cb (GtkWidget *row)
{
  ng_figure_settings_hide (layers_of (row)->shown, path_of (row), FALSE);
  settled (layers_of (row));
}

/* undo: what the button of the row does */
static void
add_row (NgFigureLayers *self,
         GtkWidget *row,
         const char *path,
         const char *tooltip,
         void (*undo) (GtkWidget *row))
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *shown = ng_shown_text (path);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  g_object_set_data (G_OBJECT (row), "layers", self);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  if (ADW_IS_ENTRY_ROW (row))
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (undo), row);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->group, row);
}

static GList *
sorted_paths (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);
}

static void
show_rows (NgFigureLayers *self)
{
  g_autoptr (GList) aliases = sorted_paths (self->shown->aliases);
  g_autoptr (GList) hidden = sorted_paths (self->shown->hidden);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (GList *item = aliases; item != NULL && self->rows->len < MOST_ROWS; item = item->next) {
    GtkWidget *row = adw_entry_row_new ();

    gtk_editable_set_text (GTK_EDITABLE (row),
                           g_hash_table_lookup (self->shown->aliases, item->data));
    adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
    g_signal_connect (row, "apply", G_CALLBACK (words_applied_cb), NULL);
    add_row (self, row, item->data, _ ("Its own words"), own_words_cb);
  }
  for (GList *item = hidden; item != NULL && self->rows->len < MOST_ROWS; item = item->next) {
    GtkWidget *row = adw_action_row_new ();

    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Left out: … stands in its place"));
    add_row (self, row, item->data, _ ("Show it again"), show_layer_cb);
  }
}

/* What was pressed in a row is done before rows are made anew. */
static gboolean
show_idle (gpointer data)
{
  ((NgFigureLayers *) data)->idle = 0;
  show_rows (data);
  return G_SOURCE_REMOVE;
}

static void
settled (NgFigureLayers *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (show_idle, self);
  self->changed (self->owner);
}

/* The fields that add one. */

/* Returns: (nullable): the path of a layer that is there; else the group says what is wrong */
static const char *
typed_path (NgFigureLayers *self)
{
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->path));
  NgNet *net = self->find_net (self->owner);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  adw_preferences_group_set_description (self->group, NULL);
  if (net != NULL && ng_figure_path_check (net, path, &error))
    return path;
  text = error != NULL ? ng_failure_text (error) : NULL;
  if (text != NULL) {
    g_autofree char *escaped = g_markup_escape_text (text, -1);
    adw_preferences_group_set_description (self->group, escaped);
  }
  gtk_widget_grab_focus (self->path);
  return NULL;
}

/* What is set here is nothing that waits to be applied. */
static void
done (NgFigureLayers *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->path), "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->words), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->words), "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->words), TRUE);
  settled (self);
}

static void
add_words_cb (NgFigureLayers *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->words));
  const char *path = *words != '\0' ? typed_path (self) : NULL;

  if (path == NULL)
    return;
  ng_figure_settings_set_alias (self->shown, path, words);
  done (self);
}

static void
hide_cb (NgFigureLayers *self)
{
  const char *path = typed_path (self);

  if (path == NULL)
    return;
  ng_figure_settings_hide (self->shown, path, TRUE);
  done (self);
}

static GtkWidget *
field_new (NgFigureLayers *self, const char *name, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  gtk_widget_set_name (row, name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (self->group, row);
  return row;
}

static void
layers_free (gpointer data)
{
  NgFigureLayers *self = data;

  if (self->idle != 0)
    g_source_remove (self->idle);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

NgFigureLayers *
ng_figure_layers_new (AdwPreferencesPage *page,
                      NgNet *(*find_net) (gpointer owner),
                      void (*changed) (gpointer owner),
                      gpointer owner)
{
  NgFigureLayers *self = g_new0 (NgFigureLayers, 1);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *hide = gtk_button_new_with_mnemonic (_ ("_Leave Out"));

  self->rows = g_ptr_array_new ();
  self->find_net = find_net;
  self->changed = changed;
  self->owner = owner;
  self->group = ADW_PREFERENCES_GROUP (group);
  adw_preferences_group_set_title (self->group, _ ("Single Layers"));
  self->path = field_new (self, "layer-path", _ ("Layer: click or type it"));
  gtk_widget_set_name (hide, "layer-hide");
  gtk_widget_set_valign (hide, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->path), hide);
  g_signal_connect_swapped (hide, "clicked", G_CALLBACK (hide_cb), self);
  self->words = field_new (self, "layer-words", _ ("Other words for it"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->words), TRUE);
  g_signal_connect_swapped (self->words, "apply", G_CALLBACK (add_words_cb), self);
  adw_preferences_page_add (page, self->group);
  g_object_set_data_full (G_OBJECT (page), "figure-layers", self, layers_free);
  return self;
}

void
ng_figure_layers_show (NgFigureLayers *self, NgFigureSettings *settings)
{
  self->shown = settings;
  show_rows (self);
}

/* The fields stand at the end of a long page. */
static void
reveal_fields (NgFigureLayers *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (self->path, GTK_TYPE_VIEWPORT);
  GtkWidget *child = gtk_viewport_get_child (GTK_VIEWPORT (viewport));
  graphene_rect_t path, words;

  if (gtk_widget_compute_bounds (self->path, child, &path) &&
      gtk_widget_compute_bounds (self->words, child, &words))
    gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)),
                               (double) path.origin.y,
                               (double) (words.origin.y + words.size.height));
}

void
ng_figure_layers_point (NgFigureLayers *self, const char *path)
{
  gtk_editable_set_text (GTK_EDITABLE (self->path), path);
  adw_preferences_group_set_description (self->group, NULL);
  gtk_widget_grab_focus (self->words);
  reveal_fields (self);
}
