#include "core/graph/literal.h"

#include <math.h>
#include <string.h>

/* ---- types of ports ---- */

const char *
ng_size_hint (const NgExpr *expr)
{
  double value = ng_expr_is_number (expr) ? fabs (ng_expr_number (expr)) : 0;

  if (value < (double) NG_MAX_ELEMENTS || value != trunc (value))
    return NULL;
  return value < 0x1p63 ? "It is too great for a size."
                        : "An integer has to fit into 64 bits here.";
}

static gboolean
bad_shape (const NgExpr *expr, GError **error)
{
  const char *hint = ng_size_hint (expr);
  g_autofree char *text = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::badshape", ng_expr_place (expr), "%s is not a type for a port.", text);

  ng_error_set (error,
                ng_diagnostic_with_hint (
                    diagnostic,
                    "%s",
                    hint != NULL ? hint
                                 : "types are \"Real\", \"Integer\", n, {n1, n2, …}, \"Varying\", "
                                   "{\"Varying\", n2, …} and {n1, …, \"Integer\"}"));
  return FALSE;
}

/* Where a size is expected. A name, such as models of other formats have, is none. */
static gboolean
bad_dim (const NgExpr *expr, GError **error)
{
  g_autofree char *text = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic;

  if (ng_expr_kind (expr) != NG_EXPR_STRING)
    return bad_shape (expr, error);
  diagnostic = ng_diagnostic_new ("NetGraph::badshape",
                                  ng_expr_place (expr),
                                  "%s is no size: sizes are whole numbers, \"Varying\" and "
                                  "Automatic.",
                                  text);
  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic,
                                         "A length that differs from example to example is "
                                         "\"Varying\", as in {\"Varying\", 3}; it has no name."));
  return FALSE;
}

typedef struct {
  NgDim (*fresh) (gpointer);
  gpointer user_data;
  gint64 count;
} FreshLength;

static gboolean
read_dim (NgExpr *expr, FreshLength *fresh, NgDim *dim, GError **error)
{
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > 0) {
    *dim = ng_dim_number (ng_expr_integer (expr));
    return TRUE;
  }
  if (ng_expr_is_symbol (expr, "Automatic")) {
    *dim = ng_dim_unknown ();
    return TRUE;
  }
  if (ng_expr_kind (expr) == NG_EXPR_STRING && g_str_equal (ng_expr_text (expr), "Varying")) {
    *dim = fresh->fresh != NULL ? fresh->fresh (fresh->user_data) : ng_dim_varying (++fresh->count);
    return TRUE;
  }
  return bad_dim (expr, error);
}

static gboolean
is_word (const NgExpr *expr, const char *word)
{
  return (ng_expr_kind (expr) == NG_EXPR_STRING && g_str_equal (ng_expr_text (expr), word)) ||
         ng_expr_is_symbol (expr, word);
}

/* Restricted["Integer", n] or Restricted["Integer", {a, b}]; n and b may be Infinity */
static gboolean
read_restricted (NgExpr *expr, NgType *type, GError **error)
{
  NgExpr *range;

  if (ng_expr_n_args (expr) != 2 || !is_word (ng_expr_arg (expr, 0), "Integer"))
    return bad_shape (expr, error);
  range = ng_expr_arg (expr, 1);
  type->kind = NG_KIND_INTEGER;
  type->min = 1;
  if (ng_expr_is_call (range, "List") && ng_expr_n_args (range) == 2 &&
      ng_expr_kind (ng_expr_arg (range, 0)) == NG_EXPR_INTEGER) {
    type->min = ng_expr_integer (ng_expr_arg (range, 0));
    range = ng_expr_arg (range, 1);
  }
  if (ng_expr_is_symbol (range, "Infinity"))
    return TRUE;
  if (ng_expr_kind (range) != NG_EXPR_INTEGER || ng_expr_integer (range) < type->min)
    return bad_shape (expr, error);
  type->max = ng_expr_integer (range);
  return TRUE;
}

/* Whether it says what an element is: "Real", "Integer", Restricted[…]. */
static gboolean
is_element (const NgExpr *expr)
{
  return is_word (expr, "Real") || is_word (expr, "Integer") ||
         ng_expr_is_call (expr, "Restricted");
}

static gboolean
read_element (NgExpr *expr, NgType *type, GError **error)
{
  if (ng_expr_is_call (expr, "Restricted"))
    return read_restricted (expr, type, error);
  type->kind = is_word (expr, "Real") ? NG_KIND_REAL : NG_KIND_INTEGER;
  return TRUE;
}

