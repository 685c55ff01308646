// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468); whatever stands between them is skipped. */
final class PemBlocks {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private PemBlocks() {}

  /** Whether the content looks like PEM at all. */
  static boolean isPem(byte[] content) {
    return text(content).contains("-----BEGIN ");
  }

  /**
   * All blocks in the order of the file.
   *
   * @throws IllegalArgumentException if a block is not base64; the content is not quoted
   */
  static List<Block> parse(byte[] content) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text(content));
    while (matcher.find()) {
      byte[] der;
      try {
        der = Base64.getMimeDecoder().decode(matcher.group(2));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("its " + matcher.group(1) + " is not base64");
      }
      blocks.add(new Block(matcher.group(1), der));
    }
    return blocks;
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  /** One block, decoded. */
  static final class Block {
    final String label;
    final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }

    boolean isCertificate() {
      return label.equals("CERTIFICATE")
          || label.equals("X509 CERTIFICATE")
          || label.equals("TRUSTED CERTIFICATE");
    }

    boolean isPrivateKey() {
      return label.endsWith("PRIVATE KEY");
    }
  }
}
