/* Along one axis of d elements with p and q of padding, a window of k taps at distance e and
 * stride s gives
 *
 *   o = floor ((d + p + q - e (k - 1) - 1) / s) + 1.
 *
 * "Same" chooses the padding so that o = ceil (d / s); an odd element goes behind. Transposed, the
 * window makes
 *
 *   o = s (d - 1) + e (k - 1) + 1 - p - q,
 *
 * of d elements, and s d when it is "Same". */

#include "core/graph/sliding.h"

#include <string.h>

static gint64
entry (const NgParam *param, int axis, gint64 otherwise)
{
  if (param == NULL || param->n_ints == 0)
    return otherwise;
  return param->ints[param->is_list && axis < (int) param->n_ints ? axis : 0];
}

static gint64
padding (const NgSliding *self, int axis, gboolean is_after)
{
  const NgParam *param = self->padding;
  gsize index = param->is_list ? 2 * (gsize) axis : 0;

  if (param->integer || index + 1 >= param->n_ints)
    return 0;
  return param->ints[index + is_after];
}

gint64
ng_sliding_tap (const NgSliding *self, int axis)
{
  return entry (self->size, axis, 1);
}

/* Elements that the window covers beyond its first one. */
static gint64
reach (const NgSliding *self, int axis)
{
  return ng_size_multiply (entry (self->dilation, axis, 1), ng_sliding_tap (self, axis) - 1);
}

/* The length of a parameter that was written as a list; 0 for one that serves all axes. */
static int
list_length (const NgParam *param, gboolean has_pairs)
{
  if (param == NULL || !param->is_list)
    return 0;
  return (int) (has_pairs ? param->n_ints / 2 : param->n_ints);
}

static int
written_rank (const NgSliding *self)
{
  if (!self->dimensionality->is_automatic)
    return (int) self->dimensionality->integer;
  if (self->size->is_list)
    return list_length (self->size, FALSE);
  if (list_length (self->stride, FALSE) > 0)
    return list_length (self->stride, FALSE);
  if (list_length (self->padding, TRUE) > 0)
    return list_length (self->padding, TRUE);
  return list_length (self->dilation, FALSE);
}

gboolean
ng_sliding_check (const NgSliding *self, GError **error)
{
  const NgParam *params[] = { self->size, self->stride, self->dilation, self->padding };
  int rank = written_rank (self);

  if (rank > NG_MAX_WINDOW_RANK) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (self->size->expr),
                      "The window has %d levels; there may be at most %d.",
                      rank,
                      NG_MAX_WINDOW_RANK);
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (params); i++) {
    int length = list_length (params[i], params[i] == self->padding);

    if (length == 0 || length == rank)
      continue;
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (params[i]->expr),
                      "The window has %d levels, and this list %d.",
                      rank,
                      length);
    return FALSE;
  }
  return TRUE;
}

int
ng_sliding_rank (const NgSliding *self, const NgType *input, const NgType *output)
{
  int rank = written_rank (self);

  if (rank == 0 && input->rank > 0)
    rank = input->rank - 1;
  if (rank == 0 && output->rank > 0)
    rank = output->rank - 1;
  return rank <= NG_MAX_WINDOW_RANK ? rank : 0;
}

int
ng_sliding_channel_axis (const NgSliding *self, int rank)
{
  return self->is_interleaved ? rank : 0;
}

NgWindow
ng_sliding_window (const NgSliding *self, const gint64 *spatial, int rank)
{
  NgWindow window = { .rank = rank, .groups = 1 };

  for (int i = 0; i < rank; i++) {
    window.size[i] = ng_sliding_tap (self, i);
    window.stride[i] = entry (self->stride, i, 1);
    window.dilation[i] = entry (self->dilation, i, 1);
    window.before[i] = padding (self, i, FALSE);
    window.after[i] = padding (self, i, TRUE);
    if (self->padding->integer) {
      gint64 n = (spatial[i] - 1) / window.stride[i] + 1;
      gint64 total = MAX ((n - 1) * window.stride[i] + reach (self, i) + 1 - spatial[i], 0);

      window.before[i] = total / 2;
      window.after[i] = total - total / 2;
    }
  }
  return window;
}

/* What the window makes of @size elements along the axis; 0 when it does not fit. */
static gint64
slide (const NgSliding *self, int axis, gint64 size)
{
  gint64 spatial[NG_MAX_WINDOW_RANK] = { 1, 1, 1 };
  NgWindow window;

  if (size >= NG_MAX_ELEMENTS)
    return 0;

  spatial[axis] = size;
  window = ng_sliding_window (self, spatial, axis + 1);
  return ng_window_output (&window, axis, size);
}

/* What is lost along an axis of stride 1. */
static gint64
loss (const NgSliding *self, int axis)
{
  if (self->padding->integer)
    return 0;
  return reach (self, axis) - padding (self, axis, FALSE) - padding (self, axis, TRUE);
}

