#include "core/program/sequence.h"

typedef struct {
  NgProgramBuilder *b;
  const NgCell *cell;
} Step;

NgCell
ng_cell_init (NgCellKind kind, gint64 units)
{
  return (NgCell){ .kind = kind,
                   .units = units,
                   .input_weights = NG_NO_VALUE,
                   .state_weights = NG_NO_VALUE,
                   .input_biases = NG_NO_VALUE,
                   .state_biases = NG_NO_VALUE,
                   .peepholes = NG_NO_VALUE,
                   .lengths = NG_NO_VALUE,
                   .kept_state = NG_NO_VALUE };
}

int
ng_cell_kind_gates (NgCellKind kind)
{
  return kind == NG_CELL_LSTM ? 4 : kind == NG_CELL_GRU ? 3 : 1;
}

/* @n gates from gate @first on, along the last axis of (…, g h). */
static NgValue
gates (const Step *self, NgValue x, int first, int n)
{
  NgShape shape = *ng_build_shape (self->b, x);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  if (ng_program_builder_has_failed (self->b))
    return NG_NO_VALUE;
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  start[shape.rank - 1] = first * self->cell->units;
  shape.dims[shape.rank - 1] = n * self->cell->units;
  return ng_build_slice (self->b, x, start, step, shape.dims);
}

static NgValue
times (const Step *self, NgValue x, NgValue y)
{
  return ng_build_multiply (self->b, x, y);
}

static NgValue
plus (const Step *self, NgValue x, NgValue y)
{
  return ng_build_add (self->b, x, y);
}

/* @vector for each row of @like. */
static NgValue
each_row (const Step *self, NgValue vector, NgValue like)
{
  if (ng_program_builder_has_failed (self->b))
    return NG_NO_VALUE;
  return ng_build_broadcast_at (self->b, vector, like, ng_build_shape (self->b, like)->rank - 1);
}

static NgValue
activate (const Step *self, int index, NgValue x)
{
  gboolean is_sigmoid = index == 0 && self->cell->kind != NG_CELL_BASIC;

  if (self->cell->activate != NULL)
    return self->cell->activate (self->cell, index, x);
  return ng_build_unary (self->b, is_sigmoid ? NG_PRIMITIVE_SIGMOID : NG_PRIMITIVE_TANH, x);
}

/* A proposed state or memory, in part dropped. */
static NgValue
update (const Step *self, NgValue x)
{
  double rate = self->cell->update_rate;

  return rate > 0 ? ng_build_drop (self->b, x, ng_build_keep (self->b, x, rate), rate) : x;
}

/* The old state as the products see it. */
static NgValue
seen_state (const Step *self, NgValue h)
{
  return self->cell->kept_state != NG_NO_VALUE
             ? ng_build_drop (self->b, h, self->cell->kept_state, self->cell->state_rate)
             : h;
}

static NgValue
from_state (const Step *self, NgValue h, NgValue weights)
{
  return ng_build_matmul (self->b, h, weights, FALSE, TRUE);
}

static void
step_basic (const Step *self, NgValue from_x, NgValue *h)
{
  NgValue from_h = from_state (self, seen_state (self, *h), self->cell->state_weights);

  *h = update (self, activate (self, 0, plus (self, from_x, from_h)));
}

static NgValue
peep (const Step *self, NgValue gate, NgValue c, int index)
{
  NgValue weights;

  if (self->cell->peepholes == NG_NO_VALUE)
    return gate;
  weights = each_row (self, gates (self, self->cell->peepholes, index, 1), c);
  return plus (self, gate, times (self, c, weights));
}

static void
step_lstm (const Step *self, NgValue from_x, NgValue *h, NgValue *c)
{
  NgProgramBuilder *b = self->b;
  NgValue from_h = from_state (self, seen_state (self, *h), self->cell->state_weights);
  NgValue sum = plus (self, from_x, from_h);
  NgValue in = activate (self, 0, peep (self, gates (self, sum, 0, 1), *c, 0));
  NgValue forget = self->cell->couples
                       ? ng_build_subtract (b, ng_build_fill_like (b, in, 1), in)
                       : activate (self, 0, peep (self, gates (self, sum, 2, 1), *c, 2));
  NgValue memory = update (self, activate (self, 1, gates (self, sum, 3, 1)));

  *c = plus (self, times (self, forget, *c), times (self, in, memory));
  NgValue out = activate (self, 0, peep (self, gates (self, sum, 1, 1), *c, 1));
  *h = times (self, out, activate (self, 2, *c));
}

