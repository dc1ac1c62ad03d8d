/* Edits of connections. */

#include "ui/edits-private.h"

#include "core/graph/nested.h"
#include <glib/gi18n.h>
#include <string.h>

/* ---- a layer more ---- */

/* Where a new layer goes: what it reads, and what reads it. */
typedef struct {
  NgSource source;
  gboolean has_target;
  NgTarget target;
} Gap;

/* In front of an input: what the net itself feeds goes through the new layer, anything else is
 * disconnected. */
static NgSource
feed_of_input (const NgNet *net, NgTarget target)
{
  NgSource source = { NG_SOURCE_NONE, 0, 0 };

  if ((gsize) target.port < ng_layer_n_inputs (ng_net_layer (net, (gsize) target.index)))
    source = ng_net_source (net, (gsize) target.index, (gsize) target.port);
  return source.kind == NG_SOURCE_INPUT ? source : (NgSource){ NG_SOURCE_NONE, 0, 0 };
}

static gboolean
find_gap (const NgEditPlace *place, const NgSubject *at, Gap *gap, GError **error)
{
  gap->has_target = ng_edit_find_target (place, at, &gap->target);
  if (gap->has_target) {
    if (at->kind == NG_PICK_INPUT)
      gap->source = feed_of_input (place->net, gap->target);
    else if (gap->target.index < 0)
      gap->source = ng_net_output_source (place->net, (gsize) gap->target.port);
    else if (at->port < ng_layer_n_inputs (ng_net_layer (place->net, (gsize) gap->target.index)))
      gap->source = ng_net_source (place->net, (gsize) gap->target.index, at->port);
    else
      return ng_edit_fail_subject (at, error);
    return TRUE;
  }
  return ng_edit_find_source (place, at, &gap->source) || ng_edit_fail_subject (at, error);
}

/* What @source of the net at the place gives; unknown for none. */
static NgType
type_of (const NgEditPlace *place, NgSource source)
{
  return source.kind != NG_SOURCE_NONE
             ? *ng_net_type (ng_path_resolve (place->root, place->path), source)
             : ng_type_unknown ();
}

/* The first layer makes a named graph. */
static NgNet *
begin_net (const char *name, NgLayer *layer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  g_autofree char *own = ng_net_free_name (NULL, name, layer);

  if (ng_net_builder_add_layer (builder, own, layer, NULL, error) < 0)
    return NULL;
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}

NgNet *
ng_edit_add (NgNet *root,
             const char *path,
             NgLayer *layer,
             const char *name,
             const NgSubject *at,
             NgSubject **added,
             GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  Gap gap = { .source = { NG_SOURCE_NONE, 0, 0 } };
  g_autoptr (NgNet) net = NULL, edited = NULL;
  gsize index = 0;

  if (root == NULL) {
    net = begin_net (name, layer, error);
    edited = net != NULL ? ng_net_ref (net) : NULL;
  } else {
    NgType given;

    if (!ng_edit_open_place (&place, root, path, error) ||
        (at != NULL && !find_gap (&place, at, &gap, error)))
      return NULL;
    net = ng_net_put (
        place.net, name, layer, gap.source, gap.has_target ? &gap.target : NULL, &index, error);
    given = type_of (&place, gap.source);
    edited = net != NULL ? ng_edit_put_back_open (&place, net, index, &given, error) : NULL;
  }
  if (edited != NULL && added != NULL)
    *added = ng_subject_of_layer (net, path, index);
  return g_steal_pointer (&edited);
}

/* ---- connections ---- */

/* Whether an input of the net feeds nothing else, so that the layer's input counts as free. */
static gboolean
is_free (const NgNet *net, NgSource source)
{
  gsize n;

  if (source.kind != NG_SOURCE_INPUT)
    return source.kind == NG_SOURCE_NONE;
  ng_net_targets (net, source, &n);
  return n == 1;
}

/* The input that is meant when a wire is dropped on a layer. */
static int
find_input (const NgNet *net, int index)
{
  const NgLayer *layer = ng_net_layer (net, (gsize) index);
  gsize n = ng_layer_n_inputs (layer);

  for (gsize i = 0; i < n; i++)
    if (!ng_layer_input_is_optional (layer, i) &&
        is_free (net, ng_net_source (net, (gsize) index, i)))
      return (int) i;
  if (ng_net_can_add_slot (net, (gsize) index))
    return (int) n;
  for (gsize i = 0; i < n; i++)
    if (!ng_layer_input_is_optional (layer, i))
      return (int) i;
  return 0;
}

