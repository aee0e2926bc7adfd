package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SamplingTest {

    @Test
    void theTextNamesEverySettingInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(
                    "temperature=0.85,top_k=50,top_p=0.9,repetition_penalty=1.15,penalty_window=1200,no_repeat_ngram=6,best_of=1",
                    new Sampling(0.85, 50, 0.9, 1.15, 1_200, 6, 1).text());
            assertEquals(
                    "temperature=0,top_k=1,top_p=1,repetition_penalty=1,penalty_window=0,no_repeat_ngram=0,best_of=1",
                    new Sampling(0, 1, 1.0, 1, 0, 0, 1).text());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void settingsOutOfBoundsAreNamed() {
        refuses("temperature", () -> new Sampling(-0.1, 50, 0.9, 1, 0, 0, 1));
        refuses("temperature", () -> new Sampling(Double.NaN, 50, 0.9, 1, 0, 0, 1));
        refuses("topK", () -> new Sampling(1, -1, 0.9, 1, 0, 0, 1));
        refuses("topP", () -> new Sampling(1, 50, 0, 1, 0, 0, 1));
        refuses("topP", () -> new Sampling(1, 50, 1.01, 1, 0, 0, 1));
        refuses("repetitionPenalty", () -> new Sampling(1, 50, 1, 0.9, 0, 0, 1));
        refuses("penaltyWindow", () -> new Sampling(1, 50, 1, 1, -1, 0, 1));
        refuses("noRepeatNgram", () -> new Sampling(1, 50, 1, 1, 0, -1, 1));
        refuses("noRepeatNgram", () -> new Sampling(1, 50, 1, 1, 0, 1, 1));
        refuses("bestOf", () -> new Sampling(1, 50, 1, 1, 0, 0, 0));
        refuses("bestOf", () -> new Sampling(1, 50, 1, 1, 0, 0, Gpt2.ROWS + 1));
    }

    private static void refuses(String setting, Runnable settings) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, settings::run);
        assertTrue(e.getMessage().startsWith(setting), e.getMessage());
    }
}
