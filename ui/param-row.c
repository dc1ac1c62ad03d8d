#include "ui/param-row.h"

#include "core/graph/alone.h"
#include "ui/edits.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is greater is not reached by dragging. */
#define MOST_NUMBER 1e9

typedef struct {
  NgDocument *document; /* outlives the row */
  GPtrArray *subjects;  /* (element-type NgSubject) */
  char *name;
  const NgParamSpec *spec; /* of the first layer's class, static */
  GtkWidget *control;      /* a switch or a list, or NULL; the row's */
} Data;

static void
free_data (gpointer data)
{
  Data *self = data;

  g_ptr_array_unref (self->subjects);
  g_free (self->name);
  g_free (self);
}

static int
find_param (const NgLayer *layer, const char *name)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize i = 0; i < ng_layer_n_params (layer); i++)
    if (strcmp (class->params[i].name, name) == 0)
      return (int) i;
  return -1;
}

/* Returns: (nullable): the layer that @subject is in the document now */
static NgLayer *
find_layer (NgDocument *document, const NgSubject *subject, NgNet **net, int *index)
{
  NgNet *root = ng_document_net (document);

  if (root == NULL || !ng_subject_resolve (subject, root, net, index) || *index < 0)
    return NULL;
  return ng_net_layer (*net, (gsize) *index);
}

static NgNet *
edit (gpointer data, NgNet *root, const char *text, GError **error)
{
  Data *self = data;
  g_autoptr (NgNet) net = ng_net_ref (root);

  for (guint i = 0; i < self->subjects->len; i++) {
    const NgSubject *subject = self->subjects->pdata[i];
    NgNet *at, *next;
    int layer, param = -1;

    if (ng_subject_resolve (subject, net, &at, &layer) && layer >= 0)
      param = find_param (ng_net_layer (at, (gsize) layer), self->name);
    if (param < 0)
      continue;
    next = ng_edit_set_param (net, subject, (guint) param, text, error);
    if (next == NULL)
      return NULL;
    ng_net_unref (net);
    net = next;
  }
  return g_steal_pointer (&net);
}

static char *
text_of (const NgParam *param)
{
  return param->is_given && !param->is_automatic ? ng_print (param->expr, 0) : g_strdup ("");
}

/* What holds where nothing is written: the default, or what inference found for Automatic. */
static char *
ghost_of (const NgNet *net, gsize layer, gsize index)
{
  const NgParam *param = ng_layer_param (ng_net_layer (net, layer), index);
  const NgParamSpec *spec = &ng_layer_class (ng_net_layer (net, layer))->params[index];
  char *found = ng_net_inferred_param (net, layer, index);

  if (found != NULL)
    return found;
  if (param->is_given && param->is_automatic)
    return g_strdup ("Automatic");
  return g_strdup (spec->value != NULL ? spec->value : _ ("needed"));
}

static gboolean
is_numeric (const NgParamSpec *spec)
{
  return spec->kind == NG_PARAM_INTEGER || spec->kind == NG_PARAM_REAL ||
         spec->kind == NG_PARAM_DIMS || spec->kind == NG_PARAM_SIZES ||
         (spec->kind == NG_PARAM_PADDING);
}

/* What a drag changes: a number, or the numbers of a list. */
static NgEditNumbers
numbers_of (const NgParamSpec *spec, const NgParam *param)
{
  NgEditNumbers numbers = { .is_real = spec->kind == NG_PARAM_REAL, .low = 1, .high = MOST_NUMBER };
  gboolean has_bounds = spec->at_least != 0 || spec->below != 0;

  if (!is_numeric (spec) || param->is_automatic || param->is_none)
    return numbers;
  if (spec->kind == NG_PARAM_INTEGER || spec->kind == NG_PARAM_REAL) {
    numbers.low = has_bounds ? spec->at_least : -MOST_NUMBER;
    if (spec->below > spec->at_least)
      numbers.high = numbers.is_real ? spec->below * (1 - 1e-3) : spec->below - 1;
    numbers.values[0] = param->real;
    numbers.n = 1;
    return numbers;
  }
  if (spec->kind == NG_PARAM_PADDING) {
    numbers.low = 0;
    if (param->is_list || param->integer == 1 || param->n_ints == 0)
      return numbers;
    numbers.values[0] = (double) param->ints[0];
    numbers.n = 1;
    return numbers;
  }
  for (gsize i = 0; i < param->n_ints; i++)
    if (param->ints[i] <= 0 || i >= NG_MAX_RANK)
      return numbers;
  for (gsize i = 0; i < param->n_ints; i++)
    numbers.values[i] = (double) param->ints[i];
  numbers.n = param->n_ints;
  numbers.is_list = param->is_list;
  return numbers;
}

static void
show_control (Data *self, const NgParam *param)
{
  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control), param->integer != 0);
  else if (GTK_IS_DROP_DOWN (self->control))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control),
                                param->is_automatic || param->is_none ? GTK_INVALID_LIST_POSITION
                                                                      : (guint) param->integer);
}

static void
update (gpointer data, NgEditRow *row)
{
  Data *self = data;
  g_autofree char *text = NULL, *ghost = NULL;
  gboolean is_given = FALSE, is_mixed = FALSE;
  NgEditNumbers numbers = { .n = 0 };
  const NgParam *first = NULL;

  for (guint i = 0; i < self->subjects->len; i++) {
    NgNet *net;
    int layer;
    NgLayer *record = find_layer (self->document, self->subjects->pdata[i], &net, &layer);
    int index = record != NULL ? find_param (record, self->name) : -1;
    const NgParam *param = index >= 0 ? ng_layer_param (record, (gsize) index) : NULL;

    if (param == NULL)
      continue;
    is_given |= param->is_given;
    if (first == NULL) {
      first = param;
      text = text_of (param);
      ghost = ghost_of (net, (gsize) layer, (gsize) index);
      numbers = numbers_of (self->spec, param);
    } else if (!ng_expr_equal (first->expr, param->expr)) {
      is_mixed = TRUE;
    }
  }
  if (first == NULL)
    return;
  if (is_mixed) {
    g_free (text);
    g_free (ghost);
    text = g_strdup ("");
    ghost = g_strdup (_ ("several"));
    numbers.n = 0;
  }
  ng_edit_row_show (row, text, ghost, is_given && (self->spec->flags & NG_PARAM_REQUIRED) == 0);
  ng_edit_row_set_numbers (row, &numbers);
  show_control (self, first);
}

