#include "app/commands/dims.h"

#include "app/commands/support.h"
#include "core/shape/words.h"

#include <string.h>

/* Puts @size in place of the length of that name. Returns whether some input has it. */
static gboolean
bind (const NgNet *net, NgType *types, const char *name, gint64 size)
{
  const char *const *names = ng_net_length_names (net);
  gboolean is_found = FALSE;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    for (int axis = 0; axis < types[i].rank; axis++) {
      NgDim dim = ng_net_input_type (net, i)->dims[axis];
      g_autofree char *own =
          dim.state == NG_DIM_VARYING ? ng_dim_label (dim, names) : g_strdup ("");

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
        char *own = ng_dim_label (type->dims[axis], ng_net_length_names (net));

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

/* Reads "batch=8" and puts the size where the name is. */
static gboolean
bind_text (const NgNet *net, NgType *types, const char *text, GError **error)
{
  const char *sign = strrchr (text, '=');
  gint64 size = 0;

  if (sign == NULL || sign == text ||
      !g_ascii_string_to_signed (sign + 1, 10, 1, G_MAXINT32, &size, NULL)) {
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new ("CommandLine::dim",
                                         NULL,
                                         "\"%s\" is not a name, = and a size of at least 1.",
                                         text),
                      "write --dim batch=8"));
    return FALSE;
  }
  g_autofree char *name = g_strndup (text, (gsize) (sign - text));
  if (bind (net, types, name, size))
    return TRUE;
  fail_name (net, name, error);
  return FALSE;
}

gboolean
ng_dims_bind (NgNet **net, char *const *bindings, GError **error)
{
  g_autoptr (NgNet) open = *net;
  gsize n = open != NULL ? ng_net_n_inputs (open) : 0;
  g_autofree NgType *types = g_new (NgType, n + 1);

  if (open == NULL || bindings == NULL) {
    open = NULL;
    return *net != NULL;
  }
  *net = NULL;
  for (gsize i = 0; i < n; i++)
    types[i] = *ng_net_input_type (open, i);
  for (; *bindings != NULL; bindings++)
    if (!bind_text (open, types, *bindings, error))
      return FALSE;
  *net = ng_net_with_input_types (open, types, error);
  return *net != NULL;
}

GOptionEntry
ng_dims_option (char ***bindings)
{
  return (GOptionEntry){ "dim",      0,
                         0,          G_OPTION_ARG_STRING_ARRAY,
                         bindings,   "The size of a length that varies, such as batch=8",
                         "NAME=SIZE" };
}
