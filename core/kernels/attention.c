/* Keys and values of one example and head are packed in panels. Then some rows of queries are
 * multiplied by the keys, what follows is done to their scores, which are in the cache, and their
 * powers are multiplied by the values; the sums of the powers divide the result. So there are never
 * scores of more than a block of rows, and which thread computes a block changes no bit. Operands
 * are read where they lie, whatever transpositions lead there. */

#include "core/kernels/attention.h"

#include "core/kernels/epilogue.h"
#include "core/kernels/fast-math.h"
#include "core/kernels/panel.h"
#include "core/kernels/row.h"
#include "core/kernels/threads.h"
#include "core/program/attention-form.h"

#define PANEL 64

/* Elements that the scores of a block shall take, and rows of a block at most. */
#define BLOCK_ELEMENTS 65536
#define BLOCK_ROWS     96

/* Multiplications that are worth a thread. */
#define GRAIN 262144

/* Matrices that lie apart in memory. */
typedef struct {
  guint input;
  int rank; /* axes that tell the matrices apart */
  gint64 dims[NG_MAX_RANK];
  gint64 strides[NG_MAX_RANK];
  gint64 offset;
  gint64 row, column;
} Stack;

typedef struct {
  NgScoreKind kind;
  float number;
  Stack other;
} Step;

typedef struct {
  Stack queries, keys, values, result;
  Step steps[NG_ATTENTION_STEPS];
  guint n_steps;
  gint64 heads;
  gint64 n_queries, n_keys, depth, width; /* width: of a value */
  float scale;
  gboolean is_masked;
  gint64 *first, *end; /* for each query the keys that it can see; NULL for all */
  gint64 rows;         /* of a block */
  gint64 pitch;        /* of the scores */
  gsize at_keys, at_values, at_queries, at_scores, scratch;
  int threads;
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  g_free (self->first);
  g_free (self->end);
  g_free (self);
}

static guint
add_input (GArray *inputs, NgValue value)
{
  for (guint i = 0; i < inputs->len; i++) {
    if (g_array_index (inputs, NgValue, i) == value)
      return i;
  }
  g_array_append_val (inputs, value);
  return inputs->len - 1;
}

static void
stack_init (Stack *self, const NgView *view, const NgShape *shape, gboolean is_turned)
{
  int last = shape->rank - 1;

  *self = (Stack){ .rank = last - 1, .offset = view->offset };
  for (int axis = 0; axis < self->rank; axis++) {
    self->dims[axis] = shape->dims[axis];
    self->strides[axis] = view->strides[axis];
  }
  self->row = view->strides[is_turned ? last : last - 1];
  self->column = view->strides[is_turned ? last - 1 : last];
}

static void
stack_view (Stack *self, const NgTask *task, NgValue value, gboolean is_turned, GArray *inputs)
{
  NgView view;

  ng_view_of (task->program, value, NULL, &view);
  stack_init (self, &view, &ng_program_instruction (task->program, value)->shape, is_turned);
  self->input = add_input (inputs, view.source);
}

/* The result, seen by the axes of the product. */
static void
find_result (State *self, const NgTask *task, const NgAttentionForm *form)
{
  const NgInstruction *last = ng_program_instruction (task->program, ng_step_result (task->step));
  const NgShape *shape = &ng_program_instruction (task->program, form->product)->shape;
  NgView packed, view = { .offset = 0 };

  ng_view_set_packed (&packed, &last->shape);
  for (int axis = 0; axis < shape->rank; axis++) {
    if (last->primitive == NG_PRIMITIVE_TRANSPOSE)
      view.strides[last->attributes->axes[axis]] = packed.strides[axis];
    else
      view.strides[axis] = packed.strides[axis];
  }
  stack_init (&self->result, &view, shape, FALSE);
}

static gint64
place_of (const Stack *self, gint64 head)
{
  gint64 at = self->offset;

  for (int axis = self->rank - 1; axis >= 0; axis--) {
    at += head % self->dims[axis] * self->strides[axis];
    head /= self->dims[axis];
  }
  return at;
}

