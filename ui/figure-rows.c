#include "ui/figure-rows.h"

#include "render/export/widths.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * Row:
 * @words: (element-type utf8): what the rows of the list stand for; %NULL for what a new figure has
 * @row: a row with a switch, a list or a field
 * @toggle: (nullable): the switch
 * @other: (nullable): the field for what no word of the list says; @row where there is no list
 */
typedef struct {
  const NgFigureSetting *setting;
  NgFigureRows *rows;
  GPtrArray *words;
  GtkWidget *row, *toggle, *other;
} Row;

struct _NgFigureRows {
  GArray *settings; /* (element-type NgFigureSetting) */
  Row *rows;        /* (array): one for each */
  NgFigureSettings *shown;
  AdwPreferencesGroup *form_group; /* says what the form is good for */
  gboolean is_showing;             /* whether rows are being set to what the settings are */
  void (*changed) (gpointer owner);
  gpointer owner;
};

/* What a row stands for besides words: something else. */
static const char other[] = "";

static void show_row (Row *self);

static void
show_form (NgFigureRows *self)
{
  const NgFigureForm *form = self->shown->figure.form;

  adw_preferences_group_set_description (self->form_group, _ (form->summary));
  for (guint i = 0; i < self->settings->len; i++) {
    gboolean counts = ng_figure_setting_counts (self->rows[i].setting, form);

    gtk_widget_set_sensitive (self->rows[i].row, counts);
    if (self->rows[i].other != NULL)
      gtk_widget_set_sensitive (self->rows[i].other, counts);
  }
}

/* word: (nullable): as of ng_figure_settings_set(). Returns: whether it can be */
static gboolean
settle (Row *self, const char *word)
{
  NgFigureRows *rows = self->rows;
  g_autofree char *why = ng_figure_settings_set (rows->shown, self->setting->name, word);

  if (self->other != NULL) {
    (why != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->other, "error");
    gtk_widget_set_tooltip_text (self->other, why != NULL ? why : self->setting->help);
  }
  if (why != NULL)
    return FALSE;
  show_form (rows);
  rows->changed (rows->owner);
  return TRUE;
}

static void
toggled_cb (GtkSwitch *toggle, GParamSpec *pspec, Row *self)
{
  if (!self->rows->is_showing)
    settle (self, gtk_switch_get_active (toggle) ? "yes" : "no");
}

static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, Row *self)
{
  guint index = adw_combo_row_get_selected (row);

  if (self->rows->is_showing || index >= self->words->len)
    return;
  if (self->words->pdata[index] != other) {
    if (self->other != NULL)
      gtk_widget_set_visible (self->other, FALSE);
    settle (self, self->words->pdata[index]);
    return;
  }
  gtk_widget_set_visible (self->other, TRUE);
  gtk_widget_grab_focus (self->other);
}

/* What is empty is as in a new figure. */
static void
applied_cb (AdwEntryRow *entry, Row *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (settle (self, *text != '\0' ? text : NULL)) {
    self->rows->is_showing = TRUE;
    show_row (self);
    self->rows->is_showing = FALSE;
  }
}

/* Widths say how wide they are. */
static char *
label_of (const NgFigureSetting *setting, const NgFigureChoice *choice)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  for (gsize i = 0; strcmp (setting->name, "width") == 0 && i < n; i++)
    if (strcmp (widths[i].name, choice->word) == 0)
      return ng_width_text (&widths[i]);
  return g_strdup (_ (choice->label));
}

static void
add_word (Row *self, GtkStringList *labels, const char *word, const char *label)
{
  g_ptr_array_add (self->words, (gpointer) word);
  gtk_string_list_append (labels, label);
}

static void
make_list (Row *self)
{
  const NgFigureSetting *setting = self->setting;
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->row = adw_combo_row_new ();
  if (setting->fresh != NULL)
    add_word (self, labels, NULL, _ (setting->fresh));
  for (guint i = 0; i < setting->choices->len; i++) {
    const NgFigureChoice *choice = &g_array_index (setting->choices, NgFigureChoice, i);
    g_autofree char *label = label_of (setting, choice);

    add_word (self, labels, choice->word, label);
  }
  if (setting->kind == NG_SETTING_OPEN)
    add_word (self, labels, other, _ ("Other…"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->row), G_LIST_MODEL (labels));
  g_signal_connect (self->row, "notify::selected", G_CALLBACK (chosen_cb), self);
}

static void
make_field (Row *self)
{
  g_autofree char *name = g_strconcat (self->setting->name, "-other", NULL);

  self->other = adw_entry_row_new ();
  gtk_widget_set_name (self->other, name);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->other), TRUE);
  gtk_widget_set_tooltip_text (self->other, self->setting->help);
  g_signal_connect (self->other, "apply", G_CALLBACK (applied_cb), self);
}

