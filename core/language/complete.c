#include "core/language/complete.h"

#include "core/expr/words.h"
#include "core/graph/function.h"
#include "core/graph/registry.h"
#include "core/language/apply.h"
#include <string.h>

/* Symbols that are values. */
static const char *const constants[] = {
  "All",       "Automatic", "E",        "False",   "Indeterminate",   "Infinity",
  "Inherited", "NetChain",  "NetGraph", "NetPort", "NetPortGradient", "None",
  "Pi",        "True",      NULL
};

/* Where the cursor stands. */
typedef struct {
  gsize word;       /* offset of the word */
  gboolean is_text; /* in a string */
  char *head;       /* (nullable): what the innermost bracket belongs to */
} Position;

static gboolean
is_letter (char c)
{
  return g_ascii_isalnum (c) || c == '$' || (c & 0x80) != 0;
}

static gsize
find_word (const char *text, gsize end)
{
  while (end > 0 && is_letter (text[end - 1]))
    end--;
  return end;
}

/* The name in front of the bracket at @at. */
static char *
read_head (const char *text, gsize at)
{
  gsize start = find_word (text, at);

  return g_strndup (text + start, at - start);
}

/* Walks the text with a stack of open brackets; comments count as text. */
static void
find_position (const char *text, Position *position)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize length = strlen (text), quote = 0;

  *position = (Position){ 0 };
  for (gsize i = 0; i < length; i++) {
    if (position->is_text && text[i] == '\\' && i + 1 < length) {
      i++;
    } else if (text[i] == '"') {
      position->is_text = !position->is_text;
      quote = i + 1;
    } else if (!position->is_text && strchr ("[{(", text[i]) != NULL) {
      g_array_append_val (open, i);
    } else if (!position->is_text && strchr ("]})", text[i]) != NULL && open->len > 0) {
      g_array_set_size (open, open->len - 1);
    }
  }
  position->word = position->is_text ? quote : find_word (text, length);
  for (guint i = open->len; i-- > 0;) {
    gsize at = g_array_index (open, gsize, i);

    if (text[at] != '[' || (at > 0 && text[at - 1] == '[' && i > 0))
      continue;
    position->head = read_head (text, at);
    return;
  }
}

/* What stands in nets, and is neither a layer nor an operation. */
static const NgWord net_words[] = {
  { "NetArray",
    "\"Weights\" -> NetArray[\"name\"], NetArray[<|\"Name\" -> …, \"Array\" -> …|>]",
    "An array that all layers share that name it" },
  { "NetDecoder",
    "NetDecoder[\"name\"], NetDecoder[{\"name\", arguments}], decoder[array, property]",
    "What makes a value of an array; the type of an output" },
  { "NetEncoder",
    "NetEncoder[\"name\"], NetEncoder[{\"name\", arguments}], encoder[item]",
    "What makes an array of an item, such as a picture or text; the type of an input" },
  { "NetPort",
    "NetPort[\"port\"], NetPort[layer, \"port\"], NetPort[{layer, \"port\"}]",
    "A port of the net, or of a layer" },
  { "NetPortGradient",
    "net[data, NetPortGradient[\"port\"]], net[data, NetPortGradient[{layer, \"array\"}]]",
    "The gradient of the sum of all outputs" },
};

static void
add (GHashTable *found, const char *name, const char *word)
{
  if (g_str_has_prefix (name, word))
    g_hash_table_add (found, g_strdup (name));
}

static void
add_all (GHashTable *found, const char *const *names, const char *word)
{
  for (gsize i = 0; names[i] != NULL; i++)
    add (found, names[i], word);
}

/* Parameters, arrays and ports of a layer, by which its options are called, and words that
 * parameters may be. */
static void
add_options (GHashTable *found, const char *head, gboolean with_words, const char *word)
{
  const NgLayerClass *class = head != NULL ? ng_registry_find (head) : NULL;

  for (int i = 0; class != NULL && i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    add (found, class->params[i].name, word);
    if (with_words && class->params[i].choices != NULL)
      add_all (found, class->params[i].choices, word);
  }
  for (int i = 0; class != NULL && i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    add (found, class->arrays[i].name, word);
  for (int i = 0; class != NULL && i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    add (found, class->inputs[i].name, word);
  for (int i = 0; class != NULL && i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    add (found, class->outputs[i].name, word);
}

static void
add_layers (GHashTable *found, const NgNet *net, const char *word)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));

    if (ng_net_name (net, i) != NULL)
      add (found, ng_net_name (net, i), word);
    if (inner != NULL)
      add_layers (found, inner, word);
  }
}

/* Layers, ports and arrays of a net. */
static void
add_net (GHashTable *found, const NgNet *net, const char *word)
{
  add_layers (found, net, word);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    add (found, ng_net_input_name (net, i), word);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    add (found, ng_net_output_name (net, i), word);
}

static NgNet *
find_net (NgSession *session, const char *name)
{
  NgExpr *value = name != NULL ? g_hash_table_lookup (ng_session_names (session), name) : NULL;

  return value != NULL ? ng_value_net (value) : NULL;
}

