/* A node as its form in new-operator-forms.c says, sized by what flows in. */

#include "core/operators/new-operator-private.h"

#include "core/base/limits.h"
#include "core/base/rng.h"
#include "core/tensor/element.h"

#include <math.h>
#include <string.h>

/* ---- operands ---- */

static void
add_name (GArray *list, char *name)
{
  NgOnnxPort port = { g_ref_string_new (name), NULL };

  g_array_append_val (list, port);
  g_free (name);
}

static void
add_operand (NgOperatorMaker *self, NgOperandKind kind, int index)
{
  NgOnnxNode *node = self->node;

  node->operands = g_renew (NgOperand, node->operands, node->n_operands + 1);
  node->operands[node->n_operands++] = (NgOperand){ kind, index };
}

/* @tensor: (transfer full) (nullable): %NULL after a failure */
static gboolean
add_constant (NgOperatorMaker *self, NgTensor *tensor)
{
  NgOnnxNode *node = self->node;

  if (tensor == NULL)
    return FALSE;
  add_name (node->arrays, ng_operator_input_name (node->operator, node->n_operands));
  add_operand (self, NG_OPERAND_ARRAY, (int) node->tensors->len);
  g_ptr_array_add (node->tensors, tensor);
  return TRUE;
}

static void
add_port (NgOperatorMaker *self)
{
  NgOnnxNode *node = self->node;

  add_name (node->ports, ng_operator_input_name (node->operator, node->n_operands));
  add_operand (self, NG_OPERAND_PORT, (int) node->ports->len - 1);
}

/* What flows in comes by the first port, which input of the node it may be. */
static void
add_flow (NgOperatorMaker *self)
{
  NgOnnxNode *node = self->node;

  for (gsize i = 0; i < node->n_operands; i++)
    node->operands[i].index += node->operands[i].kind == NG_OPERAND_PORT;
  add_name (node->ports, ng_operator_input_name (node->operator, node->n_operands));
  if (node->ports->len > 1) {
    NgOnnxPort port = g_array_index (node->ports, NgOnnxPort, node->ports->len - 1);
    gsize n = node->ports->len - 1;

    memmove (&g_array_index (node->ports, NgOnnxPort, 1),
             &g_array_index (node->ports, NgOnnxPort, 0),
             n * sizeof port);
    g_array_index (node->ports, NgOnnxPort, 0) = port;
  }
  add_operand (self, NG_OPERAND_PORT, 0);
}

/* Axes that are dropped: what is said, else one where there is one, else all that have one element,
 * which is none. */
static gboolean
add_one_axis (NgOperatorMaker *self, const char *name)
{
  int axis = ng_operator_maker_one (self);

  if (ng_operator_maker_value (self, name) == NULL && axis < 0) {
    add_operand (self, NG_OPERAND_ABSENT, 0);
    return TRUE;
  }
  return add_constant (self, ng_operator_maker_list (self, name, axis));
}

static gboolean
is_other_value (const char *word)
{
  return strcmp (word, "o") == 0 || strcmp (word, "matmul") == 0 ||
         (strchr ("ebl", *word) != NULL && strlen (word) == 2);
}

/* Of another value than what flows in, which is of @element. */
static NgElement
element_of_word (const char *word, NgElement element)
{
  return *word == 'b' ? NG_ELEMENT_BOOL : *word == 'l' ? NG_ELEMENT_I64 : element;
}

/* Sizes stand for scales. */
static gboolean
is_left_out (const NgOperatorMaker *self, const char *word, const char *name)
{
  return strcmp (word, "_") == 0 ||
         (*word == '?' && ng_operator_maker_value (self, name) == NULL) ||
         (strcmp (word, "scales") == 0 && ng_operator_maker_value (self, "sizes") != NULL);
}

