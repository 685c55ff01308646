// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.StreamReadConstraints;

/** How much of one thing the JSON parsers read. */
final class JsonLimits {

  /**
   * Names, strings and numbers as long as a message has room for. The service has no limit of their
   * own, and the messages that come here are bounded before. The limit of the depth stays.
   */
  static final StreamReadConstraints LENGTHS_OF_A_MESSAGE =
      StreamReadConstraints.builder()
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .build();

  private JsonLimits() {}
}
