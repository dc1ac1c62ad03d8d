#include "core/shape/words.h"

#include "core/base/digits.h"
#include <string.h>

/* Whether length @id has a name; of very many only the first have. */
static gboolean
is_named (gint64 id, const char *const *names)
{
  gint64 i = 0;

  if (names == NULL || id < 1 || id > NG_MAX_NAMED_LENGTHS)
    return FALSE;
  while (i < id && names[i] != NULL)
    i++;
  return i == id && *names[id - 1] != '\0';
}

/* Whether a name is a formula that needs parentheses among other dimensions: "2*seq+1". */
static gboolean
is_formula (const char *name)
{
  int depth = 0;

  for (const char *c = name; *c != '\0'; c++) {
    depth += (*c == '(') - (*c == ')');
    if (depth == 0 && c > name && strchr ("+-*/", *c) != NULL)
      return TRUE;
  }
  return FALSE;
}

char *
ng_length_label (const char *name)
{
  return is_formula (name) ? g_strdup_printf ("(%s)", name) : g_strdup (name);
}

/* Of lengths without a name: n, m, k, …, z, n2, m2, … */
static const char letters[] = "nmkpqrstuvwxyz";
enum { N_LETTERS = sizeof letters - 1 };

/* The place of a name among these; -1 where it is none of them. */
static gint64
place_of (const char *name)
{
  const char *letter = *name != '\0' ? strchr (letters, *name) : NULL;
  guint64 turn = 1;

  if (letter == NULL ||
      (name[1] != '\0' &&
       (name[1] == '0' || !g_ascii_string_to_unsigned (name + 1, 10, 2, G_MAXINT32, &turn, NULL))))
    return -1;
  return (gint64) (turn - 1) * N_LETTERS + (letter - letters);
}

/* The place that length @id takes, as names of others hold some; of very many only the first are
 * asked. */
static gint64
free_place (gint64 id, const char *const *names)
{
  gint64 place = id - 1, before = id > NG_MAX_NAMED_LENGTHS ? place : -1;

  while (place != before) {
    gint64 n_held = 0;

    for (gsize i = 0; names != NULL && i < NG_MAX_NAMED_LENGTHS && names[i] != NULL; i++) {
      gint64 held = place_of (names[i]);

      n_held += held >= 0 && held <= place;
    }
    before = place;
    place = id - 1 + n_held;
  }
  return place;
}

/* The name of length @id: as it is called in its net, else a letter that no other is called. */
static void
append_length (GString *text, gint64 id, const char *const *names)
{
  gint64 place;

  if (is_named (id, names)) {
    g_autofree char *label = ng_length_label (names[id - 1]);

    g_string_append (text, label);
    return;
  }
  place = free_place (id, names);
  g_string_append_c (text, letters[place % N_LETTERS]);
  if (place >= N_LETTERS)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, place / N_LETTERS + 1);
}

static void
append_dim (GString *text, NgDim dim, const char *const *names)
{
  if (dim.state == NG_DIM_NUMBER)
    ng_digits_append (text, dim.value);
  else if (dim.state == NG_DIM_VARYING)
    append_length (text, dim.value, names);
  else
    g_string_append_c (text, '?');
}

char *
ng_dim_label (NgDim dim, const char *const *names)
{
  GString *text = g_string_new (NULL);

  append_dim (text, dim, names);
  return g_string_free (text, FALSE);
}

char *
ng_type_label (const NgType *self, const char *const *names)
{
  GString *text = g_string_new (NULL);

  if (self->rank < 0) {
    g_string_append_c (text, '?');
  } else if (self->rank == 0 && self->kind != NG_KIND_INTEGER) {
    g_string_append (text,
                     self->kind == NG_KIND_BOOLEAN  ? "𝔹"
                     : self->kind == NG_KIND_STRING ? "text"
                                                    : "ℝ");
  }
  for (int i = 0; i < self->rank; i++) {
    if (i > 0)
      g_string_append (text, "×");
    append_dim (text, self->dims[i], names);
  }
  if (self->rank >= 0 && self->kind == NG_KIND_INTEGER) {
    g_string_append (text, self->rank > 0 ? "×ℤ" : "ℤ");
    if (self->min == 1 && self->max != G_MAXINT64)
      g_string_append_printf (text, " 1…%" G_GINT64_FORMAT, self->max);
  }
  return g_string_free (text, FALSE);
}

void
ng_dim_append_words (GString *text, NgDim dim, const char *const *names)
{
  if (dim.state == NG_DIM_NUMBER)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, dim.value);
  else if (dim.state == NG_DIM_VARYING)
    g_string_append (text, is_named (dim.value, names) ? names[dim.value - 1] : "\"Varying\"");
  else
    g_string_append (text, "Automatic");
}

/* {3, batch, "Varying", Automatic} */
static void
append_dims (GString *text, const NgType *self, const char *const *names)
{
  g_string_append_c (text, '{');
  for (int i = 0; i < self->rank; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    ng_dim_append_words (text, self->dims[i], names);
  }
  g_string_append_c (text, '}');
}

char *
ng_type_words (const NgType *self, const char *const *names)
{
  GString *text = g_string_new (NULL);

  if (self->rank < 0) {
    g_string_append (text, "Automatic");
  } else if (self->rank > 0) {
    append_dims (text, self, names);
  } else if (self->kind == NG_KIND_INTEGER && self->max != G_MAXINT64 && self->min == 1) {
    g_string_append_printf (text, "Restricted[\"Integer\", %" G_GINT64_FORMAT "]", self->max);
  } else if (self->kind == NG_KIND_INTEGER && self->max != G_MAXINT64) {
    g_string_append_printf (text,
                            "Restricted[\"Integer\", {%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}]",
                            self->min,
                            self->max);
  } else {
    g_string_append (text, self->kind == NG_KIND_INTEGER ? "\"Integer\"" : "\"Real\"");
  }
  return g_string_free (text, FALSE);
}
