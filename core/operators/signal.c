/* Fourier transforms along an axis, as products with matrices of sines and cosines, and what is
 * done around them. Complex numbers are pairs in the last axis. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <math.h>

/* Real and imaginary part; the latter %NG_NO_VALUE where it is 0. */
typedef struct {
  NgValue real, imaginary;
} Complex;

/* Rows n, columns k: function (2 pi n k / size) weight of n or k. */
static NgValue
wave_table (NgOperation *to,
            double (*wave) (double),
            gint64 rows,
            gint64 columns,
            gint64 size,
            gboolean folds)
{
  gint64 dims[2] = { rows, columns };
  double *values;

  if (!ng_operation_has_room (to, (double) rows * (double) columns))
    return NG_NO_VALUE;
  values = g_new (double, (gsize) MAX (rows * columns, 1));
  for (gint64 n = 0; n < rows; n++) {
    /* A bin that stands for its conjugate too counts twice. */
    double weight = folds && n > 0 && 2 * n != size ? 2 : 1;
    for (gint64 k = 0; k < columns; k++)
      values[n * columns + k] = weight * wave (2 * G_PI * (double) (n * k % size) / (double) size);
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  g_autoptr (NgTensor) table = ng_tensor_convert (wide, ng_operation_real (to));
  return ng_build_constant (to->builder, table);
}

/* The first @size numbers along the last axis, zeros where there are not as many. */
static NgValue
fit (NgOperation *to, NgValue x, gint64 size)
{
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  int last = shape.rank - 1;

  if (shape.dims[last] >= size)
    return ng_operation_part (to, x, last, 0, 1, size);
  after[last] = size - shape.dims[last];
  return ng_build_pad (to->builder, x, before, after, 0);
}

typedef struct {
  gint64 size;     /* of the transform */
  gint64 n_inputs; /* numbers that go into it */
  gint64 n_bins;   /* that are wanted of it */
  gboolean is_inverse, is_real;
} Transform;

static NgValue
combine (NgOperation *to, NgPrimitive primitive, NgValue x, NgValue y)
{
  return ng_build_binary (to->builder, primitive, x, y);
}

/* Along the last axis. */
static Complex
transform (NgOperation *to, Complex x, const Transform *how)
{
  gboolean folds = how->is_real && how->is_inverse;
  Complex y = { NG_NO_VALUE, NG_NO_VALUE };
  NgValue c = wave_table (to, cos, how->n_inputs, how->n_bins, how->size, folds);
  NgValue s = c != NG_NO_VALUE ? wave_table (to, sin, how->n_inputs, how->n_bins, how->size, folds)
                               : NG_NO_VALUE;

  if (s == NG_NO_VALUE)
    return y;
  x.real = fit (to, x.real, how->n_inputs);
  y.real = ng_operation_matmul (to, x.real, c);
  y.imaginary = ng_operation_matmul (to, x.real, s);
  if (!how->is_inverse)
    y.imaginary = ng_build_unary (to->builder, NG_PRIMITIVE_NEGATE, y.imaginary);
  if (x.imaginary != NG_NO_VALUE) {
    x.imaginary = fit (to, x.imaginary, how->n_inputs);
    y.real = combine (to,
                      how->is_inverse ? NG_PRIMITIVE_SUBTRACT : NG_PRIMITIVE_ADD,
                      y.real,
                      ng_operation_matmul (to, x.imaginary, s));
    y.imaginary =
        combine (to, NG_PRIMITIVE_ADD, y.imaginary, ng_operation_matmul (to, x.imaginary, c));
  }
  if (how->is_inverse) {
    y.real = ng_build_scale (to->builder, y.real, 1 / (double) how->size);
    y.imaginary = ng_build_scale (to->builder, y.imaginary, 1 / (double) how->size);
  }
  return y;
}

/* Exchanges axis @axis and the last but one, then takes the pairs apart. */
static Complex
take_apart (NgOperation *to, NgValue x, int axis)
{
  const NgShape shape = *ng_operation_shape (to, x);
  int axes[NG_MAX_RANK];
  Complex parts = { NG_NO_VALUE, NG_NO_VALUE };

  for (int i = 0; i < shape.rank; i++)
    axes[i] = i;
  axes[axis] = shape.rank - 2;
  axes[shape.rank - 2] = axis;
  x = ng_build_transpose (to->builder, x, axes);
  parts.real = ng_build_part (to->builder, x, shape.rank - 1, 0);
  if (shape.dims[shape.rank - 1] == 2)
    parts.imaginary = ng_build_part (to->builder, x, shape.rank - 1, 1);
  return parts;
}

/* The reverse of take_apart(). */
static NgValue
put_together (NgOperation *to, Complex parts, int axis)
{
  NgShape shape = *ng_operation_shape (to, parts.real);
  NgValue values[2] = { parts.real, parts.imaginary };
  gsize n = parts.imaginary != NG_NO_VALUE ? 2 : 1;
  int axes[NG_MAX_RANK], rank = shape.rank + 1;

  shape.dims[shape.rank] = 1;
  for (gsize i = 0; i < n; i++)
    values[i] = ng_build_reshape (to->builder, values[i], shape.dims, rank);
  for (int i = 0; i < rank; i++)
    axes[i] = i;
  axes[axis] = rank - 2;
  axes[rank - 2] = axis;
  return ng_build_transpose (to->builder, ng_build_concat (to->builder, values, n, rank - 1), axes);
}

/* A number that has to be known; @missing where the input is absent. */
static gboolean
read_integer (NgOperation *to, gsize index, gint64 missing, gint64 *value)
{
  *value = missing;
  return ng_operation_input (to, index) == NG_NO_VALUE ||
         ng_operation_integers (to, index, value, 1) == 1;
}

static gboolean
check_signal (NgOperation *to, const NgShape *shape)
{
  if (shape->rank >= 2 && shape->rank < NG_MAX_RANK &&
      (shape->dims[shape->rank - 1] == 1 || shape->dims[shape->rank - 1] == 2))
    return TRUE;
  ng_operation_fail (to, "needs a last axis of one or two numbers, the parts of a complex one");
  return FALSE;
}

static gboolean
check_size (NgOperation *to, gint64 size)
{
  if (size >= 1 && size <= NG_MAX_ELEMENTS)
    return TRUE;
  ng_operation_fail (to, "cannot transform %" G_GINT64_FORMAT " numbers", size);
  return FALSE;
}

/* The axis is an attribute before version 20. */
static void
lower_dft (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  Transform how = { .is_inverse = ng_onnx_node_integer (to->node, "inverse", 0) != 0,
                    .is_real = ng_onnx_node_integer (to->node, "onesided", 0) != 0 };
  gint64 at = ng_onnx_node_integer (to->node, "axis", 1);

  if (x == NG_NO_VALUE || !check_signal (to, &shape) ||
      (to->node->version >= 20 && !read_integer (to, 2, -2, &at)))
    return;
  int axis = ng_operation_axis (to, at, shape.rank);
  if (axis < 0)
    return;
  if (axis == shape.rank - 1) {
    ng_operation_fail (to, "cannot transform along the parts of complex numbers");
    return;
  }
  gboolean folds = how.is_real && how.is_inverse;
  gint64 natural = folds ? 2 * (shape.dims[axis] - 1) : shape.dims[axis];
  if (!read_integer (to, 1, natural, &how.size) || !check_size (to, how.size))
    return;
  how.n_inputs = folds ? how.size / 2 + 1 : how.size;
  how.n_bins = how.is_real && !folds ? how.size / 2 + 1 : how.size;
  Complex y = transform (to, take_apart (to, x, axis), &how);
  if (folds)
    y.imaginary = NG_NO_VALUE;
  if (y.real != NG_NO_VALUE && !ng_operation_has_failed (to))
    ng_operation_output (to, 0, put_together (to, y, axis));
}

/* Frames (b, f, size) of a signal (b, n), @step apart. */
static NgValue
take_frames (NgOperation *to, NgValue signal, gint64 size, gint64 step, NgValue window)
{
  gint64 n = ng_operation_shape (to, signal)->dims[1];
  gint64 dims[2] = { n < size ? 0 : (n - size) / step + 1, size };

  if (signal == NG_NO_VALUE || !ng_operation_has_room (to, (double) dims[0] * (double) size))
    return NG_NO_VALUE;
  gint64 *places = g_new (gint64, (gsize) MAX (dims[0] * size, 1));
  for (gint64 i = 0; i < dims[0] * size; i++)
    places[i] = i / size * step + i % size;
  g_autoptr (NgTensor) table = ng_tensor_new_take (NG_ELEMENT_I64, dims, 2, places);
  NgValue frames = ng_build_gather (to->builder, signal, ng_build_constant (to->builder, table), 1);
  if (window == NG_NO_VALUE || ng_operation_has_failed (to))
    return frames;
  return ng_operation_binary (to, NG_PRIMITIVE_MULTIPLY, frames, window);
}

static void
lower_stft (NgOperation *to)
{
  NgValue signal = ng_operation_need (to, 0), window = ng_operation_input (to, 2);
  NgShape shape = *ng_operation_shape (to, signal);
  Transform how = { .is_real = ng_onnx_node_integer (to->node, "onesided", 1) != 0 };
  gint64 step;

  if (signal == NG_NO_VALUE || ng_operation_integers (to, 1, &step, 1) != 1)
    return;
  if (shape.rank == 2) {
    shape.dims[shape.rank++] = 1;
    signal = ng_build_reshape (to->builder, signal, shape.dims, shape.rank);
  }
  gint64 natural =
      window != NG_NO_VALUE ? ng_shape_count (ng_operation_shape (to, window)) : shape.dims[1];
  if (!check_signal (to, &shape) || !read_integer (to, 3, natural, &how.size) ||
      !check_size (to, how.size))
    return;
  if (shape.rank != 3 || step < 1 || (window != NG_NO_VALUE && natural != how.size)) {
    ng_operation_fail (to, "has a signal, a step or a window that do not fit its frames");
    return;
  }
  how.n_inputs = how.size;
  how.n_bins = how.is_real ? how.size / 2 + 1 : how.size;
  Complex parts = take_apart (to, signal, 1);
  parts.real = take_frames (to, parts.real, how.size, step, window);
  if (parts.imaginary != NG_NO_VALUE)
    parts.imaginary = take_frames (to, parts.imaginary, how.size, step, window);
  if (ng_operation_has_failed (to))
    return;
  Complex y = transform (to, parts, &how);
  if (y.real != NG_NO_VALUE && !ng_operation_has_failed (to))
    ng_operation_output (to, 0, put_together (to, y, 2));
}

/* Of the element that an attribute says; else as lowering tells. */
static void
infer_made (NgRelation *relation, const NgOnnxNode *node)
{
  NgElement element = ng_onnx_element (ng_onnx_node_integer (node, "output_datatype", 1));
  NgType type = ng_type_of_element (element);

  if (element != NG_ELEMENT_NONE)
    ng_result_type (relation, node, 0, &type);
  ng_operator_infer_by_lowering (relation, node);
}

static void
make_result (NgOperation *to, const gint64 *dims, gsize rank, double *values)
{
  NgElement element = ng_onnx_element (ng_onnx_node_integer (to->node, "output_datatype", 1));
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, rank, values);
  g_autoptr (NgTensor) tensor = ng_tensor_convert (wide, ng_operation_real (to));
  NgValue made = ng_build_constant (to->builder, tensor);

  ng_operation_output (to, 0, ng_operation_cast (to, made, element, TRUE, "up"));
}

