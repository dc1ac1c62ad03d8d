/* A layer becomes one of ours: by its type, which is the name of the class without "Layer" or
 * "Operator", and by the names of its parameters and arrays. */

#include "core/formats/wolfram-private.h"

#include "core/expr/items.h"
#include "core/graph/path.h"
#include "core/graph/registry.h"
#include "core/notation/read.h"

static void G_GNUC_PRINTF (3, 4)
    warn (NgWolframReader *self, const char *path, const char *format, ...)
{
  NgPlace place = { .path = path };
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->diagnostics == NULL || self->diagnostics->len >= NG_MAX_DIAGNOSTICS)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (
      self->diagnostics,
      ng_diagnostic_as_warning (ng_diagnostic_new ("Wlnet::layer", &place, "%s", text)));
}

static char *
show (const NgExpr *expr)
{
  return ng_print_short (expr, NG_MAX_SHOWN_NAME);
}

/* ---- classes ---- */

/* "Linear" is LinearLayer, "NetMap" NetMapOperator. */
static const NgLayerClass *
find_class (const char *type)
{
  static const char *const forms[] = { "%sLayer", "%s", "%sOperator", "Net%sOperator" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_auto (GStrv) parts = g_strsplit (forms[i], "%s", 2);
    g_autofree char *name = g_strconcat (parts[0], type, parts[1], NULL);
    const NgLayerClass *class = ng_registry_find (name);

    if (class != NULL)
      return class;
  }
  return NULL;
}

/* What is called otherwise there, or says what the arrays and the ports say as well; of any type
 * where none is named. */
static const struct {
  const char *type, *theirs, *ours;
} other_names[] = {
  { "Linear", "OutputDimensions", "Size" },
  { "Part", "Specification", "Part" },
  { "NetArray", "Dimensions", NULL },
};

static const char *
our_name (const char *type, const char *theirs, gboolean *is_told)
{
  for (gsize i = 0; i < G_N_ELEMENTS (other_names); i++) {
    if (g_str_equal (other_names[i].type, type) && g_str_equal (other_names[i].theirs, theirs)) {
      *is_told = other_names[i].ours == NULL;
      return other_names[i].ours;
    }
  }
  *is_told = FALSE;
  return theirs;
}

static const NgParamSpec *
find_param (const NgLayerClass *class, const char *name)
{
  for (gsize i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    if (g_str_equal (class->params[i].name, name) || g_strcmp0 (class->params[i].alias, name) == 0)
      return &class->params[i];
  }
  return NULL;
}

static const NgArraySpec *
find_array (const NgLayerClass *class, const char *name)
{
  for (gsize i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++) {
    if (g_str_equal (class->arrays[i].name, name) || g_strcmp0 (class->arrays[i].alias, name) == 0)
      return &class->arrays[i];
  }
  return NULL;
}

static gboolean
is_held (const NgLayerClass *class, const char *name)
{
  for (gsize i = 0; i < NG_MAX_CLASS_NETS && class->nets[i] != NULL; i++) {
    if (g_str_equal (class->nets[i], name))
      return TRUE;
  }
  return FALSE;
}

gboolean
ng_wolfram_is_many (const NgExpr *layer)
{
  const char *type = ng_wolfram_kind (layer);
  const NgLayerClass *class = type != NULL ? find_class (type) : NULL;

  return class != NULL && class->inputs[0].name != NULL && class->inputs[0].is_many;
}

gboolean
ng_wolfram_has_plain_inputs (const NgExpr *layer)
{
  const NgExpr *inputs = ng_wolfram_part (layer, "Inputs");
  gsize n = ng_wolfram_count (inputs);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++) {
    if (ng_wolfram_key (inputs, i) != NULL)
      g_hash_table_add (names, (gpointer) ng_wolfram_key (inputs, i));
  }
  for (gsize i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("Input%" G_GSIZE_FORMAT, i + 1);

    if (!g_hash_table_contains (names, name))
      return FALSE;
  }
  return n > 0;
}

/* ---- ports ---- */

