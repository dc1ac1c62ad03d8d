/* What is written in another way for oneDNN 2 than for oneDNN 3. There a description of memory is
 * an object with an owner, so that what we keep of it is what the library writes of it. */

#include "core/kernels/onednn-private.h"

#if DNNL_VERSION_MAJOR >= 3

/* The object that @self tells of, or %NULL. */
static dnnl_memory_desc_t
object_of (const NgDnnDesc *self)
{
  dnnl_memory_desc_t object = NULL;

  if (self == NULL || self->ndims == 0 ||
      dnnl_memory_desc_create_with_blob (&object, self->blob) != dnnl_success)
    return NULL;
  return object;
}

static void
release (dnnl_memory_desc_t object)
{
  if (object != NULL)
    dnnl_memory_desc_destroy (object);
}

static NgDnnDesc
desc_of (const_dnnl_memory_desc_t object)
{
  NgDnnDesc self = { 0 };
  const dnnl_dims_t *dims;
  size_t size = 0;
  int rank = 0;

  if (object == NULL || dnnl_memory_desc_get_blob (NULL, &size, object) != dnnl_success ||
      size > sizeof self.blob ||
      dnnl_memory_desc_get_blob (self.blob, &size, object) != dnnl_success ||
      dnnl_memory_desc_query (object, dnnl_query_ndims_s32, &rank) != dnnl_success ||
      dnnl_memory_desc_query (object, dnnl_query_dims, &dims) != dnnl_success)
    return (NgDnnDesc){ 0 };
  self.ndims = rank;
  for (int axis = 0; axis < rank; axis++)
    self.dims[axis] = (*dims)[axis];
  return self;
}

/* Takes over @object if that was made. */
static gboolean
take (NgDnnDesc *self, dnnl_status_t status, dnnl_memory_desc_t object)
{
  *self = (NgDnnDesc){ 0 };
  if (status != dnnl_success)
    return FALSE;
  *self = desc_of (object);
  dnnl_memory_desc_destroy (object);
  return self->ndims > 0;
}

void
ng_dnn_desc_by_tag (NgDnnDesc *self, int rank, const dnnl_dims_t dims, dnnl_format_tag_t tag)
{
  dnnl_memory_desc_t object = NULL;
  dnnl_status_t status = dnnl_memory_desc_create_with_tag (&object, rank, dims, dnnl_f32, tag);

  take (self, status, object);
}

void
ng_dnn_desc_by_strides (NgDnnDesc *self,
                        int rank,
                        const dnnl_dims_t dims,
                        const dnnl_dims_t strides)
{
  dnnl_memory_desc_t object = NULL;
  dnnl_status_t status =
      dnnl_memory_desc_create_with_strides (&object, rank, dims, dnnl_f32, strides);

  take (self, status, object);
}

gboolean
ng_dnn_desc_part (NgDnnDesc *self,
                  const NgDnnDesc *whole,
                  const dnnl_dims_t dims,
                  const dnnl_dims_t start)
{
  dnnl_memory_desc_t parent = object_of (whole), object = NULL;
  dnnl_status_t status = parent == NULL
                             ? dnnl_invalid_arguments
                             : dnnl_memory_desc_create_submemory (&object, parent, dims, start);

  release (parent);
  return take (self, status, object);
}

gboolean
ng_dnn_desc_equal (const NgDnnDesc *a, const NgDnnDesc *b)
{
  dnnl_memory_desc_t x = object_of (a), y = object_of (b);
  gboolean is_equal = x == NULL || y == NULL ? x == y : dnnl_memory_desc_equal (x, y) != 0;

  release (x);
  release (y);
  return is_equal;
}

gsize
ng_dnn_desc_size (const NgDnnDesc *self)
{
  dnnl_memory_desc_t object = object_of (self);
  gsize size = object != NULL ? dnnl_memory_desc_get_size (object) : 0;

  release (object);
  return size;
}

NgDnnDesc
ng_dnn_query (const_dnnl_primitive_desc_t desc, dnnl_query_t what, int index)
{
  return desc_of (dnnl_primitive_desc_query_md (desc, what, index));
}

dnnl_memory_t
ng_dnn_memory_new (const NgDnnDesc *desc, dnnl_engine_t engine, gpointer data)
{
  dnnl_memory_desc_t object = object_of (desc);
  dnnl_memory_t memory = NULL;

  if (object != NULL && dnnl_memory_create (&memory, object, engine, data) != dnnl_success)
    memory = NULL;
  release (object);
  return memory;
}