static gboolean
find_ends (NgEditPlace *place,
           NgNet *root,
           const NgSubject *from,
           const NgSubject *to,
           NgSource *source,
           NgTarget *target,
           GError **error)
{
  if (strcmp (from->net, to->net) != 0)
    return ng_edit_fail_apart (error);
  if (!ng_edit_open_place (place, root, from->net, error))
    return FALSE;
  if (!ng_edit_find_source (place, from, source))
    return ng_edit_fail_subject (from, error);
  if (to->kind == NG_PICK_VERTEX) {
    int index = ng_edit_find_layer (place, to, error);

    if (index < 0)
      return FALSE;
    *target = (NgTarget){ index, find_input (place->net, index) };
    return TRUE;
  }
  return ng_edit_find_target (place, to, target) || ng_edit_fail_subject (to, error);
}

NgNet *
ng_edit_connect (NgNet *root, const NgSubject *from, const NgSubject *to, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  NgSource source, old = { NG_SOURCE_NONE, 0, 0 };
  NgTarget target;
  g_autoptr (NgNet) net = NULL;

  if (!find_ends (&place, root, from, to, &source, &target, error))
    return NULL;
  if (target.index >= 0 &&
      (gsize) target.port < ng_layer_n_inputs (ng_net_layer (place.net, (gsize) target.index)))
    old = ng_net_source (place.net, (gsize) target.index, (gsize) target.port);
  net = ng_net_connect (place.net, source, target, error);
  if (net == NULL)
    return NULL;
  return ng_edit_put_back (&place, ng_edit_close_input (net, place.net, target, old, error), error);
}

/* "a vector", "20×24×24" */
static char *
describe_type (const NgType *type, const char *const *lengths)
{
  static const char *const words[] = { N_ ("a number"), N_ ("a vector"), N_ ("a matrix") };
  gboolean is_open = type->rank >= 0 && type->rank < (int) G_N_ELEMENTS (words);

  for (int d = 0; d < type->rank; d++)
    is_open = is_open && type->dims[d].state == NG_DIM_UNKNOWN;
  return is_open ? g_strdup (_ (words[type->rank])) : ng_type_label (type, lengths);
}

gboolean
ng_edit_find_need (const NgEditPlace *place, NgTarget target, NgType *type)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (place->net);
  NgVertexId vertex = ng_net_vertex (place->net, (gsize) target.index);
  NgSource source = { NG_SOURCE_NONE, 0, 0 };
  g_autoptr (NgNet) root = NULL;
  NgNet *net;
  int index;

  if ((gsize) target.port >= ng_net_builder_n_connections (builder, target.index))
    return FALSE;
  ng_net_builder_set_source (
      builder, target.index, (gsize) target.port, (NgSource){ NG_SOURCE_NONE, 0, 0 });
  root = ng_edit_put_back (place, ng_net_builder_end_open (g_steal_pointer (&builder), NULL), NULL);
  net = root != NULL ? ng_path_resolve (root, place->path) : NULL;
  index = net != NULL ? ng_net_index_of_vertex (net, vertex) : -1;
  source = index >= 0 ? ng_net_source (net, (gsize) index, (gsize) target.port) : source;
  if (source.kind == NG_SOURCE_NONE)
    return FALSE;
  *type = *ng_net_type (net, source);
  return type->rank >= 0;
}

/* The first error at the target, or else the first one that was not there before. */
static const NgDiagnostic *
find_error (const NgNet *root, const NgNet *before, const NgNet *net, NgTarget target)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    NgTarget at;

    if (ng_net_diagnostic (net, i)->severity == NG_SEVERITY_ERROR &&
        ng_net_diagnostic_target (net, i, &at) && at.index == target.index &&
        at.port == target.port)
      return ng_net_diagnostic (net, i);
  }
  if (!ng_net_check (before, NULL))
    return NULL;
  for (gsize i = 0; i < ng_net_n_diagnostics (root); i++)
    if (ng_net_diagnostic (root, i)->severity == NG_SEVERITY_ERROR)
      return ng_net_diagnostic (root, i);
  return NULL;
}

