package io.github.ccmusic.modeldir;

/** How a slice's logits become probabilities. */
public enum Activation {
    /** One genre for each clip: the probabilities sum to 1. */
    SOFTMAX {
        @Override
        public double[] probabilities(float[] logits) {
            double max = Double.NEGATIVE_INFINITY;
            for (float logit : logits) {
                max = Math.max(max, logit);
            }
            double[] p = new double[logits.length];
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                p[i] = Math.exp(logits[i] - max);
                sum += p[i];
            }
            for (int i = 0; i < p.length; i++) {
                p[i] /= sum;
            }
            return p;
        }
    },
    /** Any number of genres for each clip: each probability stands alone. */
    SIGMOID {
        @Override
        public double[] probabilities(float[] logits) {
            double[] p = new double[logits.length];
            for (int i = 0; i < p.length; i++) {
                p[i] = 1 / (1 + Math.exp(-logits[i]));
            }
            return p;
        }
    };

    /**
     * Returns the probability of each class.
     *
     * @param logits finite, shape [classes]; read only
     * @return in [0, 1], shape [classes]; owned by the caller
     */
    public abstract double[] probabilities(float[] logits);
}
