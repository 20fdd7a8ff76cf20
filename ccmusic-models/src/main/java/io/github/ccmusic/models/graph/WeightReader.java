package io.github.ccmusic.models.graph;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Makes the weights of a program from a state dict: copies most of them, and folds batch norms in double precision. */
public final class WeightReader {
    private final StateDict stateDict;

    /**
     * @param stateDict holds every tensor that the weights are made of; its checkpoint must stay open while this reads
     */
    public WeightReader(StateDict stateDict) {
        this.stateDict = stateDict;
    }

    /** The elements of a weight, row-major. */
    public float[] read(Weight weight) throws IOException {
        int count = weight.shape().stream().reduce(1, Math::multiplyExact);
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.nativeOrder());
        read(weight, buffer);
        float[] elements = new float[count];
        buffer.clear().asFloatBuffer().get(elements);
        return elements;
    }

    /**
     * Writes the elements of a weight, row-major float32.
     *
     * @param target room for exactly the weight, in the byte order to write
     */
    public void read(Weight weight, ByteBuffer target) throws IOException {
        if (weight instanceof Weight.Stored stored) {
            tensor(stored.key()).copyFloatsTo(target);
        } else if (weight instanceof Weight.NormedKernel kernel) {
            FloatBuffer elements = target.duplicate().order(target.order()).asFloatBuffer();
            tensor(kernel.key()).copyFloatsTo(target);
            scaleRows(elements, scales(kernel.norm()));
        } else if (weight instanceof Weight.NormedBias bias) {
            put(target, shifts(bias.norm(), bias.key() == null ? null : floats(bias.key())));
        } else if (weight instanceof Weight.NormScale scale) {
            put(target, scales(scale.norm()));
        } else if (weight instanceof Weight.NormShift shift) {
            put(target, shifts(shift.norm(), null));
        } else {
            throw new IllegalStateException("nothing here reads " + weight);
        }
    }

    private TensorData tensor(String key) {
        TensorData tensor = stateDict.get(key);
        if (tensor == null) {
            throw new IllegalStateException("the state dict was not checked: it has no '" + key + "'");
        }
        return tensor;
    }

    private float[] floats(String key) throws IOException {
        return tensor(key).toFloats();
    }

    private double[] scales(BatchNorm norm) throws IOException {
        float[] weight = floats(norm.key() + ".weight");
        float[] variance = floats(norm.key() + ".running_var");
        double[] scales = new double[weight.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = weight[c] / Math.sqrt(variance[c] + norm.epsilon());
        }
        return scales;
    }

    /** What is left to add once the inputs are scaled: the norm's bias, less the scaled mean, plus the scaled bias before it. */
    private double[] shifts(BatchNorm norm, float @Nullable [] before) throws IOException {
        float[] bias = floats(norm.key() + ".bias");
        float[] mean = floats(norm.key() + ".running_mean");
        double[] shifts = scales(norm);
        for (int c = 0; c < shifts.length; c++) {
            double centred = (before == null ? 0 : before[c]) - (double) mean[c];
            shifts[c] = bias[c] + centred * shifts[c];
        }
        return shifts;
    }

    private static void scaleRows(FloatBuffer rows, double[] scales) {
        float[] row = new float[rows.remaining() / scales.length];
        for (double scale : scales) {
            rows.mark();
            rows.get(row);
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (row[i] * scale);
            }
            rows.reset();
            rows.put(row);
        }
    }

    private static void put(ByteBuffer target, double[] elements) {
        for (double element : elements) {
            target.putFloat((float) element);
        }
    }
}
