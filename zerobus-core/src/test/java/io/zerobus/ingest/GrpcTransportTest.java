// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GrpcTransportTest {
  @Test
  void version_isTheBuildsVersion() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + GrpcTransport.VERSION + "-SNAPSHOT</version>");
  }
}
