/* The constants of new nodes, sized by what flows in. */

#include "core/operators/new-operator-private.h"

#include "core/base/limits.h"
#include "core/tensor/element.h"

#include <string.h>

/* Sides of windows, groups of channels, and the slope below zero, where nobody says. */
#define WINDOW      3
#define MOST_GROUPS 32
#define SLOPE       0.25

gboolean
ng_operator_maker_fail (NgOperatorMaker *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  if (self->error != NULL)
    return FALSE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (&self->error, "ONNX::operator", NULL, "%s %s", self->form->op, text);
  return FALSE;
}

NgExpr *
ng_operator_maker_value (const NgOperatorMaker *self, const char *name)
{
  return self->values != NULL ? g_hash_table_lookup (self->values, name) : NULL;
}

/* ---- numbers that values say ---- */

/* An integer, or a list of them. */
static gboolean
read_integers (const NgExpr *value, GArray *numbers)
{
  if (ng_expr_kind (value) == NG_EXPR_INTEGER) {
    gint64 number = ng_expr_integer (value);

    g_array_append_val (numbers, number);
    return TRUE;
  }
  if (!ng_expr_is_call (value, "List"))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    if (ng_expr_kind (ng_expr_arg (value, i)) != NG_EXPR_INTEGER ||
        !read_integers (ng_expr_arg (value, i), numbers))
      return FALSE;
  return TRUE;
}

static gboolean
is_number (const NgExpr *value)
{
  return ng_expr_kind (value) == NG_EXPR_INTEGER || ng_expr_kind (value) == NG_EXPR_REAL;
}

/* Returns: (transfer full) (nullable): the integers that are said of @name; %NULL where none are,
 *   or with an error where it is no list of them */
static GArray *
integers_of (NgOperatorMaker *self, const char *name)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  const NgExpr *value = ng_operator_maker_value (self, name);

  if (value == NULL)
    return NULL;
  if (read_integers (value, numbers))
    return g_steal_pointer (&numbers);
  ng_operator_maker_fail (self, "takes integers for \"%s\"", name);
  return NULL;
}

/* ---- what is known of what flows in ---- */

/* The size of an axis, counted from the end where @axis is negative; 0 where it is not known. */
gint64
ng_operator_maker_size (const NgOperatorMaker *self, int axis)
{
  int rank = self->given->rank;

  if (axis < 0)
    axis += rank;
  return axis >= 0 && axis < rank && self->given->dims[axis].state == NG_DIM_NUMBER
             ? self->given->dims[axis].value
             : 0;
}

gint64
ng_operator_maker_need_size (NgOperatorMaker *self, int axis, const char *operand)
{
  gint64 size = ng_operator_maker_size (self, axis);

  if (size < 1)
    ng_operator_maker_fail (
        self,
        "cannot size its input \"%s\", since the %s of what comes here is not known; say it: %s=64",
        operand,
        axis == 1 ? "number of channels" : "last dimension",
        operand);
  return size;
}

/* What is said of the weights of a convolution. */
static const NgExpr *
said_weights (const NgOperatorMaker *self)
{
  const NgExpr *size = ng_operator_maker_value (self, "W");

  return size != NULL ? size : ng_operator_maker_value (self, "w");
}

/* How many axes a window has: as what flows in has, else as weights or sides are said of. */
int
ng_operator_maker_spatial (const NgOperatorMaker *self)
{
  const NgExpr *sides = ng_operator_maker_value (self, "kernel_shape");
  const NgExpr *size = said_weights (self);
  int rank = self->given->rank;

  if (rank < 0 && size != NULL && ng_expr_is_call (size, "List"))
    rank = (int) MIN (ng_expr_n_args (size), NG_MAX_RANK);
  else if (rank < 0 && sides != NULL && ng_expr_is_call (sides, "List"))
    rank = (int) MIN (ng_expr_n_args (sides), NG_MAX_RANK - 2) + 2;
  return CLAMP (rank - 2, 0, NG_MAX_RANK - 2);
}

