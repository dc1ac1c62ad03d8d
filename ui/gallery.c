#include "ui/gallery.h"

#include "ui/resources.h"

#include <glib/gi18n.h>

static const NgGalleryNet nets[] = {
  { "lenet.wl", N_ ("LeNet") },
  { "mlp.wl", N_ ("Multilayer Perceptron") },
  { "residual-block.wl", N_ ("Residual Block") },
  { "inception-block.wl", N_ ("Inception Block") },
  { "dense-block.wl", N_ ("Dense Block") },
  { "excitation-block.wl", N_ ("Squeeze and Excitation") },
  { "highway.wl", N_ ("Highway Layer") },
  { "autoencoder.wl", N_ ("Autoencoder") },
  { "wide-and-deep.wl", N_ ("Wide and Deep") },
  { "alexnet.wl", N_ ("AlexNet") },
  { "vgg-16.wl", N_ ("VGG 16") },
  { "squeezenet.wl", N_ ("SqueezeNet") },
  { "mobilenet-v2.wl", N_ ("MobileNet V2") },
  { "resnet-18.wl", N_ ("ResNet 18") },
};

const NgGalleryNet *
ng_gallery (gsize *n)
{
  *n = G_N_ELEMENTS (nets);
  return nets;
}

GFile *
ng_gallery_file (const NgGalleryNet *net)
{
  g_autofree char *name = g_build_filename ("gallery", net->file, NULL);
  g_autofree char *path = ng_data_file (name);

  return path != NULL ? g_file_new_for_path (path) : NULL;
}
