// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The search alone, on offsets; what it does to streams and records is in the other tests. */
class RejectionSearchTest {
  private static final Failure REFUSED = Failure.of(Status.Code.INVALID_ARGUMENT, "no");

  private final RejectionSearch search = new RejectionSearch();
  private final List<Long> sizes = new ArrayList<>();
  private final Set<Long> setAside = new TreeSet<>();
  private int refusals;
  private long acked;

  /** Begins with all of them in flight in so many batches, and searches to the end. */
  private void searchAmong(long count, int batches, Set<Long> bad) {
    refuse(0, count, batches);
    while (search.isUnderWay()) {
      long from = Math.max(acked, search.heldEnd());
      long size = Math.min(search.nextEntries(from), Math.max(1, count - from));
      sizes.add(size);
      if (containsAny(bad, from, from + size)) {
        refuse(from, from + size, 1);
      } else {
        accept(from + size);
      }
    }
  }

  private static boolean containsAny(Set<Long> bad, long from, long to) {
    return bad.stream().anyMatch(one -> one >= from && one < to);
  }

  private RejectionSearch.Finding refuse(long from, long to, int batches) {
    refusals++;
    return search.refused(from, to, batches, REFUSED);
  }

  private void accept(long to) {
    while (search.setAside() != null) {
      setAside.add(acked++);
    }
    search.accepted(acked, to);
    acked = to;
  }

  @Test
  void nothingRefused_noBound() {
    assertThat(search.isUnderWay()).isFalse();
    assertThat(search.nextEntries(5)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oneBatch_isHalvedAtOnce() {
    refuse(10, 1010, 1);
    assertThat(search.nextEntries(10)).isEqualTo(500);
  }

  @Test
  void severalBatches_theFirstGoesAgainAsItWas() {
    refuse(10, 1010, 3);
    assertThat(search.nextEntries(10)).isEqualTo(1000);
    refuse(10, 400, 1); // the batcher's bound
    assertThat(search.nextEntries(10)).isEqualTo(195);
  }

  @Test
  void halfAccepted_theOtherHalfIsHalved() {
    refuse(0, 100, 1);
    search.accepted(0, 50);
    assertThat(search.nextEntries(50)).isEqualTo(25);
    search.accepted(50, 75);
    assertThat(search.nextEntries(75)).isEqualTo(12);
  }

  @Test
  void afterACulprit_oneThenTwiceAsManyEachTime() {
    refuse(0, 100, 4);
    refuse(0, 1, 1);
    assertThat(search.heldEnd()).isEqualTo(1);
    assertThat(search.nextEntries(1)).isEqualTo(1);
    accept(2);
    assertThat(search.nextEntries(2)).isEqualTo(2);
    accept(4);
    assertThat(search.nextEntries(4)).isEqualTo(4);
    assertThat(setAside).containsExactly(0L);
  }

  @Test
  void suspects_areNotMixedWithWhatCameLater() {
    refuse(0, 6, 4);
    refuse(0, 1, 1);
    accept(2);
    accept(4);
    assertThat(search.nextEntries(4)).isEqualTo(2);
    accept(6);
    assertThat(search.isUnderWay()).isFalse();
  }

  @Test
  void lastSuspect_isHeldBackUntilALaterOneIsAccepted() {
    refuse(0, 1, 1);
    assertThat(search.held()).isEqualTo(1);
    assertThat(search.nextEntries(1)).isEqualTo(1);
    accept(2);
    assertThat(search.isUnderWay()).isFalse();
    assertThat(setAside).containsExactly(0L);
  }

  @Test
  void thirdAloneInARow_isTheTablesFault_andNoneIsHeldBack() {
    assertThat(refuse(0, 1, 1)).isEqualTo(RejectionSearch.Finding.SEARCH_ON);
    assertThat(refuse(1, 2, 1)).isEqualTo(RejectionSearch.Finding.SEARCH_ON);
    assertThat(refuse(2, 3, 1)).isEqualTo(RejectionSearch.Finding.TABLE_AT_FAULT);
    assertThat(search.held()).isZero();
    assertThat(search.heldEnd()).isZero();
    assertThat(search.isUnderWay()).isTrue();
    assertThat(search.nextEntries(0)).isEqualTo(1);
  }

  @Test
  void acceptedBetween_theCountBeginsAnew() {
    refuse(0, 1, 1);
    refuse(1, 2, 1);
    accept(3);
    assertThat(refuse(3, 4, 1)).isEqualTo(RejectionSearch.Finding.SEARCH_ON);
    assertThat(refuse(4, 5, 1)).isEqualTo(RejectionSearch.Finding.SEARCH_ON);
  }

  @Test
  void heldBackThatLeftTheBuffer_areForgotten() {
    refuse(0, 1, 1);
    refuse(1, 2, 1);
    search.catchUp(1);
    assertThat(search.held()).isEqualTo(1);
    search.catchUp(5);
    assertThat(search.held()).isZero();
    assertThat(search.isUnderWay()).isFalse();
  }

  @Test
  void oneCulprit_whereverItIs_isFoundInLogarithmicallyManyRefusals() {
    for (long count : new long[] {2, 3, 7, 64, 1000}) {
      long bound = 64 - Long.numberOfLeadingZeros(count - 1) + 1;
      for (long culprit = 0; culprit < count; culprit++) {
        RejectionSearchTest one = new RejectionSearchTest();
        one.searchAmong(count, 1, Set.of(culprit));
        assertThat(one.setAside).containsExactly(culprit);
        assertThat(one.refusals).as("%s of %s", culprit, count).isLessThanOrEqualTo((int) bound);
      }
    }
  }

  @Test
  void culpritsAnywhere_areFoundAndNoOthers() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      long count = 1 + random.nextInt(200);
      Set<Long> bad = new TreeSet<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        long one = random.nextInt((int) count);
        if (!(bad.contains(one - 1) || bad.contains(one + 1))) { // three in a row would be a fault
          bad.add(one);
        }
      }
      RejectionSearchTest search = new RejectionSearchTest();
      search.searchAmong(count, 1 + random.nextInt(3), bad);
      assertThat(search.setAside).isEqualTo(bad);
    }
  }
}
