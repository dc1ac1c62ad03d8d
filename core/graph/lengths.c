#include "core/graph/lengths.h"

#include <math.h>
#include <string.h>

/* Lengths of the first axes are large enough for the windows of sounds and pictures, and three of
 * them together not too large; in the trials they differ so much that what is left of them after
 * many steps still differs. */
static const int factors[2][20] = {
  { 17, 67, 23, 19, 29, 31, 37, 13, 41, 11, 43, 47, 53, 7, 59, 61, 71, 73, 79, 83 },
  { 5, 103, 9, 43, 61, 37, 53, 31, 47, 59, 67, 71, 73, 79, 83, 89, 97, 101, 107, 109 },
};
/* One more than what halving goes into often. */
static const int odd[20] = { 257,  449,  641,  2113, 2689, 2753, 3137, 3329, 3457, 3649,
                             4289, 4481, 4673, 4801, 4993, 5441, 5569, 5953, 6337, 6529 };
enum { N_FACTORS = 20, MOST_BASES = 8, MOST_DEPTH = 2 };

NgLengthSizes
ng_length_sizes (guint index)
{
  guint turn = index / N_FACTORS, place = index % N_FACTORS;

  return (NgLengthSizes){ { 12.0 * factors[0][place],
                            24.0 * factors[1][(place + 3 * turn) % N_FACTORS],
                            odd[(place + 7 * turn) % N_FACTORS] + 64.0 * turn } };
}

/* ---- how a length is written ---- */

static gboolean
is_whole (double x)
{
  return fabs (x) < 1e15 && x == floor (x);
}

typedef struct {
  const NgNamedLength *bases;
  gsize n;
} Bases;

/* Whether a trial tells nothing of these two. */
static gboolean
is_open (const NgLengthSizes *a, const NgLengthSizes *b, int trial)
{
  return a->size[trial] == NG_NO_SIZE || b->size[trial] == NG_NO_SIZE;
}

/* "2*seq+1" of a factor, a name and what is added. */
static char *
write_linear (gint64 factor, const char *name, gint64 offset)
{
  GString *text = g_string_new (NULL);

  if (factor == -1)
    g_string_append_c (text, '-');
  else if (factor != 1)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "*", factor);
  g_string_append (text, name);
  if (offset != 0)
    g_string_append_printf (text, "%+" G_GINT64_FORMAT, offset);
  return g_string_free (text, FALSE);
}

/* ⌊(b + c) / q⌋ with the whole numbers c that all trials admit. */
static char *
write_rounded (const NgLengthSizes *sizes,
               const NgNamedLength *base,
               gint64 quotient,
               double *added)
{
  double low = -HUGE_VAL, high = HUGE_VAL;

  for (int t = 0; t < NG_N_TRIALS; t++) {
    double least = (double) quotient * sizes->size[t] - base->sizes.size[t];

    if (is_open (sizes, &base->sizes, t))
      continue;
    low = MAX (low, least);
    high = MIN (high, least + (double) quotient - 1);
  }
  double most = (double) MAX (2 * quotient, 16);
  if (low > high || low > most || high < -most)
    return NULL;
  *added = 0;
  if (low <= 0 && high >= 0)
    return sizes->size[2] == NG_NO_SIZE
               ? g_strdup_printf ("%s/%" G_GINT64_FORMAT, base->name, quotient)
               : g_strdup_printf ("floor(%s/%" G_GINT64_FORMAT ")", base->name, quotient);
  if (low <= (double) quotient - 1 && high >= (double) quotient - 1)
    return g_strdup_printf ("ceil(%s/%" G_GINT64_FORMAT ")", base->name, quotient);
  /* Others that all trials admit would say something else of other lengths. */
  if (low != high)
    return NULL;
  *added = fabs (low);
  return g_strdup_printf (
      "floor((%s%+" G_GINT64_FORMAT ")/%" G_GINT64_FORMAT ")", base->name, (gint64) low, quotient);
}

