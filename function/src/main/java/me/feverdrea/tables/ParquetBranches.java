package me.feverdrea.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.BranchFile;
import me.feverdrea.story.Choice;
import me.feverdrea.story.TableColumn;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Branches as Apache Parquet, compressed with Snappy, which every reader knows. */
public final class ParquetBranches implements BranchFile.Format {
    /** What one file holds in memory before it writes it; readers like groups larger, exporters on small machines do not. */
    private static final long GROUP_BYTES = 16L << 20;

    /** Columns that hold something else in nearly every row: to look for what repeats there is work for nothing. */
    private static final List<String> UNLIKE = List.of("steps", "text", "seed", "sha256");

    /** Columns whose least and greatest value tell no reader which groups to skip. */
    private static final List<String> UNORDERED = List.of("choice", "text", "sampling", "sha256");

    private static final MessageType SCHEMA = new MessageType(
            "branches", TableColumn.ALL.stream().map(ParquetBranches::type).toList());

    @Override
    public String ending() {
        return "parquet";
    }

    @Override
    public BranchFile create(Path file) throws IOException {
        Builder builder = new Builder(new LocalOutputFile(file));
        UNLIKE.forEach(column -> builder.withDictionaryEncoding(column, false));
        UNORDERED.forEach(column -> builder.withStatisticsEnabled(column, false));
        ParquetWriter<Object[]> writer = builder.withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(GROUP_BYTES)
                .build();
        return new BranchFile() {
            @Override
            public void write(Object[] values) throws IOException {
                writer.write(values);
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    /** Everything is optional: a row of an older game may lack what newer ones have. */
    private static Type type(TableColumn column) {
        String name = column.name();
        return switch (column.type()) {
            case TEXT -> text(name);
            case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(name);
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case FLAG -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            // Not "adjusted to UTC", though it is UTC: else tools show it in the zone of the one who looks.
            case TIME ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(false, TimeUnit.MILLIS))
                        .named(name);
            case CHOICES ->
                Types.optionalList()
                        .optionalGroupElement()
                        .addField(text("id"))
                        .addField(text("label"))
                        .named(name);
        };
    }

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport();
        }

        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Object[]> getWriteSupport(Configuration configuration) {
            return new RowSupport();
        }
    }

    private static final class RowSupport extends WriteSupport<Object[]> {
        private RecordConsumer to;

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        @SuppressWarnings("deprecation")
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(Object[] values) {
            to.startMessage();
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    field(TableColumn.ALL.get(i).name(), i, values[i]);
                }
            }
            to.endMessage();
        }

        private void field(String name, int index, Object value) {
            to.startField(name, index);
            if (value instanceof String text) {
                to.addBinary(Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8)));
            } else if (value instanceof Integer number) {
                to.addInteger(number);
            } else if (value instanceof Long number) {
                to.addLong(number);
            } else if (value instanceof Double number) {
                to.addDouble(number);
            } else if (value instanceof Boolean flag) {
                to.addBoolean(flag);
            } else if (value instanceof Instant time) {
                to.addLong(time.toEpochMilli());
            } else {
                choices((List<?>) value);
            }
            to.endField(name, index);
        }

        /** The three levels that Parquet writes a list in. */
        private void choices(List<?> choices) {
            to.startGroup();
            if (!choices.isEmpty()) {
                to.startField("list", 0);
                for (Object each : choices) {
                    Choice choice = (Choice) each;
                    to.startGroup();
                    to.startField("element", 0);
                    to.startGroup();
                    field("id", 0, choice.id());
                    field("label", 1, choice.label());
                    to.endGroup();
                    to.endField("element", 0);
                    to.endGroup();
                }
                to.endField("list", 0);
            }
            to.endGroup();
        }
    }
}