gboolean
ng_dnn_memory_point (dnnl_memory_t self, gpointer data, dnnl_stream_t stream)
{
  return dnnl_memory_set_data_handle (self, data) == dnnl_success;
}

dnnl_primitive_desc_t
ng_dnn_describe_reorder (dnnl_engine_t engine,
                         const NgDnnDesc *from,
                         const NgDnnDesc *to,
                         const_dnnl_primitive_attr_t attributes)
{
  dnnl_memory_desc_t x = object_of (from), y = object_of (to);
  dnnl_primitive_desc_t desc = NULL;

  if (x == NULL || y == NULL ||
      dnnl_reorder_primitive_desc_create (&desc, x, engine, y, engine, attributes) != dnnl_success)
    desc = NULL;
  release (x);
  release (y);
  return desc;
}

/* The descriptions of a convolution as objects. */
typedef struct {
  dnnl_memory_desc_t x, w, bias, y;
} Objects;

static Objects
objects_of (const NgDnnWindow *self)
{
  return (Objects){
    object_of (self->x), object_of (self->w), object_of (self->bias), object_of (self->y)
  };
}

static void
objects_clear (Objects *self)
{
  release (self->x);
  release (self->w);
  release (self->bias);
  release (self->y);
}

static dnnl_primitive_desc_t
describe_forward (dnnl_engine_t engine,
                  dnnl_prop_kind_t kind,
                  const Objects *objects,
                  const NgDnnGeometry *g,
                  const_dnnl_primitive_attr_t attributes)
{
  dnnl_primitive_desc_t desc = NULL;
  dnnl_status_t status = dnnl_convolution_forward_primitive_desc_create (&desc,
                                                                         engine,
                                                                         kind,
                                                                         dnnl_convolution_direct,
                                                                         objects->x,
                                                                         objects->w,
                                                                         objects->bias,
                                                                         objects->y,
                                                                         g->stride,
                                                                         g->dilation,
                                                                         g->before,
                                                                         g->after,
                                                                         attributes);

  return status == dnnl_success ? desc : NULL;
}

dnnl_primitive_desc_t
ng_dnn_describe_convolution (dnnl_engine_t engine,
                             const NgDnnWindow *window,
                             const_dnnl_primitive_attr_t attributes)
{
  Objects objects = objects_of (window);
  dnnl_primitive_desc_t desc =
      describe_forward (engine, dnnl_forward_inference, &objects, window->geometry, attributes);

  objects_clear (&objects);
  return desc;
}

dnnl_primitive_desc_t
ng_dnn_describe_gradient (dnnl_engine_t engine,
                          const NgDnnWindow *window,
                          gboolean is_data,
                          const_dnnl_primitive_attr_t attributes)
{
  const NgDnnGeometry *g = window->geometry;
  Objects objects = objects_of (window);
  dnnl_primitive_desc_t hint = describe_forward (engine, dnnl_forward_training, &objects, g, NULL);
  dnnl_primitive_desc_t desc = NULL;
  dnnl_status_t status = dnnl_unimplemented;

  if (hint != NULL && is_data)
    status = dnnl_convolution_backward_data_primitive_desc_create (&desc,
                                                                   engine,
                                                                   dnnl_convolution_direct,
                                                                   objects.x,
                                                                   objects.w,
                                                                   objects.y,
                                                                   g->stride,
                                                                   g->dilation,
                                                                   g->before,
                                                                   g->after,
                                                                   hint,
                                                                   attributes);
  else if (hint != NULL)
    status = dnnl_convolution_backward_weights_primitive_desc_create (&desc,
                                                                      engine,
                                                                      dnnl_convolution_direct,
                                                                      objects.x,
                                                                      objects.w,
                                                                      NULL,
                                                                      objects.y,
                                                                      g->stride,
                                                                      g->dilation,
                                                                      g->before,
                                                                      g->after,
                                                                      hint,
                                                                      attributes);
  if (hint != NULL)
    dnnl_primitive_desc_destroy (hint);
  objects_clear (&objects);
  return status == dnnl_success ? desc : NULL;
}