gint64
ng_operator_maker_groups (const NgOperatorMaker *self)
{
  gint64 channels = ng_operator_maker_size (self, 1), groups = MOST_GROUPS;

  while (channels > 0 && channels % groups != 0)
    groups /= 2;
  return channels > 0 ? groups : 1;
}

/* Of constants that are like what flows in. */
NgElement
ng_operator_maker_element (const NgOperatorMaker *self)
{
  NgElement element = self->given->element;

  return ng_element_is_real (element) || ng_element_is_integer (element) ||
                 element == NG_ELEMENT_BOOL
             ? element
             : NG_ELEMENT_F32;
}

static gsize
bytes_of (NgElement element, gint64 count)
{
  return (gsize) MAX (count, 1) * MAX (ng_element_bits (element) / 8, 1);
}

/* ---- constants ---- */

static NgTensor *
filled (NgOperatorMaker *self, NgElement element, const gint64 *dims, gsize rank, double value)
{
  gint64 count;

  for (gsize i = 0; i < rank; i++)
    if (dims[i] < 0 || (dims[i] == 0 && rank > 1)) {
      ng_operator_maker_fail (
          self, "cannot have a constant with a dimension of %" G_GINT64_FORMAT, dims[i]);
      return NULL;
    }
  gsize size = bytes_of (element, 1);
  char *data = NULL;

  if (ng_dims_count (dims, rank, &count) && count <= NG_MAX_NEW_CONSTANT)
    data = g_try_malloc0 (bytes_of (element, count));
  if (data == NULL) {
    ng_operator_maker_fail (self, "would get a constant of too many elements");
    return NULL;
  }
  for (gint64 i = 0; i < count && (value > 0 || value < 0); i++)
    ng_element_from_reals (element, &value, 1, data + (gsize) i * size);
  return ng_tensor_new_take (element, dims, rank, data);
}

static NgTensor *
vector_of (NgOperatorMaker *self, gint64 size, double value)
{
  return self->error != NULL ? NULL
                             : filled (self, ng_operator_maker_element (self), &size, 1, value);
}

static NgTensor *
list_of (GArray *numbers)
{
  gint64 n = numbers->len;

  return ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, numbers->len > 0 ? numbers->data : "");
}

static NgTensor *
repeated (gint64 number, int n)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (int i = 0; i < n; i++)
    g_array_append_val (numbers, number);
  return list_of (numbers);
}

NgTensor *
ng_operator_maker_list (NgOperatorMaker *self, const char *name, gint64 number)
{
  g_autoptr (GArray) said = integers_of (self, name);

  if (self->error != NULL)
    return NULL;
  return said != NULL ? list_of (said) : repeated (number, 1);
}

/* A number in an array of rank 0, or a vector where several are said. */
NgTensor *
ng_operator_maker_numbers (NgOperatorMaker *self, NgElement element, const char *name, double usual)
{
  const NgExpr *value = ng_operator_maker_value (self, name);
  gsize n = value != NULL && ng_expr_is_call (value, "List") ? ng_expr_n_args (value) : 0;
  gint64 size = (gint64) n;
  g_autofree double *reals = g_new (double, MAX (n, 1));

  reals[0] = usual;
  if (value != NULL && is_number (value))
    reals[0] = ng_expr_number (value);
  else if (value != NULL && n == 0) {
    ng_operator_maker_fail (self, "takes a number for \"%s\"", name);
    return NULL;
  }
  for (gsize i = 0; i < n; i++) {
    if (!is_number (ng_expr_arg (value, i))) {
      ng_operator_maker_fail (self, "takes numbers for \"%s\"", name);
      return NULL;
    }
    reals[i] = ng_expr_number (ng_expr_arg (value, i));
  }
  if (n == 0)
    return ng_tensor_new_scalar (element, reals[0]);
  gpointer data = g_malloc0 (bytes_of (element, size));
  ng_element_from_reals (element, reals, n, data);
  return ng_tensor_new_take (element, &size, 1, data);
}

/* A vector of equal numbers; its own size can be said. @of: "c" for the channels, "l" for the last
 * axis, "g" for the groups, "o" for what weights give */
