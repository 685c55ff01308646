// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * All class files of the agent and its libraries, in one entry of the jar. Each JVM reads the
 * directory of the jars on its class path when it starts; with 7000 entries that costs more than
 * all else that the agent does there. Thread-safe.
 *
 * <pre>
 * int      number of class files
 * int      hash of the name,        for each class file, in the order of the hash, which more
 * int      position of its part,    than one may have; positions are from here on, after the last
 * int      length of its part
 * part     short                    length of the name
 *          bytes                    the name in UTF-8
 *          int                      size of the class file
 *          bytes                    the class file, deflated
 * </pre>
 *
 * <p>Public, as the loader that uses it is.
 */
public final class ClassStore {

  /** The name of the entry, which is not compressed: its parts are. */
  public static final String ENTRY = "classes";

  private static final int INDEX_AT = 4;
  private static final int INDEX_BYTES = 12;

  private final ZipFile jar;
  private final ZipEntry entry;
  private final int count;
  private final ByteBuffer index; // read by position only

  /** Kept: a new one for each class file would cost more than its work. Guarded by itself. */
  private final Inflater inflater = new Inflater(true);

  ClassStore(ZipFile jar) throws IOException {
    this.jar = jar;
    ZipEntry found = jar.getEntry(ENTRY);
    if (found == null) {
      throw new IOException("no " + ENTRY + " in " + jar.getName());
    }
    this.entry = found;
    this.count = ByteBuffer.wrap(read(0, INDEX_AT)).getInt();
    this.index = ByteBuffer.wrap(read(INDEX_AT, count * INDEX_BYTES));
  }

  /** The class file of this name; null when there is none. */
  byte @Nullable [] get(String name) throws IOException {
    int hash = name.hashCode();
    for (int at = firstOf(hash); at < count && hashAt(at) == hash; at++) {
      byte[] found = classFile(at, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The first one in the index whose hash is not less. */
  private int firstOf(int hash) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hashAt(middle) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int hashAt(int at) {
    return index.getInt(at * INDEX_BYTES);
  }

  /** Null when the part is another one's, of the same hash. */
  private byte @Nullable [] classFile(int at, String name) throws IOException {
    long position = INDEX_AT + (long) count * INDEX_BYTES + index.getInt(at * INDEX_BYTES + 4);
    byte[] part = read(position, index.getInt(at * INDEX_BYTES + 8));
    ByteBuffer fields = ByteBuffer.wrap(part);
    int nameEnd = 2 + fields.getShort(0);
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(part, 2, nameEnd, wanted, 0, wanted.length)) {
      return null;
    }
    return inflated(part, nameEnd + 4, fields.getInt(nameEnd));
  }

  private byte[] inflated(byte[] part, int from, int size) throws IOException {
    byte[] classFile = new byte[size];
    synchronized (inflater) {
      inflater.reset();
      inflater.setInput(part, from, part.length - from);
      try {
        if (inflater.inflate(classFile) != size) {
          throw new EOFException("a class file of " + jar.getName() + " is cut");
        }
      } catch (DataFormatException e) {
        throw new IOException("a class file of " + jar.getName() + " is broken", e);
      }
    }
    return classFile;
  }

  private byte[] read(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (InputStream in = jar.getInputStream(entry)) {
      // No read: the entry is not compressed.
      if (in.skip(position) != position || in.readNBytes(bytes, 0, length) != length) {
        throw new EOFException(ENTRY + " in " + jar.getName() + " is cut");
      }
    }
    return bytes;
  }
}
