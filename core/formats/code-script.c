#include "core/formats/code-script.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

/* Words of Python, what the programs import, and what modules have already. */
static const char *const reserved[] = {
  "False",       "None",      "True",   "add_module",   "and",        "apply",      "as",
  "assert",      "async",     "await",  "bfloat16",     "break",      "buffers",    "build",
  "call",        "children",  "class",  "compile",      "continue",   "cpu",        "cuda",
  "def",         "del",       "double", "elif",         "else",       "eval",       "except",
  "finally",     "float",     "for",    "forward",      "from",       "functional", "global",
  "half",        "if",        "import", "in",           "is",         "json",       "keras",
  "lambda",      "layers",    "load",   "modules",      "name",       "nn",         "nonlocal",
  "not",         "numpy",     "ops",    "or",           "parameters", "pass",       "raise",
  "read_arrays", "return",    "self",   "share_memory", "state_dict", "torch",      "train",
  "training",    "try",       "type",   "variables",    "weights",    "while",      "with",
  "yield",       "zero_grad",
};

const char *
ng_code_language_name (NgCodeLanguage self)
{
  return self == NG_CODE_TORCH ? "PyTorch" : "Keras";
}

void
ng_code_value_clear (NgCodeValue *self)
{
  g_free (self->text);
  g_free (self->sizes);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
  memset (self, 0, sizeof *self);
}

/* ---- names ---- */

char *
ng_code_identifier (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_c (text, g_ascii_isalnum (*p) ? *p : '_');
  if (text->len == 0 || g_ascii_isdigit (text->str[0]))
    g_string_prepend (text, "n");
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++) {
    if (g_str_equal (text->str, reserved[i])) {
      g_string_append_c (text, '_');
      break;
    }
  }
  return g_string_free (text, FALSE);
}

char *
ng_code_unique (GHashTable *taken, const char *name)
{
  char *text = g_strdup (name);

  for (int i = 2; g_hash_table_contains (taken, text); i++) {
    g_free (text);
    text = g_strdup_printf ("%s_%d", name, i);
  }
  g_hash_table_add (taken, g_strdup (text));
  return text;
}

char *
ng_code_words (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++) {
    if (p > name && g_ascii_isupper (*p) && g_ascii_isalnum (p[-1]) &&
        (g_ascii_islower (p[-1]) || g_ascii_islower (p[1])))
      g_string_append_c (text, '_');
    g_string_append_c (text, g_ascii_tolower (*p));
  }
  return g_string_free (text, FALSE);
}

char *
ng_code_snake (const char *name)
{
  g_autofree char *words = ng_code_words (name);

  return ng_code_identifier (words);
}

char *
ng_code_port (const char *name)
{
  g_autofree char *words = g_ascii_isdigit (*name) ? g_strconcat ("input_", name, NULL) : NULL;

  return ng_code_snake (words != NULL ? words : name);
}

char *
ng_code_class_name (const char *name)
{
  GString *text = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *p = name; *p != '\0'; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (text, begins ? g_ascii_toupper (*p) : *p);
    begins = !g_ascii_isalnum (*p);
  }
  if (text->len == 0 || g_ascii_isdigit (text->str[0]))
    g_string_prepend (text, "Net");
  char *result = ng_code_identifier (text->str);
  g_string_free (text, TRUE);
  return result;
}

/* ---- numbers ---- */

/* As few digits as tell the float32. */
static char *
real_text (double value)
{
  if (isnan (value) || isinf (value))
    return g_strdup (isnan (value) ? "float(\"nan\")"
                     : value > 0   ? "float(\"inf\")"
                                   : "float(\"-inf\")");
  for (guint digits = 1; digits <= 9; digits++) {
    char *text = ng_format_real (value, digits);
    double back = g_ascii_strtod (text, NULL);
    if (!((float) back < (float) value) && !((float) back > (float) value)) {
      gboolean is_whole = strpbrk (text, ".en") == NULL;
      char *result = is_whole ? g_strconcat (text, ".0", NULL) : g_strdup (text);
      g_free (text);
      return result;
    }
    g_free (text);
  }
  return ng_format_real (value, 0);
}