static NgTensor *
make_vector (NgOperatorMaker *self, const char *name, const char *of, double value)
{
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 size = said != NULL && said->len == 1 ? g_array_index (said, gint64, 0) : 0;

  if (self->error != NULL)
    return NULL;
  if (size == 0)
    size = *of == 'o'   ? self->n_given
           : *of == 'g' ? ng_operator_maker_groups (self)
                        : ng_operator_maker_need_size (self, *of == 'c' ? 1 : -1, name);
  return vector_of (self, size, value);
}

static NgTensor *
make_ones (NgOperatorMaker *self, const char *name, const char *of)
{
  return make_vector (self, name, of, 1);
}

static NgTensor *
make_zeros (NgOperatorMaker *self, const char *name, const char *of)
{
  return make_vector (self, name, of, 0);
}

/* The sides of the window, as many as @n: those that are said, or those of weights that are, or a
 * small one. */
gboolean
ng_operator_maker_window (NgOperatorMaker *self, gint64 *sides, int n)
{
  const NgExpr *size = said_weights (self);
  g_autoptr (GArray) said = integers_of (self, "kernel_shape");
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (self->error != NULL)
    return FALSE;
  if (said != NULL && said->len != 1 && (int) said->len != n)
    return ng_operator_maker_fail (self, "takes %d sides of its window here", n);
  if (size == NULL || !read_integers (size, whole) || (int) whole->len != n + 2)
    g_array_set_size (whole, 0);
  for (int i = 0; i < n; i++) {
    sides[i] = said != NULL     ? g_array_index (said, gint64, said->len == 1 ? 0 : (guint) i)
               : whole->len > 0 ? g_array_index (whole, gint64, (guint) i + 2)
                                : WINDOW;
    if (sides[i] < 1)
      return ng_operator_maker_fail (self, "takes sides of its window from 1 on");
  }
  return TRUE;
}

static gint64
said_integer (NgOperatorMaker *self, const char *name, gint64 usual)
{
  const NgExpr *value = ng_operator_maker_value (self, name);

  return value != NULL && ng_expr_kind (value) == NG_EXPR_INTEGER ? ng_expr_integer (value) : usual;
}

/* W of a convolution (o, c/g, *k), or of a transposed one (c, o/g, *k). */
static NgTensor *
make_window_weights (NgOperatorMaker *self, const char *name, const char *kind)
{
  gboolean is_transposed = *kind == 't';
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 dims[NG_MAX_RANK], groups = said_integer (self, "group", 1), channels;
  int n = ng_operator_maker_spatial (self);

  if (self->error != NULL)
    return NULL;
  if (said != NULL && said->len > 2 && said->len <= NG_MAX_RANK) {
    self->n_given = g_array_index (said, gint64, is_transposed ? 1 : 0);
    if (groups < 1 ||
        (is_transposed && __builtin_mul_overflow (self->n_given, groups, &self->n_given))) {
      ng_operator_maker_fail (self, "cannot have %" G_GINT64_FORMAT " groups", groups);
      return NULL;
    }
    return filled (self,
                   ng_operator_maker_element (self),
                   (const gint64 *) (gpointer) said->data,
                   said->len,
                   0);
  }
  if (said != NULL && said->len != 1) {
    ng_operator_maker_fail (
        self, "takes for \"%s\" how many channels it gives, or its whole size", name);
    return NULL;
  }
  channels = ng_operator_maker_size (self, 1);
  if (channels < 1 || n < 1) {
    ng_operator_maker_fail (
        self,
        "cannot size its input \"%s\", since the channels and axes of what comes here are not "
        "known; say it: %s=64x3x3x3",
        name,
        name);
    return NULL;
  }
  self->n_given = said != NULL ? g_array_index (said, gint64, 0) : channels;
  if (groups < 1 || channels % groups != 0 || self->n_given < 1 || self->n_given % groups != 0) {
    ng_operator_maker_fail (self,
                            "cannot part %" G_GINT64_FORMAT
                            " channels that come, and %" G_GINT64_FORMAT
                            " that go, into %" G_GINT64_FORMAT " groups",
                            channels,
                            self->n_given,
                            groups);
    return NULL;
  }
  dims[0] = is_transposed ? channels : self->n_given;
  dims[1] = (is_transposed ? self->n_given : channels) / groups;
  if (!ng_operator_maker_window (self, dims + 2, n))
    return NULL;
  return filled (self, ng_operator_maker_element (self), dims, (gsize) n + 2, 0);
}

