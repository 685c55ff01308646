// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import io.zerobus.proto.ZerobusProto;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What libraries reach by reflection only, a native image must be told of. */
class NativeImageMetadataTest {

  private static final String FILE =
      "/META-INF/native-image/io.zerobus/zerobus-core/reflect-config.json";

  /** Protobuf finds the accessors of a message by their names. */
  @Test
  void metadata_namesEachMessageOfTheProtocol() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (Descriptor message : ZerobusProto.getDescriptor().getMessageTypes()) {
      String name = "io.zerobus.proto." + message.getName();
      expected.add(name);
      expected.add(name + "$Builder");
    }
    ZerobusProto.getDescriptor()
        .getEnumTypes()
        .forEach(type -> expected.add("io.zerobus.proto." + type.getName()));

    Set<String> named = new TreeSet<>();
    for (JsonNode entry : metadata()) {
      if (entry.path("allPublicMethods").booleanValue()) {
        named.add(entry.get("name").textValue());
      }
    }

    assertThat(named).isNotEmpty().containsExactlyElementsOf(expected);
  }

  /** gRPC looks for the JDK's ALPN by name. */
  @Test
  void metadata_namesMethodsThatExist() throws Exception {
    for (JsonNode entry : metadata()) {
      Class<?> type = Class.forName(entry.get("name").textValue());
      for (JsonNode method : entry.path("methods")) {
        JsonNode parameters = method.get("parameterTypes");
        Class<?>[] types = parameters.isEmpty() ? new Class<?>[0] : new Class<?>[] {String[].class};
        assertThat(type.getMethod(method.get("name").textValue(), types)).isNotNull();
      }
    }
  }

  private static JsonNode metadata() throws Exception {
    try (InputStream file = ZerobusSdk.class.getResourceAsStream(FILE)) {
      return new ObjectMapper().readTree(file);
    }
  }
}
