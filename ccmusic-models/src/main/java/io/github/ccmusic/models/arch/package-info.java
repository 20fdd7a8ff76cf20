/**
 * The networks of torchvision, one file a family, with the state dict's keys as strings: read a file beside torchvision's own
 * of the same name. {@link io.github.ccmusic.models.arch.Architectures} is the table of them all.
 *
 * <p>What enters a network's head, the features of a picture, is always one vector. It is the same for both heads, and where a map is
 * flattened, channel by channel:
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
 *   <tr><td>resnet…, resnext…, wide_resnet…<td>2048<td>mean of the last map
 *   <tr><td>densenet121, densenet161, densenet169, densenet201<td>1024, 2208, 1664, 1920<td>mean of the last map
 *   <tr><td>regnet_x_400mf, regnet_x_800mf, regnet_x_1_6gf, regnet_x_3_2gf,
 *       regnet_x_8gf, regnet_x_16gf, regnet_x_32gf
 *       <td>400, 672, 912, 1008, 1920, 2048, 2520<td>mean of the last map
 *   <tr><td>regnet_y_400mf, regnet_y_800mf, regnet_y_1_6gf, regnet_y_3_2gf,
 *       regnet_y_8gf, regnet_y_16gf, regnet_y_32gf, regnet_y_128gf
 *       <td>440, 784, 888, 1512, 2016, 3024, 3712, 7392<td>mean of the last map
 *   <tr><td>mobilenet_v2<td>1280<td>mean of the last map
 *   <tr><td>mobilenet_v3_small, mobilenet_v3_large<td>576, 960<td>mean of the last map
 *   <tr><td>shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0
 *       <td>1024, 1024, 1024, 2048<td>mean of the last map
 *   <tr><td>mnasnet…<td>1280<td>mean of the last map
 *   <tr><td>efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3,
 *       efficientnet_b4, efficientnet_b5, efficientnet_b6, efficientnet_b7
 *       <td>1280, 1280, 1408, 1536, 1792, 2048, 2304, 2560<td>mean of the last map
 *   <tr><td>efficientnet_v2_…<td>1280<td>mean of the last map
 *   <tr><td>convnext_tiny, convnext_small, convnext_base, convnext_large<td>768, 768, 1024, 1536<td>mean of the last map, normed
 *   <tr><td>vit_b_…, vit_l_…, vit_h_…<td>768, 1024, 1280<td>the class token, normed
 *   <tr><td>swin_t, swin_s, swin_b, swin_v2_t, swin_v2_s, swin_v2_b<td>768, 768, 1024, 768, 768, 1024<td>mean over the places, each normed
 *   <tr><td>maxvit_t<td>512<td>mean of the last map, normed, through one layer and tanh
 * </table>
 */
@NullMarked
package io.github.ccmusic.models.arch;

import org.jspecify.annotations.NullMarked;
