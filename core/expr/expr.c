/* Trees of notation. A node holds its text or its arguments in its own memory; children are shared
 * by reference. Freeing takes no stack, however deep a tree is: nodes that die wait in a list that
 * runs through the nodes themselves. */

#include "core/expr/expr.h"

#include <string.h>

/* What nodes share that stand at several places. */
typedef struct {
  const NgExprObjectClass *class;
  gpointer object;
} Box;

struct _NgExpr {
  gatomicrefcount references;
  guint8 kind;
  guint8 is_array;
  guint16 depth;
  guint32 size;
  guint32 n_args;
  /* The link is for nodes that are being freed. */
  union {
    NgPlace place;
    NgExpr *link;
  };
  union {
    gint64 integer;
    double real;
    NgExpr *head;
    Box *box;
  };
  union {
    NgExpr *args[1];
    char text[1];
  };
};

static NgExpr *
new_node (NgExprKind kind, gsize extra, const NgPlace *place)
{
  NgExpr *self = g_malloc (MAX (sizeof (NgExpr), G_STRUCT_OFFSET (NgExpr, args) + extra));

  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->is_array = kind == NG_EXPR_INTEGER || kind == NG_EXPR_REAL;
  self->depth = 1;
  self->size = 1;
  self->place = place != NULL ? *place : (NgPlace){ 0 };
  self->place.path = NULL;
  self->integer = 0;
  self->n_args = 0;
  return self;
}

static NgExpr *
new_text (NgExprKind kind, const char *text, const NgPlace *place)
{
  gsize size = strlen (text) + 1;
  NgExpr *self = new_node (kind, size, place);

  memcpy (self->text, text, size);
  self->size = (guint32) MIN (1 + size / 64, G_MAXUINT32);
  return self;
}

NgExpr *
ng_expr_new_symbol (const char *name, const NgPlace *place)
{
  return new_text (NG_EXPR_SYMBOL, name, place);
}

NgExpr *
ng_expr_new_string (const char *text, const NgPlace *place)
{
  return new_text (NG_EXPR_STRING, text, place);
}

NgExpr *
ng_expr_new_integer (gint64 value, const NgPlace *place)
{
  NgExpr *self = new_node (NG_EXPR_INTEGER, 0, place);

  self->integer = value;
  return self;
}

NgExpr *
ng_expr_new_real (double value, const NgPlace *place)
{
  NgExpr *self = new_node (NG_EXPR_REAL, 0, place);

  self->real = value;
  return self;
}

NgExpr *
ng_expr_new_normal (NgExpr *head, NgExpr **args, gsize n_args, const NgPlace *place)
{
  NgExpr *self = new_node (NG_EXPR_NORMAL, n_args * sizeof (NgExpr *), place);
  guint depth = head->depth;
  guint64 size = 1 + (guint64) head->size;

  self->head = head;
  self->n_args = (guint32) n_args;
  self->is_array = ng_expr_is_symbol (head, "List");
  for (gsize i = 0; i < n_args; i++) {
    self->args[i] = args[i];
    self->is_array = self->is_array && args[i]->is_array;
    depth = MAX (depth, args[i]->depth);
    size += args[i]->size;
  }
  if (ng_expr_is_rule (self))
    depth = MAX (args[0]->depth, (guint) args[1]->depth - 1);
  self->depth = MIN (depth + 1, G_MAXUINT16);
  self->size = MIN (size, G_MAXUINT32);
  return self;
}

NgExpr *
ng_expr_new_object (const NgExprObjectClass *class, gpointer object)
{
  NgExpr *self = new_node (NG_EXPR_OBJECT, 0, NULL);

  self->box = g_atomic_rc_box_new (Box);
  *self->box = (Box){ class, object };
  return self;
}

NgExpr *
ng_expr_object_at (NgExpr *self, const NgPlace *place)
{
  NgExpr *copy;

  if (self->kind != NG_EXPR_OBJECT || place->line == 0)
    return ng_expr_ref (self);
  copy = new_node (NG_EXPR_OBJECT, 0, place);
  copy->box = g_atomic_rc_box_acquire (self->box);
  return copy;
}

static void
clear_box (gpointer data)
{
  Box *self = data;

  self->class->free (self->object);
}

gpointer
ng_expr_object (const NgExpr *self, const NgExprObjectClass *class)
{
  return self->kind == NG_EXPR_OBJECT && self->box->class == class ? self->box->object : NULL;
}

char *
ng_expr_describe (const NgExpr *self)
{
  const Box *box;

  g_return_val_if_fail (self->kind == NG_EXPR_OBJECT, g_strdup (""));
  box = self->box;
  return box->class->describe != NULL ? box->class->describe (box->object)
                                      : g_strdup (box->class->name);
}

NgExpr *
ng_expr_new_call (const char *head, ...)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  va_list list;

  va_start (list, head);
  for (NgExpr *arg = va_arg (list, NgExpr *); arg != NULL; arg = va_arg (list, NgExpr *))
    g_ptr_array_add (args, arg);
  va_end (list);
  return ng_expr_new_normal (
      ng_expr_new_symbol (head, NULL), (NgExpr **) args->pdata, args->len, NULL);
}

