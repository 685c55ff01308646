// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The search for the entries that the service refuses, among those that were in flight when it
 * refused one of them without saying which.
 *
 * <p>One batch is in flight at a time. What is refused together is halved, until a single entry is
 * refused. That one is held back, not blamed: it is to blame only once another entry was accepted
 * after it. Three held back in a row speak against the table, and against none of them; each later
 * probe of the table goes further, so that a few bad ones in a row cannot hide that it is sound.
 *
 * <pre>
 *   acked       heldEnd                  refusedEnd              suspectsEnd
 *     | held back  | known to hold a culprit  | nothing known yet     | never in doubt
 *   --+------------+--------------------------+-----------------------+----------------&gt;
 *                  ^ the next batch begins here
 * </pre>
 *
 * <p>Pure: it knows logical offsets and no bytes, and neither sends nor waits. Owner: the sender
 * thread.
 */
final class RejectionSearch {
  /** Single entries refused in a row, none accepted between, that put the table at fault. */
  static final int TABLE_FAULT = 3;

  /** The most entries of one probe: each costs a stream, of which there are few in a minute. */
  static final int LONGEST_PROBE = 18;

  /** What a refusal means. */
  enum Finding {
    /** The search goes on with the next batch. */
    SEARCH_ON,
    /** The table takes nothing now; the next attempt begins with the oldest entry again. */
    TABLE_AT_FAULT
  }

  // Logical offsets as in the diagram; owner: the sender thread.
  private boolean underWay;
  private long heldEnd; // means nothing while none is held back
  private long refusedEnd; // at or below the next entry when nothing is known
  private long suspectsEnd;

  /** Entries of the next batch where nothing is known. */
  private long size;

  /** So many in a row put the table at fault now. */
  private int tableFault = TABLE_FAULT;

  /** Why each entry that is held back was refused, oldest first. */
  private final ArrayDeque<Failure> held = new ArrayDeque<>();

  /** From the first refusal until all suspects are acknowledged or set aside. */
  boolean isUnderWay() {
    return underWay;
  }

  /** Entries refused alone, with none accepted since. */
  int held() {
    return held.size();
  }

  /** Offset after those held back, which is where sending begins; 0 when there are none. */
  long heldEnd() {
    return held.isEmpty() ? 0 : heldEnd;
  }

  /**
   * One of the entries in flight was refused.
   *
   * @param from the first entry in flight
   * @param to offset after the last one
   * @param batches how many batches they were in
   */
  Finding refused(long from, long to, int batches, Failure failure) {
    if (!underWay) {
      underWay = true;
      suspectsEnd = to;
      size = Long.MAX_VALUE; // the first batch as it was, for it may be in another
    }
    suspectsEnd = Math.max(suspectsEnd, to);
    if (batches > 1) {
      return Finding.SEARCH_ON;
    }
    if (to - from > 1) {
      refusedEnd = to;
      size = (to - from) / 2;
      return Finding.SEARCH_ON;
    }
    return refusedAlone(to, failure);
  }

  private Finding refusedAlone(long to, Failure failure) {
    if (held.size() == tableFault - 1) {
      startOver();
      tableFault = Math.min(2 * tableFault, LONGEST_PROBE);
      return Finding.TABLE_AT_FAULT;
    }
    held.add(failure);
    heldEnd = to;
    refusedEnd = 0;
    size = 1;
    return Finding.SEARCH_ON;
  }

  /** The next batch is the oldest entry alone; none is held back any more. */
  void startOver() {
    held.clear();
    refusedEnd = 0;
    size = 1;
  }

  /**
   * Forgets those held back that have left the buffer.
   *
   * @param acked offset of the oldest entry in the buffer
   */
  void catchUp(long acked) {
    while (!held.isEmpty() && heldEnd - acked < held.size()) {
      held.remove();
    }
    underWay &= !held.isEmpty() || acked < suspectsEnd;
  }

  /** The oldest entry held back is set aside: why it was refused; null when there is none. */
  @Nullable Failure setAside() {
    return held.poll();
  }

  /** A batch was acknowledged, up to this offset, and those held back are set aside. */
  void accepted(long from, long to) {
    tableFault = TABLE_FAULT;
    if (size != Long.MAX_VALUE) {
      size = 2 * (to - from);
    }
    catchUp(to);
  }

  /**
   * How many entries the next batch may hold.
   *
   * @param from its first entry
   */
  long nextEntries(long from) {
    if (!underWay) {
      return Long.MAX_VALUE;
    }
    if (from < refusedEnd) {
      return Math.max(1, (refusedEnd - from) / 2);
    }
    return Math.min(size, Math.max(1, suspectsEnd - from));
  }
}
