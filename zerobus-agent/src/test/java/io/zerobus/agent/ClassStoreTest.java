// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerobus.agent.packing.ClassPacker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassStoreTest {

  @TempDir Path folder;

  private Path classes;

  @BeforeEach
  void makeFolder() throws IOException {
    classes = Files.createDirectories(folder.resolve("classes/inst/com/acme"));
  }

  @Test
  void get_nameOfAPackedClass_isItsFile() throws IOException {
    String large = "large ".repeat(20_000);
    write("One", "first");
    write("Two", large);
    write("Größe", "third");

    try (ZipFile jar = packed()) {
      ClassStore store = new ClassStore(jar);

      assertThat(store.get("inst/com/acme/One")).asString().isEqualTo("first");
      assertThat(store.get("inst/com/acme/Two")).asString().isEqualTo(large);
      assertThat(store.get("inst/com/acme/Größe")).asString().isEqualTo("third");
      assertThat(store.get("inst/com/acme/Four")).isNull();
      assertThat(store.get("")).isNull();
    }
  }

  /** As the names AaAa, AaBB, BBAa and BBBB have. */
  @Test
  void get_namesOfTheSameHash_areToldApart() throws IOException {
    write("AaAa", "1");
    write("AaBB", "2");
    write("BBAa", "3");

    try (ZipFile jar = packed()) {
      ClassStore store = new ClassStore(jar);

      assertThat(store.get("inst/com/acme/AaAa")).asString().isEqualTo("1");
      assertThat(store.get("inst/com/acme/AaBB")).asString().isEqualTo("2");
      assertThat(store.get("inst/com/acme/BBAa")).asString().isEqualTo("3");
      assertThat(store.get("inst/com/acme/BBBB")).isNull();
    }
  }

  @Test
  void jarWithoutClasses_isNamed() throws IOException {
    try (ZipFile jar = zip("other", new byte[1])) {
      assertThatThrownBy(() -> new ClassStore(jar))
          .isInstanceOf(IOException.class)
          .hasMessage("no classes in " + jar.getName());
    }
  }

  private void write(String name, String content) throws IOException {
    Files.write(classes.resolve(name + ".class"), content.getBytes(StandardCharsets.UTF_8));
  }

  private ZipFile packed() throws IOException {
    Path file = folder.resolve("store");
    ClassPacker.main(new String[] {folder.resolve("classes").toString(), file.toString()});
    return zip(ClassStore.ENTRY, Files.readAllBytes(file));
  }

  private ZipFile zip(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve("test.jar");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(name);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(bytes);
      zip.closeEntry();
    }
    return new ZipFile(file.toFile());
  }
}