/* {n1, …}, {n1, …, element} */
static gboolean
read_list_type (NgExpr *expr, FreshLength *fresh, NgType *type, GError **error)
{
  gsize n = ng_expr_n_args (expr);

  if (n > 1 && is_element (ng_expr_arg (expr, n - 1)) &&
      !read_element (ng_expr_arg (expr, --n), type, error))
    return FALSE;
  if (n > NG_MAX_RANK)
    return bad_shape (expr, error);
  type->rank = (int) n;
  for (gsize i = 0; i < n; i++)
    if (!read_dim (ng_expr_arg (expr, i), fresh, &type->dims[i], error))
      return FALSE;
  return TRUE;
}

/* RepeatingElement[element] or RepeatingElement[{n1, …}]: a sequence of any length. */
static gboolean
read_repeating (NgExpr *expr, FreshLength *fresh, NgType *type, GError **error)
{
  g_autoptr (NgExpr) varying = ng_expr_new_string ("Varying", ng_expr_place (expr));
  NgExpr *of = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;
  NgType element = ng_type_unknown ();
  NgDim length;

  if (of == NULL || !read_dim (varying, fresh, &length, error))
    return bad_shape (expr, error);
  if (is_element (of)) {
    element.rank = 0;
    if (!read_element (of, &element, error))
      return FALSE;
  } else if (!ng_expr_is_call (of, "List") || ng_expr_n_args (of) > NG_MAX_RANK) {
    return bad_shape (expr, error);
  } else if (!read_list_type (of, fresh, &element, error)) {
    return FALSE;
  }
  *type = ng_type_sequence_of (&element, length);
  return type->rank > 0 || bad_shape (expr, error);
}

gboolean
ng_port_type_read (
    NgExpr *expr, NgDim (*fresh) (gpointer), gpointer user_data, NgType *type, GError **error)
{
  FreshLength length = { fresh, user_data, 0 };

  *type = ng_type_unknown ();
  if (ng_expr_is_symbol (expr, "Automatic"))
    return TRUE;
  if (ng_expr_is_call (expr, "List"))
    return read_list_type (expr, &length, type, error);
  if (ng_expr_is_call (expr, "RepeatingElement"))
    return read_repeating (expr, &length, type, error);
  if (ng_expr_kind (expr) != NG_EXPR_SYMBOL && is_element (expr)) {
    type->rank = 0;
    return read_element (expr, type, error);
  }
  type->rank = 1;
  return read_dim (expr, &length, &type->dims[0], error);
}

NgExpr *
ng_port_shape_write (const NgType *type)
{
  g_autofree char *text = ng_type_notation (type);

  return ng_parse_one (text, -1, NULL, NULL);
}

/* Of integers that have a least value and no greatest one, ng_type_notation() says less. */
static NgExpr *
write_integer (const NgType *type)
{
  NgType scalar = *type;
  NgExpr *infinity, *range;

  scalar.rank = 0;
  if (type->min == G_MININT64 || type->max != G_MAXINT64)
    return ng_port_shape_write (&scalar);
  infinity = ng_expr_new_symbol ("Infinity", NULL);
  range = type->min == 1
              ? infinity
              : ng_expr_new_call ("List", ng_expr_new_integer (type->min, NULL), infinity, NULL);
  return ng_expr_new_call ("Restricted", ng_expr_new_string ("Integer", NULL), range, NULL);
}

NgExpr *
ng_port_type_write (const NgType *type)
{
  g_autoptr (NgExpr) shape = NULL;
  NgExpr *items[NG_MAX_RANK + 1];

  if (type->kind != NG_KIND_INTEGER || type->rank < 0)
    return ng_port_shape_write (type);
  if (type->rank == 0)
    return write_integer (type);
  shape = ng_port_shape_write (type);
  for (int i = 0; i < type->rank; i++)
    items[i] = ng_expr_ref (ng_expr_arg (shape, (gsize) i));
  items[type->rank] = write_integer (type);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), items, (gsize) type->rank + 1, NULL);
}

/* ---- arrays ---- */

typedef struct {
  gint64 dims[NG_MAX_RANK];
  gsize rank;
  gboolean takes_truth; /* True and False as 1 and 0, and nothing else */
  gboolean is_real;
  double *reals;
  gint64 *integers;
  gint64 filled;
  GPtrArray *texts; /* (nullable): texts are read, which are put here */
} ArrayReader;

static gboolean
bad_array_of (const char *elements, const NgExpr *expr, GError **error)
{
  g_autofree char *text = ng_print_short (expr, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "NetGraph::badarray",
                    ng_expr_place (expr),
                    "%s is not an array of %s.",
                    text,
                    elements);
  return FALSE;
}

