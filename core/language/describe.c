/* Information["LinearLayer"]: what the record of a layer, an operation or a function says, as data.
 */

#include "core/expr/items.h"
#include "core/graph/registry.h"
#include "core/language/complete.h"
#include "core/language/session.h"

static void
add_text (GPtrArray *entries, const char *key, const char *text)
{
  if (text != NULL)
    g_ptr_array_add (
        entries,
        ng_expr_new_call (
            "Rule", ng_expr_new_string (key, NULL), ng_expr_new_string (text, NULL), NULL));
}

/* Takes the expressions out of @items. */
static void
add_items (GPtrArray *entries, const char *key, const char *head, GPtrArray *items)
{
  NgExpr *value = ng_list_write (head, items);

  g_ptr_array_add (entries, ng_rule_write (key, value));
}

/* Each parameter with its default as it is written, or "required". */
static void
add_parameters (GPtrArray *entries, const NgLayerClass *class)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++)
    add_text (items,
              class->params[i].name,
              class->params[i].value != NULL ? class->params[i].value : "required");
  add_items (entries, "Parameters", "Association", items);
}

static void
add_ports (GPtrArray *entries, const char *key, const NgPortSpec *ports)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (int i = 0; i < NG_MAX_CLASS_PORTS && ports[i].name != NULL; i++)
    g_ptr_array_add (items, ng_expr_new_string (ports[i].name, NULL));
  add_items (entries, key, "List", items);
}

static NgExpr *
describe_class (const NgLayerClass *class)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  add_text (entries, "Name", class->name);
  add_text (entries, "Summary", class->summary);
  add_text (entries, "Law", class->law);
  add_parameters (entries, class);
  add_ports (entries, "InputPorts", class->inputs);
  add_ports (entries, "OutputPorts", class->outputs);
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    g_ptr_array_add (items, ng_expr_new_string (class->arrays[i].name, NULL));
  add_items (entries, "Arrays", "List", items);
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    g_ptr_array_add (items, ng_expr_new_string (class->examples[i], NULL));
  add_items (entries, "Examples", "List", items);
  return ng_list_write ("Association", entries);
}

NgExpr *
ng_describe (NgSession *session, const char *name)
{
  const NgLayerClass *class = ng_registry_find (name);
  g_autoptr (GPtrArray) entries = NULL;
  const char *usage, *summary;

  if (class != NULL)
    return describe_class (class);
  if (!ng_help_word (session, name, &usage, &summary))
    return NULL;
  entries = g_ptr_array_new ();
  add_text (entries, "Name", name);
  add_text (entries, "Usage", usage);
  add_text (entries, "Summary", summary);
  return ng_list_write ("Association", entries);
}
