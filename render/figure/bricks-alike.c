#include "render/figure/bricks-alike.h"

#include <string.h>

/* Letters from C on, digits of a number, and what one size may be beside another. */
#define MOST_LETTERS 6
#define MOST_DIGITS  15
#define MOST_FACTOR  64

typedef struct {
  int n;
  gboolean are_names;
  GPtrArray *letters; /* of C, D, … the sizes in all copies */
} Work;

static gboolean unite_rows (Work *work, NgBrickRow *const *rows);

/* How many times @b each of @a is, or 0. */
static gint64
find_factor (const gint64 *a, const gint64 *b, int n)
{
  gint64 factor = b[0] > 0 && a[0] % b[0] == 0 ? a[0] / b[0] : 0;

  factor = factor <= MOST_FACTOR ? factor : 0;
  for (int i = 0; i < n && factor > 0; i++)
    if (a[i] != factor * b[i])
      factor = 0;
  return factor;
}

/* "Cᵢ", "4Cᵢ" or "Cᵢ/4". Returns: whether there is a letter for the sizes */
static gboolean
append_letter (Work *work, GString *text, const gint64 *sizes, gboolean may_add)
{
  for (guint i = 0; i < work->letters->len; i++) {
    const gint64 *known = work->letters->pdata[i];
    gint64 times = find_factor (sizes, known, work->n);
    gint64 parts = find_factor (known, sizes, work->n);

    if (times > 1)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, times);
    if (times > 0 || parts > 0)
      g_string_append_printf (text, "%cᵢ", 'C' + (char) i);
    if (times == 0 && parts > 0)
      g_string_append_printf (text, "/%" G_GINT64_FORMAT, parts);
    if (times > 0 || parts > 0)
      return TRUE;
  }
  if (!may_add || work->letters->len == MOST_LETTERS)
    return FALSE;
  g_string_append_printf (text, "%cᵢ", 'C' + (char) work->letters->len);
  g_ptr_array_add (work->letters, g_memdup2 (sizes, sizeof *sizes * (gsize) work->n));
  return TRUE;
}

/* Reads a number. Returns: whether there is one */
static gboolean
take_number (const char **at, gint64 *number)
{
  int n = 0;

  for (*number = 0; g_ascii_isdigit (**at) && n < MOST_DIGITS; n++, (*at)++)
    *number = 10 * *number + (**at - '0');
  return n > 0;
}

/* Texts that differ in numbers alone. Returns: (nullable): one that says of all */
static char *
unite_texts (Work *work, const char *const *texts, gboolean may_add)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree const char **at = g_memdup2 (texts, sizeof *texts * (gsize) work->n);
  g_autofree gint64 *sizes = g_new (gint64, (gsize) work->n);

  while (*at[0] != '\0') {
    int n_numbers = 0;
    gboolean differs = FALSE;

    for (int i = 0; i < work->n; i++) {
      n_numbers += take_number (&at[i], &sizes[i]);
      differs = differs || sizes[i] != sizes[0];
    }
    if (n_numbers == work->n) {
      if (!differs)
        g_string_append_printf (all, "%" G_GINT64_FORMAT, sizes[0]);
      else if (!append_letter (work, all, sizes, may_add))
        return NULL;
      continue;
    }
    if (n_numbers > 0)
      return NULL;
    char letter = *at[0];
    g_string_append_c (all, letter);
    for (int i = 0; i < work->n; i++, at[i - 1]++)
      if (*at[i] != letter)
        return NULL;
  }
  for (int i = 0; i < work->n; i++)
    if (*at[i] != '\0')
      return NULL;
  return g_strdup (all->str);
}

char *
ng_bricks_unite_names (const char *const *names, int count)
{
  gsize n = strlen (names[0]);

  for (int i = 1; i < count; i++) {
    gsize k = 0;
    while (k < n && names[i][k] == names[0][k])
      k++;
    n = k;
  }
  while (n > 0 && ((guchar) names[0][n] & 0xc0) == 0x80)
    n--;
  gboolean is_whole = names[0][n] == '\0';
  for (int i = 1; i < count; i++)
    is_whole = is_whole && names[i][n] == '\0';
  while (!is_whole && n > 0 && strchr ("0123456789 _.-", names[0][n - 1]) != NULL)
    n--;
  return n > 0 ? g_strndup (names[0], n) : NULL;
}

