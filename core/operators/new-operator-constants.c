/* The constants of new nodes, sized by what flows in. */

#include "core/operators/new-operator-private.h"

#include "core/tensor/element.h"

#include <string.h>

/* Sides of windows, groups of channels, and the slope below zero, where nobody says. */
#define WINDOW      3
#define MOST_GROUPS 32
#define SLOPE       0.25

/* Elements of one constant that are made for a new node. */
#define MOST_ELEMENTS (G_GINT64_CONSTANT (1) << 28)

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

/* How many axes a window has. */
int
ng_operator_maker_spatial (const NgOperatorMaker *self)
{
  return CLAMP (self->given->rank - 2, 0, NG_MAX_RANK - 2);
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
  if (!ng_dims_count (dims, rank, &count) || count > MOST_ELEMENTS) {
    ng_operator_maker_fail (self, "would get a constant of too many elements");
    return NULL;
  }
  gpointer data = g_malloc0 (bytes_of (element, count));
  if (value > 0 || value < 0) {
    g_autofree double *reals = g_new (double, MAX (count, 1));

    for (gint64 i = 0; i < count; i++)
      reals[i] = value;
    ng_element_from_reals (element, reals, (gsize) count, data);
  }
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

/* A vector of @size equal numbers; its own size can be said. */
static NgTensor *
make_vector (NgOperatorMaker *self, const char *name, const char *word)
{
  const char *colon = strchr (word, ':');
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 size = said != NULL && said->len == 1 ? g_array_index (said, gint64, 0) : 0;
  double value = g_str_has_prefix (word, "one") ? 1 : 0;

  if (self->error != NULL)
    return NULL;
  if (size == 0)
    size = colon[1] == 'o'   ? self->n_given
           : colon[1] == 'g' ? ng_operator_maker_groups (self)
                             : ng_operator_maker_need_size (self, colon[1] == 'c' ? 1 : -1, name);
  return vector_of (self, size, value);
}

/* The sides of the window, as many as @n: those that are said, or a small one. */
gboolean
ng_operator_maker_window (NgOperatorMaker *self, gint64 *sides, int n)
{
  g_autoptr (GArray) said = integers_of (self, "kernel_shape");

  if (self->error != NULL)
    return FALSE;
  if (said != NULL && said->len != 1 && (int) said->len != n)
    return ng_operator_maker_fail (self, "takes %d sides of its window here", n);
  for (int i = 0; i < n; i++)
    sides[i] = said != NULL ? g_array_index (said, gint64, said->len == 1 ? 0 : (guint) i) : WINDOW;
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
make_window_weights (NgOperatorMaker *self, const char *name, gboolean is_transposed)
{
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 dims[NG_MAX_RANK], groups = said_integer (self, "group", 1), channels;
  int n = ng_operator_maker_spatial (self);

  if (self->error != NULL)
    return NULL;
  if (said != NULL && said->len > 2 && said->len <= NG_MAX_RANK) {
    self->n_given =
        is_transposed ? g_array_index (said, gint64, 1) * groups : g_array_index (said, gint64, 0);
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

/* The matrix of a product: (o, k) of Gemm, (k, o) of MatMul. */
static NgTensor *
make_matrix (NgOperatorMaker *self, const char *name, gboolean is_transposed)
{
  g_autoptr (GArray) said = integers_of (self, name);
  gint64 dims[2];

  if (self->error != NULL)
    return NULL;
  if (is_transposed && self->given->rank >= 0 && self->given->rank != 2) {
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
  gint64 size = ng_operator_maker_size (self, -1);
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
make_gates (NgOperatorMaker *self, char which)
{
  const NgExpr *direction = ng_operator_maker_value (self, "direction");
  const char *op = self->form->op;
  gint64 gates = strcmp (op, "LSTM") == 0 ? 4 : strcmp (op, "GRU") == 0 ? 3 : 1;
  gint64 size = ng_operator_maker_need_size (self, -1, "W"),
         units = said_integer (self, "hidden_size", size);
  gint64 dims[3] = { 1, gates * units, which == 'w' ? size : units };

  if (self->error != NULL)
    return NULL;
  if (self->given->rank != 3) {
    ng_operator_maker_fail (self, "takes three axes: steps, examples, and what a step is");
    return NULL;
  }
  if (direction != NULL &&
      (ng_expr_kind (direction) == NG_EXPR_STRING || ng_expr_kind (direction) == NG_EXPR_SYMBOL) &&
      strcmp (ng_expr_text (direction), "bidirectional") == 0)
    dims[0] = 2;
  if (which == 'b')
    dims[1] *= 2;
  return filled (self, ng_operator_maker_element (self), dims, which == 'b' ? 2 : 3, 0);
}

static NgTensor *
make_slope (NgOperatorMaker *self)
{
  gint64 dims[NG_MAX_RANK];
  int rank = self->given->rank;

  if (rank < 2 || ng_operator_maker_size (self, 1) < 1)
    return ng_tensor_new_scalar (ng_operator_maker_element (self), SLOPE);
  for (int i = 0; i < rank - 1; i++)
    dims[i] = i == 0 ? ng_operator_maker_size (self, 1) : 1;
  return filled (self, ng_operator_maker_element (self), dims, (gsize) rank - 1, SLOPE);
}

/* A size that is open is kept by 0. */
static NgTensor *
make_shape (NgOperatorMaker *self, const char *name)
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
make_scales (NgOperatorMaker *self)
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

/* The first axis of one element, but for the one that may be the batch; -1 for none. */
int
ng_operator_maker_one (const NgOperatorMaker *self)
{
  for (int i = self->given->rank - 1; i > 0; i--)
    if (ng_operator_maker_size (self, i) == 1)
      return i;
  return ng_operator_maker_size (self, 0) == 1 ? 0 : -1;
}

static NgTensor *
make_pair (void)
{
  const float pair[] = { 0, 1 };
  const gint64 n = 2;

  return ng_tensor_new_copy (NG_ELEMENT_F32, &n, 1, pair);
}

NgTensor *
ng_operator_maker_constant (NgOperatorMaker *self, const char *word, const char *name)
{
  const gint64 none = 0;

  if (g_ascii_isdigit (*word))
    return ng_operator_maker_numbers (
        self, ng_operator_maker_element (self), name, g_ascii_strtod (word, NULL));
  if (g_str_has_prefix (word, "i:") || g_str_has_prefix (word, "n:"))
    return ng_operator_maker_numbers (self, NG_ELEMENT_I64, name, g_ascii_strtod (word + 2, NULL));
  if (g_str_has_prefix (word, "r:"))
    return ng_operator_maker_numbers (self, NG_ELEMENT_F32, name, g_ascii_strtod (word + 2, NULL));
  if (g_str_has_prefix (word, "u:"))
    return ng_operator_maker_numbers (self, NG_ELEMENT_U8, name, 0);
  if (g_str_has_prefix (word, "I:"))
    return ng_operator_maker_list (self, name, g_ascii_strtoll (word + 2, NULL, 10));
  if (strcmp (word, "z") == 0)
    return ng_operator_maker_numbers (
        self,
        self->given->element != NG_ELEMENT_NONE ? ng_operator_maker_element (self) : NG_ELEMENT_U8,
        name,
        0);
  if (g_str_has_prefix (word, "rnn:"))
    return make_gates (self, word[4]);
  if (strcmp (word, "conv") == 0 || strcmp (word, "deconv") == 0)
    return make_window_weights (self, name, *word == 'd');
  if (strcmp (word, "gemm") == 0 || strcmp (word, "matmul") == 0)
    return make_matrix (self, name, *word == 'g');
  if (strcmp (word, "slope") == 0)
    return make_slope (self);
  if (strcmp (word, "values") == 0)
    return make_pair ();
  if (strcmp (word, "roi") == 0)
    return ng_tensor_new_copy (NG_ELEMENT_F32, &none, 1, "");
  if (strcmp (word, "scales") == 0)
    return make_scales (self);
  if (strcmp (word, "shape") == 0)
    return make_shape (self, name);
  if (strcmp (word, "ones:r") == 0)
    return make_for_rank (self, name, 1, 1);
  if (strcmp (word, "zeros:2r") == 0)
    return make_for_rank (self, name, 0, 2);
  return make_vector (self, name, word);
}
