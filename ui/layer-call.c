/* Words -> the arguments of a call, which the reader of notation then reads. */

#include "ui/layer-call.h"

#include "core/graph/function.h"
#include "core/notation/read.h"
#include "ui/word-match.h"

#include <glib/gi18n.h>
#include <string.h>

/* Letters of a name that are enough. */
#define ENOUGH_LETTERS 3

typedef struct {
  const NgLayerClass *class;
  NgExpr *params[NG_MAX_CLASS_PARAMS];
  int last;          /* the parameter that the last word without a name went to, or -1 */
  GPtrArray *nets;   /* (element-type NgExpr): arguments in front of the parameters */
  GPtrArray *others; /* (element-type NgExpr): rules of arrays and ports */
} Call;

static void
call_init (Call *self, const NgLayerClass *class)
{
  *self = (Call){ .class = class, .last = -1 };
  self->nets = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
}

static void
call_clear (Call *self)
{
  for (gsize i = 0; i < NG_MAX_CLASS_PARAMS; i++)
    g_clear_pointer (&self->params[i], ng_expr_unref);
  g_ptr_array_unref (self->nets);
  g_ptr_array_unref (self->others);
}

static gsize
count_params (const NgLayerClass *class)
{
  gsize n = 0;

  while (n < NG_MAX_CLASS_PARAMS && class->params[n].name != NULL)
    n++;
  return n;
}

/* Index of the parameter at @position, or -1 */
static int
find_position (const NgLayerClass *class, int position)
{
  for (gsize i = 0; i < count_params (class); i++)
    if (class->params[i].position == position)
      return (int) i;
  return -1;
}

/* How many arguments in front of the parameters are nets. */
static gsize
count_nets (const NgLayerClass *class)
{
  if (strcmp (class->name, "NetGraph") == 0)
    return 2;
  return strcmp (class->name, "NetChain") == 0 || (class->flags & NG_LAYER_TRACES) != 0 ||
         (class->nets[0] != NULL && (class->flags & NG_LAYER_MAY_HOLD) == 0);
}

typedef enum {
  TAKE_ALL,
  TAKE_PLACED,   /* what has no name */
  TAKE_REQUIRED, /* what has no name and is needed */
} Take;

/* Takes what @expr, a call of the class, says of parameters that nothing is known of. */
static void
take_params (Call *self, const NgExpr *expr, gsize n_nets, Take take)
{
  for (gsize i = n_nets; i < ng_expr_n_args (expr); i++) {
    NgExpr *argument = ng_expr_arg (expr, i);
    int index = -1;

    if (!ng_expr_is_rule (argument)) {
      index = find_position (self->class, (int) (i - n_nets) + 1);
    } else if (take == TAKE_ALL) {
      for (gsize k = 0; k < count_params (self->class); k++)
        if (strcmp (self->class->params[k].name, ng_expr_text (ng_expr_arg (argument, 0))) == 0)
          index = (int) k;
      argument = ng_expr_arg (argument, 1);
    }
    if (index >= 0 && self->params[index] == NULL &&
        (take != TAKE_REQUIRED || (self->class->params[index].flags & NG_PARAM_REQUIRED) != 0))
      self->params[index] = ng_expr_ref (argument);
  }
}

/* Returns: (transfer full) (nullable): the first example that is the layer alone */
static NgExpr *
read_example (const NgLayerClass *class)
{
  for (gsize i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++) {
    g_autoptr (NgExpr) expr = ng_parse_one (class->examples[i], -1, NULL, NULL);

    if (expr != NULL && ng_expr_is_call (expr, class->name))
      return g_steal_pointer (&expr);
  }
  return NULL;
}

