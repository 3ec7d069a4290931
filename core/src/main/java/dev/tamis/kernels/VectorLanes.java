package dev.tamis.kernels;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector length of this JVM: the widest that the processor does well, or what {@code
 * -Dtamis.vector.bits=128|256|512} says. It is fixed when the class is initialised because only a
 * species that is a constant lets the JIT turn the vector API into single instructions.
 */
final class VectorLanes {
  static final VectorSpecies<Float> SPECIES = species(Integer.getInteger("tamis.vector.bits", 0));

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());

  static final int LANES = SPECIES.length();

  /** As many bytes as there are floats in a vector; of 4 there is no vector. */
  static final VectorSpecies<Byte> BYTES =
      LANES < 8
          ? ByteVector.SPECIES_64
          : VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

  /** 32 vector registers hold a tile of 24 accumulators; the 16 of x86 below 512 bits do not. */
  static final boolean MANY_REGISTERS =
      SPECIES.vectorBitSize() == 512 || !System.getProperty("os.arch", "").matches("amd64|x86.*");

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final VectorMask<Float>[] FIRST = new VectorMask[LANES + 1];

  static {
    for (int i = 0; i <= LANES; i++) {
      FIRST[i] = SPECIES.indexInRange(0, i);
    }
    loadClasses();
  }

  private VectorLanes() {}

  /**
   * Uses every kind of vector once. A class of the vector API that is first loaded later makes the
   * JIT throw away all that it compiled before, in the middle of training.
   */
  private static void loadClasses() {
    float[] values = new float[LANES];
    VectorMask<Float> mask = first(LANES - 1);
    VectorShuffle<Float> order =
        IntVector.fromArray(INTS, new int[LANES], 0, mask.cast(INTS))
            .and(LANES - 1)
            .toShuffle()
            .cast(SPECIES);
    FloatVector.fromArray(SPECIES, values, 0, mask).rearrange(order).intoArray(values, 0, mask);
  }

  private static VectorSpecies<Float> species(int bits) {
    VectorSpecies<Float> species =
        bits == 0
            ? FloatVector.SPECIES_PREFERRED
            : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    if (species.length() < 4) {
      throw new IllegalStateException("vectors of " + species.length() + " floats are too short");
    }
    return species;
  }

  /** A mask of the first {@code count} lanes, at most all of them. */
  static VectorMask<Float> first(int count) {
    return FIRST[Math.min(count, LANES)];
  }

  /** Vectors that hold {@code count} floats. */
  static int vectors(int count) {
    return (count + LANES - 1) / LANES;
  }

  /** {@code count} rounded up to whole vectors. */
  static int padded(int count) {
    return vectors(count) * LANES;
  }
}
