#include "core/formats/weights-gates.h"

#include <string.h>

#define STATE_WEIGHTS "weight_hh_l0"
#define REVERSE       "_reverse"

/* How gates follow each other in PyTorch, by how many there are. */
static const char *const gates[][4] = {
  [1] = { "" },
  [3] = { "ResetGate", "InputGate", "MemoryGate" },
  [4] = { "InputGate", "ForgetGate", "MemoryGate", "OutputGate" },
};

/* What one direction of one layer has. */
typedef struct {
  NgTensor *input, *state, *input_bias, *state_bias; /* biases may be missing */
  int n_gates;
} Cell;

typedef struct {
  const NgWeights *weights;
  GHashTable *by_name;  /* name -> index + 1 */
  GHashTable *is_split; /* names that are replaced */
  NgWeights *result;
} Splitting;

static NgTensor *
find (const Splitting *self, const char *prefix, const char *name, const char *suffix)
{
  g_autofree char *full = g_strconcat (prefix, name, suffix, NULL);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, full));

  return index > 0 ? ng_weights_tensor (self->weights, index - 1) : NULL;
}

static gboolean
is_of_rows (const NgTensor *tensor, gsize rank, gint64 rows)
{
  return ng_tensor_element (tensor) == NG_ELEMENT_F32 && ng_tensor_rank (tensor) == rank &&
         ng_tensor_dims (tensor)[0] == rows;
}

static gboolean
read_cell (const Splitting *self, const char *prefix, const char *suffix, Cell *cell)
{
  *cell = (Cell){ find (self, prefix, "weight_ih_l0", suffix),
                  find (self, prefix, STATE_WEIGHTS, suffix),
                  find (self, prefix, "bias_ih_l0", suffix),
                  find (self, prefix, "bias_hh_l0", suffix) };
  if (cell->input == NULL || cell->state == NULL || ng_tensor_rank (cell->state) != 2)
    return FALSE;
  gint64 rows = ng_tensor_dims (cell->state)[0], size = ng_tensor_dims (cell->state)[1];
  if (size < 1 || rows % size != 0 || !is_of_rows (cell->state, 2, rows) ||
      !is_of_rows (cell->input, 2, rows) ||
      (cell->input_bias == NULL) != (cell->state_bias == NULL))
    return FALSE;
  if (cell->input_bias != NULL &&
      !(is_of_rows (cell->input_bias, 1, rows) && is_of_rows (cell->state_bias, 1, rows)))
    return FALSE;
  cell->n_gates = (int) (rows / size);
  return cell->n_gates < (int) G_N_ELEMENTS (gates) && gates[cell->n_gates][0] != NULL;
}

/* The rows of one gate. */
static NgTensor *
rows_of (const Cell *cell, NgTensor *tensor, int gate)
{
  gint64 dims[3] = { cell->n_gates, ng_tensor_dims (tensor)[0] / cell->n_gates };
  gsize rank = ng_tensor_rank (tensor);

  if (rank == 2)
    dims[2] = ng_tensor_dims (tensor)[1];
  g_autoptr (NgTensor) apart = ng_tensor_reshape (tensor, dims, rank + 1);
  return ng_tensor_slice (apart, gate);
}

/* Returns: (transfer full) (nullable): the sum of both biases, where ours can be that */
static NgTensor *
bias_of (const Cell *cell, int gate)
{
  g_autoptr (NgTensor) input = rows_of (cell, cell->input_bias, gate);
  g_autoptr (NgTensor) state = rows_of (cell, cell->state_bias, gate);
  gboolean is_inside = cell->n_gates == 3 && gate == 2;
  gint64 n = ng_tensor_count (input);
  g_autofree float *sum = g_new (float, (gsize) n);

  for (gint64 i = 0; i < n; i++) {
    double inner = ng_tensor_get_real (state, i);
    if (is_inside && inner != 0)
      return NULL;
    sum[i] = (float) (ng_tensor_get_real (input, i) + inner);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, g_steal_pointer (&sum));
}

static void
add_gate (Splitting *self, const char *place, const char *gate, const char *what, NgTensor *tensor)
{
  g_autofree char *name = g_strconcat (place, gate, what, NULL);

  if (tensor != NULL)
    ng_weights_add (self->result, name, tensor);
}

static void
add_cell (Splitting *self, const Cell *cell, const char *prefix, const char *net)
{
  g_autofree char *place = g_strconcat (prefix, net, NULL);

  for (int i = 0; i < cell->n_gates; i++) {
    const char *gate = gates[cell->n_gates][i];
    g_autoptr (NgTensor) input = rows_of (cell, cell->input, i);
    g_autoptr (NgTensor) state = rows_of (cell, cell->state, i);
    g_autoptr (NgTensor) bias = cell->input_bias != NULL ? bias_of (cell, i) : NULL;

    add_gate (self, place, gate, "InputWeights", input);
    add_gate (self, place, gate, "StateWeights", state);
    add_gate (self, place, gate, "Biases", bias);
  }
}

static void
forget (Splitting *self, const char *prefix, const char *suffix)
{
  static const char *const names[] = { "weight_ih_l0", STATE_WEIGHTS, "bias_ih_l0", "bias_hh_l0" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_add (self->is_split, g_strconcat (prefix, names[i], suffix, NULL));
}

static void
split_layer (Splitting *self, const char *prefix)
{
  Cell forward, backward;

  if (!read_cell (self, prefix, "", &forward))
    return;
  if (find (self, prefix, STATE_WEIGHTS, REVERSE) == NULL) {
    add_cell (self, &forward, prefix, "");
  } else if (read_cell (self, prefix, REVERSE, &backward)) {
    add_cell (self, &forward, prefix, "ForwardNet.");
    add_cell (self, &backward, prefix, "BackwardNet.");
    forget (self, prefix, REVERSE);
  } else {
    return;
  }
  forget (self, prefix, "");
}

NgWeights *
ng_weights_split_gates (const NgWeights *self)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) is_split = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Splitting splitting = { self, by_name, is_split, ng_weights_new () };
  gsize n = ng_weights_length (self);

  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (by_name, (gpointer) ng_weights_name (self, i), GUINT_TO_POINTER (i + 1));
  for (gsize i = 0; i < n; i++) {
    const char *name = ng_weights_name (self, i);
    if (!g_str_has_suffix (name, STATE_WEIGHTS))
      continue;
    g_autofree char *prefix = g_strndup (name, strlen (name) - strlen (STATE_WEIGHTS));
    split_layer (&splitting, prefix);
  }
  for (gsize i = 0; i < n; i++) {
    const char *name = ng_weights_name (self, i);
    if (!g_hash_table_contains (is_split, name))
      ng_weights_add (splitting.result, name, ng_weights_tensor (self, i));
  }
  return splitting.result;
}
