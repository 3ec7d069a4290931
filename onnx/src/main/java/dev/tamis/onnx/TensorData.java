package dev.tamis.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Where the elements of a tensor are. None is read before it is asked for. */
sealed interface TensorData {

  /** Little-endian elements, in the file or in one beside it. */
  sealed interface Raw extends TensorData {
    /** The next {@code length} bytes from {@code offset} of the data. */
    ByteBuffer read(long offset, int length) throws OnnxException;
  }

  /** In the model file. */
  record Inside(Slice bytes) implements Raw {
    @Override
    public ByteBuffer read(long offset, int length) {
      return bytes.buffer().slice((int) offset, length).order(Slice.ORDER);
    }
  }

  /**
   * In a file of its own.
   *
   * @param file the file, below the folder of the model
   * @param start first byte
   */
  record Outside(Path file, long start) implements Raw {
    @Override
    public ByteBuffer read(long offset, int length) throws OnnxException {
      ByteBuffer buffer = ByteBuffer.allocate(length).order(Slice.ORDER);
      try (FileChannel channel = FileChannel.open(file)) {
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, start + offset + buffer.position()) < 0) {
            throw new OnnxException(
                file + " has become shorter since the model was read: read the model again");
          }
        }
      } catch (OnnxException e) {
        throw e;
      } catch (IOException e) {
        throw new OnnxException("cannot read " + file + ": " + e.getMessage(), e);
      }
      return buffer.flip();
    }
  }

  /** Runs of floats or doubles in fields of their type. */
  record Runs(List<Slice> runs) implements TensorData {}

  /** Whole numbers, one by one. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Integers(long[] values) implements TensorData {}
}
