package dev.tamis.kernels;

import java.lang.reflect.Method;

/**
 * Calls every method of the tile classes that works on vectors until the JIT has compiled it. Run
 * in a JVM of its own by {@link TileCompilationTest}.
 */
final class TileCompilationProbe {
  private static final int CALLS = 400;

  private TileCompilationProbe() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    for (Class<?> tiles :
        new Class<?>[] {
          VectorTiles.class,
          VectorWeightTiles.class,
          VectorDepthwise.class,
          VectorWinogradInput.class,
          VectorWinogradTiles.class,
          VectorWinogradError.class,
          VectorWinogradWeights.class,
          VectorWinogradWeightTiles.class,
          VectorHalving.class,
          VectorLinear.class,
          VectorOffsetTiles.class
        }) {
      for (Method method : tiles.getDeclaredMethods()) {
        if (method.getName().matches("(tile|put|add)\\d.*|largest|send")) {
          call(method);
        }
      }
    }
  }

  private static void call(Method method) throws ReflectiveOperationException {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i]);
    }
    for (int i = 0; i < CALLS; i++) {
      method.invoke(null, arguments);
    }
    System.out.println("called " + method.getDeclaringClass().getName() + "::" + method.getName());
  }

  /** Numbers are 1, so that a loop runs once; arrays are zeros, larger than any tile. */
  private static Object argument(Class<?> type) throws ReflectiveOperationException {
    if (type == int.class) {
      return 1;
    }
    if (type == float.class) {
      return 1f;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == float[].class) {
      return new float[64 * VectorLanes.LANES];
    }
    if (type == int[].class) {
      return new int[64];
    }
    // A mask; tests are compiled without the vector API and cannot name its type.
    return VectorLanes.class
        .getDeclaredMethod("first", int.class)
        .invoke(null, VectorLanes.LANES - 1);
  }
}
