#include "ui/port-completion.h"

#include "core/graph/coder-class.h"
#include "core/notation/read.h"
#include "ui/proposals.h"

#include <string.h>

/* The coder that an example applies, "NetEncoder[…][item] -> array"; NULL where it applies none. */
static NgExpr *
coder_of_example (const char *example)
{
  g_autoptr (NgExpr) read = ng_notation_read (NULL, example, -1, NULL, NULL, NULL);
  const NgExpr *call = read;
  NgExpr *coder;

  if (read != NULL && ng_expr_is_rule (read))
    call = ng_expr_arg (read, 0);
  coder = call != NULL ? ng_expr_head (call) : NULL;
  if (coder == NULL ||
      (!ng_expr_is_call (coder, "NetEncoder") && !ng_expr_is_call (coder, "NetDecoder")))
    return NULL;
  return ng_expr_ref (coder);
}

/* The shortest way to write a coder of that class that an example shows. */
static char *
proposal_of_class (const NgCoderClass *class, const char *head)
{
  char *shortest = NULL;

  for (gsize i = 0; i < NG_MAX_CODER_EXAMPLES && class->examples[i] != NULL; i++) {
    g_autoptr (NgExpr) coder = coder_of_example (class->examples[i]);
    g_autoptr (NgExpr) proposal = NULL;
    g_autofree char *text = NULL;

    if (coder == NULL || ng_expr_n_args (coder) != 1)
      continue;
    proposal = ng_expr_new_call (head, ng_expr_ref (ng_expr_arg (coder, 0)), NULL);
    text = ng_print (proposal, 0);
    if (shortest != NULL && strlen (shortest) <= strlen (text))
      continue;
    g_free (shortest);
    shortest = g_steal_pointer (&text);
  }
  return shortest;
}

static char **
proposals_of (gboolean is_output)
{
  static const char *const types[] = { "\"Real\"", "\"Integer\"", "{\"Varying\"}" };
  GPtrArray *proposals = g_ptr_array_new ();

  for (gsize i = 0; i < ng_coder_registry_length (); i++) {
    const NgCoderClass *class = ng_coder_registry_class (i);
    char *text;

    if (is_output ? class->decode == NULL : class->encode == NULL)
      continue;
    text = proposal_of_class (class, is_output ? "NetDecoder" : "NetEncoder");
    if (text != NULL)
      g_ptr_array_add (proposals, text);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_ptr_array_add (proposals, g_strdup (types[i]));
  g_ptr_array_add (proposals, NULL);
  return (char **) g_ptr_array_free (proposals, FALSE);
}

void
ng_port_completion_add (GtkEntry *entry, gboolean is_output)
{
  g_auto (GStrv) proposals = proposals_of (is_output);

  ng_entry_propose (entry, (const char *const *) proposals);
}
