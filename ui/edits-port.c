/* Ports of the net that are made by hand. */

#include "ui/edits-private.h"

#include "core/graph/names.h"

/* Returns: (transfer full): @wanted, or with a number where a port is called that */
static char *
free_port_name (const NgNetBuilder *builder, const char *wanted)
{
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_auto (GStrv) names = ng_port_names_of_inputs (&wanted, 1, taken);

  return g_strdup (names[0]);
}

static gboolean
fail_port (const char *hint, GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set (
      error,
      ng_diagnostic_with_hint (ng_diagnostic_new ("Edit::port", NULL, "%s", message), "%s", hint));
  return FALSE;
}

/* The port at @subject in the net at its path. */
static NgNet *
finish (NgEditPlace *place,
        NgNetBuilder *builder,
        NgPickKind kind,
        const char *name,
        NgSubject **added,
        GError **error)
{
  NgNet *root = ng_edit_put_back (place, ng_net_builder_end_open (builder, error), error);
  NgNet *net = root != NULL ? ng_path_resolve (root, place->path) : NULL;
  int port = net == NULL                  ? -1
             : kind == NG_PICK_NET_OUTPUT ? ng_net_find_output (net, name)
                                          : ng_net_find_input (net, name);

  if (added != NULL && port >= 0)
    *added = ng_subject_new (kind, 0, (guint) port, place->path, NULL);
  return root;
}

/* ---- inputs ---- */

/* Whether an input of the net feeds it, and nothing else. */
static gboolean
has_own_input (const NgNet *net, NgTarget target)
{
  NgSource source;
  gsize n;

  if ((gsize) target.port >= ng_layer_n_inputs (ng_net_layer (net, (gsize) target.index)))
    return FALSE;
  source = ng_net_source (net, (gsize) target.index, (gsize) target.port);
  if (source.kind != NG_SOURCE_INPUT)
    return FALSE;
  ng_net_targets (net, source, &n);
  return n == 1;
}

/* The input of a layer that is meant: one slot more, else the first that it needs, else the first,
 * that has no input of the net of its own yet; -1 for none. */
static int
find_input (const NgNet *net, int layer)
{
  gsize n = ng_layer_n_inputs (ng_net_layer (net, (gsize) layer));

  if (ng_net_can_add_slot (net, (gsize) layer))
    return (int) n;
  for (int takes_optional = 0; takes_optional < 2; takes_optional++)
    for (gsize i = 0; i < n; i++)
      if (ng_layer_input_is_optional (ng_net_layer (net, (gsize) layer), i) == takes_optional &&
          !has_own_input (net, (NgTarget){ layer, (int) i }))
        return (int) i;
  return -1;
}

static gboolean
find_reader (const NgEditPlace *place, const NgSubject *subject, NgTarget *target, GError **error)
{
  if (subject->kind == NG_PICK_VERTEX) {
    int layer = ng_edit_find_layer (place, subject, error);

    if (layer < 0)
      return FALSE;
    *target = (NgTarget){ layer, find_input (place->net, layer) };
  } else if (!ng_edit_find_target (place, subject, target) || target->index < 0) {
    return ng_edit_fail_subject (subject, error);
  }
  if (target->port < 0 || has_own_input (place->net, *target)) {
    g_autofree char *name = ng_net_shown_name (place->net, (gsize) target->index);

    return fail_port ("rename that one, or give it a type",
                      error,
                      "An input of the net feeds \"%s\" already, and nothing else.",
                      name);
  }
  return TRUE;
}

NgNet *
ng_edit_add_input (NgNet *root, const NgSubject *subject, NgSubject **added, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree char *name = NULL;
  NgTarget target;
  NgSource source = { NG_SOURCE_INPUT, 0, 0 };

  if (!ng_edit_open_place (&place, root, subject->net, error) ||
      !find_reader (&place, subject, &target, error))
    return NULL;
  builder = ng_net_builder_new_fixed (place.net);
  name = free_port_name (builder, "Input");
  source.index = ng_net_builder_add_input (builder, name);
  if ((gsize) target.port >= ng_net_builder_n_connections (builder, target.index)) {
    gsize layer = (gsize) target.index;
    g_autoptr (NgLayer) slotted =
        ng_layer_with_slots (ng_net_builder_layer (builder, layer), (gsize) target.port + 1);

    ng_net_builder_set_layer (builder, layer, slotted);
  }
  ng_net_builder_set_source (builder, target.index, (gsize) target.port, source);
  return finish (&place, g_steal_pointer (&builder), NG_PICK_NET_INPUT, name, added, error);
}

/* ---- outputs ---- */

static gboolean
find_giver (const NgEditPlace *place, const NgSubject *subject, NgSource *source, GError **error)
{
  const NgTarget *targets;
  NgTarget target;
  gsize n;

  if (ng_edit_find_target (place, subject, &target)) {
    if (target.index < 0)
      *source = ng_net_output_source (place->net, (gsize) target.port);
    else if ((gsize) target.port <
             ng_layer_n_inputs (ng_net_layer (place->net, (gsize) target.index)))
      *source = ng_net_source (place->net, (gsize) target.index, (gsize) target.port);
    else
      return ng_edit_fail_subject (subject, error);
  } else if (!ng_edit_find_source (place, subject, source)) {
    return ng_edit_fail_subject (subject, error);
  }
  targets = ng_net_targets (place->net, *source, &n);
  for (gsize t = 0; t < n; t++)
    if (targets[t].index < 0)
      return fail_port ("rename that one, or give it a type",
                        error,
                        "It is the output \"%s\" already.",
                        ng_net_output_name (place->net, (gsize) targets[t].port));
  return TRUE;
}

NgNet *
ng_edit_add_output (NgNet *root, const NgSubject *subject, NgSubject **added, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree char *name = NULL;
  NgSource source;

  if (!ng_edit_open_place (&place, root, subject->net, error) ||
      !find_giver (&place, subject, &source, error))
    return NULL;
  builder = ng_net_builder_new_fixed (place.net);
  name = free_port_name (builder, "Output");
  if (!ng_net_builder_output (builder, name, source, NULL, error))
    return NULL;
  return finish (&place, g_steal_pointer (&builder), NG_PICK_NET_OUTPUT, name, added, error);
}
