#include "ui/attribute-row.h"

#include "core/notation/read.h"
#include "core/operators/new-operator.h"
#include "ui/array-window.h"
#include "ui/edits.h"
#include "ui/proposals.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Numbers that are written in one row; more of them are only shown. */
#define MOST_WRITTEN 256
/* What is greater is not reached by dragging. */
#define MOST_NUMBER 1e9

typedef struct {
  NgDocument *document; /* outlives the row */
  GPtrArray *subjects;  /* (element-type NgSubject) */
  char *name;
  NgAttributeKind kind;
  GtkWidget *control; /* the row's, of what is only shown; else NULL */
} Data;

static void
free_data (gpointer data)
{
  Data *self = data;

  g_ptr_array_unref (self->subjects);
  g_free (self->name);
  g_free (self);
}

static Data *
data_new (NgDocument *document, const GPtrArray *subjects, const char *name)
{
  Data *self = g_new0 (Data, 1);

  self->document = document;
  self->name = g_strdup (name);
  self->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  for (guint i = 0; i < subjects->len; i++)
    g_ptr_array_add (self->subjects, ng_subject_copy (subjects->pdata[i]));
  return self;
}

/* Returns: (nullable): the node that @subject is in the document now */
static const NgOnnxNode *
find_node (NgDocument *document, const NgSubject *subject)
{
  NgNet *root = ng_document_net (document), *net;
  int layer;

  if (root == NULL || !ng_subject_resolve (subject, root, &net, &layer) || layer < 0)
    return NULL;
  return ng_layer_onnx_node (ng_net_layer (net, (gsize) layer));
}

static const NgAttribute *
find_attribute (NgDocument *document, const NgSubject *subject, const char *name)
{
  const NgOnnxNode *node = find_node (document, subject);

  return node != NULL ? ng_onnx_node_attribute (node, name) : NULL;
}

static NgNet *
give_all (Data *self,
          NgNet *root,
          const char *name,
          NgAttributeKind kind,
          const char *text,
          GError **error)
{
  NgNet *net = ng_net_ref (root);

  for (guint i = 0; i < self->subjects->len; i++) {
    NgNet *next = ng_edit_set_attribute (net, self->subjects->pdata[i], name, kind, text, error);

    ng_net_unref (net);
    if (next == NULL)
      return NULL;
    net = next;
  }
  return net;
}

/* ---- one that is there ---- */

static NgNet *
edit (gpointer data, NgNet *root, const char *text, GError **error)
{
  Data *self = data;

  return give_all (self, root, self->name, self->kind, text, error);
}

static guint
length_of (const NgAttribute *attribute)
{
  return attribute->numbers != NULL ? attribute->numbers->len
         : attribute->texts != NULL ? attribute->texts->len
                                    : 0;
}

static gboolean
is_written (const NgAttribute *attribute)
{
  return attribute->kind != NG_ATTRIBUTE_OTHER && attribute->kind != NG_ATTRIBUTE_TENSOR &&
         attribute->kind != NG_ATTRIBUTE_NET && length_of (attribute) <= MOST_WRITTEN;
}

/* What a drag changes: a number, or the numbers of a list. */
static NgEditNumbers
numbers_of (const NgAttribute *attribute)
{
  NgEditNumbers numbers = { .is_real = attribute->kind == NG_ATTRIBUTE_REAL ||
                                       attribute->kind == NG_ATTRIBUTE_REALS,
                            .is_list = attribute->numbers != NULL,
                            .low = -MOST_NUMBER,
                            .high = MOST_NUMBER };

  if (attribute->numbers != NULL && attribute->numbers->len <= NG_MAX_RANK) {
    numbers.n = attribute->numbers->len;
    for (gsize i = 0; i < numbers.n; i++)
      numbers.values[i] = numbers.is_real ? g_array_index (attribute->numbers, double, i)
                                          : (double) g_array_index (attribute->numbers, gint64, i);
  } else if (attribute->kind == NG_ATTRIBUTE_REAL || attribute->kind == NG_ATTRIBUTE_INTEGER) {
    numbers.n = 1;
    numbers.values[0] = numbers.is_real ? attribute->real : (double) attribute->integer;
  }
  return numbers;
}

static char *
text_of (const NgAttribute *attribute)
{
  g_autoptr (NgExpr) expr = is_written (attribute) ? ng_attribute_expr (attribute) : NULL;

  return expr != NULL ? ng_print (expr, 0) : ng_attribute_text (attribute);
}