NgExpr *
ng_expr_ref (NgExpr *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/* Drops one reference; a node that dies of it goes on the list. */
static void
release (NgExpr *self, NgExpr **dying)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  self->link = *dying;
  *dying = self;
}

void
ng_expr_unref (NgExpr *self)
{
  NgExpr *dying = NULL;

  release (self, &dying);
  while (dying != NULL) {
    NgExpr *node = dying;

    dying = node->link;
    if (node->kind == NG_EXPR_NORMAL) {
      release (node->head, &dying);
      for (gsize i = 0; i < node->n_args; i++)
        release (node->args[i], &dying);
    } else if (node->kind == NG_EXPR_OBJECT) {
      g_atomic_rc_box_release_full (node->box, clear_box);
    }
    g_free (node);
  }
}

NgExprKind
ng_expr_kind (const NgExpr *self)
{
  return self->kind;
}

const NgPlace *
ng_expr_place (const NgExpr *self)
{
  return &self->place;
}

const char *
ng_expr_text (const NgExpr *self)
{
  g_return_val_if_fail (self->kind == NG_EXPR_SYMBOL || self->kind == NG_EXPR_STRING, "");
  return self->text;
}

gint64
ng_expr_integer (const NgExpr *self)
{
  g_return_val_if_fail (self->kind == NG_EXPR_INTEGER, 0);
  return self->integer;
}

double
ng_expr_number (const NgExpr *self)
{
  if (self->kind == NG_EXPR_INTEGER)
    return (double) self->integer;
  g_return_val_if_fail (self->kind == NG_EXPR_REAL, 0);
  return self->real;
}

NgExpr *
ng_expr_head (const NgExpr *self)
{
  return self->kind == NG_EXPR_NORMAL ? self->head : NULL;
}

gsize
ng_expr_n_args (const NgExpr *self)
{
  return self->n_args;
}

NgExpr *
ng_expr_arg (const NgExpr *self, gsize index)
{
  g_return_val_if_fail (index < self->n_args, NULL);
  return self->args[index];
}

guint
ng_expr_depth (const NgExpr *self)
{
  return self->depth;
}

guint
ng_expr_size (const NgExpr *self)
{
  return self->size;
}

gboolean
ng_expr_is_symbol (const NgExpr *self, const char *name)
{
  return self->kind == NG_EXPR_SYMBOL && strcmp (self->text, name) == 0;
}

gboolean
ng_expr_is_call (const NgExpr *self, const char *head)
{
  return self->kind == NG_EXPR_NORMAL && ng_expr_is_symbol (self->head, head);
}

gboolean
ng_expr_is_array (const NgExpr *self)
{
  return self->is_array;
}

gboolean
ng_expr_is_rule (const NgExpr *self)
{
  return self->kind == NG_EXPR_NORMAL && self->n_args == 2 &&
         (ng_expr_is_symbol (self->head, "Rule") || ng_expr_is_symbol (self->head, "RuleDelayed"));
}

gboolean
ng_expr_is_number (const NgExpr *self)
{
  return self->kind == NG_EXPR_INTEGER || self->kind == NG_EXPR_REAL;
}

NgExpr *
ng_expr_lookup (const NgExpr *self, const char *key)
{
  for (gsize i = 0; i < ng_expr_n_args (self); i++) {
    NgExpr *rule = ng_expr_arg (self, i);

    if (ng_expr_is_rule (rule) && ng_expr_kind (ng_expr_arg (rule, 0)) == NG_EXPR_STRING &&
        strcmp (ng_expr_text (ng_expr_arg (rule, 0)), key) == 0)
      return ng_expr_arg (rule, 1);
  }
  return NULL;
}

/* The last arguments are compared by the loop, so that chains of rules take no stack. */
gboolean
ng_expr_equal (const NgExpr *a, const NgExpr *b)
{
  while (a != b) {
    if (a->kind != b->kind || a->n_args != b->n_args)
      return FALSE;
    switch ((NgExprKind) a->kind) {
    case NG_EXPR_SYMBOL:
    case NG_EXPR_STRING:
      return strcmp (a->text, b->text) == 0;
    case NG_EXPR_INTEGER:
      return a->integer == b->integer;
    case NG_EXPR_REAL:
      return memcmp (&a->real, &b->real, sizeof a->real) == 0;
    case NG_EXPR_OBJECT:
      return a->box == b->box;
    case NG_EXPR_NORMAL:
      break;
    }
    if (!ng_expr_equal (a->head, b->head))
      return FALSE;
    if (a->n_args == 0)
      return TRUE;
    for (gsize i = 0; i + 1 < a->n_args; i++) {
      if (!ng_expr_equal (a->args[i], b->args[i]))
        return FALSE;
    }
    gsize last = a->n_args - 1;

    a = a->args[last];
    b = b->args[last];
  }
  return TRUE;
}
