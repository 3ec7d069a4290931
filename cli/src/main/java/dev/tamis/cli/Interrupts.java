package dev.tamis.cli;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C (or SIGTERM) asks for a stop with a checkpoint; a second one quits at once. Signals are
 * reached by reflection: javac warns of sun.misc.Signal in a way that cannot be silenced, and there
 * is no other way to survive the first signal and see the second.
 */
final class Interrupts {
  private static final int INTERRUPTED = 130;

  private final List<Object[]> replaced = new ArrayList<>();

  private Interrupts() {}

  static Interrupts stopping(Runnable stop, PrintWriter err) {
    AtomicBoolean again = new AtomicBoolean();
    Runnable onSignal =
        () -> {
          if (again.getAndSet(true)) {
            Runtime.getRuntime().halt(INTERRUPTED);
          }
          err.println("\ntamis: stopping after a checkpoint; once more quits at once");
          err.flush();
          stop.run();
        };
    Interrupts interrupts = new Interrupts();
    try {
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  throw new UnsupportedOperationException(method.toString());
                }
                onSignal.run();
                return null;
              });
      for (String name : List.of("INT", "TERM")) {
        Object signal = signalType().getConstructor(String.class).newInstance(name);
        interrupts.replaced.add(new Object[] {signal, handle(signal, handler)});
      }
    } catch (ReflectiveOperationException e) {
      // A JVM without these signals: Ctrl-C ends it as it would end any program.
      System.getLogger(Interrupts.class.getName())
          .log(System.Logger.Level.DEBUG, "signals cannot be handled", e);
    }
    return interrupts;
  }

  private static Class<?> signalType() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signalType()
        .getMethod("handle", signalType(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }

  void restore() {
    for (Object[] pair : replaced) {
      try {
        handle(pair[0], pair[1]);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot restore the handler of a signal", e);
      }
    }
  }
}