/* Of one base: p b + c, or b / q rounded; @added is the size of c. */
static char *
find_linear (const NgLengthSizes *sizes, const NgNamedLength *base, double *added)
{
  double factor = (sizes->size[1] - sizes->size[0]) / (base->sizes.size[1] - base->sizes.size[0]);
  double offset = sizes->size[0] - factor * base->sizes.size[0];

  if (is_whole (factor) && factor != 0 && fabs (offset) <= 4096) {
    if (!is_open (sizes, &base->sizes, 2) &&
        factor * base->sizes.size[2] + offset != sizes->size[2])
      return NULL;
    *added = fabs (offset);
    return write_linear ((gint64) factor, base->name, (gint64) offset);
  }
  if (factor <= 0 || factor >= 0.75)
    return NULL;
  /* Roundings blur the quotient; what was divided most often by two is the likeliest. */
  gint64 middle = (gint64) round (1 / factor), margin = middle / 8;
  for (gint64 step = 64; step > 0; step /= 2)
    for (gint64 q = MAX (middle - margin, 2); q <= middle + margin; q++) {
      char *found = q % step == 0 ? write_rounded (sizes, base, q, added) : NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_sum (const char *text)
{
  int depth = 0;

  for (const char *c = text; *c != '\0'; c++) {
    depth += (*c == '(') - (*c == ')');
    if (depth == 0 && (*c == '+' || *c == '-'))
      return TRUE;
  }
  return FALSE;
}

/* "name*rest" or "name+rest". */
static char *
join (const char *name, char sign, char *rest)
{
  char *joined;

  if (rest == NULL)
    return NULL;
  if (sign == '+')
    joined = g_strconcat (name, *rest == '-' ? "" : "+", rest, NULL);
  else
    joined = has_sum (rest) ? g_strconcat (name, "*(", rest, ")", NULL)
                            : g_strconcat (name, "*", rest, NULL);
  g_free (rest);
  return joined;
}

static char *find (const Bases *self, const NgLengthSizes *sizes, gsize first, int depth);

/* What is left of a product or a sum where base @index is taken out. */
static char *
find_rest (const Bases *self, const NgLengthSizes *sizes, gsize index, char sign, int depth)
{
  const NgNamedLength *base = &self->bases[index];
  NgLengthSizes rest;

  for (int t = 0; t < NG_N_TRIALS; t++) {
    double b = base->sizes.size[t];

    rest.size[t] = is_open (sizes, &base->sizes, t) ? NG_NO_SIZE
                   : sign == '*'                    ? sizes->size[t] / b
                                                    : sizes->size[t] - b;
    if (rest.size[t] != NG_NO_SIZE && (!is_whole (rest.size[t]) || rest.size[t] == 0))
      return NULL;
  }
  /* A factor may stand twice. */
  return join (base->name, sign, find (self, &rest, sign == '*' ? index : index + 1, depth + 1));
}

/* The one to which least is added. */
static char *
find_best (const Bases *self, const NgLengthSizes *sizes, gsize first)
{
  double least = HUGE_VAL, added = 0;
  char *best = NULL;

  for (gsize i = first; i < self->n && least > 0; i++) {
    g_autofree char *found = find_linear (sizes, &self->bases[i], &added);
    if (found == NULL || added >= least)
      continue;
    least = added;
    g_free (best);
    best = g_steal_pointer (&found);
  }
  return best;
}

static char *
find (const Bases *self, const NgLengthSizes *sizes, gsize first, int depth)
{
  char *found = find_best (self, sizes, first);

  for (gsize i = first; found == NULL && depth < MOST_DEPTH && i < self->n; i++)
    found = find_rest (self, sizes, i, '*', depth);
  for (gsize i = first; found == NULL && depth < MOST_DEPTH && i < self->n; i++)
    found = find_rest (self, sizes, i, '+', depth);
  return found;
}

/* A product that is divided by a number. */
static char *
find_quotient (const Bases *self, const NgLengthSizes *sizes)
{
  static const int divisors[] = { 2, 3, 4, 6, 8, 9, 12, 16, 32, 64 };

  for (gsize i = 0; i < G_N_ELEMENTS (divisors); i++) {
    NgLengthSizes whole = *sizes;

    for (int t = 0; t < NG_N_TRIALS; t++)
      if (whole.size[t] != NG_NO_SIZE)
        whole.size[t] *= divisors[i];
    g_autofree char *found = find (self, &whole, 0, MOST_DEPTH - 1);
    if (found != NULL && !has_sum (found))
      return g_strdup_printf ("%s/%d", found, divisors[i]);
  }
  return NULL;
}

char *
ng_length_formula (const NgLengthSizes *sizes, const NgNamedLength *bases, gsize n_bases)
{
  Bases self = { bases, MIN (n_bases, MOST_BASES) };

  for (int t = 0; t < NG_N_TRIALS; t++)
    if (sizes->size[t] != NG_NO_SIZE && !is_whole (sizes->size[t]))
      return NULL;
  char *found = find (&self, sizes, 0, 0);

  return found != NULL ? found : find_quotient (&self, sizes);
}

/* ---- what is written ---- */

typedef struct {
  const char *at;
  const NgNamedLength *bases;
  gsize n_bases;
  int trial, depth;
  gboolean has_failed, is_computed;
} Reader;

enum { MOST_NESTED = 32, MOST_TEXT = 128 };

static double read_sum (Reader *self);

static gboolean
take (Reader *self, char c)
{
  while (*self->at == ' ')
    self->at++;
  if (*self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
is_of_name (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == ':' || (c & 0x80) != 0;
}

static double
read_name (Reader *self)
{
  gsize n = 0;

  while (is_of_name (self->at[n]))
    n++;
  g_autofree char *name = g_strndup (self->at, n);
  self->at += n;
  gboolean is_floor = g_str_equal (name, "floor");
  if ((is_floor || g_str_equal (name, "ceil") || g_str_equal (name, "ceiling")) &&
      take (self, '(')) {
    double inner = read_sum (self);
    self->has_failed |= !take (self, ')');
    self->is_computed = TRUE;
    return is_floor ? floor (inner) : ceil (inner);
  }
  for (gsize i = 0; i < self->n_bases; i++)
    if (g_str_equal (self->bases[i].name, name))
      return self->bases[i].sizes.size[self->trial];
  self->has_failed = TRUE;
  return 0;
}

static double
read_atom (Reader *self)
{
  double value = 0;

  if (take (self, '(')) {
    value = read_sum (self);
    self->has_failed |= !take (self, ')');
  } else if (g_ascii_isdigit (*self->at)) {
    char *end;
    value = g_ascii_strtod (self->at, &end);
    self->at = end;
  } else if (is_of_name (*self->at)) {
    value = read_name (self);
  } else {
    self->has_failed = TRUE;
  }
  return value;
}

static double
read_product (Reader *self)
{
  double value = read_atom (self);

  while (!self->has_failed) {
    if (take (self, '*'))
      value *= read_atom (self);
    else if (take (self, '/'))
      value /= read_atom (self);
    else
      return value;
    self->is_computed = TRUE;
  }
  return value;
}

static double
read_sum (Reader *self)
{
  if (++self->depth > MOST_NESTED) {
    self->has_failed = TRUE;
    return 0;
  }
  double value = take (self, '-') ? -read_product (self) : read_product (self);

  while (!self->has_failed) {
    if (take (self, '+'))
      value += read_product (self);
    else if (take (self, '-'))
      value -= read_product (self);
    else
      break;
    self->is_computed = TRUE;
  }
  self->depth--;
  return value;
}

gboolean
ng_length_evaluate (const char *text,
                    const NgNamedLength *bases,
                    gsize n_bases,
                    NgLengthSizes *sizes)
{
  if (strnlen (text, MOST_TEXT) == MOST_TEXT)
    return FALSE;
  for (int t = 0; t < NG_N_TRIALS; t++) {
    Reader reader = { .at = text, .bases = bases, .n_bases = n_bases, .trial = t };
    double value = read_sum (&reader);

    take (&reader, ' ');
    if (reader.has_failed || *reader.at != '\0' || !reader.is_computed || !isfinite (value))
      return FALSE;
    if (!is_whole (value) && t < 2)
      return FALSE;
    sizes->size[t] = is_whole (value) ? value : NG_NO_SIZE;
  }
  return sizes->size[0] != sizes->size[1];
}
