package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * ONNX Runtime's environment, for as long as the process lives. A shutdown hook of its own releases the environment, also
 * while another thread is in the midst of a run, and that run then takes the process down with a crash dump. The
 * environment counts its holders: with one more than the hook knows of, the hook frees nothing, and the process just ends.
 */
final class LastingEnvironment {
    // not a field with the environment: a native image would make that while it is built
    private static boolean isHeld;

    private LastingEnvironment() {}

    static synchronized OrtEnvironment get() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!isHeld) {
            hold();
            isHeld = true;
        }
        return environment;
    }

    private static void hold() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            Method hold = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            api.setAccessible(true);
            hold.setAccessible(true);
            hold.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "feverdream");
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            System.getLogger(LastingEnvironment.class.getName())
                    .log(Level.WARNING, "A stop in the midst of writing may crash: {0}", e.toString());
        }
    }
}
