// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.regex.Pattern;

/** A column with the same value in each record. */
final class StaticField {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

  private final String name;
  private final String value;

  private StaticField(String name, String value) {
    this.name = name;
    this.value = value;
  }

  static StaticField of(String name, String value) throws WrongSettingException {
    if (!NAME.matcher(name).matches()) {
      throw SettingParser.wrong(
          Setting.FIELD, name, "use ASCII letters, digits and underscores in the name of a field");
    }
    if (LogSchema.isDefaultColumn(name)) {
      throw SettingParser.wrong(
          Setting.FIELD, name, "a default column has this name; give the field another one");
    }
    return new StaticField(name, value);
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }
}