static gboolean
has_given (const Call *self)
{
  for (gsize i = 0; i < count_params (self->class); i++)
    if (self->params[i] != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
lacks_required (const Call *self)
{
  for (gsize i = 0; i < count_params (self->class); i++)
    if (self->params[i] == NULL && (self->class->params[i].flags & NG_PARAM_REQUIRED) != 0)
      return TRUE;
  return FALSE;
}

/* What is needed and was not said is as in the example; so is all of a layer that needs parameters
 * and has none. */
static void
complete (Call *self)
{
  gsize n_nets = count_nets (self->class);
  g_autoptr (NgExpr) example = NULL;

  if (n_nets == 0 && !lacks_required (self))
    return;
  example = read_example (self->class);
  if (example != NULL) {
    for (gsize i = 0; i < n_nets; i++)
      g_ptr_array_add (self->nets, ng_expr_ref (ng_expr_arg (example, i)));
    take_params (
        self, example, n_nets, n_nets > 0 || has_given (self) ? TAKE_REQUIRED : TAKE_PLACED);
  }
  for (gsize i = 0; i < count_params (self->class); i++)
    if (self->params[i] == NULL && (self->class->params[i].flags & NG_PARAM_REQUIRED) != 0 &&
        self->class->params[i].choices != NULL)
      self->params[i] = ng_expr_new_string (self->class->params[i].choices[0], NULL);
}

static NgExpr *
rule_new (const char *name, NgExpr *value)
{
  return ng_expr_new_call ("Rule", ng_expr_new_string (name, NULL), ng_expr_ref (value), NULL);
}

/* Returns: (transfer full) (nullable): the layer that it is */
static NgLayer *
call_read (Call *self, GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (NgExpr) expr = NULL;

  complete (self);
  for (guint i = 0; i < self->nets->len; i++)
    g_ptr_array_add (arguments, ng_expr_ref (self->nets->pdata[i]));
  for (gsize i = 0; i < count_params (self->class); i++)
    if (self->params[i] != NULL)
      g_ptr_array_add (arguments, rule_new (self->class->params[i].name, self->params[i]));
  for (guint i = 0; i < self->others->len; i++)
    g_ptr_array_add (arguments, ng_expr_ref (self->others->pdata[i]));
  expr = ng_expr_new_normal (ng_expr_new_symbol (self->class->name, NULL),
                             (NgExpr **) arguments->pdata,
                             arguments->len,
                             NULL);
  return ng_layer_read (expr, error);
}

/* ---- words as values ---- */

NgExpr *
ng_word_sizes (const char *word)
{
  g_autoptr (GPtrArray) sizes = g_ptr_array_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *plain = NULL;
  NgExpr *list;

  {
    g_auto (GStrv) pieces = g_strsplit (word, "×", -1);

    plain = g_strjoinv ("x", pieces);
  }
  parts = g_strsplit_set (plain, "xX", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || strspn (parts[i], "0123456789") != strlen (parts[i]) ||
        strlen (parts[i]) > 15)
      return NULL;
  if (g_strv_length (parts) < 2)
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (sizes, ng_expr_new_integer (g_ascii_strtoll (parts[i], NULL, 10), NULL));
  list = ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) sizes->pdata, sizes->len, NULL);
  return list;
}

