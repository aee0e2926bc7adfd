package me.feverdrea.story;

/** Where the model bundle is kept. */
public interface ModelStore {

    /**
     * The manifest of the bundle that {@link #open} would give; reads no weights.
     *
     * @throws BundleException if there is none or it cannot be used
     */
    Manifest manifest();

    /**
     * The bundle in a folder of this machine, every file compared with the manifest.
     *
     * @throws BundleException if there is none or it is damaged
     */
    ModelBundle open();
}