/* The matrix of a product: (k, o), or (o, k) where it is transposed, as Gemm usually has it. */
static NgTensor *
make_matrix (NgOperatorMaker *self, const char *name, const char *kind)
{
  gboolean is_gemm = *kind == 'g', is_transposed = said_integer (self, "transB", is_gemm) != 0;
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 dims[2];

  if (self->error != NULL)
    return NULL;
  if (is_gemm && self->given->rank >= 0 && self->given->rank != 2) {
    ng_operator_maker_fail (
        self, "takes matrices, and what comes here has %d axes", self->given->rank);
    return NULL;
  }
  if (said != NULL && said->len == 2) {
    memcpy (dims, said->data, sizeof dims);
    self->n_given = is_transposed ? dims[0] : dims[1];
    return filled (self, ng_operator_maker_element (self), dims, 2, 0);
  }
  if (said != NULL && said->len != 1) {
    ng_operator_maker_fail (
        self, "takes for \"%s\" how many columns it gives, or its whole size", name);
    return NULL;
  }
  gint64 size = ng_operator_maker_size (self, said_integer (self, "transA", 0) != 0 ? -2 : -1);
  if (size < 1) {
    ng_operator_maker_fail (
        self,
        "cannot size its input \"%s\", since the last dimension of what comes here is not known; "
        "say it: %s=64x32",
        name,
        name);
    return NULL;
  }
  self->n_given = said != NULL ? g_array_index (said, gint64, 0) : size;
  dims[0] = is_transposed ? self->n_given : size;
  dims[1] = is_transposed ? size : self->n_given;
  return filled (self, ng_operator_maker_element (self), dims, 2, 0);
}

/* W (d, g h, x), R (d, g h, h) and B (d, 2 g h). */
static NgTensor *
make_gates (NgOperatorMaker *self, const char *name, const char *which)
{
  const NgExpr *direction = ng_operator_maker_value (self, "direction");
  const char *op = self->form->op;
  gint64 gates = strcmp (op, "LSTM") == 0 ? 4 : strcmp (op, "GRU") == 0 ? 3 : 1;
  gint64 size = ng_operator_maker_need_size (self, -1, "W"),
         units = said_integer (self, "hidden_size", size);
  gint64 dims[3] = { 1, 0, *which == 'w' ? size : units };

  if (self->error != NULL)
    return NULL;
  if (units < 1 || units > NG_MAX_NEW_CONSTANT) {
    ng_operator_maker_fail (self, "cannot have %" G_GINT64_FORMAT " units", units);
    return NULL;
  }
  if (ng_operator_maker_value (self, name) != NULL) {
    ng_operator_maker_fail (self, "sizes \"%s\" itself; say hidden_size", name);
    return NULL;
  }
  dims[1] = gates * units * (*which == 'b' ? 2 : 1);
  if (self->given->rank != 3) {
    ng_operator_maker_fail (self, "takes three axes: steps, examples, and what a step is");
    return NULL;
  }
  if (direction != NULL &&
      (ng_expr_kind (direction) == NG_EXPR_STRING || ng_expr_kind (direction) == NG_EXPR_SYMBOL) &&
      strcmp (ng_expr_text (direction), "bidirectional") == 0)
    dims[0] = 2;
  return filled (self, ng_operator_maker_element (self), dims, *which == 'b' ? 2 : 3, 0);
}

