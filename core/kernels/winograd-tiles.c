#include "core/kernels/winograd-tiles.h"

#include "core/kernels/vector.h"

#include <string.h>

/* The points are 0, P, -P, Q and -Q. */
#define P  0.75
#define Q  1.5
#define PP (P * P)
#define QQ (Q * Q)

/* Most elements along a side of a tile. */
#define SIDE 6

/* Rows of G: powers of a point over the product of its distances to the others. */
static const double filters_2[4][3] = {
  { -1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 }
};

#define AT_P(power) ((power) / (2 * PP * (PP - QQ)))
#define AT_Q(power) ((power) / (2 * QQ * (QQ - PP)))

static const double filters_4[6][3] = {
  { 1 / (PP * QQ), 0, 0 },
  { AT_P (1), AT_P (P), AT_P (PP) },
  { AT_P (1), AT_P (-P), AT_P (PP) },
  { AT_Q (1), AT_Q (Q), AT_Q (QQ) },
  { AT_Q (1), AT_Q (-Q), AT_Q (QQ) },
  { 0, 0, 1 },
};

NG_VECTOR_CLONES void
ng_winograd_weights (int m, const double *weights, float *result, gint64 stride)
{
  const double (*filters)[3] = m == 2 ? filters_2 : filters_4;
  double half[3][NG_LANES];
  int n = m + 2;

  for (int i = 0; i < n; i++) {
    for (int x = 0; x < 3; x++) {
      for (int c = 0; c < NG_LANES; c++)
        half[x][c] = filters[i][0] * weights[x * NG_LANES + c] +
                     filters[i][1] * weights[(3 + x) * NG_LANES + c] +
                     filters[i][2] * weights[(6 + x) * NG_LANES + c];
    }
    for (int j = 0; j < n; j++) {
      float *to = result + (i * n + j) * stride;

      for (int c = 0; c < NG_LANES; c++)
        to[c] = (float) (filters[j][0] * half[0][c] + filters[j][1] * half[1][c] +
                         filters[j][2] * half[2][c]);
    }
  }
}

/* Bᵀ x. Its rows are the coefficients of the product of all (z - point), leaving out one in turn.
 */
NG_VECTOR_INLINE void
forward_line (int m, const NgLanes *x, NgLanes *y)
{
  const float p = (float) P, q = (float) Q, pp = (float) PP, qq = (float) QQ;
  const float sum = pp + qq, product = pp * qq;

  if (m == 2) {
    y[0] = x[2] - x[0];
    y[1] = x[2] + x[1];
    y[2] = x[2] - x[1];
    y[3] = x[3] - x[1];
  } else {
    NgLanes even_p = x[4] - qq * x[2], odd_p = x[3] - qq * x[1];
    NgLanes even_q = x[4] - pp * x[2], odd_q = x[3] - pp * x[1];

    y[0] = product * x[0] - sum * x[2] + x[4];
    y[1] = even_p + p * odd_p;
    y[2] = even_p - p * odd_p;
    y[3] = even_q + q * odd_q;
    y[4] = even_q - q * odd_q;
    y[5] = product * x[1] - sum * x[3] + x[5];
  }
}

/* Aᵀ x: sums weighed by powers of the points. */
NG_VECTOR_INLINE void
back_line (int m, const NgLanes *x, NgLanes *y)
{
  const float p = (float) P, q = (float) Q, pp = (float) PP, qq = (float) QQ;
  NgLanes sum_p = x[1] + x[2], difference_p = x[1] - x[2];

  if (m == 2) {
    y[0] = x[0] + sum_p;
    y[1] = x[3] + difference_p;
  } else {
    NgLanes sum_q = x[3] + x[4], difference_q = x[3] - x[4];

    y[0] = x[0] + sum_p + sum_q;
    y[1] = p * difference_p + q * difference_q;
    y[2] = pp * sum_p + qq * sum_q;
    y[3] = p * pp * difference_p + q * qq * difference_q + x[5];
  }
}

NG_VECTOR_INLINE void
forward_tile (int m, const NgLanes *x, gint64 pitch, float *result, gint64 stride)
{
  int n = m + 2;
  NgLanes half[SIDE][SIDE];

  for (int j = 0; j < n; j++) {
    NgLanes column[SIDE], line[SIDE];

    for (int i = 0; i < n; i++)
      column[i] = x[i * pitch + j];
    forward_line (m, column, line);
    for (int i = 0; i < n; i++)
      half[i][j] = line[i];
  }
  for (int i = 0; i < n; i++) {
    NgLanes line[SIDE];

    forward_line (m, half[i], line);
    for (int j = 0; j < n; j++)
      *(NgLanes *) (result + (i * n + j) * stride) = line[j];
  }
}

NG_VECTOR_MATH void
ng_winograd_forward (
    int m, gint64 count, const float *band, gint64 pitch, float *result, gint64 stride, gint64 step)
{
  const NgLanes *x = (const NgLanes *) band;

  for (gint64 t = 0; t < count; t++, x += m, result += step) {
    if (m == 2)
      forward_tile (2, x, pitch, result, stride);
    else
      forward_tile (4, x, pitch, result, stride);
  }
}