NgNet *
ng_edit_branch (
    NgNet *root, const NgSubject *from, NgLayer *layer, NgSubject **added, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgNet) beside = NULL, first = NULL;
  NgSource source;
  NgType given;
  gsize index;

  if (!ng_edit_open_place (&place, root, from->net, error))
    return NULL;
  if (!ng_edit_find_source (&place, from, &source)) {
    ng_edit_fail_subject (from, error);
    return NULL;
  }
  beside =
      ng_net_put (place.net, NULL, layer, (NgSource){ NG_SOURCE_NONE, 0, 0 }, NULL, &index, error);
  if (beside == NULL)
    return NULL;
  if (added != NULL)
    *added = ng_subject_of_layer (beside, from->net, index);
  given = type_of (&place, source);
  for (gsize i = 0; i < MAX (ng_layer_n_inputs (ng_net_layer (beside, index)), 1); i++) {
    NgTarget target = { (int) index, (int) i };
    GError **first_error = first == NULL ? error : NULL;
    g_autoptr (NgNet) wired = NULL, net = NULL;

    if (i > 0 && ng_layer_input_is_optional (ng_net_layer (beside, index), i))
      continue;
    wired = ng_net_connect (beside, source, target, first_error);
    if (wired != NULL)
      net = ng_edit_put_back_open (&place, wired, index, &given, first_error);
    if (net == NULL && first == NULL)
      break;
    if (net != NULL && find_error (net, root, ng_path_resolve (net, from->net), target) == NULL)
      return g_steal_pointer (&net);
    if (first == NULL)
      first = g_steal_pointer (&net);
  }
  if (first == NULL && added != NULL)
    g_clear_pointer (added, ng_subject_free);
  return g_steal_pointer (&first);
}

static char *
describe_error (GError *error)
{
  if (ng_error_has_tag (error, "NetGraph::cycle"))
    return g_strdup (_ ("would make a cycle"));
  if (ng_error_has_tag (error, "NetGraph::thru"))
    return g_strdup (_ ("an input cannot be an output"));
  if (ng_error_has_tag (error, "NetGraph::deepport"))
    return g_strdup (_ ("is in another net"));
  return g_strdup (error->message);
}

char *
ng_edit_connect_reason (NgNet *root, const NgSubject *from, const NgSubject *to)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) edited = NULL;
  const NgDiagnostic *diagnostic;
  NgSource source;
  NgTarget target;
  NgType needed, given;
  NgNet *net;

  if (!find_ends (&place, root, from, to, &source, &target, &error))
    return describe_error (error);
  edited = ng_edit_put_back (&place, ng_net_connect (place.net, source, target, &error), &error);
  if (edited == NULL)
    return describe_error (error);
  net = ng_path_resolve (edited, place.path);
  diagnostic = net != NULL ? find_error (edited, root, net, target) : NULL;
  if (diagnostic == NULL)
    return NULL;
  given = *ng_net_type (ng_path_resolve (root, place.path), source);
  if (target.index >= 0 && ng_edit_find_need (&place, target, &needed)) {
    NgType met = given;

    if (ng_type_meet (&met, &needed) == NG_MEET_CONFLICT) {
      g_autofree char *needs = describe_type (&needed, ng_net_length_names (net));
      g_autofree char *gets = describe_type (&given, ng_net_length_names (net));

      return g_strdup_printf (_ ("needs %s, gets %s"), needs, gets);
    }
  }
  return g_strdup (diagnostic->message);
}

NgNet *
ng_edit_disconnect (NgNet *root, const NgSubject *edge, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  NgTarget target;

  if (!ng_edit_open_place (&place, root, edge->net, error))
    return NULL;
  if (!ng_edit_find_target (&place, edge, &target)) {
    ng_edit_fail_subject (edge, error);
    return NULL;
  }
  return ng_edit_put_back (&place, ng_net_cut (place.net, NULL, &target, 1, error), error);
}

NgNet *
ng_edit_move_slot (NgNet *root, const NgSubject *layer, guint from, guint to, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  int index;

  if (!ng_edit_open_place (&place, root, layer->net, error))
    return NULL;
  index = ng_edit_find_layer (&place, layer, error);
  if (index < 0)
    return NULL;
  return ng_edit_put_back (
      &place, ng_net_move_input (place.net, (gsize) index, from, to, error), error);
}
