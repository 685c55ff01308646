// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriterPoolTest {

  private final WriterPool pool =
      new WriterPool(new RecordLayout(TestSettings.build(TestSettings.complete()), "instance", 1));

  @Test
  void take_afterGive_isTheSameWriter() {
    LogRecordWriter writer = pool.take();
    pool.give(writer);

    assertThat(pool.take()).isSameAs(writer);
  }

  // Complaint 20.
  @Test
  void take_twice_isTwoWriters() {
    assertThat(pool.take()).isNotSameAs(pool.take());
  }

  // Complaint 5.
  @Test
  void give_ofAWriterWithAHugeArray_keepsASmallOne() {
    LogRecordWriter writer = pool.take();
    writer.begin(0);
    writer.message("x".repeat(200_000));
    assertThat(writer.finish()).isPositive();

    pool.give(writer);

    assertThat(pool.take().capacityBytes()).isLessThan(10_000);
  }
}
