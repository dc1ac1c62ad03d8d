/* Edits of what layers and ports are given: arrays, types, coders; and layers bypassed. */

#include "ui/edits-private.h"

#include "core/graph/nested.h"
#include "core/graph/registry.h"
#include "core/graph/same.h"
#include "core/notation/read.h"
#include "core/shape/words.h"

/* ---- arrays ---- */

static gboolean
check_array (NgNet *root, const NgSubject *subject, guint array, NgTensor *tensor, GError **error)
{
  NgType met = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  NgType own = met;
  g_autofree char *given = NULL, *needed = NULL;
  const NgType *known;
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, root, &net, &layer))
    return TRUE;
  known = ng_net_array_type (net, (gsize) layer, array);
  if (ng_type_meet (&met, known) != NG_MEET_CONFLICT)
    return TRUE;
  given = ng_type_notation (&own);
  needed = ng_type_words (known, ng_net_length_names (net));
  ng_error_set_new (error,
                    "NetGraph::badarray",
                    NULL,
                    "\"%s\" is %s; it has to be %s.",
                    ng_layer_array_spec (ng_net_layer (net, (gsize) layer), array)->name,
                    given,
                    needed);
  return FALSE;
}

/* Gives all uses of a NetArray that value. Recursion goes as deep as nets are nested. */
static NgNet *
set_shared (NgNet *net, const char *name, NgTensor *tensor, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    g_autoptr (NgLayer) layer = ng_layer_ref (ng_net_builder_layer (builder, l));

    if (ng_layer_net (layer) != NULL) {
      g_autoptr (NgNet) inner = set_shared (ng_layer_net (layer), name, tensor, error);
      NgLayer *next = inner != NULL ? ng_layer_with_net (layer, inner) : NULL;

      if (next == NULL)
        return NULL;
      ng_layer_unref (layer);
      layer = next;
    }
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      NgLayer *next;

      if (g_strcmp0 (ng_layer_array_shared (layer, a), name) != 0)
        continue;
      next = ng_layer_with_array (layer, a, tensor);
      ng_layer_unref (layer);
      layer = next;
    }
    ng_net_builder_set_layer (builder, l, layer);
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* The net with that value, or with none, for the array and all that are the same NetArray. */
static NgNet *
give_array (NgNet *root, const NgSubject *subject, guint array, NgTensor *tensor, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgLayer) layer = NULL, changed = NULL;
  const char *shared;

  if (!ng_edit_find_place (&place, root, subject->net, error))
    return NULL;
  layer = ng_edit_find_written (&place, subject, error);
  if (layer == NULL)
    return NULL;
  if (array >= ng_layer_n_arrays (layer)) {
    ng_edit_fail_subject (subject, error);
    return NULL;
  }
  shared = ng_layer_array_shared (layer, array);
  if (shared != NULL)
    return set_shared (root, shared, tensor, error);
  if (tensor == NULL && ng_layer_array (layer, array) == NULL)
    return ng_net_ref (root);
  changed = ng_layer_with_array (layer, array, tensor);
  return ng_edit_set_layer (root, subject, changed, error);
}

NgNet *
ng_edit_set_array (
    NgNet *root, const NgSubject *subject, guint array, NgTensor *tensor, GError **error)
{
  g_autoptr (NgNet) loose = give_array (root, subject, array, NULL, error);
  g_autoptr (NgTensor) numbers = NULL;

  if (loose == NULL || tensor == NULL)
    return g_steal_pointer (&loose);
  if (!check_array (loose, subject, array, tensor, error))
    return NULL;
  numbers = ng_element_is_real (ng_tensor_element (tensor))
                ? ng_tensor_ref (tensor)
                : ng_tensor_convert (tensor, NG_ELEMENT_F64);
  return give_array (root, subject, array, numbers, error);
}

/* ---- ports ---- */

