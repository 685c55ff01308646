// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void redacted_credentials_areMasked() {
    assertThat(Secrets.redacted("got 'Bearer abc.def-ghi_jkl' twice"))
        .isEqualTo("got 'Bearer ***' twice");
    assertThat(Secrets.redacted("authorization: basic Y2xpZW50OnNlY3JldA=="))
        .isEqualTo("authorization: basic ***");
    assertThat(Secrets.redacted("jwt eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln cut eyJhbGciOiJSU"))
        .isEqualTo("jwt *** cut ***");
    assertThat(Secrets.redacted("pat dapi0123456789abcdef0123 secret dose0123456789abcdef0123"))
        .isEqualTo("pat *** secret ***");
  }

  @Test
  void redacted_ordinaryText_isKept() {
    String text = "the bearer of bad news; basic types; eyJ; adapted dose; Table 'a.b.c' not found";
    assertThat(Secrets.redacted(text)).isEqualTo(text);
  }

  // Complaint 18.
  @Test
  void failure_messageOfTheServer_isRedacted() {
    Failure failure =
        Failure.ofStatus(Status.INTERNAL.withDescription("bad header Bearer abcdefghijkl"));
    assertThat(failure.toString()).isEqualTo("INTERNAL: bad header Bearer ***");
  }
}
