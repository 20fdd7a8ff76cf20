package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Op.LinearBias;
import io.github.ccmusic.models.graph.Tensor;
import java.util.stream.Stream;

/**
 * Vision Transformer (ViT).
 *
 * <p>Source: Dosovitskiy et al., "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", 2020; follows
 * {@code torchvision.models.vision_transformer}.
 *
 * @param name torchvision's name
 * @param patch side of the squares that the picture is cut into
 * @param layers of the encoder
 * @param heads of each attention
 * @param width features of a token
 */
record VisionTransformer(String name, int patch, int layers, int heads, int width) implements Architecture {
    private static final double NORM_EPSILON = 1e-6;

    static Stream<Architecture> family() {
        return Stream.of(
                new VisionTransformer("vit_b_16", 16, 12, 12, 768),
                new VisionTransformer("vit_b_32", 32, 12, 12, 768),
                new VisionTransformer("vit_l_16", 16, 24, 16, 1024),
                new VisionTransformer("vit_l_32", 32, 24, 16, 1024),
                new VisionTransformer("vit_h_14", 14, 32, 16, 1280));
    }

    @Override
    public String today(String key) {
        return key.replace(".mlp.linear_1.", ".mlp.0.").replace(".mlp.linear_2.", ".mlp.3.");
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor map =
                picture.conv("conv_proj", width, square(patch).stride(patch).padding(0));
        int places = map.shape().height() * map.shape().width();
        Tensor patches = map.channelsLast().reshape(places, width);
        Tensor x = Tensor.learned("class_token", 1, width)
                .concat(patches)
                .add(Tensor.learned("encoder.pos_embedding", places + 1, width));
        for (int i = 0; i < layers; i++) {
            x = layer(x, "encoder.layers.encoder_layer_" + i);
        }
        Tensor classToken = x.slice(0, 0, 1).layerNorm("encoder.ln", NORM_EPSILON);
        return head.on(classToken.flatten(), "heads.head");
    }

    private Tensor layer(Tensor x, String at) {
        String attention = at + ".self_attention";
        Tensor y = x.layerNorm(at + ".ln_1", NORM_EPSILON)
                .linear(attention + ".in_proj_weight", LinearBias.of(attention + ".in_proj_bias"), 3 * width)
                .attention(heads, Math.sqrt((double) heads / width), null)
                .linear(attention + ".out_proj", width)
                .add(x);
        return y.layerNorm(at + ".ln_2", NORM_EPSILON)
                .linear(at + ".mlp.0", 4 * width)
                .gelu()
                .linear(at + ".mlp.3", width)
                .add(y);
    }
}
