// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.packing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes what {@link io.zerobus.agent.ClassStore} reads. Part of the build; not in the jar of the
 * agent.
 */
public final class ClassPacker {

  private static final String SUFFIX = ".class";

  private ClassPacker() {}

  /**
   * Packs all class files under a folder, with their paths in it as names.
   *
   * @param args the folder; the file to write
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<Part> parts = new ArrayList<>();
    for (Path file : filesIn(folder)) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      parts.add(Part.of(path.substring(0, path.length() - SUFFIX.length()), file));
    }
    parts.sort(Comparator.comparingInt((Part part) -> part.hash).thenComparing(part -> part.name));
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      write(parts, out);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(SUFFIX)).collect(Collectors.toList());
    }
  }

  private static void write(List<Part> parts, DataOutputStream out) throws IOException {
    out.writeInt(parts.size());
    int position = 0;
    for (Part part : parts) {
      out.writeInt(part.hash);
      out.writeInt(position);
      out.writeInt(part.bytes.length);
      position = Math.addExact(position, part.bytes.length);
    }
    for (Part part : parts) {
      out.write(part.bytes);
    }
  }

  /** One class file. Immutable. */
  private static final class Part {
    private final String name;
    private final int hash;
    private final byte[] bytes;

    private Part(String name, byte[] bytes) {
      this.name = name;
      this.hash = name.hashCode();
      this.bytes = bytes;
    }

    static Part of(String name, Path file) throws IOException {
      byte[] classFile = Files.readAllBytes(file);
      byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeShort(nameBytes.length);
        out.write(nameBytes);
        out.writeInt(classFile.length);
        try (OutputStream deflated =
            new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true))) {
          deflated.write(classFile);
        }
      }
      return new Part(name, bytes.toByteArray());
    }
  }
}