/* What the transposed window makes of @size elements along the axis; 0 when nothing is left. */
static gint64
widen (const NgSliding *self, int axis, gint64 size)
{
  gint64 stride = entry (self->stride, axis, 1), whole;

  if (self->padding->integer)
    whole = ng_size_multiply (stride, size);
  else
    whole = ng_size_add (ng_size_multiply (stride, size - 1), reach (self, axis) + 1) -
            padding (self, axis, FALSE) - padding (self, axis, TRUE);
  return whole > 0 && whole < NG_MAX_ELEMENTS ? whole : 0;
}

/* The size of an input of which the transposed window makes @size elements; 0 when there is none.
 */
static gint64
narrow (const NgSliding *self, int axis, gint64 size)
{
  gint64 stride = entry (self->stride, axis, 1), steps;

  if (self->padding->integer)
    return size % stride == 0 ? size / stride : 0;
  steps = ng_size_add (size, padding (self, axis, FALSE) + padding (self, axis, TRUE)) -
          reach (self, axis) - 1;
  return steps >= 0 && steps % stride == 0 ? steps / stride + 1 : 0;
}

gint64
ng_sliding_size (const NgSliding *self, int axis, gint64 size)
{
  return self->is_transposed ? widen (self, axis, size) : slide (self, axis, size);
}

/* The size of the input for that of the output; 0 when there is none, or more than one. */
static gint64
backwards (const NgSliding *self, int axis, gint64 size)
{
  if (size >= NG_MAX_ELEMENTS)
    return 0;
  if (self->is_transposed)
    return narrow (self, axis, size);
  return entry (self->stride, axis, 1) == 1 ? MAX (size + loss (self, axis), 0) : 0;
}

static void
infer_axis (const NgSliding *self, NgRelation *relation, int axis, NgType *input, NgType *output)
{
  int level = axis + !self->is_interleaved;
  NgDim from = ng_relation_input (relation, 0)->dims[level];
  NgDim to = ng_relation_output (relation, 0)->dims[level];
  gboolean keeps = entry (self->stride, axis, 1) == 1 && loss (self, axis) == 0;

  if (from.state == NG_DIM_NUMBER && ng_sliding_size (self, axis, from.value) > 0)
    output->dims[level] = ng_dim_number (ng_sliding_size (self, axis, from.value));
  else if (keeps)
    output->dims[level] = from;
  else if (from.state == NG_DIM_VARYING)
    output->dims[level] = ng_relation_fresh (relation, 0, 0, axis);
  if (to.state == NG_DIM_NUMBER && backwards (self, axis, to.value) > 0)
    input->dims[level] = ng_dim_number (backwards (self, axis, to.value));
  else if (keeps)
    input->dims[level] = to;
}

void
ng_sliding_infer (const NgSliding *self, NgRelation *relation, int rank)
{
  NgType input = ng_type_of_rank (rank + 1), output = ng_type_of_rank (rank + 1);

  ng_relation_refine_input (relation, 0, &input);
  ng_relation_refine_output (relation, 0, &output);
  if (ng_relation_input (relation, 0)->rank != rank + 1 ||
      ng_relation_output (relation, 0)->rank != rank + 1)
    return;
  for (int i = 0; i < rank; i++)
    infer_axis (self, relation, i, &input, &output);
  ng_relation_refine_output (relation, 0, &output);
  ng_relation_refine_input (relation, 0, &input);
}

/* Whether there is an input, at all, of which @size elements would come. */
static gboolean
is_possible (const NgSliding *self, int axis, gint64 size)
{
  if (self->is_transposed)
    return narrow (self, axis, size) > 0;
  return self->padding->integer ||
         ng_size_add (ng_size_multiply (size, entry (self->stride, axis, 1)), reach (self, axis)) >
             padding (self, axis, FALSE) + padding (self, axis, TRUE);
}

/* Why nothing comes of @size elements. */
static char *
describe_misfit (const NgSliding *self, int axis, gint64 size)
{
  int level = axis + !self->is_interleaved + 1;

  if (self->is_transposed)
    return g_strdup_printf ("Of %" G_GINT64_FORMAT
                            " elements along level %d nothing is left, or too many.",
                            size,
                            level);
  return g_strdup_printf (
      "A window that covers %" G_GINT64_FORMAT
      " elements exceeds the input, which has %" G_GINT64_FORMAT
      " with its padding along level %d.",
      reach (self, axis) + 1,
      ng_size_add (size, padding (self, axis, FALSE) + padding (self, axis, TRUE)),
      level);
}

