#include "ui/word-match.h"

#include <string.h>

/* Letters that a name has to have in order before it counts: fewer are in too many of them. */
#define FEW_LETTERS 3

static gboolean
begins (const char *name, const char *typed)
{
  return g_ascii_strncasecmp (name, typed, strlen (typed)) == 0;
}

/* Whether a word begins at @p of @name: "CTCLoss" is C, T, C, Loss; "zoom in" is zoom, in. */
static gboolean
is_start (const char *name, const char *p)
{
  return p == name || g_ascii_isupper (*p) || p[-1] == ' ' ||
         (g_ascii_isdigit (*p) && !g_ascii_isdigit (p[-1]));
}

static gboolean
are_initials (const char *name, const char *typed)
{
  for (const char *p = name; *p != '\0'; p++) {
    if (!is_start (name, p))
      continue;
    if (g_ascii_tolower (*p) != g_ascii_tolower (*typed))
      return FALSE;
    typed++;
  }
  return *typed == '\0';
}

static gboolean
has_letters (const char *name, const char *typed)
{
  for (const char *p = name; *p != '\0' && *typed != '\0'; p++)
    if (g_ascii_tolower (*p) == g_ascii_tolower (*typed))
      typed++;
  return *typed == '\0';
}

NgMatch
ng_match (const char *typed, const char *name)
{
  NgMatch found = NG_MATCH_NONE;

  if (begins (name, typed))
    return strlen (name) == strlen (typed) ? NG_MATCH_EXACT : NG_MATCH_PREFIX;
  if (are_initials (name, typed))
    return NG_MATCH_INITIALS;
  for (const char *p = name; *p != '\0'; p++)
    if (begins (p, typed)) {
      if (is_start (name, p))
        return NG_MATCH_WORD;
      found = NG_MATCH_INSIDE;
    }
  if (found == NG_MATCH_NONE && strlen (typed) >= FEW_LETTERS && has_letters (name, typed))
    return NG_MATCH_LETTERS;
  return found;
}