static gboolean
unite_words (Work *work, NgBrick *const *bricks)
{
  g_autofree const char **words = g_new (const char *, (gsize) work->n);
  g_autofree const char **labels = g_new (const char *, (gsize) work->n);
  NgBrick *first = bricks[0];
  gboolean has_words = TRUE, has_labels = TRUE, is_name;
  char *told;

  for (int i = 0; i < work->n; i++) {
    words[i] = bricks[i]->words;
    labels[i] = bricks[i]->label;
    has_words = has_words && words[i] != NULL;
    has_labels = has_labels && labels[i] != NULL;
  }
  is_name = first->kind == NG_BRICK_FRAME || first->category == NG_CATEGORY_CONTAINER ||
            (work->are_names && first->kind == NG_BRICK_BOX);
  told = !has_words ? NULL
         : is_name  ? ng_bricks_unite_names (words, work->n)
                    : unite_texts (work, words, TRUE);
  if (told == NULL && first->kind != NG_BRICK_FRAME && first->kind != NG_BRICK_POINT)
    return FALSE;
  g_free (first->words);
  first->words = told;
  told = has_labels ? unite_texts (work, labels, FALSE) : NULL;
  g_free (first->label);
  first->label = told;
  return TRUE;
}

static gboolean
is_built_alike (const NgBrick *a, const NgBrick *b)
{
  return a->kind == b->kind && a->category == b->category && a->count == b->count &&
         a->is_passed == b->is_passed && a->is_sealed == b->is_sealed &&
         g_strcmp0 (a->letters, b->letters) == 0 && a->branches->len == b->branches->len &&
         a->notes->len == b->notes->len && (a->inner == NULL) == (b->inner == NULL) &&
         (a->beside == NULL) == (b->beside == NULL) &&
         (a->ties == NULL ? 0 : a->ties->len) == (b->ties == NULL ? 0 : b->ties->len);
}

static gboolean
unite_bricks (Work *work, NgBrick *const *bricks)
{
  g_autofree NgBrickRow **rows = g_new (NgBrickRow *, (gsize) work->n);
  guint n_branches = bricks[0]->branches->len;

  for (int i = 1; i < work->n; i++)
    if (!is_built_alike (bricks[0], bricks[i]))
      return FALSE;
  if (!unite_words (work, bricks))
    return FALSE;
  for (guint b = 0; b < n_branches + 2; b++) {
    for (int i = 0; i < work->n; i++)
      rows[i] = b < n_branches    ? bricks[i]->branches->pdata[b]
                : b == n_branches ? bricks[i]->inner
                                  : bricks[i]->beside;
    if (rows[0] != NULL && !unite_rows (work, rows))
      return FALSE;
  }
  return TRUE;
}

static gboolean
unite_rows (Work *work, NgBrickRow *const *rows)
{
  g_autofree NgBrick **bricks = g_new (NgBrick *, (gsize) work->n);
  g_autofree const char **labels = g_new (const char *, (gsize) work->n);
  gboolean has_labels = TRUE;

  for (int i = 0; i < work->n; i++) {
    labels[i] = rows[i]->label;
    has_labels = has_labels && labels[i] != NULL;
    if (rows[i]->bricks->len != rows[0]->bricks->len || rows[i]->port != rows[0]->port ||
        rows[i]->is_attached != rows[0]->is_attached || rows[i]->is_joined != rows[0]->is_joined)
      return FALSE;
  }
  for (guint k = 0; k < rows[0]->bricks->len; k++) {
    for (int i = 0; i < work->n; i++)
      bricks[i] = rows[i]->bricks->pdata[k];
    if (!unite_bricks (work, bricks))
      return FALSE;
  }
  char *label = has_labels ? unite_texts (work, labels, FALSE) : NULL;
  g_free (rows[0]->label);
  rows[0]->label = label;
  return TRUE;
}

char *
ng_bricks_unite (NgBrickRow *const *copies, int n, gboolean are_names)
{
  g_autoptr (GPtrArray) letters = g_ptr_array_new_with_free_func (g_free);
  Work work = { n, are_names, letters };
  gboolean are_alike = unite_rows (&work, copies);
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < letters->len; i++) {
    const gint64 *sizes = letters->pdata[i];

    g_string_append_printf (told, "%s%cᵢ = ", i > 0 ? "; " : "", 'C' + (char) i);
    for (int k = 0; k < n; k++)
      g_string_append_printf (told, "%s%" G_GINT64_FORMAT, k > 0 ? ", " : "", sizes[k]);
  }
  if (letters->len == 0)
    g_string_append (told, "sizes differ");
  return g_string_free (told, !are_alike);
}
