// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which events an agent ships. Immutable and thread-safe. */
public final class CaptureSettings {

  private static final List<String> LEVELS =
      Arrays.asList("ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private final String level;
  private final boolean reachingOnly;
  private final @Nullable Globs include; // null: all
  private final Globs exclude;

  CaptureSettings(SettingLookup lookup) throws WrongSettingException {
    level = levelOf(lookup.textOrDefault(Setting.LEVEL));
    reachingOnly = isReaching(lookup.textOrDefault(Setting.CAPTURE));
    String included = lookup.text(Setting.LOGGER_INCLUDE);
    include = included == null ? null : Globs.withCase(Globs.split(included));
    String excluded = lookup.text(Setting.LOGGER_EXCLUDE);
    exclude = excluded == null ? Globs.NONE : Globs.withCase(Globs.split(excluded));
  }

  private static String levelOf(String text) throws WrongSettingException {
    String name = text.toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(name)) {
      throw SettingParser.wrong(
          Setting.LEVEL, text, "use one of all, trace, debug, info, warn, error, off");
    }
    return name;
  }

  private static boolean isReaching(String text) throws WrongSettingException {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "reaching":
        return true;
      case "accepted":
        return false;
      default:
        throw SettingParser.wrong(Setting.CAPTURE, text, "use reaching or accepted");
    }
  }

  /** The least severe level that is shipped, in upper case; {@code ALL} and {@code OFF} too. */
  public String level() {
    return level;
  }

  /** Whether only events are shipped for which their logger chain has an appender. */
  public boolean reachingOnly() {
    return reachingOnly;
  }

  /** Whether events of this logger are shipped. Allocates nothing. */
  public boolean shipsLogger(@Nullable String name) {
    if (name == null) {
      return include == null;
    }
    return (include == null || include.matches(name)) && !exclude.matches(name);
  }
}