/* Adds zeros to @check, or NaN where a result is not finite. */
NG_VECTOR_INLINE void
back_tile (int m,
           const float *products,
           gint64 stride,
           const NgLanes *shift,
           NgLanes *y,
           gint64 pitch,
           NgLanes *check)
{
  int n = m + 2;
  NgLanes half[4][SIDE];

  for (int j = 0; j < n; j++) {
    NgLanes column[SIDE], line[4];

    for (int i = 0; i < n; i++)
      column[i] = *(const NgLanes *) (products + (i * n + j) * stride);
    back_line (m, column, line);
    for (int i = 0; i < m; i++)
      half[i][j] = line[i];
  }
  for (int i = 0; i < m; i++) {
    NgLanes line[4];

    back_line (m, half[i], line);
    for (int j = 0; j < m; j++) {
      y[i * pitch + j] = line[j] + *shift;
      *check += line[j] - line[j];
    }
  }
}

NG_VECTOR_MATH gboolean
ng_winograd_back (int m,
                  gint64 count,
                  const float *products,
                  gint64 stride,
                  gint64 step,
                  const float *shift,
                  float *band)
{
  const NgLanes *summand = (const NgLanes *) shift;
  NgLanes *y = (NgLanes *) band;
  NgLanes check = { 0 };
  gboolean is_finite = TRUE;

  for (gint64 t = 0; t < count; t++, y += m, products += step) {
    if (m == 2)
      back_tile (2, products, stride, summand, y, 2 * count, &check);
    else
      back_tile (4, products, stride, summand, y, 4 * count, &check);
  }
  for (int c = 0; c < NG_LANES; c++)
    is_finite = is_finite && check[c] == 0;
  return is_finite;
}

/* Four floats: every machine exchanges the axes of four of them. */
typedef float Quad __attribute__ ((vector_size (16)));

#ifdef __clang__
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector (a, b, i, j, k, l)
#else
typedef int QuadMask __attribute__ ((vector_size (16)));
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle (a, b, (QuadMask){ i, j, k, l })
#endif

/* A square of four by four, its rows @from_stride and @to_stride elements apart. */
NG_VECTOR_INLINE void
transpose_square (const float *from, gint64 from_stride, float *to, gint64 to_stride)
{
  Quad a, b, c, d;

  memcpy (&a, from, sizeof a);
  memcpy (&b, from + from_stride, sizeof b);
  memcpy (&c, from + 2 * from_stride, sizeof c);
  memcpy (&d, from + 3 * from_stride, sizeof d);
  Quad low_ab = SHUFFLE (a, b, 0, 4, 1, 5), high_ab = SHUFFLE (a, b, 2, 6, 3, 7);
  Quad low_cd = SHUFFLE (c, d, 0, 4, 1, 5), high_cd = SHUFFLE (c, d, 2, 6, 3, 7);
  a = SHUFFLE (low_ab, low_cd, 0, 1, 4, 5);
  b = SHUFFLE (low_ab, low_cd, 2, 3, 6, 7);
  c = SHUFFLE (high_ab, high_cd, 0, 1, 4, 5);
  d = SHUFFLE (high_ab, high_cd, 2, 3, 6, 7);
  memcpy (to, &a, sizeof a);
  memcpy (to + to_stride, &b, sizeof b);
  memcpy (to + 2 * to_stride, &c, sizeof c);
  memcpy (to + 3 * to_stride, &d, sizeof d);
}

/* (columns, rows) of @to from (rows, columns) of @from. */
NG_VECTOR_INLINE void
transpose (
    gint64 rows, gint64 columns, const float *from, gint64 from_stride, float *to, gint64 to_stride)
{
  gint64 even_rows = rows / 4 * 4, even_columns = columns / 4 * 4;

  for (gint64 c = 0; c < even_columns; c += 4) {
    for (gint64 r = 0; r < even_rows; r += 4)
      transpose_square (from + r * from_stride + c, from_stride, to + c * to_stride + r, to_stride);
  }
  for (gint64 r = 0; r < rows; r++) {
    for (gint64 c = r < even_rows ? even_columns : 0; c < columns; c++)
      to[c * to_stride + r] = from[r * from_stride + c];
  }
}

void
ng_winograd_gather (const float *from, gint64 plane, gint64 channels, gint64 n, float *to)
{
  transpose (channels, n, from, plane, to, NG_LANES);
}

void
ng_winograd_scatter (const float *from, gint64 channels, gint64 n, float *to, gint64 plane)
{
  transpose (n, channels, from, NG_LANES, to, plane);
}

NG_VECTOR_CLONES void
ng_winograd_finish (gint64 n, const float *x, const float *summand, float low, float high, float *y)
{
  if (summand == NULL) {
    NG_VECTOR_LOOP
    for (gint64 i = 0; i < n; i++) {
      float z = x[i] < low ? low : x[i];
      y[i] = z > high ? high : z;
    }
    return;
  }
  NG_VECTOR_LOOP
  for (gint64 i = 0; i < n; i++) {
    float sum = x[i] + summand[i];
    float z = sum < low ? low : sum;
    y[i] = z > high ? high : z;
  }
}
