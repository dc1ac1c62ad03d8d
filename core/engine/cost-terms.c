#include "core/engine/cost-terms.h"

#include "core/base/format.h"
#include "core/base/limits.h"
#include "core/engine/cost.h"
#include "core/shape/words.h"

#include <math.h>
#include <string.h>

enum { MOST_LENGTHS = 2, N_POWERS = 3, N_TERMS = 9, STEP = 32, OTHER = 50, MOST_SHOWN = 4 };

struct _NgCostTerms {
  gsize n_layers, n_lengths;
  gint64 ids[MOST_LENGTHS];
  char *names[MOST_LENGTHS];
  double *values; /* (layer, power of the second, power of the first); the last layer is the sum */
};

void
ng_cost_terms_free (NgCostTerms *self)
{
  for (gsize i = 0; i < MOST_LENGTHS; i++)
    g_free (self->names[i]);
  g_free (self->values);
  g_free (self);
}

/* Whether the inputs vary in one or two lengths, and nothing else of them is open. */
static gboolean
find_lengths (NgCostTerms *self, const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgType *type = ng_net_input_type (net, i);

    if (type->rank < 0)
      return FALSE;
    for (int axis = 0; axis < type->rank; axis++) {
      gsize k = 0;

      if (type->dims[axis].state == NG_DIM_UNKNOWN)
        return FALSE;
      if (type->dims[axis].state == NG_DIM_NUMBER)
        continue;
      while (k < self->n_lengths && self->ids[k] != type->dims[axis].value)
        k++;
      if (k == MOST_LENGTHS)
        return FALSE;
      if (k < self->n_lengths)
        continue;
      self->ids[k] = type->dims[axis].value;
      self->names[k] = ng_dim_label (ng_dim_varying (self->ids[k]), ng_net_length_names (net));
      self->n_lengths++;
    }
  }
  return self->n_lengths > 0;
}

/* The multiplications with these sizes, by layer, and their sum. */
static double *
count (const NgCostTerms *self, NgNet *net, const gint64 *sizes)
{
  g_autofree NgType *types = g_new (NgType, ng_net_n_inputs (net) + 1);
  double *counts = NULL;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    types[i] = *ng_net_input_type (net, i);
    for (int axis = 0; axis < types[i].rank; axis++)
      for (gsize k = 0; k < self->n_lengths; k++)
        if (ng_dim_equal (types[i].dims[axis], ng_dim_varying (self->ids[k])))
          types[i].dims[axis] = ng_dim_number (sizes[k]);
  }
  g_autoptr (NgNet) bound = ng_net_with_input_types (net, types, NULL);
  g_autofree gint64 *found = bound != NULL ? ng_net_layers_multiply_adds (bound) : NULL;
  if (found == NULL)
    return NULL;
  counts = g_new0 (double, self->n_layers + 1);
  for (gsize l = 0; l < self->n_layers; l++) {
    counts[l] = (double) found[l];
    counts[self->n_layers] += counts[l];
  }
  return counts;
}

/* Values at STEP, 2 STEP and 3 STEP, @stride apart, become the coefficients of powers 0, 1, 2. */
static void
interpolate (double *values, gsize stride)
{
  double first = values[0], middle = values[stride], last = values[2 * stride];
  double square = (last - 2 * middle + first) / (2.0 * STEP * STEP);
  double slope = (middle - first) / STEP;

  values[0] = first - STEP * slope + 2.0 * STEP * STEP * square;
  values[stride] = slope - 3.0 * STEP * square;
  values[2 * stride] = square;
}

static double
evaluate (const NgCostTerms *self, gsize layer, double size)
{
  double sum = 0;

  for (int i = 0; i < N_TERMS; i++)
    sum += self->values[layer * N_TERMS + (gsize) i] * pow (size, i % N_POWERS + i / N_POWERS);
  return sum;
}

static gboolean
fit (NgCostTerms *self, NgNet *net)
{
  gsize n_points = self->n_lengths == 2 ? N_TERMS : N_POWERS;
  const gint64 other[MOST_LENGTHS] = { OTHER, OTHER };

  if ((n_points + 1) * self->n_layers > NG_MAX_COSTED)
    return FALSE;
  self->values = g_new0 (double, (self->n_layers + 1) * N_TERMS);
  for (gsize p = 0; p < n_points; p++) {
    gint64 sizes[MOST_LENGTHS] = { STEP * (gint64) (p % N_POWERS + 1),
                                   STEP * (gint64) (p / N_POWERS + 1) };
    g_autofree double *counts = count (self, net, sizes);

    if (counts == NULL)
      return FALSE;
    for (gsize l = 0; l <= self->n_layers; l++)
      self->values[l * N_TERMS + p] = counts[l];
  }
  g_autofree double *check = count (self, net, other);
  if (check == NULL)
    return FALSE;
  for (gsize l = 0; l <= self->n_layers; l++) {
    double *values = self->values + l * N_TERMS;

    for (gsize row = 0; row < n_points / N_POWERS; row++)
      interpolate (values + row * N_POWERS, 1);
    for (gsize column = 0; self->n_lengths == 2 && column < N_POWERS; column++)
      interpolate (values + column, N_POWERS);
    for (int i = 0; i < N_TERMS; i++) {
      values[i] = round (values[i]);
      if (values[i] < 0 || values[i] > 9e15)
        return FALSE;
    }
    if (evaluate (self, l, OTHER) != check[l])
      return FALSE;
  }
  return TRUE;
}