dnnl_primitive_desc_t
ng_dnn_describe_average (dnnl_engine_t engine,
                         const NgDnnWindow *window,
                         const_dnnl_primitive_attr_t attributes)
{
  const NgDnnGeometry *g = window->geometry;
  Objects objects = objects_of (window);
  dnnl_primitive_desc_t desc = NULL;

  if (dnnl_pooling_forward_primitive_desc_create (&desc,
                                                  engine,
                                                  dnnl_forward_inference,
                                                  dnnl_pooling_avg_include_padding,
                                                  objects.x,
                                                  objects.y,
                                                  g->stride,
                                                  g->size,
                                                  g->dilation,
                                                  g->before,
                                                  g->after,
                                                  attributes) != dnnl_success)
    desc = NULL;
  objects_clear (&objects);
  return desc;
}

dnnl_primitive_desc_t
ng_dnn_describe_product (dnnl_engine_t engine,
                         const NgDnnDesc *a,
                         const NgDnnDesc *b,
                         const NgDnnDesc *bias,
                         const NgDnnDesc *c,
                         const_dnnl_primitive_attr_t attributes)
{
  Objects objects = { object_of (a), object_of (b), object_of (bias), object_of (c) };
  dnnl_primitive_desc_t desc = NULL;

  if (dnnl_matmul_primitive_desc_create (
          &desc, engine, objects.x, objects.w, objects.bias, objects.y, attributes) != dnnl_success)
    desc = NULL;
  objects_clear (&objects);
  return desc;
}

gboolean
ng_dnn_append_function (dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha, float beta)
{
  return dnnl_post_ops_append_eltwise (operations, kind, alpha, beta) == dnnl_success;
}

gboolean
ng_dnn_append_sum (dnnl_post_ops_t operations)
{
  return dnnl_post_ops_append_sum (operations, 1, 0, dnnl_data_type_undef) == dnnl_success;
}

#else

void
ng_dnn_desc_by_tag (NgDnnDesc *self, int rank, const dnnl_dims_t dims, dnnl_format_tag_t tag)
{
  dnnl_memory_desc_init_by_tag (self, rank, dims, dnnl_f32, tag);
}

void
ng_dnn_desc_by_strides (NgDnnDesc *self,
                        int rank,
                        const dnnl_dims_t dims,
                        const dnnl_dims_t strides)
{
  dnnl_memory_desc_init_by_strides (self, rank, dims, dnnl_f32, strides);
}

gboolean
ng_dnn_desc_part (NgDnnDesc *self,
                  const NgDnnDesc *whole,
                  const dnnl_dims_t dims,
                  const dnnl_dims_t start)
{
  return dnnl_memory_desc_init_submemory (self, whole, dims, start) == dnnl_success;
}

gboolean
ng_dnn_desc_equal (const NgDnnDesc *a, const NgDnnDesc *b)
{
  return dnnl_memory_desc_equal (a, b) != 0;
}

gsize
ng_dnn_desc_size (const NgDnnDesc *self)
{
  return dnnl_memory_desc_get_size (self);
}

NgDnnDesc
ng_dnn_query (const_dnnl_primitive_desc_t desc, dnnl_query_t what, int index)
{
  const dnnl_memory_desc_t *found = dnnl_primitive_desc_query_md (desc, what, index);
  dnnl_memory_desc_t nothing = { 0 };

  return found != NULL ? *found : nothing;
}

dnnl_memory_t
ng_dnn_memory_new (const NgDnnDesc *desc, dnnl_engine_t engine, gpointer data)
{
  dnnl_memory_t memory;

  return dnnl_memory_create (&memory, desc, engine, data) == dnnl_success ? memory : NULL;
}

gboolean
ng_dnn_memory_point (dnnl_memory_t self, gpointer data, dnnl_stream_t stream)
{
  return dnnl_memory_set_data_handle_v2 (self, data, stream) == dnnl_success;
}

dnnl_primitive_desc_t
ng_dnn_describe_reorder (dnnl_engine_t engine,
                         const NgDnnDesc *from,
                         const NgDnnDesc *to,
                         const_dnnl_primitive_attr_t attributes)
{
  dnnl_primitive_desc_t desc;

  return dnnl_reorder_primitive_desc_create (&desc, from, engine, to, engine, attributes) ==
                 dnnl_success
             ? desc
             : NULL;
}

