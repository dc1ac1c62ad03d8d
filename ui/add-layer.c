#include "ui/add-layer.h"

#include "core/graph/layer-notation.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "core/operators/new-operator.h"
#include "render/standard/standard.h"
#include "ui/edits.h"
#include "ui/fits.h"
#include "ui/groups.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (NgLayer, ng_dragged_layer, ng_layer_ref, ng_layer_unref)
G_DEFINE_BOXED_TYPE (NgLayerWord, ng_dragged_port, ng_layer_word_copy, ng_layer_word_free)

void
ng_placement_clear (NgPlacement *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->at, ng_subject_free);
  g_clear_pointer (&self->scope, g_free);
}

/* The end of the net inside the layer at @subject, if it is a net. */
static gboolean
find_inside (NgNet *root, const NgSubject *subject, NgPlacement *placement)
{
  g_autofree char *name = NULL;
  NgNet *net, *inside;
  int layer;

  if (subject->kind != NG_PICK_VERTEX || !ng_subject_resolve (subject, root, &net, &layer))
    return FALSE;
  inside = ng_layer_wraps (ng_net_layer (net, (gsize) layer))
               ? NULL
               : ng_layer_body (ng_net_layer (net, (gsize) layer));
  if (inside == NULL)
    return FALSE;
  name = ng_net_shown_name (net, (gsize) layer);
  placement->path = ng_subject_join (subject->net, name);
  if (ng_net_n_outputs (inside) == 1)
    placement->at = ng_subject_new (NG_PICK_EDGE, NG_PICK_NET, 0, placement->path, "");
  return TRUE;
}

/* Behind the last layer of the group. */
static void
find_end_of_group (NgNet *root,
                   const NgScopeRules *rules,
                   const NgSubject *subject,
                   NgPlacement *placement)
{
  g_autoptr (NgGroup) group = ng_group_new (root, rules, subject);

  if (group == NULL)
    return;
  placement->scope = *group->names != '\0' ? g_strdup (group->names) : NULL;
  placement->at =
      ng_subject_of_layer (ng_path_resolve (root, subject->net),
                           subject->net,
                           (gsize) g_array_index (group->layers, int, group->layers->len - 1));
}

NgPlacement
ng_placement_at (NgNet *root,
                 const NgScopeRules *rules,
                 const char *path,
                 const NgSubject *subject,
                 gboolean goes_inside)
{
  NgPlacement placement = { 0 };

  if (root == NULL || subject == NULL || !ng_subject_resolve (subject, root, NULL, NULL)) {
    placement.path = g_strdup (path);
    return placement;
  }
  if (goes_inside && find_inside (root, subject, &placement))
    return placement;
  placement.path = g_strdup (subject->net);
  switch (subject->kind) {
  case NG_PICK_VERTEX:
  case NG_PICK_INPUT:
  case NG_PICK_OUTPUT:
  case NG_PICK_EDGE:
  case NG_PICK_NET_INPUT:
    placement.at = ng_subject_copy (subject);
    break;
  case NG_PICK_NET_OUTPUT:
    placement.at = ng_subject_new (NG_PICK_EDGE, NG_PICK_NET, subject->port, subject->net, "");
    break;
  case NG_PICK_GROUP:
    find_end_of_group (root, rules, subject, &placement);
    break;
  default:
    break;
  }
  return placement;
}

NgPlacement
ng_placement_of_wire (NgNet *root, const NgSubject *port)
{
  NgPlacement placement = ng_placement_at (root, NULL, port->net, port, FALSE);

  placement.is_branch = placement.at != NULL && ng_port_gives (port->kind);
  return placement;
}

/* Whether a value comes to @placement whose first axis is that of an input of the net, the batch,
 * with others behind it. */
