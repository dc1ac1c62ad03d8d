/* A normalization takes the mean first and the squares of what is left then, so that nothing
 * cancels; sums go in vectors side by side and, of long rows, in blocks. */

#include "core/kernels/row.h"

#include "core/kernels/fast-math.h"
#include "core/kernels/lanes.h"
#include "core/kernels/tile.h"

/* Elements that are summed up in float. */
#define BLOCK 1024

typedef float Quarter __attribute__ ((vector_size (16), aligned (4)));

NG_VECTOR_INLINE float
sum_lanes (const NgFloats *lanes)
{
  const NgFloats sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  NgHalf halves[2];
  Quarter quarters[2];

  memcpy (halves, &sum, sizeof sum);
  halves[0] += halves[1];
  memcpy (quarters, &halves[0], sizeof halves[0]);
  quarters[0] += quarters[1];
  return (quarters[0][0] + quarters[0][1]) + (quarters[0][2] + quarters[0][3]);
}

/* The sum of (x - @shift)^@power, power being 1 or 2, of up to a block. */
NG_VECTOR_INLINE float
sum_block (gsize n, const float *x, float shift, int power)
{
  NgFloats lanes[4] = { { 0 } };
  float total;
  gsize i = 0;

  for (; i + 4 * NG_LANES <= n; i += 4 * NG_LANES) {
    const NgFloats *from = (const NgFloats *) (x + i);

    for (int k = 0; k < 4; k++) {
      NgFloats part = from[k] - shift;
      lanes[k] += power == 2 ? part * part : part;
    }
  }
  total = sum_lanes (lanes);
  for (; i < n; i++)
    total += power == 2 ? (x[i] - shift) * (x[i] - shift) : x[i] - shift;
  return total;
}

NG_VECTOR_INLINE double
sum_row (gsize n, const float *x, float shift, int power)
{
  double total = 0;

  for (gsize i = 0; i < n; i += BLOCK)
    total += (double) sum_block (MIN (BLOCK, n - i), x + i, shift, power);
  return total;
}

/* A sum as a float holds it: infinite where it cannot, but of no less precision where it can. */
NG_VECTOR_INLINE double
hold (double sum)
{
  return fabs (sum) <= (double) G_MAXFLOAT ? sum : (double) (float) sum;
}

/* The sum of a row; parts of it may be too great for a float where all of it is not. */
NG_VECTOR_INLINE double
sum_signed (gsize n, const float *x)
{
  double total = sum_row (n, x, 0, 1);

  if (isfinite (total))
    return hold (total);
  total = 0;
  for (gsize i = 0; i < n; i++)
    total += (double) x[i];
  return hold (total);
}

NG_VECTOR_MATH static void
normalize (const NgIdiom *idiom, gsize rows, gsize inner, const float *x, float *y)
{
  for (gsize row = 0; row < rows; row++, x += inner, y += inner) {
    float mean = idiom->is_centred ? (float) (sum_signed (inner, x) * idiom->centre) : 0;
    double spread = hold (sum_row (inner, x, mean, 2)) * idiom->spread;
    float factor = (float) (1 / sqrt (spread + idiom->epsilon));

    NG_VECTOR_LOOP
    for (gsize i = 0; i < inner; i++)
      y[i] = (x[i] - mean) * factor;
  }
}

float
ng_row_greatest (gsize n, const float *x)
{
  float greatest;

  ng_tile_reduce (NG_PRIMITIVE_REDUCE_MAX, NG_ELEMENT_F32, 1, n, x, &greatest);
  return greatest;
}

NG_VECTOR_INLINE float
powers (gsize n, const float *x, float shift, float *y)
{
  double total = 0;

  for (gsize i = 0; i < n; i += BLOCK) {
    gsize block = MIN (BLOCK, n - i);

    NG_VECTOR_LOOP
    for (gsize j = 0; j < block; j++)
      y[i + j] = ng_fast_exp_falling (x[i + j] - shift);
    total += (double) sum_block (block, y + i, 0, 1);
  }
  return (float) total;
}

NG_VECTOR_MATH float
ng_row_powers (gsize n, const float *x, float shift, float *y)
{
  return powers (n, x, shift, y);
}

NG_VECTOR_MATH static void
softmax (const NgIdiom *idiom, gsize rows, gsize inner, const float *x, float *y)
{
  for (gsize row = 0; row < rows; row++, x += inner, y += inner) {
    float greatest = ng_row_greatest (inner, x);
    gboolean is_none = idiom->is_masked && greatest == -INFINITY;
    float sum = powers (inner, x, is_none ? 0 : greatest, y);
    float factor = 1 / (is_none ? 1 : sum);

    NG_VECTOR_LOOP
    for (gsize i = 0; i < inner; i++)
      y[i] *= factor;
  }
}

NG_VECTOR_MATH static void
gelu (gsize n, const float *x, float scale, float *y)
{
  NG_VECTOR_LOOP
  for (gsize i = 0; i < n; i++)
    y[i] = scale * ng_fast_gelu (x[i]);
}

void
ng_row_compute (const NgIdiom *idiom, gsize rows, gsize inner, const float *x, float *y)
{
  switch (idiom->kind) {
  case NG_IDIOM_NORMALIZATION:
    normalize (idiom, rows, inner, x, y);
    break;
  case NG_IDIOM_SOFTMAX:
    softmax (idiom, rows, inner, x, y);
    break;
  default: /* GELU */
    gelu (rows * inner, x, (float) idiom->scale, y);
    break;
  }
}

/* Whether @idiom, which ends with @result, can be computed as one: all inside is made here, for
 * here. */
static gboolean
is_inside (const NgTask *task, NgValue result, const NgIdiom *idiom)
{
  int step = task->fusion->step_of[result];

  for (guint i = 0; i < idiom->n_inner; i++) {
    NgValue value = idiom->inner[i];
    gboolean is_view =
        ng_primitive_is_view (ng_program_instruction (task->program, value)->primitive);

    if (task->fusion->stored[value] || (!is_view && task->fusion->step_of[value] != step))
      return FALSE;
  }
  return idiom->kind == NG_IDIOM_GELU ||
         ng_shape_count (&ng_program_instruction (task->program, result)->shape) ==
             task->step->count;
}

NgIdiomKind
ng_row_find (const NgTask *task, GHashTable *idioms, GHashTable *inner)
{
  NgIdiomKind first = NG_IDIOM_NONE;

  for (guint m = task->step->n_members; m-- > 0;) {
    NgValue value = task->step->members[m];
    NgIdiom idiom;

    if (g_hash_table_contains (inner, GINT_TO_POINTER (value)) ||
        !ng_idiom_find (task->program, task->fusion->uses, value, &idiom) ||
        !is_inside (task, value, &idiom))
      continue;
    for (guint i = 0; i < idiom.n_inner; i++)
      g_hash_table_add (inner, GINT_TO_POINTER (idiom.inner[i]));
    g_hash_table_insert (idioms, GINT_TO_POINTER (value), g_memdup2 (&idiom, sizeof idiom));
    if (first == NG_IDIOM_NONE || idiom.kind < first)
      first = idiom.kind;
  }
  return first;
}
