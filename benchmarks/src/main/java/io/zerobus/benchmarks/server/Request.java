// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

/**
 * What the server wants to know of a request. Immutable.
 *
 * @param offset -1 for the request that creates the stream
 * @param records how many it carries
 * @param bytes its size on the wire, without gRPC's frame
 */
record Request(long offset, int records, int bytes) {

  static final long CREATE = -1;
}