static gboolean
shows_batch (NgNet *root, const NgPlacement *placement)
{
  NgNet *net = root != NULL ? ng_path_resolve (root, placement->path) : NULL;
  NgType given = ng_subject_given (placement->at, root);

  if (net == NULL || !ng_net_is_raw (net) || given.rank < 2)
    return FALSE;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgType *input = ng_net_input_type (net, i);

    if (input->rank > 0 && input->dims[0].state != NG_DIM_UNKNOWN &&
        ng_dim_equal (input->dims[0], given.dims[0]))
      return TRUE;
  }
  return FALSE;
}

/* Whether it matters to a layer of one input whether the batch is one of the levels. */
static gboolean
is_for_examples (const NgLayer *layer)
{
  const NgLayerClass *class = ng_layer_class (layer);
  gboolean is_same_anywhere = (class->flags & NG_LAYER_ELIDE) != 0 && class->arrays[0].name == NULL;
  gsize n = 0;

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    n += !ng_layer_input_is_optional (layer, i);
  return n == 1 && (class->flags & NG_LAYER_RAW) == 0 && ng_layer_body (layer) == NULL &&
         !ng_layer_has_slots (layer) && !is_same_anywhere;
}

/* Layers speak of one example. Returns: (transfer full): @layer, or among operators, whose values
 * show the batch, what maps it over that */
static NgLayer *
for_batch (NgNet *root, NgLayer *layer, const NgPlacement *placement)
{
  g_autoptr (NgExpr) expr = NULL;
  NgLayer *mapped;

  if (!is_for_examples (layer) || !shows_batch (root, placement))
    return ng_layer_ref (layer);
  expr = ng_expr_new_call ("NetMapOperator", ng_layer_notation (layer, TRUE), NULL);
  mapped = ng_layer_read (expr, NULL);
  return mapped != NULL ? mapped : ng_layer_ref (layer);
}

static NgNet *
place_layer (NgNet *root,
             NgLayer *added_layer,
             const NgPlacement *placement,
             NgSubject **added,
             GError **error)
{
  g_autoptr (NgLayer) layer = for_batch (root, added_layer, placement);
  g_autofree char *own = ng_net_free_name (NULL, NULL, added_layer);
  g_autofree char *name = placement->scope != NULL ? g_strconcat (placement->scope, "/", own, NULL)
                          : layer != added_layer   ? g_strdup (own)
                                                   : NULL;

  /* What reads nothing cuts nothing off. */
  gboolean is_apart = ng_layer_onnx_node (layer) != NULL && ng_layer_n_inputs (layer) == 0;
  g_autoptr (NgNet) net =
      placement->is_branch && !is_apart
          ? ng_edit_branch (root, placement->at, layer, added, error)
          : ng_edit_add (
                root, placement->path, layer, name, is_apart ? NULL : placement->at, added, error);

  return net != NULL ? ng_edit_give_elements (net, root, error) : NULL;
}

/* Whether the layer by itself takes what it reads at @index of @net, an array of several levels,
 * and none of more or fewer. */
static gboolean
is_close (const NgNet *net, gsize index, NgLayer *layer)
{
  gsize n = ng_layer_n_inputs (ng_net_layer (net, index));
  g_autofree NgType *needs = ng_layer_needs (layer, n);

  for (gsize i = 0; i < n; i++) {
    NgSource source = ng_net_source (net, index, i);
    const NgType *type = source.kind != NG_SOURCE_NONE ? ng_net_type (net, source) : NULL;

    if (type != NULL && type->rank > 1 && needs[i].rank == type->rank)
      return TRUE;
  }
  return FALSE;
}

void
ng_trial_free (NgTrial *self)
{
  g_free (self->shape);
  g_free (self->reason);
  g_free (self);
}

/* The first error of @net that @before (nullable) has not. */
static const NgDiagnostic *
find_new_error (const NgNet *net, const NgNet *before)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; before != NULL && i < ng_net_n_diagnostics (before); i++)
    g_hash_table_add (known, ng_net_diagnostic (before, i)->message);
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    const NgDiagnostic *diagnostic = ng_net_diagnostic (net, i);

    if (diagnostic->severity == NG_SEVERITY_ERROR &&
        !g_hash_table_contains (known, diagnostic->message))
      return diagnostic;
  }
  return NULL;
}

