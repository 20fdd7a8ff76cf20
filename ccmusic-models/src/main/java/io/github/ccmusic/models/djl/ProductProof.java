package io.github.ccmusic.models.djl;

import io.github.ccmusic.models.graph.ProductSample;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Weight;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares samples of what a program's layers gave with sums in double precision.
 *
 * <p>Keeps some rows of each kernel while the weights pass by on their way into the engine, so that nothing is read twice.
 */
final class ProductProof {
    private final List<ProductSample> samples;
    private final Map<Weight, float[][]> rows = new HashMap<>();
    private final Map<Weight, float[]> biases = new HashMap<>();

    ProductProof(Program program) {
        this.samples = program.samples();
    }

    /** Keeps what it needs of a weight whose elements are there, row-major. */
    void see(Weight weight, ByteBuffer elements) {
        for (ProductSample sample : samples) {
            if (weight.equals(sample.kernel())) {
                FloatBuffer all = elements.asFloatBuffer();
                float[][] kept = new float[sample.channels().size()][sample.rowLength()];
                for (int i = 0; i < kept.length; i++) {
                    all.position(sample.channels().get(i) * sample.rowLength()).get(kept[i]);
                }
                rows.put(weight, kept);
            } else if (weight.equals(sample.bias())) {
                float[] all = new float[sample.outChannels()];
                elements.asFloatBuffer().get(all);
                biases.put(weight, all);
            }
        }
    }

    /**
     * What is wrong with the first layer that is; empty if each gave what it should.
     *
     * @param numbers what the program's method {@code proof} gave
     * @param share how far a number may be off, as a share of the sum of its products' absolute values
     */
    Optional<String> fault(float[] numbers, double share) {
        int offset = 0;
        for (ProductSample sample : samples) {
            for (ProductSample.Point point : sample.points()) {
                int result = offset + sample.inputLength(point);
                for (int i = 0; i < sample.channels().size(); i++) {
                    int channel = sample.channels().get(i);
                    ProductSample.Sum due =
                            sample.sum(point, channel, row(sample, i), added(sample, channel), numbers, offset);
                    float given = numbers[result + channel];
                    // Weights that are not finite are another check's concern.
                    if (Double.isFinite(due.magnitude())
                            && !(Math.abs(given - due.value()) <= share * due.magnitude())) {
                        return Optional.of(String.format(
                                Locale.ROOT, "%s gives %.6g where %.6g is due", sample.layer(), given, due.value()));
                    }
                }
                offset = result + sample.outChannels();
            }
        }
        return Optional.empty();
    }

    private float[] row(ProductSample sample, int i) {
        float[][] kept = rows.get(sample.kernel());
        if (kept == null) {
            throw new IllegalStateException("the kernel of " + sample.layer() + " was not loaded");
        }
        return kept[i];
    }

    private float added(ProductSample sample, int channel) {
        float[] bias = sample.bias() == null ? null : biases.get(sample.bias());
        int third = sample.outChannels() / 3;
        boolean isKey = sample.sparesKeys() && channel >= third && channel < 2 * third;
        return bias == null || isKey ? 0 : bias[channel];
    }
}