static NgTensor *
make_slope (NgOperatorMaker *self, const char *name, const char *unused)
{
  const NgExpr *said = ng_operator_maker_value (self, name);
  gint64 dims[NG_MAX_RANK];
  int rank = self->given->rank;

  if (said != NULL || rank < 2 || ng_operator_maker_size (self, 1) < 1)
    return ng_operator_maker_numbers (self, ng_operator_maker_element (self), name, SLOPE);
  for (int i = 0; i < rank - 1; i++)
    dims[i] = i == 0 ? ng_operator_maker_size (self, 1) : 1;
  return filled (self, ng_operator_maker_element (self), dims, (gsize) rank - 1, SLOPE);
}

/* A size that is open is kept by 0. */
static NgTensor *
make_shape (NgOperatorMaker *self, const char *name, const char *unused)
{
  g_autoptr (GArray) numbers = integers_of (self, name);
  const NgType *given = self->given;

  if (self->error != NULL)
    return NULL;
  if (numbers != NULL)
    return list_of (numbers);
  if (given->rank < 0)
    return repeated (-1, 1);
  numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; i < given->rank; i++) {
    gint64 size = ng_operator_maker_size (self, i);

    if (size == 0 && strcmp (self->form->op, "Reshape") != 0) {
      ng_operator_maker_fail (
          self, "needs sizes, and not all of what comes here are known; say them: %s=1x3x8", name);
      return NULL;
    }
    g_array_append_val (numbers, size);
  }
  return list_of (numbers);
}

/* The factors by which every axis grows; one number counts for those behind the channels. */
gboolean
ng_operator_maker_scales (NgOperatorMaker *self, GArray *scales)
{
  const NgExpr *value = ng_operator_maker_value (self, "scales");
  gboolean is_list = value != NULL && ng_expr_is_call (value, "List");
  int n = is_list ? (int) ng_expr_n_args (value) : self->given->rank;

  if (value != NULL && !is_list && !is_number (value))
    return ng_operator_maker_fail (self, "takes numbers for \"scales\"");
  if (n < 0)
    return ng_operator_maker_fail (
        self,
        "cannot size its input \"scales\", since how many axes what comes here has "
        "is not known; say it: scales=1x1x2x2");
  for (int i = 0; i < n; i++) {
    float scale = 1;

    if (is_list && !is_number (ng_expr_arg (value, (gsize) i)))
      return ng_operator_maker_fail (self, "takes numbers for \"scales\"");
    if (value != NULL && (is_list || i >= 2))
      scale = (float) ng_expr_number (is_list ? ng_expr_arg (value, (gsize) i) : value);
    g_array_append_val (scales, scale);
  }
  return TRUE;
}

static NgTensor *
make_scales (NgOperatorMaker *self, const char *name, const char *unused)
{
  g_autoptr (GArray) scales = g_array_new (FALSE, FALSE, sizeof (float));
  gint64 n;

  if (!ng_operator_maker_scales (self, scales))
    return NULL;
  n = scales->len;
  return ng_tensor_new_copy (NG_ELEMENT_F32, &n, 1, scales->data);
}

/* Lists as long as the rank, or twice that. */
static NgTensor *
make_for_rank (NgOperatorMaker *self, const char *name, gint64 number, int times)
{
  g_autoptr (GArray) said = integers_of (self, name);

  if (self->error != NULL)
    return NULL;
  if (said != NULL)
    return list_of (said);
  if (self->given->rank < 0) {
    ng_operator_maker_fail (
        self,
        "cannot size its input \"%s\", since how many axes what comes here has is not known; say "
        "it: %s={1, 1}",
        name,
        name);
    return NULL;
  }
  return repeated (number, times * self->given->rank);
}

/* The last axis of one element; -1 for none. The first one may be the batch, and comes last. */
int
ng_operator_maker_one (const NgOperatorMaker *self)
{
  for (int i = self->given->rank - 1; i > 0; i--)
    if (ng_operator_maker_size (self, i) == 1)
      return i;
  return ng_operator_maker_size (self, 0) == 1 ? 0 : -1;
}

/* What OneHot writes off and on. */
static NgTensor *
make_pair (NgOperatorMaker *self, const char *name, const char *unused)
{
  const float pair[] = { 0, 1 };
  const gint64 n = 2;

  return ng_operator_maker_value (self, name) != NULL
             ? ng_operator_maker_numbers (self, NG_ELEMENT_F32, name, 0)
             : ng_tensor_new_copy (NG_ELEMENT_F32, &n, 1, pair);
}

