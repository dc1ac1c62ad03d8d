/* Sets of characters: ranges, and what Unicode says of characters. */

#include "core/operators/pattern-private.h"

#include <string.h>

#define LAST_CHARACTER 0x10ffff

/* Characters of a range that are of one of the types, whose bits are set (0: of any), and of the
 * script (below 0: of any); or all others. */
typedef struct {
  gunichar first, last;
  guint32 types;
  int script;
  gboolean is_not;
} NgPatternMember;

NgPatternSet *
ng_pattern_set_new (gboolean is_folded)
{
  NgPatternSet *self = g_new0 (NgPatternSet, 1);

  self->members = g_array_new (FALSE, FALSE, sizeof (NgPatternMember));
  self->is_folded = is_folded;
  return self;
}

void
ng_pattern_set_free (NgPatternSet *self)
{
  g_array_unref (self->members);
  g_free (self);
}

void
ng_pattern_set_add (NgPatternSet *self, gunichar first, gunichar last)
{
  NgPatternMember member = { .first = first, .last = last, .script = -1 };

  g_array_append_val (self->members, member);
}

/* Pairs of a first and a last character, and what lies between them. */
static void
add_pairs (NgPatternSet *self, const char *pairs, gboolean is_not)
{
  gunichar next = 0;

  for (; *pairs != '\0'; pairs += 2) {
    gunichar first = (guchar) pairs[0], last = (guchar) pairs[1];
    if (!is_not)
      ng_pattern_set_add (self, first, last);
    else if (first > next)
      ng_pattern_set_add (self, next, first - 1);
    next = last + 1;
  }
  if (is_not)
    ng_pattern_set_add (self, next, LAST_CHARACTER);
}

/* Ascending pairs; NUL is not among them. */
static const struct {
  const char *name, *pairs;
} named_classes[] = {
  { "alnum", "09AZaz" }, { "alpha", "AZaz" }, { "blank", "\t\t  " },  { "digit", "09" },
  { "graph", "!~" },     { "lower", "az" },   { "print", " ~" },      { "punct", "!/:@[`{~" },
  { "space", "\t\r  " }, { "upper", "AZ" },   { "word", "09AZ__az" }, { "xdigit", "09AFaf" },
};

gboolean
ng_pattern_set_add_named (NgPatternSet *self, const char *name, gsize length, gboolean is_not)
{
  /* These begin with NUL. */
  if ((length == 5 && memcmp (name, "ascii", 5) == 0) ||
      (length == 5 && memcmp (name, "cntrl", 5) == 0)) {
    gunichar last = *name == 'a' ? 0x7f : 0x1f;
    if (!is_not)
      ng_pattern_set_add (self, 0, last);
    if (!is_not && *name == 'c')
      ng_pattern_set_add (self, 0x7f, 0x7f);
    if (is_not && *name == 'c')
      ng_pattern_set_add (self, 0x20, 0x7e);
    if (is_not)
      ng_pattern_set_add (self, 0x80, LAST_CHARACTER);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (named_classes); i++) {
    if (strlen (named_classes[i].name) != length ||
        memcmp (named_classes[i].name, name, length) != 0)
      continue;
    add_pairs (self, named_classes[i].pairs, is_not);
    return TRUE;
  }
  return FALSE;
}

gboolean
ng_pattern_set_add_letter (NgPatternSet *self, char letter)
{
  gboolean is_not = g_ascii_isupper (letter);

  switch (g_ascii_tolower (letter)) {
  case 'd':
    add_pairs (self, "09", is_not);
    return TRUE;
  case 'w':
    add_pairs (self, "09AZ__az", is_not);
    return TRUE;
  case 's':
    add_pairs (self, "\t\n\f\r  ", is_not);
    return TRUE;
  default:
    return FALSE;
  }
}

/* In the order of GUnicodeType. */
static const char categories[][3] = { "Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu",
                                      "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf",
                                      "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs" };

