#include "app/commands/help.h"

#include "app/commands/catalogue.h"
#include "core/base/nearest.h"
#include "core/graph/registry.h"
#include "core/language/complete.h"
#include <stdio.h>
#include <string.h>

static const char overview[] =
    "An expression is evaluated at the end of its line; open brackets go on in the next one.\n"
    "\n"
    "  net = NetChain[{LinearLayer[3], Ramp}, \"Input\" -> 2]\n"
    "  net = NetInitialize[net]\n"
    "  net[{1, 2}]\n"
    "  Information[net, \"OutputPorts\"]\n"
    "  Export[\"net.svg\", net, \"Form\" -> \"blocks\", ImageSize -> 252]\n"
    "\n"
    "  name = value   gives a name a value; Clear[name] forgets it\n"
    "  %, %%, %3      the last value, the one before, the value of number 3\n"
    "  expression;    evaluates and shows nothing\n"
    "  InputForm[x]   shows all of a value, Short[x] less of it\n"
    "  ?LinearLayer   tells about a name; ?Net* lists names, ?* all of them\n"
    "  Tab            completes names, options, and layers and ports in strings\n"
    "  Ctrl+C         interrupts, or gives up a line; quit or Ctrl+D leaves\n";

static const char *
summarize (NgSession *session, const char *name)
{
  const NgLayerClass *class = ng_registry_find (name);
  const char *usage, *summary = "";

  if (class != NULL)
    return class->summary;
  ng_help_word (session, name, &usage, &summary);
  return summary;
}

static void
list_names (NgSession *session, char **names, const char *pattern)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  int width = 0;

  for (gsize i = 0; names[i] != NULL; i++) {
    if (!g_pattern_match_simple (pattern, names[i]))
      continue;
    g_ptr_array_add (found, names[i]);
    width = MAX (width, (int) strlen (names[i]));
  }
  for (guint i = 0; i < found->len; i++)
    printf ("  %-*s  %s\n",
            width,
            (const char *) found->pdata[i],
            summarize (session, found->pdata[i]));
  if (found->len == 0)
    printf ("No name is like %s.\n", pattern);
}

static void
tell (NgSession *session, const char *name)
{
  const NgLayerClass *class = ng_registry_find (name);
  const char *usage, *summary;
  g_auto (GStrv) names = NULL;
  NgExpr *value = ng_session_value (session, name);

  if (value != NULL) {
    gboolean is_cut;
    g_autofree char *text = ng_value_print_short (value, 76, &is_cut);

    printf ("%s = %s\n", name, text);
  } else if (class != NULL) {
    ng_catalogue_print (class);
  } else if (ng_help_word (session, name, &usage, &summary)) {
    printf ("%s\n  %s.\n", usage, summary);
  } else {
    const char *nearest;

    names = ng_help_names (session);
    nearest = ng_nearest (name, (const char *const *) names);
    printf ("Nothing is known of %s.", name);
    if (nearest != NULL)
      printf (" Did you mean %s?", nearest);
    printf ("\n");
  }
}

gboolean
ng_help (NgSession *session, const char *line)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  const char *name = NULL;

  if (text[0] == '?')
    name = text + strspn (text, "? ");
  else if (strcmp (text, "help") == 0)
    name = "";
  else if (g_str_has_prefix (text, "help ") && strpbrk (text, "=[{,") == NULL)
    name = text + strlen ("help ");
  if (name == NULL)
    return FALSE;
  while (*name == ' ')
    name++;
  if (*name == '\0') {
    fputs (overview, stdout);
  } else if (strpbrk (name, "*?") != NULL) {
    g_auto (GStrv) names = ng_help_names (session);

    list_names (session, names, name);
  } else {
    tell (session, name);
  }
  return TRUE;
}