/* In a string: what belongs to the net in front of the bracket, or else to any net of the session;
 * and what belongs to the layer. */
static void
add_texts (NgSession *session, GHashTable *found, const char *head, const char *word)
{
  NgNet *net = find_net (session, head);
  GHashTableIter iter;
  gpointer value;

  add_options (found, head, TRUE, word);
  if (net != NULL) {
    add_net (found, net, word);
    return;
  }
  g_hash_table_iter_init (&iter, ng_session_names (session));
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    net = ng_value_net (value);
    if (net != NULL)
      add_net (found, net, word);
  }
}

/* Every operation, the session's own last. */
static void
add_operations (NgSession *session, GHashTable *found, const char *word)
{
  GPtrArray *added = ng_session_added_operations (session);

  for (const NgOperation *operation = ng_operations (); operation->name != NULL; operation++)
    add (found, operation->name, word);
  for (guint i = 0; i < added->len; i++)
    add (found, ((const NgOperation *) added->pdata[i])->name, word);
}

static void
add_known (NgSession *session, GHashTable *found, const char *word)
{
  for (const NgWord *entry = ng_words (); entry->name != NULL; entry++)
    add (found, entry->name, word);
  for (gsize i = 0; i < G_N_ELEMENTS (net_words); i++)
    add (found, net_words[i].name, word);
  for (gsize i = 0; i < ng_registry_length (); i++)
    add (found, ng_registry_class (i)->name, word);
  add_operations (session, found, word);
}

/* The options of an operation are those that its usage names, "Method -> …". */
static void
add_operation_options (NgSession *session, GHashTable *found, const char *head, const char *word)
{
  const NgOperation *operation = head != NULL ? ng_session_find_operation (session, head) : NULL;
  const char *arrow = operation != NULL ? strstr (operation->usage, " ->") : NULL;

  for (; arrow != NULL; arrow = strstr (arrow + 1, " ->")) {
    const char *start = arrow;
    g_autofree char *name = NULL;

    while (start > operation->usage && g_ascii_isalpha (start[-1]))
      start--;
    name = g_strndup (start, (gsize) (arrow - start));
    if (*name != '\0')
      add (found, name, word);
  }
}

static void
add_symbols (NgSession *session, GHashTable *found, const char *head, const char *word)
{
  GHashTableIter iter;
  gpointer name;

  add_known (session, found, word);
  add_all (found, constants, word);
  add_options (found, head, FALSE, word);
  add_operation_options (session, found, head, word);
  for (gsize i = 0; find_net (session, head) != NULL && ng_apply_option (i) != NULL; i++)
    add (found, ng_apply_option (i), word);
  g_hash_table_iter_init (&iter, ng_session_names (session));
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (*(const char *) name != '%')
      add (found, name, word);
  }
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char **
sort (GHashTable *found)
{
  guint n;
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (found, &n);
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (keys[i]);
  qsort (names, n, sizeof *names, compare_cb);
  return names;
}

char **
ng_complete (NgSession *session, const char *text, gsize *start)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Position position;
  const char *word;

  find_position (text, &position);
  word = text + position.word;
  *start = position.word;
  if (position.is_text) {
    add_texts (session, found, position.head, word);
  } else if (*word != '\0') {
    add_symbols (session, found, position.head, word);
  } else if (g_str_has_suffix (text, "[") && find_net (session, position.head) != NULL) {
    g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer name;

    add_layers (names, find_net (session, position.head), "");
    g_hash_table_iter_init (&iter, names);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      g_hash_table_add (found, g_strdup_printf ("\"%s\"", (const char *) name));
  }
  g_free (position.head);
  return sort (found);
}

char **
ng_help_names (NgSession *session)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_known (session, found, "");
  return sort (found);
}

gboolean
ng_help_word (NgSession *session, const char *name, const char **usage, const char **summary)
{
  const NgOperation *operation = ng_session_find_operation (session, name);

  if (operation != NULL) {
    *usage = operation->usage;
    *summary = operation->summary;
    return TRUE;
  }
  for (const NgWord *word = ng_words (); word->name != NULL; word++) {
    if (strcmp (word->name, name) == 0) {
      *usage = word->usage;
      *summary = word->summary;
      return TRUE;
    }
  }
  for (gsize i = 0; i < G_N_ELEMENTS (net_words); i++) {
    if (strcmp (net_words[i].name, name) == 0) {
      *usage = net_words[i].usage;
      *summary = net_words[i].summary;
      return TRUE;
    }
  }
  if (!ng_function_takes (name, 1))
    return FALSE;
  *usage = "f[x]; f alone is a layer, ElementwiseLayer[f]";
  *summary = "A function of numbers, element by element";
  return TRUE;
}

gboolean
ng_is_incomplete (const GError *error)
{
  return ng_error_has_tag (error, "Syntax::unclosed") ||
         ng_error_has_tag (error, "Syntax::incomplete") ||
         ng_error_has_tag (error, "Syntax::string") || ng_error_has_tag (error, "Syntax::comment");
}
