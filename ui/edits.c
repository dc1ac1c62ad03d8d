/* Edits of layers and of what they are. */

#include "ui/edits-private.h"

#include "core/graph/delete.h"
#include "core/graph/inherit.h"
#include "core/graph/layer-notation.h"
#include "core/graph/nested.h"
#include "core/graph/values.h"
#include "core/notation/read.h"
#include <glib/gi18n.h>
#include <string.h>

/* ---- deleting ---- */

/* What is deleted of the net at a place. */
typedef struct {
  NgEditPlace place;
  gboolean *is_deleted; /* by layer */
  guint n_layers;
  GArray *targets; /* (element-type NgTarget): whose connections go */
} Deletion;

static void
clear_deletion (Deletion *self)
{
  ng_edit_leave_place (&self->place);
  g_clear_pointer (&self->is_deleted, g_free);
  g_clear_pointer (&self->targets, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Deletion, clear_deletion)

static gboolean
collect_layer (Deletion *self, const NgSubject *subject, GError **error)
{
  int layer = ng_edit_find_layer (&self->place, subject, error);

  if (layer < 0)
    return FALSE;
  self->n_layers += !self->is_deleted[layer];
  self->is_deleted[layer] = TRUE;
  return TRUE;
}

/* Whether the connection goes with a layer at one of its ends. */
static gboolean
goes_with_layer (const Deletion *self, NgTarget target)
{
  const NgNet *net = self->place.net;
  NgSource source = { NG_SOURCE_NONE, 0, 0 };

  if (target.index >= 0 && self->is_deleted[target.index])
    return TRUE;
  if (target.index < 0)
    source = ng_net_output_source (net, (gsize) target.port);
  else if ((gsize) target.port < ng_layer_n_inputs (ng_net_layer (net, (gsize) target.index)))
    source = ng_net_source (net, (gsize) target.index, (gsize) target.port);
  return source.kind == NG_SOURCE_LAYER && self->is_deleted[source.index];
}

static gboolean
collect_input (Deletion *self, const NgSubject *subject, GError **error)
{
  const NgNet *net = self->place.net;
  const NgTarget *targets;
  gsize n;

  if (subject->port >= ng_net_n_inputs (net))
    return ng_edit_fail_subject (subject, error);
  targets = ng_net_targets (net, (NgSource){ NG_SOURCE_INPUT, (int) subject->port, 0 }, &n);
  for (gsize t = 0; t < n; t++)
    if (!goes_with_layer (self, targets[t])) {
      if (!ng_net_check_needed (net, subject->port, error))
        return FALSE;
      g_array_append_val (self->targets, targets[t]);
    }
  return TRUE;
}

static gboolean
collect_other (Deletion *self, const NgSubject *subject, GError **error)
{
  NgTarget target;

  if (subject->kind == NG_PICK_VERTEX)
    return TRUE;
  if (subject->kind == NG_PICK_NET_INPUT)
    return collect_input (self, subject, error);
  if (!ng_edit_find_target (&self->place, subject, &target))
    return ng_edit_fail_subject (subject, error);
  if (!goes_with_layer (self, target))
    g_array_append_val (self->targets, target);
  return TRUE;
}

static gboolean
collect (Deletion *self, NgNet *root, const GPtrArray *subjects, GError **error)
{
  const NgSubject *first = g_ptr_array_index (subjects, 0);

  if (!ng_edit_open_place (&self->place, root, first->net, error))
    return FALSE;
  self->is_deleted = g_new0 (gboolean, ng_net_n_layers (self->place.net) + 1);
  self->targets = g_array_new (FALSE, FALSE, sizeof (NgTarget));
  for (guint i = 0; i < subjects->len; i++) {
    const NgSubject *subject = g_ptr_array_index (subjects, i);

    if (strcmp (subject->net, first->net) != 0)
      return ng_edit_fail_apart (error);
    if (subject->kind == NG_PICK_VERTEX && !collect_layer (self, subject, error))
      return FALSE;
  }
  for (guint i = 0; i < subjects->len; i++)
    if (!collect_other (self, g_ptr_array_index (subjects, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_shape (const NgType *a, const NgType *b)
{
  NgType left = *a, right = *b;

  left.kind = right.kind = NG_KIND_UNKNOWN;
  return ng_type_equal (&left, &right);
}

/* Whether what is read now instead of @old is what fed the layers that are gone. */
static gboolean
is_bridged (const NgNet *before, NgSource old, const NgNet *net, NgSource source)
{
  int input;

  if (source.kind != NG_SOURCE_INPUT)
    return source.kind == NG_SOURCE_LAYER;
  input = ng_net_find_input (before, ng_net_input_name (net, (gsize) source.index));
  return input >= 0 &&
         is_same_shape (ng_net_input_type (before, (gsize) input), ng_net_type (before, old));
}

static char *
describe_deletion (const Deletion *self, const NgNet *net, gboolean bridges)
{
  const NgNet *before = ng_path_resolve (self->place.root, self->place.path);
  guint n_bridged = 0, n_cut = 0;

  if (self->n_layers == 0)
    return g_strdup (_ ("Disconnected."));
  for (gsize l = 0; l < ng_net_n_layers (before); l++) {
    int now = ng_net_index_of_vertex (net, ng_net_vertex (before, l));
    gsize n = now >= 0 ? MIN (ng_layer_n_inputs (ng_net_layer (before, l)),
                              ng_layer_n_inputs (ng_net_layer (net, (gsize) now)))
                       : 0;

    for (gsize i = 0; i < n; i++) {
      NgSource old = ng_net_source (before, l, i);

      if (old.kind != NG_SOURCE_LAYER || !self->is_deleted[old.index])
        continue;
      if (bridges && is_bridged (before, old, net, ng_net_source (net, (gsize) now, i)))
        n_bridged++;
      else
        n_cut++;
    }
  }
  if (n_bridged > 0)
    return g_strdup (n_cut > 0 ? _ ("Deleted; some connections go on, others are cut.")
                               : _ ("Deleted; the connections go on."));
  return g_strdup (n_cut > 0 ? _ ("Deleted; the connections are cut.") : _ ("Deleted."));
}

/* The layers go after the connections, which do not touch them; so types that they have from the
 * nets around still hold where no connection went. An input of the net that would be its output has
 * to be cut off. */
static NgNet *
delete_layers (const Deletion *self, NgNet *net, gboolean *bridges, GError **error)
{
  g_autoptr (GError) why = NULL;
  NgNet *known =
      net == self->place.net ? ng_path_resolve (self->place.root, self->place.path) : net;
  NgNet *edited =
      *bridges ? ng_net_delete_known (net, known, self->is_deleted, NG_DELETION_CUTS, &why) : NULL;

  if (edited != NULL)
    return edited;
  if (*bridges && !ng_error_has_tag (why, "VertexDelete::thru")) {
    g_propagate_error (error, g_steal_pointer (&why));
    return NULL;
  }
  *bridges = FALSE;
  return ng_net_cut (net, self->is_deleted, NULL, 0, error);
}

NgNet *
ng_edit_delete (
    NgNet *root, const GPtrArray *subjects, gboolean bridges, char **happened, GError **error)
{
  g_auto (Deletion) deletion = { 0 };
  g_autoptr (NgNet) net = NULL;

  if (subjects->len == 0)
    return ng_net_ref (root);
  if (!collect (&deletion, root, subjects, error))
    return NULL;
  if (deletion.n_layers == ng_net_n_layers (root) && deletion.place.layers->len == 0) {
    if (happened != NULL)
      *happened = g_strdup (_ ("Deleted."));
    return NULL;
  }
  net = ng_net_cut (deletion.place.net,
                    NULL,
                    (const NgTarget *) deletion.targets->data,
                    deletion.targets->len,
                    error);
  if (net != NULL && deletion.n_layers > 0) {
    NgNet *left = delete_layers (&deletion, net, &bridges, error);

    ng_net_unref (net);
    net = left;
  }
  if (net == NULL)
    return NULL;
  if (happened != NULL)
    *happened = describe_deletion (&deletion, net, bridges);
  return ng_edit_put_back (&deletion.place, g_steal_pointer (&net), error);
}

/* ---- names ---- */

/* A layer of a net without names gets one when all do: the others are called by their numbers, so
 * that paths still lead there. */
static gboolean
rename_layer (
    NgNetBuilder *builder, const NgNet *net, gsize index, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    g_ptr_array_add (names, l == index ? g_strdup (name) : ng_net_shown_name (net, l));
  return ng_net_builder_rename_layers (builder, (const char *const *) names->pdata, error);
}

static gboolean
rename_port (NgNetBuilder *builder,
             const NgNet *net,
             const NgSubject *port,
             const char *name,
             GError **error)
{
  gboolean is_output = port->kind == NG_PICK_NET_OUTPUT;
  g_autofree const char **inputs = g_new0 (const char *, ng_net_n_inputs (net) + 1);
  g_autofree const char **outputs = g_new0 (const char *, ng_net_n_outputs (net) + 1);

  if (port->port >= (is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net)))
    return ng_edit_fail_subject (port, error);
  (is_output ? outputs : inputs)[port->port] = name;
  return ng_net_builder_rename_ports (builder, inputs, outputs, error);
}

NgNet *
ng_edit_rename (NgNet *root, const NgSubject *subject, const char *name, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgNetBuilder) builder = NULL;

  if (!ng_edit_open_place (&place, root, subject->net, error))
    return NULL;
  builder = ng_net_builder_new_fixed (place.net);
  if (subject->kind == NG_PICK_NET_INPUT || subject->kind == NG_PICK_NET_OUTPUT) {
    if (!rename_port (builder, place.net, subject, name, error))
      return NULL;
  } else {
    int layer = ng_edit_find_layer (&place, subject, error);

    if (layer < 0 || !rename_layer (builder, place.net, (gsize) layer, name, error))
      return NULL;
  }
  return ng_edit_put_back (&place, ng_net_builder_end (g_steal_pointer (&builder), error), error);
}

/* ---- what a layer is ---- */

NgNet *
ng_edit_set_layer (NgNet *root, const NgSubject *subject, NgLayer *layer, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  const guint *path;
  int index;

  if (!ng_edit_find_place (&place, root, subject->net, error))
    return NULL;
  index = ng_edit_find_layer (&place, subject, error);
  if (index < 0)
    return NULL;
  path = (const guint *) place.layers->data;
  if (ng_net_is_held (root, path, place.layers->len))
    return ng_net_with_held (root, path, place.layers->len, (gsize) index, layer, error);
  return ng_edit_put_back (
      &place, ng_net_exchange_layer (place.net, (gsize) index, layer, error), error);
}

/* The layer with another function, which the notation follows through. */
static NgLayer *
trace_again (NgLayer *layer, guint param, NgExpr *value, GError **error)
{
  g_autoptr (NgExpr) written = ng_layer_notation (layer, FALSE);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (NgExpr) changed = NULL;
  gsize n = ng_expr_n_args (written);

  for (gsize i = 0; i < n; i++)
    if (i != param || value != NULL)
      g_ptr_array_add (arguments, ng_expr_ref (i == param ? value : ng_expr_arg (written, i)));
  changed = ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (written)), (NgExpr **) arguments->pdata, arguments->len, NULL);
  return ng_layer_read (changed, error);
}

/* Another function has the values of the one before if they all fit. */
static NgNet *
set_function (NgNet *root,
              const NgSubject *subject,
              NgLayer *layer,
              guint param,
              NgExpr *value,
              GError **error)
{
  g_autoptr (NgLayer) traced = trace_again (layer, param, value, error);
  g_autoptr (NgNet) inner = NULL, edited = NULL;
  g_autoptr (NgLayer) filled = NULL;

  if (traced == NULL)
    return NULL;
  if (ng_layer_net (traced) != NULL && ng_layer_net (layer) != NULL)
    inner = ng_net_inherit (ng_layer_net (traced), ng_layer_net (layer));
  filled = inner != NULL ? ng_layer_with_net (traced, inner) : NULL;
  edited = filled != NULL ? ng_edit_set_layer (root, subject, filled, NULL) : NULL;
  if (edited != NULL && ng_net_check (edited, NULL))
    return g_steal_pointer (&edited);
  return ng_edit_set_layer (root, subject, traced, error);
}

NgNet *
ng_edit_set_param (
    NgNet *root, const NgSubject *subject, guint param, const char *text, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgLayer) layer = NULL, changed = NULL, bare = NULL, kept = NULL;
  g_autoptr (NgNet) edited = NULL, loose = NULL;
  g_autoptr (NgExpr) value = NULL;
  NgNet *net;
  int index;

  if (!ng_edit_find_place (&place, root, subject->net, error))
    return NULL;
  layer = ng_edit_find_written (&place, subject, error);
  if (layer == NULL)
    return NULL;
  if (param >= ng_layer_n_params (layer)) {
    ng_edit_fail_subject (subject, error);
    return NULL;
  }
  if (*text != '\0') {
    value = ng_notation_read (NULL, text, -1, NULL, NULL, error);
    if (value == NULL)
      return NULL;
  }
  if ((ng_layer_class (layer)->flags & NG_LAYER_TRACES) != 0)
    return set_function (root, subject, layer, param, value, error);
  changed = ng_layer_with_param (layer, param, value, error);
  if (changed == NULL)
    return NULL;
  edited = ng_edit_set_layer (root, subject, changed, error);
  if (edited == NULL || ng_net_check (edited, NULL))
    return g_steal_pointer (&edited);
  bare = ng_layer_without_values (changed);
  if (bare == changed)
    return g_steal_pointer (&edited);
  loose = ng_edit_set_layer (root, subject, bare, NULL);
  if (loose == NULL || !ng_subject_resolve (subject, loose, &net, &index) || index < 0)
    return g_steal_pointer (&edited);
  kept = ng_layer_with_fitting (changed, net, (gsize) index);
  return kept == changed ? g_steal_pointer (&edited)
                         : ng_edit_set_layer (root, subject, kept, error);
}