/* Sums of cosines: a[0] - a[1] cos x + a[2] cos 2x */
static void
lower_window (NgOperation *to)
{
  static const double weights[][3] = { { 0.5, 0.5, 0 },
                                       { 25.0 / 46, 21.0 / 46, 0 },
                                       { 0.42, 0.5, 0.08 } };
  const double *a = weights[to->node->operator->variant];
  gint64 size;

  if (ng_operation_integers (to, 0, &size, 1) != 1)
    return;
  if (size < 0)
    ng_operation_fail (to, "cannot make a window of %" G_GINT64_FORMAT " numbers", size);
  if (size < 0 || !ng_operation_has_room (to, (double) size))
    return;
  gint64 period = ng_onnx_node_integer (to->node, "periodic", 1) != 0 ? size : size - 1;
  double *values = g_new (double, (gsize) MAX (size, 1));
  for (gint64 i = 0; i < size; i++) {
    double x = 2 * G_PI * (double) i / (double) MAX (period, 1);
    values[i] = a[0] - a[1] * cos (x) + a[2] * cos (2 * x);
  }
  make_result (to, &size, 1, values);
}

static gboolean
read_real (NgOperation *to, gsize index, double *value)
{
  NgTensor *known = ng_operation_known (to, index);

  if (known == NULL)
    return FALSE;
  if (ng_tensor_count (known) != 1) {
    ng_operation_fail (to, "has an array in place of a number");
    return FALSE;
  }
  *value = ng_tensor_get_real (known, 0);
  return TRUE;
}