static const NgEditKind kind = { edit, update, free_data };

/* Whether what the control shows is what the layers have. */
static gboolean
is_shown (Data *self, gint64 value)
{
  for (guint i = 0; i < self->subjects->len; i++) {
    NgNet *net;
    int layer;
    NgLayer *record = find_layer (self->document, self->subjects->pdata[i], &net, &layer);
    int index = record != NULL ? find_param (record, self->name) : -1;
    const NgParam *param = index >= 0 ? ng_layer_param (record, (gsize) index) : NULL;

    if (param != NULL && (param->is_automatic || param->is_none || param->integer != value))
      return FALSE;
  }
  return TRUE;
}

static Data *
data_of (GtkWidget *control)
{
  return g_object_get_data (G_OBJECT (control), "param");
}

static void
switched_cb (GtkWidget *control, GParamSpec *pspec, NgEditRow *row)
{
  gboolean is_on = gtk_switch_get_active (GTK_SWITCH (control));

  if (!is_shown (data_of (control), is_on))
    ng_edit_row_apply (row, is_on ? "True" : "False");
}

static void
selected_cb (GtkWidget *control, GParamSpec *pspec, NgEditRow *row)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (control));
  Data *self = data_of (control);
  g_autofree char *text = NULL;

  if (index == GTK_INVALID_LIST_POSITION || is_shown (self, index))
    return;
  text = g_strdup_printf ("\"%s\"", self->spec->choices[index]);
  ng_edit_row_apply (row, text);
}

static void
add_control (Data *self, NgEditRow *row)
{
  if (self->spec->kind == NG_PARAM_BOOLEAN) {
    self->control = gtk_switch_new ();
    g_object_set_data (G_OBJECT (self->control), "param", self);
    ng_edit_row_update (row);
    g_signal_connect_object (
        self->control, "notify::active", G_CALLBACK (switched_cb), row, G_CONNECT_DEFAULT);
  } else {
    self->control = gtk_drop_down_new_from_strings (self->spec->choices);
    g_object_set_data (G_OBJECT (self->control), "param", self);
    ng_edit_row_update (row);
    g_signal_connect_object (
        self->control, "notify::selected", G_CALLBACK (selected_cb), row, G_CONNECT_DEFAULT);
  }
  ng_edit_row_set_control (row, self->control);
}

static const NgParamSpec *
find_spec (NgDocument *document, const NgSubject *subject, const char *name)
{
  NgNet *net;
  int layer;
  NgLayer *record = find_layer (document, subject, &net, &layer);
  int index = record != NULL ? find_param (record, name) : -1;

  return index >= 0 ? &ng_layer_class (record)->params[index] : NULL;
}

/* "PaddingSize" as people read it: "Padding size". */
static char *
shown_name (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++) {
    gboolean begins_word = p > name && g_ascii_isupper (*p) && !g_ascii_isupper (p[-1]);

    if (begins_word)
      g_string_append_c (text, ' ');
    g_string_append_c (text, begins_word ? g_ascii_tolower (*p) : *p);
  }
  return g_string_free (text, FALSE);
}

GtkWidget *
ng_param_row_new (NgDocument *document, const GPtrArray *subjects, const char *name)
{
  Data *self = g_new0 (Data, 1);
  g_autofree char *shown = shown_name (name);
  g_autofree char *label = g_strdup_printf (_ ("Set %s"), shown);
  GtkWidget *row;

  self->document = document;
  self->name = g_strdup (name);
  self->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  for (guint i = 0; i < subjects->len; i++)
    g_ptr_array_add (self->subjects, ng_subject_copy (subjects->pdata[i]));
  self->spec = find_spec (document, subjects->pdata[0], name);
  row = ng_edit_row_new (document, shown, self->spec->help, label, &kind, self);
  if (self->spec->kind == NG_PARAM_BOOLEAN || self->spec->kind == NG_PARAM_WORD)
    add_control (self, NG_EDIT_ROW (row));
  else if (self->spec->kind == NG_PARAM_FUNCTION || self->spec->kind == NG_PARAM_EXPR)
    ng_edit_row_set_is_code (NG_EDIT_ROW (row));
  return row;
}

GPtrArray *
ng_param_names (NgDocument *document, const GPtrArray *subjects)
{
  GPtrArray *names = g_ptr_array_new ();
  NgNet *net;
  int layer;
  NgLayer *first = find_layer (document, subjects->pdata[0], &net, &layer);

  for (gsize p = 0; first != NULL && p < ng_layer_n_params (first); p++) {
    const NgParamSpec *spec = &ng_layer_class (first)->params[p];
    gboolean is_shared = TRUE;

    for (guint i = 1; i < subjects->len && is_shared; i++) {
      const NgParamSpec *other = find_spec (document, subjects->pdata[i], spec->name);

      is_shared = other != NULL && other->kind == spec->kind &&
                  (spec->kind != NG_PARAM_WORD || other->choices == spec->choices);
    }
    if (is_shared)
      g_ptr_array_add (names, (gpointer) spec->name);
  }
  return names;
}