/* Whether @step leaves -infinity where it is, whatever arrays it reads: a choice may put another
 * number there, and a summand that is infinite or no number would make it NaN. */
static gboolean
keeps_closed (const NgScoreStep *step)
{
  switch (step->kind) {
  case NG_SCORE_OPEN:
  case NG_SCORE_CLOSE:
    return step->number == -HUGE_VAL;
  case NG_SCORE_SHIFT:
    return (float) step->number < INFINITY;
  default:
    return FALSE;
  }
}

/* Whether what is -infinity after step @index is so in the end. */
static gboolean
stays_closed (const NgAttentionForm *form, guint index)
{
  for (guint i = index + 1; i < form->n_steps; i++) {
    if (!keeps_closed (&form->steps[i]))
      return FALSE;
  }
  return TRUE;
}

/* Looks at a mask that is known and the same for all heads: keys outside of @first to @end need
 * no scores. Returns: whether it says no more than that. */
static gboolean
read_band (State *self, const NgTask *task, const NgScoreStep *step)
{
  const NgShape *shape = &ng_program_instruction (task->program, step->other)->shape;
  const NgInstruction *source;
  const guint8 *flags;
  gboolean is_band = TRUE;
  Stack stack;
  NgView view;

  ng_view_of (task->program, step->other, NULL, &view);
  source = ng_program_instruction (task->program, view.source);
  if (source->primitive != NG_PRIMITIVE_CONSTANT || self->first != NULL)
    return FALSE;
  stack_init (&stack, &view, shape, FALSE);
  for (int axis = 0; axis < stack.rank; axis++) {
    if (stack.strides[axis] != 0 && stack.dims[axis] > 1)
      return FALSE;
  }
  flags = ng_tensor_data (source->attributes->tensor);
  self->first = g_new (gint64, self->n_queries);
  self->end = g_new (gint64, self->n_queries);
  for (gint64 q = 0; q < self->n_queries; q++) {
    const guint8 *row = flags + stack.offset + q * stack.row;
    gint64 n_open = 0;

    self->first[q] = self->n_keys;
    self->end[q] = 0;
    for (gint64 k = 0; k < self->n_keys; k++) {
      if (!row[k * stack.column] == (step->kind == NG_SCORE_OPEN))
        continue;
      self->first[q] = MIN (self->first[q], k);
      self->end[q] = k + 1;
      n_open++;
    }
    is_band = is_band && (n_open == 0 || n_open == self->end[q] - self->first[q]);
  }
  return is_band;
}

static void
take_steps (State *self, const NgTask *task, const NgAttentionForm *form, GArray *inputs)
{
  double scale = form->scale;

  for (guint i = 0; i < form->n_steps; i++) {
    const NgScoreStep *step = &form->steps[i];
    Step *to = &self->steps[self->n_steps];

    if (step->kind == NG_SCORE_SCALE && self->n_steps == 0) {
      scale *= step->number;
      continue;
    }
    if ((step->kind == NG_SCORE_OPEN || step->kind == NG_SCORE_CLOSE) &&
        step->number == -HUGE_VAL && stays_closed (form, i) && read_band (self, task, step))
      continue;
    to->kind = step->kind;
    to->number = (float) step->number;
    if (step->other != NG_NO_VALUE)
      stack_view (&to->other, task, step->other, FALSE, inputs);
    self->n_steps++;
  }
  self->scale = (float) scale;
}

static gsize
in_lines (gint64 n)
{
  return ((gsize) n * sizeof (float) + 63) / 64 * 64;
}

static gint64
panels_of (gint64 n)
{
  return (n + PANEL - 1) / PANEL;
}