/* Triangles that are equally wide in mel = 2595 log10 (1 + f/700), (bins, bands). */
static void
lower_mel (NgOperation *to)
{
  double numbers[5];

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!read_real (to, i, &numbers[i]))
      return;
  double n = numbers[0], length = numbers[1], rate = numbers[2];
  if (!(n >= 1 && length >= 1 && rate > 0) || !(numbers[3] >= 0 && numbers[4] >= numbers[3])) {
    ng_operation_fail (to, "has numbers of bands, bins or hertz that cannot be");
    return;
  }
  if (!ng_operation_has_room (to, n * (length / 2 + 1)))
    return;
  gint64 dims[2] = { (gint64) length / 2 + 1, (gint64) n };
  double low = 2595 * log10 (1 + numbers[3] / 700), high = 2595 * log10 (1 + numbers[4] / 700);
  double *values = g_new0 (double, (gsize) (dims[0] * dims[1]));
  for (gint64 band = 0; band < dims[1]; band++) {
    gint64 edges[3];
    for (int i = 0; i < 3; i++) {
      double mel = low + (double) (band + i) * (high - low) / (n + 2);
      double bin = floor ((length + 1) * 700 * (pow (10, mel / 2595) - 1) / rate);
      edges[i] = (gint64) CLAMP (bin, 0, (double) dims[0]);
    }
    for (gint64 bin = edges[0]; bin <= edges[2] && bin < dims[0]; bin++) {
      double up =
          edges[1] > edges[0] ? (double) (bin - edges[0]) / (double) (edges[1] - edges[0]) : 1;
      double down =
          edges[2] > edges[1] ? (double) (edges[2] - bin) / (double) (edges[2] - edges[1]) : 1;
      values[bin * dims[1] + band] = bin > edges[1]    ? (edges[2] > edges[1] ? down : 0)
                                     : bin == edges[1] ? 1
                                                       : up;
    }
  }
  make_result (to, dims, 2, values);
}

