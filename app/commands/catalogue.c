#include "app/commands/catalogue.h"

#include "core/graph/registry.h"

#include <math.h>
#include <string.h>

static int
compare_classes (gconstpointer a, gconstpointer b)
{
  const NgLayerClass *x = *(const NgLayerClass *const *) a;
  const NgLayerClass *y = *(const NgLayerClass *const *) b;

  return x->category != y->category ? (x->category > y->category) - (x->category < y->category)
                                    : strcmp (x->name, y->name);
}

void
ng_catalogue_sort (GPtrArray *classes)
{
  g_ptr_array_sort (classes, compare_classes);
}

GPtrArray *
ng_catalogue_classes (void)
{
  GPtrArray *classes = g_ptr_array_new ();

  for (gsize i = 0; i < ng_registry_length (); i++)
    g_ptr_array_add (classes, (gpointer) ng_registry_class (i));
  ng_catalogue_sort (classes);
  return classes;
}

const char *
ng_catalogue_category (NgCategory category)
{
  static const char *const titles[NG_N_CATEGORIES] = {
    [NG_CATEGORY_BASIC] = "Basic layers",
    [NG_CATEGORY_ELEMENTWISE] = "Element by element",
    [NG_CATEGORY_STRUCTURE] = "Structure",
    [NG_CATEGORY_CONVOLUTION] = "Convolution and pooling",
    [NG_CATEGORY_NORMALIZATION] = "Normalization",
    [NG_CATEGORY_TRAINING] = "Training",
    [NG_CATEGORY_RECURRENT] = "Recurrence",
    [NG_CATEGORY_ATTENTION] = "Attention",
    [NG_CATEGORY_LOSS] = "Losses",
    [NG_CATEGORY_CONTAINER] = "Containers",
    [NG_CATEGORY_OPERATOR] = "ONNX",
  };

  return titles[category];
}

char *
ng_catalogue_usage (const NgLayerClass *class)
{
  GString *text = g_string_new (class->name);
  const char *separator = "[";

  for (int position = 1; position <= NG_MAX_CLASS_PARAMS; position++)
    for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++)
      if (class->params[i].position == position) {
        g_string_append_printf (text, "%s%s", separator, class->params[i].name);
        separator = ", ";
      }
  if (separator[0] == ',')
    g_string_append_c (text, ']');
  else if (class->category != NG_CATEGORY_CONTAINER)
    g_string_append (text, "[]");
  return g_string_free (text, FALSE);
}

static void
append_bounds (GString *text, const NgParamSpec *param)
{
  if (param->at_least == 0 && param->below == 0)
    return;
  if (param->below <= param->at_least || isinf (param->below))
    g_string_append_printf (text, ", at least %g", param->at_least);
  else if (param->kind == NG_PARAM_INTEGER)
    g_string_append_printf (text, ", %g to %g", param->at_least, param->below - 1);
  else
    g_string_append_printf (text, ", at least %g and below %g", param->at_least, param->below);
}

char *
ng_catalogue_values (const NgParamSpec *param)
{
  static const char *const nouns[] = {
    [NG_PARAM_INTEGER] = "integer",
    [NG_PARAM_REAL] = "number",
    [NG_PARAM_BOOLEAN] = "True or False",
    [NG_PARAM_WORD] = "",
    [NG_PARAM_DIMS] = "size, or list of sizes",
    [NG_PARAM_SIZES] = "size, or one for each level",
    [NG_PARAM_PADDING] = "p, {p, …}, {{before, after}, …}, \"Same\"",
    [NG_PARAM_LEVEL] = "level, from 1, or from the end if negative",
    [NG_PARAM_LEVELS] = "level, list of levels, or first ;; last",
    [NG_PARAM_FUNCTION] = "function, by name or pure",
    [NG_PARAM_EXPR] = "expression",
  };
  static const struct {
    NgParamFlags flag;
    const char *word;
  } words[] = {
    { NG_PARAM_ALLOWS_AUTOMATIC, "Automatic" },
    { NG_PARAM_ALLOWS_INHERITED, "Inherited" },
    { NG_PARAM_ALLOWS_ALL, "All" },
    { NG_PARAM_ALLOWS_NONE, "None" },
  };
  GString *text = g_string_new (param->kind < G_N_ELEMENTS (nouns) ? nouns[param->kind] : "");

  for (gsize i = 0; param->kind == NG_PARAM_WORD && param->choices[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", param->choices[i]);
  append_bounds (text, param);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((param->flags & words[i].flag) != 0)
      g_string_append_printf (text, "; %s", words[i].word);
  return g_string_free (text, FALSE);
}

char *
ng_catalogue_shape (const char *pattern)
{
  gboolean in_word = FALSE, is_many = FALSE;
  GString *text;

  if (pattern == NULL)
    return g_strdup ("by the law");
  if (strcmp (pattern, "()") == 0)
    return g_strdup ("number");
  text = g_string_new (NULL);
  for (const char *p = pattern;; p++) {
    gboolean is_letter = g_ascii_isalnum (*p) || *p == '_';

    if (in_word && !is_letter) {
      g_string_append (text, is_many ? "…" : "");
      is_many = FALSE;
    }
    in_word = is_letter;
    if (*p == '\0')
      break;
    if (*p == '*')
      is_many = TRUE;
    else if (*p == ' ')
      g_string_append (text, " × ");
    else
      g_string_append_c (text, *p);
  }
  return g_string_free (text, FALSE);
}

const char *
ng_catalogue_initial (const NgArraySpec *array)
{
  switch (array->init) {
  case NG_INIT_KAIMING:
  case NG_INIT_KAIMING_TRANSPOSED:
    return "normal, by what enters and the method";
  case NG_INIT_SMALL_NORMAL:
    return "normal, of deviation 0.01";
  case NG_INIT_ROW_NORMAL:
    return "normal, of deviation 1/√n for rows of n";
  case NG_INIT_SLOPE:
    return "0.1";
  case NG_INIT_ZERO:
  case NG_INIT_BIAS:
    return "0";
  case NG_INIT_ONE:
    return "1";
  }
  return "";
}

char *
ng_catalogue_remarks (const NgArraySpec *array)
{
  GString *text = g_string_new (NULL);

  if (array->is_optional)
    g_string_append (text, "; may be None");
  if (array->is_statistic)
    g_string_append (text, "; a statistic, kept by training");
  if (array->alias != NULL)
    g_string_append_printf (text, "; also called %s", array->alias);
  return g_string_free (g_string_erase (text, 0, text->len > 0 ? 2 : 0), FALSE);
}