static void
lay_out (State *self)
{
  gint64 blocks;

  self->pitch = panels_of (self->n_keys) * PANEL + NG_LANES;
  self->rows = CLAMP (BLOCK_ELEMENTS / self->n_keys, NG_PANEL_ROWS, BLOCK_ROWS);
  blocks = (self->n_queries + self->rows - 1) / self->rows;
  self->rows = (self->n_queries + blocks - 1) / blocks;
  self->at_keys = 0;
  self->at_values = in_lines (panels_of (self->n_keys) * PANEL * self->depth);
  self->at_queries = self->at_values + in_lines (panels_of (self->width) * PANEL * self->n_keys);
  self->at_scores = self->at_queries + in_lines (self->rows * self->depth);
  self->scratch = self->at_scores + in_lines (self->rows * self->pitch);
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (NgValue));
  const NgShape *scores, *product, *queries;
  NgAttentionForm form;
  NgValue result;
  State *self;
  double work;

  if (task->step->anchor == NG_NO_VALUE || task->step->n_members == 0)
    return FALSE;
  result = ng_step_result (task->step);
  if (!ng_attention_find (task->program, task->fusion->uses, result, &form) ||
      form.first != task->step->anchor)
    return FALSE;
  scores = &ng_program_instruction (task->program, form.first)->shape;
  product = &ng_program_instruction (task->program, form.product)->shape;
  queries = &ng_program_instruction (task->program, form.queries)->shape;
  self = g_new0 (State, 1);
  self->n_queries = scores->dims[scores->rank - 2];
  self->n_keys = scores->dims[scores->rank - 1];
  self->width = product->dims[product->rank - 1];
  self->depth = queries->dims[queries->rank - (form.turns_queries ? 2 : 1)];
  self->heads = ng_shape_count (scores) / self->n_queries / self->n_keys;
  self->is_masked = form.is_masked;
  stack_view (&self->queries, task, form.queries, form.turns_queries, inputs);
  stack_view (&self->keys, task, form.keys, form.turns_keys, inputs);
  stack_view (&self->values, task, form.values, form.turns_values, inputs);
  take_steps (self, task, &form, inputs);
  find_result (self, task, &form);
  lay_out (self);
  work = (double) ng_shape_count (scores) * (double) (self->depth + self->width);
  self->threads = (int) CLAMP (work / GRAIN, 1, task->threads);
  ng_step_set (step, self, (const NgValue *) inputs->data, inputs->len, &result, 1);
  step->scratch = self->scratch * (gsize) self->threads;
  return TRUE;
}

/* (n, columns) -> panels of columns, each in order of n; the last one filled up with zeros. */
static void
pack (const float *x, gint64 n, gint64 row, gint64 columns, gint64 column, float *y)
{
  for (gint64 first = 0; first < columns; first += PANEL) {
    gint64 width = MIN (PANEL, columns - first);

    for (gint64 i = 0; i < n; i++, y += PANEL) {
      const float *from = x + i * row + first * column;

      if (column == 1) {
        memcpy (y, from, (gsize) width * sizeof *y);
      } else {
        for (gint64 j = 0; j < width; j++)
          y[j] = from[j * column];
      }
      memset (y + width, 0, (gsize) (PANEL - width) * sizeof *y);
    }
  }
}

NG_VECTOR_MATH static void
change_row (const Step *step, gint64 n, gconstpointer other, float *y)
{
  const float *x = other;
  const guint8 *flags = other;
  gint64 stride = step->other.column;
  float number = step->number;

  switch (step->kind) {
  case NG_SCORE_SCALE:
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] *= number;
    break;
  case NG_SCORE_SHIFT:
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] += number;
    break;
  case NG_SCORE_TANH:
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] = ng_fast_tanh (y[i]);
    break;
  case NG_SCORE_ADD:
    if (stride == 1) {
      NG_VECTOR_LOOP
      for (gint64 i = 0; i < n; i++)
        y[i] += x[i];
    } else {
      for (gint64 i = 0; i < n; i++)
        y[i] += x[i * stride];
    }
    break;
  default: /* OPEN, CLOSE */
    if (stride == 1) {
      guint8 closed = step->kind == NG_SCORE_CLOSE;

      NG_VECTOR_LOOP
      for (gint64 i = 0; i < n; i++)
        y[i] = (flags[i] != 0) == closed ? number : y[i];
    } else {
      for (gint64 i = 0; i < n; i++)
        y[i] = (flags[i * stride] != 0) == (step->kind == NG_SCORE_CLOSE) ? number : y[i];
    }
    break;
  }
}

