/* The shape rules of primitive.c's table. Private to this room. */

#pragma once

#include "core/program/primitive.h"

G_BEGIN_DECLS

NgShapeRule ng_infer_source;
NgShapeRule ng_infer_unary;
NgShapeRule ng_infer_binary;
NgShapeRule ng_infer_select;
NgShapeRule ng_infer_bit_cast;
NgShapeRule ng_infer_reshape;
NgShapeRule ng_infer_transpose;
NgShapeRule ng_infer_broadcast;
NgShapeRule ng_infer_slice;
NgShapeRule ng_infer_pad;
NgShapeRule ng_infer_concat;
NgShapeRule ng_infer_gather;
NgShapeRule ng_infer_scatter_add;
NgShapeRule ng_infer_reduce;
NgShapeRule ng_infer_arg;
NgShapeRule ng_infer_cumulate;
NgShapeRule ng_infer_order;
NgShapeRule ng_infer_matmul;
NgShapeRule ng_infer_convolve;
NgShapeRule ng_infer_pool;

G_END_DECLS
