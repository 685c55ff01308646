// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real protobuf compiler. */
final class Protoc {

  private Protoc() {}

  /**
   * Compiles a file to Java as well; returns the one message in it. Not even a warning is taken.
   */
  static DescriptorProto compile(Path protoFile) throws IOException, InterruptedException {
    File protoc = new File(System.getProperty("zerobus.protoc"));
    assertThat(protoc.setExecutable(true)).isTrue();
    Path folder = protoFile.toAbsolutePath().getParent();
    Path descriptors = folder.resolve("descriptors.bin");
    Path java = Files.createDirectories(folder.resolve("java"));
    Process process =
        new ProcessBuilder(
                protoc.getPath(),
                "--proto_path=" + folder,
                "--descriptor_set_out=" + descriptors,
                "--java_out=" + java,
                protoFile.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines().filter(line -> !line.contains("warning: The default JSON name")))
        .isEmpty();
    assertThat(process.waitFor()).isZero();
    FileDescriptorSet files = FileDescriptorSet.parseFrom(Files.readAllBytes(descriptors));
    assertThat(files.getFile(0).getMessageTypeCount()).isEqualTo(1);
    return files.getFile(0).getMessageType(0);
  }

  /** Without the names in JSON, which protoc derives. */
  static DescriptorProto withoutJsonNames(DescriptorProto message) {
    DescriptorProto.Builder plain = message.toBuilder();
    plain.getFieldBuilderList().forEach(FieldDescriptorProto.Builder::clearJsonName);
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      plain.setNestedType(i, withoutJsonNames(message.getNestedType(i)));
    }
    return plain.build();
  }
}
