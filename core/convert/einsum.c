/* Sums of products over axes that letters name, as layers. What both factors and the result have is
 * mapped over; one factor gets what is summed over last, the other first, and DotLayer or
 * LinearLayer does the rest. */

#include "core/convert/products.h"

#include <string.h>

/**
 * Factor:
 * @tensor: (nullable): of a constant
 * @letters: of its levels, without the batch
 * @levels: as many
 */
typedef struct {
  NgTensor *tensor;
  NgFeed feed;
  char letters[NG_MAX_RANK + 1];
  NgType levels;
} Factor;

static void
remove_level (Factor *self, int level)
{
  memmove (self->letters + level, self->letters + level + 1, strlen (self->letters + level));
  for (int i = level; i + 1 < self->levels.rank; i++)
    self->levels.dims[i] = self->levels.dims[i + 1];
  self->levels.rank--;
}

/* Letters of @from, in order, that are in @also (if @is_in) or are not. */
static char *
pick (const char *from, const char *also, gboolean is_in)
{
  GString *text = g_string_new (NULL);

  for (; *from != '\0'; from++) {
    if ((strchr (also, *from) != NULL) == is_in)
      g_string_append_c (text, *from);
  }
  return g_string_free (text, FALSE);
}

static gboolean
has_twice (const char *letters)
{
  for (; *letters != '\0'; letters++) {
    if (strchr (letters + 1, *letters) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* The letter of the batch, which all factors agree on, and what stands with it in @place (out); or
 * 0. */
static char
batch_letter (NgConversion *self, const char *const *letters, gsize n, NgCarried *place)
{
  char letter = 0;

  for (gsize i = 0; i < n; i++) {
    const NgCarried *carried = ng_conversion_operand (self, i);
    if (ng_conversion_constant (self, i) != NULL)
      continue;
    if (carried == NULL || carried->axis < 0 || (gsize) carried->axis >= strlen (letters[i]))
      return 0;
    char own = letters[i][carried->axis];
    if (letter != 0 &&
        (letter != own || place->merged != carried->merged || place->outer != carried->outer))
      return 0;
    letter = own;
    *place = *carried;
  }
  return letter;
}

/* The letter of the batch becomes those of the levels that stand with it. */
static void
replace_letter (char *letters, gsize size, char batch, const char *merged)
{
  char *at = strchr (letters, batch);
  g_autofree char *rest = g_strdup (at + 1);

  *at = '\0';
  g_strlcat (letters, merged, size);
  g_strlcat (letters, rest, size);
}

static gboolean
take_factor (NgConversion *self,
             gsize index,
             const char *letters,
             char batch,
             const char *merged,
             Factor *factor)
{
  NgType type = ng_conversion_type (self, index);

  if ((int) strlen (letters) != type.rank ||
      (type.element != NG_ELEMENT_NONE && !ng_element_is_real (type.element)))
    return ng_conversion_refuse (self, "it reads no real numbers");
  factor->tensor = ng_conversion_constant (self, index);
  factor->levels = type;
  factor->feed = NG_FEED_NONE;
  g_strlcpy (factor->letters, letters, sizeof factor->letters);
  const char *at = strchr (factor->letters, batch);
  if (factor->tensor != NULL && at != NULL) {
    int axis = (int) (at - factor->letters);
    factor->tensor = ng_conversion_levels_of (self, factor->tensor, type.rank, axis);
    if (factor->tensor == NULL)
      return ng_conversion_refuse (self, "a constant is another one for each example");
  }
  if (factor->tensor == NULL) {
    const NgCarried *carried = ng_conversion_operand (self, index);
    factor->levels = carried->wanted;
    if (strlen (letters) - 1 + strlen (merged) > NG_MAX_RANK)
      return ng_conversion_refuse (self, "it would have too many levels");
    replace_letter (factor->letters, sizeof factor->letters, batch, merged);
    return ng_conversion_take_as (self, index, &factor->levels, &factor->feed);
  }
  if (at != NULL)
    remove_level (factor, (int) (at - factor->letters));
  return TRUE;
}

/* The tensor with its axes in another order, as float32. */
static NgTensor *
permute (NgConversion *self, NgTensor *tensor, const int *order, int n)
{
  g_autoptr (NgTensor) narrow = ng_tensor_convert (tensor, NG_ELEMENT_F32);
  const float *from = ng_tensor_data (narrow);
  gint64 count = ng_tensor_count (tensor), dims[NG_MAX_RANK], strides[NG_MAX_RANK], step = 1;
  float *to = g_new (float, (gsize) MAX (count, 1));
  gint64 old[NG_MAX_RANK];

  for (int i = n - 1; i >= 0; i--) {
    old[i] = step;
    step *= ng_tensor_dims (tensor)[i];
  }
  for (int i = 0; i < n; i++) {
    dims[i] = ng_tensor_dims (tensor)[order[i]];
    strides[i] = old[order[i]];
  }
  for (gint64 i = 0; i < count; i++) {
    gint64 rest = i, at = 0;
    for (int j = n - 1; j >= 0; j--) {
      at += rest % dims[j] * strides[j];
      rest /= dims[j];
    }
    to[i] = from[at];
  }
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, dims, (gsize) n, to));
}

/* The factor with its levels in the order of @letters, all of which it has. */
static gboolean
arrange (NgConversion *self, Factor *factor, const char *letters)
{
  int order[NG_MAX_RANK], n = factor->levels.rank;
  NgType levels = factor->levels;

  for (int i = 0; i < n; i++) {
    order[i] = (int) (strchr (factor->letters, letters[i]) - factor->letters);
    levels.dims[i] = factor->levels.dims[order[i]];
  }
  if (factor->tensor != NULL)
    factor->tensor = permute (self, factor->tensor, order, n);
  else if (!ng_conversion_put_order (self, order, n, &factor->feed))
    return FALSE;
  g_strlcpy (factor->letters, letters, sizeof factor->letters);
  factor->levels = levels;
  return TRUE;
}

/* @n levels from @first on as one, which is then the level of 1 that is summed over if there are
 * none. */
static gboolean
join_levels (NgConversion *self, Factor *factor, int first, int n)
{
  NgType levels = factor->levels;
  gint64 count = 1, dims[NG_MAX_RANK];

  if (n == 1)
    return TRUE;
  if (levels.rank - n + 1 > NG_MAX_RANK)
    return ng_conversion_refuse (self, "it would have too many levels");
  for (int i = first; i < first + n; i++) {
    if (levels.dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "it sums over several lengths that vary");
    count = ng_size_multiply (count, levels.dims[i].value);
  }
  levels.rank = factor->levels.rank - n + 1;
  levels.dims[first] = ng_dim_number (count);
  for (int i = first + n; i < factor->levels.rank; i++)
    levels.dims[i - n + 1] = factor->levels.dims[i];
  if (factor->tensor != NULL) {
    for (int i = 0; i < levels.rank; i++)
      dims[i] = levels.dims[i].value;
    factor->tensor =
        ng_conversion_keep (self, ng_tensor_reshape (factor->tensor, dims, (gsize) levels.rank));
  } else if (!ng_conversion_put_reshape (self, &factor->levels, &levels, &factor->feed)) {
    return FALSE;
  }
  factor->levels = levels;
  return TRUE;
}

/* Levels that one factor alone has, and not the result, are summed up. */
static gboolean
sum_alone (NgConversion *self, Factor *factor, const char *others)
{
  g_autofree char *alone = pick (factor->letters, others, FALSE);
  g_autoptr (GString) levels = g_string_new ("{");

  if (*alone == '\0')
    return TRUE;
  if (factor->tensor != NULL)
    return ng_conversion_refuse (self, "it sums a constant up");
  for (const char *at = alone; *at != '\0'; at++)
    g_string_append_printf (levels,
                            "%s%d",
                            at > alone ? ", " : "",
                            (int) (strchr (factor->letters, *at) - factor->letters) + 1);
  g_string_append_c (levels, '}');
  factor->feed = ng_conversion_feed (
      ng_conversion_put (
          self, &factor->feed, 1, NULL, 0, "AggregationLayer[Total, %s]", levels->str),
      0);
  for (const char *at = alone; *at != '\0'; at++)
    remove_level (factor, (int) (strchr (factor->letters, *at) - factor->letters));
  return factor->feed.layer >= 0;
}

/* Levels of size 1 that stand for one of another size in the other factor. */
static gboolean
drop_single (NgConversion *self, Factor *factor, const Factor *other)
{
  for (int i = factor->levels.rank - 1; i >= 0; i--) {
    NgDim own = factor->levels.dims[i];
    const char *at = strchr (other->letters, factor->letters[i]);
    if (own.state != NG_DIM_NUMBER || own.value != 1 || at == NULL)
      continue;
    NgDim dim = other->levels.dims[at - other->letters];
    if (ng_dim_equal (dim, own))
      continue;
    Factor before = *factor;
    remove_level (factor, i);
    if (factor->tensor != NULL)
      factor->tensor = ng_conversion_levels_of (self, factor->tensor, before.levels.rank, i);
    else if (!ng_conversion_put_reshape (self, &before.levels, &factor->levels, &factor->feed))
      return FALSE;
  }
  return TRUE;
}

/* The product of @a, (shared …, own …, summed), and the constant @b. */
static gboolean
put_linear (NgConversion *self, Factor *a, Factor *b, const char *summed, double factor)
{
  g_autofree char *own = pick (a->letters, summed, FALSE);
  g_autofree char *other = pick (b->letters, summed, FALSE);
  g_autofree char *order = g_strconcat (own, summed, NULL);
  g_autofree char *turned = g_strconcat (other, summed, NULL);
  int n = (int) strlen (summed), n_own = (int) strlen (own), n_other = (int) strlen (other);
  NgType outer = b->levels;

  if (!arrange (self, a, order) || !arrange (self, b, turned))
    return FALSE;
  outer = b->levels;
  outer.rank = n_other;
  if (!join_levels (self, a, n_own, n) || !join_levels (self, b, n_other, n) ||
      !join_levels (self, b, 0, n_other))
    return FALSE;
  NgGiven given[] = { { "Weights", ng_conversion_matrix (self, b->tensor, FALSE, factor) },
                      { NULL } };
  gint64 size = ng_tensor_dims (b->tensor)[0];
  a->feed = ng_conversion_feed (ng_conversion_put (self,
                                                   &a->feed,
                                                   1,
                                                   given,
                                                   n_own,
                                                   "LinearLayer[%" G_GINT64_FORMAT
                                                   ", \"Biases\" -> None]",
                                                   size),
                                0);
  if (a->feed.layer < 0)
    return FALSE;
  NgType now = a->levels, wanted = a->levels;
  now.dims[n_own] = ng_dim_number (size);
  wanted.rank = n_own + n_other;
  for (int i = 0; i < n_other; i++)
    wanted.dims[n_own + i] = outer.dims[i];
  if (!ng_conversion_put_reshape (self, &now, &wanted, &a->feed))
    return FALSE;
  a->levels = wanted;
  g_strlcpy (a->letters, own, sizeof a->letters);
  g_strlcat (a->letters, other, sizeof a->letters);
  return TRUE;
}

/* The product of (shared …, own …, summed) and (shared …, summed, own …). */
static gboolean
put_dot (NgConversion *self, Factor *a, Factor *b, const char *shared, const char *summed)
{
  g_autofree char *both = g_strconcat (shared, summed, NULL);
  g_autofree char *own = pick (a->letters, both, FALSE);
  g_autofree char *other = pick (b->letters, both, FALSE);
  g_autofree char *first = g_strconcat (shared, own, summed, NULL);
  g_autofree char *second = g_strconcat (shared, summed, other, NULL);
  int n = (int) strlen (summed), depth = (int) strlen (shared);
  int n_own = (int) strlen (own), n_other = (int) strlen (other);

  if (!arrange (self, a, first) || !arrange (self, b, second) ||
      !join_levels (self, a, depth + n_own, n) || !join_levels (self, b, depth, n))
    return FALSE;
  if (depth + n_own + n_other > NG_MAX_RANK)
    return ng_conversion_refuse (self, "it would have too many levels");
  Factor *factors[] = { a, b };
  NgFeed feeds[2];
  for (gsize i = 0; i < 2; i++) {
    feeds[i] = factors[i]->feed;
    if (factors[i]->tensor != NULL &&
        !ng_conversion_put_array (self, factors[i]->tensor, &feeds[i]))
      return FALSE;
  }
  int layer = depth == 0 ? ng_conversion_put (self, feeds, 2, NULL, 0, "DotLayer[]")
                         : ng_conversion_put (self,
                                              feeds,
                                              2,
                                              NULL,
                                              0,
                                              "NetMapThreadOperator[DotLayer[\"Inputs\" -> 2], %d]",
                                              depth);
  for (int i = 0; i < n_other; i++)
    a->levels.dims[depth + n_own + i] = b->levels.dims[depth + 1 + i];
  a->levels.rank = depth + n_own + n_other;
  a->tensor = NULL;
  a->feed = ng_conversion_feed (layer, 0);
  g_snprintf (a->letters, sizeof a->letters, "%s%s%s", shared, own, other);
  return layer >= 0;
}

static gboolean
multiply (NgConversion *self, Factor *a, Factor *b, const char *y, double factor)
{
  g_autofree char *common = NULL;
  g_autofree char *shared = NULL;
  g_autofree char *summed = NULL;
  g_autofree char *seen_by_a = g_strconcat (b->letters, y, NULL);
  g_autofree char *seen_by_b = g_strconcat (a->letters, y, NULL);

  if (!sum_alone (self, a, seen_by_a) || !sum_alone (self, b, seen_by_b))
    return FALSE;
  common = pick (a->letters, b->letters, TRUE);
  shared = pick (common, y, TRUE);
  summed = pick (common, y, FALSE);
  if (*shared == '\0' && *summed != '\0' && b->tensor != NULL && a->tensor == NULL)
    return put_linear (self, a, b, summed, factor);
  if (!put_dot (self, a, b, shared, summed))
    return FALSE;
  if (factor >= 1 && factor <= 1)
    return TRUE;
  g_autofree char *number = ng_number_text (factor);
  a->feed = ng_conversion_feed (
      ng_conversion_put (self, &a->feed, 1, NULL, 0, "ElementwiseLayer[%s # &]", number), 0);
  return a->feed.layer >= 0;
}

gboolean
ng_conversion_put_sums (
    NgConversion *self, const char *a, const char *b, const char *y, double factor)
{
  const char *letters[] = { a, b };
  gsize n = b != NULL ? 2 : 1;
  Factor factors[2] = { { NULL } };
  NgCarried place = { .axis = -1 };
  char batch = batch_letter (self, letters, n, &place);
  const char *at = batch != 0 ? strchr (y, batch) : NULL;
  char merged[NG_MAX_RANK + 1] = "", wanted[2 * NG_MAX_RANK + 1];

  if (at == NULL)
    return ng_conversion_refuse (self, "its inputs do not agree on where the batch is");
  for (int i = 0; i < place.merged; i++)
    merged[i] = (char) ('!' + i);
  merged[place.merged] = '\0';
  place.axis = (int) (at - y);
  g_strlcpy (wanted, y, sizeof wanted);
  replace_letter (wanted, sizeof wanted, batch, merged);
  for (gsize i = 0; i < n; i++) {
    if (has_twice (letters[i]))
      return ng_conversion_refuse (self, "it takes a diagonal");
    if (!take_factor (self, i, letters[i], batch, merged, &factors[i]))
      return FALSE;
  }
  gboolean is_turned = n == 2 && factors[0].tensor != NULL;
  Factor *first = &factors[is_turned], *second = &factors[!is_turned];
  if (n == 2) {
    if (!drop_single (self, first, second) || !drop_single (self, second, first) ||
        !multiply (self, first, second, wanted, factor))
      return FALSE;
  } else if (!sum_alone (self, first, wanted)) {
    return FALSE;
  }
  g_autofree char *missing = pick (wanted, first->letters, FALSE);
  if (*missing != '\0' || first->levels.rank != (int) strlen (wanted) ||
      !arrange (self, first, wanted))
    return ng_conversion_refuse (self, "its letters do not tell its result");
  return ng_conversion_give_as (self, 0, first->feed, &place, &first->levels);
}