static const struct {
  const char *name;
  GUnicodeScript script;
} scripts[] = {
  { "Arabic", G_UNICODE_SCRIPT_ARABIC },
  { "Armenian", G_UNICODE_SCRIPT_ARMENIAN },
  { "Bengali", G_UNICODE_SCRIPT_BENGALI },
  { "Bopomofo", G_UNICODE_SCRIPT_BOPOMOFO },
  { "Braille", G_UNICODE_SCRIPT_BRAILLE },
  { "Cherokee", G_UNICODE_SCRIPT_CHEROKEE },
  { "Common", G_UNICODE_SCRIPT_COMMON },
  { "Coptic", G_UNICODE_SCRIPT_COPTIC },
  { "Cyrillic", G_UNICODE_SCRIPT_CYRILLIC },
  { "Devanagari", G_UNICODE_SCRIPT_DEVANAGARI },
  { "Ethiopic", G_UNICODE_SCRIPT_ETHIOPIC },
  { "Georgian", G_UNICODE_SCRIPT_GEORGIAN },
  { "Gothic", G_UNICODE_SCRIPT_GOTHIC },
  { "Greek", G_UNICODE_SCRIPT_GREEK },
  { "Gujarati", G_UNICODE_SCRIPT_GUJARATI },
  { "Gurmukhi", G_UNICODE_SCRIPT_GURMUKHI },
  { "Han", G_UNICODE_SCRIPT_HAN },
  { "Hangul", G_UNICODE_SCRIPT_HANGUL },
  { "Hebrew", G_UNICODE_SCRIPT_HEBREW },
  { "Hiragana", G_UNICODE_SCRIPT_HIRAGANA },
  { "Inherited", G_UNICODE_SCRIPT_INHERITED },
  { "Kannada", G_UNICODE_SCRIPT_KANNADA },
  { "Katakana", G_UNICODE_SCRIPT_KATAKANA },
  { "Khmer", G_UNICODE_SCRIPT_KHMER },
  { "Lao", G_UNICODE_SCRIPT_LAO },
  { "Latin", G_UNICODE_SCRIPT_LATIN },
  { "Malayalam", G_UNICODE_SCRIPT_MALAYALAM },
  { "Mongolian", G_UNICODE_SCRIPT_MONGOLIAN },
  { "Myanmar", G_UNICODE_SCRIPT_MYANMAR },
  { "Ogham", G_UNICODE_SCRIPT_OGHAM },
  { "Oriya", G_UNICODE_SCRIPT_ORIYA },
  { "Runic", G_UNICODE_SCRIPT_RUNIC },
  { "Sinhala", G_UNICODE_SCRIPT_SINHALA },
  { "Syriac", G_UNICODE_SCRIPT_SYRIAC },
  { "Tamil", G_UNICODE_SCRIPT_TAMIL },
  { "Telugu", G_UNICODE_SCRIPT_TELUGU },
  { "Thaana", G_UNICODE_SCRIPT_THAANA },
  { "Thai", G_UNICODE_SCRIPT_THAI },
  { "Tibetan", G_UNICODE_SCRIPT_TIBETAN },
  { "Yi", G_UNICODE_SCRIPT_YI },
};

gboolean
ng_pattern_set_add_property (NgPatternSet *self, const char *name, gboolean is_not)
{
  NgPatternMember member = { .last = LAST_CHARACTER, .script = -1, .is_not = is_not };
  gsize length = strlen (name);
  gboolean is_there = g_str_equal (name, "Any");

  for (gsize i = 0; length > 0 && length <= 2 && i < G_N_ELEMENTS (categories); i++)
    if (memcmp (categories[i], name, length) == 0)
      member.types |= 1u << i;
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    if (g_str_equal (scripts[i].name, name))
      member.script = (int) scripts[i].script;
  is_there = is_there || member.types != 0 || member.script >= 0;
  if (is_there)
    g_array_append_val (self->members, member);
  return is_there;
}

static gboolean
has_member (const NgPatternSet *self, gunichar letter)
{
  for (guint i = 0; i < self->members->len; i++) {
    const NgPatternMember *member = &g_array_index (self->members, NgPatternMember, i);
    gboolean is_in = letter >= member->first && letter <= member->last &&
                     (member->types == 0 || (member->types >> g_unichar_type (letter) & 1) != 0) &&
                     (member->script < 0 || (int) g_unichar_get_script (letter) == member->script);
    if (is_in != member->is_not)
      return TRUE;
  }
  return FALSE;
}

static gboolean
has (const NgPatternSet *self, gunichar letter)
{
  gboolean is_in = has_member (self, letter);

  if (!is_in && self->is_folded) {
    gunichar upper = g_unichar_toupper (letter);
    is_in = has_member (self, upper) || has_member (self, g_unichar_tolower (letter)) ||
            has_member (self, g_unichar_tolower (upper));
  }
  return is_in != self->is_not;
}

void
ng_pattern_set_end (NgPatternSet *self)
{
  for (guint letter = 0; letter < 128; letter++)
    if (has (self, letter))
      self->ascii[letter / 32] |= 1u << letter % 32;
}

gboolean
ng_pattern_set_has (const NgPatternSet *self, gunichar letter)
{
  return letter < 128 ? (self->ascii[letter / 32] >> letter % 32 & 1) != 0 : has (self, letter);
}