static gboolean
set_port (NgNetBuilder *builder, const char *name, const char *text, GError **error)
{
  NgType unknown = ng_type_unknown ();
  g_autoptr (NgExpr) value = NULL, options = NULL;

  if (*text == '\0') {
    ng_net_builder_set_port_type (builder, name, &unknown, NULL, NULL);
    return TRUE;
  }
  value = ng_notation_read (NULL, text, -1, NULL, NULL, error);
  if (value == NULL)
    return FALSE;
  options = ng_expr_new_call (
      "List",
      ng_expr_new_call ("Rule", ng_expr_new_string (name, NULL), ng_expr_ref (value), NULL),
      NULL);
  return ng_net_options_read (builder, options, 0, error);
}

NgNet *
ng_edit_set_port (NgNet *root, const NgSubject *subject, const char *text, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgNetBuilder) builder = NULL;
  gboolean is_output = subject->kind == NG_PICK_NET_OUTPUT;

  if (!ng_edit_open_place (&place, root, subject->net, error))
    return NULL;
  if ((!is_output && subject->kind != NG_PICK_NET_INPUT) ||
      subject->port >= (is_output ? ng_net_n_outputs (place.net) : ng_net_n_inputs (place.net))) {
    ng_edit_fail_subject (subject, error);
    return NULL;
  }
  builder = ng_net_builder_new_fixed (place.net);
  if (!set_port (builder,
                 is_output ? ng_net_output_name (place.net, subject->port)
                           : ng_net_input_name (place.net, subject->port),
                 text,
                 error))
    return NULL;
  return ng_edit_put_back (&place, ng_net_builder_end (g_steal_pointer (&builder), error), error);
}

/* ---- bypassing ---- */

/* What the two layers of its net are called at first. */
#define BYPASSED "bypassed"
#define BYPASS   "bypass"

static NgLayer *
new_identity (GError **error)
{
  g_autoptr (NgExpr) identity = ng_expr_new_symbol ("Identity", NULL);

  return ng_layer_new (ng_registry_find ("ElementwiseLayer"), &identity, 1, NULL, error);
}

static gboolean
is_identity (const NgLayer *layer)
{
  g_autoptr (NgLayer) identity = new_identity (NULL);
  gboolean is_same = identity != NULL && ng_layer_class (layer) == ng_layer_class (identity);

  for (gsize i = 0; is_same && i < ng_layer_n_params (layer); i++)
    is_same = ng_param_same (layer, identity, i);
  return is_same;
}

static gboolean
is_mute (const NgNet *net, gsize layer)
{
  gsize n = ng_layer_n_outputs (ng_net_layer (net, layer));

  for (gsize o = 0; o < n; o++)
    if (!ng_net_is_muted (net, layer, o))
      return FALSE;
  return n > 0;
}

/* The layer that was bypassed, in a net that wrap_layer() made; NULL for any other layer. The mark
 * is what the net says of it, whatever anything is called: that nothing of it is wanted, "-> None",
 * while what it reads goes on as it is. */
static NgLayer *
find_bypassed (const NgLayer *layer)
{
  NgNet *net = ng_layer_body (layer);
  int around;

  if (net == NULL || ng_net_n_layers (net) != 2 || ng_net_n_outputs (net) != 1 ||
      ng_net_n_inputs (net) != 1 || ng_net_output_source (net, 0).kind != NG_SOURCE_LAYER)
    return NULL;
  around = ng_net_output_source (net, 0).index;
  if (!is_identity (ng_net_layer (net, (gsize) around)) ||
      ng_net_source (net, (gsize) around, 0).kind != NG_SOURCE_INPUT ||
      !is_mute (net, (gsize) (1 - around)))
    return NULL;
  return ng_layer_ref (ng_net_written_layer (net, (gsize) (1 - around)));
}

gboolean
ng_edit_is_bypassed (const NgLayer *layer)
{
  g_autoptr (NgLayer) bypassed = find_bypassed (layer);

  return bypassed != NULL;
}

