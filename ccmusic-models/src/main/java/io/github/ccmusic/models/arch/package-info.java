/**
 * The networks of torchvision, one file a family, with the state dict's keys as strings: read a file beside torchvision's own
 * of the same name. {@link io.github.ccmusic.models.arch.Architectures} is the table of them all.
 *
 * <p>What enters a network's head, the features of a picture, is always one vector:
 *
 * <table>
 *   <caption>Features</caption>
 *   <tr><th>architecture<th>numbers<th>what they are
 *   <tr><td>alexnet<td>9216<td>the last map, 256 × 6 × 6, flattened
 *   <tr><td>vgg…<td>25088<td>the last map, 512 × 7 × 7, flattened
 *   <tr><td>squeezenet…<td>512<td>the mean of the map that the last convolution reads
 *   <tr><td>googlenet<td>1024<td>mean of the last map
 *   <tr><td>inception_v3<td>2048<td>mean of the last map
 *   <tr><td>resnet18, resnet34<td>512<td>mean of the last map
 *   <tr><td>resnet50 and larger, resnext…, wide_resnet…<td>2048<td>mean of the last map
 *   <tr><td>densenet121, 161, 169, 201<td>1024, 2208, 1664, 1920<td>mean of the last map
 *   <tr><td>regnet_x_400mf, 800mf, 1_6gf, 3_2gf, 8gf, 16gf, 32gf<td>400, 672, 912, 1008, 1920, 2048, 2520<td>mean of the last map
 *   <tr><td>regnet_y_400mf, 800mf, 1_6gf, 3_2gf, 8gf, 16gf, 32gf, 128gf<td>440, 784, 888, 1512, 2016, 3024, 3712, 7392<td>mean of the last map
 *   <tr><td>mobilenet_v2<td>1280<td>mean of the last map
 *   <tr><td>mobilenet_v3_small, mobilenet_v3_large<td>576, 960<td>mean of the last map
 *   <tr><td>shufflenet_v2_x0_5 to x1_5; x2_0<td>1024; 2048<td>mean of the last map
 *   <tr><td>mnasnet…<td>1280<td>mean of the last map
 *   <tr><td>efficientnet_b0, b1, …, b7<td>1280, 1280, 1408, 1536, 1792, 2048, 2304, 2560<td>mean of the last map
 *   <tr><td>efficientnet_v2_s, m, l<td>1280<td>mean of the last map
 *   <tr><td>convnext_tiny, small, base, large<td>768, 768, 1024, 1536<td>mean of the last map, normed
 *   <tr><td>vit_b…, vit_l…, vit_h_14<td>768, 1024, 1280<td>the class token, normed
 *   <tr><td>swin_t, swin_s, swin_b, and their v2<td>768, 768, 1024<td>mean over the places, each normed
 *   <tr><td>maxvit_t<td>512<td>mean of the last map, normed, through one layer and tanh
 * </table>
 */
@NullMarked
package io.github.ccmusic.models.arch;

import org.jspecify.annotations.NullMarked;
