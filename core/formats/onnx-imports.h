/* Which version of the operators of each domain a model or a function asks for. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GRefString *domain;
  gint64 version;
} NgOnnxImport;

/**
 * NgOnnxImports:
 * @list: (element-type NgOnnxImport): each domain once
 * @places: (element-type GRefString guint): of each domain in the list, counted from 1
 */
typedef struct {
  GArray *list;
  GHashTable *places;
} NgOnnxImports;

void ng_onnx_imports_init (NgOnnxImports *self);
void ng_onnx_imports_clear (NgOnnxImports *self);

/** ng_onnx_imports_add: the largest version counts of a domain that comes again */
void ng_onnx_imports_add (NgOnnxImports *self, GRefString *domain, gint64 version);
/** ng_onnx_imports_find: Returns: (transfer none) (nullable): what is asked for of @domain */
const NgOnnxImport *ng_onnx_imports_find (const NgOnnxImports *self, const char *domain);

/** ng_onnx_domain: Returns: @domain, "" for "ai.onnx" */
const char *ng_onnx_domain (const char *domain);

G_END_DECLS