/* A net with the ports of the layer, in which what comes in goes out again, and into the layer, of
 * which nothing is read. */
static NgLayer *
wrap_layer (NgLayer *layer, gsize entry, gsize exit, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (NgLayer) passing = new_identity (error);
  g_autoptr (NgNet) net = NULL;
  NgSource input = { NG_SOURCE_INPUT, 0, 0 };

  if (passing == NULL || ng_net_builder_add_layer (builder, BYPASSED, layer, NULL, error) < 0 ||
      ng_net_builder_add_layer (builder, BYPASS, passing, NULL, error) < 0)
    return NULL;
  input.index = ng_net_builder_input (builder, ng_layer_input_word (layer, entry), NULL);
  if (!ng_net_builder_connect (builder, input, 0, (int) entry, NULL, error) ||
      !ng_net_builder_connect (builder, input, 1, 0, NULL, error) ||
      !ng_net_builder_output (builder,
                              ng_layer_output_name (layer, exit),
                              (NgSource){ NG_SOURCE_LAYER, 1, 0 },
                              NULL,
                              error))
    return NULL;
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
    ng_net_builder_mute (builder, 0, (int) o);
  net = ng_net_builder_end (g_steal_pointer (&builder), error);
  return net != NULL ? ng_layer_new_net (net, NULL) : NULL;
}

static gboolean
fail_bypass (const NgNet *net, gsize index, GError **error)
{
  g_autofree char *who = ng_net_shown_name (net, index);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("Edit::bypass",
                         NULL,
                         "Nothing can go past \"%s\": it does not give what it takes in one shape.",
                         who);

  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "delete it to cut its connections"));
  return FALSE;
}

/* Whether one input of the layer in @net goes to one output, unchanged in shape. */
static gboolean
can_pass (const NgNet *net, gsize index, gsize *entry, gsize *exit)
{
  const NgLayer *layer = ng_net_layer (net, index);
  gsize n_in = 0, n_out = 0, n;
  NgType in, out;

  if (ng_net_is_raw (net))
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (ng_net_source (net, index, i).kind != NG_SOURCE_NONE) {
      *entry = i;
      n_in++;
    }
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o }, &n);
    if (n > 0) {
      *exit = o;
      n_out++;
    }
  }
  if (n_in != 1 || n_out != 1)
    return FALSE;
  in = *ng_net_type (net, ng_net_source (net, index, *entry));
  out = *ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) *exit });
  in.kind = out.kind = NG_KIND_UNKNOWN;
  return ((ng_layer_class (layer)->flags & NG_LAYER_ELIDE) != 0 || ng_type_is_specified (&in)) &&
         ng_type_equal (&in, &out);
}

static NgNet *
toggle_bypass (NgNet *root, const NgSubject *subject, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgLayer) layer = NULL, changed = NULL;
  gsize entry = 0, exit = 0;
  NgNet *net;
  int index;

  if (!ng_edit_open_place (&place, root, subject->net, error))
    return NULL;
  layer = ng_edit_find_written (&place, subject, error);
  if (layer == NULL || !ng_subject_resolve (subject, root, &net, &index))
    return NULL;
  changed = find_bypassed (layer);
  if (changed == NULL) {
    if (!can_pass (net, (gsize) index, &entry, &exit)) {
      fail_bypass (net, (gsize) index, error);
      return NULL;
    }
    changed = wrap_layer (layer, entry, exit, error);
  }
  return changed != NULL ? ng_edit_set_layer (root, subject, changed, error) : NULL;
}

NgNet *
ng_edit_bypass (NgNet *root, const GPtrArray *subjects, GError **error)
{
  g_autoptr (NgNet) net = ng_net_ref (root);

  for (guint i = 0; i < subjects->len; i++) {
    NgNet *next = toggle_bypass (net, subjects->pdata[i], error);

    if (next == NULL)
      return NULL;
    ng_net_unref (net);
    net = next;
  }
  return g_steal_pointer (&net);
}
