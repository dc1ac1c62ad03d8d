#include "core/shape/pattern.h"

#include <string.h>

static int
intern_word (NgWords *words, const char *text, gsize length)
{
  for (int i = 0; i < words->n; i++)
    if (strlen (words->names[i]) == length && strncmp (words->names[i], text, length) == 0)
      return i;
  if (words->n == NG_MAX_PATTERN_WORDS || length >= sizeof words->names[0])
    return -1;
  memcpy (words->names[words->n], text, length);
  words->names[words->n][length] = '\0';
  return words->n++;
}

gboolean
ng_pattern_parse (const char *text, NgWords *words, NgPattern *pattern)
{
  int open = -1;

  *pattern = (NgPattern){ 0 };
  if (g_str_equal (text, "()"))
    return TRUE;
  for (const char *p = text; *p != '\0';) {
    NgTerm *term = &pattern->terms[pattern->n_terms];

    if (*p == ' ') {
      p++;
      continue;
    }
    if (*p == ')') {
      if (open < 0)
        return FALSE;
      pattern->terms[open].length = pattern->n_terms - open - 1;
      open = -1;
      p++;
      continue;
    }
    if (pattern->n_terms == NG_MAX_PATTERN_TERMS)
      return FALSE;
    if (*p == '(') {
      if (open >= 0)
        return FALSE;
      open = pattern->n_terms++;
      term->kind = NG_TERM_PRODUCT;
      p++;
    } else if (g_ascii_isdigit (*p)) {
      char *end;

      term->kind = NG_TERM_NUMBER;
      term->number = g_ascii_strtoll (p, &end, 10);
      p = end;
      pattern->n_terms++;
    } else {
      gsize length;

      term->kind = *p == '*' ? NG_TERM_MANY : NG_TERM_DIM;
      p += *p == '*';
      length = strspn (p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
      term->word = length > 0 ? intern_word (words, p, length) : -1;
      if (term->word < 0)
        return FALSE;
      p += length;
      pattern->n_terms++;
    }
  }
  return open < 0;
}

void
ng_bindings_init (NgBinding *bindings, int n)
{
  for (int i = 0; i < n; i++) {
    bindings[i].known = FALSE;
    bindings[i].rank = 0;
  }
}

/* Makes sure that a word of one dimension has it. */
static NgDim *
single_dim (NgBinding *binding)
{
  if (!binding->known) {
    binding->known = TRUE;
    binding->rank = 1;
    binding->dims[0] = ng_dim_unknown ();
  }
  return &binding->dims[0];
}

/* Both become the meet. */
static gboolean
join (NgDim *a, NgDim *b, gboolean *moved_a, gboolean *moved_b)
{
  NgMeet first = ng_dim_meet (a, *b);

  if (first == NG_MEET_CONFLICT)
    return FALSE;
  *moved_a |= first == NG_MEET_MOVED;
  *moved_b |= ng_dim_meet (b, *a) == NG_MEET_MOVED;
  return TRUE;
}

/* A dimension that is the product of the terms from @first on. */
static gboolean
join_product (const NgPattern *pattern,
              int first,
              int length,
              NgBinding *bindings,
              NgDim *dim,
              gboolean *moved_binding,
              gboolean *moved_type)
{
  gint64 product = 1;
  NgDim *missing = NULL;
  int n_missing = 0;

  for (int t = first; t < first + length; t++) {
    const NgTerm *term = &pattern->terms[t];

    if (term->kind == NG_TERM_NUMBER) {
      product *= term->number;
      continue;
    }
    NgBinding *binding = &bindings[term->word];
    if (term->kind == NG_TERM_DIM)
      single_dim (binding);
    if (!binding->known)
      return TRUE;
    for (int i = 0; i < binding->rank; i++) {
      if (binding->dims[i].state != NG_DIM_NUMBER) {
        missing = &binding->dims[i];
        n_missing++;
      } else if (!ng_dims_count ((gint64[]){ product, binding->dims[i].value }, 2, &product)) {
        return FALSE;
      }
    }
  }
  if (n_missing == 0) {
    NgDim number = ng_dim_number (product);
    gboolean ignored = FALSE;

    return join (dim, &number, moved_type, &ignored);
  }
  if (n_missing == 1 && dim->state == NG_DIM_NUMBER && product > 0 &&
      missing->state == NG_DIM_UNKNOWN) {
    if (dim->value % product != 0)
      return FALSE;
    *missing = ng_dim_number (dim->value / product);
    *moved_binding = TRUE;
  }
  return TRUE;
}

/* Rank of the whole as far as the terms know it; -1 when a MANY is open, whose index is @open (-2
 * when several are). */
static int
pattern_rank (const NgPattern *pattern, const NgBinding *bindings, int *open)
{
  int rank = 0;

  *open = -1;
  for (int t = 0; t < pattern->n_terms; t++) {
    const NgTerm *term = &pattern->terms[t];

    if (term->kind == NG_TERM_PRODUCT)
      t += term->length;
    if (term->kind == NG_TERM_MANY && !bindings[term->word].known)
      *open = *open == -1 ? t : -2;
    else
      rank += term->kind == NG_TERM_MANY ? bindings[term->word].rank : 1;
  }
  return rank;
}

NgMeet
ng_pattern_apply (const NgPattern *pattern, NgBinding *bindings, NgType *type, gboolean *moved)
{
  NgType next = *type;
  gboolean moved_type = FALSE;
  int open;
  int rank = pattern_rank (pattern, bindings, &open);
  int axis = 0;

  if (next.rank < 0) {
    if (open != -1 || rank > NG_MAX_RANK)
      return NG_MEET_SAME;
    next.rank = rank;
    for (int i = 0; i < rank; i++)
      next.dims[i] = ng_dim_unknown ();
    moved_type = TRUE;
  } else if (open == -2) {
    return NG_MEET_SAME;
  } else if (open >= 0) {
    NgBinding *binding = &bindings[pattern->terms[open].word];

    if (next.rank < rank)
      return NG_MEET_CONFLICT;
    binding->known = TRUE;
    binding->rank = next.rank - rank;
    for (int i = 0; i < binding->rank; i++)
      binding->dims[i] = ng_dim_unknown ();
    *moved = TRUE;
  } else if (next.rank != rank) {
    return NG_MEET_CONFLICT;
  }

  for (int t = 0; t < pattern->n_terms; t++) {
    const NgTerm *term = &pattern->terms[t];

    if (term->kind == NG_TERM_DIM) {
      if (!join (&next.dims[axis], single_dim (&bindings[term->word]), &moved_type, moved))
        return NG_MEET_CONFLICT;
      axis++;
    } else if (term->kind == NG_TERM_NUMBER) {
      NgDim number = ng_dim_number (term->number);
      gboolean ignored = FALSE;

      if (!join (&next.dims[axis], &number, &moved_type, &ignored))
        return NG_MEET_CONFLICT;
      axis++;
    } else if (term->kind == NG_TERM_PRODUCT) {
      if (!join_product (
              pattern, t + 1, term->length, bindings, &next.dims[axis], moved, &moved_type))
        return NG_MEET_CONFLICT;
      axis++;
      t += term->length;
    } else {
      NgBinding *binding = &bindings[term->word];

      for (int i = 0; i < binding->rank; i++, axis++)
        if (!join (&next.dims[axis], &binding->dims[i], &moved_type, moved))
          return NG_MEET_CONFLICT;
    }
  }
  *type = next;
  return moved_type ? NG_MEET_MOVED : NG_MEET_SAME;
}

NgType
ng_pattern_bound (const NgPattern *pattern, const NgBinding *bindings)
{
  NgType type = ng_type_unknown ();
  NgBinding copy[NG_MAX_PATTERN_WORDS];
  gboolean moved = FALSE;

  memcpy (copy, bindings, sizeof copy);
  if (ng_pattern_apply (pattern, copy, &type, &moved) == NG_MEET_CONFLICT)
    return ng_type_unknown ();
  return type;
}
