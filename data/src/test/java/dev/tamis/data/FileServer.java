package dev.tamis.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An http server on this machine that has files, and can be told to misbehave. */
final class FileServer implements AutoCloseable {
  /** {@code GET path range-or--} of every request, in order. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final AtomicInteger cutsLeft = new AtomicInteger();
  private final AtomicInteger errorsLeft = new AtomicInteger();
  private volatile boolean ranges = true;

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  void put(String path, byte[] content) {
    files.put("/" + path, content);
  }

  void redirect(String path, String location) {
    redirects.put("/" + path, location);
  }

  /** The next responses break off in the middle. */
  void cut(int responses) {
    cutsLeft.set(responses);
  }

  /** The next responses are status 503. */
  void fail(int responses) {
    errorsLeft.set(responses);
  }

  /** Always sends whole files. */
  void ignoreRanges() {
    ranges = false;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add("GET " + path + " " + (range == null ? "-" : range));
      byte[] file = files.get(path);
      if (redirects.containsKey(path)) {
        exchange.getResponseHeaders().set("Location", redirects.get(path));
        exchange.sendResponseHeaders(302, -1);
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else if (take(errorsLeft)) {
        exchange.sendResponseHeaders(503, -1);
      } else {
        send(exchange, file, ranges && range != null ? range : "bytes=0-");
      }
    }
  }

  private void send(HttpExchange exchange, byte[] file, String range) throws IOException {
    int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (start > 0 && start >= file.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (start > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + start + "-" + (file.length - 1) + "/" + file.length);
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
    int end = take(cutsLeft) ? start + (file.length - start) / 2 : file.length;
    OutputStream out = exchange.getResponseBody();
    out.write(Arrays.copyOfRange(file, start, end));
    out.flush();
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