NgCostTerms *
ng_net_cost_terms (NgNet *net)
{
  g_autoptr (NgCostTerms) self = g_new0 (NgCostTerms, 1);

  self->n_layers = ng_net_n_layers (net);
  return find_lengths (self, net) && fit (self, net) ? g_steal_pointer (&self) : NULL;
}

static void
append_power (GString *text, const char *name, int power)
{
  if (power > 0)
    g_string_append_printf (text, "%s%s × ", name, power == 2 ? "²" : "");
}

char *
ng_cost_terms_text (const NgCostTerms *self, int layer)
{
  gsize row = layer < 0 ? self->n_layers : (gsize) layer;
  GString *text = g_string_new (NULL);

  for (int i = N_TERMS - 1; i >= 0; i--) {
    gint64 value = (gint64) self->values[row * N_TERMS + (gsize) i];
    g_autofree char *number = ng_format_count (value);

    if (value == 0)
      continue;
    if (text->len > 0)
      g_string_append (text, " + ");
    append_power (text, self->names[0], i % N_POWERS);
    append_power (text, self->names[1], i / N_POWERS);
    g_string_append (text, number);
  }
  if (text->len == 0)
    g_string_append_c (text, '0');
  return g_string_free (text, FALSE);
}

/* ---- bytes ---- */

typedef struct {
  char *factor; /* "batch × seq × ", or "" */
  double bytes;
} Term;

static void
free_term (gpointer data)
{
  g_free (((Term *) data)->factor);
  g_free (data);
}

/* @terms: of Term, by factor */
static void
add_term (GHashTable *terms, char *factor, double bytes)
{
  Term *term = g_hash_table_lookup (terms, factor);

  if (term != NULL) {
    g_free (factor);
  } else {
    term = g_new0 (Term, 1);
    term->factor = factor;
    g_hash_table_insert (terms, factor, term);
  }
  term->bytes += bytes;
}

static gboolean
add_type (GHashTable *terms, const NgNet *net, const NgType *type)
{
  guint bits = type->element != NG_ELEMENT_NONE ? ng_element_bits (type->element) : 32;
  GString *factor = g_string_new (NULL);
  double bytes = bits / 8.0;
  gboolean is_known = type->rank >= 0 && bits > 0;

  for (int axis = 0; axis < type->rank; axis++) {
    NgDim dim = type->dims[axis];

    if (dim.state == NG_DIM_NUMBER) {
      bytes *= (double) dim.value;
    } else if (dim.state == NG_DIM_VARYING) {
      g_autofree char *name = ng_dim_label (dim, ng_net_length_names (net));
      g_string_append_printf (factor, "%s × ", name);
    } else {
      is_known = FALSE;
    }
  }
  if (is_known && bytes < 9e15)
    add_term (terms, g_string_free (factor, FALSE), bytes);
  else
    g_string_free (factor, TRUE);
  return is_known && bytes < 9e15;
}

static gint
compare_terms (gconstpointer a, gconstpointer b)
{
  const Term *left = a, *right = b;

  /* What does not vary comes last. */
  if ((*left->factor == '\0') != (*right->factor == '\0'))
    return *left->factor == '\0' ? 1 : -1;
  if (left->bytes != right->bytes)
    return left->bytes > right->bytes ? -1 : 1;
  return strcmp (left->factor, right->factor);
}

char *
ng_net_activation_terms (const NgNet *net, int layer)
{
  g_autoptr (GHashTable) terms = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_term);
  g_autoptr (GList) sorted = NULL;
  gsize n = layer < 0 ? ng_net_n_layers (net) : (gsize) layer + 1;

  for (gsize l = layer < 0 ? 0 : (gsize) layer; l < n; l++)
    for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, l)); o++)
      if (!add_type (
              terms, net, ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) l, (int) o })))
        return NULL;
  sorted = g_list_sort (g_hash_table_get_values (terms), compare_terms);
  GString *text = g_string_new (NULL);
  int n_shown = 0;
  for (const GList *link = sorted; link != NULL && n_shown < MOST_SHOWN; link = link->next) {
    const Term *term = link->data;
    g_autofree char *bytes = ng_format_bytes ((guint64) term->bytes);

    g_string_append_printf (text, "%s%s%s", n_shown++ > 0 ? " + " : "", term->factor, bytes);
  }
  if (g_hash_table_size (terms) > MOST_SHOWN)
    g_string_append (text, " + …");
  return g_string_free (text, FALSE);
}
