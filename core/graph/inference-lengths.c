/* Varying lengths that are computed from others, in one inference. */

#include "core/graph/inference.h"
#include "core/shape/words.h"

#include <math.h>
#include <string.h>

/* Of more lengths formulas are not looked for. */
enum { MOST_WRITTEN = 256, MOST_READ = 1024, MOST_AT_LEAF = 16 };

static guint
hash_sizes (gconstpointer key)
{
  const NgLengthSizes *sizes = key;
  guint hash = 17;

  for (int t = 0; t < NG_N_TRIALS; t++)
    hash = 31 * hash + g_double_hash (&sizes->size[t]);
  return hash;
}

static gboolean
equal_sizes (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (NgLengthSizes)) == 0;
}

void
ng_inference_init_sizes (NgInference *self)
{
  self->sizes = g_array_new (FALSE, FALSE, sizeof (NgLengthSizes));
  self->is_computed = g_byte_array_new ();
  self->by_sizes = g_hash_table_new_full (hash_sizes, equal_sizes, g_free, NULL);
}

void
ng_inference_clear_sizes (NgInference *self)
{
  g_array_unref (self->sizes);
  g_byte_array_unref (self->is_computed);
  g_hash_table_unref (self->by_sizes);
}

static NgLengthSizes *
sizes_of (const NgInference *self, gint64 id)
{
  return &g_array_index (self->sizes, NgLengthSizes, id - 1);
}

/* The first length of these sizes stays the one that is found by them. */
static void
remember (NgInference *self, gint64 id)
{
  const NgLengthSizes *sizes = sizes_of (self, id);

  if (!g_hash_table_contains (self->by_sizes, sizes))
    g_hash_table_insert (
        self->by_sizes, g_memdup2 (sizes, sizeof *sizes), GSIZE_TO_POINTER ((gsize) id));
}

void
ng_inference_add_sizes (NgInference *self)
{
  NgLengthSizes sizes = ng_length_sizes (self->sizes->len);
  guint8 no = FALSE;

  g_array_append_val (self->sizes, sizes);
  g_byte_array_append (self->is_computed, &no, 1);
  remember (self, (gint64) self->sizes->len);
}

double
ng_inference_size (const NgInference *self, NgDim dim, int trial)
{
  NgDim length = ng_inference_length (self, dim);

  if (length.state == NG_DIM_NUMBER)
    return (double) length.value;
  if (length.state != NG_DIM_VARYING || length.value < 1 ||
      length.value > (gint64) self->sizes->len)
    return NG_NO_SIZE;
  return sizes_of (self, length.value)->size[trial];
}

NgDim
ng_inference_computed (NgInference *self, const NgLengthSizes *sizes)
{
  gint64 id = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (self->by_sizes, sizes));
  double first = sizes->size[0];

  if (first == NG_NO_SIZE || sizes->size[1] == NG_NO_SIZE)
    return ng_dim_unknown ();
  if (first == sizes->size[1] && (sizes->size[2] == first || sizes->size[2] == NG_NO_SIZE))
    return first >= 0 ? ng_dim_number ((gint64) first) : ng_dim_unknown ();
  if (id == 0) {
    id = ng_inference_new_length (self, "").value;
    g_hash_table_remove (self->by_sizes, sizes_of (self, id));
    *sizes_of (self, id) = *sizes;
    self->is_computed->data[id - 1] = TRUE;
    remember (self, id);
  }
  return ng_inference_length (self, ng_dim_varying (id));
}

void
ng_inference_join_sizes (NgInference *self, gint64 old, gint64 new)
{
  GArray *wires = self->holders->pdata[new - 1];

  if (!self->is_computed->data[old - 1] || self->is_computed->data[new - 1])
    return;
  *sizes_of (self, new) = *sizes_of (self, old);
  self->is_computed->data[new - 1] = TRUE;
  for (guint i = 0; wires != NULL && i < wires->len; i++)
    ng_inference_enqueue_readers (self, g_array_index (wires, guint, i));
}

