/* Whether a node fits for any lengths at all. It was lowered with sizes that stand in for lengths,
 * and did not fit; that may be due to these sizes. So others are chosen: 1, and what its numbers
 * suggest, in all combinations. Where none fits, what does not fit are the numbers. Of several
 * lengths, and of one that is computed from others, that is said only where every choice fails for
 * the same numbers. */

#include "core/operators/probe.h"

#include <math.h>
#include <string.h>

/* As many sizes for one length, and as many runs. */
enum { MOST_SIZES = 64, MOST_RUNS = 1024 };

/* A size that stands for the one which a length has in a trial. */
#define OWN_SIZE (-1.0)

typedef struct {
  double sizes[MOST_SIZES];
  gsize n;
  gboolean has_more;     /* than there is room for */
  gboolean has_computed; /* whether one of the lengths is a formula in others */
} Sizes;

static void
add_size (Sizes *self, double size)
{
  if ((size != OWN_SIZE && (size < 0 || size > NG_MAX_ELEMENTS)) || size != floor (size))
    return;
  for (gsize i = 0; i < self->n; i++)
    if (self->sizes[i] == size)
      return;
  if (self->n < MOST_SIZES)
    self->sizes[self->n++] = size;
  else
    self->has_more = TRUE;
}

/* Puts a length among the chosen, or a number among the sizes. Returns: whether there was room */
static gboolean
add_dim (NgProbe *probe, Sizes *sizes, NgDim dim)
{
  double own[2] = { ng_relation_size (probe->relation, dim, 0),
                    ng_relation_size (probe->relation, dim, 1) };

  if (own[0] == NG_NO_SIZE || own[1] == NG_NO_SIZE)
    return FALSE;
  if (own[0] == own[1]) {
    add_size (sizes, own[0]);
    return TRUE;
  }
  for (gsize i = 0; i < probe->n_chosen; i++)
    if (memcmp (probe->chosen[i].sizes, own, sizeof own) == 0)
      return TRUE;
  if (probe->n_chosen == NG_MAX_CHOSEN)
    return FALSE;
  memcpy (probe->chosen[probe->n_chosen++].sizes, own, sizeof own);
  sizes->has_computed |= ng_relation_is_computed (probe->relation, dim);
  return TRUE;
}

/* The product of the numbers among dimensions. */
static double
product_of (const NgType *type)
{
  double product = 1;

  for (int axis = 0; axis < type->rank; axis++)
    if (type->dims[axis].state == NG_DIM_NUMBER && type->dims[axis].value > 0)
      product *= (double) type->dims[axis].value;
  return product;
}

/* Sizes a with which a × @one, or its powers, are b × @other: the least of a and of b, with their
 * roots, as a length may stand on several axes. */
static void
add_quotients (Sizes *sizes, double one, double other)
{
  double a = one, b = other;

  /* Larger ones are no longer exact. */
  if (one * other > 9e15) {
    sizes->has_more = TRUE;
    return;
  }
  while (b > 0) {
    double rest = fmod (a, b);

    a = b;
    b = rest;
  }
  double quotients[] = { other / a, one / a, one * other / (a * a) };
  for (gsize i = 0; i < G_N_ELEMENTS (quotients); i++) {
    add_size (sizes, quotients[i]);
    for (int power = 2; power <= NG_MAX_RANK; power++) {
      double root = round (pow (quotients[i], 1.0 / power));

      if (pow (root, power) == quotients[i])
        add_size (sizes, root);
    }
  }
}

/* Numbers that are asked for, their squares and sum, and what an input lacks to be as many as their
 * product, or a multiple of it. */
static void
add_numbers (const NgProbe *probe, Sizes *sizes, const double *numbers, gsize n, gboolean is_list)
{
  double sum = 0, product = 1;
  /* Reshape copies a dimension where 0 is asked for. */
  gboolean has_zero = is_list && !g_str_equal (probe->node->op, "Reshape");

  for (gsize i = 0; i < n; i++) {
    if (numbers[i] != 0 || has_zero)
      add_size (sizes, fabs (numbers[i]));
    if (numbers[i] != 0)
      add_size (sizes, numbers[i] * numbers[i]);
    sum += fabs (numbers[i]);
    product *= numbers[i] > 0 ? numbers[i] : 1;
  }
  if (sum > 0)
    add_size (sizes, sum);
  for (gsize i = 0; i < probe->node->n_operands; i++) {
    if (ng_operand_is_present (probe->node, i) && probe->known[i] == NULL)
      add_quotients (sizes, product_of (&probe->types[i]), product);
  }
}