static NgExpr *
names_of (const NgExpr *ports)
{
  g_autoptr (GPtrArray) names = ng_list_new ();

  for (gsize i = 0; i < ng_wolfram_count (ports); i++) {
    if (ng_wolfram_key (ports, i) != NULL)
      g_ptr_array_add (names, ng_expr_new_string (ng_wolfram_key (ports, i), NULL));
  }
  return ng_list_write ("List", names);
}

void
ng_wolfram_add_ports (NgWolframReader *self,
                      const NgExpr *net,
                      const char *path,
                      GPtrArray *arguments)
{
  static const char *const sides[] = { "Inputs", "Outputs" };

  for (gsize s = 0; s < G_N_ELEMENTS (sides); s++) {
    const NgExpr *ports = ng_wolfram_part (net, sides[s]);

    for (gsize i = 0; i < ng_wolfram_count (ports); i++) {
      const char *name = ng_wolfram_key (ports, i);
      NgExpr *type = name != NULL ? ng_wolfram_coder (ng_wolfram_value (ports, i), s == 1) : NULL;

      if (name == NULL)
        continue;
      const NgExpr *value = ng_wolfram_value (ports, i);
      if (type == NULL && ng_wolfram_is_coder (value)) {
        g_autofree char *shown = show (value);
        warn (self,
              path,
              "Port \"%s\" has %s, which has no counterpart here, and is left out.",
              name,
              shown);
      }
      if (type == NULL)
        type = ng_wolfram_type (value);
      if (type != NULL) {
        g_ptr_array_add (arguments, ng_rule_write (name, type));
      } else {
        g_autofree char *shown = show (value);
        warn (self, path, "Port \"%s\" has type %s, which is not known, and is open.", name, shown);
      }
    }
  }
}

/* ---- arrays ---- */

static void
keep_array (NgWolframReader *self, const char *path, const char *name, NgTensor *tensor)
{
  char *key = ng_path_join (path, name);

  g_ptr_array_add (self->kept, key);
  g_hash_table_insert (self->arrays, key, tensor);
}

/* An array of the layer: its values are kept, or it is said in the notation. */
static gboolean
read_array (NgWolframReader *self,
            NgExpr *value,
            const char *path,
            const NgArraySpec *spec,
            GPtrArray *arguments)
{
  const char *head = ng_wolfram_word (ng_expr_head (value) != NULL ? ng_expr_head (value) : value);
  const NgExpr *first = ng_expr_n_args (value) > 0 ? ng_expr_arg (value, 0) : NULL;

  if (g_str_equal (head, "ExportedArray") && first != NULL &&
      ng_expr_kind (first) == NG_EXPR_INTEGER && self->find != NULL) {
    NgTensor *tensor = self->find (ng_expr_integer (first), self->user_data, self->error);

    if (tensor == NULL)
      return FALSE;
    keep_array (self, path, spec->name, tensor);
  } else if (g_str_equal (head, "None")) {
    g_ptr_array_add (arguments, ng_rule_write (spec->name, ng_expr_ref (value)));
  } else if (g_str_equal (head, "NetArray") && first != NULL) {
    gboolean is_whole = ng_expr_is_call (first, "Association");
    const char *name = ng_wolfram_string (is_whole ? ng_expr_lookup (first, "Name") : first);
    NgExpr *numbers = is_whole ? ng_expr_lookup (first, "Array") : NULL;

    if (name != NULL)
      g_ptr_array_add (
          arguments,
          ng_rule_write (spec->name,
                         ng_expr_new_call ("NetArray", ng_expr_new_string (name, NULL), NULL)));
    return numbers == NULL || read_array (self, numbers, path, spec, arguments);
  } else if (!g_str_equal (head, "Automatic") && !g_str_equal (head, "TensorT") &&
             !g_str_equal (head, "Nullable")) {
    NgTensor *tensor = ng_tensor_read (value, NULL);
    g_autofree char *shown = show (value);

    if (tensor != NULL)
      keep_array (self, path, spec->name, tensor);
    else
      warn (self, path, "Array \"%s\" is %s, which gives no values.", spec->name, shown);
  }
  return TRUE;
}

