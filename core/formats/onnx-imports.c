#include "core/formats/onnx-imports.h"

static void
import_clear (gpointer data)
{
  NgOnnxImport *self = data;

  g_ref_string_release (self->domain);
}

void
ng_onnx_imports_init (NgOnnxImports *self)
{
  self->list = g_array_new (FALSE, FALSE, sizeof (NgOnnxImport));
  g_array_set_clear_func (self->list, import_clear);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
}

void
ng_onnx_imports_clear (NgOnnxImports *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->list, g_array_unref);
}

const char *
ng_onnx_domain (const char *domain)
{
  return g_str_equal (domain, "ai.onnx") ? "" : domain;
}

static NgOnnxImport *
find (const NgOnnxImports *self, const char *domain)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, ng_onnx_domain (domain)));

  return place > 0 ? &g_array_index (self->list, NgOnnxImport, place - 1) : NULL;
}

void
ng_onnx_imports_add (NgOnnxImports *self, GRefString *domain, gint64 version)
{
  NgOnnxImport import = { domain, version }, *known = find (self, domain);

  if (known != NULL) {
    known->version = MAX (known->version, version);
    return;
  }
  g_ref_string_acquire (domain);
  g_array_append_val (self->list, import);
  g_hash_table_insert (
      self->places, (char *) ng_onnx_domain (domain), GUINT_TO_POINTER (self->list->len));
}

const NgOnnxImport *
ng_onnx_imports_find (const NgOnnxImports *self, const char *domain)
{
  return find (self, domain);
}