static NgTensor *
make_roi (NgOperatorMaker *self, const char *name, const char *unused)
{
  const gint64 none = 0;

  return ng_operator_maker_value (self, name) != NULL
             ? ng_operator_maker_numbers (self, NG_ELEMENT_F32, name, 0)
             : ng_tensor_new_copy (NG_ELEMENT_F32, &none, 1, "");
}

static NgTensor *
make_one_for_each (NgOperatorMaker *self, const char *name, const char *unused)
{
  return make_for_rank (self, name, 1, 1);
}

static NgTensor *
make_two_for_each (NgOperatorMaker *self, const char *name, const char *unused)
{
  return make_for_rank (self, name, 0, 2);
}

static NgTensor *
make_number (NgOperatorMaker *self, const char *name, const char *usual)
{
  return ng_operator_maker_numbers (
      self, ng_operator_maker_element (self), name, g_ascii_strtod (usual, NULL));
}

static NgTensor *
make_integer (NgOperatorMaker *self, const char *name, const char *usual)
{
  return ng_operator_maker_numbers (self, NG_ELEMENT_I64, name, g_ascii_strtod (usual, NULL));
}

static NgTensor *
make_real (NgOperatorMaker *self, const char *name, const char *usual)
{
  return ng_operator_maker_numbers (self, NG_ELEMENT_F32, name, g_ascii_strtod (usual, NULL));
}

static NgTensor *
make_byte (NgOperatorMaker *self, const char *name, const char *usual)
{
  return ng_operator_maker_numbers (self, NG_ELEMENT_U8, name, g_ascii_strtod (usual, NULL));
}

/* The zero of quantized numbers. */
static NgTensor *
make_zero (NgOperatorMaker *self, const char *name, const char *unused)
{
  gboolean is_known = self->given->element != NG_ELEMENT_NONE;

  return ng_operator_maker_numbers (
      self, is_known ? ng_operator_maker_element (self) : NG_ELEMENT_U8, name, 0);
}

static NgTensor *
make_list (NgOperatorMaker *self, const char *name, const char *usual)
{
  return ng_operator_maker_list (self, name, g_ascii_strtoll (usual, NULL, 10));
}

/* Words of the table of forms, as far as their colon; what follows that is the argument where none
 * is here. */
static const struct {
  const char *word;
  NgTensor *(*make) (NgOperatorMaker *self, const char *name, const char *argument);
  const char *argument;
} makers[] = {
  { "I", make_list, NULL },
  { "bias", make_zeros, NULL },
  { "conv", make_window_weights, "" },
  { "deconv", make_window_weights, "transposed" },
  { "gemm", make_matrix, "gemm" },
  { "i", make_integer, NULL },
  { "matmul", make_matrix, "" },
  { "n", make_integer, NULL },
  { "one", make_ones, NULL },
  { "ones", make_one_for_each, NULL },
  { "r", make_real, NULL },
  { "rnn", make_gates, NULL },
  { "roi", make_roi, "" },
  { "scales", make_scales, "" },
  { "shape", make_shape, "" },
  { "slope", make_slope, "" },
  { "u", make_byte, NULL },
  { "v", make_number, NULL },
  { "values", make_pair, "" },
  { "z", make_zero, "" },
  { "zero", make_zeros, NULL },
  { "zeros", make_two_for_each, NULL },
};

NgTensor *
ng_operator_maker_constant (NgOperatorMaker *self, const char *word, const char *name)
{
  gsize length = strcspn (word, ":");
  gboolean has_argument = word[length] == ':';

  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++)
    if (strlen (makers[i].word) == length && strncmp (makers[i].word, word, length) == 0 &&
        (makers[i].argument == NULL) == has_argument)
      return makers[i].make (self, name, has_argument ? word + length + 1 : makers[i].argument);
  ng_operator_maker_fail (self, "has a form with an unknown word, \"%s\"", word);
  return NULL;
}
