#include "core/engine/cost-terms.h"

#include "core/base/format.h"
#include "core/base/limits.h"
#include "core/engine/cost.h"
#include "core/graph/take.h"
#include "core/shape/words.h"

#include <math.h>
#include <string.h>

enum { MOST_LENGTHS = 2, N_POWERS = 3, N_TERMS = 9, STEP = 32, OTHER = 50, MOST_SHOWN = 4 };
/* One layer that is taken out of its net counts for so many, as the net is gone through for it. */
enum { ALONE = 32 };

/* Of a net whose inputs vary in one or two lengths, or of a layer, which may vary in none. */
typedef struct {
  NgNet *net;
  NgType *types; /* of its inputs, in the lengths below */
  gsize n_layers, n_lengths;
  gint64 ids[MOST_LENGTHS];
  char *names[MOST_LENGTHS];
  double *values; /* (layer, power of the second, power of the first); the last layer is the sum */
} Fit;

typedef struct {
  char *key;    /* the factor by what lengths are: two may be called alike */
  char *factor; /* "batch × seq × ", or "" */
  double number;
} Term;

struct _NgCostTerms {
  gsize n_layers;
  GPtrArray **rows; /* of Term; of each layer, NULL where it is not known, and of the sum */
  gboolean is_whole;
};

static void
fit_clear (Fit *self)
{
  for (gsize i = 0; i < MOST_LENGTHS; i++)
    g_free (self->names[i]);
  g_free (self->values);
  g_free (self->types);
  g_clear_pointer (&self->net, ng_net_unref);
}

static void
free_term (gpointer data)
{
  g_free (((Term *) data)->key);
  g_free (((Term *) data)->factor);
  g_free (data);
}

static GPtrArray *
new_row (void)
{
  return g_ptr_array_new_with_free_func (free_term);
}

static Term *
new_term (const char *key, const char *factor, double number)
{
  Term *term = g_new (Term, 1);

  *term = (Term){ g_strdup (key), g_strdup (factor), number };
  return term;
}

/* Terms by their key, while they are added up. */
static GHashTable *
new_sum (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_term);
}

static void
add_term (GHashTable *sum, const char *key, const char *factor, double number)
{
  Term *term = g_hash_table_lookup (sum, key);

  if (term == NULL) {
    term = new_term (key, factor, number);
    g_hash_table_insert (sum, term->key, term);
  } else {
    term->number += number;
  }
}

static gint
compare_terms (gconstpointer a, gconstpointer b)
{
  const Term *left = *(Term *const *) a, *right = *(Term *const *) b;

  /* What does not vary comes last. */
  if ((*left->factor == '\0') != (*right->factor == '\0'))
    return *left->factor == '\0' ? 1 : -1;
  if (left->number != right->number)
    return left->number > right->number ? -1 : 1;
  return strcmp (left->factor, right->factor) != 0 ? strcmp (left->factor, right->factor)
                                                   : strcmp (left->key, right->key);
}

/* @sum: (transfer full) */
static GPtrArray *
sorted_row (GHashTable *sum)
{
  GPtrArray *row = new_row ();
  GHashTableIter iter;
  gpointer term;

  g_hash_table_iter_init (&iter, sum);
  while (g_hash_table_iter_next (&iter, NULL, &term)) {
    g_ptr_array_add (row, term);
    g_hash_table_iter_steal (&iter);
  }
  g_hash_table_unref (sum);
  g_ptr_array_sort (row, compare_terms);
  return row;
}

void
ng_cost_terms_free (NgCostTerms *self)
{
  for (gsize i = 0; i <= self->n_layers; i++)
    g_clear_pointer (&self->rows[i], g_ptr_array_unref);
  g_free (self->rows);
  g_free (self);
}

/* Whether the @n_inputs vary in two lengths at most, which have these @names, and nothing else of
 * them is open. */
static gboolean
find_lengths (Fit *self, gsize n_inputs, const char *const *names)
{
  for (gsize i = 0; i < n_inputs; i++) {
    const NgType *type = &self->types[i];

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
      self->names[k] = ng_dim_label (ng_dim_varying (self->ids[k]), names);
      self->n_lengths++;
    }
  }
  /* One order everywhere, so that equal products of layers are equal words. */
  if (self->n_lengths == 2 && self->ids[0] > self->ids[1]) {
    gint64 id = self->ids[0];
    char *name = self->names[0];

    self->ids[0] = self->ids[1];
    self->names[0] = self->names[1];
    self->ids[1] = id;
    self->names[1] = name;
  }
  return TRUE;
}

