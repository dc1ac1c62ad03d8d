#include "core/operators/bodies.h"

#include "core/base/limits.h"
#include "core/operators/inference.h"

/* Whether subgraphs stand more than @most deep in a net. It looks no deeper. */
static gboolean
is_deeper (const NgNet *net, int most)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    for (guint j = 0; node != NULL && j < node->attributes->len; j++) {
      const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, j);
      if (attribute->net != NULL && (most == 0 || is_deeper (attribute->net, most - 1)))
        return TRUE;
    }
  }
  return FALSE;
}

void
ng_bodies_begin (NgBodies *self, NgRelation *relation, const NgOnnxNode *node)
{
  *self = (NgBodies){ .relation = relation, .node = node };
  self->names = ng_relation_is_second (relation) ? ng_relation_length_names (relation) : NULL;
  self->nets = g_new0 (NgNet *, node->attributes->len + 1);
}

void
ng_bodies_end (NgBodies *self)
{
  gboolean is_typed = FALSE;

  for (guint i = 0; i < self->node->attributes->len; i++)
    is_typed = is_typed || self->nets[i] != NULL;
  if (is_typed)
    ng_relation_show (
        self->relation,
        ng_onnx_layer_with_typed_nets (ng_relation_layer (self->relation), self->nets));
  for (guint i = 0; i < self->node->attributes->len; i++)
    g_clear_pointer (&self->nets[i], ng_net_unref);
  g_free (self->nets);
  g_strfreev (self->names);
}

void
ng_bodies_report (const NgBodies *self, const NgAttribute *body, const NgNet *net)
{
  const NgDiagnostic *first = ng_net_n_diagnostics (net) > 0 ? ng_net_diagnostic (net, 0) : NULL;

  if (first == NULL || ng_net_n_diagnostics (body->net) > 0)
    return;
  ng_relation_fail (self->relation, first->tag, "in its %s, %s", body->name, first->message);
  if (first->hint != NULL)
    ng_relation_hint (self->relation, "%s", first->hint);
}

static void
drop_known (gpointer known)
{
  if (known != NULL)
    ng_tensor_unref (known);
}

NgNet *
ng_bodies_type (NgBodies *self, const NgAttribute *body, const NgType *formal)
{
  gsize n = ng_net_n_inputs (body->net);
  g_autofree NgType *types = g_new (NgType, MAX (n, 1));
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (drop_known);

  if (self->names == NULL || is_deeper (body->net, NG_MAX_INFERRED_DEPTH))
    return ng_net_ref (body->net);
  for (gsize i = 0; i < n; i++) {
    const NgOperand *operand =
        i >= body->n_formal ? &g_array_index (body->captures, NgOperand, i - body->n_formal) : NULL;
    NgTensor *tensor = NULL;
    types[i] = i < body->n_formal && formal != NULL ? formal[i] : ng_type_unknown ();
    if (operand != NULL && operand->kind == NG_OPERAND_PORT) {
      types[i] = *ng_relation_input (self->relation, (gsize) operand->index);
      tensor =
          ng_known_inside (ng_relation_known (self->relation, (gsize) operand->index), body->net);
    }
    g_ptr_array_add (known, tensor);
  }
  NgNet *typed = ng_relation_type_net (self->relation,
                                       body->net,
                                       types,
                                       (NgTensor *const *) known->pdata,
                                       (const char *const *) self->names);
  for (guint i = 0; i < self->node->attributes->len; i++) {
    if (&g_array_index (self->node->attributes, NgAttribute, i) != body)
      continue;
    g_clear_pointer (&self->nets[i], ng_net_unref);
    self->nets[i] = ng_net_ref (typed);
  }
  return typed;
}

/* The length outside that a length of a subgraph is, or unknown. */
static NgDim
outer_length (const NgBodies *self, const NgNet *net, NgDim dim)
{
  const char *const *names = ng_net_length_names (net);

  if (dim.state != NG_DIM_VARYING || self->names == NULL || names == NULL)
    return dim.state == NG_DIM_VARYING ? ng_dim_unknown () : dim;
  return ng_relation_length_called (
      self->relation, names[dim.value - 1], (const char *const *) self->names);
}

NgType
ng_bodies_outer_type (const NgBodies *self, const NgNet *net, const NgType *inner)
{
  NgType type = *inner;

  for (int i = 0; i < type.rank; i++)
    type.dims[i] = outer_length (self, net, type.dims[i]);
  return type;
}
