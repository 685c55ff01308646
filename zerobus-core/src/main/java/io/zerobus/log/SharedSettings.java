// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** The settings that belong to a shipper and not to an appender; an immutable value. */
final class SharedSettings {

  private final Map<Setting, String> values;

  SharedSettings(AppenderSettings settings) {
    values = valuesOf(settings);
  }

  /** Each difference with both values, or an empty text. */
  String differencesFrom(AppenderSettings other) {
    StringJoiner differences = new StringJoiner("; ");
    valuesOf(other)
        .forEach(
            (setting, value) -> {
              String standing = values.get(setting);
              if (!value.equals(standing)) {
                differences.add(setting.xmlName() + " stays " + standing + ", not " + value);
              }
            });
    return differences.toString();
  }

  private static Map<Setting, String> valuesOf(AppenderSettings settings) {
    Map<Setting, String> values = new LinkedHashMap<>();
    values.put(Setting.BUFFER_SIZE, SettingParser.formatBytes(settings.bufferSizeBytes()));
    values.put(Setting.BATCH_RECORDS, String.valueOf(settings.batchRecords()));
    values.put(Setting.BATCH_SIZE, SettingParser.formatBytes(settings.batchSizeBytes()));
    values.put(Setting.LINGER, millis(settings.lingerNanos()));
    values.put(Setting.STREAMS, String.valueOf(settings.streams()));
    values.put(Setting.REJECTED_FILE, String.valueOf(settings.rejectedFile()));
    values.put(Setting.METRICS_ENABLED, String.valueOf(settings.metricsEnabled()));
    return values;
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