/* Symbols and strings that are values, however their letters are typed. */
static NgExpr *
read_known (const char *word)
{
  static const char *const symbols[] = { "Automatic", "None", "True", "False", "Inherited", "All" };
  static const char *const texts[] = { "Same", "Varying", "Real", "Integer", "Causal" };

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (g_ascii_strcasecmp (word, symbols[i]) == 0)
      return ng_expr_new_symbol (symbols[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_ascii_strcasecmp (word, texts[i]) == 0)
      return ng_expr_new_string (texts[i], NULL);
  return NULL;
}

static const char *
find_choice (const NgParamSpec *spec, const char *word)
{
  for (gsize i = 0; spec->choices != NULL && spec->choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (word, spec->choices[i]) == 0)
      return spec->choices[i];
  return NULL;
}

static const char *
find_function (const char *word)
{
  const char *name;

  for (gsize i = 0; (name = ng_function_name (i)) != NULL; i++)
    if (g_ascii_strcasecmp (word, name) == 0)
      return name;
  return NULL;
}

/* A choice is a symbol or a text, as the default is. */
static NgExpr *
choice_new (const NgParamSpec *spec, const char *choice)
{
  if (spec->value != NULL && *spec->value != '"' && g_ascii_isalpha (*spec->value))
    return ng_expr_new_symbol (choice, NULL);
  return ng_expr_new_string (choice, NULL);
}

NgExpr *
ng_word_value (const NgParamSpec *spec, const char *word, GError **error)
{
  g_autoptr (NgExpr) expr = NULL;
  const char *found;
  NgExpr *value;

  if (spec != NULL && (found = find_choice (spec, word)) != NULL)
    return choice_new (spec, found);
  if (spec != NULL && spec->kind == NG_PARAM_FUNCTION && (found = find_function (word)) != NULL)
    return ng_expr_new_symbol (found, NULL);
  if ((value = ng_word_sizes (word)) != NULL || (value = read_known (word)) != NULL)
    return value;
  expr = ng_parse_one (word, -1, NULL, error);
  return expr != NULL ? ng_expr_evaluate (expr, NULL, error) : NULL;
}

/* ---- words into the call ---- */

typedef struct {
  const char *name;        /* as the rule is called */
  int param;               /* index, or -1 of an array or a port */
  const NgParamSpec *spec; /* (nullable) */
} Slot;

static NgMatch
match_slot (const char *word, const char *name, const char *alias)
{
  NgMatch match = ng_match (word, name);

  if (alias != NULL)
    match = MIN (match, ng_match (word, alias));
  return match == NG_MATCH_EXACT || strlen (word) >= ENOUGH_LETTERS ? match : NG_MATCH_NONE;
}

/* The parameter, array or port that @word names best, if it is at least a word of its name. */
static gboolean
find_slot (const NgLayerClass *class, const char *word, Slot *slot)
{
  NgMatch best = NG_MATCH_WORD + 1, match;

  if (!g_ascii_isalpha (*word))
    return FALSE;
  for (gsize i = 0; i < count_params (class); i++) {
    const NgParamSpec *spec = &class->params[i];

    if ((match = match_slot (word, spec->name, spec->alias)) < best) {
      best = match;
      *slot = (Slot){ spec->name, (int) i, spec };
    }
  }
  for (gsize i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    if ((match = match_slot (word, class->arrays[i].name, class->arrays[i].alias)) < best) {
      best = match;
      *slot = (Slot){ class->arrays[i].name, -1, NULL };
    }
  for (gsize i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    if ((match = match_slot (word, class->inputs[i].name, class->inputs[i].alias)) < best) {
      best = match;
      *slot = (Slot){ class->inputs[i].name, -1, NULL };
    }
  for (gsize i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    if ((match = match_slot (word, class->outputs[i].name, NULL)) < best) {
      best = match;
      *slot = (Slot){ class->outputs[i].name, -1, NULL };
    }
  return best <= NG_MATCH_WORD;
}

static void
set_slot (Call *self, const Slot *slot, NgExpr *value)
{
  if (slot->param < 0) {
    g_ptr_array_add (self->others, rule_new (slot->name, value));
    return;
  }
  g_clear_pointer (&self->params[slot->param], ng_expr_unref);
  self->params[slot->param] = ng_expr_ref (value);
}

static gboolean
takes_list (const NgParamSpec *spec)
{
  return spec->kind == NG_PARAM_DIMS || spec->kind == NG_PARAM_SIZES ||
         spec->kind == NG_PARAM_LEVELS || spec->kind == NG_PARAM_PADDING ||
         spec->kind == NG_PARAM_EXPR;
}

/* A word without a name is the next parameter that has a place, if it can be that; a number behind
 * the last of them makes a list of it. */
static gboolean
take_in_order (Call *self, const char *word, GError **error)
{
  g_autoptr (NgExpr) value = ng_word_value (NULL, word, NULL);
  gboolean is_list = value != NULL && ng_expr_is_call (value, "List");
  int first = (self->class->flags & NG_LAYER_TRACES) != 0 ? 2 : 1;

  for (int position = first; position <= NG_MAX_CLASS_PARAMS; position++) {
    int index = find_position (self->class, position);

    if (index < 0 || self->params[index] != NULL ||
        (is_list && !takes_list (&self->class->params[index])))
      continue;
    self->params[index] = ng_word_value (&self->class->params[index], word, error);
    self->last = index;
    return self->params[index] != NULL;
  }
  if (value != NULL && ng_expr_kind (value) == NG_EXPR_INTEGER && self->last >= 0 &&
      takes_list (&self->class->params[self->last])) {
    NgExpr *before = g_steal_pointer (&self->params[self->last]);
    g_autoptr (GPtrArray) items = g_ptr_array_new ();

    for (gsize i = 0; ng_expr_is_call (before, "List") && i < ng_expr_n_args (before); i++)
      g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (before, i)));
    if (items->len == 0)
      g_ptr_array_add (items, ng_expr_ref (before));
    g_ptr_array_add (items, g_steal_pointer (&value));
    self->params[self->last] = ng_expr_new_normal (
        ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
    ng_expr_unref (before);
    return TRUE;
  }
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               _ ("%s has no place for “%s”"),
               self->class->name,
               word);
  return FALSE;
}

/* A word that is one of the words of some parameter needs no name: "mean", "same". */
static gboolean
find_speaking (const Call *self, const char *word, Slot *slot)
{
  for (gsize i = 0; i < count_params (self->class); i++) {
    const NgParamSpec *spec = &self->class->params[i];

    if (self->params[i] == NULL && spec->kind != NG_PARAM_FUNCTION &&
        (find_choice (spec, word) != NULL ||
         (spec->kind == NG_PARAM_PADDING && g_ascii_strcasecmp (word, "Same") == 0))) {
      *slot = (Slot){ spec->name, (int) i, spec };
      return TRUE;
    }
  }
  return FALSE;
}

/* @words: (array zero-terminated=1) */
static gboolean
take_words (Call *self, char *const *words, GError **error)
{
  for (; *words != NULL; words++) {
    const char *equals = strchr (*words, '=');
    g_autofree char *name =
        g_strndup (*words, equals != NULL ? (gsize) (equals - *words) : strlen (*words));
    g_autoptr (NgExpr) value = NULL;
    Slot slot;

    if (equals == NULL && find_speaking (self, *words, &slot)) {
      value = ng_word_value (slot.spec, *words, error);
    } else if (find_slot (self->class, name, &slot)) {
      const char *text = equals != NULL ? equals + 1 : words[1];

      if (text != NULL && *text != '\0') {
        value = ng_word_value (slot.spec, text, error);
        words += equals == NULL;
      } else if (slot.spec != NULL && slot.spec->kind == NG_PARAM_BOOLEAN) {
        value = ng_expr_new_symbol ("True", NULL);
      } else {
        g_set_error (error,
                     G_IO_ERROR,
                     G_IO_ERROR_FAILED,
                     "%s: %s",
                     slot.name,
                     slot.spec != NULL ? _ (slot.spec->help) : _ ("its value is still to come"));
      }
    } else {
      if (!take_in_order (self, *words, error))
        return FALSE;
      continue;
    }
    if (value == NULL)
      return FALSE;
    set_slot (self, &slot, value);
  }
  return TRUE;
}

NgLayer *
ng_layer_call_read (const NgLayerClass *class,
                    const NgExpr *preset,
                    char *const *words,
                    GError **error)
{
  NgLayer *layer = NULL;
  Call call;

  call_init (&call, class);
  if (preset != NULL)
    take_params (&call, preset, 0, TAKE_ALL);
  if (take_words (&call, words, error))
    layer = call_read (&call, error);
  call_clear (&call);
  return layer;
}
