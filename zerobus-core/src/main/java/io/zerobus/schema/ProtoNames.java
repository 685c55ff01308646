// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import java.util.regex.Pattern;

/** Names as protobuf takes and makes them. */
final class ProtoNames {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private ProtoNames() {}

  /** Keywords are identifiers too: protoc takes a field called {@code message}. */
  static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches();
  }

  /** {@code stack_trace} to {@code StackTrace}, as protoc does for the entries of a map. */
  static String pascalCase(String name) {
    return withoutUnderscores(name, true);
  }

  /** {@code stack_trace} to {@code stackTrace}: the name in JSON that protoc gives a field. */
  static String defaultJsonName(String name) {
    return withoutUnderscores(name, false);
  }

  private static String withoutUnderscores(String name, boolean capitalizeFirst) {
    StringBuilder result = new StringBuilder(name.length());
    boolean capitalize = capitalizeFirst;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        capitalize = true;
      } else {
        result.append(capitalize && c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        capitalize = false;
      }
    }
    return result.toString();
  }
}
