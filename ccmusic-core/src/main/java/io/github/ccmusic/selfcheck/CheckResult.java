package io.github.ccmusic.selfcheck;

import java.time.Duration;
import java.util.OptionalLong;

/** What became of one check. */
public sealed interface CheckResult {

    /** What was checked. */
    String name();

    /** The figure found, what is wrong, or why it was left out. */
    String detail();

    /** How long it took. */
    Duration took();

    /** The process's resident memory when it was done, in bytes; empty where the system does not tell. */
    OptionalLong residentBytes();

    /** A short word for it: ok, FAILED or skipped. */
    String verdict();

    /** The model passed. */
    record Passed(String name, String detail, Duration took, OptionalLong residentBytes) implements CheckResult {
        @Override
        public String verdict() {
            return "ok";
        }
    }

    /** The model did not pass, and nothing after this was checked. */
    record Failed(String name, String detail, Duration took, OptionalLong residentBytes) implements CheckResult {
        @Override
        public String verdict() {
            return "FAILED";
        }
    }

    /** There was nothing to check, or it was not asked for. */
    record Skipped(String name, String detail) implements CheckResult {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }

        @Override
        public OptionalLong residentBytes() {
            return OptionalLong.empty();
        }

        @Override
        public String verdict() {
            return "skipped";
        }
    }
}