/* What a GRU makes of the reset gate before the memory's function. */
static NgValue
reset_memory (const Step *self, NgValue from_x, NgValue from_h, NgValue h, NgValue reset)
{
  const NgCell *cell = self->cell;
  NgValue inner;

  if (cell->resets_first) {
    gint64 below[2] = { 2 * cell->units, 0 }, step[2] = { 1, 1 };
    gint64 rest[2] = { cell->units, cell->units };
    NgValue weights = ng_build_slice (self->b, cell->state_weights, below, step, rest);

    inner = from_state (self, times (self, reset, h), weights);
    if (cell->state_biases != NG_NO_VALUE)
      inner = plus (self, inner, each_row (self, gates (self, cell->state_biases, 2, 1), inner));
  } else {
    inner = times (self, reset, gates (self, from_h, 2, 1));
  }
  return plus (self, gates (self, from_x, 2, 1), inner);
}

static void
step_gru (const Step *self, NgValue from_x, NgValue *h)
{
  const NgCell *cell = self->cell;
  NgProgramBuilder *b = self->b;
  NgValue seen = seen_state (self, *h), weights = cell->state_weights, from_h, biases;

  if (cell->resets_first) {
    gint64 start[2] = { 0, 0 }, step[2] = { 1, 1 }, top[2] = { 2 * cell->units, cell->units };

    weights = ng_build_slice (b, weights, start, step, top);
  }
  from_h = from_state (self, seen, weights);
  if (cell->state_biases != NG_NO_VALUE) {
    biases = gates (self, cell->state_biases, 0, cell->resets_first ? 2 : 3);
    from_h = plus (self, from_h, each_row (self, biases, from_h));
  }
  NgValue sum = plus (self, gates (self, from_x, 0, 2), gates (self, from_h, 0, 2));
  NgValue kept = activate (self, 0, gates (self, sum, 0, 1));
  NgValue reset = activate (self, 0, gates (self, sum, 1, 1));
  NgValue memory = activate (self, 1, reset_memory (self, from_x, from_h, seen, reset));
  NgValue fresh = ng_build_subtract (b, ng_build_fill_like (b, kept, 1), kept);
  *h = plus (self, times (self, fresh, update (self, memory)), times (self, kept, *h));
}

/* X W' + b at all steps, (t, n, g h) */
static NgValue
project (const Step *self, NgValue x)
{
  const NgCell *cell = self->cell;
  const NgShape shape = *ng_build_shape (self->b, x);
  gint64 dims[2] = { shape.dims[0], shape.dims[1] };
  NgValue y = ng_build_matmul (
      self->b, ng_build_merge_axes (self->b, x, 0, 2), cell->input_weights, FALSE, TRUE);
  NgValue biases = cell->input_biases;

  if (cell->kind != NG_CELL_GRU && biases != NG_NO_VALUE && cell->state_biases != NG_NO_VALUE)
    biases = plus (self, biases, cell->state_biases);
  if (biases != NG_NO_VALUE)
    y = plus (self, y, each_row (self, biases, y));
  return ng_build_split_axis (self->b, y, 0, dims, 2);
}

/* Which examples still run at step @t, (n, h) */
static NgValue
running (const Step *self, gint64 t, NgValue like)
{
  NgValue lengths = self->cell->lengths;
  NgValue now = ng_build_fill_like (self->b, lengths, (double) t);
  NgValue runs = ng_build_binary (self->b, NG_PRIMITIVE_LESS, now, lengths);

  return ng_build_broadcast_at (self->b, runs, like, 0);
}

void
ng_build_recurrence (
    NgProgramBuilder *self, const NgCell *cell, NgValue x, NgValue *h, NgValue *c, NgValue *states)
{
  Step step = { .b = self, .cell = cell };
  gint64 n;
  NgValue projected;

  if (ng_program_builder_has_failed (self))
    return;
  n = ng_build_shape (self, x)->dims[0];
  projected = project (&step, x);
  for (gint64 i = 0; i < n && !ng_program_builder_has_failed (self); i++) {
    gint64 t = cell->is_reversed ? n - 1 - i : i;
    NgValue from_x = ng_build_part (self, projected, 0, t), old_h = *h, old_c = *c;

    if (cell->kind == NG_CELL_LSTM)
      step_lstm (&step, from_x, h, c);
    else if (cell->kind == NG_CELL_GRU)
      step_gru (&step, from_x, h);
    else
      step_basic (&step, from_x, h);
    states[t] = *h;
    if (cell->lengths != NG_NO_VALUE) {
      NgValue runs = running (&step, t, *h);

      states[t] = ng_build_select (self, runs, *h, ng_build_fill_like (self, *h, 0));
      *h = ng_build_select (self, runs, *h, old_h);
      if (cell->kind == NG_CELL_LSTM)
        *c = ng_build_select (self, runs, *c, old_c);
    }
  }
}