static void
make_switch (Row *self)
{
  self->row = adw_action_row_new ();
  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), self->toggle);
  g_signal_connect (self->toggle, "notify::active", G_CALLBACK (toggled_cb), self);
}

static void
make_row (Row *self, AdwPreferencesGroup *group)
{
  const NgFigureSetting *setting = self->setting;
  gboolean has_list = setting->kind == NG_SETTING_CHOICE || setting->choices->len > 0;

  self->words = g_ptr_array_new ();
  if (setting->kind == NG_SETTING_FLAG && setting->fresh == NULL)
    make_switch (self);
  else if (has_list)
    make_list (self);
  if (setting->kind == NG_SETTING_OPEN)
    make_field (self);
  if (self->row == NULL)
    self->row = self->other;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (setting->title));
  gtk_widget_set_name (self->row, setting->name);
  adw_preferences_group_add (group, self->row);
  if (self->other != NULL && self->other != self->row) {
    g_autofree char *title = g_strdup_printf (_ ("%s: other"), _ (setting->title));

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->other), title);
    adw_preferences_group_add (group, self->other);
  }
}

static void
show_row (Row *self)
{
  g_autofree char *word = ng_figure_settings_get (self->rows->shown, self->setting->name);
  gboolean is_other = self->other != NULL;
  guint index = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < self->words->len; i++)
    if (g_strcmp0 (self->words->pdata[i], word) == 0 && self->words->pdata[i] != other)
      index = i;
  if (self->other != NULL && self->other != self->row) {
    is_other = index == GTK_INVALID_LIST_POSITION;
    gtk_widget_set_visible (self->other, is_other);
    index = is_other ? self->words->len - 1 : index;
  }
  if (self->toggle != NULL)
    gtk_switch_set_active (GTK_SWITCH (self->toggle), strcmp (word, "yes") == 0);
  else if (self->words->len > 0)
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), index);
  if (is_other)
    gtk_editable_set_text (GTK_EDITABLE (self->other), word != NULL ? word : "");
}

void
ng_figure_rows_show (NgFigureRows *self, NgFigureSettings *settings)
{
  self->shown = settings;
  self->is_showing = TRUE;
  for (guint i = 0; i < self->settings->len; i++)
    show_row (&self->rows[i]);
  self->is_showing = FALSE;
  show_form (self);
}

static void
rows_free (gpointer data)
{
  NgFigureRows *self = data;

  for (guint i = 0; i < self->settings->len; i++)
    g_ptr_array_unref (self->rows[i].words);
  g_free (self->rows);
  g_array_unref (self->settings);
  g_free (self);
}

/* The group of that title, which may be new. */
static AdwPreferencesGroup *
find_group (GHashTable *groups, AdwPreferencesPage *page, const char *title)
{
  GtkWidget *group = g_hash_table_lookup (groups, title);

  if (group == NULL) {
    group = adw_preferences_group_new ();
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (title));
    adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
    g_hash_table_insert (groups, (gpointer) title, group);
  }
  return ADW_PREFERENCES_GROUP (group);
}

NgFigureRows *
ng_figure_rows_new (AdwPreferencesPage *page, void (*changed) (gpointer owner), gpointer owner)
{
  NgFigureRows *self = g_new0 (NgFigureRows, 1);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

  self->settings = ng_figure_setting_list ();
  self->rows = g_new0 (Row, self->settings->len);
  self->changed = changed;
  self->owner = owner;
  for (guint i = 0; i < self->settings->len; i++) {
    const NgFigureSetting *setting = &g_array_index (self->settings, NgFigureSetting, i);
    AdwPreferencesGroup *group = find_group (groups, page, setting->group);

    self->rows[i] = (Row){ .setting = setting, .rows = self };
    make_row (&self->rows[i], group);
    if (i == 0)
      self->form_group = group;
  }
  g_object_set_data_full (G_OBJECT (page), "figure-rows", self, rows_free);
  return self;
}

char *
ng_figure_rows_say (const NgFigureRow *row, const char *value)
{
  const char *label = value;

  if (value != NULL && *value == '\0')
    label = row->fresh != NULL ? _ (row->fresh) : NULL;
  for (const NgFigureWord *word = row->words; label == value && word != NULL && word->word != NULL;
       word++)
    if (g_strcmp0 (word->word, value) == 0 && word->label != NULL)
      label = _ (word->label);
  return label != NULL ? g_strdup_printf ("“%s”: %s", _ (row->title), label)
                       : g_strdup_printf ("“%s”", _ (row->title));
}