static gboolean
make_operand (NgOperatorMaker *self, const char *word)
{
  g_autofree char *name = ng_operator_input_name (self->node->operator, self->node->n_operands);

  if (is_left_out (self, word, name)) {
    add_operand (self, NG_OPERAND_ABSENT, 0);
    return TRUE;
  }
  word += *word == '?';
  if (strcmp (word, "x") == 0) {
    add_flow (self);
    return TRUE;
  }
  if (strcmp (word, "one_axis") == 0)
    return add_one_axis (self, name);
  if (is_other_value (word) && ng_operator_maker_value (self, name) == NULL) {
    add_port (self);
    return TRUE;
  }
  if (is_other_value (word) && strcmp (word, "matmul") != 0)
    return add_constant (
        self,
        ng_operator_maker_numbers (
            self, element_of_word (word, ng_operator_maker_element (self)), name, 0));
  return add_constant (self, ng_operator_maker_constant (self, word, name));
}

static gboolean
make_operands (NgOperatorMaker *self)
{
  g_auto (GStrv) words = g_strsplit (self->form->operands, " ", -1);
  NgOnnxNode *node = self->node;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !make_operand (self, words[i]))
      return FALSE;
  while (node->n_operands > 0 && node->operands[node->n_operands - 1].kind == NG_OPERAND_ABSENT)
    node->n_operands--;
  return TRUE;
}

/* ---- attributes ---- */