static void
update (gpointer data, NgEditRow *row)
{
  Data *self = data;
  const NgAttribute *first = NULL;
  NgEditNumbers numbers = { .n = 0 };
  gboolean is_mixed = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->subjects->len; i++) {
    const NgAttribute *attribute =
        find_attribute (self->document, self->subjects->pdata[i], self->name);

    if (attribute == NULL || attribute->kind != self->kind)
      continue;
    is_mixed |= first != NULL && !ng_attribute_equal (first, attribute);
    first = first != NULL ? first : attribute;
  }
  if (first != NULL && !is_mixed && self->control == NULL)
    numbers = numbers_of (first);
  text = first != NULL && !is_mixed ? text_of (first) : g_strdup ("");
  if (self->control != NULL)
    gtk_button_set_label (GTK_BUTTON (self->control), text);
  ng_edit_row_show (row,
                    text,
                    first == NULL ? _ ("not given")
                    : is_mixed    ? _ ("several")
                                  : NULL,
                    first != NULL && self->control == NULL);
  ng_edit_row_set_numbers (row, &numbers);
}

static const NgEditKind kind = { edit, update, free_data };

/* ---- what is only shown ---- */

/* Returns: (transfer full) (nullable): the numbers of an array, or of a long list */
static NgTensor *
tensor_of (const NgAttribute *attribute)
{
  gint64 n = length_of (attribute);

  switch (attribute->kind) {
  case NG_ATTRIBUTE_TENSOR:
    return ng_tensor_element (attribute->tensor) == NG_ELEMENT_STRING
               ? NULL
               : ng_tensor_ref (attribute->tensor);
  case NG_ATTRIBUTE_REALS:
    return ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, attribute->numbers->data);
  case NG_ATTRIBUTE_INTEGERS:
    return ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, attribute->numbers->data);
  default:
    return NULL;
  }
}

/* Shows the subgraph that the attribute is. */
static void
enter_body (Data *self)
{
  g_autofree char *inside =
      ng_subject_inside (self->subjects->pdata[0], ng_document_net (self->document));
  g_autofree char *path = inside != NULL ? ng_subject_join (inside, self->name) : NULL;

  if (path != NULL)
    ng_document_enter (self->document, path);
}

static void
view_cb (GtkWidget *button, Data *self)
{
  const NgAttribute *attribute =
      find_attribute (self->document, self->subjects->pdata[0], self->name);
  g_autoptr (NgTensor) tensor = attribute != NULL ? tensor_of (attribute) : NULL;

  if (attribute != NULL && attribute->net != NULL)
    enter_body (self);
  if (tensor == NULL)
    return;
  gtk_window_present (GTK_WINDOW (
      ng_array_window_new (GTK_WINDOW (gtk_widget_get_root (button)), tensor, self->name)));
}

static void
add_control (Data *self, NgEditRow *row, const NgAttribute *attribute)
{
  g_autoptr (NgTensor) tensor = tensor_of (attribute);

  self->control = gtk_button_new ();
  gtk_widget_add_css_class (self->control, "flat");
  gtk_widget_set_sensitive (self->control, tensor != NULL || attribute->net != NULL);
  gtk_widget_set_tooltip_text (self->control,
                               tensor != NULL           ? _ ("View the Numbers")
                               : attribute->net != NULL ? _ ("Go Inside")
                                                        : NULL);
  g_signal_connect (self->control, "clicked", G_CALLBACK (view_cb), self);
  ng_edit_row_set_control (row, self->control);
  ng_edit_row_update (row);
}

GtkWidget *
ng_attribute_row_new (NgDocument *document, const GPtrArray *subjects, const char *name)
{
  const NgAttribute *attribute = find_attribute (document, subjects->pdata[0], name);
  g_autofree char *label = g_strdup_printf (_ ("Set %s"), name);
  Data *self = data_new (document, subjects, name);
  GtkWidget *row;

  self->kind = attribute->kind;
  row = ng_edit_row_new (document, name, NULL, label, &kind, self);
  if (!is_written (attribute))
    add_control (self, NG_EDIT_ROW (row), attribute);
  else
    ng_edit_row_set_is_code (NG_EDIT_ROW (row));
  return row;
}

