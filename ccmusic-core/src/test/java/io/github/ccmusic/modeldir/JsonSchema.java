package io.github.ccmusic.modeldir;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** What a validator that is not ours makes of our schema. */
final class JsonSchema {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigSchema.json(), InputFormat.JSON);

    private JsonSchema() {}

    /** What is wrong with a config.json; empty if the schema accepts it. */
    static List<Error> errors(String json) {
        return SCHEMA.validate(json, InputFormat.JSON);
    }
}