static void
verify_axis (const NgSliding *self, NgRelation *relation, int axis)
{
  int level = axis + !self->is_interleaved;
  NgDim from = ng_relation_input (relation, 0)->dims[level];
  NgDim to = ng_relation_output (relation, 0)->rank > level
                 ? ng_relation_output (relation, 0)->dims[level]
                 : ng_dim_unknown ();
  g_autofree char *misfit = NULL;

  if (from.state != NG_DIM_NUMBER) {
    if (to.state == NG_DIM_NUMBER && !is_possible (self, axis, to.value))
      ng_relation_fail (relation,
                        "NetGraph::kernel",
                        "Of no input could %" G_GINT64_FORMAT " elements be made along level %d.",
                        to.value,
                        level + 1);
    return;
  }
  if (ng_sliding_size (self, axis, from.value) > 0)
    return;
  misfit = describe_misfit (self, axis, from.value);
  ng_relation_fail (relation, "NetGraph::kernel", "%s", misfit);
}

gboolean
ng_sliding_fits (const NgSliding *self, NgLowering *to, const gint64 *spatial, int rank)
{
  for (int i = 0; i < rank; i++) {
    g_autofree char *misfit = NULL;

    if (ng_sliding_size (self, i, spatial[i]) > 0)
      continue;
    misfit = describe_misfit (self, i, spatial[i]);
    ng_lowering_fail (to, "NetGraph::kernel", "%s", misfit);
    return FALSE;
  }
  return TRUE;
}

void
ng_sliding_verify (const NgSliding *self, NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, 0);
  int rank = ng_sliding_rank (self, input, ng_relation_output (relation, 0));

  if (input->rank < 0)
    return;
  if (rank == 0 || input->rank != rank + 1) {
    ng_relation_fail (
        relation,
        "NetGraph::level",
        "The input has %d level%s; it needs one for channels and 1 to %d for the window.",
        input->rank,
        input->rank == 1 ? "" : "s",
        NG_MAX_WINDOW_RANK);
    return;
  }
  for (int i = 0; i < rank; i++)
    verify_axis (self, relation, i);
}

NgValue
ng_sliding_move_axis (NgProgramBuilder *builder, NgValue x, int from, int to)
{
  int axes[NG_MAX_RANK], n = 0;
  int rank = ng_build_shape (builder, x)->rank;

  for (int i = 0; i < rank; i++)
    if (i != from)
      axes[n++] = i;
  for (int i = rank - 1; i > to; i--)
    axes[i] = axes[i - 1];
  axes[to] = from;
  return ng_build_transpose (builder, x, axes);
}

char *
ng_sliding_label (const NgSliding *self)
{
  int rank = written_rank (self);
  GString *text = g_string_new (NULL);

  for (int i = 0; i < MAX (rank, 1); i++)
    g_string_append_printf (
        text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : "", ng_sliding_tap (self, i));
  return g_string_free (text, FALSE);
}

/* Sizes along @rank axes; equal ones once where @is_short. */
static char *
join_sizes (const NgParam *param, int rank, gboolean is_short)
{
  GString *text = g_string_new (NULL);
  gboolean are_equal = is_short;

  for (int i = 1; i < rank; i++)
    are_equal = are_equal && entry (param, i, 1) == entry (param, 0, 1);
  for (int i = 0; i < (are_equal ? 1 : MAX (rank, 1)); i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : "", entry (param, i, 1));
  return g_string_free (text, FALSE);
}

char *
ng_sliding_term (const NgSliding *self, const NgType *input, char **steps)
{
  NgType unknown = ng_type_unknown ();
  int rank = CLAMP (ng_sliding_rank (self, input, &unknown), 0, NG_MAX_RANK);

  *steps = join_sizes (self->stride, rank, TRUE);
  if (strcmp (*steps, "1") == 0)
    g_clear_pointer (steps, g_free);
  return join_sizes (self->size, rank, FALSE);
}

gboolean
ng_sliding_check_groups (const NgParam *channels, const NgParam *groups, GError **error)
{
  if (channels->integer % groups->integer == 0)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (groups->expr),
                    "%" G_GINT64_FORMAT " channels cannot be divided into %" G_GINT64_FORMAT
                    " groups.",
                    channels->integer,
                    groups->integer);
  return FALSE;
}

void
ng_sliding_verify_groups (const NgSliding *self, NgRelation *relation, gint64 groups)
{
  const NgType *input = ng_relation_input (relation, 0);
  NgDim channels;

  if (input->rank < 1)
    return;
  channels = input->dims[ng_sliding_channel_axis (self, input->rank - 1)];
  if (channels.state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of channels cannot vary.");
  else if (channels.state == NG_DIM_NUMBER && channels.value % groups != 0)
    ng_relation_fail (relation,
                      "NetGraph::badarg",
                      "%" G_GINT64_FORMAT " input channels cannot be divided into %" G_GINT64_FORMAT
                      " groups.",
                      channels.value,
                      groups);
}
