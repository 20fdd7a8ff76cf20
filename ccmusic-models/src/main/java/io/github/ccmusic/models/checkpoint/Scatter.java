package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One pass over a storage, through a window, that puts each element of a tensor in its row-major place. */
final class Scatter {

    private final ByteSource storage;
    private final ByteBuffer window;
    private final ByteBuffer target;
    private final Elements elements;
    private final int sourceBytes;
    private final int targetBytes;

    /** The byte of the storage with which the window begins; before the first one is read, nowhere. */
    private long windowStart = Long.MIN_VALUE;

    Scatter(ByteSource storage, ByteOrder order, int windowBytes, DType from, ByteBuffer target, DType to) {
        this.storage = storage;
        this.window = ByteBuffer.allocate(windowBytes).order(order).limit(0);
        this.target = target;
        this.elements = Elements.between(from, to);
        this.sourceBytes = from.bytes();
        this.targetBytes = to.bytes();
    }

    /**
     * Moves the elements that the loops walk over.
     *
     * @param source the element of the storage where the walk begins
     */
    void run(List<Axis> outerToInner, long source) throws IOException {
        int loops = outerToInner.size();
        Axis inner = loops == 0 ? new Axis(1, 0, 0) : outerToInner.get(loops - 1);
        long[] steps = new long[Math.max(1, loops)];
        long from = source;
        long to = 0;
        while (true) {
            moveRun(from, to, inner);
            int d = loops - 2;
            while (d >= 0 && ++steps[d] == outerToInner.get(d).length()) {
                from -= (steps[d] - 1) * outerToInner.get(d).source();
                to -= (steps[d] - 1) * outerToInner.get(d).target();
                steps[d--] = 0;
            }
            if (d < 0) {
                return;
            }
            from += outerToInner.get(d).source();
            to += outerToInner.get(d).target();
        }
    }

    private void moveRun(long from, long to, Axis run) throws IOException {
        for (long done = 0; done < run.length(); ) {
            int at = indexInWindow((from + done * run.source()) * sourceBytes);
            long inWindow = run.source() == 0
                    ? run.length()
                    : (window.limit() - at - sourceBytes) / (run.source() * sourceBytes) + 1;
            int n = (int) Math.min(inWindow, run.length() - done);
            elements.move(
                    window,
                    at,
                    Math.toIntExact(n == 1 ? 0 : run.source() * sourceBytes),
                    target,
                    (int) ((to + done * run.target()) * targetBytes),
                    (int) (run.target() * targetBytes),
                    n);
            done += n;
        }
    }

    /** Where in the window a byte of the storage is, once the window has been put over the element that begins there. */
    private int indexInWindow(long position) throws IOException {
        if (position < windowStart || position + sourceBytes > windowStart + window.limit()) {
            window.clear().limit((int) Math.min(window.capacity(), storage.size() - position));
            storage.read(position, window);
            windowStart = position;
        }
        return (int) (position - windowStart);
    }
}
