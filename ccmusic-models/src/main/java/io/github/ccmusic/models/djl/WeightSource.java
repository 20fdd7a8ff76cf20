package io.github.ccmusic.models.djl;

import io.github.ccmusic.models.graph.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a program's weights come from. */
interface WeightSource {

    /**
     * Writes a weight's elements, row-major float32, from the target's position on.
     *
     * @param target memory of the engine, of exactly the weight's size, in native byte order
     */
    void read(Weight weight, ByteBuffer target) throws IOException;
}