NgTrial *
ng_trial_new (NgNet *root, NgLayer *layer, const NgPlacement *placement)
{
  NgTrial *trial = g_new0 (NgTrial, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (NgNet) net = place_layer (root, layer, placement, &added, &error);
  const NgDiagnostic *problem;
  NgNet *inner;
  int index;

  if (net == NULL) {
    trial->reason = g_strdup (error->message);
    trial->shape = g_strdup ("");
    return trial;
  }
  problem = find_new_error (net, root);
  if (problem != NULL)
    trial->reason = g_strdup (problem->message);
  if (!ng_subject_resolve (added, net, &inner, &index)) {
    trial->shape = g_strdup ("");
    return trial;
  }
  trial->is_close = placement->is_branch &&
                    (ng_layer_onnx_node (layer) != NULL || is_close (inner, (gsize) index, layer));
  if (ng_layer_n_outputs (ng_net_layer (inner, (gsize) index)) > 0)
    trial->shape = ng_type_label (ng_net_type (inner, (NgSource){ NG_SOURCE_LAYER, index, 0 }),
                                  ng_net_length_names (inner));
  else
    trial->shape = g_strdup ("");
  return trial;
}

gboolean
ng_add_layer (NgDocument *document, NgLayer *layer, const NgPlacement *placement, GError **error)
{
  g_autoptr (NgSubject) added = NULL;
  g_autofree char *kind = ng_standard_kind (layer);
  g_autofree char *label = g_strdup_printf (_ ("Add %s"), kind);
  NgNet *root = ng_document_net (document);
  g_autoptr (NgLayer) drawn = ng_layer_onnx_node (layer) != NULL
                                  ? ng_operator_draw_weights (layer, g_random_int ())
                                  : ng_layer_ref (layer);
  g_autoptr (NgNet) net = place_layer (root, drawn, placement, &added, error);
  g_autoptr (NgPositions) positions = NULL;

  if (net == NULL)
    return FALSE;
  positions = ng_place_added (document, net, placement, added);
  if (positions != NULL)
    ng_document_push_arranged (document, net, positions, label);
  else
    ng_document_push (document, net, label);
  ng_document_select (document, added);
  return TRUE;
}

static NgNet *
with_port (NgNet *root, const char *path, const NgLayerWord *word, GError **error)
{
  g_autoptr (NgSubject) subject = ng_subject_new (
      word->is_output ? NG_PICK_NET_OUTPUT : NG_PICK_NET_INPUT, 0, word->port, path, "");

  return ng_edit_set_port (root, subject, word->type, error);
}

NgTrial *
ng_port_trial_new (NgNet *root, const char *path, const NgLayerWord *word)
{
  NgTrial *trial = g_new0 (NgTrial, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = with_port (root, path, word, &error);
  const NgDiagnostic *problem = net != NULL ? find_new_error (net, root) : NULL;

  trial->shape = g_strdup ("");
  if (net == NULL)
    trial->reason = g_strdup (error->message);
  else if (problem != NULL)
    trial->reason = g_strdup (problem->message);
  return trial;
}

NgTrial *
ng_new_port_trial (NgNet *root, gboolean is_output, const NgSubject *subject)
{
  NgTrial *trial = g_new0 (NgTrial, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;

  trial->shape = g_strdup ("");
  if (root != NULL && subject != NULL)
    net = is_output ? ng_edit_add_output (root, subject, NULL, &error)
                    : ng_edit_add_input (root, subject, NULL, &error);
  if (net == NULL)
    trial->reason =
        g_strdup (error != NULL ? error->message : _ ("Drop it onto a layer or a connection"));
  return trial;
}

gboolean
ng_set_port (NgDocument *document, const char *path, const NgLayerWord *word, GError **error)
{
  g_autoptr (NgNet) net = with_port (ng_document_net (document), path, word, error);
  g_autofree char *label = g_strdup_printf (_ ("Type of %s"), word->name);

  if (net == NULL)
    return FALSE;
  ng_document_push (document, net, label);
  return TRUE;
}