void
ng_inference_settle_sizes (NgInference *self, gint64 old, gint64 number)
{
  NgNamedLength base = { "n", *sizes_of (self, old) }, now = { "n", { { 0 } } };

  if (self->is_computed->data[old - 1] || self->sizes->len > MOST_READ)
    return;
  for (int t = 0; t < NG_N_TRIALS; t++)
    now.sizes.size[t] = (double) number;
  for (gint64 id = 1; id <= (gint64) self->sizes->len; id++) {
    NgDim *length = &g_array_index (self->lengths, NgDim, id - 1);
    NgLengthSizes sizes;
    if (!self->is_computed->data[id - 1] || !ng_dim_equal (*length, ng_dim_varying (id)))
      continue;
    g_autofree char *formula = ng_length_formula (sizes_of (self, id), &base, 1);
    if (formula == NULL || !ng_length_evaluate (formula, &now, 1, &sizes) || sizes.size[0] < 0 ||
        sizes.size[0] != floor (sizes.size[0]))
      continue;
    *length = ng_dim_number ((gint64) sizes.size[0]);
    g_array_append_val (self->settled, id);
  }
}

/* ---- what they are called ---- */

static gboolean
is_base (const NgInference *self, gint64 id)
{
  NgDim length = ng_inference_length (self, ng_dim_varying (id));

  return length.state == NG_DIM_VARYING && length.value == id && !self->is_computed->data[id - 1];
}

/* What the length at that place is called, a letter if need be. */
static char *
called (const char *const *names, gsize index)
{
  return *names[index] != '\0' ? g_strdup (names[index])
                               : ng_dim_label (ng_dim_varying ((gint64) index + 1), names);
}

void
ng_inference_read_names (NgInference *self)
{
  guint n = self->length_names->len;
  g_autofree NgNamedLength *bases = g_new (NgNamedLength, n + 1);
  g_autofree const char **written = g_new0 (const char *, n + 1);
  g_auto (GStrv) names = g_new0 (char *, n + 1);

  if (n > MOST_READ)
    return;
  for (guint i = 0; i < n; i++)
    written[i] = self->length_names->pdata[i];
  for (guint i = 0; i < n; i++) {
    names[i] = called (written, i);
    bases[i] = (NgNamedLength){ names[i], *sizes_of (self, i + 1) };
  }
  for (guint i = 0; i < n; i++) {
    NgLengthSizes sizes;

    if (self->is_computed->data[i] || strpbrk (bases[i].name, "+-*/(") == NULL ||
        !ng_length_evaluate (bases[i].name, bases, n, &sizes))
      continue;
    g_hash_table_remove (self->by_sizes, sizes_of (self, i + 1));
    *sizes_of (self, i + 1) = sizes;
    self->is_computed->data[i] = TRUE;
    remember (self, i + 1);
  }
}

void
ng_inference_take_sizes (NgInference *self, const NgOuter *outer)
{
  guint n = self->sizes->len, n_outer = g_strv_length ((char **) outer->names);

  g_hash_table_remove_all (self->by_sizes);
  for (guint i = 0; i < n; i++) {
    gboolean is_outer = i + n_outer >= n;
    guint at = is_outer ? i + n_outer - n : i + n_outer;

    if (is_outer)
      self->is_computed->data[i] = outer->is_computed[at];
    else if (self->is_computed->data[i])
      continue;
    *sizes_of (self, i + 1) = is_outer ? outer->sizes[at] : ng_length_sizes (at);
    remember (self, i + 1);
  }
  ng_inference_read_names (self);
}

/* Formulas in @bases for those that have none yet; what is found joins the bases, from @n_bases on.
 */
static void
name_computed (const NgInference *self,
               const gint64 *ids,
               gsize n,
               GArray *bases,
               GPtrArray *words,
               char **names)
{
  guint n_bases = bases->len, n_tried = 0;

  for (gsize i = 0; i < n && n_tried < MOST_WRITTEN; i++) {
    if (names[i] != NULL || !self->is_computed->data[ids[i] - 1])
      continue;
    n_tried++;
    NgNamedLength named = { .sizes = *sizes_of (self, ids[i]) };
    names[i] =
        ng_length_formula (&named.sizes, (const NgNamedLength *) (gpointer) bases->data, n_bases);
    if (names[i] == NULL)
      continue;
    gboolean is_call = g_str_has_suffix (names[i], ")") && g_ascii_isalpha (*names[i]);
    named.name = strpbrk (names[i], "+-*/") != NULL && !is_call ? g_strdup_printf ("(%s)", names[i])
                                                                : g_strdup (names[i]);
    g_ptr_array_add (words, (char *) named.name);
    g_array_append_val (bases, named);
  }
}

