// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

/**
 * A round in which a contender gave no figure. Immutable.
 *
 * @param round from 1
 */
public record Failure(String caseName, String contender, int round, String reason) {}
