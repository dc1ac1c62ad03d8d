/* What recurrent layers share. Their arrays stand gate by gate, in the order that
 * core/program/sequence.h says, each gate with "InputWeights" (n, k), "StateWeights" (n, n) and
 * "Biases" (n); their states are the optional ports "State" and, of LSTM, "CellState". */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/sequence.h"

G_BEGIN_DECLS

/* Their parameters, in this order. */
enum { NG_RECURRENT_SIZE, NG_RECURRENT_DROPOUT };

#define NG_RECURRENT_PARAMS                                                                        \
  {                                                                                                \
    { "Size",                                                                                      \
      NG_PARAM_INTEGER,                                                                            \
      .position = 1,                                                                               \
      .binds = "n",                                                                                \
      .at_least = 1,                                                                               \
      .flags = NG_PARAM_REQUIRED,                                                                  \
      .help = "Length of the state." },                                                            \
    {                                                                                              \
      "Dropout", NG_PARAM_EXPR,                                                                    \
          .value = "None",                                                                         \
          .help = "None, a probability, or a list of method -> probability, methods being "        \
                  "\"VariationalWeights\", \"VariationalInput\", \"VariationalState\" and "        \
                  "\"StateUpdate\"."                                                               \
    }                                                                                              \
  }

/** ng_recurrent_check: Fails with: "NetGraph::badarg" for a "Dropout" that is none */
gboolean ng_recurrent_check (const NgLayer *layer, GError **error);

/** ng_recurrent_verify: "NetGraph::limit" beyond %NG_MAX_STEPS */
void ng_recurrent_verify (NgRelation *relation);

/** ng_recurrent_lower: x (batch, t, k), y (batch, t, n), states (batch, n) */
void ng_recurrent_lower (NgLowering *to, NgCellKind kind);

/** ng_recurrent_label: Returns: (transfer full): the length of the state */
char *ng_recurrent_label (const NgLayer *layer);

G_END_DECLS