/* The multiplications with these sizes, by layer, and their sum. */
static double *
count (const Fit *self, const gint64 *sizes)
{
  NgNet *net = self->net;
  g_autofree NgType *types = g_new (NgType, ng_net_n_inputs (net) + 1);
  double *counts = NULL;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    types[i] = self->types[i];
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
evaluate (const Fit *self, gsize layer, double size)
{
  double sum = 0;

  for (int i = 0; i < N_TERMS; i++)
    sum += self->values[layer * N_TERMS + (gsize) i] * pow (size, i % N_POWERS + i / N_POWERS);
  return sum;
}

/* In how many points the polynomials of so many lengths are known. */
static gsize
points_of (gsize n_lengths)
{
  return n_lengths == 0 ? 1 : n_lengths == 1 ? N_POWERS : N_TERMS;
}

/* Makes coefficients of the values at the points. Returns: whether they are exact */
static gboolean
solve (Fit *self)
{
  for (gsize l = 0; l <= self->n_layers; l++) {
    double *values = self->values + l * N_TERMS;

    for (gsize row = 0; row < points_of (self->n_lengths) / N_POWERS; row++)
      interpolate (values + row * N_POWERS, 1);
    for (gsize column = 0; self->n_lengths == 2 && column < N_POWERS; column++)
      interpolate (values + column, N_POWERS);
    for (int i = 0; i < N_TERMS; i++) {
      values[i] = round (values[i]);
      if (fabs (values[i]) > 9e15)
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
fit (Fit *self)
{
  gsize n_points = points_of (self->n_lengths);
  const gint64 other[MOST_LENGTHS] = { OTHER, OTHER };

  if ((n_points + 1) * self->n_layers > NG_MAX_COSTED)
    return FALSE;
  self->values = g_new0 (double, (self->n_layers + 1) * N_TERMS);
  for (gsize p = 0; p < n_points; p++) {
    gint64 sizes[MOST_LENGTHS] = { STEP * (gint64) (p % N_POWERS + 1),
                                   STEP * (gint64) (p / N_POWERS + 1) };
    g_autofree double *counts = count (self, sizes);

    if (counts == NULL)
      return FALSE;
    for (gsize l = 0; l <= self->n_layers; l++)
      self->values[l * N_TERMS + p] = counts[l];
  }
  if (!solve (self))
    return FALSE;
  if (self->n_lengths == 0)
    return TRUE;
  g_autofree double *check = count (self, other);
  for (gsize l = 0; check != NULL && l <= self->n_layers; l++)
    if (evaluate (self, l, OTHER) != check[l])
      return FALSE;
  return check != NULL;
}

static void
append_power (GString *key, GString *factor, gint64 id, const char *name, int power)
{
  if (power == 0)
    return;
  g_string_append_printf (key, "%" G_GINT64_FORMAT "^%d ", id, power);
  g_string_append_printf (factor, "%s%s × ", name, power == 2 ? "²" : "");
}

/* Layer @layer of what was fitted, or the sum behind them. */
static GPtrArray *
fitted_row (const Fit *self, gsize layer)
{
  GPtrArray *row = new_row ();

  for (int i = N_TERMS - 1; i >= 0; i--) {
    double value = self->values[layer * N_TERMS + (gsize) i];
    g_autoptr (GString) key = g_string_new (NULL), factor = g_string_new (NULL);

    if (value == 0)
      continue;
    append_power (key, factor, self->ids[0], self->names[0], i % N_POWERS);
    append_power (key, factor, self->ids[1], self->names[1], i / N_POWERS);
    g_ptr_array_add (row, new_term (key->str, factor->str, value));
  }
  return row;
}

/* Whether it is known of any output of the layer how many axes it has. */
static gboolean
gives_known (const NgNet *net, gsize layer)
{
  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (net, layer)); i++)
    if (ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) i })->rank >= 0)
      return TRUE;
  return FALSE;
}

/* What the layer costs with the types that it has there, as a net of its own. */
static GPtrArray *
count_alone (NgNet *net, gsize layer)
{
  const NgNetPoint point = { .kind = NG_POINT_LAYER, .layer = (int) layer };
  gsize n = ng_layer_n_inputs (ng_net_layer (net, layer)), n_typed = 0;
  Fit of_layer = { .types = g_new0 (NgType, n + 1), .n_layers = 1 };
  GPtrArray *row = NULL;

  for (gsize i = 0; i < n; i++) {
    NgSource source = ng_net_source (net, layer, i);

    if (source.kind != NG_SOURCE_NONE)
      of_layer.types[n_typed++] = *ng_net_type (net, source);
  }
  if (gives_known (net, layer) && find_lengths (&of_layer, n_typed, ng_net_length_names (net)))
    of_layer.net = ng_net_take (net, &point, 1, &point, 1, NULL);
  for (gsize i = 0; of_layer.net != NULL && i < n; i++) {
    NgSource inside = ng_net_source (of_layer.net, 0, i);

    if (inside.kind == NG_SOURCE_INPUT)
      of_layer.types[inside.index] = *ng_net_type (net, ng_net_source (net, layer, i));
  }
  if (of_layer.net != NULL && fit (&of_layer))
    row = fitted_row (&of_layer, 0);
  fit_clear (&of_layer);
  return row;
}

