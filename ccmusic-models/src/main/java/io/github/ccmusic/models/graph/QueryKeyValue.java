package io.github.ccmusic.models.graph;

/**
 * The three parts of attention in a program, each [batch, …, heads, tokens, features of a head].
 *
 * @param query the name of the queries' value
 * @param key that of the keys'
 * @param value that of the values'
 */
record QueryKeyValue(TorchScript out, String query, String key, String value) {

    /** Takes a value of [batch, …, tokens, queries ‖ keys ‖ values] apart. */
    static QueryKeyValue of(TorchScript out, String together, int heads) {
        String apart = out.let("torch.unflatten(%s, -1, [3, %d, -1])".formatted(together, heads));
        return new QueryKeyValue(out, part(out, apart, 0), part(out, apart, 1), part(out, apart, 2));
    }

    private static String part(TorchScript out, String apart, int index) {
        return out.let("torch.transpose(torch.select(%s, -3, %d), -2, -3)".formatted(apart, index));
    }

    /** The expression for the attended values, [batch, …, tokens, features]. */
    String attention(String queries, String keys, String bias, double scale) {
        String attended = out.let("torch.scaled_dot_product_attention(%s, %s, %s, %s, scale=%s)"
                .formatted(queries, keys, value, bias, scale));
        return "torch.flatten(torch.transpose(%s, -2, -3), -2)".formatted(attended);
    }
}