static NgExpr *
integers_new (const gint64 *numbers, gsize n)
{
  g_autofree NgExpr **items = g_new (NgExpr *, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    items[i] = ng_expr_new_integer (numbers[i], NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, n, NULL);
}

/* What keeps the size where a window goes step by step: half of it before, the rest behind. */
static NgExpr *
pads_new (NgOperatorMaker *self)
{
  gint64 sides[NG_MAX_RANK], pads[2 * NG_MAX_RANK];
  int n = ng_operator_maker_spatial (self);

  if (!ng_operator_maker_window (self, sides, n))
    return NULL;
  for (int i = 0; i < n; i++) {
    pads[i] = MAX (sides[i] - 1, 0) / 2;
    pads[n + i] = MAX (sides[i], 0) / 2;
  }
  return integers_new (pads, 2 * (gsize) n);
}

static NgExpr *
scales_new (NgOperatorMaker *self)
{
  g_autoptr (GArray) scales = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (!ng_operator_maker_scales (self, scales))
    return NULL;
  for (guint i = 0; i < scales->len; i++)
    g_ptr_array_add (items, ng_expr_new_real ((double) g_array_index (scales, float, i), NULL));
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

static NgExpr *
sides_new (NgOperatorMaker *self)
{
  gint64 sides[NG_MAX_RANK];
  int n = ng_operator_maker_spatial (self);

  if (n < 1) {
    ng_operator_maker_fail (self,
                            self->given->rank < 0
                                ? "cannot size its window, since how many axes what comes here has "
                                  "is not known; say it: kernel_shape=3x3"
                                : "has a window of one axis at least behind the channels");
    return NULL;
  }
  return ng_operator_maker_window (self, sides, n) ? integers_new (sides, (gsize) n) : NULL;
}

/* From this version on axes are counted from the end, too. */
#define VERSION_OF_LAST_AXES 11

/* The last axis; @said: (nullable): in its place */
static gint64
find_last (NgOperatorMaker *self, const NgExpr *said)
{
  if (self->given->rank < 0 && said == NULL && self->node->version < VERSION_OF_LAST_AXES)
    ng_operator_maker_fail (
        self,
        "needs an axis, since how many axes what comes here has is not known; say it: axis=1");
  return self->given->rank < 0 ? -1 : MAX (self->given->rank - 1, 0);
}

/* As many numbers as there are axes, or twice as many. */
static NgExpr *
numbers_for_axes (NgOperatorMaker *self, const char *word, const NgExpr *said)
{
  gint64 numbers[2 * NG_MAX_RANK];
  int n = MAX (self->given->rank, 0);

  if (strcmp (word, "ones") == 0)
    n = ng_operator_maker_spatial (self);
  else if (strcmp (word, "zeros") == 0)
    n *= 2;
  if (strcmp (word, "zeros") == 0 && self->given->rank < 0 && said == NULL)
    ng_operator_maker_fail (
        self, "needs pads, since how many axes what comes here has is not known; say them");
  for (int i = 0; i < n; i++)
    numbers[i] = strcmp (word, "ones") == 0 ? 1 : strcmp (word, "zeros") == 0 ? 0 : i;
  return integers_new (numbers, (gsize) n);
}

/* @said: (nullable): in its place. Returns: (transfer full) (nullable): what depends on x; %NULL:
 * nothing is to be said, or, with an error, nothing can be */
static NgExpr *
computed_new (NgOperatorMaker *self, const char *word, const NgExpr *said)
{
  gint64 number;

  if (strcmp (word, "pads") == 0)
    return pads_new (self);
  if (strcmp (word, "scales") == 0)
    return scales_new (self);
  if (strcmp (word, "kernel") == 0)
    return sides_new (self);
  if (strcmp (word, "axis") == 0)
    return ng_expr_new_integer (self->given->rank > 1, NULL);
  if (strcmp (word, "last") == 0)
    return ng_expr_new_integer (find_last (self, said), NULL);
  if (strcmp (word, "lasts") == 0) {
    number = find_last (self, said);
    return integers_new (&number, 1);
  }
  if (strcmp (word, "groups") == 0)
    return ng_expr_new_integer (ng_operator_maker_groups (self), NULL);
  if (strcmp (word, "parts") == 0)
    return ng_operator_maker_value (self, "split") == NULL ? ng_expr_new_integer (2, NULL) : NULL;
  if (strcmp (word, "size") == 0)
    return ng_expr_new_integer (ng_operator_maker_need_size (self, -1, "hidden_size"), NULL);
  if (strcmp (word, "element") == 0)
    return ng_expr_new_integer (ng_onnx_code (ng_operator_maker_element (self)), NULL);
  if (strcmp (word, "fmod") == 0)
    return ng_expr_new_integer (ng_element_is_real (ng_operator_maker_element (self)), NULL);
  if (strcmp (word, "equation") == 0)
    return ng_expr_new_string ("...->...", NULL);
  if (strcmp (word, "one") == 0) {
    number = ng_operator_maker_one (self);
    return number >= 0 ? integers_new (&number, 1) : NULL;
  }
  return numbers_for_axes (self, word, said);
}

/* "3", "0.5", "{2,2}", "text" */
static NgExpr *
literal_new (const char *text)
{
  gint64 numbers[NG_MAX_RANK];
  gsize n = 0;
  char *end = (char *) text;

  while (*text == '{' && *end != '\0' && *end != '}' && n < NG_MAX_RANK)
    numbers[n++] = g_ascii_strtoll (end + 1, &end, 10);
  if (*text == '{')
    return integers_new (numbers, n);
  numbers[0] = g_ascii_strtoll (text, &end, 10);
  if (*end == '\0')
    return ng_expr_new_integer (numbers[0], NULL);
  return *end == '.' ? ng_expr_new_real (g_ascii_strtod (text, NULL), NULL)
                     : ng_expr_new_string (text, NULL);
}

/* Elements by name: "float", "int64". */
static NgExpr *
element_value (const NgExpr *said)
{
  static const struct {
    const char *name;
    NgElement element;
  } others[] = { { "float", NG_ELEMENT_F32 },
                 { "double", NG_ELEMENT_F64 },
                 { "half", NG_ELEMENT_F16 } };
  gboolean is_text = ng_expr_kind (said) == NG_EXPR_STRING || ng_expr_kind (said) == NG_EXPR_SYMBOL;
  g_autofree char *name = is_text ? g_ascii_strdown (ng_expr_text (said), -1) : NULL;
  NgElement element = is_text ? ng_element_from_name (name) : NG_ELEMENT_NONE;

  for (gsize i = 0; is_text && i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].name, name) == 0)
      element = others[i].element;
  return element != NG_ELEMENT_NONE ? ng_expr_new_integer (ng_onnx_code (element), NULL)
                                    : ng_expr_ref ((NgExpr *) said);
}