char *
ng_code_number (const NgTensor *tensor, gint64 index)
{
  NgElement element = ng_tensor_element (tensor);

  if (ng_element_is_real (element))
    return real_text (ng_tensor_get_real (tensor, index));
  if (element == NG_ELEMENT_BOOL)
    return g_strdup (ng_tensor_get_int (tensor, index) != 0 ? "True" : "False");
  return g_strdup_printf ("%" G_GINT64_FORMAT, ng_tensor_get_int (tensor, index));
}

char *
ng_code_tuple (const gint64 *values, gsize n)
{
  GString *text = g_string_new ("(");

  ng_append_numbers (text, values, n, ", ");
  g_string_append (text, n == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

char *
ng_code_integers (const gint64 *values, gsize n)
{
  for (gsize i = 1; i < n; i++) {
    if (values[i] != values[0])
      return ng_code_tuple (values, n);
  }
  return g_strdup_printf ("%" G_GINT64_FORMAT, n > 0 ? values[0] : 0);
}

/* ---- statements ---- */

static void G_GNUC_PRINTF (2, 0) append_line (GString *text, const char *format, va_list arguments)
{
  g_string_append (text, "        ");
  g_string_append_vprintf (text, format, arguments);
  g_string_append_c (text, '\n');
}

void
ng_code_state (NgCodeScope *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  append_line (self->body, format, arguments);
  va_end (arguments);
  self->n_statements++;
}

static void G_GNUC_PRINTF (2, 3) begin (NgCodeScope *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  append_line (self->init, format, arguments);
  va_end (arguments);
}

void
ng_code_give (NgCodeScope *self, gsize output, const char *format, ...)
{
  g_autofree char *expression = NULL;
  va_list arguments;

  va_start (arguments, format);
  expression = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_code_value_clear (&self->outputs[output]);
  self->outputs[output].text = ng_code_unique (self->variables, self->name);
  ng_code_state (self, "%s = %s", self->outputs[output].text, expression);
}

char *
ng_code_module (NgCodeScope *self, const char *format, ...)
{
  g_autofree char *constructor = NULL;
  va_list arguments;

  va_start (arguments, format);
  constructor = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->script->language == NG_CODE_KERAS)
    return g_strdup_printf ("%s%sname=\"%s\")",
                            constructor,
                            g_str_has_suffix (constructor, "(") ? "" : ", ",
                            self->name);
  begin (self, "self.%s = %s)", self->name, constructor);
  return g_strdup_printf ("self.%s", self->name);
}

/* ---- arrays ---- */

static const char *
separator (const NgCodeScope *self)
{
  return self->script->language == NG_CODE_TORCH ? "." : "/";
}

static void
add_tensor (NgCodeScope *self, const char *key, NgTensor *tensor)
{
  g_autoptr (NgTensor) plain = ng_element_is_real (ng_tensor_element (tensor))
                                   ? ng_tensor_convert (tensor, NG_ELEMENT_F32)
                                   : ng_tensor_ref (tensor);

  if (*self->script->error == NULL)
    ng_safetensors_add (self->script->arrays, key, plain, self->script->error);
}

void
ng_code_array (NgCodeScope *self, const char *name, NgTensor *tensor, int array)
{
  g_autofree char *key = g_strconcat (self->prefix, self->name, separator (self), name, NULL);
  const char *shared = NULL, *first;

  add_tensor (self, key, tensor);
  if (array >= 0)
    shared = ng_layer_array_shared (ng_net_layer (self->net, self->layer), (gsize) array);
  if (shared == NULL || self->script->language != NG_CODE_TORCH)
    return;
  first = g_hash_table_lookup (self->script->shared, shared);
  if (first != NULL)
    g_string_append_printf (self->script->ties, "        self.%s = self.%s\n", key, first);
  else
    g_hash_table_insert (self->script->shared, g_strdup (shared), g_strdup (key));
}

/* Sizes of a tensor as arguments, and its element where it is not float32. */
static char *
shape_text (const NgCodeScope *self, const NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);
  g_autofree char *tuple = ng_code_tuple (ng_tensor_dims (tensor), ng_tensor_rank (tensor));

  if (ng_element_is_real (element))
    return g_strdup (tuple);
  return g_strdup_printf (self->script->language == NG_CODE_TORCH ? "%s, dtype=torch.%s"
                                                                  : "%s, dtype=\"%s\"",
                          tuple,
                          ng_element_name (element));
}

