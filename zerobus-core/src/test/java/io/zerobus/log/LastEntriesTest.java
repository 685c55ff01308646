// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastEntriesTest {

  private static final int CAPS = 40;
  private static final int EVENTS_PER_CAP = 200;

  private final JsonBuffer buffer = new JsonBuffer(64);
  private final Cuts cuts = new Cuts();
  private final LastEntries entries = new LastEntries();

  @Test
  void put_ofAMapThatComesTheThirdTime_isDeferredUntilAnEntryDiffers() {
    assertThat(write("a", "1", "b", "2")).isEqualTo("a1b2");
    assertThat(deferred("a", "1", "b", "2")).containsExactly(0, 0);
    assertThat(write("a", "1", "b", "2")).isEqualTo("a1b2");

    assertThat(deferred("a", "1", "b", "2"))
        .containsExactly(LastEntries.DEFERRED, LastEntries.DEFERRED);
    assertThat(entries.isComplete()).isTrue();
    assertThat(deferred("a", "1", "b", "3")).containsExactly(LastEntries.DEFERRED, 1);
    assertThat(entries.isComplete()).isFalse();
    assertThat(deferred("a", "1", "b", "3")).containsExactly(0, 0);
  }

  @Test
  void put_ofAnEqualStringThatIsAnother_isNotDeferred() {
    for (int i = 0; i < 3; i++) {
      assertThat(write("a", "1")).isEqualTo("a1");
    }
    assertThat(deferred("a", String.valueOf(new char[] {'1'}))).containsExactly(0);
  }

  @Test
  void lacking_ofAMapWithFewerEntries_isWhatWasDeferred() {
    for (int i = 0; i < 3; i++) {
      write("a", "1", "b", "2");
    }
    assertThat(deferred("a", "1")).containsExactly(LastEntries.DEFERRED);
    assertThat(entries.lacking()).isEqualTo(1);
    assertThat(entries.lacking()).isZero();
  }

  @Test
  void end_ofALargeMap_keepsNothing() {
    String large = "x".repeat(2_000);
    for (int i = 0; i < 3; i++) {
      assertThat(write("a", large)).isEqualTo("a" + large);
    }
    assertThat(deferred("a", large)).containsExactly(0);
  }

  /** A writer that knows the maps before against writers that know none. */
  @Test
  void records_withMapsThatComeAgain_areTheSameAsWithoutAMemory() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CAPS; i++) {
      AppenderSettings.Builder settings =
          TestSettings.complete()
              .set("maxRecordSize", String.valueOf(1024 + random.nextInt(1000)))
              .addField("field", "f".repeat(random.nextInt(50)));
      LogRecordWriter writer = LogRecordWriterTest.writer(settings);
      List<Object> entries = new ArrayList<>();
      for (int j = 0; j < EVENTS_PER_CAP; j++) {
        change(entries, random);
        String message = "m".repeat(random.nextInt(1 << random.nextInt(11)));
        assertThat(record(writer, message, entries))
            .as("seed %d, settings %d, event %d", seed, i, j)
            .isEqualTo(record(LogRecordWriterTest.writer(settings), message, entries));
      }
    }
  }

  /** Keys and values in turn; most often they stay as they are. */
  private static void change(List<Object> entries, Random random) {
    switch (random.nextInt(12)) {
      case 0:
        entries.clear();
        break;
      case 1:
      case 2:
        entries.add("k" + random.nextInt(20));
        entries.add("v\n".repeat(random.nextInt(1 << random.nextInt(9))));
        break;
      case 3:
        if (!entries.isEmpty()) {
          entries.subList(entries.size() - 2, entries.size()).clear();
        }
        break;
      case 4:
        if (!entries.isEmpty()) {
          entries.set(1 + 2 * random.nextInt(entries.size() / 2), "w" + random.nextInt(3));
        }
        break;
      case 5:
        entries.add("number");
        entries.add(random.nextInt(10));
        break;
      default:
        break;
    }
  }

  private static String record(LogRecordWriter writer, String message, List<Object> entries) {
    writer.begin(7);
    writer.message(message);
    writer.beginMdc();
    for (int i = 0; i < entries.size(); i += 2) {
      writer.mdcEntry((String) entries.get(i), entries.get(i + 1));
    }
    writer.endMdc();
    int length = writer.finish();
    return length == LogRecordWriter.OVERSIZE
        ? "oversize"
        : new String(writer.bytes(), 0, length, UTF_8);
  }

  /** What put returns for each entry. */
  private List<Integer> deferred(String... map) {
    entries.begin();
    List<Integer> results = new ArrayList<>();
    for (int i = 0; i < map.length; i += 2) {
      results.add(entries.put(map[i], map[i + 1]));
    }
    return results;
  }

  /** Writes a map as the writer of records does, without anything around it. */
  private String write(String... map) {
    int start = buffer.length();
    int firstCut = cuts.count();
    List<Integer> results = deferred(map);
    if (entries.isComplete()) {
      entries.writeTo(buffer, cuts);
    } else {
      assertThat(results).doesNotContain(LastEntries.DEFERRED);
      for (int i = 0; i < map.length; i += 2) {
        buffer.text(map[i], Integer.MAX_VALUE);
        int value = buffer.length();
        buffer.text(map[i + 1], Integer.MAX_VALUE);
        cuts.add(Cuts.OTHER, value, buffer.length(), true);
      }
      entries.end(buffer, start, cuts, firstCut);
    }
    return new String(Arrays.copyOfRange(buffer.bytes(), start, buffer.length()), UTF_8);
  }
}