enum { HANN, HAMMING, BLACKMAN };

#define SIGNAL(NAME, SUMMARY, INFER, LOWER, VARIANT, ...)                                          \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "output" }, .infer = INFER, .lower = LOWER,            \
    .variant = VARIANT                                                                             \
  }

const NgOperatorClass ng_operators_signal[] = {
  SIGNAL ("DFT", "Fourier transform", NULL, lower_dft, 0, "input", "dft_length", "axis"),
  SIGNAL ("STFT",
          "Fourier transforms of pieces of a signal",
          NULL,
          lower_stft,
          0,
          "signal",
          "frame_step",
          "window",
          "frame_length"),
  SIGNAL ("HannWindow", "A raised cosine", infer_made, lower_window, HANN, "size"),
  SIGNAL ("HammingWindow",
          "A raised cosine that ends above 0",
          infer_made,
          lower_window,
          HAMMING,
          "size"),
  SIGNAL ("BlackmanWindow", "A sum of two cosines", infer_made, lower_window, BLACKMAN, "size"),
  SIGNAL ("MelWeightMatrix",
          "From bins of a spectrum to bands as wide as one hears",
          infer_made,
          lower_mel,
          0,
          "num_mel_bins",
          "dft_length",
          "sample_rate",
          "lower_edge_hertz",
          "upper_edge_hertz"),
  { .name = NULL },
};
