/* Whether a node fits for any lengths at all. It was lowered with sizes that stand in for lengths,
 * and did not fit; that may be due to these sizes. So others are chosen: 1, and what its numbers
 * suggest, in all combinations. Where none fits, what does not fit are the numbers. */

#include "core/operators/probe.h"

#include <math.h>
#include <string.h>

/* As many sizes for one length, and as many runs. */
enum { MOST_SIZES = 32, MOST_RUNS = 1024 };

/* A size that stands for the one which a length has in a trial. */
#define OWN_SIZE (-1.0)

typedef struct {
  double sizes[MOST_SIZES];
  gsize n;
} Sizes;

static void
add_size (Sizes *self, double size)
{
  if (self->n == MOST_SIZES || (size != OWN_SIZE && (size < 0 || size > NG_MAX_ELEMENTS)) ||
      size != floor (size))
    return;
  for (gsize i = 0; i < self->n; i++)
    if (self->sizes[i] == size)
      return;
  self->sizes[self->n++] = size;
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

/* Numbers that are asked for, their squares and sum, and what an input lacks to be as many as their
 * product. */
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
      add_size (sizes, product / product_of (&probe->types[i]));
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

/* Finds the lengths at the node, and sizes for them, the likeliest first. Returns: whether all
 * lengths were found */
static gboolean
collect (NgProbe *probe, Sizes *sizes)
{
  gboolean is_whole = TRUE;

  add_size (sizes, 1);
  add_size (sizes, OWN_SIZE);
  for (gsize i = 0; i < probe->node->n_operands; i++)
    for (int axis = 0; axis < probe->types[i].rank; axis++)
      is_whole = is_whole && add_dim (probe, sizes, probe->types[i].dims[axis]);
  for (gsize i = 0; i < probe->node->n_operands; i++)
    if (ng_operand_is_present (probe->node, i) && probe->known[i] != NULL)
      is_whole = is_whole && add_known (probe, sizes, probe->known[i]);
  add_attributes (probe, sizes);
  for (int size = 2; size <= 4; size++)
    add_size (sizes, size);
  return is_whole;
}

/* Whether no choice of the sizes makes the node fit, as far as may be tried. @text: what is said of
 * the first choice, where all lengths are 1. @is_equal: whether the same is said of every choice */
static gboolean
never_fits (NgProbe *probe, const Sizes *sizes, gsize n_sizes, char **text, gboolean *is_equal)
{
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (probe->node->n_results, 1));
  gsize places[NG_MAX_CHOSEN] = { 0 }, at;

  *is_equal = TRUE;
  do {
    g_autoptr (GError) error = NULL;

    for (gsize i = 0; i < probe->n_chosen; i++) {
      double size = sizes->sizes[places[i]];
      probe->chosen[i].size = size == OWN_SIZE ? probe->chosen[i].sizes[0] : size;
    }
    if (!ng_relation_may_try (probe->relation) || ng_probe_run (probe, 0, shapes, NULL, &error) ||
        !ng_probe_is_conflict (error))
      return FALSE;
    if (*text == NULL)
      *text = g_strdup (error->message);
    *is_equal = *is_equal && g_str_equal (*text, error->message);
    for (at = 0; at < probe->n_chosen && ++places[at] == n_sizes; at++)
      places[at] = 0;
  } while (at < probe->n_chosen);
  return TRUE;
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

/* What is said in both trials, with lengths in the place of their sizes. NULL where these differ
 * otherwise. */
static char *
name_lengths (const NgProbe *probe, const char *a, const char *b)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (*a != '\0' && *b != '\0') {
    if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b)) {
      char *after_a, *after_b;
      double first = g_ascii_strtod (a, &after_a), second = g_ascii_strtod (b, &after_b);

      if (first == second)
        g_string_append_len (text, a, after_a - a);
      else if (!append_length (probe, text, first, second))
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
  g_autofree char *of_ones = NULL;
  g_autofree char *named = NULL;
  Sizes sizes = { { 0 }, 0 };
  gboolean is_whole = collect (probe, &sizes), is_equal;
  gsize n_sizes = sizes.n;

  if (!is_whole || probe->n_chosen == 0)
    return;
  while (n_sizes > 2 && pow ((double) n_sizes, (double) probe->n_chosen) > MOST_RUNS)
    n_sizes--;
  if (!never_fits (probe, &sizes, n_sizes, &of_ones, &is_equal))
    return;
  /* Where not all sizes are tried, that all tell the same numbers shows that it is not for them. */
  if (n_sizes < sizes.n && (!is_equal || strpbrk (of_ones, "0123456789") == NULL))
    return;
  probe->n_chosen = 0;
  if (!ng_probe_run (probe, 1, shapes, NULL, &other) && other != NULL)
    named = name_lengths (probe, reason->message, other->message);
  ng_relation_fail (probe->relation, "ONNX::operator", "%s", named != NULL ? named : of_ones);
  if (named == NULL)
    ng_relation_hint (probe->relation,
                      "that is so where each symbolic length is 1; no length fits");
}
