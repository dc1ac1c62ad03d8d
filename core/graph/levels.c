#include "core/graph/levels.h"

int
ng_level_axis (gint64 level, int rank)
{
  gint64 axis = level > 0 ? level - 1 : rank + level;

  return level != 0 && axis >= 0 && axis < rank ? (int) axis : -1;
}

/* first;;last */
static gboolean
find_span (const NgParam *param, int rank, guint *mask)
{
  gint64 first = param->ints[0] < 0 ? rank + param->ints[0] : param->ints[0] - 1;
  gint64 last = param->ints[1];

  last = last == NG_ALL ? rank - 1 : last < 0 ? rank + last : last - 1;
  if (first < 0 || last >= rank || first > last + 1)
    return FALSE;
  for (gint64 i = first; i <= last; i++)
    *mask |= 1u << i;
  return TRUE;
}

gboolean
ng_levels_find (const NgParam *param, int rank, guint *mask)
{
  *mask = 0;
  if (param->is_span)
    return find_span (param, rank, mask);
  for (gsize i = 0; i < param->n_ints; i++) {
    int axis = ng_level_axis (param->ints[i], rank);

    if (axis < 0)
      return FALSE;
    *mask |= 1u << axis;
  }
  return TRUE;
}

/* ---- transpositions ---- */

static gboolean
is_level (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) != 0 &&
         ABS (ng_expr_integer (expr)) <= NG_MAX_RANK;
}

static gboolean
is_exchange (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "TwoWayRule") && ng_expr_n_args (expr) == 2 &&
         is_level (ng_expr_arg (expr, 0)) && is_level (ng_expr_arg (expr, 1));
}

gboolean
ng_transposition_is_sound (const NgExpr *expr)
{
  gsize n = ng_expr_is_call (expr, "List") ? ng_expr_n_args (expr) : 0;
  gsize n_exchanges = 0;
  guint seen = 0;

  if (ng_expr_is_symbol (expr, "None") || is_exchange (expr))
    return TRUE;
  if (!ng_expr_is_call (expr, "List") || n > NG_MAX_RANK)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    const NgExpr *entry = ng_expr_arg (expr, i);

    n_exchanges += is_exchange (entry);
    if (is_level (entry) && ng_expr_integer (entry) > 0)
      seen |= 1u << (ng_expr_integer (entry) - 1);
  }
  return n_exchanges == n || seen == (1u << n) - 1;
}

static gboolean
exchange (const NgExpr *expr, int rank, int *axes)
{
  int a = ng_level_axis (ng_expr_integer (ng_expr_arg (expr, 0)), rank);
  int b = ng_level_axis (ng_expr_integer (ng_expr_arg (expr, 1)), rank);
  int kept;

  if (a < 0 || b < 0)
    return FALSE;
  kept = axes[a];
  axes[a] = axes[b];
  axes[b] = kept;
  return TRUE;
}

gboolean
ng_transposition_find (const NgExpr *expr, int rank, int *axes)
{
  gsize n = ng_expr_is_call (expr, "List") ? ng_expr_n_args (expr) : 0;

  for (int i = 0; i < rank; i++)
    axes[i] = i;
  if (is_exchange (expr))
    return exchange (expr, rank, axes);
  for (gsize i = 0; i < n; i++) {
    const NgExpr *entry = ng_expr_arg (expr, i);

    if (!is_exchange (entry) && n > (gsize) MAX (rank, 0))
      return FALSE;
    if (!is_exchange (entry))
      axes[ng_expr_integer (entry) - 1] = (int) i;
    else if (!exchange (entry, rank, axes))
      return FALSE;
  }
  return TRUE;
}

/* ---- relations ---- */

void
ng_relation_share_elements (NgRelation *relation, gsize input)
{
  const NgType *from = ng_relation_input (relation, input);
  const NgType *to = ng_relation_output (relation, 0);
  NgType type = ng_type_unknown ();

  type.kind = from->kind;
  type.min = from->min;
  type.max = from->max;
  ng_relation_refine_output (relation, 0, &type);
  type.kind = to->kind;
  type.min = to->min;
  type.max = to->max;
  ng_relation_refine_input (relation, input, &type);
}

void
ng_relation_share_kind (NgRelation *relation, gsize input)
{
  NgType type = ng_type_unknown ();

  type.kind = ng_relation_input (relation, input)->kind;
  ng_relation_refine_output (relation, 0, &type);
  type.kind = ng_relation_output (relation, 0)->kind;
  ng_relation_refine_input (relation, input, &type);
}

