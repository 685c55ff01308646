// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import java.util.Locale;

/**
 * What is sent, and how. Immutable.
 *
 * @param recordBytes of JSON
 * @param batch records in one call; 1 is the call for a single record
 * @param threads that send, on one stream
 */
record SdkCase(int recordBytes, int batch, int threads, Security security) {

  enum Security {
    PLAINTEXT,
    TLS
  }

  static SdkCase plaintext(int recordBytes, int batch, int threads) {
    return new SdkCase(recordBytes, batch, threads, Security.PLAINTEXT);
  }

  static SdkCase tls(int recordBytes, int batch, int threads) {
    return new SdkCase(recordBytes, batch, threads, Security.TLS);
  }

  /** As it stands in the tables. */
  String caseName() {
    return String.format(
        Locale.ROOT,
        "%d B, %s, %d %s%s",
        recordBytes,
        batch == 1 ? "one at a time" : "batches of " + batch,
        threads,
        threads == 1 ? "thread" : "threads",
        security == Security.TLS ? ", TLS" : "");
  }
}