GPtrArray *
ng_attribute_names (NgDocument *document, const GPtrArray *subjects)
{
  const NgOnnxNode *first = find_node (document, subjects->pdata[0]);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < subjects->len; i++)
    if (find_node (document, subjects->pdata[i]) == NULL) {
      g_ptr_array_unref (names);
      return NULL;
    }
  for (guint a = 0; a < first->attributes->len; a++) {
    const NgAttribute *attribute = &g_array_index (first->attributes, NgAttribute, a);
    gboolean is_shared = subjects->len == 1 || is_written (attribute);

    for (guint i = 1; i < subjects->len && is_shared; i++) {
      const NgAttribute *other = find_attribute (document, subjects->pdata[i], attribute->name);

      is_shared = other != NULL && other->kind == attribute->kind;
    }
    if (is_shared)
      g_ptr_array_add (names, attribute->name);
  }
  return names;
}

/* ---- one more ---- */

/* Returns: (transfer full): "mode -> "linear"", or "mode -> " where no value is usual */
static char *
proposal_of (const NgOperatorForm *form, const char *name)
{
  g_autofree char *usual = ng_operator_form_usual (form, name);
  gboolean is_word = usual != NULL && g_ascii_isalpha (*usual);

  return g_strdup_printf (is_word ? "%s -> \"%s\"" : "%s -> %s", name, usual != NULL ? usual : "");
}

/* Returns: (transfer full): attributes that the operator has and the node does not, as one would
 * write them */
static char **
proposals_of (const NgOnnxNode *node)
{
  const NgOperatorForm *form = ng_operator_form_find (node->domain, node->op, node->version);
  g_auto (GStrv) names = form != NULL ? ng_operator_form_attributes (form, node->version) : NULL;
  GPtrArray *proposals = g_ptr_array_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (ng_onnx_node_attribute (node, names[i]) == NULL)
      g_ptr_array_add (proposals, proposal_of (form, names[i]));
  g_ptr_array_add (proposals, NULL);
  return (char **) g_ptr_array_free (proposals, FALSE);
}

static gboolean
fail_rule (GError **error)
{
  ng_error_set (error,
                ng_diagnostic_with_hint (ng_diagnostic_new ("ONNX::attribute",
                                                            NULL,
                                                            "An attribute is a name, an arrow and "
                                                            "a value."),
                                         "name -> value"));
  return FALSE;
}

/* Returns whether @text is a name, an arrow and a value. */
static gboolean
read_rule (const char *text, char **name, char **value, GError **error)
{
  g_autoptr (NgExpr) rule = ng_notation_read (NULL, text, -1, NULL, NULL, error);
  NgExpr *left = rule != NULL && ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;

  if (rule == NULL)
    return FALSE;
  if (left == NULL ||
      (ng_expr_kind (left) != NG_EXPR_STRING && ng_expr_kind (left) != NG_EXPR_SYMBOL) ||
      *ng_expr_text (left) == '\0')
    return fail_rule (error);
  *name = g_strdup (ng_expr_text (left));
  *value = ng_print (ng_expr_arg (rule, 1), 0);
  return TRUE;
}

static NgNet *
add_edit (gpointer data, NgNet *root, const char *text, GError **error)
{
  Data *self = data;
  g_autofree char *name = NULL, *value = NULL;

  if (*text == '\0')
    return ng_net_ref (root);
  if (!read_rule (text, &name, &value, error))
    return NULL;
  return give_all (self, root, name, NG_ATTRIBUTE_OTHER, value, error);
}

static void
add_update (gpointer data, NgEditRow *row)
{
  Data *self = data;
  const NgOnnxNode *node = find_node (self->document, self->subjects->pdata[0]);
  g_auto (GStrv) proposals = node != NULL ? proposals_of (node) : NULL;
  const char *first = proposals != NULL ? proposals[0] : NULL;
  g_autofree char *ghost = first == NULL                    ? g_strdup (_ ("name -> value"))
                           : g_str_has_suffix (first, "> ") ? g_strconcat (first, "…", NULL)
                                                            : g_strdup (first);

  ng_edit_row_show (row, "", ghost, FALSE);
  if (proposals != NULL)
    ng_entry_propose (GTK_ENTRY (ng_edit_row_entry (row)), (const char *const *) proposals);
}

static const NgEditKind add_kind = { add_edit, add_update, free_data };

GtkWidget *
ng_attribute_adder_new (NgDocument *document, const GPtrArray *subjects)
{
  GtkWidget *row =
      ng_edit_row_new (document,
                       _ ("Another one"),
                       _ ("An attribute that is not given yet: a name, an arrow and a value"),
                       _ ("Add an Attribute"),
                       &add_kind,
                       data_new (document, subjects, ""));

  ng_edit_row_set_patient (NG_EDIT_ROW (row));
  ng_edit_row_set_is_code (NG_EDIT_ROW (row));
  return row;
}
