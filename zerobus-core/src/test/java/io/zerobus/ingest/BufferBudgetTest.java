// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BufferBudgetTest {
  private final BufferBudget budget = BufferBudget.of(100, 10);

  @Test
  void of_boundNotPositive_saysBoth() {
    assertThatThrownBy(() -> BufferBudget.of(0, 7)).hasMessageContaining("0, 7");
    assertThatThrownBy(() -> BufferBudget.of(7, -1)).hasMessageContaining("7, -1");
  }

  @Test
  void tryReserve_bytesUpToTheBound_exactly() {
    assertThat(budget.tryReserve(60, 1)).isTrue();
    assertThat(budget.hasRoom(41, 1)).isFalse();
    assertThat(budget.tryReserve(41, 1)).isFalse();
    assertThat(budget.hasRoom(40, 1)).isTrue();
    assertThat(budget.tryReserve(40, 1)).isTrue();
    assertThat(budget.pendingBytes()).isEqualTo(100);
    assertThat(budget.pendingRecords()).isEqualTo(2);
  }

  @Test
  void tryReserve_tooManyRecords_takesNoBytes() {
    assertThat(budget.tryReserve(1, 9)).isTrue();
    assertThat(budget.hasRoom(1, 2)).isFalse();
    assertThat(budget.tryReserve(50, 2)).isFalse();
    assertThat(budget.pendingBytes()).isEqualTo(1);
    assertThat(budget.tryReserve(99, 1)).isTrue();
  }

  @Test
  void release_givesRoomAgain() {
    assertThat(budget.tryReserve(100, 10)).isTrue();
    budget.release(30, 4);
    assertThat(budget.tryReserve(30, 4)).isTrue();
    assertThat(budget.tryReserve(1, 1)).isFalse();
  }

  // Complaint 5.
  @Test
  void tryReserve_manyThreads_neverAboveEitherBound() throws Exception {
    AtomicLong bytes = new AtomicLong();
    AtomicLong records = new AtomicLong();
    List<CompletableFuture<Long>> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int size = 17 + t;
      threads.add(
          CompletableFuture.supplyAsync(
              () -> reserveAndRelease(size, bytes, records), TestThreads.OWN));
    }
    long reserved = 0;
    for (CompletableFuture<Long> thread : threads) {
      reserved += thread.get(20, TimeUnit.SECONDS);
    }
    assertThat(reserved).isPositive();
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.pendingRecords()).isZero();
  }

  /** Counts by itself what is reserved at the same time. */
  private long reserveAndRelease(int size, AtomicLong bytes, AtomicLong records) {
    long reserved = 0;
    for (int i = 0; i < 20_000; i++) {
      if (budget.tryReserve(size, 3)) {
        assertThat(bytes.addAndGet(size)).isLessThanOrEqualTo(100);
        assertThat(records.addAndGet(3)).isLessThanOrEqualTo(10);
        bytes.addAndGet(-size);
        records.addAndGet(-3);
        budget.release(size, 3);
        reserved++;
      }
    }
    return reserved;
  }

  @Test
  void awaitRoom_wakesWhenRoomIsFreed() throws Exception {
    assertThat(budget.tryReserve(90, 1)).isTrue();
    CompletableFuture<Boolean> waiting = await(new AtomicBoolean());
    budget.release(30, 0);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Each look for room asks whether the wait is in vain, which counts the looks. */
  @Test
  void awaitRoom_ofMany_wakesAboutAsManyAsThereIsRoomFor() throws Exception {
    int waiters = 30;
    assertThat(budget.tryReserve(90, 1)).isTrue();
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(waiters);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      Thread thread = new Thread(() -> reserveWhenRoom(looks, gone));
      thread.start();
      threads.add(thread);
    }
    Awaitility.await().until(() -> looks.get() >= waiters);

    for (int left = waiters; left > 0; left--) {
      int expected = left - 1;
      budget.release(30, 0);
      Awaitility.await().until(() -> gone.getCount() <= expected);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(looks.get()).isLessThan(6 * waiters);
  }

  private void reserveWhenRoom(AtomicInteger looks, CountDownLatch gone) {
    try {
      do {
        boolean unused =
            budget.awaitRoom(
                30,
                0,
                RecordBuffer.FOREVER_NANOS,
                () -> {
                  looks.incrementAndGet();
                  return false;
                });
      } while (!budget.tryReserve(30, 0));
      gone.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void awaitRoom_inVain_endsWhenWoken() throws Exception {
    assertThat(budget.tryReserve(90, 1)).isTrue();
    AtomicBoolean closed = new AtomicBoolean();
    CompletableFuture<Boolean> waiting = await(closed);
    closed.set(true);
    budget.wakeWaiters();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void awaitRoom_timeOver_saysSo() throws Exception {
    assertThat(budget.tryReserve(90, 1)).isTrue();
    assertThat(budget.awaitRoom(30, 1, 1_000_000, () -> false)).isFalse();
  }

  private CompletableFuture<Boolean> await(AtomicBoolean inVain) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return budget.awaitRoom(30, 1, RecordBuffer.FOREVER_NANOS, inVain::get);
          } catch (InterruptedException e) {
            return false;
          }
        },
        TestThreads.OWN);
  }
}
