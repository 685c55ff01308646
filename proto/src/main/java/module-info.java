// SPDX-License-Identifier: Apache-2.0

/** Messages of the Zerobus Ingest protocol. */
module io.zerobus.proto {
  requires transitive com.google.protobuf;

  exports io.zerobus.proto;
}