static gboolean
bad_array (const NgExpr *expr, GError **error)
{
  return bad_array_of ("numbers", expr, error);
}

gsize
ng_list_depth (const NgExpr *expr)
{
  gsize depth = 0;

  for (; ng_expr_is_call (expr, "List"); expr = ng_expr_arg (expr, 0)) {
    depth++;
    if (ng_expr_n_args (expr) == 0)
      break;
  }
  return depth;
}

/* Dimensions by the first element of each level. */
static gboolean
measure (NgExpr *expr, ArrayReader *reader, GError **error)
{
  for (NgExpr *e = expr; ng_expr_is_call (e, "List"); e = ng_expr_arg (e, 0)) {
    if (ng_expr_n_args (e) == 0 || reader->rank == NG_MAX_RANK)
      return bad_array (expr, error);
    reader->dims[reader->rank++] = (gint64) ng_expr_n_args (e);
  }
  return TRUE;
}

static gboolean
is_truth (const NgExpr *expr)
{
  return ng_expr_is_symbol (expr, "True") || ng_expr_is_symbol (expr, "False");
}

/* Recursion goes as deep as the rank, which measure() has bounded. */
static gboolean
read_level (NgExpr *expr, ArrayReader *reader, gsize level, GError **error)
{
  if (level == reader->rank && reader->texts != NULL && ng_expr_kind (expr) == NG_EXPR_STRING) {
    g_ptr_array_add (reader->texts, g_strdup (ng_expr_text (expr)));
    return TRUE;
  }
  if (level == reader->rank) {
    if (reader->takes_truth && is_truth (expr)) {
      reader->integers[reader->filled++] = ng_expr_is_symbol (expr, "True");
      return TRUE;
    }
    if (reader->takes_truth || reader->texts != NULL || !ng_expr_is_number (expr)) {
      if (ng_expr_is_call (expr, "List")) {
        ng_error_set_new (error,
                          "NetGraph::ragged",
                          ng_expr_place (expr),
                          "The rows of an array differ in depth.");
        return FALSE;
      }
      return bad_array_of (reader->texts != NULL ? "texts" : "numbers", expr, error);
    }
    reader->reals[reader->filled] = ng_expr_number (expr);
    if (ng_expr_kind (expr) == NG_EXPR_INTEGER)
      reader->integers[reader->filled] = ng_expr_integer (expr);
    else
      reader->is_real = TRUE;
    reader->filled++;
    return TRUE;
  }
  if (ng_expr_is_number (expr)) {
    ng_error_set_new (
        error, "NetGraph::ragged", ng_expr_place (expr), "The rows of an array differ in depth.");
    return FALSE;
  }
  if (!ng_expr_is_call (expr, "List"))
    return bad_array_of (reader->texts != NULL ? "texts" : "numbers", expr, error);
  if ((gint64) ng_expr_n_args (expr) != reader->dims[level]) {
    ng_error_set_new (error,
                      "NetGraph::ragged",
                      ng_expr_place (expr),
                      "The rows of an array differ in length: %" G_GINT64_FORMAT
                      " and %" G_GSIZE_FORMAT ".",
                      reader->dims[level],
                      ng_expr_n_args (expr));
    return FALSE;
  }
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!read_level (ng_expr_arg (expr, i), reader, level + 1, error))
      return FALSE;
  return TRUE;
}

static NgTensor *
read_nested (NgExpr *expr, gboolean takes_truth, GError **error)
{
  ArrayReader reader = { .takes_truth = takes_truth };
  g_autofree double *reals = NULL;
  g_autofree gint64 *integers = NULL;
  gint64 count;

  if (!measure (expr, &reader, error))
    return NULL;
  if (!ng_dims_count (reader.dims, reader.rank, &count) ||
      (reals = g_try_new (double, (gsize) MAX (count, 1))) == NULL ||
      (integers = g_try_new (gint64, (gsize) MAX (count, 1))) == NULL) {
    bad_array (expr, error);
    return NULL;
  }
  reader.reals = reals;
  reader.integers = integers;
  if (!read_level (expr, &reader, 0, error))
    return NULL;
  if (reader.is_real)
    return ng_tensor_new_take (NG_ELEMENT_F64, reader.dims, reader.rank, g_steal_pointer (&reals));
  return ng_tensor_new_take (NG_ELEMENT_I64, reader.dims, reader.rank, g_steal_pointer (&integers));
}

static NgTensor *
read_list (NgExpr *expr, GError **error)
{
  return read_nested (expr, FALSE, error);
}

