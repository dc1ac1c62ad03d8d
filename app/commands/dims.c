#include "app/commands/dims.h"

#include "app/commands/support.h"

#include <string.h>

static char *
name_length (const NgNet *net, gint64 id)
{
  NgType alone = ng_type_of_rank (1);

  alone.dims[0] = ng_dim_varying (id);
  return ng_type_label (&alone, ng_net_length_names (net));
}

/* Puts @size in place of the length of that name. Returns whether some input has it. */
static gboolean
bind (const NgNet *net, NgType *types, const char *name, gint64 size)
{
  gboolean is_found = FALSE;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    for (int axis = 0; axis < types[i].rank; axis++) {
      NgDim dim = ng_net_input_type (net, i)->dims[axis];
      g_autofree char *own =
          dim.state == NG_DIM_VARYING ? name_length (net, dim.value) : g_strdup ("");

      if (!g_str_equal (own, name))
        continue;
      types[i].dims[axis] = ng_dim_number (size);
      is_found = TRUE;
    }
  return is_found;
}

static void
fail_name (const NgNet *net, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgType *type = ng_net_input_type (net, i);

    for (int axis = 0; axis < type->rank; axis++)
      if (type->dims[axis].state == NG_DIM_VARYING) {
        char *own = name_length (net, type->dims[axis].value);

        if (g_ptr_array_find_with_equal_func (names, own, g_str_equal, NULL))
          g_free (own);
        else
          g_ptr_array_add (names, own);
      }
  }
  g_ptr_array_add (names, NULL);
  ng_fail_nearest (error,
                   "CommandLine::dim",
                   "No input of the net has a length called",
                   name,
                   (const char *const *) names->pdata);
}

NgNet *
ng_dims_bind (NgNet *net, const char *const *bindings, GError **error)
{
  gsize n = ng_net_n_inputs (net);
  g_autofree NgType *types = g_new (NgType, n + 1);

  if (bindings == NULL)
    return ng_net_ref (net);
  for (gsize i = 0; i < n; i++)
    types[i] = *ng_net_input_type (net, i);
  for (; *bindings != NULL; bindings++) {
    const char *sign = strrchr (*bindings, '=');
    gint64 size = 0;

    if (sign == NULL || sign == *bindings ||
        !g_ascii_string_to_signed (sign + 1, 10, 1, G_MAXINT32, &size, NULL)) {
      ng_error_set (error,
                    ng_diagnostic_with_hint (
                        ng_diagnostic_new ("CommandLine::dim",
                                           NULL,
                                           "\"%s\" is not a name, = and a size of at least 1.",
                                           *bindings),
                        "write --dim batch=8"));
      return NULL;
    }
    g_autofree char *name = g_strndup (*bindings, (gsize) (sign - *bindings));
    if (!bind (net, types, name, size)) {
      fail_name (net, name, error);
      return NULL;
    }
  }
  return ng_net_with_input_types (net, types, error);
}

char *
ng_dims_notation (const NgNet *net, const NgType *type)
{
  const char *const *names = ng_net_length_names (net);
  GString *text = g_string_new ("{");
  gboolean has_name = FALSE;

  for (int i = 0; i < type->rank; i++) {
    NgDim dim = type->dims[i];
    gboolean is_named =
        dim.state == NG_DIM_VARYING && names != NULL && *names[dim.value - 1] != '\0';

    has_name = has_name || is_named;
    g_string_append (text, i > 0 ? ", " : "");
    if (dim.state == NG_DIM_NUMBER)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, dim.value);
    else if (is_named)
      g_string_append (text, names[dim.value - 1]);
    else
      g_string_append (text, dim.state == NG_DIM_VARYING ? "\"Varying\"" : "Automatic");
  }
  g_string_append_c (text, '}');
  if (has_name)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return ng_type_notation (type);
}
