// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.zerobus.ingest.ScriptedServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of other clients that lay in how they were built and where they ran. */
@Tag("slow")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KnownFaultsPackagingTest {
  private static final String TABLE_NAME = "main.default.t";

  // ---- native code -----------------------------------------------------------------------------

  /** One class of each library that comes along; see the table in docs/RATIONALE.md. */
  private static final List<String> LIBRARIES =
      List.of(
          "io.zerobus.ZerobusSdk",
          "io.zerobus.proto.EphemeralStreamRequest",
          "io.grpc.Status",
          "io.grpc.internal.GrpcUtil",
          "io.grpc.okhttp.OkHttpChannelBuilder",
          "com.google.common.base.Preconditions",
          "com.google.gson.Gson",
          "io.perfmark.PerfMark",
          "com.google.protobuf.Message",
          "okhttp3.OkHttpClient",
          "okio.Buffer",
          "kotlin.Unit",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "com.fasterxml.jackson.databind.ObjectMapper");

  @Test
  @KnownFault({30, 31})
  void libraries_holdNoNativeCodeAndNotTheNativeSdk() throws Exception {
    for (String library : LIBRARIES) {
      URI origin =
          Class.forName(library).getProtectionDomain().getCodeSource().getLocation().toURI();
      assertThat(entries(Path.of(origin)))
          .as(origin.toString())
          .isNotEmpty()
          .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib)(\\.\\d+)*"))
          .noneMatch(name -> name.startsWith("com/databricks/"));
    }
  }

  private static List<String> entries(Path origin) throws IOException {
    if (Files.isDirectory(origin)) {
      try (Stream<Path> files = Files.walk(origin)) {
        return files.map(file -> origin.relativize(file).toString().replace('\\', '/')).toList();
      }
    }
    try (ZipFile jar = new ZipFile(origin.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  @KnownFault({30, 31})
  void sources_callNoNativeCodeAndAskForNoPlatform() throws Exception {
    Pattern wrong =
        Pattern.compile(
            "\\bnative\\b[^;{]*\\);|System\\.load|loadLibrary|\"os\\.|com\\.databricks");
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(40);
      for (Path source : sources) {
        String code = Files.readString(source).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
        assertThat(wrong.matcher(code).results().map(found -> found.group()))
            .as(source.toString())
            .isEmpty();
      }
    }
  }

  // ---- class loaders ---------------------------------------------------------------------------

  /** As in an application server: a loader of its own, and threads that know no loader. */
  @Test
  @KnownFault(32)
  void stream_inALoaderOfItsOwnWithoutAContextLoader_delivers() throws Exception {
    HttpServer workspace = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    workspace.createContext(
        "/oidc/v1/token",
        exchange -> {
          byte[] answer = "{\"access_token\":\"tok\",\"expires_in\":3600}".getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    workspace.start();
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.FAITHFUL);
        URLClassLoader loader =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> isolated = loader.loadClass(IsolatedClient.class.getName());
      assertThat(isolated).isNotSameAs(IsolatedClient.class);
      @SuppressWarnings("unchecked")
      Function<String, String> client =
          (Function<String, String>) isolated.getDeclaredConstructor().newInstance();
      String answer =
          withoutContextLoader(
              () ->
                  client.apply(
                      "http://127.0.0.1:"
                          + server.port()
                          + " http://127.0.0.1:"
                          + workspace.getAddress().getPort()));
      assertThat(answer).isEqualTo("CLOSED []");
      assertThat(server.records()).containsExactly("{\"n\":1}", "{\"n\":2}");
    } finally {
      workspace.stop(0);
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private static String withoutContextLoader(java.util.function.Supplier<String> work)
      throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setContextClassLoader(null);
    thread.start();
    return result.get(30, TimeUnit.SECONDS);
  }

  /** Runs in the other loader. */
  public static final class IsolatedClient implements Function<String, String> {
    @Override
    public String apply(String addresses) {
      String[] parts = addresses.split(" ");
      try (ZerobusSdk sdk = new ZerobusSdk(parts[0], parts[1])) {
        ZerobusStream stream = sdk.createStream("id", "secret", TableProperties.json(TABLE_NAME));
        stream.ingestRecordOffset("{\"n\":1}");
        stream.ingestRecord(Map.of("n", 2)).waitForAck();
        stream.close();
        return stream.getState() + " " + stream.getUnackedRecords();
      }
    }
  }

  // ---- trust -----------------------------------------------------------------------------------

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** What the platform trusts, a company's own root for instance, the client trusts. */
  @Test
  @KnownFault(33)
  void tls_certificateThatThePlatformTrusts_isTrustedForRecordsAndTokens(@TempDir Path dir)
      throws Exception {
    Path store = dir.resolve("store.p12");
    run(
        List.of(
            jdkTool("keytool"),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD)));
    try (TlsServer records = new TlsServer(store);
        TlsServer tokens = new TlsServer(store)) {
      // Here nobody has been told to trust it.
      assertThatThrownBy(() -> TlsClient.main(records.address(), tokens.address(), "fail"))
          .isInstanceOf(ZerobusException.class);
      assertThat(records.handshakes).hasValue(0);

      run(
          List.of(
              jdkTool("java"),
              "-Xshare:auto",
              "-XX:TieredStopAtLevel=1",
              "-Djavax.net.ssl.trustStore=" + store,
              "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD),
              "-cp",
              System.getProperty("java.class.path"),
              TlsClient.class.getName(),
              records.address(),
              tokens.address(),
              "go on"));
      assertThat(records.handshakes).hasPositiveValue();
      assertThat(tokens.handshakes).hasPositiveValue();
    }
  }

  private static String jdkTool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Asks both servers; neither speaks more than TLS, so that no stream comes of it. */
  public static final class TlsClient {
    public static void main(String... args) {
      StreamConfigurationOptions once =
          StreamConfigurationOptions.builder()
              .recovery(false)
              .recoveryTimeout(Duration.ofSeconds(5))
              .build();
      TableProperties table = TableProperties.json(TABLE_NAME);
      try (ZerobusSdk sdk =
          ZerobusSdk.builder()
              .serverEndpoint(args[0])
              .workspaceUrl(args[1])
              .diagnosticListener(DiagnosticListener.none())
              .build()) {
        try {
          sdk.createStream(HeadersProvider.ofToken("tok", TABLE_NAME), table, once);
        } catch (ZerobusException e) {
          if (args[2].equals("fail")) {
            throw e;
          }
        }
        try {
          sdk.createStream("id", "secret", table, once);
        } catch (ZerobusException e) {
          // Whatever the answer: the server has counted.
        }
      }
    }
  }

  /** Counts the handshakes that clients go through with. */
  private static final class TlsServer implements AutoCloseable {
    final AtomicInteger handshakes = new AtomicInteger();
    private final SSLServerSocket socket;

    TlsServer(Path store) throws Exception {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD);
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 10, InetAddress.getByName("localhost"));
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      Thread thread = new Thread(this::serve, "tls-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (SSLSocket client = (SSLSocket) socket.accept()) {
          client.setSoTimeout(10_000);
          client.startHandshake();
          // In TLS 1.3 the client's refusal comes only now.
          if (client.getInputStream().read() >= 0) {
            handshakes.incrementAndGet();
          }
        } catch (IOException e) {
          // A client that does not trust us, or the end.
        }
      }
    }

    String address() {
      return "https://localhost:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  // ---- defaults --------------------------------------------------------------------------------

  @Test
  @KnownFault(35)
  void options_defaults_areThoseThatTheDocumentationSays() throws Exception {
    String source =
        Files.readString(
            Path.of("src", "main", "java", "io", "zerobus", "StreamConfigurationOptions.java"));
    Matcher setter =
        Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public Builder (\\w+)\\(", Pattern.DOTALL)
            .matcher(source);
    Map<String, String> documented = new HashMap<>();
    while (setter.find()) {
      String text = setter.group(1).replaceAll("\\s+\\*?\\s*", " ");
      Matcher value = Pattern.compile("[Dd]efault:? (.+?)\\.( |$)").matcher(text);
      if (!setter.group(2).equals("toBuilder")) {
        assertThat(value.find()).as(setter.group(2) + " says no default: " + text).isTrue();
        documented.put(setter.group(2), value.group(1));
      }
    }
    assertThat(documented).hasSizeGreaterThanOrEqualTo(12);
    StreamConfigurationOptions defaults = StreamConfigurationOptions.defaults();
    for (Map.Entry<String, String> option : documented.entrySet()) {
      Object actual = StreamConfigurationOptions.class.getMethod(option.getKey()).invoke(defaults);
      assertThat(actual).as(option.toString()).isEqualTo(value(option.getValue()));
    }
  }

  /** Null for what is said in words. */
  private static @Nullable Object value(String text) {
    Matcher number = Pattern.compile("(\\d[\\d ]*?)( s| MiB|)").matcher(text);
    if (!number.matches()) {
      return text.equals("true") ? Boolean.TRUE : null;
    }
    int value = Integer.parseInt(number.group(1).replace(" ", ""));
    switch (number.group(2)) {
      case " s":
        return Duration.ofSeconds(value);
      case " MiB":
        return (long) value << 20;
      default:
        return value;
    }
  }
}