NgTensor *
ng_tensor_read_truth (NgExpr *expr, GError **error)
{
  return read_nested (expr, TRUE, error);
}

NgTensor *
ng_tensor_read_texts (NgExpr *expr, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ArrayReader reader = { .texts = texts };
  gint64 count;

  if (!measure (expr, &reader, error))
    return NULL;
  if (!ng_dims_count (reader.dims, reader.rank, &count)) {
    bad_array (expr, error);
    return NULL;
  }
  if (!read_level (expr, &reader, 0, error))
    return NULL;
  return ng_tensor_new_strings (reader.dims, reader.rank, g_steal_pointer (&texts));
}

NgTensor *
ng_tensor_read_for (NgExpr *expr, const NgType *type, GError **error)
{
  return type != NULL && type->kind == NG_KIND_STRING ? ng_tensor_read_texts (expr, error)
                                                      : ng_tensor_read (expr, error);
}

/* SparseArray[{pos -> v, …}, dims]; a position is {i, j, …} or i. */
static NgTensor *
read_sparse (NgExpr *expr, GError **error)
{
  g_autoptr (NgTensor) sizes = NULL;
  g_autofree double *data = NULL;
  gint64 dims[NG_MAX_RANK];
  gint64 count;
  gsize rank;
  NgExpr *rules;

  if (ng_expr_n_args (expr) != 2 || !ng_expr_is_call (ng_expr_arg (expr, 0), "List")) {
    bad_array (expr, error);
    return NULL;
  }
  sizes = read_list (ng_expr_arg (expr, 1), error);
  if (sizes == NULL)
    return NULL;
  rank = (gsize) ng_tensor_count (sizes);
  if (ng_tensor_element (sizes) != NG_ELEMENT_I64 || ng_tensor_rank (sizes) > 1 ||
      rank > NG_MAX_RANK) {
    bad_array (expr, error);
    return NULL;
  }
  for (gsize i = 0; i < rank; i++) {
    dims[i] = ng_tensor_get_int (sizes, (gint64) i);
    if (dims[i] <= 0) {
      bad_array (expr, error);
      return NULL;
    }
  }
  if (!ng_dims_count (dims, rank, &count) ||
      (data = g_try_new0 (double, (gsize) MAX (count, 1))) == NULL) {
    bad_array (expr, error);
    return NULL;
  }
  rules = ng_expr_arg (expr, 0);
  for (gsize r = 0; r < ng_expr_n_args (rules); r++) {
    NgExpr *rule = ng_expr_arg (rules, r);
    NgExpr *position = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    gboolean is_list = position != NULL && ng_expr_is_call (position, "List");
    gint64 flat = 0;

    if (position == NULL || !ng_expr_is_number (ng_expr_arg (rule, 1)) ||
        (is_list ? ng_expr_n_args (position) : 1) != rank) {
      bad_array (rule, error);
      return NULL;
    }
    for (gsize i = 0; i < rank; i++) {
      NgExpr *index = is_list ? ng_expr_arg (position, i) : position;

      if (ng_expr_kind (index) != NG_EXPR_INTEGER || ng_expr_integer (index) < 1 ||
          ng_expr_integer (index) > dims[i]) {
        bad_array (rule, error);
        return NULL;
      }
      flat = flat * dims[i] + ng_expr_integer (index) - 1;
    }
    data[flat] = ng_expr_number (ng_expr_arg (rule, 1));
  }
  return ng_tensor_new_take (NG_ELEMENT_F64, dims, rank, g_steal_pointer (&data));
}

/* {n1, …} of NumericArray[ByteArray[…], type, {n1, …}] */
static gboolean
read_dims (NgExpr *expr, gint64 *dims, gsize *rank)
{
  *rank = ng_expr_n_args (expr);
  if (!ng_expr_is_call (expr, "List") || *rank > NG_MAX_RANK)
    return FALSE;
  for (gsize i = 0; i < *rank; i++) {
    if (ng_expr_kind (ng_expr_arg (expr, i)) != NG_EXPR_INTEGER ||
        ng_expr_integer (ng_expr_arg (expr, i)) < 1)
      return FALSE;
    dims[i] = ng_expr_integer (ng_expr_arg (expr, i));
  }
  return TRUE;
}

/* NumericArray[list or ByteArray["base64"], "Real32"], the second also with dimensions behind, as
 * ng_tensor_write_bytes() writes it; RawArray has the first two the other way round. */