/* Scores of a row become powers, up to @end of the block. Returns: the factor of the result */
static float
soften (const State *self, const NgCall *call, gint64 head, gint64 query, gint64 end, float *y)
{
  gint64 from = self->first != NULL ? self->first[query] : 0;
  gint64 to = self->end != NULL ? self->end[query] : self->n_keys;
  float greatest, sum;

  if (to <= from) {
    memset (y, 0, (gsize) end * sizeof *y);
    return self->is_masked ? 1 : NAN;
  }
  for (guint i = 0; i < self->n_steps; i++) {
    const Step *step = &self->steps[i];
    const Stack *other = &step->other;
    gconstpointer at = NULL;

    if (step->kind >= NG_SCORE_ADD) {
      gsize size = step->kind == NG_SCORE_ADD ? sizeof (float) : 1;
      gint64 place = place_of (other, head) + query * other->row + from * other->column;

      at = (const char *) call->inputs[other->input] + place * (gint64) size;
    }
    change_row (step, to - from, at, y + from);
  }
  greatest = ng_row_greatest ((gsize) (to - from), y + from);
  if (self->is_masked && greatest == -INFINITY) {
    memset (y, 0, (gsize) end * sizeof *y);
    return 1;
  }
  sum = ng_row_powers ((gsize) (to - from), y + from, greatest, y + from);
  memset (y, 0, (gsize) from * sizeof *y);
  memset (y + to, 0, (gsize) (end - to) * sizeof *y);
  return 1 / sum;
}

/* y (rows, n) of @pitch = x (rows, depth) of @stride times panels, for keys; a panel is @height
 * rows high. */
static void
multiply (gint64 rows,
          const float *x,
          gint64 stride,
          const float *panels,
          gint64 height,
          gint64 depth,
          gint64 n,
          float *y,
          gint64 pitch)
{
  NgLanes tile[NG_PANEL_ROWS * NG_PANEL_LANES];

  for (gint64 column = 0; column < n; column += PANEL) {
    int lanes = (int) (MIN (PANEL, n - column) + NG_LANES - 1) / NG_LANES;

    for (gint64 row = 0; row < rows; row += NG_PANEL_ROWS) {
      int some = (int) MIN (NG_PANEL_ROWS, rows - row);

      memset (tile, 0, sizeof tile);
      ng_panel_multiply (some,
                         lanes,
                         x + row * stride,
                         stride,
                         panels + column * height,
                         NG_PANEL_LANES,
                         depth,
                         tile);
      for (int r = 0; r < some; r++)
        memcpy (y + (row + r) * pitch + column,
                &tile[NG_PANEL_LANES * r],
                (gsize) lanes * sizeof *tile);
    }
  }
}

NG_VECTOR_CLONES static void
write_row (gint64 n, float factor, const float *x, gint64 stride, float *y)
{
  if (stride == 1) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++)
      y[i] = x[i] * factor;
    return;
  }
  for (gint64 i = 0; i < n; i++)
    y[i * stride] = x[i] * factor;
}

/* How many keys, from the first one on, queries @first to @first + @rows look at. */
static gint64
last_seen (const State *self, gint64 first, gint64 rows)
{
  gint64 end = 0;

  for (gint64 r = 0; r < rows; r++)
    end = MAX (end, self->end[first + r]);
  return end;
}

/* Queries @first to @first + @rows of @head, whose keys and values are packed; of these, the first
 * @end are looked at. */