/* What @wish says, if @status says that it was made. */
static dnnl_primitive_desc_t
describe (dnnl_engine_t engine,
          dnnl_status_t status,
          gconstpointer wish,
          const_dnnl_primitive_attr_t attributes,
          const_dnnl_primitive_desc_t hint)
{
  dnnl_primitive_desc_t desc;

  return status == dnnl_success &&
                 dnnl_primitive_desc_create (&desc, wish, attributes, engine, hint) == dnnl_success
             ? desc
             : NULL;
}

static dnnl_primitive_desc_t
describe_forward (dnnl_engine_t engine,
                  dnnl_prop_kind_t kind,
                  const NgDnnWindow *window,
                  const_dnnl_primitive_attr_t attributes)
{
  const NgDnnGeometry *g = window->geometry;
  dnnl_convolution_desc_t wish;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init (&wish,
                                                                     kind,
                                                                     dnnl_convolution_direct,
                                                                     window->x,
                                                                     window->w,
                                                                     window->bias,
                                                                     window->y,
                                                                     g->stride,
                                                                     g->dilation,
                                                                     g->before,
                                                                     g->after);

  return describe (engine, status, &wish, attributes, NULL);
}

dnnl_primitive_desc_t
ng_dnn_describe_convolution (dnnl_engine_t engine,
                             const NgDnnWindow *window,
                             const_dnnl_primitive_attr_t attributes)
{
  return describe_forward (engine, dnnl_forward_inference, window, attributes);
}

dnnl_primitive_desc_t
ng_dnn_describe_gradient (dnnl_engine_t engine,
                          const NgDnnWindow *window,
                          gboolean is_data,
                          const_dnnl_primitive_attr_t attributes)
{
  const NgDnnGeometry *g = window->geometry;
  dnnl_primitive_desc_t hint = describe_forward (engine, dnnl_forward_training, window, NULL);
  dnnl_primitive_desc_t desc;
  dnnl_convolution_desc_t wish;
  dnnl_status_t status;

  if (hint == NULL)
    return NULL;
  if (is_data)
    status = dnnl_dilated_convolution_backward_data_desc_init (&wish,
                                                               dnnl_convolution_direct,
                                                               window->x,
                                                               window->w,
                                                               window->y,
                                                               g->stride,
                                                               g->dilation,
                                                               g->before,
                                                               g->after);
  else
    status = dnnl_dilated_convolution_backward_weights_desc_init (&wish,
                                                                  dnnl_convolution_direct,
                                                                  window->x,
                                                                  window->w,
                                                                  NULL,
                                                                  window->y,
                                                                  g->stride,
                                                                  g->dilation,
                                                                  g->before,
                                                                  g->after);
  desc = describe (engine, status, &wish, attributes, hint);
  dnnl_primitive_desc_destroy (hint);
  return desc;
}

dnnl_primitive_desc_t
ng_dnn_describe_average (dnnl_engine_t engine,
                         const NgDnnWindow *window,
                         const_dnnl_primitive_attr_t attributes)
{
  const NgDnnGeometry *g = window->geometry;
  dnnl_pooling_v2_desc_t wish;
  dnnl_status_t status = dnnl_pooling_v2_forward_desc_init (&wish,
                                                            dnnl_forward_inference,
                                                            dnnl_pooling_avg_include_padding,
                                                            window->x,
                                                            window->y,
                                                            g->stride,
                                                            g->size,
                                                            g->dilation,
                                                            g->before,
                                                            g->after);

  return describe (engine, status, &wish, attributes, NULL);
}

dnnl_primitive_desc_t
ng_dnn_describe_product (dnnl_engine_t engine,
                         const NgDnnDesc *a,
                         const NgDnnDesc *b,
                         const NgDnnDesc *bias,
                         const NgDnnDesc *c,
                         const_dnnl_primitive_attr_t attributes)
{
  dnnl_matmul_desc_t wish;
  dnnl_status_t status = dnnl_matmul_desc_init (&wish, a, b, bias, c);

  return describe (engine, status, &wish, attributes, NULL);
}

gboolean
ng_dnn_append_function (dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha, float beta)
{
  return dnnl_post_ops_append_eltwise (operations, 1, kind, alpha, beta) == dnnl_success;
}

gboolean
ng_dnn_append_sum (dnnl_post_ops_t operations)
{
  return dnnl_post_ops_append_sum (operations, 1) == dnnl_success;
}

#endif
