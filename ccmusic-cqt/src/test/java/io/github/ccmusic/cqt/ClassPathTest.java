package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes along with the one library that this module needs. */
class ClassPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"org.junit.Assert", "org.hamcrest.Matcher"})
    void holdsNoTestLibraryOfOthers(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
}