static gboolean
read_arrays (NgWolframReader *self,
             const NgExpr *layer,
             const NgLayerClass *class,
             const char *path,
             GPtrArray *arguments)
{
  const NgExpr *arrays = ng_wolfram_part (layer, "Arrays");

  for (gsize i = 0; i < ng_wolfram_count (arrays); i++) {
    const char *name = ng_wolfram_key (arrays, i);
    const NgArraySpec *spec = name != NULL ? find_array (class, name) : NULL;

    if (spec == NULL)
      warn (self,
            path,
            "Array \"%s\" belongs to no array of %s, and is left out.",
            name != NULL ? name : "",
            class->name);
    else if (!read_array (self, ng_wolfram_value (arrays, i), path, spec, arguments))
      return FALSE;
  }
  return TRUE;
}

/* ---- layers ---- */

NgExpr *
ng_wolfram_put_placeholder (NgWolframReader *self,
                            const NgExpr *layer,
                            const char *path,
                            const char *why)
{
  const NgExpr *parameters = ng_wolfram_part (layer, "Parameters");
  g_autoptr (GPtrArray) arguments = ng_list_new ();
  g_autofree char *shown = parameters != NULL ? show (parameters) : g_strdup ("<||>");

  warn (self,
        path,
        "A layer of type \"%s\" %s, and is a placeholder. Its parameters are %s.",
        ng_wolfram_kind (layer),
        why,
        shown);
  g_ptr_array_add (arguments, ng_expr_new_string (ng_wolfram_kind (layer), NULL));
  g_ptr_array_add (arguments,
                   ng_rule_write ("Inputs", names_of (ng_wolfram_part (layer, "Inputs"))));
  g_ptr_array_add (arguments,
                   ng_rule_write ("Outputs", names_of (ng_wolfram_part (layer, "Outputs"))));
  ng_wolfram_add_ports (self, layer, path, arguments);
  return ng_list_write ("PlaceholderLayer", arguments);
}

/* The size of a layer that nothing else tells: the first dimension of that array. */
static const struct {
  const char *class, *array;
} sized[] = {
  { "BasicRecurrentLayer", "InputWeights" },
  { "GatedRecurrentLayer", "InputGateInputWeights" },
  { "LongShortTermMemoryLayer", "InputGateInputWeights" },
};

static NgExpr *
find_size (const NgWolframReader *self, const NgLayerClass *class, const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sized); i++) {
    g_autofree char *key = ng_path_join (path, sized[i].array);
    const NgTensor *tensor = g_hash_table_lookup (self->arrays, key);

    if (g_str_equal (class->name, sized[i].class) && tensor != NULL && ng_tensor_rank (tensor) > 0)
      return ng_expr_new_integer (ng_tensor_dims (tensor)[0], NULL);
  }
  return NULL;
}

/* Parameters that have a name here too. Returns: whether none is missing that has to be there */
static gboolean
read_parameters (NgWolframReader *self,
                 const NgExpr *layer,
                 const NgLayerClass *class,
                 const char *path,
                 GPtrArray *arguments)
{
  const NgExpr *parameters = ng_wolfram_part (layer, "Parameters");
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < ng_wolfram_count (parameters); i++) {
    const char *theirs = ng_wolfram_key (parameters, i);
    gboolean is_told = FALSE;
    const char *name = theirs != NULL ? our_name (ng_wolfram_kind (layer), theirs, &is_told) : NULL;
    const NgParamSpec *spec = name != NULL ? find_param (class, name) : NULL;
    g_autoptr (NgExpr) value = ng_wolfram_plain (ng_wolfram_value (parameters, i));

    if (is_told || theirs == NULL || *theirs == '$' || is_held (class, theirs) ||
        ng_expr_is_symbol (value, "Automatic"))
      continue;
    if (spec != NULL) {
      if (g_hash_table_add (given, (gpointer) spec->name))
        g_ptr_array_add (arguments, ng_rule_write (spec->name, ng_expr_ref (value)));
    } else if (!ng_expr_is_symbol (value, "None")) {
      g_autofree char *shown = show (value);
      warn (self,
            path,
            "Parameter \"%s\" -> %s is none of %s, and is left out.",
            theirs,
            shown,
            class->name);
    }
  }
  for (gsize i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    if ((class->params[i].flags & NG_PARAM_REQUIRED) != 0 &&
        !g_hash_table_contains (given, class->params[i].name)) {
      NgExpr *size = find_size (self, class, path);

      if (size == NULL)
        return FALSE;
      g_ptr_array_add (arguments, ng_rule_write (class->params[i].name, size));
    }
  }
  return TRUE;
}

