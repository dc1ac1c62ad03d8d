/* The shape rules of primitive.c's table; see NgPrimitiveClass.infer. */

#pragma once

#include "core/program/primitive.h"

G_BEGIN_DECLS

char *ng_infer_source (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_unary (NgPrimitive primitive,
                      const NgShape *const *x,
                      guint n,
                      const NgAttributes *a,
                      NgShape *result);
char *ng_infer_binary (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_select (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_reshape (NgPrimitive primitive,
                        const NgShape *const *x,
                        guint n,
                        const NgAttributes *a,
                        NgShape *result);
char *ng_infer_transpose (NgPrimitive primitive,
                          const NgShape *const *x,
                          guint n,
                          const NgAttributes *a,
                          NgShape *result);
char *ng_infer_broadcast (NgPrimitive primitive,
                          const NgShape *const *x,
                          guint n,
                          const NgAttributes *a,
                          NgShape *result);
char *ng_infer_slice (NgPrimitive primitive,
                      const NgShape *const *x,
                      guint n,
                      const NgAttributes *a,
                      NgShape *result);
char *ng_infer_pad (NgPrimitive primitive,
                    const NgShape *const *x,
                    guint n,
                    const NgAttributes *a,
                    NgShape *result);
char *ng_infer_concat (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_gather (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_scatter_add (NgPrimitive primitive,
                            const NgShape *const *x,
                            guint n,
                            const NgAttributes *a,
                            NgShape *result);
char *ng_infer_reduce (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_arg (NgPrimitive primitive,
                    const NgShape *const *x,
                    guint n,
                    const NgAttributes *a,
                    NgShape *result);
char *ng_infer_cumulate (NgPrimitive primitive,
                         const NgShape *const *x,
                         guint n,
                         const NgAttributes *a,
                         NgShape *result);
char *ng_infer_matmul (NgPrimitive primitive,
                       const NgShape *const *x,
                       guint n,
                       const NgAttributes *a,
                       NgShape *result);
char *ng_infer_convolve (NgPrimitive primitive,
                         const NgShape *const *x,
                         guint n,
                         const NgAttributes *a,
                         NgShape *result);
char *ng_infer_pool (NgPrimitive primitive,
                     const NgShape *const *x,
                     guint n,
                     const NgAttributes *a,
                     NgShape *result);

G_END_DECLS