/* Layer by layer, where the net does not tell as a whole. */
static gboolean
count_each (NgCostTerms *self, NgNet *net)
{
  gsize n_known = 0;

  if (self->n_layers > NG_MAX_COSTED / ALONE)
    return FALSE;
  GHashTable *sum = new_sum ();
  for (gsize l = 0; l < self->n_layers; l++) {
    self->rows[l] = count_alone (net, l);
    n_known += self->rows[l] != NULL;
    for (guint i = 0; self->rows[l] != NULL && i < self->rows[l]->len; i++) {
      const Term *term = self->rows[l]->pdata[i];
      add_term (sum, term->key, term->factor, term->number);
    }
  }
  self->rows[self->n_layers] = sorted_row (sum);
  self->is_whole = n_known == self->n_layers;
  return n_known > 0;
}

NgCostTerms *
ng_net_cost_terms (NgNet *net)
{
  g_autoptr (NgCostTerms) self = g_new0 (NgCostTerms, 1);
  Fit whole = { .net = ng_net_ref (net), .n_layers = ng_net_n_layers (net) };
  gboolean is_known;

  self->n_layers = whole.n_layers;
  self->rows = g_new0 (GPtrArray *, self->n_layers + 1);
  whole.types = g_new (NgType, ng_net_n_inputs (net) + 1);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    whole.types[i] = *ng_net_input_type (net, i);
  is_known = self->is_whole =
      find_lengths (&whole, ng_net_n_inputs (net), ng_net_length_names (net)) &&
      whole.n_lengths > 0 && fit (&whole);
  for (gsize l = 0; self->is_whole && l <= self->n_layers; l++)
    self->rows[l] = fitted_row (&whole, l);
  if (!is_known)
    is_known = count_each (self, net);
  fit_clear (&whole);
  return is_known ? g_steal_pointer (&self) : NULL;
}

char *
ng_cost_terms_text (const NgCostTerms *self, int layer)
{
  const GPtrArray *row = self->rows[layer < 0 ? self->n_layers : (gsize) layer];
  GString *text = g_string_new (NULL);

  for (guint i = 0; row != NULL && i < row->len; i++) {
    const Term *term = row->pdata[i];
    g_autofree char *number = ng_format_count ((gint64) fabs (term->number));

    if (term->number == 0)
      continue;
    if (term->number < 0)
      g_string_append (text, text->len > 0 ? " − " : "−");
    else if (text->len > 0)
      g_string_append (text, " + ");
    g_string_append_printf (text, "%s%s", term->factor, number);
  }
  if (row == NULL || (layer < 0 && !self->is_whole))
    g_string_append (text, text->len > 0 ? " + ?" : "?");
  else if (text->len == 0)
    g_string_append_c (text, '0');
  return g_string_free (text, FALSE);
}

gint64
ng_cost_terms_number (const NgCostTerms *self, int layer)
{
  const GPtrArray *row = self->rows[layer < 0 ? self->n_layers : (gsize) layer];
  gint64 number = 0;

  if (row == NULL || (layer < 0 && !self->is_whole))
    return -1;
  for (guint i = 0; i < row->len; i++) {
    const Term *term = row->pdata[i];

    if (*term->factor != '\0' && term->number != 0)
      return -1;
    number += (gint64) term->number;
  }
  return number;
}

/* ---- bytes ---- */

static gboolean
add_type (GHashTable *sum, const NgNet *net, const NgType *type)
{
  guint bits = type->element != NG_ELEMENT_NONE ? ng_element_bits (type->element) : 32;
  g_autoptr (GString) key = g_string_new (NULL), factor = g_string_new (NULL);
  double bytes = bits / 8.0;
  gboolean is_known = type->rank >= 0 && bits > 0;

  for (int axis = 0; axis < type->rank; axis++) {
    NgDim dim = type->dims[axis];

    if (dim.state == NG_DIM_NUMBER) {
      bytes *= (double) dim.value;
    } else if (dim.state == NG_DIM_VARYING) {
      g_autofree char *name = ng_dim_label (dim, ng_net_length_names (net));
      append_power (key, factor, dim.value, name, 1);
    } else {
      is_known = FALSE;
    }
  }
  if (is_known && bytes < 9e15)
    add_term (sum, key->str, factor->str, bytes);
  return is_known && bytes < 9e15;
}

char *
ng_net_activation_terms (const NgNet *net, int layer)
{
  GHashTable *sum = new_sum ();
  gboolean is_known = TRUE;
  gsize n = layer < 0 ? ng_net_n_layers (net) : (gsize) layer + 1;

  for (gsize l = layer < 0 ? 0 : (gsize) layer; is_known && l < n; l++)
    for (gsize o = 0; is_known && o < ng_layer_n_outputs (ng_net_layer (net, l)); o++)
      is_known =
          add_type (sum, net, ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) l, (int) o }));
  g_autoptr (GPtrArray) terms = sorted_row (sum);
  if (!is_known)
    return NULL;
  GString *text = g_string_new (NULL);
  int n_shown = 0;
  for (guint i = 0; i < terms->len && n_shown < MOST_SHOWN; i++) {
    const Term *term = terms->pdata[i];
    g_autofree char *bytes = ng_format_bytes ((guint64) term->number);

    g_string_append_printf (text, "%s%s%s", n_shown++ > 0 ? " + " : "", term->factor, bytes);
  }
  if (terms->len > MOST_SHOWN)
    g_string_append (text, " + …");
  return g_string_free (text, FALSE);
}
