package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine as Linux describes it decides which kernels may be tried. */
class ProcessorTest {
    @TempDir
    Path root;

    @BeforeEach
    void aProcessorWithAvx512() throws IOException {
        describe("fpu sse4_1 avx avx2 avx512f avx512bw avx512_bf16");
    }

    private void describe(String flags) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(
                root.resolve("proc/cpuinfo"), "processor\t: 0\nmodel name\t: any\nflags\t\t: " + flags + "\n");
    }

    private void reportCaches() throws IOException {
        Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu0/cache/index0"));
    }

    @Test
    void oneDnnMayBeTriedWhereCachesAreReported() throws IOException {
        reportCaches();
        Processor processor = Processor.of(root, null);
        assertThat(processor.mayTryOneDnn()).isTrue();
        assertThat(processor).hasToString("AVX512_CORE_BF16, caches reported");
        assertThat(DialectChoice.of(processor, true, false, 1).get(0)).isEqualTo(Dialect.XNNPACK);
        assertThat(DialectChoice.of(processor, true, false, 2).get(0)).isEqualTo(Dialect.ONEDNN);
    }

    /** resnet50 is one of those that ended the process. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMachineThatHidesItsCachesGetsAProgramWithoutOneDnn(int threads) {
        Processor processor = Processor.of(root, null);
        List<Dialect> dialects = DialectChoice.of(processor, true, false, threads);

        assertThat(processor).hasToString("AVX512_CORE_BF16, caches not reported");
        assertThat(dialects).allMatch(dialect -> DialectChoice.allows(processor, dialect));
        assertThat(TorchScript.of(resnet50(), dialects.get(0)).source()).doesNotContain("mkldnn", "torch.conv2d");
        assertThat(DialectChoice.allows(processor, Dialect.BFLOAT16)).isFalse();
    }

    /** What the user knows better is respected; AVX2 has the kernels at fault. */
    @ParameterizedTest
    @CsvSource({"AVX, true", "avx, true", "SSE41, true", "AVX2, false", "AVX512_CORE, false", "ALL, false"})
    void aLimitOfTheUsersCounts(String limit, boolean safe) {
        assertThat(Processor.of(root, limit).mayTryOneDnn()).isEqualTo(safe);
    }

    @Test
    void aProcessorWithoutTheNewerInstructionsHasNoSuchKernels() throws IOException {
        describe("fpu sse4_1 avx");
        assertThat(Processor.of(root, null).mayTryOneDnn()).isTrue();
    }

    private static Graph resnet50() {
        return Fusion.of(Graph.endingIn(
                Architectures.builtIn().named("resnet50").logits(Tensor.picture(224, 224), Head.linear(4))));
    }
}