static void
add_attributes (const NgProbe *probe, Sizes *sizes)
{
  for (guint i = 0; i < probe->node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (probe->node->attributes, NgAttribute, i);
    gsize n = attribute->kind == NG_ATTRIBUTE_INTEGERS ? MIN (attribute->numbers->len, 64) : 0;
    double numbers[64] = { (double) attribute->integer };

    for (gsize j = 0; j < n; j++)
      numbers[j] = (double) g_array_index (attribute->numbers, gint64, j);
    if (attribute->kind == NG_ATTRIBUTE_INTEGER || n > 0)
      add_numbers (probe, sizes, numbers, MAX (n, 1), n > 0);
  }
}

/* Groups, heads and the like have so many rows each as the other inputs say. */
static void
add_multiples (const NgProbe *probe, Sizes *sizes)
{
  for (guint i = 0; i < probe->node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (probe->node->attributes, NgAttribute, i);

    if (attribute->kind != NG_ATTRIBUTE_INTEGER || attribute->integer < 2)
      continue;
    for (gsize j = 0; j < probe->node->n_operands; j++)
      for (int axis = 0; axis < probe->types[j].rank; axis++)
        if (probe->types[j].dims[axis].state == NG_DIM_NUMBER)
          add_size (sizes, (double) attribute->integer * (double) probe->types[j].dims[axis].value);
  }
}

/* Values that are known: lengths among them are to be chosen. Returns: whether there was room */
static gboolean
add_known (NgProbe *probe, Sizes *sizes, const NgTensor *known)
{
  gint64 n = ng_tensor_count (known);
  double numbers[64];
  gsize n_numbers = 0;

  if (n > NG_MAX_KNOWN || ng_tensor_element (known) == NG_ELEMENT_STRING)
    return TRUE;
  for (gint64 i = 0; i < n; i++) {
    gint64 id = ng_known_symbol (known, i);

    if (id > 0 && !add_dim (probe, sizes, ng_dim_varying (id)))
      return FALSE;
    if (id == 0 && n_numbers < G_N_ELEMENTS (numbers))
      numbers[n_numbers++] = ng_tensor_get_real (known, i);
  }
  add_numbers (probe, sizes, numbers, n_numbers, TRUE);
  return TRUE;
}

/* Goes behind the next number of a message. One in a word, as in "Col2Im", is none. Returns:
 * whether there was one */
static gboolean
next_number (const char **message, double *number)
{
  gboolean is_word = FALSE;

  for (; **message != '\0'; (*message)++) {
    if (g_ascii_isdigit (**message) && !is_word) {
      *number = g_ascii_strtod (*message, (char **) message);
      return TRUE;
    }
    is_word = g_ascii_isalnum (**message);
  }
  return FALSE;
}

/* What does not fit is told with the number that it should be. */
static void
add_told (Sizes *sizes, const char *message)
{
  double number;

  while (next_number (&message, &number))
    add_size (sizes, number);
}

/* Finds the lengths at the node, and sizes for them, the likeliest first. @message: why it does not
 * fit. Returns: whether all lengths were found */
static gboolean
collect (NgProbe *probe, Sizes *sizes, const char *message)
{
  gboolean is_whole = TRUE;

  add_size (sizes, 1);
  add_size (sizes, OWN_SIZE);
  add_told (sizes, message);
  for (gsize i = 0; i < probe->node->n_operands; i++)
    for (int axis = 0; axis < probe->types[i].rank; axis++)
      is_whole = is_whole && add_dim (probe, sizes, probe->types[i].dims[axis]);
  for (gsize i = 0; i < probe->node->n_operands; i++)
    if (ng_operand_is_present (probe->node, i) && probe->known[i] != NULL)
      is_whole = is_whole && add_known (probe, sizes, probe->known[i]);
  add_attributes (probe, sizes);
  add_multiples (probe, sizes);
  for (int size = 2; size <= 4; size++)
    add_size (sizes, size);
  return is_whole;
}

/* What a number is called that was @first in one trial and @second in the next. */
static gboolean
append_length (const NgProbe *probe, GString *text, double first, double second)
{
  for (gsize i = 0; i < probe->node->n_operands; i++) {
    for (int axis = 0; axis < probe->types[i].rank; axis++) {
      NgType type = ng_type_of_rank (1);

      type.dims[0] = probe->types[i].dims[axis];
      if (ng_relation_size (probe->relation, type.dims[0], 0) != first ||
          ng_relation_size (probe->relation, type.dims[0], 1) != second)
        continue;
      g_autofree char *words = ng_relation_describe (probe->relation, &type);
      g_string_append_len (text, words + 1, (gssize) strlen (words) - 2);
      return TRUE;
    }
  }
  return FALSE;
}

/* The same of the choice of which all lengths are 1, and the one that was made. */
static gboolean
append_chosen (const NgProbe *probe, GString *text, double first, double second)
{
  for (gsize i = 0; first == 1 && i < probe->n_chosen; i++) {
    if (probe->chosen[i].size == second) {
      g_string_append_c (text, '?');
      return TRUE;
    }
  }
  return FALSE;
}

