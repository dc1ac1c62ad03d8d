/* Types in the subgraphs of a node, while they are being found. */

#pragma once

#include "core/operators/operator-class.h"

G_BEGIN_DECLS

/**
 * NgBodies:
 * @names: (nullable): of the lengths outside; %NULL before everything else is at rest
 * @nets: (array): for each attribute the typed subgraph, or %NULL
 */
typedef struct {
  NgRelation *relation;
  const NgOnnxNode *node;
  char **names;
  NgNet **nets;
} NgBodies;

/** ng_bodies_begin: @self: (out): to be ended */
void ng_bodies_begin (NgBodies *self, NgRelation *relation, const NgOnnxNode *node);
/** ng_bodies_end: shows the node with what was found. */
void ng_bodies_end (NgBodies *self);
/** ng_bodies_type: @formal: (nullable) (array): types of the subgraph's own inputs. Returns:
 *   (transfer full): the subgraph with these and with the types of what it reads outside */
NgNet *ng_bodies_type (NgBodies *self, const NgAttribute *body, const NgType *formal);
/** ng_bodies_report: says what does not fit in @net, the subgraph of @body, once its inputs are
 * known. */
void ng_bodies_report (const NgBodies *self, const NgAttribute *body, const NgNet *net);
/** ng_bodies_outer_type: Returns: type @inner of the subgraph @net as one outside */
NgType ng_bodies_outer_type (const NgBodies *self, const NgNet *net, const NgType *inner);

G_END_DECLS
