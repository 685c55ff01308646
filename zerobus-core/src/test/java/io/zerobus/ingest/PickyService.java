// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A service whose table does not take certain records: one of them ends the whole stream. */
final class PickyService {
  /** What the table holds, in the order in which it was acknowledged. */
  final List<String> stored = new ArrayList<>();

  private final SenderRig rig;
  private Predicate<String> refuses;
  private FakeConnection served;
  private int handled;

  PickyService(SenderRig rig, Predicate<String> refuses) {
    this.rig = rig;
    this.refuses = refuses;
  }

  /** From now on these are refused. */
  PickyService refuses(Predicate<String> refuses) {
    this.refuses = refuses;
    return this;
  }

  /** Serves until nothing is left to do now. */
  void serve() {
    do {
      rig.run();
    } while (step());
  }

  /** Does the one thing that is due; false if there is none. */
  boolean step() {
    if (rig.connections.isEmpty()) {
      return false;
    }
    FakeConnection last = rig.last();
    if (last.terminated || last.cancelled) {
      return false;
    }
    if (last != served) {
      served = last;
      handled = 0;
      last.serverOpens();
      return true;
    }
    if (handled < last.batches.size()) {
      handle(last, last.batches.get(handled++));
      return true;
    }
    if (last.halfClosed) {
      last.ends(Status.OK);
      return true;
    }
    return false;
  }

  private void handle(FakeConnection connection, List<String> batch) {
    if (batch.stream().anyMatch(refuses)) {
      connection.ends(Status.INVALID_ARGUMENT.withDescription("unrecognized field name"));
    } else {
      stored.addAll(batch);
      connection.serverAcks(handled - 1L);
    }
  }
}
