// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/**
 * A setting that cannot be used. The message names the setting, its value (never that of a secret)
 * and the remedy, and is meant to be shown to the user as it is.
 */
public final class WrongSettingException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String setting;

  WrongSettingException(String setting, String message) {
    super(message);
    this.setting = setting;
  }

  /** The name of the setting in camelCase, as in the XML configuration. */
  public String setting() {
    return setting;
  }
}