/* What is said, in the kind of what is usual: a number stands for a list of it. */
static NgExpr *
adapt (const NgExpr *said, const char *name, const NgExpr *usual)
{
  gsize n = usual != NULL && ng_expr_is_call (usual, "List") ? ng_expr_n_args (usual) : 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean is_for_each = strcmp (name, "axes") != 0 && strcmp (name, "starts") != 0 &&
                         strcmp (name, "ends") != 0 && strcmp (name, "shape") != 0;

  if (strcmp (name, "to") == 0 || g_str_has_suffix (name, "dtype") ||
      strcmp (name, "output_datatype") == 0)
    return element_value (said);
  if (n == 0 || (ng_expr_kind (said) != NG_EXPR_INTEGER && ng_expr_kind (said) != NG_EXPR_REAL))
    return ng_expr_ref ((NgExpr *) said);
  for (gsize i = 0; i < (is_for_each ? n : 1); i++)
    g_ptr_array_add (items, ng_expr_ref ((NgExpr *) said));
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

static gboolean
add_attribute (NgOperatorMaker *self, const char *name, NgAttributeKind kind, const NgExpr *value)
{
  NgAttribute attribute;

  if (!ng_attribute_read (&attribute, name, kind, value, &self->error))
    return FALSE;
  ng_onnx_node_set_attribute (self->node, &attribute);
  return TRUE;
}

/* @text: "name=word", "name?word" */
static gboolean
make_attribute (NgOperatorMaker *self, const char *text)
{
  gsize end = strcspn (text, "=?");
  const char *word = text + end + 1;
  g_autofree char *name = g_strndup (text, strcspn (text, ":=?"));
  const NgExpr *said = ng_operator_maker_value (self, name);
  g_autoptr (NgExpr) usual = NULL, value = NULL;

  if (said == NULL && (text[end] == '?' || (strcmp (name, "pads") == 0 &&
                                            ng_operator_maker_value (self, "auto_pad") != NULL)))
    return TRUE;
  usual = *word == '@' ? computed_new (self, word + 1, said) : literal_new (word);
  if (self->error != NULL)
    return FALSE;
  value = said != NULL ? adapt (said, name, usual) : usual != NULL ? ng_expr_ref (usual) : NULL;
  if (value == NULL)
    return TRUE;
  /* Of sides and steps that nobody knows the number of, the standard has its own. */
  if (ng_expr_is_call (value, "List") && ng_expr_n_args (value) == 0)
    return TRUE;
  return add_attribute (self, name, ng_attribute_kind_of (usual != NULL ? usual : value), value);
}

/* Whether it is a constant of the node. */
static gboolean
is_constant (const NgOperatorMaker *self, const char *name)
{
  for (guint i = 0; i < self->node->arrays->len; i++)
    if (g_str_equal (g_array_index (self->node->arrays, NgOnnxPort, i).name, name))
      return TRUE;
  return FALSE;
}

static gboolean
make_attributes (NgOperatorMaker *self)
{
  g_auto (GStrv) words = g_strsplit (self->form->attributes, " ", -1);
  gint64 version = self->node->version;
  GHashTableIter iter;
  gpointer name;

  if (self->values != NULL) {
    g_hash_table_iter_init (&iter, self->values);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      if (!is_constant (self, name) && !ng_operator_form_has_attribute (self->form, version, name))
        return ng_operator_maker_fail (self,
                                       "of version %d has no input or attribute \"%s\" that can "
                                       "be said",
                                       (int) version,
                                       (const char *) name);
  }
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !make_attribute (self, words[i]))
      return FALSE;
  return TRUE;
}

/* ---- the node ---- */

/* The parts that Split makes: as many as it says sizes of, or that it says. */
static gsize
count_parts (const NgOnnxNode *node)
{
  gsize n = 0;

  if (node->tensors->len > 0)
    return (gsize) ng_tensor_count (node->tensors->pdata[0]);
  ng_onnx_node_integers (node, "split", &n);
  return n > 0 ? n : (gsize) ng_onnx_node_integer (node, "num_outputs", 2);
}

