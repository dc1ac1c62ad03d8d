/* What the records of layers say, in words: what the text and the page of the catalogue share. */

#pragma once

#include "core/graph/layer-class.h"

G_BEGIN_DECLS

/** ng_catalogue_classes: Returns: (transfer container) (element-type NgLayerClass): every layer, by
 *   category and name */
GPtrArray *ng_catalogue_classes (void);
/** ng_catalogue_sort: @classes: (element-type NgLayerClass): by category and name from then on */
void ng_catalogue_sort (GPtrArray *classes);

/** ng_catalogue_category: Returns: the category as a title, "Convolution" */
const char *ng_catalogue_category (NgCategory category);

/** ng_catalogue_usage: Returns: (transfer full): "PoolingLayer[KernelSize, Stride]": the parameters
 *   that have a place, in order; of a container its name */
char *ng_catalogue_usage (const NgLayerClass *class);

/** ng_catalogue_values: Returns: (transfer full): what a parameter may be, "integer, 1 to 3" */
char *ng_catalogue_values (const NgParamSpec *param);

/** ng_catalogue_shape: @pattern: (nullable). Returns: (transfer full): a shape as people write it:
 *   "c × s…" for "c *s" */
char *ng_catalogue_shape (const char *pattern);

/** ng_catalogue_initial: Returns: what NetInitialize fills an array with */
const char *ng_catalogue_initial (const NgArraySpec *array);

/** ng_catalogue_remarks: Returns: (transfer full): of an array, "may be None", or "" */
char *ng_catalogue_remarks (const NgArraySpec *array);

/** ng_catalogue_print: prints all that is known of a layer; defined in layers.c */
void ng_catalogue_print (const NgLayerClass *class);

G_END_DECLS
