// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.DaemonThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecursionGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.zerobus",
        "io.zerobus.ingest.Sender",
        "io.zerobus.auth",
        "io.zerobus.log.X",
        "io.zerobus.logback.ZerobusAppender",
        "io.grpc",
        "io.grpc.okhttp.OkHttpClientTransport",
        "okhttp3.internal.Util",
      })
  void isOwnLogger_ofOurPackagesAndTheTransport_isTrue(String name) {
    assertThat(RecursionGuard.isOwnLogger(name)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "io",
        "io.zerobus.examples.Shop",
        "io.zerobuslog",
        "io.grpcx.A",
        "okhttp3x",
        "a.b"
      })
  void isOwnLogger_ofTheApplication_isFalse(String name) {
    assertThat(RecursionGuard.isOwnLogger(name)).isFalse();
  }

  // Complaint 3.
  @Test
  void enter_nested_isRefusedUntilLeft() {
    RecursionGuard guard = new RecursionGuard();

    boolean[] mark = guard.enter();
    assertThat(mark).isNotNull();
    assertThat(guard.isInside()).isTrue();
    assertThat(guard.enter()).isNull();
    RecursionGuard.leave(mark);
    assertThat(guard.isInside()).isFalse();
    assertThat(guard.enter()).isNotNull();
  }

  // Complaint 3.
  @Test
  void enter_onAThreadOfOurs_isRefused() throws Exception {
    boolean[] entered = {true};
    Thread thread =
        DaemonThreads.create("any name", () -> entered[0] = new RecursionGuard().enter() != null);
    thread.start();
    thread.join();

    assertThat(entered[0]).isFalse();
  }
}