static gsize
count_outputs (const NgOnnxNode *node)
{
  static const char *const two[] = { "GRU", "RNN", "TopK", NULL };
  static const char *const three[] = { "DynamicQuantizeLinear", "LSTM", NULL };

  if (strcmp (node->op, "Split") == 0)
    return count_parts (node);
  return g_strv_contains (two, node->op) ? 2 : g_strv_contains (three, node->op) ? 3 : 1;
}

static gboolean
make_outputs (NgOperatorMaker *self)
{
  NgOnnxNode *node = self->node;
  NgType unknown = ng_type_unknown ();
  gsize n = count_outputs (node);

  if (n < 1 || n > NG_MAX_PIECES)
    return ng_operator_maker_fail (self, "cannot have that many outputs");
  node->n_results = n;
  node->results = g_new (int, n);
  for (gsize i = 0; i < n; i++) {
    node->results[i] = (int) i;
    add_name (node->outputs, ng_operator_output_name (node->operator, i));
    g_array_append_val (node->declared, unknown);
  }
  return TRUE;
}

/* Forms whose constants do not tell how many axes they take. */
static const struct {
  const char *op;
  int since;
  int least, most;
} ranks[] = {
  { "EyeLike", 9, 2, 2 },
  { "GridSample", 16, 4, 4 },
  { "GridSample", 20, 4, 5 },
  { "MaxRoiPool", 1, 4, 4 },
  { "ReverseSequence", 10, 2, NG_MAX_RANK },
  { "RoiAlign", 10, 4, 4 },
  { "Multinomial", 7, 2, 2 },
};

static gboolean
check_rank (NgOperatorMaker *self)
{
  int rank = self->given->rank;

  for (gsize i = 0; i < G_N_ELEMENTS (ranks); i++) {
    int least = ranks[i].least, most = ranks[i].most;
    if (strcmp (ranks[i].op, self->form->op) != 0 || ranks[i].since != self->form->since ||
        rank < 0 || (rank >= least && rank <= most))
      continue;
    g_autofree char *axes = least == most         ? g_strdup_printf ("%d axes", least)
                            : most == NG_MAX_RANK ? g_strdup_printf ("%d axes or more", least)
                                                  : g_strdup_printf ("%d to %d axes", least, most);
    return ng_operator_maker_fail (self, "takes %s, and what comes here has %d", axes, rank);
  }
  return TRUE;
}

NgLayer *
ng_operator_new (const NgOperatorForm *form,
                 gint64 version,
                 const NgType *given,
                 GHashTable *values,
                 GError **error)
{
  NgOnnxNode *node =
      ng_onnx_node_new (form->domain, form->op, version, ng_operator_find (form->domain, form->op));
  NgOperatorMaker self = { form, given, values, node, 0, NULL };

  if (check_rank (&self) && make_operands (&self) && make_attributes (&self) &&
      make_outputs (&self))
    return ng_onnx_node_layer (node);
  ng_onnx_node_free (node);
  g_propagate_error (error, self.error);
  return NULL;
}

/* What is known of the shape of another value than @given. */
static NgType
type_of_word (const char *word, const NgType *given)
{
  char shape = strcmp (word, "matmul") == 0 || strcmp (word, "o") == 0 ? *word : word[1];
  NgType type = *given;

  if (shape == 'm') {
    type = ng_type_of_rank (2);
    if (given->rank > 0)
      type.dims[0] = given->dims[given->rank - 1];
  } else if (shape == 'r') {
    type = ng_type_of_rank (given->rank);
  } else if (g_ascii_isdigit (shape)) {
    type = ng_type_of_rank (shape - '0');
  } else if (shape == 'c' && given->rank > 1) {
    type.rank--;
    memmove (&type.dims[1], &type.dims[2], (gsize) (given->rank - 2) * sizeof type.dims[0]);
  }
  return type;
}