void
ng_relation_share_levels (NgRelation *relation, gsize input)
{
  NgType type = *ng_relation_input (relation, input);

  type.kind = NG_KIND_UNKNOWN;
  ng_relation_refine_output (relation, 0, &type);
  type = *ng_relation_output (relation, 0);
  type.kind = NG_KIND_UNKNOWN;
  ng_relation_refine_input (relation, input, &type);
}

gboolean
ng_relation_map_levels (NgRelation *relation, gsize input, int rank, const int *from, int n)
{
  NgType type = ng_type_of_rank (rank);

  ng_relation_refine_input (relation, input, &type);
  if (ng_relation_input (relation, input)->rank != rank)
    return FALSE;
  type = ng_type_of_rank (n);
  for (int i = 0; i < n; i++)
    if (from[i] >= 0)
      type.dims[i] = ng_relation_input (relation, input)->dims[from[i]];
  ng_relation_refine_output (relation, 0, &type);
  if (ng_relation_output (relation, 0)->rank != n)
    return FALSE;
  type = ng_type_of_rank (rank);
  for (int i = 0; i < n; i++)
    if (from[i] >= 0)
      type.dims[from[i]] = ng_relation_output (relation, 0)->dims[i];
  ng_relation_refine_input (relation, input, &type);
  return TRUE;
}

void
ng_relation_refine_input_level (NgRelation *relation, gsize input, int level, NgDim dim)
{
  NgType type = ng_type_of_rank (ng_relation_input (relation, input)->rank);

  g_return_if_fail (level >= 0 && level < type.rank);

  type.dims[level] = dim;
  ng_relation_refine_input (relation, input, &type);
}

void
ng_relation_refine_output_level (NgRelation *relation, gsize output, int level, NgDim dim)
{
  NgType type = ng_type_of_rank (ng_relation_output (relation, output)->rank);

  g_return_if_fail (level >= 0 && level < type.rank);

  type.dims[level] = dim;
  ng_relation_refine_output (relation, output, &type);
}

void
ng_relation_resize_level (NgRelation *relation, int level, gint64 by)
{
  NgDim in = ng_relation_input (relation, 0)->dims[level];
  NgDim out = ng_dim_unknown ();

  if (by == 0)
    out = in;
  else if (in.state == NG_DIM_VARYING)
    out = ng_relation_fresh (relation, 0, 0, level);
  else if (in.state == NG_DIM_NUMBER && ng_size_add (in.value, by) > 0)
    out = ng_dim_number (ng_size_add (in.value, by));
  ng_relation_refine_output_level (relation, 0, level, out);
  out = ng_relation_output (relation, 0)->dims[level];
  if (by == 0)
    ng_relation_refine_input_level (relation, 0, level, out);
  else if (out.state == NG_DIM_NUMBER && out.value > by)
    ng_relation_refine_input_level (relation, 0, level, ng_dim_number (out.value - by));
}

void
ng_relation_verify_longer (NgRelation *relation, int level, gint64 by)
{
  const NgType *input = ng_relation_input (relation, 0);
  const NgType *output = ng_relation_output (relation, 0);

  if (level >= output->rank || output->dims[level].state != NG_DIM_NUMBER ||
      output->dims[level].value > by ||
      (level < input->rank && input->dims[level].state == NG_DIM_NUMBER))
    return;
  ng_relation_fail (relation,
                    "NetGraph::shape",
                    "Level %d of the output would be of size %" G_GINT64_FORMAT
                    ", and the layer adds %" G_GINT64_FORMAT " to the size of the input.",
                    level + 1,
                    output->dims[level].value,
                    by);
}

NgDim
ng_relation_index_size (NgRelation *relation, gsize input, NgDim size)
{
  const NgType *own = ng_relation_input (relation, input);
  NgType type = ng_type_unknown ();

  if (size.state == NG_DIM_UNKNOWN && ng_relation_is_second (relation) &&
      own->kind == NG_KIND_INTEGER && own->max >= 1 && own->max < NG_MAX_ELEMENTS)
    size = ng_dim_number (own->max);
  if (size.state == NG_DIM_NUMBER) {
    ng_relation_refine_range (relation, input, size.value);
    return size;
  }
  type.kind = NG_KIND_INTEGER;
  type.min = 1;
  ng_relation_refine_input (relation, input, &type);
  return size;
}
