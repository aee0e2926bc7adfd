package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
    @ParameterizedTest
    @CsvSource({"512,1", "1769,1", "3008,1", "3538,2", "5307,3", "10240,5"})
    void onLambdaEachWholeCoreHasAThread(String mib, int threads) {
        assertEquals(threads, Engine.cores(6, Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", mib)));
    }

    @Test
    void elsewhereEachCoreThatThereIsHasOne() {
        assertEquals(6, Engine.cores(6, Map.of()));
        assertEquals(2, Engine.cores(2, Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "10240")));
        assertEquals(6, Engine.cores(6, Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "much")));
    }

    @Test
    void aThreadThatIsAloneHasNobodyToSpinFor() {
        assertEquals(Duration.ZERO, Engine.of(1, 2, Path.of("x"), Map.of()).spin());
        assertTrue(Engine.of(2, 2, Path.of("x"), Map.of()).spin().compareTo(Duration.ofMillis(1)) < 0);
    }

    @Test
    void whatIsSetGoesFirst() {
        assertEquals(
                new Engine(3, Duration.ofNanos(200_000), 2L << 20, Optional.of(Path.of("x"))),
                Engine.of(3, 2, Path.of("x"), Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")));
        assertThrows(IllegalArgumentException.class, () -> new Engine(0, Duration.ZERO, 0, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new Engine(1, Duration.ZERO, -1, Optional.empty()));
    }
}
