package me.feverdrea.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of the harness: every leg, so that none rots, and every law. */
class HarnessIT {

    @Test
    void nothingIsLostChangedOrOverspent() throws Exception {
        List<Figure> figures = new Harness(Form.SHORT).run(Harness.names());
        Harness.print(figures);
        assertEquals(List.of(), figures.stream().filter(figure -> !figure.ok()).toList());
    }
}