static NgTensor *
read_typed (NgExpr *expr, gboolean type_first, GError **error)
{
  NgExpr *list, *type;
  NgElement element;
  gsize n = ng_expr_n_args (expr);

  if (n != 2 && (n != 3 || type_first)) {
    bad_array (expr, error);
    return NULL;
  }
  list = ng_expr_arg (expr, type_first ? 1 : 0);
  type = ng_expr_arg (expr, type_first ? 0 : 1);
  element = ng_expr_kind (type) == NG_EXPR_STRING ? ng_element_from_name (ng_expr_text (type))
                                                  : NG_ELEMENT_NONE;
  if (ng_element_bits (element) < 8) {
    bad_array (expr, error);
    return NULL;
  }
  if (ng_expr_is_call (list, "ByteArray") && ng_expr_n_args (list) == 1 &&
      ng_expr_kind (ng_expr_arg (list, 0)) == NG_EXPR_STRING) {
    gsize size;
    guchar *data = g_base64_decode (ng_expr_text (ng_expr_arg (list, 0)), &size);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
    gint64 dims[NG_MAX_RANK] = { (gint64) (size / (ng_element_bits (element) / 8)) };
    gsize rank = 1;

    if (n == 3 && !read_dims (ng_expr_arg (expr, 2), dims, &rank)) {
      bad_array (expr, error);
      return NULL;
    }
    return ng_tensor_new_bytes (element, dims, rank, bytes, error);
  }
  if (n == 3) {
    bad_array (expr, error);
    return NULL;
  }
  g_autoptr (NgTensor) numbers = read_list (list, error);
  return numbers != NULL ? ng_tensor_convert (numbers, element) : NULL;
}

NgTensor *
ng_tensor_read (NgExpr *expr, GError **error)
{
  if (ng_expr_is_call (expr, "NumericArray"))
    return read_typed (expr, FALSE, error);
  if (ng_expr_is_call (expr, "RawArray"))
    return read_typed (expr, TRUE, error);
  if (ng_expr_is_call (expr, "SparseArray"))
    return read_sparse (expr, error);
  return read_list (expr, error);
}

NgExpr *
ng_tensor_write_bytes (const NgTensor *tensor)
{
  g_autofree char *text = g_base64_encode (ng_tensor_data (tensor), ng_tensor_size (tensor));
  NgExpr *dims[NG_MAX_RANK];
  gsize rank = ng_tensor_rank (tensor);

  for (gsize i = 0; i < rank; i++)
    dims[i] = ng_expr_new_integer (ng_tensor_dims (tensor)[i], NULL);
  return ng_expr_new_call ("NumericArray",
                           ng_expr_new_call ("ByteArray", ng_expr_new_string (text, NULL), NULL),
                           ng_expr_new_string (ng_element_name (ng_tensor_element (tensor)), NULL),
                           ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), dims, rank, NULL),
                           NULL);
}

static NgExpr *
write_level (const NgTensor *tensor, gsize level, gint64 *next)
{
  gint64 n;
  g_autofree NgExpr **items = NULL;

  if (level == ng_tensor_rank (tensor)) {
    gint64 index = (*next)++;

    if (ng_tensor_element (tensor) == NG_ELEMENT_STRING)
      return ng_expr_new_string (ng_tensor_string (tensor, index), NULL);
    if (ng_tensor_element (tensor) == NG_ELEMENT_BOOL)
      return ng_expr_new_symbol (ng_tensor_get_int (tensor, index) != 0 ? "True" : "False", NULL);
    if (ng_element_is_integer (ng_tensor_element (tensor)))
      return ng_expr_new_integer (ng_tensor_get_int (tensor, index), NULL);
    return ng_expr_new_real (ng_tensor_get_real (tensor, index), NULL);
  }
  n = ng_tensor_dims (tensor)[level];
  items = g_new (NgExpr *, MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    items[i] = write_level (tensor, level + 1, next);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, (gsize) n, NULL);
}

gboolean
ng_tensor_is_writable (const NgTensor *tensor, gsize n, GError **error)
{
  gint64 count = ng_size_multiply (ng_tensor_count (tensor), (gint64) n);

  if (count <= NG_MAX_EXPR_MADE)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::limit",
                    NULL,
                    "The result has %" G_GINT64_FORMAT " numbers; at most %" G_GINT64_FORMAT
                    " can be written.",
                    count,
                    NG_MAX_EXPR_MADE);
  return FALSE;
}

NgExpr *
ng_tensor_write (const NgTensor *tensor)
{
  gint64 next = 0;

  return write_level (tensor, 0, &next);
}

NgExpr *
ng_tensor_write_short (const NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);

  return ng_tensor_count (tensor) <= NG_MAX_LISTED || ng_element_bits (element) < 8
             ? ng_tensor_write (tensor)
             : ng_tensor_write_bytes (tensor);
}
