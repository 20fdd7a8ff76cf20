package io.github.ccmusic.models.graph;

/**
 * How a convolution moves over its input: what {@code torch.nn.Conv2d} takes beside channels and name.
 *
 * <p>A fresh {@link #square} has stride 1, one group, a bias, and the padding that keeps the size at stride 1.
 */
public record Window(
        int height,
        int width,
        int strideY,
        int strideX,
        int paddingY,
        int paddingX,
        int dilation,
        int groups,
        boolean bias) {

    public Window {
        if (height < 1 || width < 1 || strideY < 1 || strideX < 1 || dilation < 1 || groups < 1) {
            throw new IllegalArgumentException("kernel, stride, dilation and groups must be positive: " + height + "x"
                    + width + ", stride " + strideY + "x" + strideX + ", dilation " + dilation + ", groups "
                    + groups);
        }
    }

    public static Window square(int size) {
        return of(size, size);
    }

    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, (height - 1) / 2, (width - 1) / 2, 1, 1, true);
    }

    public Window stride(int stride) {
        return new Window(height, width, stride, stride, paddingY, paddingX, dilation, groups, bias);
    }

    public Window padding(int padding) {
        return new Window(height, width, strideY, strideX, padding, padding, dilation, groups, bias);
    }

    public Window groups(int count) {
        return new Window(height, width, strideY, strideX, paddingY, paddingX, dilation, count, bias);
    }

    /** Without a bias, as torchvision builds every convolution that a norm follows. */
    public Window noBias() {
        return new Window(height, width, strideY, strideX, paddingY, paddingX, dilation, groups, false);
    }

    /** Dilated, with the padding that keeps the size at stride 1. */
    public Window dilated(int rate) {
        int reachY = rate * (height - 1) / 2;
        int reachX = rate * (width - 1) / 2;
        return new Window(height, width, strideY, strideX, reachY, reachX, rate, groups, bias);
    }

    int outputHeight(int inputHeight) {
        return (inputHeight + 2 * paddingY - dilation * (height - 1) - 1) / strideY + 1;
    }

    int outputWidth(int inputWidth) {
        return (inputWidth + 2 * paddingX - dilation * (width - 1) - 1) / strideX + 1;
    }
}