gboolean
ng_operator_port_type (const NgOnnxNode *node, gsize port, const NgType *given, NgType *type)
{
  const NgOperatorForm *form = ng_operator_form_find (node->domain, node->op, node->version);
  g_auto (GStrv) words = g_strsplit (form != NULL ? form->operands : "", " ", -1);

  for (gsize i = 0; i < node->n_operands && i < g_strv_length (words); i++) {
    if (node->operands[i].kind != NG_OPERAND_PORT || node->operands[i].index != (int) port ||
        !is_other_value (words[i]))
      continue;
    *type = type_of_word (words[i], given);
    type->kind = NG_KIND_UNKNOWN;
    type->element = element_of_word (words[i], given->element);
    return TRUE;
  }
  return FALSE;
}

gboolean
ng_operator_counts (const NgOnnxNode *node, gsize operand)
{
  static const char *const lists[] = { "shape", "ones:r", "zeros:2r", "one_axis", NULL };
  const NgOperatorForm *form = ng_operator_form_find (node->domain, node->op, node->version);
  g_auto (GStrv) words = g_strsplit (form != NULL ? form->operands : "", " ", -1);
  const char *word = operand < g_strv_length (words) ? words[operand] : "";

  word += *word == '?';
  return g_str_has_prefix (word, "I:") || g_str_has_prefix (word, "i:") ||
         (*word == 'l' && strlen (word) == 2) || g_strv_contains (lists, word);
}

static gboolean
is_recurrent (const char *op)
{
  return strcmp (op, "LSTM") == 0 || strcmp (op, "GRU") == 0 || strcmp (op, "RNN") == 0;
}

/* How many elements go into one of what the weights give, after He et al. 2015. */
static gint64
fan_in (const NgOnnxNode *node, const NgTensor *weights)
{
  static const char *const products[] = { "FusedMatMul", "Gemm", "MatMul", NULL };
  const gint64 *dims = ng_tensor_dims (weights);
  gint64 n = 1;

  if (is_recurrent (node->op)) /* the gates stand in front of the last axis */
    return dims[ng_tensor_rank (weights) - 1];
  if (g_strv_contains (products, node->op))
    return dims[ng_onnx_node_integer (node, "transB", 0) != 0];
  for (gsize i = ng_tensor_rank (weights); i-- > 2;)
    n *= dims[i];
  return strcmp (node->op, "ConvTranspose") == 0
             ? n * dims[0] / MAX (ng_onnx_node_integer (node, "group", 1), 1)
             : n * dims[1];
}

static gboolean
has_weights (const char *op)
{
  static const char *const ops[] = { "Conv", "ConvTranspose", "FusedMatMul", "Gemm", "MatMul" };

  for (gsize i = 0; i < G_N_ELEMENTS (ops); i++)
    if (strcmp (ops[i], op) == 0)
      return TRUE;
  return is_recurrent (op);
}

static NgTensor *
draw (const NgOnnxNode *node, const NgTensor *weights, guint64 seed, guint64 stream)
{
  NgElement element = ng_tensor_element (weights);
  gsize size = ng_element_bits (element) / 8;
  gint64 count = ng_tensor_count (weights);
  double deviation = sqrt (2 / (double) MAX (fan_in (node, weights), 1));
  char *data = g_malloc ((gsize) MAX (count, 1) * size);

  for (gint64 i = 0; i < count; i++) {
    double real = deviation * ng_rng_normal (seed, stream, (guint64) i);

    ng_element_from_reals (element, &real, 1, data + (gsize) i * size);
  }
  return ng_tensor_new_take (element, ng_tensor_dims (weights), ng_tensor_rank (weights), data);
}

NgLayer *
ng_operator_draw_weights (NgLayer *layer, guint64 seed)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  NgOnnxNode *drawn;

  gsize least = is_recurrent (node->op) ? 3 : 2;

  if (!has_weights (node->op))
    return ng_layer_ref (layer);
  drawn = ng_onnx_node_copy (node);
  for (guint i = 0; i < drawn->tensors->len; i++) {
    NgTensor *tensor = drawn->tensors->pdata[i];

    if (ng_tensor_rank (tensor) < least || !ng_element_is_real (ng_tensor_element (tensor)))
      continue;
    drawn->tensors->pdata[i] = draw (node, tensor, seed, i);
    ng_tensor_unref (tensor);
  }
  return ng_onnx_node_layer (drawn);
}
