/* Recurrences written out over time: what recurrent layers and the LSTM, GRU and RNN of ONNX share.
 *
 *   basic  h' = f (W x + R h + b)
 *   GRU    z, r = f (W x + R h + b);  m = g (W x + r (R h + d) + b);  h' = (1 - z) m + z h
 *   LSTM   i, o, f = f (W x + R h + b);  m = g (W x + R h + b);  c' = f c + i m;  h' = o k (c')
 *
 * f is the logistic sigmoid and g and k are tanh where nobody says otherwise; of the basic cell f
 * is tanh. The rows of the weights are those of the gates, one gate below another in this order.
 * The products of the inputs of all steps are one product, and so are those of the gates of a step.
 */

#pragma once

#include "core/base/limits.h"
#include "core/program/builder.h"

G_BEGIN_DECLS

typedef enum {
  NG_CELL_BASIC,
  NG_CELL_GRU,
  NG_CELL_LSTM,
} NgCellKind;

/**
 * NgCell:
 * @units: h
 * @input_weights: W (g h, k)
 * @state_weights: R (g h, h)
 * @input_biases: b (g h), or %NG_NO_VALUE
 * @state_biases: d (g h), or %NG_NO_VALUE; only those of the new memory of a GRU differ from b
 * @peepholes: (3 h), or %NG_NO_VALUE: what the memory of a LSTM adds to its i, o and f
 * @lengths: (n), or %NG_NO_VALUE: steps of each example; behind them a step changes nothing and
 *   gives zeros
 * @kept_state: bool (n, h), or %NG_NO_VALUE: which elements of the old state enter the products
 * @state_rate: how often an element of @kept_state is false
 * @update_rate: how often an element of the new memory is dropped, drawn anew at each step
 * @resets_first: whether the state of a GRU is multiplied by r before the product: R (r h) + d
 * @couples: whether f of a LSTM is 1 - i
 * @is_reversed: whether the last step is taken first
 * @activate: (nullable): function @index (f, g, k) of the cell
 */
typedef struct _NgCell NgCell;
struct _NgCell {
  NgCellKind kind;
  gint64 units;
  NgValue input_weights, state_weights;
  NgValue input_biases, state_biases;
  NgValue peepholes;
  NgValue lengths;
  NgValue kept_state;
  double state_rate, update_rate;
  gboolean resets_first, couples, is_reversed;
  NgValue (*activate) (const NgCell *self, int index, NgValue x);
  gpointer user_data;
};

/** ng_cell_init: Returns: a cell without any of what may be absent */
NgCell ng_cell_init (NgCellKind kind, gint64 units);

/** ng_cell_kind_gates: Returns: g: 1, 3 or 4 */
int ng_cell_kind_gates (NgCellKind kind);

/**
 * ng_build_recurrence:
 * @x: (t, n, k), of 1 to %NG_MAX_STEPS steps
 * @h: (inout): the state (n, h) before the first step, and behind the last
 * @c: (inout): the memory (n, h) of a LSTM; not looked at for others
 * @states: (out caller-allocates) (array length=t): the state (n, h) at each step
 */
void ng_build_recurrence (
    NgProgramBuilder *self, const NgCell *cell, NgValue x, NgValue *h, NgValue *c, NgValue *states);

G_END_DECLS
