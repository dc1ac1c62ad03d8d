/* Values as text: whole, or with what is long left out. */

#include "core/language/session.h"

#include "core/codec/picture.h"
#include "core/graph/net.h"
#include "core/notation/value.h"
#include <string.h>

/* Nodes up to which a value is short enough; elements that stay of a list, and links of a chain of
 * rules; characters of a string. */
enum { MOST_NODES = 300, SHOWN_FIRST = 5, SHOWN_LAST = 2, SHOWN_LINKS = 20, MOST_LETTERS = 1000 };

typedef enum {
  FORM_WHOLE, /* nets as text, every digit of them kept */
  FORM_INPUT, /* nets as expressions */
  FORM_SHORT,
} Form;

typedef struct {
  Form form;
  gboolean is_cut; /* whether something was left out */
} Shower;

static NgExpr *show (Shower *self, const NgExpr *value);

static NgExpr *
new_gap (Shower *self, gsize n)
{
  g_autofree char *text = g_strdup_printf ("«%" G_GSIZE_FORMAT " more»", n);

  self->is_cut = TRUE;
  return ng_expr_new_symbol (text, NULL);
}

static gboolean
has_values (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);

    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      if (ng_layer_array (layer, a) != NULL)
        return TRUE;
    }
    for (gsize n = 0; n < ng_layer_n_nets (layer); n++) {
      if (has_values (ng_layer_net_at (layer, n, NULL)))
        return TRUE;
    }
  }
  return FALSE;
}

static NgExpr *
show_net (Shower *self, const NgExpr *value)
{
  g_autoptr (NgExpr) notation = ng_expr_net_notation (value, self->form != FORM_SHORT);
  g_autofree char *text = NULL;

  if (self->form == FORM_SHORT) {
    self->is_cut = self->is_cut || has_values (ng_expr_net (value));
    return show (self, notation);
  }
  if (self->form == FORM_INPUT)
    return g_steal_pointer (&notation);
  text = ng_print (notation, 0);
  return ng_expr_new_symbol (text, NULL);
}

/* Of a picture its size; InputForm has the pixels. */
static NgExpr *
show_picture (Shower *self, const NgExpr *value)
{
  g_autofree char *text = self->form != FORM_INPUT ? ng_picture_summary (value) : NULL;

  if (text == NULL)
    return NULL;
  self->is_cut = TRUE;
  return ng_expr_new_symbol (text, NULL);
}

/* Chains of rules may be long, and are walked by a loop. */
static NgExpr *
show_rules (Shower *self, const NgExpr *value)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  NgExpr *result;

  for (; ng_expr_is_rule (value); value = ng_expr_arg (value, 1))
    g_ptr_array_add (links, (gpointer) value);
  if (self->form == FORM_SHORT && links->len > SHOWN_LINKS) {
    result = new_gap (self, links->len + 1 - SHOWN_LINKS);
    g_ptr_array_set_size (links, SHOWN_LINKS);
  } else {
    result = show (self, value);
  }
  for (gsize i = links->len; i-- > 0;) {
    NgExpr *args[2] = { show (self, ng_expr_arg (links->pdata[i], 0)), result };

    result = ng_expr_new_normal (ng_expr_ref (ng_expr_head (links->pdata[i])), args, 2, NULL);
  }
  return result;
}

static NgExpr *
show_string (Shower *self, const NgExpr *value)
{
  const char *text = ng_expr_text (value);
  g_autofree char *start = NULL;

  if (self->form != FORM_SHORT || g_utf8_strlen (text, -1) <= MOST_LETTERS)
    return ng_expr_ref ((NgExpr *) value);
  start = g_utf8_substring (text, 0, MOST_LETTERS);
  self->is_cut = TRUE;
  return ng_expr_new_string (start, NULL);
}

static NgExpr *
show (Shower *self, const NgExpr *value)
{
  gsize n = ng_expr_n_args (value);
  gboolean is_long;
  NgExpr *picture;
  g_autoptr (GPtrArray) args = NULL;

  if (ng_expr_net (value) != NULL)
    return show_net (self, value);
  if (ng_expr_kind (value) == NG_EXPR_STRING)
    return show_string (self, value);
  if (ng_expr_kind (value) != NG_EXPR_NORMAL)
    return ng_expr_ref ((NgExpr *) value);
  if (ng_expr_is_rule (value))
    return show_rules (self, value);
  picture = show_picture (self, value);
  if (picture != NULL)
    return picture;
  is_long = self->form == FORM_SHORT && ng_expr_size (value) > MOST_NODES &&
            n > SHOWN_FIRST + SHOWN_LAST + 1;
  args = g_ptr_array_new ();
  for (gsize i = 0; i < n; i++) {
    if (is_long && i == SHOWN_FIRST) {
      g_ptr_array_add (args, new_gap (self, n - SHOWN_FIRST - SHOWN_LAST));
      i = n - SHOWN_LAST;
    }
    g_ptr_array_add (args, show (self, ng_expr_arg (value, i)));
  }
  return ng_expr_new_normal (
      show (self, ng_expr_head (value)), (NgExpr **) args->pdata, args->len, NULL);
}

static char *
print (const NgExpr *value, Form form, guint width, gboolean *is_cut)
{
  Shower shower = { .form = form };
  g_autoptr (NgExpr) shown = NULL;
  gboolean is_exact = form == FORM_INPUT;

  if (form == FORM_WHOLE && ng_expr_net (value) != NULL) {
    shower.form = FORM_INPUT;
    is_exact = TRUE;
  }
  shown = show (&shower, value);
  if (is_cut != NULL)
    *is_cut = shower.is_cut;
  return is_exact ? ng_print (shown, width) : ng_print_rounded (shown, width, 6);
}

static char *
print_as (const NgExpr *value, Form form, guint width, gboolean *is_cut)
{
  if (is_cut != NULL)
    *is_cut = FALSE;
  if (ng_expr_is_call (value, "Short") && ng_expr_n_args (value) > 0)
    return print (ng_expr_arg (value, 0), FORM_SHORT, width, NULL);
  if (ng_expr_is_call (value, "InputForm") && ng_expr_n_args (value) == 1)
    return print (ng_expr_arg (value, 0), FORM_INPUT, width, NULL);
  return print (value, form, width, is_cut);
}

char *
ng_value_print (const NgExpr *value, guint width)
{
  return print_as (value, FORM_WHOLE, width, NULL);
}

char *
ng_value_print_short (const NgExpr *value, guint width, gboolean *is_cut)
{
  return print_as (value, FORM_SHORT, width, is_cut);
}