/* The nets that the layer holds, as its first argument. Returns: whether all are there */
static gboolean
read_held (NgWolframReader *self,
           const NgExpr *layer,
           const NgLayerClass *class,
           const char *path,
           GPtrArray *arguments)
{
  g_autoptr (GPtrArray) nets = ng_list_new ();

  for (gsize i = 0; i < NG_MAX_CLASS_NETS && class->nets[i] != NULL; i++) {
    const NgExpr *parameters = ng_wolfram_part (layer, "Parameters");
    const NgExpr *net = parameters != NULL ? ng_wolfram_part (parameters, class->nets[i]) : NULL;
    g_autofree char *below = ng_path_join (path, class->nets[i]);
    NgExpr *notation = net != NULL ? ng_wolfram_read (self, net, below, FALSE) : NULL;

    if (notation == NULL)
      return FALSE;
    g_ptr_array_add (nets, notation);
  }
  g_ptr_array_add (arguments,
                   nets->len == 1 ? ng_expr_ref (nets->pdata[0]) : ng_list_write ("List", nets));
  return TRUE;
}

/* Arrays of the layer, and of nets that it holds, are not those of the placeholder: what was kept
 * beyond the first @n. */
static void
forget_arrays (NgWolframReader *self, guint n)
{
  for (guint i = self->kept->len; i-- > n;)
    g_hash_table_remove (self->arrays, self->kept->pdata[i]);
  g_ptr_array_set_size (self->kept, (gint) n);
}

NgExpr *
ng_wolfram_read_layer (NgWolframReader *self,
                       const NgExpr *layer,
                       const char *path,
                       gboolean is_outer)
{
  const NgLayerClass *class = find_class (ng_wolfram_kind (layer));
  g_autoptr (GPtrArray) arguments = ng_list_new ();
  guint n_warnings = self->diagnostics != NULL ? self->diagnostics->len : 0;
  guint n_kept = self->kept->len;
  gboolean is_sound;

  if (class == NULL)
    return ng_wolfram_put_placeholder (self, layer, path, "has no counterpart here");
  is_sound = (class->nets[0] == NULL || read_held (self, layer, class, path, arguments)) &&
             read_arrays (self, layer, class, path, arguments) &&
             read_parameters (self, layer, class, path, arguments);
  if (ng_wolfram_is_many (layer) && ng_wolfram_count (ng_wolfram_part (layer, "Inputs")) > 0) {
    const NgExpr *inputs = ng_wolfram_part (layer, "Inputs");
    g_ptr_array_add (
        arguments,
        ng_rule_write ("Inputs",
                       ng_wolfram_has_plain_inputs (layer)
                           ? ng_expr_new_integer ((gint64) ng_expr_n_args (inputs), NULL)
                           : names_of (inputs)));
  }
  if (is_outer)
    ng_wolfram_add_ports (self, layer, path, arguments);
  g_autoptr (NgExpr) notation = ng_list_write (class->name, arguments);
  if (*self->error != NULL)
    return NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (NgLayer) made = is_sound ? ng_layer_read (notation, &reason) : NULL;
  if (made != NULL)
    return g_steal_pointer (&notation);
  forget_arrays (self, n_kept);
  if (self->diagnostics != NULL)
    g_ptr_array_set_size (self->diagnostics, (gint) n_warnings);
  g_autofree char *why = is_sound ? g_strdup_printf ("cannot be taken over (%s)", reason->message)
                                  : g_strdup ("lacks a parameter that is needed here");
  return ng_wolfram_put_placeholder (self, layer, path, why);
}
