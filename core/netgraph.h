/* NetGraph, all of it that other programs use: nets as values, and what can be asked of them.
 *
 * A program reads a net from notation (ng_net_read_text()) or from a file (ng_document_load()),
 * gives its arrays values (ng_net_initialize()), applies it (ng_evaluator_new(),
 * ng_evaluator_apply()), takes a part of it (ng_net_take()) and writes it (ng_net_write(),
 * ng_document_save()). What the language does by name is there too (ng_session_evaluate()). Values
 * such as NgNet, NgTensor and NgExpr are counted: whoever is given one by (transfer full) gives it
 * up with its `_unref` function, or by g_autoptr. */

#pragma once

#include "core/base/diagnostic.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/convert/to-layers.h"
#include "core/engine/evaluator.h"
#include "core/expr/expr.h"
#include "core/formats/document.h"
#include "core/formats/npy.h"
#include "core/formats/onnx.h"
#include "core/formats/safetensors.h"
#include "core/formats/samples.h"
#include "core/graph/builder.h"
#include "core/graph/compare.h"
#include "core/graph/delete.h"
#include "core/graph/flatten.h"
#include "core/graph/join.h"
#include "core/graph/literal.h"
#include "core/graph/one-step.h"
#include "core/graph/registry.h"
#include "core/graph/same.h"
#include "core/graph/states.h"
#include "core/graph/take.h"
#include "core/language/evaluate.h"
#include "core/media/image.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