const char *
ng_code_constant (NgCodeScope *self, NgTensor *tensor, const char *name)
{
  char *attribute = g_hash_table_lookup (self->constants, tensor);
  gboolean is_learned = name != NULL && ng_element_is_real (ng_tensor_element (tensor));

  if (attribute != NULL)
    return attribute;
  g_autofree char *plain = ng_code_unique (self->attributes, name != NULL ? name : "constant");
  g_autofree char *key = g_strconcat (self->prefix, plain, NULL);
  g_autofree char *shape = shape_text (self, tensor);
  add_tensor (self, key, tensor);
  if (self->script->language == NG_CODE_KERAS)
    begin (self,
           "self.%s = self.add_weight(shape=%s, name=\"%s\"%s)",
           plain,
           shape,
           plain,
           is_learned ? "" : ", trainable=False");
  else if (is_learned)
    begin (self, "self.%s = nn.Parameter(torch.empty(%s))", plain, shape);
  else
    begin (self, "self.register_buffer(\"%s\", torch.empty(%s))", plain, shape);
  self->n_arrays++;
  attribute = g_strconcat ("self.", plain, NULL);
  g_hash_table_insert (self->constants, ng_tensor_ref (tensor), attribute);
  return attribute;
}

char *
ng_code_tensor (NgCodeScope *self, const NgCodeValue *value)
{
  gboolean is_torch = self->script->language == NG_CODE_TORCH;

  if (value->sizes != NULL)
    return g_strdup_printf (is_torch ? "torch.tensor([%s])" : "ops.stack([%s])", value->sizes);
  if (value->tensor == NULL || g_str_has_prefix (value->text, "self."))
    return g_strdup (value->text);
  NgElement element = ng_tensor_element (value->tensor);
  g_autofree char *dims =
      ng_code_tuple (ng_tensor_dims (value->tensor), ng_tensor_rank (value->tensor));
  g_autofree char *type =
      g_strdup_printf (is_torch ? "torch.%s" : "\"%s\"",
                       ng_element_is_real (element) ? "float32" : ng_element_name (element));
  return g_strdup_printf (is_torch ? "torch.full(%s, %s, dtype=%s)" : "ops.full(%s, %s, dtype=%s)",
                          dims,
                          value->text,
                          type);
}

/* ---- the rest ---- */

const NgParam *
ng_code_param (const NgLayer *layer, const char *name)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize i = 0; i < ng_layer_n_params (layer); i++) {
    if (g_str_equal (class->params[i].name, name))
      return ng_layer_param (layer, i);
  }
  g_assert_not_reached ();
}

void
ng_code_fail (NgCodeScope *self, const char *format, ...)
{
  g_autofree char *name = ng_net_shown_name (self->net, self->layer);
  g_autofree char *path =
      *self->path != '\0' ? g_strconcat (self->path, "/", name, NULL) : g_strdup (name);
  NgPlace place = { .path = path };
  g_autofree char *text = NULL;
  va_list arguments;

  if (*self->script->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (self->script->error,
                    "Code::form",
                    &place,
                    "Layer \"%s\" (%s) has no form in %s: %s.",
                    path,
                    ng_layer_kind (ng_net_layer (self->net, self->layer)),
                    ng_code_language_name (self->script->language),
                    text);
}
