package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.util.Arrays;

/** A stream at another rate: what comes out of the filter waits here until it is read. */
final class ResampledStream extends CheckedStream {
    private final AudioStream source;
    private final int sampleRateHz;
    private final RateFilter.Run run;
    private final float[] input = new float[8192];
    private float[] pending = new float[8192];
    private int position;
    private int limit;
    private boolean finished;

    ResampledStream(AudioStream source, RateFilter filter, int sampleRateHz) {
        super(null);
        this.source = source;
        this.sampleRateHz = sampleRateHz;
        this.run = filter.start(this::keep);
    }

    private void keep(float[] samples, int count) {
        if (limit + count > pending.length) {
            pending = Arrays.copyOf(pending, limit + count);
        }
        System.arraycopy(samples, 0, pending, limit, count);
        limit += count;
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    int next(float[] buffer, int offset, int length) throws IOException {
        while (position == limit) {
            if (finished) {
                return -1;
            }
            position = 0;
            limit = 0;
            int n = source.read(input, 0, input.length);
            if (n >= 0) {
                run.push(input, 0, n);
            } else {
                run.finish();
                finished = true;
            }
        }
        int n = Math.min(length, limit - position);
        System.arraycopy(pending, position, buffer, offset, n);
        position += n;
        return n;
    }

    @Override
    void release() throws IOException {
        source.close();
    }
}
