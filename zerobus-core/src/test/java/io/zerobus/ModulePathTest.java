// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SDK as a named module, with all that it brings as modules beside it. */
class ModulePathTest extends SdkFixture {
  /** Libraries of the tests, which an application would not have there. */
  private static final Pattern OF_TESTS =
      Pattern.compile(
          "junit|opentest4j|apiguardian|assertj|awaitility|hamcrest|wiremock|byte-buddy|okhttp-tls"
              + "|surefire|test-classes");

  @Test
  void sdk_onTheModulePath_streams() throws Exception {
    ModuleLayer layer = layer();
    assertThat(layer.findModule("io.zerobus.core")).isPresent();
    ClassLoader loader = layer.findLoader("io.zerobus.core");
    Class<?> sdkType = loader.loadClass("io.zerobus.ZerobusSdk");
    assertThat(sdkType.getModule().getName()).isEqualTo("io.zerobus.core");
    Class<?> providerType = loader.loadClass("io.zerobus.HeadersProvider");
    Class<?> tableType = loader.loadClass("io.zerobus.TableProperties");

    Object token =
        providerType.getMethod("ofToken", String.class, String.class).invoke(null, "t", TABLE_NAME);
    Object table = tableType.getMethod("json", String.class).invoke(null, TABLE_NAME);
    String endpoint = "http://127.0.0.1:" + server.port();
    try (AutoCloseable sdk =
        (AutoCloseable)
            sdkType.getConstructor(String.class, String.class).newInstance(endpoint, endpoint)) {
      Object stream =
          sdkType.getMethod("createStream", providerType, tableType).invoke(sdk, token, table);
      Object acknowledgment =
          stream.getClass().getMethod("ingestRecord", Object.class).invoke(stream, record(0));
      Callable<Object> wait =
          () -> acknowledgment.getClass().getMethod("waitForAck").invoke(acknowledgment);
      assertThat(wait.call()).isEqualTo(0L);
    }
    assertThat(server.records()).containsExactly(record(0));
  }

  private static ModuleLayer layer() {
    List<Path> modules = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!OF_TESTS.matcher(entry).find() && Files.exists(Path.of(entry))) {
        modules.add(Path.of(entry));
      }
    }
    ModuleFinder finder = ModuleFinder.of(modules.toArray(new Path[0]));
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolveAndBind(ModuleFinder.of(), finder, Set.of("io.zerobus.core"));
    return ModuleLayer.boot()
        .defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
  }
}