typedef gboolean (*AppendFunc) (const NgProbe *probe, GString *text, double first, double second);

/* What is said in both trials, with lengths in the place of their sizes, as @append writes them.
 * NULL where these differ otherwise. */
static char *
name_lengths (const NgProbe *probe, AppendFunc append, const char *a, const char *b)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (*a != '\0' && *b != '\0') {
    if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b)) {
      char *after_a, *after_b;
      double first = g_ascii_strtod (a, &after_a), second = g_ascii_strtod (b, &after_b);

      if (first == second)
        g_string_append_len (text, a, after_a - a);
      else if (!append (probe, text, first, second))
        return NULL;
      a = after_a;
      b = after_b;
    } else if (*a != *b) {
      return NULL;
    } else {
      g_string_append_c (text, *a++);
      b++;
    }
  }
  return *a == *b ? g_strdup (text->str) : NULL;
}

/* What is said of choices that do not fit. */
typedef struct {
  char *text;        /* of the first, where all lengths are 1 */
  gboolean is_equal; /* whether it is said of all */
  gboolean is_alike; /* the same, but for the sizes of the lengths */
} Told;

/* Whether no choice of the sizes makes the node fit, as far as may be tried. */
static gboolean
never_fits (NgProbe *probe, const Sizes *sizes, gsize n_sizes, Told *told)
{
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (probe->node->n_results, 1));
  gsize places[NG_MAX_CHOSEN] = { 0 }, at;

  do {
    g_autoptr (GError) error = NULL;

    for (gsize i = 0; i < probe->n_chosen; i++) {
      double size = sizes->sizes[places[i]];
      probe->chosen[i].size = size == OWN_SIZE ? probe->chosen[i].sizes[0] : size;
    }
    if (!ng_relation_may_try (probe->relation) || ng_probe_run (probe, 0, shapes, NULL, &error) ||
        !ng_probe_is_conflict (error))
      return FALSE;
    if (told->text == NULL)
      told->text = g_strdup (error->message);
    g_autofree char *named = name_lengths (probe, append_chosen, told->text, error->message);
    told->is_equal = told->is_equal && g_str_equal (told->text, error->message);
    told->is_alike = told->is_alike && named != NULL;
    for (at = 0; at < probe->n_chosen && ++places[at] == n_sizes; at++)
      places[at] = 0;
  } while (at < probe->n_chosen);
  return TRUE;
}

/* Whether what is said shows that the lengths have no part in it. @is_tried: whether all sizes
 * were. Several lengths would take more sizes; of those computed from one, which are chosen apart,
 * not all can be told apart. */
static gboolean
is_proven (const NgProbe *probe, const Sizes *sizes, gboolean is_tried, const Told *told)
{
  const char *text = told->text;
  double number;
  gboolean is_simple = probe->n_chosen == 1 && !sizes->has_computed;

  if (is_tried && is_simple)
    return TRUE;
  return (is_tried ? told->is_alike : told->is_equal) && next_number (&text, &number);
}

gboolean
ng_probe_is_conflict (const GError *error)
{
  return error != NULL && !ng_error_has_tag (error, "NetGraph::operator") &&
         !ng_error_has_tag (error, "ONNX::constant");
}

void
ng_probe_report_lengths (NgProbe *probe, const GError *reason)
{
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (probe->node->n_results, 1));
  g_autoptr (GError) other = NULL;
  g_autofree char *named = NULL;
  Sizes sizes = { { 0 }, 0, FALSE, FALSE };
  Told told = { NULL, TRUE, TRUE };
  gboolean is_whole = collect (probe, &sizes, reason->message);
  gsize n_sizes = sizes.n;

  if (!is_whole || probe->n_chosen == 0)
    return;
  while (n_sizes > 2 && pow ((double) n_sizes, (double) probe->n_chosen) > MOST_RUNS)
    n_sizes--;
  gboolean is_conflict = never_fits (probe, &sizes, n_sizes, &told) &&
                         is_proven (probe, &sizes, n_sizes == sizes.n && !sizes.has_more, &told);
  g_autofree char *of_ones = told.text;
  if (!is_conflict)
    return;
  probe->n_chosen = 0;
  if (!ng_probe_run (probe, 1, shapes, NULL, &other) && other != NULL)
    named = name_lengths (probe, append_length, reason->message, other->message);
  ng_relation_fail (probe->relation, "ONNX::operator", "%s", named != NULL ? named : of_ones);
  if (named == NULL)
    ng_relation_hint (probe->relation,
                      "that is so where each symbolic length is 1; "
                      "no other that its numbers suggest fits either");
}