static void
attend (const State *self,
        const NgCall *call,
        char *scratch,
        gint64 head,
        gint64 first,
        gint64 rows,
        gint64 end)
{
  const float *x = (const float *) call->inputs[self->queries.input] +
                   place_of (&self->queries, head) + first * self->queries.row;
  float *y = (float *) call->outputs[0] + place_of (&self->result, head) + first * self->result.row;
  const float *keys = (const float *) (gpointer) (scratch + self->at_keys);
  const float *values = (const float *) (gpointer) (scratch + self->at_values);
  float *queries = (float *) (gpointer) (scratch + self->at_queries);
  float *scores = (float *) (gpointer) (scratch + self->at_scores);
  float factors[BLOCK_ROWS];
  NgLanes tile[NG_PANEL_ROWS * NG_PANEL_LANES];

  for (gint64 r = 0; r < rows; r++) {
    for (gint64 i = 0; i < self->depth; i++)
      queries[r * self->depth + i] =
          x[r * self->queries.row + i * self->queries.column] * self->scale;
  }
  multiply (rows, queries, self->depth, keys, self->depth, self->depth, end, scores, self->pitch);
  for (gint64 r = 0; r < rows; r++)
    factors[r] = soften (self, call, head, first + r, end, scores + r * self->pitch);

  for (gint64 column = 0; column < self->width; column += PANEL) {
    gint64 width = MIN (PANEL, self->width - column);

    for (gint64 row = 0; row < rows; row += NG_PANEL_ROWS) {
      int some = (int) MIN (NG_PANEL_ROWS, rows - row);

      memset (tile, 0, sizeof tile);
      ng_panel_multiply (some,
                         (int) (width + NG_LANES - 1) / NG_LANES,
                         scores + row * self->pitch,
                         self->pitch,
                         values + column * self->n_keys,
                         NG_PANEL_LANES,
                         end,
                         tile);
      for (gint64 r = row; r < row + some; r++)
        write_row (width,
                   factors[r],
                   (const float *) &tile[NG_PANEL_LANES * (r - row)],
                   self->result.column,
                   y + r * self->result.row + column * self->result.column);
    }
  }
}

NG_VECTOR_CLONES static gboolean
are_finite (gsize n, const float *x)
{
  gboolean result = TRUE;

  for (gsize i = 0; i < n; i++)
    result &= fabsf (x[i]) <= G_MAXFLOAT;
  return result;
}

/* Blocks @first to @last of all heads. Unseen values are left out where they are finite; 0 times
 * others is NaN. */
static void
run_blocks (const State *self, const NgCall *call, char *scratch, gint64 first, gint64 last)
{
  gint64 blocks = (self->n_queries + self->rows - 1) / self->rows;
  gint64 packed = -1;
  float *values = (float *) (gpointer) (scratch + self->at_values);
  gsize n_values = (gsize) (panels_of (self->width) * PANEL * self->n_keys);
  gboolean skips = FALSE;

  for (gint64 i = first; i < last; i++) {
    gint64 head = i / blocks;
    gint64 query = i % blocks * self->rows;
    gint64 rows = MIN (self->rows, self->n_queries - query);

    if (head != packed) {
      pack ((const float *) call->inputs[self->keys.input] + place_of (&self->keys, head),
            self->depth,
            self->keys.column,
            self->n_keys,
            self->keys.row,
            (float *) (gpointer) (scratch + self->at_keys));
      pack ((const float *) call->inputs[self->values.input] + place_of (&self->values, head),
            self->n_keys,
            self->values.row,
            self->width,
            self->values.column,
            values);
      skips = self->end != NULL && are_finite (n_values, values);
      packed = head;
    }
    attend (self,
            call,
            scratch,
            head,
            query,
            rows,
            skips ? last_seen (self, query, rows) : self->n_keys);
  }
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;
  gint64 n = (self->n_queries + self->rows - 1) / self->rows * self->heads;
  int threads = (int) MIN (MIN (self->threads, ng_threads_max ()), n);

#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int t = 0; t < threads; t++)
    run_blocks (self,
                call,
                (char *) call->scratch + self->scratch * (gsize) t,
                n * t / threads,
                n * (t + 1) / threads);
  return TRUE;
}

const NgKernel ng_kernel_attention = {
  .name = "attention",
  .prepare = prepare,
  .execute = execute,
  .free = state_free,
};
