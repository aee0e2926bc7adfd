package me.feverdrea.harness;

import java.util.List;

/** One experiment. */
interface Leg {
    List<Figure> run(Form form, EdgeReplay edge) throws Exception;
}