/* Formulas in lengths that are not computed; then, of what is left, in these formulas as well. */
char **
ng_inference_name_lengths (const NgInference *self, const gint64 *ids, gsize n)
{
  g_autoptr (GArray) bases = g_array_new (FALSE, FALSE, sizeof (NgNamedLength));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree const char **written = g_new0 (const char *, n + 1);
  char **names = g_new0 (char *, n + 1);

  for (gsize i = 0; i < n; i++)
    written[i] = self->length_names->pdata[ids[i] - 1];
  for (gsize i = 0; i < n; i++) {
    if (!is_base (self, ids[i]))
      continue;
    char *name = called (written, i);
    NgNamedLength base = { name, *sizes_of (self, ids[i]) };
    g_ptr_array_add (words, name);
    g_array_append_val (bases, base);
  }
  for (int turn = 0; turn < 3; turn++)
    name_computed (self, ids, n, bases, words, names);
  for (gsize i = 0; i < n; i++)
    if (names[i] == NULL)
      names[i] = g_strdup (self->length_names->pdata[ids[i] - 1]);
  return names;
}

/* What lengths are called that a caller named; @bases: those of them that formulas may hold. */
static char **
written_names (const NgInference *self, GArray *bases)
{
  guint n = self->length_names->len;
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++) {
    NgNamedLength base = { self->length_names->pdata[i], *sizes_of (self, (gint64) i + 1) };

    names[i] = g_strdup (base.name);
    if (*base.name != '\0' && is_base (self, (gint64) i + 1))
      g_array_append_val (bases, base);
  }
  return names;
}

/* Formulas for the lengths of a type that have one. */
static void
name_type (const NgInference *self,
           const NgType *type,
           const GArray *bases,
           char **names,
           guint *n_written)
{
  for (int axis = 0; axis < type->rank && *n_written < MOST_AT_LEAF; axis++) {
    NgDim dim = ng_inference_length (self, type->dims[axis]);

    if (dim.state != NG_DIM_VARYING || !self->is_computed->data[dim.value - 1])
      continue;
    char *found = ng_length_formula (
        sizes_of (self, dim.value), (const NgNamedLength *) (gpointer) bases->data, bases->len);
    (*n_written)++;
    if (found == NULL)
      continue;
    g_free (names[dim.value - 1]);
    names[dim.value - 1] = found;
  }
}

char **
ng_inference_names_at (const NgInference *self, const NgLeaf *leaf)
{
  g_autoptr (GArray) bases = g_array_new (FALSE, FALSE, sizeof (NgNamedLength));
  char **names = written_names (self, bases);
  guint n_written = 0;

  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++) {
    guint wire = ng_inference_input (self, leaf, i);

    if (wire != G_MAXUINT)
      name_type (self, &ng_inference_wire (self, wire)->type, bases, names, &n_written);
  }
  return names;
}

char **
ng_inference_names_of (const NgInference *self, const NgType *type)
{
  g_autoptr (GArray) bases = g_array_new (FALSE, FALSE, sizeof (NgNamedLength));
  char **names = written_names (self, bases);
  guint n_written = 0;

  name_type (self, type, bases, names, &n_written);
  return names;
}

char *
ng_inference_describe (const NgInference *self, const NgType *type)
{
  NgType known = *type;

  for (int axis = 0; axis < known.rank; axis++)
    known.dims[axis] = ng_inference_length (self, known.dims[axis]);
  g_auto (GStrv) names = ng_inference_names_of (self, &known);
  return ng_type_words (&known, (const char *const *) names);
}

NgDim
ng_inference_length_called (NgInference *self, const char *text, const char *const *names)
{
  guint n = g_strv_length ((char **) names);
  g_autofree NgNamedLength *bases = g_new (NgNamedLength, n + 1);
  NgLengthSizes sizes;

  for (guint i = 0; i < n; i++) {
    if (*text != '\0' && g_str_equal (names[i], text))
      return ng_inference_length (self, ng_dim_varying ((gint64) i + 1));
    bases[i] = (NgNamedLength){ names[i], *sizes_of (self, (gint64) i + 1) };
  }
  return ng_length_evaluate (text, bases, n, &sizes) ? ng_inference_computed (self, &sizes)
                                                     : ng_dim_unknown ();
}
