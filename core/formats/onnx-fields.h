/* Which fields the outermost graph of an ONNX file is to have, in which order: those that it had,
 * where what they say is still so, and new ones among them. */

#pragma once

#include "core/formats/onnx-draft.h"

G_BEGIN_DECLS

typedef enum {
  NG_ONNX_FIELD,    /* as it stands in the file */
  NG_ONNX_ROW,      /* a layer */
  NG_ONNX_IDENTITY, /* a node that gives output `index` of the net the name `name` */
  NG_ONNX_CONSTANT, /* the constant `name` */
  NG_ONNX_INPUT,    /* input `index` of the net */
  NG_ONNX_OUTPUT,   /* output `index` of the net */
  NG_ONNX_DEFAULT,  /* an input for the constant `name`, which files of old have */
} NgOnnxItemKind;

/** NgOnnxItem: @field: which field of its list it is in the file, or -1 */
typedef struct {
  NgOnnxItemKind kind;
  int field;
  guint index;
  const char *name;
} NgOnnxItem;

typedef enum {
  NG_ONNX_NODES,
  NG_ONNX_CONSTANTS, /* initializers, sparse ones too */
  NG_ONNX_INPUTS,
  NG_ONNX_OUTPUTS,
  NG_ONNX_N_LISTS
} NgOnnxListKind;

/**
 * NgOnnxList:
 * @items: (element-type NgOnnxItem): what is to be
 * @loose: (element-type int): fields that stand where they stood
 * @places: (array length=n_fields): by field of the file, its item, or -1 where it is gone
 */
typedef struct {
  GArray *items;
  GArray *loose;
  guint n_loose_done;
  int *places;
  guint n_fields;
} NgOnnxList;

/* Where constants are to be. */
typedef enum {
  NG_ONNX_AS_IT_IS,
  NG_ONNX_INSIDE, /* in the model, those too that lie in other files */
  NG_ONNX_BESIDE, /* the large ones in a file of our own */
} NgOnnxStorage;

/* Bytes of a tensor from which on it is large. */
#define NG_ONNX_EXTERNAL_BYTES 1024

/** NgOnnxFields: @keeps_name: (array): by row, whether its node gives the layer its name as it is
 */
typedef struct {
  NgOnnxList lists[NG_ONNX_N_LISTS];
  gboolean *keeps_name;
} NgOnnxFields;

void ng_onnx_fields_init (NgOnnxFields *self, const NgOnnxDraft *draft, NgOnnxStorage storage);
void ng_onnx_fields_clear (NgOnnxFields *self);

G_END_DECLS
